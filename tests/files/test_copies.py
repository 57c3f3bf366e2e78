"""Files beside the records in Redis: two machines, each with a folder of its own."""

import io
from collections.abc import Iterator

import pytest

from iface.codec import Codec
from iface.errors import RefusedRequest, StoreError
from iface.files import copies
from iface.files.copies import LARGEST, CopiedFiles
from iface.files.store import KEPT, PLENTY, Limits
from iface.stores.redis import RedisStore

ME, OTHER = "ab" * 10, "cd" * 10


@pytest.fixture
def store(redis) -> Iterator[RedisStore]:
    one = RedisStore(redis.address)
    yield one
    one.close()


@pytest.fixture
def machine(store, tmp_path):
    """`machine(name, limits) -> CopiedFiles`: the files as a machine of this name has them."""

    def make(name="here", limits=PLENTY, key=b"k" * 32):
        return CopiedFiles(tmp_path / name, limits, store.shelf, Codec([key]))

    return make


@pytest.fixture
def mine(machine):
    return machine().of(ME)


def test_another_machine_finds_a_file_and_what_is_told_of_it(machine, mine):
    data = mine.receive(io.BytesIO(b"content"), "a.txt", 7)
    path, found = machine("there").find(data["id"])
    assert (path.read_bytes(), found, path.suffix) == (b"content", data, ".txt")
    assert "there" in path.parts


def test_what_a_function_makes_is_found_there_too(machine, mine):
    data = mine.add(b"made", "a.bin")
    assert machine("there").of(ME).find(data["id"]).path.read_bytes() == b"made"


def test_a_file_is_fetched_once(machine, mine, store, monkeypatch):
    data = mine.add(b"made", "a.bin")
    there = machine("there")
    first = there.find(data["id"]).path
    monkeypatch.setattr(type(store.shelf), "get", lambda *_: pytest.fail("fetched again"))
    assert there.find(data["id"]).path == first


def test_another_session_does_not_find_it(machine, mine):
    data = mine.add(b"", "a.txt")
    with pytest.raises(ValueError, match="is gone"):
        machine("there").of(OTHER).find(data["id"])


def test_a_file_that_somebody_put_into_redis_is_not_believed(machine, mine, caplog):
    data = mine.add(b"", "a.txt")
    with pytest.raises(ValueError, match="is gone"):
        machine("there", key=b"x" * 32).find(data["id"])
    assert "does not verify" in caplog.text


def test_files_end_with_their_session_on_all_machines(machine, mine, redis):
    data = mine.add(b"", "a.txt")
    mine.keep_for(0)
    with pytest.raises(ValueError, match="is gone"):
        machine("there").find(data["id"])


def test_a_copy_is_swept_like_any_file(machine, mine):
    there = machine("there")
    path = there.find(mine.add(b"", "a.txt")["id"]).path
    there.sweep(path.stat().st_mtime + KEPT - 100)
    assert path.exists()
    there.sweep(path.stat().st_mtime + 2 * KEPT)
    assert not path.exists()


def test_too_large_a_file_is_refused_and_the_log_says_what_would_help(mine, caplog):
    with pytest.raises(RefusedRequest, match="larger than the 17 MB") as refused:
        mine.receive(io.BytesIO(b""), "a", LARGEST + 1)
    assert refused.value.status == 413 and "IFACE_FILES" in caplog.text


def test_a_limit_of_the_programs_own_is_no_matter_of_folders(machine, caplog):
    with pytest.raises(RefusedRequest, match="larger than the 2.0 kB"):
        machine(limits=Limits(largest=2000)).of(ME).receive(io.BytesIO(b""), "a", 2001)
    assert caplog.text == ""


def test_what_a_function_makes_is_refused_with_the_way_out(mine):
    with pytest.raises(StoreError, match="18 MB cannot be kept for all machines.*Name one in IFACE_FILES"):
        mine.add(b"x" * (LARGEST + 2**20), "a")


def test_a_sessions_files_on_all_machines_share_the_room(machine, monkeypatch):
    monkeypatch.setattr(copies, "QUOTA", 2000)
    for name in "abc":
        machine(name).of(ME).add(b"x" * 900, "a")
    with pytest.raises(StoreError, match="too much room"):
        machine("e").of(ME).add(b"x" * 900, "a")


def test_what_redis_has_no_room_for_is_refused_and_leaves_nothing(machine, mine, store, monkeypatch):
    monkeypatch.setattr(type(store.shelf), "room", lambda _: 0)
    with pytest.raises(RefusedRequest, match="no room for more files"):
        mine.receive(io.BytesIO(b"x"), "a", 1)
    assert [one for one in machine().folder.rglob("*") if one.is_file()] == []
