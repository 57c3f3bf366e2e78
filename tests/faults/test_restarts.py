"""A session outlives its workers: reloads, restarts, and a new version of the program."""

import shutil
import signal
import sqlite3
import time

import pytest
from faults.visitors import FULL, STORES_IF_FULL, Visitor

WORKERS = 4 if FULL else 2
SERVED = pytest.mark.parametrize(
    "served",
    [("-w", str(WORKERS), "--threads", "8"), ("-w", str(WORKERS), "-k", "sync")],
    ids=["threads", "sync"],
)

ONE = ("-w", "1", "--threads", "8")
KEY = "0123456789 abcdefghij klmnopqrst"

COUNTS = """
import os
import iface

def count(word, counted):
    return f"{counted + 1} {os.getpid()}", counted + 1

demo = iface.Interface(count, ["text", iface.State(0)], ["text", iface.State()])
"""

CARTS = """
import iface

class Cart:
    def __init__(self):
        self.things = []

def add(word, cart):
    cart.things.append(word)
    return " ".join(cart.things), cart

demo = iface.Interface(add, ["text", iface.State(Cart)], ["text", iface.State()])
"""


class Counting:
    """A visitor who presses the button again and again, and looks whether each answer is one more."""

    def __init__(self, url: str) -> None:
        self.visitor = Visitor(url, "count")
        self.count = 0
        self.workers: set[str] = set()

    def press(self, times: int = 1) -> None:
        for _ in range(times):
            shown, worker = self.visitor.submit().shown.split()
            self.count += 1
            assert shown == str(self.count)
            self.workers.add(worker)


@STORES_IF_FULL
@SERVED
def test_submits_stay_right_while_workers_are_replaced(gunicorn, served):
    server = gunicorn(COUNTS, *served)
    counting = Counting(server.url)
    for reload in range(1, 1 + (5 if FULL else 1)):
        counting.press(5)
        server.process.send_signal(signal.SIGHUP)
        end = time.monotonic() + 30
        while len(counting.workers) <= WORKERS * reload and time.monotonic() < end:
            counting.press()
        counting.press(75 if FULL else 5)
    assert len(counting.workers) > WORKERS


@STORES_IF_FULL
@SERVED
def test_a_page_that_was_opened_before_a_restart_goes_on(gunicorn, served):
    times = 200 if FULL else 10
    first = gunicorn(COUNTS, *served)
    counting = Counting(first.url)
    counting.press(times)
    assert first.stop() == 0
    gunicorn(COUNTS, *served, port=first.port)
    counting.press(times)


@STORES_IF_FULL
def test_a_run_that_a_stop_meets_is_finished_and_kept(gunicorn):
    slow = COUNTS.replace("return", "__import__('time').sleep(float(word or 0)); return")
    first = gunicorn(slow, "-w", "1", "-k", "sync")
    visitor = Visitor(first.url, "count")
    body = visitor.body("1.5")
    assert visitor.post(body).status == 202
    assert first.stop() == 0
    gunicorn(slow, "-w", "1", "-k", "sync", port=first.port)
    answer = visitor.wait(body)
    assert (answer.shown.split()[0], answer.asked) == ("1", 1)


def test_a_page_left_open_over_a_new_version_gets_its_entries_back_and_runs_nothing(gunicorn):
    wider = COUNTS.replace("count(word,", "count(word, size,").replace(
        '"text", iface', '"text", "number", iface', 1
    )
    first = gunicorn(COUNTS, *ONE)
    visitor = Visitor(first.url, "count")
    visitor.submit("one")
    first.stop()
    gunicorn(wider, *ONE, port=first.port)
    sent = visitor.body("typed before the change")
    told = visitor.post(sent)
    assert (told.status, told.events) == (409, [{"type": "page"}])
    page = visitor.press_plain(sent)
    assert page.status == 409
    assert 'value="typed before the change"' in page.text and 'name="size"' in page.text
    assert any("has changed" in one for one in page.notices)
    assert visitor.wait(visitor.body("two", size="2")).shown.split()[0] == "2"


def test_entries_of_a_field_that_was_renamed_are_left_out_without_an_error(gunicorn):
    first = gunicorn(COUNTS, *ONE)
    visitor = Visitor(first.url, "count")
    visitor.submit("one")
    first.stop()
    gunicorn(COUNTS.replace("word", "phrase"), *ONE, port=first.port)
    page = visitor.press_plain(visitor.body("two"))
    assert page.status == 409
    assert 'name="phrase"' in page.text and any("has changed" in one for one in page.notices)


@STORES_IF_FULL
def test_a_value_whose_class_is_gone_starts_over_with_a_notice(gunicorn):
    first = gunicorn(CARTS, *ONE)
    visitor = Visitor(first.url, "add")
    assert visitor.submit("apple").shown == "apple"
    first.stop()
    again = gunicorn(CARTS.replace("Cart", "Basket"), *ONE, port=first.port)
    answer = visitor.submit("pear")
    assert (answer.status, answer.shown) == (200, "pear")
    assert answer.notices == ["What this page remembered was kept by an older version: it starts over."]
    assert again.log().count("cannot be read") == 1
    assert visitor.submit("fig").notices == []


@STORES_IF_FULL
def test_a_page_goes_on_after_the_secret_key_was_replaced(gunicorn):
    old, new = {"IFACE_SECRET_KEY": "old " + KEY}, {"IFACE_SECRET_KEY": "new " + KEY}
    first = gunicorn(COUNTS, *ONE, env=old)
    counting = Counting(first.url)
    counting.press()
    first.stop()
    fallback = {"IFACE_SECRET_KEY_FALLBACKS": old["IFACE_SECRET_KEY"]}
    second = gunicorn(COUNTS, *ONE, env=new | fallback, port=first.port)
    counting.press()
    second.stop()
    gunicorn(COUNTS, *ONE, env=new, port=first.port)
    # Its record was signed anew, but its id still is the old key's.
    assert counting.visitor.submit().status == 401


def test_a_page_goes_on_from_a_backup_that_was_made_meanwhile(gunicorn, tmp_path):
    first = gunicorn(COUNTS, *ONE)
    counting = Counting(first.url)
    counting.press(2)
    (path,) = (tmp_path / "state" / "iface").glob("*.db")
    there, copy = sqlite3.connect(path), sqlite3.connect(tmp_path / "copy.db")
    there.backup(copy)
    there.close(), copy.close()
    counting.press(3)
    first.stop()
    for rest in ("-wal", "-shm"):
        path.with_name(path.name + rest).unlink(missing_ok=True)
    shutil.copy(tmp_path / "copy.db", path)
    gunicorn(COUNTS, *ONE, port=first.port)
    assert counting.visitor.submit().shown.split()[0] == "3"


def test_a_program_that_moved_takes_no_session_with_it_and_gives_the_entries_back(gunicorn, tmp_path):
    first = gunicorn(COUNTS, *ONE)
    visitor = Visitor(first.url, "count")
    visitor.submit()
    first.stop()
    (tmp_path / "elsewhere").mkdir()
    shutil.copy(tmp_path / "app.py", tmp_path / "elsewhere")
    gunicorn(COUNTS, *ONE, "--chdir", str(tmp_path / "elsewhere"), port=first.port)
    page = visitor.press_plain(visitor.body("typed"))
    assert page.status == 401 and 'value="typed"' in page.text
    assert visitor.submit().shown.split()[0] == "1"
