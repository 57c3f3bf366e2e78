"""Clients that have connected, have called, and now do nothing hold nothing of the server."""

import os
import tempfile
import time
from pathlib import Path

import pytest
from faults.visitors import FULL, ask

CLIENTS = 200 if FULL else 6

PROGRAM = """
import iface

def remember(name, seen):
    return name, [*seen, name]

demo = iface.Interface(remember, ["text", iface.State([])], ["text", iface.State()])
"""


def held(process):
    """The threads and the open files of all processes below this one."""
    found = [str(process)]
    for one in found:
        found += Path(f"/proc/{one}/task/{one}/children").read_text().split()
    threads = sum(len(os.listdir(f"/proc/{one}/task")) for one in found)
    return threads, sum(len(os.listdir(f"/proc/{one}/fd")) for one in found)


def seconds(url):
    """What a page takes at best."""
    took = []
    for _ in range(5):
        began = time.perf_counter()
        assert ask(url, "GET").status == 200
        took.append(time.perf_counter() - began)
    return min(took)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted in /proc")
def test_idle_clients_hold_no_thread_and_no_file(gunicorn, monkeypatch):
    monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "1")
    library = __import__("gradio_client") if os.environ.get("CI") else pytest.importorskip("gradio_client")
    server = gunicorn(PROGRAM, "-w", "1", "--threads", "8")

    def connect():
        client = library.Client(server.url, verbose=False, download_files=tempfile.gettempdir())
        assert client.predict("a", api_name="/remember") == "a"
        return client

    clients = [connect()]
    threads, files = held(server.process.pid)
    usual = seconds(server.url)
    clients += [connect() for _ in range(CLIENTS)]
    more_threads, more_files = held(server.process.pid)
    assert more_threads - threads <= 8  # what the server itself keeps for the next request
    assert more_files - files < 10
    assert seconds(server.url) < 2 * usual + 0.02
    assert clients[0].predict("b", api_name="/remember") == "b"
