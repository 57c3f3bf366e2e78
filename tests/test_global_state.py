"""A value that all visitors share is right on any number of workers, and over restarts."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from faults.visitors import FULL, Visitor, at_once
from gunicorns import Gunicorn

VISITOR_COUNT = Path(__file__).resolve().parent.parent / "examples" / "visitor_count.py"
WORKERS = ("-w", "4", "--threads", "8")
CLIENTS, VIEWS = 20, 10

SCORES = """
import time
import iface

with iface.Blocks() as demo:
    scores = iface.GlobalState([])
    word = iface.Textbox(label="word")
    shown = iface.Textbox(label="shown", interactive=False)

    def note(word, scores):
        if word == "fail":
            raise iface.Error("no")
        time.sleep(0.01)
        scores.append(word)
        return " ".join(scores), scores

    iface.Button("Note").click(note, [word, scores], [shown, scores])
    iface.Button("Look").click(" ".join, scores, shown, api_name="look")
"""


def view(url: str) -> int:
    """Open the page and ask for its load event, as its script does; gives the count that it shows."""
    return int(Visitor(url, "count").submit().shown)


def view_often(url: str, times: int) -> list[int]:
    return [view(url) for _ in range(times)]


def all_views(url: str, times: int) -> list[int]:
    """What so many views of each of the clients show, all clients at once."""
    given = at_once([partial(view_often, url, times)] * CLIENTS)
    assert all(isinstance(one, list) for one in given), given
    return [count for counts in given for count in counts]


def test_of_two_hundred_views_at_once_each_is_counted(gunicorn: Callable[..., Gunicorn]):
    server = gunicorn(VISITOR_COUNT, *WORKERS)
    times = VIEWS * (5 if FULL else 1)
    counts = all_views(server.url, times)
    assert sorted(counts) == list(range(1, CLIENTS * times + 1))
    server.stop()
    again = gunicorn(VISITOR_COUNT, *WORKERS)
    assert view(again.url) == CLIENTS * times + 1


def test_sync_workers_count_right_too(gunicorn):
    url = gunicorn(VISITOR_COUNT, "-w", "4", "-k", "sync").url
    assert sorted(all_views(url, 2)) == list(range(1, 2 * CLIENTS + 1))


def test_what_many_visitors_add_at_once_is_all_kept(gunicorn):
    url = gunicorn(SCORES, *WORKERS).url
    visitors = [Visitor(url, "note") for _ in range(CLIENTS)]
    words = [f"word{number}" for number in range(CLIENTS)]
    answers = at_once([partial(one.submit, word) for one, word in zip(visitors, words, strict=True)])
    assert [one.status for one in answers] == [200] * CLIENTS
    assert sorted(Visitor(url, "look").submit().shown.split()) == sorted(words)


@pytest.fixture(scope="module")
def scores(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scores")
    (folder / "app.py").write_text(SCORES)
    server = Gunicorn(folder, ("-w", "2", "--threads", "8"))
    server.wait_until_ready()
    yield server.url
    server.stop()


def test_an_event_that_only_reads_sees_what_another_visitor_wrote(scores):
    Visitor(scores, "note").submit("seen")
    assert "seen" in Visitor(scores, "look").submit().shown


def test_an_event_that_fails_leaves_the_shared_value(scores):
    Visitor(scores, "note").submit("kept")
    failed = Visitor(scores, "note").submit("fail")
    assert failed.status == 400
    shown = Visitor(scores, "look").submit().shown
    assert "kept" in shown and "fail" not in shown


def test_the_same_press_sent_again_is_counted_once(scores):
    visitor = Visitor(scores, "note")
    body = visitor.body("once")
    at_once([partial(visitor.wait, body)] * 4)
    assert Visitor(scores, "look").submit().shown.split().count("once") == 1
