import pytest
from hidden_fields import hidden_fields

import iface
from iface import Blocks, Button, DesignError, GlobalState, Number, State


def counting():
    with Blocks() as demo:
        count, shown = GlobalState(0), Number()
        Button("Go").click(lambda n: (n + 1, n + 1), count, [count, shown], api_name="go")
    return demo.test_client()


def test_everybody_has_the_same_value():
    client = counting()
    values = []
    for _ in range(3):
        client.restart()
        values.append(client.submit(api_name="go"))
    assert values == [1, 2, 3]


def test_a_failing_function_leaves_it_as_it_was():
    def fail(n):
        raise iface.Error("no")

    with Blocks() as demo:
        count, shown = GlobalState([]), Number()
        Button("A").click(lambda n: n.append(1) or fail(n), count, count, api_name="fail")
        Button("B").click(lambda n: len(n), count, shown, api_name="size")
    client = demo.test_client()
    with pytest.raises(iface.RefusedRequest):
        client.submit(api_name="fail")
    assert client.submit(api_name="size") == 0


def test_it_stands_beside_the_sessions_own_state():
    with Blocks() as demo:
        everybody, mine, shown = GlobalState(0), State(0), iface.JSON()
        Button("Go").click(
            lambda a, b: (a + 1, b + 1, [a + 1, b + 1]),
            [everybody, mine],
            [everybody, mine, shown],
            api_name="go",
        )
    client = demo.test_client()
    client.submit(api_name="go")
    client.restart()
    assert client.submit(api_name="go") == [2, 1]


def test_its_change_is_heard():
    with Blocks() as demo:
        count, shown = GlobalState(0), Number()
        Button("Go").click(lambda n: n + 1, count, count, api_name="go")
        count.change(lambda n: n, count, shown)
    client = demo.test_client()
    sent = hidden_fields(client.get("/").text) | {"iface-event": "go"}
    assert (
        'value="1"'
        in client.post("/", data=sent, headers={"Accept": "application/json"}).json["events"][0]["html"]
    )


def test_a_function_that_yields_may_not_write_it():
    def stream(n):
        yield n + 1

    with pytest.raises(DesignError, match="yields"), Blocks():
        count = GlobalState(0)
        Button("Go").click(stream, count, count)
