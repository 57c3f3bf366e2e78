"""Places for records. A driver is imported only when its address is asked for."""

from iface.errors import DesignError
from iface.stores.base import Kept, Store

__all__ = ["Kept", "Store", "open_store"]


def open_store(address: str, *, capacity: int = 10_000, durability: str = "normal") -> Store:
    """The store at `address`: "memory:", or "sqlite:PATH". Nothing is opened before its first use.

    Args:
        capacity: how many records that end by themselves the store keeps at a time.
        durability: "normal" survives a killed process; "full" a power cut too, at the cost of
            waiting for the disk at each change. The memory store survives neither.

    Raises:
        DesignError: there is no such store, or it cannot be on that file system.
    """
    if capacity < 1:
        raise DesignError(f"A store cannot keep {capacity} records.", fix="Give a capacity of 1 or more.")
    if durability not in ("normal", "full"):
        raise DesignError(f"There is no durability {durability!r}.", fix="Use 'normal' or 'full'.")
    kind, colon, path = address.partition(":")
    if kind == "memory" and colon and not path:
        from iface.stores.memory import MemoryStore

        return MemoryStore(capacity=capacity)
    if kind == "sqlite" and path and path != ":memory:":
        from iface.stores.sqlite import SQLiteStore

        return SQLiteStore(path, capacity=capacity, durability=durability)
    raise DesignError(f"There is no store at {address!r}.", fix="Use 'memory:' or 'sqlite:state.db'.")
