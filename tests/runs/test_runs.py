import threading
import time

import pytest
from running import Running, outputs, until

import iface
from iface import Blocks, Button, Error, Interface, Number, State, Textbox
from iface.errors import Busy, Stopped


@pytest.fixture
def running():
    """`running(demo) -> Running`; closed after the test."""
    opened = []

    def run(demo, *store):
        opened.append(Running(demo, *store))
        return opened[-1]

    yield run
    for one in opened:
        one.close()


@pytest.fixture
def counting(running, go_on):
    """A generator that counts: it yields twice, waits, and yields once more; the State goes along."""

    def count(number, kept):
        for step in (1, 2):
            yield number + step, kept + step
            time.sleep(0.03)
        go_on.wait(5)
        yield number + 3, kept + 3

    return running(Interface(count, ["number", State(0)], ["number", State()], concurrency_limit=1))


@pytest.fixture
def plain(running, go_on):
    """A function that waits, and changes a State."""

    def work(number, kept):
        go_on.wait(5)
        return number, kept + 1

    return running(Interface(work, ["number", State(0)], ["number", State()], api_name="work"))


# On its way


def test_what_is_yielded_is_shown_on_the_way(counting, go_on):
    run = counting.start(10)
    assert until(lambda: outputs(run)[-1:] == [12])
    assert not run.is_over
    go_on.set()
    assert run.attend(5) and outputs(run) == [11, 12, 13]


def test_the_state_is_kept_at_the_end(counting, go_on):
    run = counting.start(0)
    assert until(lambda: outputs(run)[-1:] == [2])
    assert counting.value() == 0
    go_on.set()
    run.attend(5)
    assert counting.value() == 3


def test_what_comes_faster_than_pictures_is_shown_as_its_last(running):
    def burst(_):
        for number in range(1000):
            yield str(number)
        time.sleep(0.1)

    run = running(Interface(burst, "number", "text", api_name="burst")).start(1)
    assert run.attend(5)
    assert outputs(run)[-1] == "999" and len(outputs(run)) < 20


def test_what_was_yielded_last_is_shown_while_the_generator_goes_on(running, go_on):
    def burst(_):
        yield "a"
        yield "ab"
        go_on.wait(5)
        yield "abc"

    run = running(Interface(burst, "number", "text")).start(1)
    assert run.wait(1, 5)
    assert outputs(run) == ["a", "ab"]


def test_text_that_grows_is_not_sent_again(running):
    def talk(_):
        for text in ("one", "one two", "one two three"):
            yield text
            time.sleep(0.03)

    run = running(Interface(talk, "number", "text")).start(1)
    run.attend(5)
    grown = [one["text"] for one in run.look()[0] if one["type"] == "grow"]
    assert grown == [" two", " three"]


def test_a_list_that_is_changed_in_place_is_shown_each_time(running):
    def fill(_):
        words = []
        for word in "abc":
            words.append(word)
            yield words
            time.sleep(0.03)

    run = running(Interface(fill, "number", iface.JSON())).start(1)
    run.attend(5)
    assert [len(one) for one in outputs(run)] == [1, 2, 3]


def test_an_error_on_the_way_changes_no_state(running):
    def fail(number, kept):
        yield number, kept + 1
        raise Error("no")

    one = running(Interface(fail, ["number", State(0)], ["number", State()]))
    run = one.start(1)
    run.attend(5)
    assert run.look()[0][-2]["message"] == "no" and one.value() == 0


# Stopping


def test_a_stopped_generator_keeps_what_it_has_shown(counting, go_on):
    run = counting.start(0)
    assert until(lambda: outputs(run)[-1:] == [2])
    counting.runs.stop(counting.runs.give_out(run))
    go_on.set()
    assert run.attend(2)
    assert outputs(run)[-1] == 3 and counting.value() == 3


def test_a_stopped_generator_is_not_asked_for_more(running):
    asked = []

    def count(_):
        for number in range(1000):
            asked.append(number)
            yield number
            time.sleep(0.02)

    one = running(Interface(count, "number", "number"))
    run = one.start(0)
    assert until(lambda: len(asked) > 3)
    one.runs.stop(one.runs.give_out(run))
    assert run.attend(2)
    stopped = len(asked)
    assert outputs(run)[-1] == asked[-1]
    time.sleep(0.1)
    assert len(asked) == stopped


