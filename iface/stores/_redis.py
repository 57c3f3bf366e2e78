"""What one process has of a Redis: connections, scripts and leases."""

from collections.abc import Callable
from functools import partial
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Unreachable
from redis.retry import Retry

from iface.stores import _scripts
from iface.stores._turns import Turns

PATIENCE = 3.0
"""Seconds to wait for an answer of Redis, and for a connection to it."""


class Connected:
    """What one process has of a Redis; redis-py opens connections as threads need them."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.is_checked = False
        self._single: list[Any] = []  # clients of one connection each, which nobody uses now
        self.turns = Turns(client, self._script(_scripts.TAKE))
        self.get = self._script(_scripts.GET)
        self.put = self._script(_scripts.PUT)
        self.touch = self._script(_scripts.TOUCH)
        self.delete = self._script(_scripts.DELETE)
        self.expire = self._script(_scripts.EXPIRE)
        self.agree = self._script(_scripts.AGREE)
        self.shelve = self._script(_scripts.SHELVE)

    def close(self) -> None:
        """Close all connections."""
        self.turns.close()
        while self._single:
            self._single.pop().close()
        self.client.close()

    def _script(self, text: str) -> Callable[..., Any]:
        return partial(self._ask, self.client.register_script(text))

    def _ask(self, script: Any, **said: Any) -> Any:
        """What a script of ours answers. Not through the pool, which looks at each connection first."""
        try:
            single = self._single.pop()
        except IndexError:
            single = self.client.client()
        try:
            answer = script(client=single, **said)
        except BaseException:
            single.connection.disconnect()  # an answer may be on its way there
            single.close()
            raise
        self._single.append(single)
        return answer


def client_of(address: str) -> Any:
    """A client of the Redis at this address.

    Raises:
        ValueError: it is no address.
    """
    # A connection from before a restart of Redis is found out at its next use: once more, then.
    again = Retry(NoBackoff(), 1, supported_errors=(Unreachable,))
    return Redis.from_url(
        address, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=again, decode_responses=False
    )
