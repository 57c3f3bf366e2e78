"""Runs that can be found again: those at work in this process, and what the store knows of all.

    run/<id>         what there is to see of a run, in which process, until ten minutes after its end
    run/<id>/word    what another process was told about it: to stop, or that somebody still waits for it
    run/<owner>/word the same about all runs of a session

A process with such runs holds a lease from the first of them on: so others see whether it is alive.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from secrets import token_hex
from threading import Condition, RLock, Thread
from typing import Any

from iface.errors import IfaceError, StateConflict, Waiting
from iface.runs.news import Event, News
from iface.runs.run import Run
from iface.state.session import Sessions
from iface.state.values import opened
from iface.stores.base import Kept
from iface.words import say

logger = logging.getLogger("iface")

OFTEN, RARELY = 0.25, 2.0
"""Seconds between two looks at the runs at work, and at those that somebody looks on at here anyway."""

AFTER = 600.0
"""Seconds that a run is kept after its end."""

MOST = 500
"""Runs of one process that are kept after their end; each takes a record of the store's."""

LARGEST = 4 * 1024 * 1024
"""Bytes of what the store keeps of one run."""

AGAIN = 5.0
"""Seconds between two words that somebody still waits."""


RETURN = 0.5
"""Seconds in which a process takes its lease again when a store on another machine was away."""


