"""What is the memory store's own."""

from iface.stores.base import Kept
from iface.stores.memory import MemoryStore


def test_two_stores_share_nothing() -> None:
    one, other = MemoryStore(), MemoryStore()
    one.put({"a": Kept(b"", 1)}, ttl=60)
    one.live["a"] = object()
    assert (other.get("a"), other.live) == (None, {})


def test_closing_keeps_the_live_objects() -> None:
    store = MemoryStore()
    store.live["a"] = lock = object()
    store.close()
    assert store.live["a"] is lock


def test_what_was_written_over_takes_no_memory_once_it_is_given_out() -> None:
    store = MemoryStore()
    for _ in range(3):
        store.put({"a": Kept(b"", 1)}, ttl=0)
    assert len(store.expire(1e12, 10)) == 3
    assert (store._records, store._replaced) == ({}, [])