def test_a_function_that_was_stopped_is_over_at_once(plain):
    run = plain.start(1)
    assert until(lambda: run.has_begun)
    plain.runs.stop(plain.runs.give_out(run))
    assert run.is_over
    with pytest.raises(Stopped, match="What it comes to is dropped."):
        run.ended()


def test_what_a_stopped_function_comes_to_is_not_kept(plain, go_on):
    run = plain.start(1)
    assert until(lambda: run.has_begun)
    plain.runs.stop(plain.runs.give_out(run))
    go_on.set()
    assert until(lambda: not plain.runs._at_work)
    assert plain.value() == 0 and outputs(run) == []


def test_a_stop_that_comes_too_late_drops_nothing(running, go_on):
    shown = threading.Event()

    class Slow(Number):
        def postprocess(self, value):
            if value == 7:
                shown.set()
                go_on.wait(5)
            return super().postprocess(value)

    def work(number, kept):
        return number, kept + 1

    one = running(Interface(work, ["number", State(0)], [Slow(), State()]))
    run = one.start(7)
    assert shown.wait(5)
    one.runs.stop(one.runs.give_out(run))
    go_on.set()
    assert run.attend(5)
    assert outputs(run) == [7] and one.value() == 1


def test_a_run_that_waits_can_be_stopped_and_the_others_go_on(counting, go_on):
    first, second, third = (counting.start(n, session=counting.sessions.mint()) for n in (0, 10, 20))
    counting.runs.stop(counting.runs.give_out(second))
    assert second.is_over and not second.has_begun
    go_on.set()
    assert first.attend(5) and third.attend(5)
    assert outputs(third)[-1] == 23 and outputs(second) == []


def chained(running, go_on, **conditions):
    """A generator with what follows it, and what hears of its State."""
    ran = []

    def count(kept):
        for step in (1, 2):
            yield kept + step
            go_on.wait(5)

    with Blocks() as demo:
        kept, size = State(0), Number(label="Size")
        link = Button("Go").click(count, kept, kept, api_name="go")
        link.then(lambda: ran.append("then")).success(lambda: ran.append("success"))
        kept.change(lambda kept: kept * 100, kept, size)
    return running(demo), ran


def test_what_follows_runs_after_the_end(running, go_on):
    one, ran = chained(running, go_on)
    go_on.set()
    run = one.start(event="go")
    assert run.attend(5)
    assert ran == ["then", "success"] and outputs(run)[-1] == 200


def test_after_a_stop_only_those_follow_that_hear_of_the_change(running, go_on):
    one, ran = chained(running, go_on)
    run = one.start(event="go")
    assert until(lambda: run.has_begun and run._is_settled is False and run.is_partial)
    one.runs.stop(one.runs.give_out(run))
    go_on.set()
    assert run.attend(5)
    assert ran == [] and outputs(run)[-1] == one.value() * 100 > 0


def test_leaving_the_page_stops_its_generators_and_no_others(counting, go_on):
    other = counting.sessions.mint()
    mine, theirs = counting.start(0), counting.start(10, session=other)
    assert until(lambda: outputs(mine)[-1:] == [2])
    counting.runs.stop_all_of(counting.session)
    go_on.set()
    assert mine.attend(5) and theirs.attend(5)
    assert mine.is_stopped and not theirs.is_stopped


def test_leaving_the_page_lets_other_functions_finish(plain, go_on):
    run = plain.start(1)
    plain.runs.stop_all_of(plain.session)
    go_on.set()
    assert run.attend(5) and plain.value() == 1


# In line


def test_more_than_may_wait_are_sent_away(running, go_on):
    demo = Interface(lambda _: go_on.wait(5), "number", "number", concurrency_limit=1, api_name="work")
    one = running(demo.queue(max_size=1))
    for _ in range(2):
        one.start(1)
    with pytest.raises(Busy):
        one.start(1)


