"""Runs that can be found again: those at work in this process, and what the store knows of all."""

from __future__ import annotations

import logging
import time
from contextlib import ExitStack, suppress
from secrets import token_hex
from threading import Condition, Thread
from typing import Any

from iface.errors import IfaceError, Waiting
from iface.memory import opened
from iface.run import Run
from iface.session import Sessions
from iface.stores.base import Kept
from iface.words import say

logger = logging.getLogger("iface")

OFTEN = 0.25
"""Seconds between two looks at the runs that are at work."""

AFTER = 600.0
"""Seconds that a run is kept after its end."""

LARGEST = 4 * 1024 * 1024
"""Bytes of what the store keeps of one run."""


class Keeper:
    """Keeps the runs whose ids were given out. A thread looks after them while there are any."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._store = sessions.store
        self._runs: dict[str, Run] = {}
        self._versions: dict[str, int] = {}
        self._written: dict[str, tuple[int, bool]] = {}
        self._change = Condition()
        self._thread: Thread | None = None
        self._is_closing = False
        self._process = f"{sessions.prefix}process/{token_hex(10)}"

    def keep(self, run: Run) -> None:
        """Keep a run from now on."""
        with self._change:
            if run.is_elsewhere or run.id in self._runs:
                return
            self._runs[run.id] = run
            if self._thread is None:
                self._thread = Thread(target=self._look_after, daemon=True, name="iface-runs")
                self._thread.start()

    def of(self, owner: str) -> list[Run]:
        """The runs of a session that are at work here."""
        with self._change:
            return [run for run in self._runs.values() if run.owner == owner and not run.is_over]

    def find(self, id: str) -> Run | None:
        """The run with this id; one of another process as the store has it."""
        with self._change:
            if id in self._runs:
                return self._runs[id]
        kept = self._store.get(self._place(id))
        content = kept and opened(self._sessions.codec, self._place(id), kept)
        return self._elsewhere(id, content) if content else None

    def ask_to_stop(self, id: str) -> None:
        """Leave word for the process that works on this run, or on those of this session."""
        place = f"{self._sessions.prefix}stop/{id}"
        known = self._store.get(place)
        with suppress(IfaceError):
            self._store.put({place: Kept(b"", known.version + 1 if known else 1)}, ttl=60.0)

    def close(self) -> None:
        """Write what there is to write, and let go."""
        with self._change:
            self._is_closing = True
            self._change.notify_all()
        if self._thread is not None:
            self._thread.join(5)

    def _place(self, id: str) -> str:
        return f"{self._sessions.prefix}run/{id}"

    def _elsewhere(self, id: str, content: dict[str, Any]) -> Run:
        run = Run(content["owner"], lambda one, data: data, lambda outcome: [])
        run.id, run.is_elsewhere = id, True
        run.events, run.is_over, run.count = content["events"], content["over"], content["count"]
        run.is_stepwise = content["stepwise"]
        if not run.is_over and not self._is_alive(content["process"]):
            run.events = [
                *run.events,
                {"type": "error", "title": say("This run was interrupted."), "message": say("Run it again.")},
                {"type": "done"},
            ]
            run.is_over = True
        return run

    def _is_alive(self, process: str) -> bool:
        if process == self._process:
            return False  # it would have been found among our own
        try:
            with self._store.lease(process, wait=0, line=1):
                return False
        except (Waiting, IfaceError):
            return True

    def _look_after(self) -> None:
        with ExitStack() as held:
            held.enter_context(self._store.lease(self._process, wait=5, line=1))
            while True:
                with self._change:
                    runs = list(self._runs.values())
                for run in runs:
                    self._look_at(run)
                with self._change:
                    if not self._runs or self._is_closing:
                        self._thread = None
                        return
                    self._change.wait(OFTEN)

    def _look_at(self, run: Run) -> None:
        is_over = run.is_over
        try:
            if not is_over:
                self._hear(run)
            self._write(run, is_over)
        except Exception:
            logger.warning("A run could not be kept in the store; the next try follows.", exc_info=True)
            if time.monotonic() - run.started < AFTER:
                return
        if is_over:
            with self._change:
                self._runs.pop(run.id, None)
            self._versions.pop(run.id, None)
            self._written.pop(run.id, None)

    def _hear(self, run: Run) -> None:
        """Stop the run if another process was asked to."""
        if self._store.several_processes and not run.is_stopped:
            asked = [run.id, run.owner] if run.is_stepwise else [run.id]
            if any(self._store.get(f"{self._sessions.prefix}stop/{one}") for one in asked):
                run.stop()

    def _write(self, run: Run, is_over: bool) -> None:
        count = run.look()
        if self._written.get(run.id) == (count, is_over):
            return
        content = {
            "owner": run.owner, "events": run.snapshot(), "count": count, "over": is_over,
            "stepwise": run.is_stepwise, "process": self._process,
        }  # fmt: skip
        place, version = self._place(run.id), self._versions.get(run.id, 0) + 1
        data = self._sessions.codec.dumps(content, about=f"{place}/{version}")
        if len(data) > LARGEST:
            told = {
                "type": "log",
                "level": "warning",
                "title": "",
                "message": say("This is too large to keep."),
            }
            content["events"] = [
                told,
                *(one for one in content["events"] if one["type"] in ("done", "error")),
            ]
            data = self._sessions.codec.dumps(content, about=f"{place}/{version}")
        self._store.put({place: Kept(data, version)}, ttl=AFTER)
        self._versions[run.id] = version
        self._written[run.id] = (count, is_over)