class Keeper:
    """Keeps the runs whose ids were given out. A thread looks after them while there are any.

    `stop` is called with a run that another process was asked to stop.
    """

    def __init__(self, sessions: Sessions, stop: Callable[[Run], None]) -> None:
        self._sessions = sessions
        self._store = sessions.store
        self._stop = stop
        self._runs: dict[str, Run] = {}
        self._written: dict[str, tuple[int, Any, float]] = {}
        """By run: the version of its record, what it told last, and when."""
        self._over: deque[str] = deque()
        self._writing = RLock()
        self._change = Condition()
        self._thread: Thread | None = None
        self._alive = ExitStack()
        self._process = f"{sessions.prefix}process/{token_hex(10)}"

    def keep(self, run: Run) -> None:
        """Keep a run from now on; other processes find it when this returns."""
        with self._change:
            if run.is_elsewhere or run.is_over or run.id in self._runs:
                return
            if self._thread is None:
                self._alive.enter_context(self._store.lease(self._process, wait=5, line=1))
                self._thread = Thread(target=self._look_after, daemon=True, name="iface-runs")
                self._thread.start()
            self._runs[run.id] = run
            if len(self._runs) == 1:
                self._change.notify_all()
        self.look_at(run)

    def look_at(self, run: Run) -> None:
        """Write down what there is to see of a run, if it is kept; at its end for the last time."""
        if not self._runs:
            return
        with self._writing:
            if run.id not in self._runs:
                return
            is_over = run.is_over
            try:
                self._write(run)
            except Exception:
                logger.warning("A run could not be kept in the store; the next try follows.", exc_info=True)
                is_over = is_over and time.time() - run.born > AFTER
            if is_over:
                self._runs.pop(run.id)
                self._written.pop(run.id, None)
                self._over.append(run.id)
                while len(self._over) > MOST:
                    self._store.delete(self._place(self._over.popleft()))

    def find(self, id: str) -> Run | None:
        """The run with this id; one of another process as the store has it."""
        known = self._runs.get(id)
        if known is not None:
            return known
        content = self._read(self._place(id))[0]
        return self._elsewhere(id, content) if content else None

    def leave_word(self, id: str, *, stop: bool = False) -> None:
        """Tell the process that works on this run, or on those of this session, to stop it, or that somebody
        waits for it."""
        place = f"{self._place(id)}/word"
        for _ in range(3):
            known, version = self._read(place)
            now = time.time()
            if not stop and known and now - known["at"] < AGAIN:
                return
            word = {"stop": now if stop else known.get("stop", 0.0), "at": now}
            data = self._sessions.codec.dumps(word, about=f"{place}/{version + 1}")
            try:
                self._store.put({place: Kept(data, version + 1)}, ttl=60.0)
                return
            except StateConflict:
                continue  # somebody else has left word at the same moment

    def close(self) -> None:
        """Write what there is to write, and let go."""
        for run in list(self._runs.values()):
            self.look_at(run)
        with self._change:
            thread, self._thread = self._thread, None
            self._change.notify_all()
        if thread is not None:
            thread.join(5)
        self._alive.close()

    def _place(self, id: str) -> str:
        return f"{self._sessions.prefix}run/{id}"

    def _read(self, place: str) -> tuple[dict[str, Any], int]:
        kept = self._store.get(place)
        content = opened(self._sessions.codec, place, kept) if kept else None
        return content or {}, kept.version if kept else 0

    def _elsewhere(self, id: str, content: dict[str, Any]) -> Run:
        run = Run(content["owner"], lambda one, data: data, lambda outcome: [], id=id)
        run.is_elsewhere = True
        run.has_begun, run.is_over = content["begun"], content["over"]
        run.news = News(content["count"], content["kept"])
        if not run.is_over and not self._is_alive(content["process"]):
            run.is_over = True
            for event in _interrupted() if run.has_begun else [{"type": "waiting", "after": 0.1}]:
                run.news.add(event)
        return run

    def _is_alive(self, process: str) -> bool:
        if process == self._process:
            return False  # it would have been found among our own
        if self._is_held(process):
            return True
        if self._store.several_machines:
            time.sleep(RETURN)
            return self._is_held(process)
        return False

    def _is_held(self, process: str) -> bool:
        try:
            with self._store.lease(process, wait=0, line=1):
                return False
        except (Waiting, IfaceError):
            return True

    def _look_after(self) -> None:
        while True:
            runs = list(self._runs.values())
            try:
                self._hear(runs)
            except Exception:
                logger.warning("What runs were told could not be read.", exc_info=True)
            for run in runs:
                try:
                    written = self._written.get(run.id, (0, None, 0.0))[2]
                    if run.is_over or not run.lookers or time.time() - written > RARELY:
                        self.look_at(run)
                except Exception:
                    logger.warning("A run could not be looked after.", exc_info=True)
            with self._change:
                if self._thread is None:
                    return
                self._change.wait(OFTEN if self._runs else None)

    def _hear(self, runs: list[Run]) -> None:
        """Do what another process was asked to."""
        asked = [one for one in runs if not one.is_over and not one.is_stopped]
        if not asked or not self._store.several_processes:
            return
        words = self._words({id for run in asked for id in (run.id, run.owner)})
        for run in asked:
            run.seen = max(run.seen, words.get(run.id, {}).get("at", 0.0))
            for id in (run.id, run.owner) if run.is_stepwise else (run.id,):
                if words.get(id, {}).get("stop", 0.0) > run.born:
                    self._stop(run)

    def _words(self, ids: set[str]) -> dict[str, dict[str, Any]]:
        """What was said of some runs and sessions, by their ids."""
        places = {f"{self._place(id)}/word": id for id in ids}
        found = self._store.several(list(places))
        return {
            places[place]: opened(self._sessions.codec, place, kept) or {} for place, kept in found.items()
        }

    def _write(self, run: Run) -> None:
        count, kept, is_over = run.sum()
        version, told, _ = self._written.get(run.id, (0, None, 0.0))
        if told == (count, run.has_begun, is_over):
            return
        place = self._place(run.id)
        content = {
            "owner": run.owner, "count": count, "kept": kept, "over": is_over, "begun": run.has_begun,
            "process": self._process,
        }  # fmt: skip
        data = self._sessions.codec.dumps(content, about=f"{place}/{version + 1}")
        if len(data) > LARGEST:
            content["kept"] = _too_large(kept)
            data = self._sessions.codec.dumps(content, about=f"{place}/{version + 1}")
        self._store.put({place: Kept(data, version + 1)}, ttl=AFTER)
        self._written[run.id] = version + 1, (count, run.has_begun, is_over), time.time()


def _interrupted() -> list[Event]:
    said = {"title": say("This run was interrupted."), "message": say("Run it again.")}
    # Its result may have been kept all the same: the same submit again shows that, or runs anew.
    return [{"type": "error", **said, "isLost": True}]


def _too_large(kept: list[tuple[int, Event]]) -> list[tuple[int, Event]]:
    told = {"type": "log", "level": "warning", "title": "", "message": say("This is too large to keep.")}
    return [(1, told), *(one for one in kept if one[1]["type"] in ("done", "error"))]
