from iface import Blocks, Button, Number, UserState


def test_where_nobody_is_logged_in_it_is_a_sessions_own():
    with Blocks() as demo:
        count, shown = UserState(0), Number()
        Button("Go").click(lambda n: (n + 1, n + 1), count, [count, shown], api_name="go")
    client = demo.test_client()
    first = [client.submit(api_name="go"), client.submit(api_name="go")]
    client.restart()
    assert (first, client.submit(api_name="go")) == ([1, 2], 1)
