"""Under gunicorn's sync worker, which is killed when it is silent, a long function still answers, once."""

import threading
import time
from pathlib import Path

import pytest
from faults.visitors import FORM, FULL, Visitor, ask

LONG, LIMIT = (7, 3) if FULL else (3, 2)
"""Seconds that the function takes, and after which gunicorn kills a worker that says nothing."""

SLEEPS = """
import time
import iface

def sleep(word, count):
    with open("runs.txt", "a") as file:
        file.write(word + "\\n")
    time.sleep(float(word))
    return f"{word} {count + 1}", count + 1

demo = iface.Interface(sleep, ["text", iface.State(0)], ["text", iface.State()])
"""


@pytest.fixture
def server(gunicorn):
    return gunicorn(SLEEPS, "-w", "2", "-k", "sync", "--timeout", str(LIMIT))


def runs(folder: Path) -> list[str]:
    return (folder / "runs.txt").read_text().split()


def test_a_long_function_answers_once_and_keeps_no_other_waiting(server, tmp_path):
    visitor, other = Visitor(server.url, "sleep"), Visitor(server.url, "sleep")
    body = visitor.body(str(LONG))
    assert visitor.post(body).status == 202
    begun = time.perf_counter()
    assert other.submit("0").shown == "0 1"
    assert ask(server.url, "GET").status == 200
    assert time.perf_counter() - begun < 1
    assert visitor.wait(body).shown == f"{LONG} 1"
    assert sorted(runs(tmp_path)) == ["0", str(LONG)]
    assert "WORKER TIMEOUT" not in server.log()


def test_a_page_without_javascript_asks_again_by_pressing_again(server, tmp_path):
    visitor = Visitor(server.url, "sleep")
    page = visitor.press_plain(visitor.body(str(LONG)))
    assert page.status == 202
    time.sleep(LONG)
    # Pressing the button sends what stands in the page that came back, its nonce with it.
    again = visitor.press_plain(visitor.fields | {"iface-event": "sleep", "word": str(LONG)})
    assert (again.status, again.shown) == (200, f"{LONG} 1")
    assert runs(tmp_path) == [str(LONG)]


def test_a_press_that_asks_again_after_many_others_has_still_run_once(server, tmp_path):
    visitor = Visitor(server.url, "sleep")
    body = visitor.body("1.1")
    assert visitor.post(body).status == 202
    for _ in range(12):
        visitor.submit("0")
    again = visitor.wait(body)
    # That it ran is remembered for longer than what it showed.
    assert again.notices == ["This was submitted before, and what it showed is not kept any more."]
    assert runs(tmp_path).count("1.1") == 1


def test_a_press_without_a_nonce_that_waits_for_its_turn_is_asked_to_come_again(gunicorn):
    visitor = Visitor(gunicorn(SLEEPS, "-w", "1", "--threads", "8").url, "sleep")
    pressed = threading.Thread(target=visitor.submit, args=("2.5",))
    pressed.start()
    time.sleep(0.5)
    body = visitor.body("0")
    del body["iface-nonce"]
    assert visitor.post(body, FORM).status == 202
    pressed.join()
