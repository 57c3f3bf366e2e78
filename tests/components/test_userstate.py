from iface import Blocks, Button, Number, UserState
from iface.components import userstate


def test_where_nobody_is_logged_in_it_is_a_sessions_own():
    with Blocks() as demo:
        count, shown = UserState(0), Number()
        Button("Go").click(lambda n: (n + 1, n + 1), count, [count, shown], api_name="go")
    client = demo.test_client()
    first = [client.submit(api_name="go"), client.submit(api_name="go")]
    client.restart()
    assert (first, client.submit(api_name="go")) == ([1, 2], 1)


def test_the_log_says_so_once(caplog):
    userstate._say_that_it_waits.cache_clear()
    caplog.set_level("INFO", logger="iface")
    UserState(0), UserState(0)
    assert len([line for line in caplog.messages if "UserState" in line]) == 1
