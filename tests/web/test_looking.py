import itertools
import re
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from faults.visitors import FORM, SCRIPT, Visitor, ask
from onlooker import LOOKING, Onlooker
from running import until

import iface


@pytest.fixture
def url(serve, go_on):
    """A page whose function talks: the words that it is given, one after another."""

    def talk(word, kept):
        text = ""
        for one in word.split():
            text += one + " "
            yield text, text
            if one == "wait":
                go_on.wait(5)
            time.sleep(0.02)

    return serve(iface.Interface(talk, ["text", iface.State("")], ["text", iface.State()]))


@pytest.fixture
def slow(serve, go_on):
    """A page whose function waits, and checks what it is given."""

    def work(word):
        go_on.wait(5)
        return word.upper()

    return serve(iface.Interface(work, iface.Textbox(max_length=9), "text", api_name="work"))


def begun(visitor, word, times=1):
    """A visitor whose run has begun, and has said so much; it goes on while nobody looks."""
    following = visitor.follow(word)
    for event in following:
        if len(visitor.of("output") + visitor.of("grow")) >= times or event["type"] == "waiting":
            break
    following.close()
    return visitor


def page_of(visitor):
    """What stands at the address of a run."""
    return ask(f"{visitor.url}?iface-run={visitor.run}", "GET")


