"""What every store promises; each test runs once per store."""

import math
import threading
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from redis import Redis
from redises import RedisServer

from iface.errors import DesignError, LineFull, StateConflict, StoreFull, Waiting
from iface.stores import Kept, Store, open_store
from iface.stores.memory import MemoryStore
from iface.stores.redis import RedisStore
from iface.stores.sqlite import SQLiteStore


def later() -> float:
    return time.time() + 1_000_000


# Reading and writing


def test_what_was_never_kept_is_not_there(store: Store) -> None:
    assert store.get("a") is None


def test_what_is_kept_is_read_back_with_its_version(store: Store) -> None:
    store.put({"a": Kept(b"\x00one\xff", 1)}, ttl=60)
    assert store.get("a") == Kept(b"\x00one\xff", 1)


def test_several_are_read_at_once_and_those_that_are_not_there_are_left_out(store: Store) -> None:
    store.put({"a": Kept(b"1", 1), "b": Kept(b"2", 1)}, ttl=60)
    store.put({"old": Kept(b"3", 1)}, ttl=0)
    assert store.several(["a", "b", "old", "never"]) == {"a": Kept(b"1", 1), "b": Kept(b"2", 1)}


def test_no_bytes_are_a_record_too(store: Store) -> None:
    store.put({"a": Kept(b"", 1)}, ttl=60)
    assert store.get("a") == Kept(b"", 1)


def test_a_change_one_version_on_replaces_the_record(store: Store) -> None:
    store.put({"a": Kept(b"one", 1)}, ttl=60)
    store.put({"a": Kept(b"two", 2)}, ttl=60)
    assert store.get("a") == Kept(b"two", 2)


@pytest.mark.parametrize("version", [0, 1, 3])
def test_a_change_that_is_not_one_version_on_is_a_conflict(store: Store, version: int) -> None:
    store.put({"a": Kept(b"one", 1)}, ttl=60)
    with pytest.raises(StateConflict):
        store.put({"a": Kept(b"ours", version)}, ttl=60)
    assert store.get("a") == Kept(b"one", 1)


@pytest.mark.parametrize("version", [0, 2])
def test_the_first_version_of_a_record_is_1(store: Store, version: int) -> None:
    with pytest.raises(StateConflict):
        store.put({"a": Kept(b"ours", version)}, ttl=60)
    assert store.get("a") is None


def test_several_changes_are_kept_together(store: Store) -> None:
    store.put({"b": Kept(b"b1", 1)}, ttl=60)
    store.put({"a": Kept(b"a1", 1), "b": Kept(b"b2", 2)}, ttl=60)
    assert (store.get("a"), store.get("b")) == (Kept(b"a1", 1), Kept(b"b2", 2))


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_changes_are_kept_all_or_none(store: Store, order: str) -> None:
    store.put({"b": Kept(b"theirs", 1)}, ttl=60)
    with pytest.raises(StateConflict):
        store.put({key: Kept(b"ours", 1) for key in order}, ttl=60)
    assert store.get("a") is None


def test_no_changes_are_kept_without_ado(store: Store) -> None:
    store.put({}, ttl=60)


# Forgetting


def test_a_deleted_record_is_not_there(store: Store) -> None:
    store.put({"a": Kept(b"one", 1)}, ttl=60)
    store.delete("a")
    assert store.get("a") is None


def test_deleting_what_is_not_kept_is_not_an_error(store: Store) -> None:
    store.delete("a")


def test_a_late_change_does_not_bring_a_deleted_record_back(store: Store) -> None:
    store.put({"a": Kept(b"one", 1)}, ttl=60)
    store.delete("a")
    with pytest.raises(StateConflict):
        store.put({"a": Kept(b"two", 2)}, ttl=60)
    assert store.get("a") is None


def test_a_deleted_record_is_not_given_out_as_over(store: Store) -> None:
    store.put({"a": Kept(b"one", 1)}, ttl=60)
    store.delete("a")
    assert store.expire(later(), 10) == []


# Time


def test_a_record_whose_time_is_over_is_not_there(store: Store) -> None:
    store.put({"a": Kept(b"one", 1)}, ttl=0)
    assert store.get("a") is None


def test_a_late_change_does_not_bring_a_record_back_whose_time_is_over(store: Store) -> None:
    store.put({"a": Kept(b"one", 1)}, ttl=0)
    with pytest.raises(StateConflict):
        store.put({"a": Kept(b"two", 2)}, ttl=60)
    assert store.get("a") is None


def test_a_change_gives_the_record_new_time(store: Store) -> None:
    store.put({"a": Kept(b"one", 1)}, ttl=60)
    store.put({"a": Kept(b"two", 2)}, ttl=600)
    assert store.expire(time.time() + 300, 10) == []
    assert store.expire(time.time() + 900, 10) == [("a", Kept(b"two", 2))]


