"""A record that somebody altered in the store is never unpickled: the session starts over, and says so."""

import os
import pickle
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults.records import STARTS_OVER, RedisRecords, SQLiteRecords, StoredRecords
from faults.visitors import FULL, STORES, Visitor
from gunicorns import Gunicorn

APPENDS = """
import iface

def append(word, words):
    words = [*words, word]
    return " ".join(words), words

demo = iface.Interface(append, ["text", iface.State([])], ["text", iface.State()])
"""


class Hostile:
    """What makes a folder when it is unpickled."""

    def __init__(self, place: Path) -> None:
        self.place = str(place)

    def __reduce__(self):
        return os.mkdir, (self.place,)


@pytest.fixture(scope="module", params=["sqlite", "redis"])
def server(request, tmp_path_factory) -> Iterator[Gunicorn]:
    folder = tmp_path_factory.mktemp("altered")
    (folder / "app.py").write_text(APPENDS)
    env = request.getfixturevalue("common_redis").env if request.param == "redis" else {}
    one = Gunicorn(folder, ["-w", "1", "--threads", "8"], env=env)
    one.records = RedisRecords(env["IFACE_STORE"]) if env else SQLiteRecords(folder / "state")
    one.wait_until_ready()
    yield one
    one.stop()


@pytest.fixture
def records(server) -> StoredRecords:
    """What the store has, as somebody sees and alters it who may write there."""
    return server.records


@pytest.fixture
def visitor(server):
    """A page that remembers two words."""
    one = Visitor(server.url, "append")
    one.submit("first")
    one.submit("second")
    return one


def with_a_bit_flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


ALTERED = {
    "a-bit-of-the-value": lambda data: with_a_bit_flipped(data, len(data) - 10),
    "a-bit-of-the-tag": lambda data: with_a_bit_flipped(data, 3),
    "cut-off": lambda data: data[:-1],
    "only-the-tag": lambda data: data[:32],
    "nothing": lambda data: b"",
    "more-behind-it": lambda data: data + b"\0",
    "a-pickle-without-a-tag": lambda data: data[32:],
}


def starts_over(visitor: Visitor, server) -> None:
    """The next submit has the first value, a notice and one line in the log; the one after it goes on."""
    said = server.log().count("does not verify")
    answer = visitor.submit("third")
    assert (answer.status, answer.shown, answer.notices) == (200, "third", [STARTS_OVER])
    assert server.log().count("does not verify") == said + 1
    after = visitor.submit("fourth")
    assert (after.shown, after.notices) == ("third fourth", [])


@pytest.mark.parametrize("name", ALTERED)
def test_an_altered_record_starts_over(visitor, server, records, name):
    records.put(visitor, ALTERED[name](records.get(visitor)))
    starts_over(visitor, server)


@STORES
def test_no_bit_of_a_record_is_flipped_unseen(gunicorn, kept_in, tmp_path):
    server = gunicorn(APPENDS, "-w", "1", "--threads", "8")
    records = RedisRecords(kept_in["IFACE_STORE"]) if kept_in else SQLiteRecords(tmp_path / "state")
    visitor = Visitor(server.url, "append")
    visitor.submit("first")
    for bit in range(0, 8 * len(records.get(visitor)), 1 if FULL else 101):
        data = bytearray(records.get(visitor))
        data[bit // 8 % len(data)] ^= 1 << bit % 8
        records.put(visitor, bytes(data))
        answer = visitor.submit(f"{bit:05}")
        assert (answer.shown, answer.notices) == (f"{bit:05}", [STARTS_OVER])


def test_another_sessions_record_starts_over(visitor, server, records):
    other = Visitor(server.url, "append")
    other.submit("secret")
    other.submit("secret")
    records.put(visitor, records.get(other))
    starts_over(visitor, server)


def test_an_older_record_of_the_session_starts_over(visitor, server, records):
    older = records.get(visitor)
    visitor.submit("spent")
    records.put(visitor, older)
    starts_over(visitor, server)


def test_a_hostile_pickle_is_not_run(visitor, server, records, tmp_path):
    records.put(visitor, records.get(visitor)[:32] + pickle.dumps(Hostile(tmp_path / "run")))
    starts_over(visitor, server)
    assert not (tmp_path / "run").exists()


def test_a_hostile_pickle_whose_time_is_over_is_not_run(gunicorn, tmp_path):
    ending = """iface.State([], time_to_live=1, delete_callback=lambda words: open("ended", "w"))"""
    server = gunicorn(APPENDS.replace("iface.State([])", ending), "-w", "1", "--threads", "8")
    Visitor(server.url, "append").submit("first")
    (path,) = (tmp_path / "state" / "iface").glob("*.db")
    records = sqlite3.connect(path, isolation_level=None)
    data = bytes(32) + pickle.dumps(Hostile(tmp_path / "run"))
    records.execute("UPDATE records SET data = ?, deadline = 0", (data,))
    end = time.monotonic() + 10
    while records.execute("SELECT count(*) FROM records").fetchone()[0] and time.monotonic() < end:
        time.sleep(0.05)
    records.close()
    assert server.stop() == 0
    assert not (tmp_path / "run").exists() and not (tmp_path / "ended").exists()
    # The session's own record, and that of its state.
    assert server.log().count("does not verify") == 2


def test_a_page_without_javascript_is_told_too(visitor, records):
    records.put(visitor, b"")
    page = visitor.press_plain(visitor.body("third"))
    assert (page.status, page.shown, page.notices) == (200, "third", [STARTS_OVER])
