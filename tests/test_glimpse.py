"""Listeners to states that are yielded: what they hear on the way, what is shown of it, and what is kept."""

import time

import pytest
from running import Running, until

import iface
from iface import Blocks, Button, Number, State, Textbox
from iface.submit import as_data


@pytest.fixture
def yielding(go_on):
    """`yielding(listener) -> Running`: a generator that yields values of a State, waits, and ends or fails.

    The listener to that State takes it, and with `takes` one of the others; its output is the fourth.
    """
    opened = []

    def make(listener, *, values=(1, 2), fails=False, start=0, takes=None, **options):
        def count():
            for value in values:
                yield f"said {value}", value
            go_on.wait(5)
            if fails:
                raise iface.Error("no")

        with Blocks() as demo:
            state, words = State(start), State([])
            said, shown = Textbox(label="Said"), Number(label="Shown")
            Button("Go").click(count, None, [said, state], api_name="go")
            taken = {"said": [state, said], "words": [state, words]}.get(takes, state)
            state.change(listener, taken, [shown, words] if takes == "words" else shown, **options)
        opened.append(Running(demo))
        opened[-1].state = state
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def kept(one):
    return one.session.memory().value(one.state)


def shown(run):
    return [one["html"] for one in run.look()[0] if one["type"] == "output" and one["component"] == 4]


def test_a_listener_sees_each_value_that_is_yielded_while_the_generator_is_at_work(yielding):
    heard = []
    run = yielding(heard.append).start(event="go")
    assert until(lambda: heard == [1, 2]) and not run.is_over


def test_what_a_listener_gives_is_shown_on_the_way(yielding):
    run = yielding(lambda value: value * 10).start(event="go")
    assert until(lambda: run.sum() and shown(run)[-1:] == [20]) and not run.is_over


def test_at_the_end_it_is_called_as_after_every_event(yielding, go_on):
    heard = []
    one = yielding(lambda value: heard.append(value) or value * 10)
    go_on.set()
    run = one.start(event="go")
    assert run.attend(5)
    assert (heard, shown(run)[-1], kept(one)) == ([1, 2, 2], 20, 2)


def test_a_value_that_comes_back_to_what_it_was_is_heard_of_too(yielding, go_on):
    one = yielding(lambda value: value, values=(1, 0))
    go_on.set()
    run = one.start(event="go")
    assert run.attend(5)
    assert shown(run)[-1] == 0


def test_a_value_that_stays_is_not_heard_of(yielding):
    heard = []
    run = yielding(heard.append, values=(1, 1, 0, 0)).start(event="go")
    assert until(lambda: heard == [1, 0]) and not run.is_over


def test_when_the_generator_fails_listeners_show_what_is_kept(yielding, go_on):
    one = yielding(lambda value: value * 10, fails=True)
    run = one.start(event="go")
    assert until(lambda: run.sum() and shown(run)[-1:] == [20])
    go_on.set()
    assert run.attend(5)
    assert (shown(run)[-1], kept(one)) == (0, 0)


def test_it_sees_what_else_is_yielded(yielding):
    heard = []
    yielding(lambda value, said: heard.append((value, said)), takes="said").start(event="go")
    assert until(lambda: heard == [(1, "said 1"), (2, "said 2")])


def test_what_it_gets_is_its_own(yielding, go_on):
    one = yielding(lambda value: value.append("mine") or len(value), values=(["a"], ["a", "b"]), start=[])
    go_on.set()
    assert one.start(event="go").attend(5)
    assert kept(one) == ["a", "b"]


@pytest.mark.parametrize("options", [{"takes": "words"}, {"concurrency_limit": 1}])
def test_who_does_more_than_show_hears_of_the_end_alone(yielding, go_on, options):
    heard = []

    def listener(value, words=None):
        heard.append(value)
        return value if words is None else (value, [*words, value])

    one = yielding(listener, **options)
    run = one.start(event="go")
    assert until(lambda: run.is_partial) and heard == []
    go_on.set()
    assert run.attend(5)
    assert heard == [2]


def test_a_listener_that_yields_hears_of_the_end_alone(yielding, go_on):
    heard = []

    def listener(value):
        heard.append(value)
        yield value

    one = yielding(listener)
    go_on.set()
    assert one.start(event="go").attend(5)
    assert heard == [2]


def test_one_that_fails_on_the_way_is_told_at_the_end_and_once(yielding, go_on):
    def listener(value):
        raise iface.Error("odd")

    one = yielding(listener)
    go_on.set()
    run = one.start(event="go")
    assert run.attend(5)
    assert [event["message"] for event in run.look()[0] if event["type"] == "error"] == ["odd"]
    assert kept(one) == 2


def test_a_slow_listener_hears_of_few_values_and_of_the_last(yielding, go_on):
    heard = []

    def listener(value):
        heard.append(value)
        time.sleep(0.15)

    one = yielding(listener, values=range(1, 50))
    go_on.set()
    run = one.start(event="go")
    assert run.attend(10)
    assert heard == [1, 49]


def test_callers_of_the_api_hear_of_the_end(yielding, go_on):
    heard = []
    one = yielding(heard.append)
    go_on.set()
    run = one.runs.start(one.submit(event="go"), as_data, lambda _: [], inline=False)
    assert run.attend(5) and heard == [2]


def test_an_update_is_drawn_as_often_as_it_is_given(yielding, go_on):
    one = yielding(lambda value: iface.update(label="Now", value=7), values=(1, 2, 2, 2))
    run = one.start(event="go")
    go_on.set()
    assert run.attend(5)
    drawn = [event for event in run.look()[0] if event["type"] == "output" and event["component"] == 4]
    assert len(drawn) <= 3 and drawn[-1]["html"] == 7