def test_a_run_that_waits_tells_its_place(counting):
    counting.start(0)
    run = counting.start(1, session=counting.sessions.mint())
    (event,) = run.look()[0]
    assert (event["type"], event["place"], event["text"]) == ("line", 1, "Number 1 of 1 in line")


def test_its_turn_takes_the_place_away(counting, go_on):
    counting.start(0)
    run = counting.start(1, session=counting.sessions.mint())
    go_on.set()
    assert run.attend(5)
    assert [one["text"] for one in run.look()[0] if one["type"] == "line"] == ["Number 1 of 1 in line", ""]


def test_events_with_one_concurrency_id_share_a_line(running, go_on):
    with Blocks() as demo:
        number = Number(label="Number")
        for name in ("one", "two"):
            Button(name).click(
                lambda _: go_on.wait(5),
                number,
                None,
                api_name=name,
                concurrency_limit=1,
                concurrency_id="gpu",
            )
    one = running(demo)
    one.start(1, event="one")
    assert one.start(1, event="two", session=one.sessions.mint()).look()[0][0]["type"] == "line"


def test_a_link_that_waits_for_its_turn_is_let_go_by_a_stop(running, go_on):
    with Blocks() as demo:
        number = Number(label="Number")
        Button("A").click(lambda: 1, None, number, api_name="a").then(
            lambda: 2, None, number, concurrency_limit=1, concurrency_id="x", api_name="b"
        )
        Button("C").click(lambda: go_on.wait(5), api_name="c", concurrency_limit=1, concurrency_id="x")
    one = running(demo)
    one.start(event="c", session=one.sessions.mint())
    run = one.start(event="a")
    assert until(lambda: outputs(run) == [1] and run.look()[0][-1]["type"] == "line")
    one.runs.stop(one.runs.give_out(run))
    assert run.attend(2) and outputs(run) == [1]
    assert until(lambda: len(one.runs._at_work) == 1)


# Coming back


def test_the_same_submit_finds_the_run_that_goes_on(plain, go_on):
    submit = plain.submit(1, nonce="n" * 20)
    first = plain.runs.start(submit, lambda one, data: data, lambda _: [])
    again = plain.runs.start(submit, lambda one, data: data, lambda _: [])
    assert first is again


def test_a_run_is_found_by_its_id_alone(plain):
    run = plain.start(1)
    assert plain.runs.find(plain.runs.give_out(run)) is run
    assert plain.runs.find(run.id[:-1] + "x") is None


def test_a_run_that_is_over_is_found_in_the_store(counting, go_on):
    go_on.set()
    run = counting.start(0)
    id = counting.runs.give_out(run)
    assert run.attend(5) and until(lambda: counting.runs.find(id).is_elsewhere)
    found = counting.runs.find(id)
    assert found.is_over and [one["html"] for one in found.look()[0] if one["type"] == "output"] == [3]


def test_a_run_that_is_not_given_out_leaves_nothing_in_the_store(counting, go_on):
    go_on.set()
    run = counting.start(0)
    assert run.attend(5) and until(lambda: not counting.runs._at_work)
    assert counting.runs.find(run.id) is None


def test_closing_stops_generators_that_would_not_end(running):
    def endless(_):
        while True:
            yield 1
            time.sleep(0.01)

    one = running(Interface(endless, "number", "number"))
    run = one.start(1)
    assert until(lambda: run.is_partial)
    begun = time.monotonic()
    one.close()
    assert run.attend(1) and time.monotonic() - begun < 2


def test_a_function_that_was_quick_three_times_needs_no_thread(running):
    names = []
    one = running(Interface(lambda _: names.append(threading.current_thread().name), "number", "number"))
    for _ in range(4):
        run = one.runs.start(one.submit(1), lambda one, data: data, lambda _: [])
        run.attend(5)
        until(lambda: not one.runs._at_work)
    assert names == ["iface-run"] * 3 + ["MainThread"]


def test_a_textbox_as_it_is_shown_at_last_is_not_told_twice(running):
    def talk(_):
        yield "one"
        time.sleep(0.05)

    run = running(Interface(talk, "number", Textbox())).start(1)
    run.attend(5)
    assert [one["type"] for one in run.look()[0]] == ["output", "done"]
