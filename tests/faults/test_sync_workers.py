"""Under gunicorn's sync worker, which is killed when it is silent, a long function still answers, once."""

import threading
import time

import pytest
from faults.visitors import FORM, Visitor, ask

LONG, LIMIT = 4, 2
"""Seconds that the function takes, and after which gunicorn kills a worker that says nothing."""
SERVED = ("-w", "2", "-k", "sync", "--timeout", str(LIMIT))

SLEEPS = f"""
import time
import iface

def sleep(word, count):
    with open("runs.txt", "a") as file:
        file.write(word + "\\n")
    time.sleep({LONG} if word == "long" else 0)
    return f"{{word}} {{count + 1}}", count + 1

demo = iface.Interface(sleep, ["text", iface.State(0)], ["text", iface.State()])
"""


@pytest.fixture
def server(gunicorn):
    return gunicorn(SLEEPS, *SERVED)


def runs(folder) -> list[str]:
    return (folder / "runs.txt").read_text().splitlines()


def test_a_long_function_answers_after_its_time_and_runs_once(server, tmp_path):
    answer = Visitor(server.url, "sleep").submit("long")
    assert (answer.status, answer.shown) == (200, "long 1")
    assert answer.asked > 1
    assert runs(tmp_path) == ["long"]
    assert "WORKER TIMEOUT" not in server.log()


def test_a_page_without_javascript_asks_again_by_pressing_again(server, tmp_path):
    visitor = Visitor(server.url, "sleep")
    page = visitor.press_plain(visitor.body("long"))
    assert page.status == 202
    time.sleep(LONG)
    # Pressing the button sends what stands in the page that came back, its nonce with it.
    again = visitor.press_plain(visitor.fields | {"iface-event": "sleep", "word": "long"})
    assert (again.status, again.shown) == (200, "long 1")
    assert runs(tmp_path) == ["long"]


def test_other_sessions_and_pages_are_answered_meanwhile(server):
    visitor, other = Visitor(server.url, "sleep"), Visitor(server.url, "sleep")
    body = visitor.body("long")
    assert visitor.post(body).status == 202
    begun = time.perf_counter()
    assert other.submit("short").shown == "short 1"
    assert ask(server.url, "GET").status == 200
    assert time.perf_counter() - begun < 1
    assert visitor.wait(body).shown == "long 1"


def test_a_press_without_a_nonce_that_waits_for_its_turn_is_asked_to_come_again(gunicorn):
    visitor = Visitor(gunicorn(SLEEPS, "-w", "1", "--threads", "8").url, "sleep")
    pressed = threading.Thread(target=visitor.submit, args=("long",))
    pressed.start()
    time.sleep(0.5)
    body = visitor.body("short")
    del body["iface-nonce"]
    assert visitor.post(body, FORM).status == 202
    pressed.join()