def test_what_is_over_is_given_out_with_its_version(store: Store) -> None:
    store.put({"a": Kept(b"one", 1)}, ttl=60)
    store.put({"a": Kept(b"two", 2)}, ttl=0)
    assert store.expire(time.time(), 10) == [("a", Kept(b"two", 2))]


def test_each_change_may_have_a_time_of_its_own(store: Store) -> None:
    store.put({"a": Kept(b"one", 1), "b": Kept(b"two", 1)}, ttl={"a": 600, "b": 0})
    assert (store.get("a"), store.get("b")) == (Kept(b"one", 1), None)


def test_touching_a_record_gives_it_new_time_and_leaves_it_as_it_is(store: Store) -> None:
    store.put({"a": Kept(b"one", 1)}, ttl=60)
    store.touch("a", ttl=600)
    assert store.expire(time.time() + 300, 10) == [] and store.get("a") == Kept(b"one", 1)


def test_touching_does_not_bring_back_what_is_over(store: Store) -> None:
    store.put({"a": Kept(b"one", 1)}, ttl=0)
    store.touch("a", ttl=600)
    assert store.get("a") is None


def test_touching_may_shorten_the_time(store: Store) -> None:
    store.put({"a": Kept(b"one", 1)}, ttl=600)
    store.touch("a", ttl=0)
    assert store.expire(time.time(), 10) == [("a", Kept(b"one", 1))]


def test_touching_what_is_not_kept_is_not_an_error(store: Store) -> None:
    store.touch("a", ttl=60)
    assert store.get("a") is None


def test_a_touched_record_is_not_idle(make_store: Callable[..., Store]) -> None:
    store = make_store(capacity=2, idle=0)
    for key in "ab":
        store.put({key: Kept(b"", 1)}, ttl=60)
        time.sleep(0.002)
    store.touch("a", ttl=60)
    time.sleep(0.002)
    store.put({"c": Kept(b"", 1)}, ttl=60)
    assert [key for key in "abc" if store.get(key)] == ["a", "c"]


def test_only_what_begins_with_the_prefix_is_given_out(store: Store) -> None:
    for _ in range(2):  # the first ones are replaced by the second
        store.put({key: Kept(b"", 1) for key in ("one/a", "one", "two/a", "on", "onf")}, ttl=0)
    assert [key for key, _ in store.expire(time.time(), 10, "one/")] == ["one/a", "one/a"]
    assert len(store.expire(time.time(), 10)) == 8


def test_what_was_replaced_twice_is_given_out_twice(store: Store) -> None:
    for _ in range(3):
        store.put({"a": Kept(b"same", 1)}, ttl=0)
    assert [len(store.expire(time.time(), 1)) for _ in range(4)] == [1, 1, 1, 0]


def test_what_is_over_is_given_out_once(store: Store) -> None:
    store.put({"a": Kept(b"one", 1)}, ttl=0)
    assert store.expire(time.time(), 10) == [("a", Kept(b"one", 1))]
    assert store.expire(time.time(), 10) == []


def test_what_is_not_over_stays(store: Store) -> None:
    store.put({"a": Kept(b"one", 1)}, ttl=60)
    assert store.expire(time.time(), 10) == []
    assert store.get("a") == Kept(b"one", 1)


def test_no_more_is_given_out_than_asked_for_and_the_oldest_first(store: Store) -> None:
    for age in (1, 3, 2):
        store.put({f"{age}": Kept(b"", 1)}, ttl=-age)
    assert {key for key, _ in store.expire(time.time(), 2)} == {"3", "2"}
    assert {key for key, _ in store.expire(time.time(), 2)} == {"1"}


def test_a_record_written_anew_after_its_time_is_still_given_out(store: Store) -> None:
    store.put({"a": Kept(b"old", 1)}, ttl=0)
    store.put({"a": Kept(b"new", 1)}, ttl=60)
    assert store.expire(time.time(), 10) == [("a", Kept(b"old", 1))]
    assert store.get("a") == Kept(b"new", 1)


def test_deleting_a_record_whose_time_is_over_leaves_it_to_be_given_out(store: Store) -> None:
    store.put({"a": Kept(b"one", 1)}, ttl=0)
    store.delete("a")
    assert store.expire(time.time(), 10) == [("a", Kept(b"one", 1))]


def test_a_record_can_be_kept_until_it_is_deleted(store: Store) -> None:
    store.put({"a": Kept(b"one", 1)}, ttl=math.inf)
    assert store.expire(later(), 10) == []
    assert store.get("a") == Kept(b"one", 1)


