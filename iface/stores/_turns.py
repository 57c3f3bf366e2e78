"""Leases of all processes that share one Redis: redis-py's lock, with a number for each turn.

Who wants the lease of a process of this machine that has ended takes it at once; otherwise it ends by
itself a few seconds after its holder has died. A holder that only seemed dead, and comes to itself when
another has had the lease, is told apart by its number: what it wants to keep is refused.
"""

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Condition, Thread
from threading import Lock as Mutex
from time import monotonic
from typing import Any

from redis import RedisError
from redis.exceptions import LockError
from redis.lock import Lock

from iface.errors import Waiting
from iface.stores._holders import is_gone, this_process
from iface.stores._leases import Leases
from iface.stores.base import Kept, Turn

TERM = 8.0
"""Seconds that a lease outlives a machine that has gone. If it were shorter, a function that keeps all
threads of its process waiting (a long step in C, say) would lose its lease while it is at work."""

BEAT, SOON = 2.0, 0.25
"""Seconds between two signs of life of a holder, and of one that Redis has not heard lately."""

PAUSE = 0.02
"""Seconds between two looks whether a lease is free; no longer than a fifth of a place at the door."""

DOOR = 0.5
"""Seconds that the place of the next one is kept."""

KNOWN = 600.0
"""Seconds that Redis knows the number of a turn; a holder that was silent for longer keeps nothing."""

log = logging.getLogger("iface.stores")


class Held(Lock):
    """One turn with a lease: its `number` is higher than that of every turn before it.

    Who waits has a place at the door: a process that gives the lease back cannot take it again before.
    """

    def __init__(self, client: Any, take: Callable[..., Any], key: str) -> None:
        super().__init__(client, f"iface:lease:{key}", timeout=TERM, sleep=PAUSE, thread_local=False)
        self.key = key
        self.number = Turn(0)
        self.is_waiting = False
        self._door, self._turn = f"iface:door:{key}", f"iface:turn:{key}"
        self._token = f"{this_process()}.{os.urandom(16).hex()}"
        self._take = take
        self._ending = Mutex()  # what was given back must not be taken again by a sign of life

    def take(self, wait: float) -> None:
        """Hold the lease.

        Raises:
            Waiting: it did not come free within `wait` seconds.
        """
        self.is_waiting = wait > 0
        if not self.acquire(blocking=self.is_waiting, blocking_timeout=wait, token=self._token):
            if self.is_waiting:
                with suppress(LockError):
                    Lock(self.redis, self._door).do_release(self._token)
            raise Waiting()

    def do_acquire(self, token: str) -> bool:
        """As redis-py has it, but in turn, with a number, and past a holder that has ended."""
        self.number, holder = self._ask(token)
        if holder and is_gone(holder):
            with suppress(LockError):  # somebody else was quicker
                self.do_release(holder)
            self.number, _ = self._ask(token)
        return self.number > 0

    def _ask(self, token: str) -> tuple[Turn, str]:
        """The number of the turn, or 0; and who holds the lease then."""
        keys = [self.name, self._door, self._turn]
        spans = [_milliseconds(TERM), int(self.is_waiting), _milliseconds(DOOR), _milliseconds(KNOWN)]
        number, holder, *found = self._take(keys=keys, args=[token, *spans, self.key])
        turn = Turn(number)
        if found:
            turn.record = record_of(found[0])
        return turn, holder.decode()

    def live(self) -> None:
        """Hold the lease for another TERM; again, if Redis had lost it and nobody else has it."""
        if not self._ending.acquire(blocking=False):
            return
        try:
            if not self.local.token:
                return
            self.redis.pexpire(self._turn, _milliseconds(KNOWN))
            try:
                self.reacquire()
            except LockError:
                super().do_acquire(self._token)
        finally:
            self._ending.release()

    @contextmanager
    def ending(self) -> Iterator[None]:
        """While the block runs, which gives the lease back in Redis, there is no sign of life.

        If it raises, the lease is as it was.
        """
        with self._ending:
            yield
            self.local.token = None

    def give_back(self) -> None:
        """Let others have it, unless it was given back. What cannot be given back ends by itself."""
        try:
            with self._ending:
                if self.local.token:
                    self.release()
        except RedisError as error:
            log.warning("A lease could not be given back (%s): it ends in %g seconds.", error, TERM)


class Turns:
    """The leases that this process holds, each in the order in which its threads came.

    `take` runs the script TAKE.
    """

    def __init__(self, client: Any, take: Callable[..., Any]) -> None:
        self._client = client
        self._take = take
        self._leases = Leases()
        self._held: dict[int, Held] = {}  # by number, which no two have
        self._change = Condition()
        self._is_idle = False
        self._thread: Thread | None = None

    @contextmanager
    def hold(self, key: str, *, wait: float, line: int) -> Iterator[Turn]:
        """Hold `key` while the block runs, which gets the turn's number; as `Leases.hold`."""
        until = monotonic() + wait
        with self._leases.hold(key, wait=wait, line=line):
            turn = Held(self._client, self._take, key)
            turn.take(until - monotonic() if wait else 0)
            holder = os.getpid()
            self._look_after(turn)
            try:
                yield turn.number
            finally:
                if holder == os.getpid():  # a forked child has nothing to give back
                    with self._change:
                        self._held.pop(turn.number, None)
                    turn.give_back()

    @contextmanager
    def ending(self, numbers: Iterable[int]) -> Iterator[None]:
        """While the block runs, which gives the leases of these turns back; see `Held.ending`."""
        with ExitStack() as ending:
            for number in numbers:
                if number in self._held:
                    ending.enter_context(self._held[number].ending())
            yield

    def close(self) -> None:
        """Give no more signs of life."""
        with self._change:
            thread, self._thread = self._thread, None
            self._change.notify_all()
        if thread is not None:
            thread.join(5)

    def _look_after(self, turn: Held) -> None:
        with self._change:
            self._held[turn.number] = turn
            if self._thread is None:
                self._thread = Thread(target=self._live, daemon=True, name="iface-leases")
                self._thread.start()
            elif self._is_idle:
                self._change.notify_all()

    def _live(self) -> None:
        """Give a sign of life for what is held, for as long as anything is."""
        pause = BEAT
        while True:
            with self._change:
                self._is_idle = not self._held
                self._change.wait(None if self._is_idle else pause)
                if self._thread is None:
                    return
                # A new one has time until the next look.
                held = [] if self._is_idle else list(self._held.values())
            try:
                for turn in held:
                    turn.live()
                pause = BEAT
            except RedisError:  # whoever needs Redis says so
                pause = SOON


def record_of(found: list[Any]) -> Kept | None:
    """What a script has found under a key: nothing, or data and version."""
    return Kept(found[0], int(found[1])) if found and found[1] is not None else None


def _milliseconds(seconds: float) -> int:
    return int(seconds * 1000)
