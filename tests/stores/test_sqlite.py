"""What is the SQLite store's own: its file, its processes, and what can go wrong with both."""

import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from iface.errors import DesignError, StateConflict, StoreError
from iface.stores import _mounts
from iface.stores._mounts import file_system_of
from iface.stores.base import Kept
from iface.stores.sqlite import SQLiteStore

ADD = """
import sys
from iface.errors import StateConflict
from iface.stores import Kept, open_store
store = open_store(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for _ in range(500):
    while True:
        kept = store.get("count") or Kept(b"0", 0)
        try:
            store.put({"count": Kept(b"%d" % (int(kept.data) + 1), kept.version + 1)}, ttl=60)
            break
        except StateConflict:
            continue
"""


def integrity(path: Path) -> str:
    connection = sqlite3.connect(path)
    try:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    finally:
        connection.close()


# Processes


def test_4_processes_that_add_500_times_each_count_to_2000(sqlite: SQLiteStore) -> None:
    command = [sys.executable, "-c", ADD, f"sqlite:{sqlite.path}"]
    pipe = subprocess.PIPE
    processes = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(4)]
    for process in processes:
        assert process.stdout and process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        process.communicate()
    assert [process.returncode for process in processes] == [0, 0, 0, 0]
    assert sqlite.get("count") == Kept(b"2000", 2000)


def test_what_is_over_is_given_to_one_of_4_processes_only(
    sqlite: SQLiteStore, race: Callable[..., list[Any]]
) -> None:
    keys = {f"{number:03}" for number in range(200)}
    sqlite.put({key: Kept(b"", 1) for key in keys}, ttl=0)

    def take(number: int) -> list[str]:
        taken: list[str] = []
        while some := sqlite.expire(time.time(), 7):
            taken += [key for key, _ in some]
        return taken

    taken = [key for keys in race(4, take) for key in keys]
    assert sorted(taken) == sorted(keys)


def test_4_processes_that_start_at_once_make_one_file(
    sqlite: SQLiteStore, race: Callable[..., list[Any]]
) -> None:
    race(4, lambda number: sqlite.put({f"{number}": Kept(b"", 1)}, ttl=60))
    assert all(sqlite.get(f"{number}") for number in range(4))


def test_a_forked_child_and_its_parent_lose_nothing_of_each_other(
    sqlite: SQLiteStore, race: Callable[..., list[Any]]
) -> None:
    sqlite.put({"before": Kept(b"", 1)}, ttl=60)

    def write(number: int) -> bool:
        sqlite.put({"child": Kept(b"", 1)}, ttl=60)
        time.sleep(0.2)  # meanwhile the parent closes its last connection
        sqlite.put({"late": Kept(b"", 1)}, ttl=60)
        return sqlite.get("before") is not None

    child = threading.Thread(target=lambda: results.extend(race(1, write)))
    results: list[bool] = []
    child.start()
    time.sleep(0.1)
    sqlite.put({"parent": Kept(b"", 1)}, ttl=60)
    sqlite.close()
    child.join()
    assert results == [True]
    assert all(sqlite.get(key) for key in ("before", "child", "late", "parent"))


def test_a_fork_waits_until_no_thread_is_inside_the_file(
    sqlite: SQLiteStore, race: Callable[..., list[Any]]
) -> None:
    ended = threading.Event()

    def write() -> None:
        for number in range(300):
            sqlite.put({"a": Kept(b"", number + 1)}, ttl=60)
        ended.set()

    thread = threading.Thread(target=write)
    thread.start()
    results = [
        race(1, lambda number: sqlite.get("a") is not None or sqlite.get("a") is None) for _ in range(5)
    ]
    thread.join()
    assert results == [[True]] * 5
    assert ended.is_set()


@pytest.mark.parametrize("round_", range(5))
def test_what_was_acknowledged_survives_writers_that_are_killed(
    sqlite: SQLiteStore, start: Callable[..., Any], tmp_path: Path, round_: int
) -> None:
    def write(name: str) -> None:
        with open(tmp_path / name, "wb", buffering=0) as acknowledged:
            for number in range(1, 1_000_000):
                sqlite.put({name: Kept(os.urandom(20_000), number)}, ttl=60)
                acknowledged.write(b".")

    writers = [start(write, name) for name in "ab"]
    while not all((tmp_path / name).exists() for name in "ab"):
        time.sleep(0.005)
    time.sleep(random.Random(round_).random() / 4)
    for writer in writers:
        writer.kill()
        writer.join()
    for name in "ab":
        acknowledged = (tmp_path / name).stat().st_size
        kept = sqlite.get(name)
        assert (kept.version if kept else 0) - acknowledged in (0, 1)
    assert integrity(sqlite.path) == "ok"


# The file


