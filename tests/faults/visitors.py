"""A visitor without a browser: one page load, submitted as the page's script or its plain form does it.

Every request takes a connection of its own, so that any worker may be the one that answers.
"""

import json
import os
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import unescape
from http.client import HTTPConnection, HTTPException
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from hidden_fields import hidden_fields

FULL = os.environ.get("IFACE_FULL") == "1"
"""Whether this is the full proof; without it the same tests are shorter."""

STORES = pytest.mark.parametrize("kept_in", ["sqlite", "redis"], indirect=True)
"""A test that is for both."""
STORES_IF_FULL = STORES if FULL else pytest.mark.parametrize("kept_in", ["sqlite"], indirect=True)
"""A test that is for both, but takes its time."""

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SCRIPT = FORM | {"Accept": "application/json"}
LOST = (ConnectionError, HTTPException, TimeoutError)
"""What a client sees of a worker that was killed, or of a server that is not up."""


@dataclass(frozen=True)
class Answer:
    """What came back; `asked` says how often the same body was sent until it was answered."""

    status: int
    text: str
    asked: int = 1
    headers: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        """What the script is told."""
        events: list[dict[str, Any]] = json.loads(self.text)["events"]
        return events

    @property
    def shown(self) -> str:
        """What stands in the output, a Textbox."""
        html = self.text
        if html.startswith("{"):
            html = next((one["html"] for one in self.events if one["type"] == "output"), html)
        found = re.search(r"readonly>\n(.*?)</textarea>", html, re.DOTALL)
        return unescape(found[1]) if found else f"status {self.status}: {self.text[:300]}"

    @property
    def revision(self) -> str:
        """What the script is told of the record it saw; "" when it is told nothing."""
        events = self.events if self.text.startswith('{"events"') else []
        return next((str(one["revision"]) for one in events if one["type"] == "done"), "")

    @property
    def notices(self) -> list[str]:
        """The messages that a page or a script was given."""
        if self.text.startswith("{"):
            return [one["message"] for one in self.events if one["type"] in ("log", "error")]
        found = re.findall(r'<div class="iface-notice".*?>(.*?)</div>', self.text, re.DOTALL)
        return [" ".join(unescape(re.sub("<[^>]+>", " ", one)).split()) for one in found]


def ask(url: str, method: str, body: str = "", headers: dict[str, str] = FORM, timeout: float = 60) -> Answer:
    """One request over a new connection."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
    try:
        connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), body, headers)
        response = connection.getresponse()
        return Answer(response.status, response.read().decode(), headers=dict(response.headers))
    finally:
        connection.close()


class Visitor:
    """One page load of a demo whose function is `event`, with one field called `word`."""

    def __init__(self, url: str, event: str) -> None:
        self.url = url
        self.event = event
        self.fields = hidden_fields(ask(url, "GET").text)

    def body(self, word: str = "", **more: str) -> dict[str, str]:
        """What one press of the button sends; sent again, it is the same press."""
        ours = {"iface-event": self.event, "iface-nonce": token_urlsafe(16)}
        return self.fields | ours | {"word": word} | more

    def post(self, body: dict[str, str], headers: dict[str, str] = SCRIPT, timeout: float = 60) -> Answer:
        """Send a body once."""
        answer = ask(self.url, "POST", urlencode(body), headers, timeout)
        if answer.revision:
            self.fields["iface-revision"] = answer.revision
        return answer

    def wait(self, body: dict[str, str], headers: dict[str, str] = SCRIPT) -> Answer:
        """Send a body until the answer is not to wait, as the script does."""
        for asked in range(1, 3000):
            answer = self.post(body, headers)
            if answer.status != 202:
                return replace(answer, asked=asked)
            time.sleep(0.2)
        raise AssertionError("no answer after 3000 times")

    def submit(self, word: str = "") -> Answer:
        """Press the button, and wait for the answer."""
        return self.wait(self.body(word))

    def press_plain(self, body: dict[str, str]) -> Answer:
        """Press the button on a page without JavaScript; the page that comes back is the page now."""
        answer = self.post(body, FORM)
        self.fields |= hidden_fields(answer.text)
        return answer


def at_once(works: list[Callable[[], Any]]) -> list[Any]:
    """What each work gives, or what it raised; all begin together."""
    given: list[Any] = [None] * len(works)
    begin = threading.Barrier(len(works))

    def run(number: int) -> None:
        begin.wait()
        try:
            given[number] = works[number]()
        except Exception as error:
            given[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return given