# Capacity


def test_beyond_its_capacity_a_store_refuses_new_keys(make_store: Callable[..., Store]) -> None:
    store = make_store(capacity=2)
    store.put({"a": Kept(b"", 1), "b": Kept(b"", 1)}, ttl=60)
    with pytest.raises(StoreFull):
        store.put({"a": Kept(b"", 2), "c": Kept(b"", 1)}, ttl=60)
    assert (store.get("a"), store.get("c")) == (Kept(b"", 1), None)


def test_a_full_store_takes_changes_of_what_it_keeps(make_store: Callable[..., Store]) -> None:
    store = make_store(capacity=1)
    store.put({"a": Kept(b"", 1)}, ttl=60)
    store.put({"a": Kept(b"two", 2)}, ttl=60)
    assert store.get("a") == Kept(b"two", 2)


def test_what_is_over_does_not_count(make_store: Callable[..., Store]) -> None:
    store = make_store(capacity=1)
    store.put({"a": Kept(b"", 1)}, ttl=0)
    store.put({"b": Kept(b"", 1)}, ttl=60)
    assert store.get("b") == Kept(b"", 1)


def test_what_was_deleted_does_not_count(make_store: Callable[..., Store]) -> None:
    store = make_store(capacity=1)
    store.put({"a": Kept(b"", 1)}, ttl=60)
    store.delete("a")
    store.put({"b": Kept(b"", 1)}, ttl=60)
    assert store.get("b") == Kept(b"", 1)


def test_the_record_that_is_idle_for_the_longest_makes_room(make_store: Callable[..., Store]) -> None:
    store = make_store(capacity=2, idle=0)
    for key in "abc":
        store.put({key: Kept(b"", 1)}, ttl=60)
        time.sleep(0.002)
    assert [key for key in "abc" if store.get(key)] == ["b", "c"]


def test_what_made_room_is_given_out_as_over(make_store: Callable[..., Store]) -> None:
    store = make_store(capacity=1, idle=0)
    store.put({"a": Kept(b"one", 1)}, ttl=60)
    store.put({"b": Kept(b"two", 1)}, ttl=60)
    assert store.expire(time.time(), 10) == [("a", Kept(b"one", 1))]


def test_a_record_that_is_kept_for_long_does_not_make_room(make_store: Callable[..., Store]) -> None:
    store = make_store(capacity=1, idle=0)
    store.put({"user": Kept(b"", 1)}, ttl=30 * 86_400)
    with pytest.raises(StoreFull):
        store.put({"a": Kept(b"", 1)}, ttl=60)
    assert store.get("user")


def test_a_record_that_is_kept_until_deleted_does_not_count(make_store: Callable[..., Store]) -> None:
    store = make_store(capacity=1)
    store.put({"a": Kept(b"", 1)}, ttl=60)
    store.put({"everybody": Kept(b"", 1)}, ttl=math.inf)
    assert store.get("everybody") == Kept(b"", 1)


# Leases, closing, threads


def test_a_lease_is_held_alone(store: Store) -> None:
    with store.lease("a", wait=1, line=8), pytest.raises(Waiting), store.lease("a", wait=0, line=8):
        pytest.fail("two hold it")


def test_a_lease_is_free_after_its_block(store: Store) -> None:
    for _ in range(2):
        with store.lease("a", wait=0, line=8):
            pass