def test_no_file_and_no_thread_is_there_before_the_first_use(tmp_path: Path) -> None:
    threads = threading.active_count()
    SQLiteStore(tmp_path / "folder" / "state.db")
    assert list(tmp_path.iterdir()) == []
    assert threading.active_count() == threads


def test_all_files_are_for_their_owner_only(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "folder" / "state.db")
    store.put({"a": Kept(b"", 1)}, ttl=60)
    modes = {file.name: oct(file.stat().st_mode & 0o777) for file in (tmp_path / "folder").iterdir()}
    assert modes == {f"state.db{rest}": "0o600" for rest in ("", "-wal", "-shm", ".lock")}
    assert (tmp_path / "folder").stat().st_mode & 0o777 == 0o700
    store.close()


def test_a_file_that_others_could_read_is_closed_to_them(sqlite: SQLiteStore) -> None:
    sqlite.put({"a": Kept(b"", 1)}, ttl=60)
    sqlite.close()
    sqlite.path.chmod(0o644)
    sqlite.get("a")
    assert sqlite.path.stat().st_mode & 0o777 == 0o600


def test_records_survive_a_restart(tmp_path: Path) -> None:
    for version in (1, 2, 3):
        store = SQLiteStore(tmp_path / "state.db")
        store.put({"a": Kept(b"", version)}, ttl=60)
        store.close()
    assert SQLiteStore(tmp_path / "state.db").get("a") == Kept(b"", 3)


def test_a_path_is_meant_from_where_the_program_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = SQLiteStore("state.db")
    monkeypatch.chdir("/")
    store.put({"a": Kept(b"", 1)}, ttl=60)
    store.close()
    assert (tmp_path / "state.db").exists()


def test_the_file_shrinks_when_records_are_over(sqlite: SQLiteStore) -> None:
    sqlite.put({f"{number}": Kept(os.urandom(100_000), 1) for number in range(200)}, ttl=0)
    sqlite.close()
    full = sqlite.path.stat().st_size
    while sqlite.expire(time.time(), 50):
        pass
    files = [sqlite.path, Path(f"{sqlite.path}-wal")]
    assert full > 20_000_000
    assert sum(file.stat().st_size for file in files) < 2_000_000


def test_full_durability_waits_for_the_disk_at_each_change(tmp_path: Path) -> None:
    levels = {}
    for durability in ("normal", "full"):
        store = SQLiteStore(tmp_path / "state.db", durability=durability)
        with store._of_this_process().one() as connection:
            levels[durability] = connection.execute("PRAGMA synchronous").fetchone()[0]
        store.close()
    assert levels == {"normal": 1, "full": 2}


def test_the_threads_of_many_requests_leave_no_connection_open(sqlite: SQLiteStore) -> None:
    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("no /proc")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(50):
        thread = threading.Thread(target=sqlite.get, args=("a",))
        thread.start()
        thread.join()
    assert len(os.listdir("/proc/self/fd")) <= before + 4  # one connection of three files, and the locks
    sqlite.close()
    assert len(os.listdir("/proc/self/fd")) == before


# What can go wrong


def test_a_damaged_file_is_explained(sqlite: SQLiteStore) -> None:
    sqlite.path.write_bytes(b"This is not a database. " * 1000)
    with pytest.raises(StoreError, match="damaged") as caught:
        sqlite.get("a")
    assert caught.value.status == 503


def test_a_file_that_is_damaged_in_the_middle_is_explained(sqlite: SQLiteStore) -> None:
    sqlite.put({f"{number}": Kept(b"x" * 1000, 1) for number in range(500)}, ttl=60)
    sqlite.close()
    with open(sqlite.path, "r+b") as file:
        file.seek(8192)
        file.write(os.urandom(sqlite.path.stat().st_size - 16384))
    with pytest.raises(StoreError, match="damaged"):
        for number in range(500):
            sqlite.get(f"{number}")


def test_after_a_damaged_file_is_moved_away_a_new_one_is_made(sqlite: SQLiteStore) -> None:
    sqlite.path.write_bytes(b"This is not a database. " * 1000)
    with pytest.raises(StoreError):
        sqlite.get("a")
    sqlite.path.unlink()
    sqlite.put({"a": Kept(b"", 1)}, ttl=60)
    assert sqlite.get("a")


def test_what_an_old_file_left_beside_it_does_not_come_into_a_new_one(sqlite: SQLiteStore) -> None:
    sqlite.put({"old": Kept(b"", 1)}, ttl=60)
    rest = Path(f"{sqlite.path}-wal")
    changes = rest.read_bytes()
    sqlite.close()
    sqlite.path.unlink()
    rest.write_bytes(changes)
    assert sqlite.get("old") is None
    assert integrity(sqlite.path) == "ok"


