"""The files of sessions on the disk: whose they are, how much they may take, and when they end."""

import io
import os
import stat
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iface.errors import DesignError, RefusedRequest, StoreError
from iface.files import DECLARED
from iface.files import store as filestore
from iface.files.store import GRACE, KEPT, FileStore, Limits, files_beside, limits_of

ME, OTHER = "ab" * 10, "cd" * 10


@pytest.fixture
def store(tmp_path):
    return FileStore(tmp_path / "state.db-files")


@pytest.fixture
def mine(store):
    return store.of(ME)


@pytest.fixture
def elsewhere(monkeypatch, tmp_path_factory):
    """A folder that is no temporary one, as the test's own is."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("temporary")))
    return tmp_path_factory.mktemp("elsewhere")


def on_disk(store):
    return sorted(str(one.relative_to(store.folder)) for one in store.folder.rglob("*") if one.is_file())


def test_a_file_is_found_by_its_id(mine):
    data = mine.receive(io.BytesIO(b"content"), "a.txt", 7)
    path, found = mine.find(data["id"])
    assert path.read_bytes() == b"content" and found == data
    assert (data["name"], data["size"]) == ("a.txt", 7)


def test_another_process_finds_it_too(store, mine):
    data = mine.receive(io.BytesIO(b""), "a.ogg", 0)
    assert FileStore(store.folder).find(data["id"]).path.exists()


def test_another_session_does_not(store, mine):
    data = mine.receive(io.BytesIO(b""), "a.txt", 0)
    with pytest.raises(ValueError, match="is gone"):
        store.of(OTHER).find(data["id"])


def test_every_id_is_another(mine):
    assert len({mine.add(b"same", "a.txt")["id"] for _ in range(20)}) == 20


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text() | st.from_regex(r"[0-9a-f]{20}-[A-Za-z0-9_/.\-]{22}", fullmatch=True))
def test_an_id_that_is_none_opens_nothing(store, id):
    for place in (store, store.of(ME), DECLARED):
        with pytest.raises(ValueError, match="is gone"):
            place.find(id)


@pytest.mark.parametrize(
    "id", ["", "..", f"{ME}-../../../../../../etc/pass", f"{ME}-" + "a" * 21 + "\n", "declared-x"]
)
def test_an_odd_id_opens_nothing(store, id):
    with pytest.raises(ValueError, match="is gone"):
        store.find(id)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_files_are_for_this_user_alone(store, mine):
    path = mine.find(mine.add(b"secret", "a.txt")["id"]).path
    assert [stat.S_IMODE(one.stat().st_mode) for one in (store.folder, path.parent)] == [0o700, 0o700]
    assert {stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()} == {0o600}


def test_too_large_a_file_is_refused_before_it_is_read(tmp_path):
    class Unread(io.BytesIO):
        def read(self, *size):
            raise AssertionError("read")

    with pytest.raises(RefusedRequest, match="larger than the 2.0 kB"):
        FileStore(tmp_path, Limits(largest=2000)).of(ME).receive(Unread(), "a.txt", 2001)


def test_a_file_that_turns_out_too_large_leaves_nothing(tmp_path):
    store = FileStore(tmp_path / "files", Limits(largest=2000))
    with pytest.raises(RefusedRequest) as refused:
        store.of(ME).receive(io.BytesIO(b"x" * 2001), "a.txt", None)
    assert refused.value.status == 413 and on_disk(store) == []


def test_an_upload_that_ends_early_leaves_nothing(store, mine):
    with pytest.raises(RefusedRequest, match="broke off"):
        mine.receive(io.BytesIO(b"half"), "a.txt", 8)
    assert on_disk(store) == []


def test_an_upload_that_breaks_leaves_nothing(store, mine):
    class Broken(io.BytesIO):
        def read(self, *size):
            raise OSError("reset by peer")

    with pytest.raises(OSError, match="reset"):
        mine.receive(Broken(), "a.txt", 8)
    assert on_disk(store) == []


def test_a_session_has_room_for_so_much(tmp_path):
    mine = FileStore(tmp_path, Limits(largest=2000, quota=3000)).of(ME)
    mine.receive(io.BytesIO(b"x" * 2000), "a", 2000)
    with pytest.raises(RefusedRequest) as refused:
        mine.receive(io.BytesIO(b"x" * 2000), "b", 2000)
    assert refused.value.status == 413


def test_uploads_at_the_same_time_share_the_room(tmp_path):
    store = FileStore(tmp_path / "files", Limits(largest=2000, quota=4500))
    all_begun = threading.Barrier(8)
    kept = []

    class Slow(io.BytesIO):
        def read(self, *size):
            if self.tell() == 0:
                all_begun.wait(10)
            return super().read(*size)

    def send():
        with suppress(RefusedRequest):
            kept.append(store.of(ME).receive(Slow(b"x" * 2000), "a", 2000))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(kept) <= 2
    assert sum(one.stat().st_size for one in (store.folder / ME).iterdir()) <= 4500


def test_the_disk_is_never_filled(store, mine, monkeypatch):
    monkeypatch.setattr(filestore, "SPARE", 2**80)
    with pytest.raises(RefusedRequest, match="no room for more files"):
        mine.receive(io.BytesIO(b"x"), "a", 1)


def test_a_function_has_room_for_twice_as_much(tmp_path):
    mine = FileStore(tmp_path, Limits(largest=2000, quota=3000)).of(ME)
    mine.add(b"x" * 4000, "a")
    with pytest.raises(StoreError, match="too much room"):
        mine.add(b"x" * 4000, "b")


# How long they are kept


def test_files_go_when_nobody_has_been_there_for_a_day(store, mine):
    mine.add(b"", "a.txt")
    store.sweep(time.time() + KEPT - 60)
    assert on_disk(store)
    store.sweep(time.time() + KEPT + GRACE + 60)
    assert on_disk(store) == []


def test_files_of_a_page_that_was_left_go_sooner(store, mine):
    mine.add(b"", "a.txt")
    mine.keep_for(100)
    store.of(OTHER).add(b"", "b.txt")
    store.sweep(time.time() + 100 + GRACE + 1)
    assert [one.partition("/")[0] for one in on_disk(store)] == [OTHER] * 2


def test_a_sweep_during_a_slow_upload_takes_nothing_away(store, mine):
    first = mine.add(b"first", "a.txt")

    class Slow(io.BytesIO):
        def read(self, *size):
            store.sweep(time.time() + 3600)
            return super().read(*size)

    second = mine.receive(Slow(b"second"), "b.txt", 6)
    assert [mine.find(one["id"]).path.read_bytes() for one in (first, second)] == [b"first", b"second"]


def test_a_sweep_follows_no_link(store, mine, tmp_path):
    mine.add(b"", "a.txt")
    kept = tmp_path / "kept"
    kept.mkdir()
    (store.folder / "link").symlink_to(kept)
    store.sweep(float("inf"))
    assert kept.is_dir() and on_disk(store) == []


def test_two_sweeps_at_once_are_no_error(store):
    for number in range(200):
        store.of(f"{number:020x}").add(b"", "a.txt")
    failed = []

    def sweep():
        try:
            FileStore(store.folder).sweep(float("inf"))
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=sweep) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == [] and on_disk(store) == []


def test_a_temporary_folder_ends_with_its_process():
    store = FileStore(None)
    folder = store.of(ME).find(store.of(ME).add(b"", "a")["id"]).path.parent
    store.close()
    assert not folder.exists()


# What a function may show


def test_a_temporary_file_may_be_shown(mine):
    path = Path(tempfile.mkdtemp()) / "made.txt"
    path.write_text("made")
    data = mine.add(path)
    assert data["name"] == "made.txt" and mine.find(data["id"]).path != path


def test_a_file_of_an_allowed_folder_may_be_shown(tmp_path, elsewhere):
    (elsewhere / "a.txt").write_text("a")
    store = FileStore(tmp_path / "files", limits_of(None, [elsewhere]))
    assert store.of(ME).add(elsewhere / "a.txt")["name"] == "a.txt"


def test_a_file_elsewhere_may_not(mine, elsewhere):
    (elsewhere / "a.txt").write_text("a")
    with pytest.raises(ValueError, match="outside of the folders") as refused:
        mine.add(elsewhere / "a.txt")
    assert "allowed_paths" in str(refused.value)


def test_a_file_of_another_user_may_not_though_it_is_temporary(mine, monkeypatch, tmp_path):
    (tmp_path / "a.txt").write_text("a")
    monkeypatch.setattr(filestore, "_OURSELVES", 2**30)
    with pytest.raises(ValueError, match="outside of the folders"):
        mine.add(tmp_path / "a.txt")


def test_a_link_may_not(mine, tmp_path):
    (tmp_path / "link").symlink_to("/etc/hostname")
    with pytest.raises(ValueError, match="cannot be read"):
        mine.add(tmp_path / "link")


def test_a_link_on_the_way_counts_as_where_it_leads(mine, tmp_path, elsewhere):
    (elsewhere / "a.txt").write_text("a")
    inside = Path(tempfile.mkdtemp())
    (inside / "door").symlink_to(elsewhere)
    with pytest.raises(ValueError, match="outside of the folders"):
        mine.add(inside / "door" / "a.txt")


@pytest.mark.parametrize("path", ["/dev/zero", "/", "/proc/self/environ", "no such file", ""])
def test_what_is_no_file_may_not(mine, path):
    with pytest.raises(ValueError):
        mine.add(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_a_pipe_is_not_waited_for(mine, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ValueError, match="is no file"):
        mine.add(tmp_path / "pipe")


@pytest.mark.parametrize("name", ["state.db", "state.db-wal", "state.db.key", "state.db.lock"])
def test_the_store_itself_may_not_though_it_is_temporary(mine, store, name):
    (store.folder.parent / name).write_bytes(b"secret")
    with pytest.raises(ValueError, match="outside of the folders"):
        mine.add(store.folder.parent / name)


def test_another_sessions_file_may_not(mine, store):
    theirs = store.of(OTHER)
    path = theirs.find(theirs.add(b"secret", "a.txt")["id"]).path
    with pytest.raises(ValueError, match="outside of the folders"):
        mine.add(path)


def test_another_sessions_file_may_not_through_a_link(mine, store, tmp_path):
    theirs = store.of(OTHER)
    path = theirs.find(theirs.add(b"secret", "a.txt")["id"]).path
    (tmp_path / "door").symlink_to(store.folder)
    with pytest.raises(ValueError, match="outside of the folders"):
        mine.add(tmp_path / "door" / OTHER / path.name)


def test_another_sessions_file_may_not_where_the_store_stands_behind_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    store = FileStore(tmp_path / "link" / "files")
    path = store.of(OTHER).find(store.of(OTHER).add(b"secret", "a.txt")["id"]).path
    with pytest.raises(ValueError, match="outside of the folders"):
        store.of(ME).add(path)


def test_ones_own_file_may(mine):
    path = mine.find(mine.add(b"mine", "a.txt")["id"]).path
    assert mine.find(mine.add(path, "b.txt")["id"]).path.read_bytes() == b"mine"


def test_the_programs_own_file_may(mine):
    DECLARED.add("LICENSE")
    assert mine.add("LICENSE")["name"] == "LICENSE"


# What a program says


@pytest.mark.parametrize(
    ("said", "bytes"),
    [("5mb", 5 * 2**20), ("1.5 GB", 3 * 2**29), (1000, 1000), ("10kib", 10240), (None, 2**30)],
)
def test_a_size_is_a_number_or_a_text(said, bytes):
    assert limits_of(said, []).largest == bytes


@pytest.mark.parametrize("said", ["", "big", "-5mb", "5 parsecs"])
def test_what_is_no_size_is_refused_at_once(said):
    with pytest.raises(DesignError, match="no size of a file"):
        limits_of(said, [])


def test_files_stand_beside_the_store(tmp_path):
    assert files_beside(tmp_path / "state.db") == tmp_path / "state.db-files"
    assert files_beside(None) is None
