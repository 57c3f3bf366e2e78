"""A visitor without a browser who looks on while a run goes on, as static/exchange.js does."""

import json
import re
import time
from collections.abc import Iterator
from html import unescape
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Event as Flag
from threading import Thread
from typing import Any
from urllib.parse import urlencode, urlsplit

from faults.visitors import FORM, LOST, Visitor, ask

Event = dict[str, Any]
LOOKING = FORM | {"Accept": "application/json, text/event-stream"}


class Onlooker(Visitor):
    """A page load whose run is followed: `events` are those that came, `run` its id, `text` what is shown."""

    def __init__(self, url: str, event: str) -> None:
        super().__init__(url, event)
        self._gives_up = Flag()
        self.start_anew()

    def start_anew(self) -> None:
        """Forget what came of the run before."""
        self.events: list[Event] = []
        self.run = ""
        self.seen = 0
        self.text = ""
        self.asked = 0

    def press(self, word: str = "") -> str:
        """Press the button, look on until the end, and give what is shown then."""
        for _ in self.follow(word):
            pass
        return self.text

    def follow(self, word: str = "", seconds: float = 240) -> Iterator[Event]:
        """Press the button, and give the events as they come, over as many connections as it takes."""
        self.start_anew()
        body = self.body(word)
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self._gives_up.is_set():
            pause = 0.2
            try:
                for event in self._ask(body):
                    if event["type"] == "end":
                        return
                    if event["type"] == "waiting":
                        self.run, pause = event.get("run", ""), event["after"]
                        self.seen = self.seen if self.run else 0
                    elif event["type"] == "run":
                        self.run = event["run"]
                    self._note(event)
                    yield event
            except (*LOST, ValueError):
                pause = 0.5
            self._gives_up.wait(pause)
        assert self._gives_up.is_set(), (
            f"no end after {seconds} seconds; the last that came: {self.events[-3:]}"
        )

    def give_up(self) -> None:
        """Look on no more: whoever follows comes to an end within two seconds."""
        self._gives_up.set()

    def stop(self) -> None:
        """Press Stop."""
        fields = {"run": self.run, "iface-session": self.fields["iface-session"]}
        assert ask(f"{self.url}-/stop", "POST", urlencode(fields)).status == 204

    def leave(self) -> None:
        """Close the page."""
        ask(f"{self.url}-/leave", "POST", urlencode({"iface-session": self.fields["iface-session"]}))

    def of(self, kind: str) -> list[Event]:
        """The events of one type that came."""
        return [one for one in self.events if one["type"] == kind]

    def messages(self) -> list[str]:
        """What the visitor was told beside the outputs."""
        told = [one for one in self.events if one["type"] in ("log", "error")]
        return [f"{one.get('title', '')} {one['message']}".strip() for one in told]

    def _ask(self, body: dict[str, str]) -> Iterator[Event]:
        """The events of one answer."""
        self.asked += 1
        parts = urlsplit(self.url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        try:
            if self.run:
                connection.request("GET", f"{parts.path}-/runs/{self.run}?after={self.seen}", headers=LOOKING)
            else:
                connection.request("POST", parts.path, urlencode(body), LOOKING)
            yield from self._read(connection.getresponse())
        finally:
            connection.close()

    def _read(self, answer: HTTPResponse) -> Iterator[Event]:
        if not answer.headers["Content-Type"].startswith("text/event-stream"):
            told = json.loads(answer.read())
            if "problem" in told:
                yield {"type": "error", "title": told["problem"], "message": told["fix"]}
                yield {"type": "end"}
                return
            self.seen = told.get("next", self.seen)
            yield from told["events"]
            if not any(one["type"] == "waiting" for one in told["events"]):
                yield {"type": "end"}
            return
        while (line := answer.readline()) and not self._gives_up.is_set():
            if line.startswith(b"data:"):
                yield self._counted(json.loads(line[5:]))
        raise HTTPException("the stream broke off")

    def _counted(self, said: Any) -> Event:
        event = {"type": "grow", "component": said[0], "text": said[1]} if isinstance(said, list) else said
        if event["type"] == "seen":
            self.seen = event["next"]
        elif event["type"] not in ("run", "end"):
            self.seen += 1
        return event

    def _note(self, event: Event) -> None:
        self.events.append(event)
        if event["type"] == "grow":
            self.text += event["text"]
        elif event["type"] == "output":
            found = re.search(r">\n?([^<]*)</textarea>", event["html"])
            self.text = unescape(found[1]) if found else event["html"]
        elif event["type"] == "done":
            self.fields["iface-revision"] = event.get("revision", self.fields["iface-revision"])


class Pressing:
    """`pressing(visitor, word) -> Thread`: somebody who presses the button and looks on until the end.

    When it is closed those who still look on give up: a thread that asks a server which is gone would fail
    minutes later, in the middle of another test.
    """

    def __init__(self) -> None:
        self._visitors: list[Onlooker] = []
        self._threads: list[Thread] = []

    def __call__(self, visitor: Onlooker, word: str = "") -> Thread:
        thread = Thread(target=visitor.press, args=(word,), daemon=True)
        self._visitors.append(visitor)
        self._threads.append(thread)
        thread.start()
        return thread

    def close(self) -> None:
        """Let all of them give up, and wait until they have."""
        for one in self._visitors:
            one.give_up()
        for thread in self._threads:
            thread.join(30)
            assert not thread.is_alive()