def test_a_lease_is_free_after_its_block_has_failed(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.lease("a", wait=0, line=8):
        raise ZeroDivisionError
    with store.lease("a", wait=0, line=8):
        pass


def test_leases_of_different_keys_do_not_wait_for_each_other(store: Store) -> None:
    with store.lease("a", wait=0, line=8), store.lease("b", wait=0, line=8):
        pass


def test_a_full_line_is_refused(store: Store) -> None:
    with store.lease("a", wait=0, line=8), pytest.raises(LineFull), store.lease("a", wait=1, line=0):
        pytest.fail("two hold it")


def test_a_closed_store_opens_anew(store: Store) -> None:
    store.put({"a": Kept(b"one", 1)}, ttl=60)
    store.close()
    assert store.get("a") == Kept(b"one", 1)


def test_threads_that_try_again_after_a_conflict_lose_no_change(store: Store) -> None:
    def add_20() -> None:
        for _ in range(20):
            add_one(store)

    threads = [threading.Thread(target=add_20) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.get("count") == Kept(b"160", 160)


def add_one(store: Store) -> None:
    """Count one on, by compare-and-set."""
    while True:
        kept = store.get("count") or Kept(b"0", 0)
        try:
            store.put({"count": Kept(b"%d" % (int(kept.data) + 1), kept.version + 1)}, ttl=60)
            return
        except StateConflict:
            continue


# Against a model


KEYS = st.sampled_from("abc")


class AgainstModel(RuleBasedStateMachine):
    """The store does what a dict does, with a list of what is over beside it."""

    store: Store

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, Kept] = {}
        self.over: list[tuple[str, Kept]] = []

    @rule(keys=st.sets(KEYS, min_size=1), data=st.binary(max_size=9), step=st.sampled_from([1, 1, 1, 0, 2]))
    def put(self, keys: set[str], data: bytes, step: int) -> None:
        changes = {key: Kept(data, self.version(key) + 1) for key in sorted(keys)}
        last = max(keys)
        changes[last] = Kept(data, self.version(last) + step)
        if step == 1:
            self.store.put(changes, ttl=60)
            self.kept |= changes
        else:
            with pytest.raises(StateConflict):
                self.store.put(changes, ttl=60)

    @rule(key=KEYS, data=st.binary(max_size=9))
    def end(self, key: str, data: bytes) -> None:
        last = Kept(data, self.version(key) + 1)
        self.store.put({key: last}, ttl=0)
        self.kept.pop(key, None)
        self.over.append((key, last))

    @rule(key=KEYS, lives=st.booleans())
    def touch(self, key: str, lives: bool) -> None:
        self.store.touch(key, ttl=60 if lives else 0)
        if not lives and key in self.kept:
            self.over.append((key, self.kept.pop(key)))

    @rule(key=KEYS)
    def delete(self, key: str) -> None:
        self.store.delete(key)
        self.kept.pop(key, None)

    @rule(limit=st.integers(1, 3), prefix=st.sampled_from(["", "a"]))
    def expire(self, limit: int, prefix: str) -> None:
        taken = self.store.expire(time.time(), limit, prefix)
        assert len(taken) == min(limit, len([key for key, _ in self.over if key.startswith(prefix)]))
        for one in taken:
            self.over.remove(one)

    @invariant()
    def same(self) -> None:
        assert {key: kept for key in "abc" if (kept := self.store.get(key))} == self.kept

    def version(self, key: str) -> int:
        return self.kept[key].version if key in self.kept else 0


class MemoryAgainstModel(AgainstModel):
    def __init__(self) -> None:
        super().__init__()
        self.store = MemoryStore()


class SQLiteAgainstModel(AgainstModel):
    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.store = SQLiteStore(Path(self.folder.name) / "state.db")

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


class RedisAgainstModel(AgainstModel):
    address = ""

    def __init__(self) -> None:
        super().__init__()
        with Redis.from_url(self.address) as client:
            client.flushall()
        self.store = RedisStore(self.address)

    def teardown(self) -> None:
        self.store.close()


bounded = settings(max_examples=30, stateful_step_count=25, deadline=None)
TestMemoryAgainstModel: Any = MemoryAgainstModel.TestCase
TestMemoryAgainstModel.settings = bounded
TestSQLiteAgainstModel: Any = SQLiteAgainstModel.TestCase
TestSQLiteAgainstModel.settings = bounded


def test_redis_against_the_model(redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RedisAgainstModel, "address", redis.address)
    run_state_machine_as_test(RedisAgainstModel, settings=bounded)


# Addresses


def test_an_address_names_a_store(tmp_path: Path) -> None:
    assert isinstance(open_store("memory:"), MemoryStore)
    assert isinstance(open_store(f"sqlite:{tmp_path}/state.db"), SQLiteStore)
    assert isinstance(open_store("redis://localhost/0"), RedisStore)
    assert isinstance(open_store("rediss://localhost/0"), RedisStore)


@pytest.mark.parametrize(
    "address", ["", "memory", "memory:x", "sqlite:", "sqlite", "sqlite::memory:", "mysql:x"]
)
def test_an_address_of_no_store_is_refused_with_those_that_are(address: str) -> None:
    with pytest.raises(DesignError, match=r"Use 'memory:', 'sqlite:state\.db' or"):
        open_store(address)


@pytest.mark.parametrize("options", [{"capacity": 0}, {"durability": "total"}])
def test_an_option_that_means_nothing_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(DesignError):
        open_store("memory:", **options)


def test_only_a_store_in_a_file_has_a_path_and_is_for_several_processes(tmp_path: Path) -> None:
    memory, sqlite = open_store("memory:"), open_store(f"sqlite:{tmp_path}/state.db")
    assert (memory.path, memory.several_processes) == (None, False)
    assert (sqlite.path, sqlite.several_processes) == (tmp_path / "state.db", True)


def test_only_the_memory_store_holds_live_objects(tmp_path: Path) -> None:
    assert open_store("memory:").live == {}
    assert open_store(f"sqlite:{tmp_path}/state.db").live is None
