"""Leases, between the threads of a process and between processes."""

import os
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from iface.errors import LineFull, StoreError, Waiting
from iface.stores import _leases
from iface.stores._leases import FileLeases, Leases, file_leases, offset_of


@pytest.fixture(params=["threads", "file"])
def leases(request: pytest.FixtureRequest, tmp_path: Path) -> Leases | FileLeases:
    return Leases() if request.param == "threads" else FileLeases(tmp_path / "lock")


@pytest.fixture
def shared(tmp_path: Path) -> FileLeases:
    """Leases that forked processes share."""
    return FileLeases(tmp_path / "lock")


def until(fact: Callable[[], Any]) -> None:
    """Wait until it is so, for at most 5 seconds."""
    end = time.monotonic() + 5
    while not fact():
        assert time.monotonic() < end, "it never came to be so"
        time.sleep(0.005)


def test_callers_get_a_lease_in_the_order_they_came(leases: Leases | FileLeases) -> None:
    came: list[int] = []

    def call(number: int) -> None:
        with leases.hold("a", wait=5, line=8):
            came.append(number)

    threads = [Thread(target=call, args=(number,)) for number in range(8)]
    with leases.hold("a", wait=0, line=8):
        for place, thread in enumerate(threads, start=1):
            thread.start()
            until(lambda place=place: waiting(leases) == place)
    for thread in threads:
        thread.join()
    assert came == list(range(8))


def test_as_many_callers_may_wait_as_the_line_is_long(leases: Leases | FileLeases) -> None:
    def call() -> None:
        with leases.hold("a", wait=5, line=2):
            pass

    threads = [Thread(target=call) for _ in range(2)]
    with leases.hold("a", wait=0, line=2):
        for thread in threads:
            thread.start()
        until(lambda: waiting(leases) == 2)
        with pytest.raises(LineFull, match="2 submits"), leases.hold("a", wait=5, line=2):
            pytest.fail("two hold it")
    for thread in threads:
        thread.join()


def test_a_caller_that_gave_up_has_left_the_line(leases: Leases | FileLeases) -> None:
    with leases.hold("a", wait=0, line=1):
        for _ in range(3):
            with pytest.raises(Waiting), leases.hold("a", wait=0.01, line=1):
                pytest.fail("two hold it")
    with leases.hold("a", wait=0, line=1):
        pass


def test_a_lease_may_be_given_back_by_another_thread(leases: Leases | FileLeases) -> None:
    stack = ExitStack()
    stack.enter_context(leases.hold("a", wait=0, line=1))
    thread = Thread(target=stack.close)
    thread.start()
    thread.join()
    with leases.hold("a", wait=0, line=1):
        pass


def test_the_thread_that_holds_a_lease_cannot_take_it_twice(leases: Leases | FileLeases) -> None:
    with leases.hold("a", wait=0, line=1), pytest.raises(Waiting), leases.hold("a", wait=0.01, line=1):
        pytest.fail("two hold it")


def test_a_caller_that_is_interrupted_leaves_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            raise SystemExit

    leases = Leases()
    monkeypatch.setattr(_leases, "Event", Interrupted)
    with leases.hold("a", wait=0, line=1), pytest.raises(SystemExit), leases.hold("a", wait=1, line=1):
        pytest.fail("two hold it")
    assert leases._lines == {}


def test_a_key_that_nobody_holds_takes_no_memory() -> None:
    leases = Leases()
    for number in range(100):
        with leases.hold(number, wait=0, line=1):
            pass
    assert leases._lines == {}


def test_two_keys_with_one_byte_wait_for_each_other(
    shared: FileLeases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_leases, "offset_of", lambda key: 7)
    with shared.hold("a", wait=0, line=1), pytest.raises(Waiting), shared.hold("b", wait=0, line=1):
        pytest.fail("b would free the byte of a")


def test_a_key_has_the_same_byte_in_every_process() -> None:
    assert offset_of("a") == 0x0A978112CA1BBDCA * 2
    assert 0 <= offset_of("another") < 2**63 - 1


def test_a_lock_file_has_the_same_leases_for_all_in_the_process(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    assert file_leases(tmp_path / "lock") is file_leases(tmp_path / "link" / "lock")


def test_the_lock_file_is_made_at_the_first_lease_and_for_its_owner_only(tmp_path: Path) -> None:
    leases = FileLeases(tmp_path / "lock")
    assert not (tmp_path / "lock").exists()
    with leases.hold("a", wait=0, line=1):
        assert (tmp_path / "lock").stat().st_mode & 0o777 == 0o600


def test_closing_does_not_take_a_held_lease_away(shared: FileLeases, race: Callable[..., list[Any]]) -> None:
    with shared.hold("a", wait=0, line=1):
        shared.close()
        assert race(1, lambda number: is_free(shared, "a")) == [False]


def test_a_lock_file_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(StoreError, match="IFACE_STORE"),
        FileLeases(tmp_path / "file" / "lock").hold("a", wait=0, line=1),
    ):
        pass


