"""Runs over real workers: killed, stopped, reloaded, behind a proxy, and many at a time."""

import os
import signal
import sqlite3
import threading
import time
from pathlib import Path

import pytest
from faults.visitors import FULL, STORES_IF_FULL, ask
from onlooker import Onlooker
from proxies import nginx
from running import until

THREADS = ("-w", "2", "--threads", "32")

TALKS = """
import time
import iface

def talk(word, kept):
    # "times/seconds"
    times, _, seconds = word.partition("/")
    text = ""
    for number in range(int(times)):
        text += f"{number} "
        with open("said.txt", "a") as file:
            file.write(f"{number}\\n")
        yield text, kept + 1
        time.sleep(float(seconds or 0))

demo = iface.Interface(talk, ["text", iface.State(0)], ["text", iface.State()])
"""

SLEEPS = """
import os
import time
import iface

def sleep(word, kept):
    with open("began.txt", "a") as file:
        file.write(f"{word} {os.getpid()}\\n")
    time.sleep(float(word.partition("/")[2] or 0))
    return f"{word} {kept + 1}", kept + 1

demo = iface.Interface(sleep, ["text", iface.State(0)], ["text", iface.State()])
"""

IN_LINE = SLEEPS.replace("iface.State()])", "iface.State()], concurrency_limit=2)")
SPINS = """
import iface

def spin(word, kept):
    while True:
        pass

demo = iface.Interface(spin, ["text", iface.State(0)], ["text", iface.State()], isolate=True)
"""


def workers(server) -> list[int]:
    """The processes that serve."""
    return children_of(server.process.pid)


