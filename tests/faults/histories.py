"""Histories: lists to which items are appended by visitors, whatever happens to the servers meanwhile.

Each list is a session's. One page appends to it, pressing again while an answer is lost; in some sessions a
caller of the API appends too, who sends each item once. Every answer shows the whole list, so that an item
that comes, goes or moves is seen; at the end the list is held against what was sent.
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

from faults.visitors import LOST, Answer, Visitor, ask, at_once

PROGRAM = """
import os
import random
import time

# A clock that tests can set.
real = time.time
def told():
    with open(os.environ["CLOCK"]) as file:
        return real() + float(file.read())
time.time = told

import iface

def append(word, words):
    time.sleep(random.random() / 100)
    words = [*words, word]
    return " ".join(words), words

demo = iface.Interface(append, ["text", iface.State([])], ["text", iface.State()])
"""

AWAY = {429, 502, 503, 504}
"""What a proxy answers, or a server without its store, or with all its threads waiting for others."""
SHOWN_LONG_AGO = "what it showed is not kept any more"


@dataclass
class Tally:
    """What became of the items of many histories. `refused` counts answers that said: not now."""

    submits: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    refused: int = 0
    extra: int = 0
    """Items that were kept without being acknowledged, of callers; not more than a session saw faults."""

    @property
    def wrong(self) -> list[str]:
        """All that must not be."""
        return [
            *(f"lost: {one}" for one in self.lost),
            *(f"doubled: {one}" for one in self.doubled),
            *(f"foreign: {one}" for one in self.foreign),
            *(f"moved: {one}" for one in self.moved),
            *(f"kept, neither acknowledged nor explained by a fault: {one}" for one in self.unexplained),
            *(f"unexpected answer: {one}" for one in self.unexpected),
        ]


def answered(send: Callable[[], Answer], tally: Tally, seconds: float = 90) -> Answer:
    """Send again and again, until the answer is neither lost nor that there is none."""
    end = time.monotonic() + seconds
    while True:
        try:
            answer = send()
            if answer.status not in AWAY:
                return answer
            tally.refused += 1
        except LOST:
            tally.refused += 1
        assert time.monotonic() < end, "no server answers"
        time.sleep(0.05)


class History:
    """One session: what was sent, what was acknowledged, and what is kept."""

    def __init__(self, url: str, name: str, tally: Tally) -> None:
        self.name = name
        self.tally = tally
        self.sent: dict[str, list[str]] = {"page": [], "caller": []}
        self.acknowledged: list[str] = []
        self.shown = ""
        self._noting = threading.Lock()
        while True:
            try:
                self.visitor = Visitor(url, "append")
                token = self.visitor.fields["iface-session"]
                break
            except (*LOST, KeyError):
                time.sleep(0.05)
        self._calling = {"Content-Type": "application/json", "X-Iface-Session": token}

    def append(self, length: int, *, calls: bool) -> None:
        """Append as many items as a page, and with `calls` as many as a caller."""
        works = [partial(self._all, "page", self.press, length)]
        works += [partial(self._all, "caller", self.call, length)] if calls else []
        for raised in at_once(works):
            if raised is not None:
                self.tally.unexpected.append(f"{self.name}: {raised!r}")

    def _all(self, kind: str, send: Callable[[str], None], length: int) -> None:
        for number in range(length):
            word = f"{self.name}.{kind}.{number}"
            self.sent[kind].append(word)
            self.tally.submits += 1
            send(word)

    def press(self, word: str) -> None:
        """Send an item as a page does: the same press, until it is answered."""
        body = self.visitor.body(word)
        self._note(word, answered(partial(self.visitor.wait, body), self.tally))

    def call(self, word: str) -> None:
        """Send an item once."""
        try:
            answer = ask(f"{self.visitor.url}api/append", "POST", json.dumps({"word": word}), self._calling)
        except LOST:
            self.tally.refused += 1
            time.sleep(0.02)
        else:
            if answer.status in AWAY:
                self.tally.refused += 1
                time.sleep(0.02)
            else:
                self._note(word, answer)

    def _note(self, word: str, answer: Answer) -> None:
        with self._noting:
            if answer.status != 200:
                # The other one has appended much since: it is known that this ran, and not what it showed.
                if SHOWN_LONG_AGO not in answer.text:
                    self.tally.unexpected.append(f"{word}: {answer.status} {answer.text[:300]}")
                    return
            else:
                text = json.loads(answer.text)["data"][0] if '"data"' in answer.text[:8] else answer.shown
                shorter, longer = sorted((text, self.shown), key=len)
                if not f"{longer} ".startswith(f"{shorter} ".lstrip()) or word not in text.split():
                    self.tally.unexpected.append(f"{word}: shown {text[-200:]} after {self.shown[-200:]}")
                self.shown = longer
            self.acknowledged.append(word)
            self.tally.acknowledged += 1

    def check(self, faults: int) -> None:
        """Hold what is kept against what was sent, over so many faults."""
        end = f"{self.name}.end"
        self.tally.submits += 1
        self.press(end)
        kept = self.shown.split()
        sent = {*self.sent["page"], *self.sent["caller"], end}
        acknowledged = set(self.acknowledged)
        self.tally.lost += sorted(acknowledged - set(kept))
        self.tally.doubled += [one for one, times in Counter(kept).items() if times > 1]
        self.tally.foreign += [one for one in kept if one not in sent]
        for words in self.sent.values():
            known = set(words)
            places = [words.index(one) for one in kept if one in known]
            self.tally.moved += [words[b] for a, b in pairwise(places) if a > b]
        extra = [one for one in kept if one in sent and one not in acknowledged]
        self.tally.extra += len(extra)
        self.tally.unexplained += [one for one in extra if ".page." in one] + extra[faults:]


class Histories:
    """Many histories side by side, one after another, until they are to end.

    Args:
        faults: how many there have been; it is asked again and again.
        length: items of each sender in one history.
    """

    def __init__(self, url: str, faults: Callable[[], int], *, side_by_side: int, length: int) -> None:
        self.url = url
        self.tally = Tally()
        self._faults = faults
        self._length = length
        self._ending = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(place,), daemon=True) for place in range(side_by_side)
        ]
        for one in self._threads:
            one.start()

    def _run(self, place: int) -> None:
        number = 0
        try:
            while not self._ending.is_set():
                # A fault that goes on already counts.
                before = self._faults() - 1
                history = History(self.url, f"{place}-{number}", self.tally)
                history.append(self._length, calls=number % 2 == place % 2)
                history.check(self._faults() - before)
                number += 1
        except Exception as error:
            self.tally.unexpected.append(f"history {place}-{number} broke off: {error!r}")

    def wait_for(self, submits: int, seconds: float) -> None:
        """Return when so many items were sent in all; fail when that takes too long."""
        end = time.monotonic() + seconds
        while self.tally.submits < submits:
            assert time.monotonic() < end, f"{self.tally.submits} of {submits} submits in {seconds} seconds"
            time.sleep(0.01)

    def end(self) -> Tally:
        """What came of all, when the histories that go on are at their end."""
        self._ending.set()
        for one in self._threads:
            one.join(120)
            if one.is_alive():
                self.tally.unexpected.append("a history did not end")
        return self.tally
