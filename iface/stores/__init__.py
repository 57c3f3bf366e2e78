"""Places for records. A driver is imported only when its address is asked for."""

from iface.errors import DesignError
from iface.stores.base import Kept, Shelf, Store, shown

__all__ = ["Kept", "Shelf", "Store", "is_redis", "open_store", "shown"]


def open_store(address: str, *, capacity: int = 10_000, durability: str = "normal") -> Store:
    """The store at `address`: "memory:", "sqlite:PATH" or "redis://HOST". Nothing is opened before its use.

    Args:
        capacity: how many records that end by themselves the store keeps at a time.
        durability: "normal" survives a killed process; "full" a power cut too, at the cost of
            waiting for the disk at each change. The memory store survives neither; Redis what it is
            set up for.

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
    if is_redis(address):
        try:
            from iface.stores.redis import RedisStore
        except ImportError:
            raise DesignError(
                f"{shown(address)} is a Redis, and its driver is not installed.",
                fix="Run: pip install 'iface[redis]'",
            ) from None

        return RedisStore(address, capacity=capacity)
    raise DesignError(
        f"There is no store at {shown(address)!r}.",
        fix="Use 'memory:', 'sqlite:state.db' or 'redis://localhost/0'.",
    )


def is_redis(address: str) -> bool:
    """Whether it is the address of a Redis."""
    return address.startswith(("redis://", "rediss://"))