def children_of(process: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{process}/task").iterdir():
        found += [int(one) for one in (task / "children").read_text().split()]
    return found


def began(folder: Path) -> list[list[str]]:
    """The words that a function was called with, in their order, and in which process."""
    path = folder / "began.txt"
    return [line.split() for line in path.read_text().splitlines()] if path.exists() else []


# Killed and stopped


@STORES_IF_FULL
def test_a_run_whose_worker_is_killed_says_so_and_leaves_the_state_as_it_was(gunicorn, tmp_path, pressing):
    server = gunicorn(SLEEPS, *THREADS)
    visitor = Onlooker(server.url, "sleep")
    visitor.press("a")
    thread = pressing(visitor, "b/60")
    assert until(lambda: len(began(tmp_path)) == 2 and visitor.run)
    os.kill(int(began(tmp_path)[1][1]), signal.SIGKILL)
    begun = time.monotonic()
    thread.join(10)
    assert time.monotonic() - begun < 10
    assert visitor.messages() == ["This run was interrupted. Run it again."]
    assert visitor.press("c") == "c 2"


@STORES_IF_FULL
def test_live_streams_keep_no_server_from_stopping(gunicorn, pressing):
    server = gunicorn(TALKS, *THREADS, "--graceful-timeout", "3")
    visitors = [Onlooker(server.url, "talk") for _ in range(6)]
    for one in visitors:
        pressing(one, "1000/0.1")
    assert until(lambda: all(one.of("grow") for one in visitors))
    begun = time.monotonic()
    server.process.terminate()
    server.process.wait(20)
    assert time.monotonic() - begun < 3 + 2


@STORES_IF_FULL
def test_a_stream_goes_on_over_a_reload(gunicorn, pressing):
    server = gunicorn(TALKS, *THREADS)
    visitor = Onlooker(server.url, "talk")
    thread = pressing(visitor, "40/0.1")
    assert until(lambda: len(visitor.of("grow")) > 5)
    server.process.send_signal(signal.SIGHUP)
    thread.join(20)
    assert visitor.text.split() == [str(number) for number in range(40)] and visitor.asked > 1


# Stop, and leaving


@STORES_IF_FULL
def test_stop_ends_a_generator_in_any_worker_within_two_seconds(gunicorn, tmp_path, pressing):
    server = gunicorn(TALKS, *THREADS)
    for _ in range(6):
        visitor = Onlooker(server.url, "talk")
        thread = pressing(visitor, "1000/0.1")
        assert until(lambda visitor=visitor: visitor.run)
        begun = time.monotonic()
        visitor.stop()
        thread.join(10)
        assert time.monotonic() - begun < 2
    said = (tmp_path / "said.txt").read_text()
    time.sleep(0.5)
    assert (tmp_path / "said.txt").read_text() == said


@STORES_IF_FULL
def test_leaving_stops_a_generator_whichever_worker_is_told(gunicorn, tmp_path, pressing):
    server = gunicorn(TALKS, *THREADS)
    for _ in range(6):
        visitor = Onlooker(server.url, "talk")
        thread = pressing(visitor, "1000/0.1")
        assert until(lambda visitor=visitor: visitor.of("grow"))
        visitor.leave()
        thread.join(2)
        assert not thread.is_alive()


def test_an_isolated_function_is_ended_and_its_processor_is_idle(gunicorn, pressing):
    server = gunicorn(SPINS, *THREADS)
    visitor = Onlooker(server.url, "spin")
    thread = pressing(visitor, "a")
    assert until(lambda: visitor.run and any(map(children_of, workers(server))))
    begun = time.monotonic()
    visitor.stop()
    assert until(lambda: not any(map(children_of, workers(server))), 2)
    assert time.monotonic() - begun < 2
    thread.join(5)
    before = computed(workers(server))
    time.sleep(1)
    assert computed(workers(server)) - before < 0.1


def computed(processes: list[int]) -> float:
    """Seconds of processor time."""
    return sum(time.clock_gettime(~one << 3 | 2) for one in processes)


# In line


def test_a_line_is_kept_and_everybody_is_served(gunicorn, tmp_path, pressing):
    count = 100 if FULL else 20
    server = gunicorn(IN_LINE, "-w", "1", "--threads", "128")
    visitors = [Onlooker(server.url, "sleep") for _ in range(count)]
    threads = []
    for number, one in enumerate(visitors):
        threads.append(pressing(one, f"{number}/0.5"))
        # Each stands in line before the next one comes.
        assert until(lambda one=one: one.asked and (one.run or one.text), 20)
    for one in threads:
        one.join(120)
    assert [one.text for one in visitors] == [f"{number}/0.5 1" for number in range(count)]
    order = [int(one[0].partition("/")[0]) for one in began(tmp_path)]
    # Two begin at the same moment.
    assert all(abs(place - number) <= 1 for place, number in enumerate(order))
    for one in visitors:
        places = [event["place"] for event in one.of("line") if "place" in event]
        assert places == sorted(places, reverse=True)


@STORES_IF_FULL
def test_a_line_goes_on_when_its_worker_is_killed(gunicorn, tmp_path, pressing):
    count = 100 if FULL else 24
    server = gunicorn(IN_LINE, "-w", "2", "--threads", "64")
    visitors = [Onlooker(server.url, "sleep") for _ in range(count)]
    threads = [pressing(one, f"{number}/0.4") for number, one in enumerate(visitors)]
    assert until(lambda: all(one.run or one.text or one.messages() for one in visitors), 20)
    os.kill(workers(server)[0], signal.SIGKILL)
    for one in threads:
        one.join(120)
    interrupted = [one for one in visitors if one.messages()]
    assert {tuple(one.messages()) for one in interrupted} <= {("This run was interrupted. Run it again.",)}
    assert len(interrupted) <= 2
    served = [number for number, one in enumerate(visitors) if one.text == f"{number}/0.4 1"]
    assert len(served) + len(interrupted) == count


# What is left


def test_nothing_is_left_of_many_runs(gunicorn, tmp_path, pressing):
    rounds = 40 if FULL else 4
    server = gunicorn(TALKS, "-w", "1", "--threads", "32")

    def one_of_each() -> None:
        whole, stopped, dropped = (Onlooker(server.url, "talk") for _ in range(3))
        pressing(whole, "8/0.02").join(30)
        thread = pressing(stopped, "100/0.05")
        until(lambda: stopped.run)
        stopped.stop()
        thread.join(10)
        following = dropped.follow("30/0.02")
        next(following)
        following.close()

    def some(times: int) -> None:
        threads = [threading.Thread(target=one_of_each) for _ in range(times)]
        for one in threads:
            one.start()
        for one in threads:
            one.join(60)
        time.sleep(1)

    some(18)
    (worker,) = workers(server)
    before = resources(worker)
    for _ in range(rounds):
        some(9)
    # A thread that has nothing to do ends after ten seconds.
    assert until(lambda: resources(worker)[0] <= before[0] + 2, 20), (before, resources(worker))
    # The store opens a connection (two files) more where more threads meet than ever before.
    assert resources(worker)[1] <= before[1] + 8, (before, resources(worker))
    rows = rows_of_runs(tmp_path)
    assert 0 < len(rows) <= 502
    assert max(rows) - time.time() <= 600


def resources(process: int) -> tuple[int, int]:
    """Threads and open files of a process."""
    return len(os.listdir(f"/proc/{process}/task")), len(os.listdir(f"/proc/{process}/fd"))


def rows_of_runs(folder: Path) -> list[float]:
    """When the records of runs end."""
    (path,) = folder.glob("state/iface/*.db")
    connection = sqlite3.connect(path)
    try:
        return [row[0] for row in connection.execute("SELECT deadline FROM records WHERE key LIKE '%-run/%'")]
    finally:
        connection.close()


def test_no_connection_is_open_while_nothing_runs(gunicorn):
    server = gunicorn(TALKS, "-w", "1", "--threads", "8", "--keep-alive", "1")
    for _ in range(3):
        Onlooker(server.url, "talk").press("5/0.05")
    (worker,) = workers(server)
    assert until(lambda: connections(worker, server.port) == 0)


def connections(process: int, port: int) -> int:
    """Connections to a port that a process has open."""
    sockets = {os.readlink(one.path) for one in os.scandir(f"/proc/{process}/fd") if one.is_symlink()}
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    ours = [one for one in lines if int(one[1].rpartition(":")[2], 16) == port and one[3] == "01"]
    return sum(f"socket:[{one[9]}]" in sockets for one in ours)


# Behind a proxy that waits for a short time only

LONG, PATIENCE = (180, 30) if FULL else (7, 2)
"""Seconds that a function takes, and that nginx waits for a byte."""
KEEPS_ALL = f"proxy_read_timeout {PATIENCE}s; proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;"


@pytest.mark.parametrize("worker", [THREADS, ("-w", "2", "-k", "sync")], ids=["threads", "sync"])
def test_a_long_function_comes_back_through_a_proxy_and_over_a_reload(gunicorn, tmp_path, worker, pressing):
    server = gunicorn(SLEEPS, *worker, "--graceful-timeout", str(LONG + 5), "--timeout", str(LONG + 10))
    with nginx(tmp_path, server.port, KEEPS_ALL) as url:
        visitor = Onlooker(url, "sleep")
        thread = pressing(visitor, f"a/{LONG}")
        assert until(lambda: visitor.run)
        server.process.send_signal(signal.SIGHUP)
        thread.join(LONG + 10)
        assert visitor.text == f"a/{LONG} 1"
        other = ask(f"{url}?iface-run={visitor.run}", "GET")
        assert f"a/{LONG} 1" in other.text and "<fieldset" in other.text
    assert len(began(tmp_path)) == 1


def test_a_reload_that_does_not_wait_for_a_function_interrupts_it(gunicorn, tmp_path, pressing):
    server = gunicorn(SLEEPS, *THREADS, "--graceful-timeout", "1")
    visitor = Onlooker(server.url, "sleep")
    thread = pressing(visitor, "a/30")
    assert until(lambda: visitor.run)
    server.process.send_signal(signal.SIGHUP)
    thread.join(10)
    assert visitor.messages() == ["This run was interrupted. Run it again."]


def test_a_quick_function_that_turns_slow_comes_back_through_a_proxy(gunicorn, tmp_path):
    server = gunicorn(SLEEPS, "-w", "1", "--threads", "8")
    with nginx(tmp_path, server.port, KEEPS_ALL) as url:
        visitor = Onlooker(url, "sleep")
        for word in "abcd":
            visitor.press(word)
        assert visitor.press(f"slow/{PATIENCE + 2}") == f"slow/{PATIENCE + 2} 5"
    assert len(began(tmp_path)) == 5


def test_a_proxy_that_keeps_streams_to_itself_keeps_no_result(gunicorn, tmp_path):
    server = gunicorn(TALKS, *THREADS)
    with nginx(tmp_path, server.port, KEEPS_ALL) as url:
        assert Onlooker(url, "talk").press("20/0.1").split()[-1] == "19"