def test_without_file_locks_the_threads_still_take_turns(
    shared: FileLeases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_leases, "HAS_FILE_LOCKS", False)
    with shared.hold("a", wait=0, line=1), pytest.raises(Waiting), shared.hold("a", wait=0, line=1):
        pytest.fail("two hold it")


# Between processes


def test_a_counter_that_4_processes_add_to_under_a_lease_is_right(
    shared: FileLeases, tmp_path: Path, race: Callable[..., list[Any]]
) -> None:
    counter = tmp_path / "counter"
    counter.write_text("0")

    def add(number: int) -> None:
        def add_10() -> None:
            for _ in range(10):
                with shared.hold("counter", wait=30, line=8):
                    counter.write_text(str(int(counter.read_text()) + 1))

        threads = [Thread(target=add_10) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    race(4, add)
    assert counter.read_text() == "120"


def test_a_busy_process_lets_others_have_their_turn(
    shared: FileLeases, tmp_path: Path, start: Callable[..., Any]
) -> None:
    def keep_busy() -> None:
        def again_and_again() -> None:
            while True:
                with shared.hold("a", wait=30, line=8):
                    (tmp_path / "busy").touch()
                    time.sleep(0.03)

        for _ in range(3):
            Thread(target=again_and_again, daemon=True).start()
        time.sleep(60)

    start(keep_busy)
    until((tmp_path / "busy").exists)
    for _ in range(15):
        with shared.hold("a", wait=0.3, line=8):
            pass


def test_a_killed_holder_frees_its_lease_at_once(
    shared: FileLeases, tmp_path: Path, start: Callable[..., Any]
) -> None:
    def hold() -> None:
        with shared.hold("a", wait=0, line=8):
            (tmp_path / "held").touch()
            time.sleep(60)

    holder = start(hold)
    until((tmp_path / "held").exists)
    assert not is_free(shared, "a")
    holder.kill()
    with shared.hold("a", wait=1, line=8):
        pass


def test_a_forked_child_that_ends_does_not_free_its_parents_lease(
    shared: FileLeases, start: Callable[..., Any], race: Callable[..., list[Any]]
) -> None:
    def use_and_end() -> None:
        with shared.hold("b", wait=0, line=8):
            pass
        shared.close()

    with shared.hold("a", wait=0, line=8):
        start(use_and_end).join()
        assert race(1, lambda number: is_free(shared, "a")) == [False]


def test_a_child_forked_inside_a_lease_gives_nothing_back(
    shared: FileLeases, start: Callable[..., Any], race: Callable[..., list[Any]]
) -> None:
    with ExitStack() as stack:
        stack.enter_context(shared.hold("a", wait=0, line=8))
        child = start(stack.close)
        child.join()
        assert child.exitcode == 0
        assert race(1, lambda number: is_free(shared, "a")) == [False]


def test_a_child_gets_the_lease_that_its_parent_held_when_it_was_forked(
    shared: FileLeases, tmp_path: Path, start: Callable[..., Any]
) -> None:
    def take() -> None:
        with shared.hold("a", wait=5, line=8):
            (tmp_path / "taken").touch()

    with shared.hold("a", wait=0, line=8):
        child = start(take)
    child.join()
    assert (tmp_path / "taken").exists()


def test_a_child_waits_for_its_parents_lease(shared: FileLeases, race: Callable[..., list[Any]]) -> None:
    def wait(number: int) -> str:
        try:
            with shared.hold("a", wait=0.1, line=8):
                return "two hold it"
        except Waiting:
            return "waited"

    with shared.hold("a", wait=0, line=8):
        assert race(2, wait) == ["waited", "waited"]


def test_all_leases_of_a_process_share_one_descriptor(shared: FileLeases) -> None:
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else pytest.skip("no /proc")
    with ExitStack() as stack:
        for number in range(20):
            stack.enter_context(shared.hold(str(number), wait=0, line=8))
        assert len(os.listdir("/proc/self/fd")) == before + 1
    shared.close()
    assert len(os.listdir("/proc/self/fd")) == before


def is_free(leases: FileLeases, key: str) -> bool:
    try:
        with leases.hold(key, wait=0, line=8):
            return True
    except Waiting:
        return False


def waiting(leases: Leases | FileLeases) -> int:
    here = leases._of_this_process()[0] if isinstance(leases, FileLeases) else leases
    return sum(len(line) for line in here._lines.values())