def raw(url, path, method="GET", body="", headers=LOOKING):
    """The head and the bytes of an answer as they go over the wire."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname, parts.port, timeout=20)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    try:
        return answer.headers, answer.read()
    finally:
        connection.close()


def test_a_quick_run_is_answered_whole(slow, go_on):
    go_on.set()
    visitor = Onlooker(slow, "work")
    assert visitor.press("abc") == "ABC" and visitor.asked == 1 and visitor.run == ""


def test_what_is_yielded_comes_as_a_stream(url, go_on):
    visitor = Onlooker(url, "talk")
    for _ in visitor.follow("one wait two"):
        if "wait" in visitor.text:
            go_on.set()
    assert visitor.text == "one wait two " and visitor.asked == 1 and visitor.of("grow")


def test_a_short_chunk_takes_at_most_40_bytes_of_the_wire(url):
    visitor = Visitor(url, "talk")
    words = " ".join(["abcd"] * 50)
    head, body = raw(url, "/", "POST", urlencode(visitor.body(words)), LOOKING)
    grown = re.findall(rb"data:\[.*\]\n\n", body)
    assert head["Content-Type"].startswith("text/event-stream") and len(grown) > 2
    # On a busy machine some come together.
    assert max(len(one) - len(b"abcd ") * (one.count(b"abcd") - 1) for one in grown) <= 40


def test_proxies_are_asked_not_to_keep_a_stream_to_themselves(url):
    visitor = Visitor(url, "talk")
    head, _ = raw(url, "/", "POST", urlencode(visitor.body("one two")), LOOKING)
    assert (head["X-Accel-Buffering"], head["Cache-Control"]) == ("no", "no-store")


def test_who_wants_no_stream_is_told_by_list_after_list(url):
    visitor = Visitor(url, "talk")
    body = visitor.body("one two three")
    answer = visitor.post(body)
    *shown, waiting = answer.events
    assert answer.status == 202 and waiting["type"] == "waiting" and len(waiting["run"]) == 22
    assert [one["type"] for one in shown] == ["output"]


def test_a_function_that_takes_its_time_is_asked_for_again(slow, go_on):
    visitor = begun(Onlooker(slow, "work"), "abc")
    assert visitor.run and visitor.of("output") == []
    go_on.set()
    answer = ask(f"{slow}-/runs/{visitor.run}", "GET", headers=SCRIPT)
    assert answer.status == 200 and answer.shown == "ABC"


def test_a_run_that_fails_while_its_id_is_given_out_has_the_status_of_its_error(serve, go_on, tmp_path):
    def fail(word):
        go_on.wait(5)
        raise iface.Error("no")

    demo = iface.Interface(fail, "text", "text", store=f"sqlite:{tmp_path / 'state.db'}")
    visitor = Visitor(serve(demo), "fail")
    body = visitor.body("a") | {"iface-nonce": ""}  # so that nothing is kept but the run
    site = demo._sites[0]()
    site.sessions.store.get("so that the file is there")
    with closing(sqlite3.connect(tmp_path / "state.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor() as pool:
            answer = pool.submit(visitor.post, body)
            assert until(lambda: any(one.name == "iface-runs" for one in threading.enumerate()))
            go_on.set()
            assert until(lambda: not site.runs._at_work)
            other.execute("ROLLBACK")
    assert answer.result().status == 400


def test_who_comes_back_gets_what_was_missed_and_nothing_twice(url, go_on):
    visitor = begun(Onlooker(url, "talk"), "one two wait three four")
    go_on.set()
    while not visitor.of("done"):
        for event in itertools.takewhile(lambda one: one["type"] != "end", visitor._ask({})):
            visitor._note(event)
    assert visitor.text == "one two wait three four "


def test_a_run_that_is_not_kept_is_said_to_be_gone(url):
    visitor = Onlooker(url, "talk")
    visitor.run = "x" * 22
    events = list(visitor._ask({}))
    assert events[0]["title"] == "This run is not kept any more." and events[-1]["type"] == "end"
    assert ask(f"{url}-/runs/{visitor.run}", "GET", headers=SCRIPT).status == 404


@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 30, "1e3", "\u0663"])
def test_an_odd_number_of_events_counts_as_none(url, after):
    visitor = begun(Onlooker(url, "talk"), "one wait")
    answer = ask(f"{url}-/runs/{visitor.run}?after={urlencode({'': after})[1:]}", "GET", headers=SCRIPT)
    assert answer.status == 200


# In another window


def test_a_browser_is_led_from_the_run_to_its_page(url):
    visitor = begun(Onlooker(url, "talk"), "one wait")
    answer = ask(f"{url}-/runs/{visitor.run}", "GET", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (answer.status, answer.headers["Location"]) == (302, f"../../?iface-run={visitor.run}")


def test_the_page_of_a_run_shows_what_it_has_come_to_and_looks_again(url):
    visitor = begun(Onlooker(url, "talk"), "one wait")
    text = page_of(visitor).text
    assert "one wait" in text or "one " in text
    assert 'http-equiv="refresh"' in text and "Not finished yet." in text


def test_the_page_of_a_run_that_is_over_stands_still_and_cannot_be_used(url, go_on):
    visitor = begun(Onlooker(url, "talk"), "one wait two")
    go_on.set()
    assert until(lambda: "one wait two" in page_of(visitor).text)
    assert until(lambda: 'http-equiv="refresh"' not in page_of(visitor).text)
    text = page_of(visitor).text
    assert "<fieldset" in text and "disabled>" in text and "iface.js" not in text
    assert visitor.fields["iface-session"] not in text


def test_the_page_of_no_run_is_an_answer_in_words(url):
    answer = ask(f"{url}?iface-run=nothing", "GET", headers={"Accept": "text/html"})
    assert answer.status == 404 and "not kept any more" in answer.text


# Stopping, and leaving


def test_a_stop_needs_the_page(url):
    visitor = begun(Onlooker(url, "talk"), "one wait")
    assert ask(f"{url}-/stop", "POST", urlencode({"run": visitor.run}), FORM).status == 403


def test_stop_ends_a_generator_with_what_it_has_shown(url, go_on):
    visitor = Onlooker(url, "talk")
    for _ in visitor.follow("one two wait three four"):
        if visitor.text.endswith("wait ") and not go_on.is_set():
            visitor.stop()
            go_on.set()
    # It ends where it yields next.
    assert visitor.text == "one two wait three " and visitor.events[-1]["type"] == "done"


def test_a_stopped_function_says_that_its_result_is_dropped(slow, go_on):
    visitor = Onlooker(slow, "work")
    for event in visitor.follow("abc"):
        if event["type"] == "waiting":
            visitor.stop()
    assert visitor.messages() == ["Stopped. What it comes to is dropped."] and visitor.text == ""


def test_stopping_what_is_not_there_is_no_error(url):
    visitor = Onlooker(url, "talk")
    visitor.run = "y" * 500
    visitor.stop()


def test_a_lost_connection_stops_nothing(url, go_on):
    visitor = begun(Onlooker(url, "talk"), "one wait two")
    go_on.set()
    assert until(lambda: "one wait two" in page_of(visitor).text)


def test_leaving_the_page_stops_its_generator(url, go_on):
    visitor = begun(Onlooker(url, "talk"), "one wait two")
    visitor.leave()
    go_on.set()
    assert until(lambda: 'http-equiv="refresh"' not in page_of(visitor).text)
    assert "two" not in re.sub("<textarea[^>]*data-.*", "", page_of(visitor).text).split("readonly>")[-1][:30]


# Without JavaScript


def test_a_page_without_a_script_refreshes_itself_until_the_result_is_there(slow, go_on):
    visitor = Visitor(slow, "work")
    answer = visitor.press_plain(visitor.body("abc"))
    (address,) = re.findall(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.text)
    assert answer.status == 202
    assert 'content="2; url=' in ask(slow + address, "GET").text
    go_on.set()
    assert until(lambda: "ABC" in ask(slow + address, "GET").text)
    # Pressed again, the page goes on with what it was.
    assert visitor.press_plain(visitor.fields | {"iface-event": "work", "word": "abc"}).shown == "ABC"


# In line


@pytest.fixture
def one_by_one(serve, go_on):
    def work(word):
        go_on.wait(5)
        return word

    demo = iface.Interface(work, iface.Textbox(max_length=9), "text", api_name="work", concurrency_limit=1)
    return serve(demo.queue(max_size=2))


def test_who_waits_is_told_the_place(one_by_one, go_on):
    begun(Onlooker(one_by_one, "work"), "a")
    visitor = Onlooker(one_by_one, "work")
    for event in visitor.follow("b"):
        if event["type"] == "line":
            go_on.set()
    assert visitor.of("line")[0]["text"] == "Number 1 of 1 in line" and visitor.text == "b"


def test_who_comes_when_too_many_wait_is_told_so(one_by_one):
    for word in "abc":
        begun(Onlooker(one_by_one, "work"), word)
    visitor = Visitor(one_by_one, "work")
    answer = visitor.post(visitor.body("d"))
    assert answer.status == 503 and answer.notices == ["Try again in a moment."]


def test_entries_that_do_not_fit_are_told_when_their_turn_comes(one_by_one, go_on):
    begun(Onlooker(one_by_one, "work"), "a")
    visitor = Onlooker(one_by_one, "work")
    for event in visitor.follow("much too long"):
        if event["type"] == "line":
            go_on.set()
    assert visitor.of("error")[0]["fields"] == {"word": "Enter at most 9 characters; these are 13."}
