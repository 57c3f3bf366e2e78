import asyncio
import threading

import pytest
from hidden_fields import hidden_fields

import iface
from iface import RefusedRequest


def append(item, items):
    items.append(item)
    if item == "raise":
        raise RuntimeError("secret text of an error")
    if item == "unshowable":
        return object(), items
    return list(items), items


@pytest.fixture
def log():
    """A client of a function that mutates the state it is given."""
    return iface.Interface(append, ["text", iface.State([])], ["json", iface.State()]).test_client()


def test_each_submit_gets_what_the_one_before_returned(log):
    assert [log.submit("a"), log.submit("b")] == [["a"], ["a", "b"]]


def test_another_session_starts_from_the_default(log):
    log.submit("a")
    log.restart()
    assert log.submit("b") == ["b"]


@pytest.mark.parametrize("item", ["raise", "unshowable"])
def test_a_submit_that_fails_changes_nothing(log, item):
    log.submit("a")
    with pytest.raises(RefusedRequest):
        log.submit(item)
    assert log.submit("b") == ["a", "b"]


def test_what_a_function_raises_stays_in_the_log(log, caplog):
    with pytest.raises(RefusedRequest) as caught:
        log.submit("raise")
    assert "secret" not in str(caught.value)
    assert "secret text" in caplog.text


def test_the_log_has_one_line_per_run_without_what_was_entered(log, caplog):
    caplog.set_level("DEBUG", logger="iface")
    log.submit("a private text")
    assert [line for line in caplog.messages if line.startswith("append ok in ")]
    assert "private" not in caplog.text and log.token not in caplog.text


def test_a_result_that_cannot_be_shown_names_the_component(log):
    with pytest.raises(RefusedRequest, match="json 'output' cannot show this object"):
        log.submit("unshowable")


def test_an_error_of_the_functions_own_is_passed_on():
    def refuse(text):
        raise iface.Error("Too late.", title="Closed")

    with pytest.raises(RefusedRequest, match=r"Too late\.") as caught:
        iface.Interface(refuse, "text", "text").test_client().submit("a")
    assert caught.value.status == 400


def test_a_task_that_is_cancelled_is_an_error_like_any_other():
    async def cancelled(text):
        raise asyncio.CancelledError

    with pytest.raises(RefusedRequest) as caught:
        iface.Interface(cancelled, "text", "text").test_client().submit("a")
    assert caught.value.status == 500


def test_exit_in_a_function_ends_the_run_and_not_the_server():
    def leave(text):
        raise SystemExit(3)

    with pytest.raises(RefusedRequest) as caught:
        iface.Interface(leave, "text", "text").test_client().submit("a")
    assert caught.value.status == 500


@pytest.mark.parametrize(
    ("returned", "got"),
    [("alone", "one str"), (("a", "b", "c"), "3 values"), ([1], "one list"), (None, "one NoneType")],
)
def test_a_wrong_number_of_values_is_said_in_one_sentence(returned, got):
    client = iface.Interface(lambda text: returned, "text", ["text", "text"]).test_client()
    with pytest.raises(RefusedRequest, match=rf"lambda\(\) returned {got}, but there are 2 outputs"):
        client.submit("a")


def test_a_list_stands_for_several_values():
    assert iface.Interface(lambda text: [text, text], "text", ["text", "text"]).test_client().submit("a") == [
        "a",
        "a",
    ]


def test_the_request_goes_where_the_annotation_asks_for_it():
    def who(first: str, request: iface.Request, second: str):
        return f"{first} {second} {request.client.host} {len(request.session_hash)}"

    assert iface.Interface(who, ["text", "text"], "text").test_client().submit("a", "b") == "a b 127.0.0.1 20"


def test_a_generators_last_value_is_shown():
    def count(text):
        yield "one"
        yield "two"

    assert iface.Interface(count, "text", "text").test_client().submit("a") == "two"


def test_a_coroutine_is_awaited():
    async def later(text):
        return text + "!"

    assert iface.Interface(later, "text", "text").test_client().submit("a") == "a!"


def test_a_concurrency_limit_holds():
    running, most = [], []

    def work(text):
        running.append(text)
        most.append(len(running))
        threading.Event().wait(0.02)
        running.remove(text)
        return text

    demo = iface.Interface(work, "text", "text", concurrency_limit=2)
    client = demo.test_client()
    callers = [
        threading.Thread(target=lambda n: client.application.test_client().submit(str(n)), args=(n,))
        for n in range(8)
    ]
    for one in callers:
        one.start()
    for one in callers:
        one.join()
    assert max(most) == 2


def test_the_same_submit_sent_again_runs_once_and_shows_the_same():
    calls = []
    client = iface.Interface(lambda text: calls.append(text) or len(calls), "text", "number").test_client()
    sent = hidden_fields(client.get("/").text) | {"iface-event": "lambda", "text": "a"}
    first, second = (client.post("/", data=sent) for _ in range(2))
    assert calls == ["a"]
    assert 'value="1"' in first.text and 'value="1"' in second.text


def test_a_failed_submit_sent_again_runs_once_too():
    calls = []

    def fail(text):
        calls.append(text)
        raise iface.Error("No.")

    client = iface.Interface(fail, "text", "text").test_client()
    sent = hidden_fields(client.get("/").text) | {"iface-event": "fail", "text": "a"}
    answers = [client.post("/", data=sent) for _ in range(2)]
    assert calls == ["a"]
    assert all("No." in answer.text for answer in answers)


def test_the_same_submit_twice_at_once_runs_once():
    calls = []

    def slow(text):
        calls.append(text)
        threading.Event().wait(0.1)
        return text

    client = iface.Interface(slow, "text", "text").test_client()
    sent = hidden_fields(client.get("/").text) | {"iface-event": "slow", "text": "a"}
    statuses = []

    def post():
        statuses.append(client.application.test_client().post("/", data=sent).status_code)

    both = [threading.Thread(target=post) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert (calls, statuses) == (["a"], [200, 200])
