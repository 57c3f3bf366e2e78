"""Looking on: what a client has asked for runs here, and is told as it happens.

A client of the queue reads one line `data: {...}` for each message, and knows nothing else of streams.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Request as Asked_
from flask import Response, stream_with_context

from iface.errors import Busy, IfaceError, RefusedRequest
from iface.runs.run import Run
from iface.submit import Submit, as_data
from iface.web import results
from iface.web.answer import Answer
from iface.web.gradio import values
from iface.web.gradio.messages import Messages, Outputs, failure
from iface.web.gradio.queue import Asked, Queue
from iface.web.guard import user_of
from iface.web.results import Told
from iface.web.site import Site

AGAIN = 0.05
"""Seconds between two looks at what else is asked."""

ALIVE = 10.0
"""Seconds between two signs of life."""

FAREWELL = 1.0
"""Seconds from a stop until a client is told of the end. Until then it has sent its second request about the
stop, and waits for nothing; one that hears of the end before takes it for a result."""

STOPPED: Told = {"type": "stopped"}


def look_on(asked: Asked_, site: Site) -> Response:
    """All runs of a client, until there are none."""
    queue = Queue(site, asked.args.get("session_hash", ""), user_of(asked))
    return _response(site, queue, _Messages(site, _root(asked)).lines)


def look_on_at(asked: Asked_, site: Site, id: str) -> Response:
    """One run, by its id.

    Raises:
        RefusedRequest: 404, there is no such run, or somebody looks on already.
    """
    queue = Queue(site, id, user_of(asked))
    if all(one.is_taken for one in queue.look().asked.values()):
        raise RefusedRequest("There is no such run.", fix="Ask for it again.", status=404)
    return _response(site, queue, _Events(site, _root(asked)).lines)


def _response(site: Site, queue: Queue, lines: Callable[[Asked | None, Told], Iterator[str]]) -> Response:
    is_free = site.streams.acquire(blocking=False)
    looking = Looking(site, queue, is_free)
    parts = ("".join(lines(*one)).encode(errors="replace") for one in looking.follow())
    # Who is logged in with the application around the page is known while the request lasts.
    response = Answer(stream_with_context(parts), mimetype="text/event-stream")
    if is_free:
        response.call_on_close(site.streams.release)
    response.headers["X-Accel-Buffering"] = "no"
    response.headers["Cache-Control"] = "no-store"
    return response


def _root(asked: Asked_) -> str:
    """Where the page is."""
    return asked.base_url.partition("/gradio_api/")[0] + "/"


@dataclass
class Work:
    """A run that is looked on at, and how many of its events were seen."""

    asked: Asked
    run: Run | None
    events: list[Told] = field(default_factory=list)
    seen: int = 0

    def news(self) -> Iterator[Told]:
        """What has happened since; `result`, `error` or `stopped` comes once, and last."""
        if self.run is not None:
            self.events, self.seen, _ = self.run.look(self.seen)
        if self.asked.stopped:
            yield from [STOPPED] if time.time() > self.asked.stopped + FAREWELL else []
            return
        yield from self.events

    @property
    def is_over(self) -> bool:
        """Whether there will be no more of it."""
        return self.run is None or self.run.is_over


class Looking:
    """Somebody who looks on at all that a client asks for; `is_free`: this server has a thread for that."""

    def __init__(self, site: Site, queue: Queue, is_free: bool) -> None:
        self._site = site
        self._queue = queue
        self._is_free = is_free
        self._works: dict[str, Work] = {}
        self._looked = 0.0

    def follow(self) -> Iterator[tuple[Asked | None, Told]]:
        """Events of each run as they happen; without one, `alive` now and then, and `closed` at the end."""
        said = time.monotonic()
        try:
            while True:
                self._take_up()
                for work in list(self._works.values()):
                    for told in work.news():
                        said = time.monotonic()
                        yield work.asked, told
                        if told["type"] in ("result", "error", "stopped"):
                            del self._works[work.asked.id]
                            self._queue.finish(work.asked.id)
                            break
                if not self._works and self._queue.close():
                    yield None, {"type": "closed"}
                    return
                if time.monotonic() - said > ALIVE:
                    said = time.monotonic()
                    yield None, {"type": "alive"}
                self._wait()
        finally:
            self._leave()

    def _take_up(self) -> None:
        """Begin what was asked, and stop what was to stop."""
        if time.monotonic() - self._looked < AGAIN and self._works:
            return
        self._looked = time.monotonic()
        content = self._queue.look()
        for id, work in self._works.items():
            work.asked.stopped = content.asked[id].stopped if id in content.asked else time.time()
            if work.asked.stopped and work.run is not None:
                self._site.runs.halt(work.run)
        if any(not one.is_taken for one in content.asked.values()):
            for one in self._queue.take():
                self._works[one.id] = self._begun(one)

    def _begun(self, one: Asked) -> Work:
        if one.stopped:
            return Work(one, None)
        try:
            if not self._is_free:
                raise Busy(0, 1)
            event = self._site.page.event(one.event, offered=True)
            session = self._site.sessions.of_client(one.session, self._queue.user)
            sent = values.as_sent(self._site, event, one.data, session)
            submit = Submit(event=event, sent=sent, session=session, request=one.request, strict=True)
            tell = results.teller(self._site, event)
            return Work(one, self._site.runs.start(submit, as_data, tell, inline=False))
        except IfaceError as refused:
            return Work(one, None, [results.as_error(self._site, refused)])

    def _wait(self) -> None:
        """Wait for news of the first; those of others wait that long at most."""
        work = next(iter(self._works.values()), None)
        if work is None or work.run is None or work.run.is_over or not work.run.wait(work.seen, AGAIN):
            time.sleep(0 if work is None else AGAIN / 5)

    def _leave(self) -> None:
        """Nobody looks on any more: what yields is stopped, and what does not comes to its end."""
        for work in self._works.values():
            if work.run is not None and work.run.is_stepwise:
                self._site.runs.halt(work.run)


class _Messages:
    """What is sent of all runs of a client."""

    def __init__(self, site: Site, root: str) -> None:
        self._site = site
        self._root = root
        self._of: dict[str, Messages] = {}

    def lines(self, asked: Asked | None, told: Told) -> Iterator[str]:
        if asked is None:
            closed = {"msg": "close_stream", "event_id": None}
            yield _line({"msg": "heartbeat"} if told["type"] == "alive" else closed)
            return
        if asked.id not in self._of:
            event = self._site.page.event(asked.event)
            self._of[asked.id] = Messages(asked.id, Outputs(self._site.page, event, self._root))
        messages = self._of[asked.id]
        yield from map(_line, [messages.stopped()] if told is STOPPED else messages(told))


class _Events:
    """What is sent of one run alone, for people with curl."""

    def __init__(self, site: Site, root: str) -> None:
        self._site = site
        self._root = root

    def lines(self, asked: Asked | None, told: Told) -> Iterator[str]:
        kind = {"output": "generating", "result": "complete"}.get(told["type"], told["type"])
        if asked is None:
            yield "event: heartbeat\ndata: null\n\n" if kind == "alive" else ""
        elif kind in ("generating", "complete"):
            outputs = Outputs(self._site.page, self._site.page.event(asked.event), self._root)
            yield f"event: {kind}\n{_line(outputs.of(told['data']))}"
        elif kind == "error":
            yield f"event: error\n{_line(failure(told))}"


def _line(data: Any) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n"