def test_another_programs_database_is_left_alone(sqlite: SQLiteStore) -> None:
    connection = sqlite3.connect(sqlite.path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = sqlite.path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        sqlite.put({"a": Kept(b"", 1)}, ttl=60)
    assert sqlite.path.read_bytes() == before


def test_a_full_disk_is_explained_and_nothing_is_changed(sqlite: SQLiteStore) -> None:
    sqlite.put({"a": Kept(b"small", 1)}, ttl=60)
    with sqlite._of_this_process().one() as connection:
        connection.execute("PRAGMA max_page_count = 10")
    with pytest.raises(StoreError, match="no room") as caught:
        sqlite.put({"a": Kept(os.urandom(1_000_000), 2)}, ttl=60)
    assert caught.value.status == 503
    assert sqlite.get("a") == Kept(b"small", 1)
    sqlite.put({"a": Kept(os.urandom(1_000_000), 2)}, ttl=60)  # by a new connection, without the limit


@pytest.mark.parametrize("place", ["file/state.db", "folder"])
def test_a_place_where_no_file_can_be_is_explained(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError, match="IFACE_STORE") as caught:
        SQLiteStore(tmp_path / place).get("a")
    assert caught.value.status == 503


def test_a_file_and_folder_that_cannot_be_written_are_explained(
    sqlite: SQLiteStore, race: Callable[..., list[Any]]
) -> None:
    sqlite.put({"a": Kept(b"", 1)}, ttl=60)
    sqlite.close()

    def write(number: int) -> str:
        sqlite.path.parent.chmod(0o555)
        for file in sqlite.path.parent.iterdir():
            file.chmod(0o444)
        if os.geteuid() == 0:  # who may write everything anyway
            for folder in [sqlite.path.parent, *sqlite.path.parent.parents][:3]:
                folder.chmod(0o555)
            os.seteuid(65534)
        try:
            sqlite.put({"a": Kept(b"", 2)}, ttl=60)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return "written"

    assert race(1, write)[0].startswith("StoreError: The lock file state.db.lock cannot be used")
    sqlite.path.parent.chmod(0o700)


def test_a_file_that_stays_busy_is_explained(sqlite: SQLiteStore) -> None:
    sqlite.put({"a": Kept(b"", 1)}, ttl=60)
    with sqlite._of_this_process().one() as connection:
        connection.execute("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(sqlite.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="busy"):
        sqlite.put({"a": Kept(b"", 2)}, ttl=60)
    other.close()
    sqlite.put({"a": Kept(b"", 2)}, ttl=60)


def test_a_conflict_leaves_the_connection_fit_for_use(sqlite: SQLiteStore) -> None:
    sqlite.put({"a": Kept(b"", 1)}, ttl=60)
    for _ in range(20):
        with pytest.raises(StateConflict):
            sqlite.put({"a": Kept(b"", 1)}, ttl=60)
    sqlite.put({"a": Kept(b"", 2)}, ttl=60)
    assert len(sqlite._of_this_process()._idle) == 1


# Where it is


MOUNTS = r"""
22 27 0:20 / /proc rw,nosuid shared:11 - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
40 27 0:35 / /home rw,relatime shared:2 - nfs4 server:/home rw,vers=4.2
41 40 0:36 / /home/ann/my\040disk rw,relatime - xfs /dev/vdb rw
42 27 0:37 / /mnt/win rw - cifs //server/share rw
43 27 0:38 / /mnt/win rw - tmpfs tmpfs rw
44 27 0:39 / /mnt/far rw - fuse.sshfs ann@far: rw
a line that is none
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/state.db", "ext4"),
        ("/home/ann/state.db", "nfs4"),
        ("/homeless/state.db", "ext4"),
        ("/home/ann/my disk/state.db", "xfs"),
        ("/mnt/win/state.db", "tmpfs"),  # the later mount hides the earlier one
        ("/mnt/far/state.db", "fuse.sshfs"),
    ],
)
def test_the_innermost_mount_says_the_file_system(path: str, kind: str) -> None:
    assert file_system_of(PurePosixPath(path), MOUNTS) == kind


def test_without_mounts_the_file_system_is_not_known() -> None:
    assert file_system_of(PurePosixPath("/state.db"), "") == ""


def test_a_network_file_system_is_refused_before_the_first_visitor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_mounts, "file_system_of", lambda path, mounts: "nfs4")
    with pytest.raises(DesignError, match=r"network file system \(nfs4\).* Name a file on a local disk"):
        SQLiteStore(tmp_path / "state.db")


def test_a_file_that_was_deleted_is_refused_until_the_store_is_closed(sqlite: SQLiteStore) -> None:
    sqlite.put({"a": Kept(b"", 1)}, ttl=60)
    sqlite.path.unlink()
    with pytest.raises(StoreError, match="deleted or replaced"):
        until = time.monotonic() + 5
        while time.monotonic() < until:
            sqlite.get("a")
    sqlite.close()
    assert sqlite.get("a") is None
