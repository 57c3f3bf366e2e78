"""Visitors in one process: sockets and a selector, so that sending costs little beside answering.

A visitor is a generator: it yields the bytes of a request, is sent the answer, checks it, and
yields the next. Each has a connection that stays open, and asks again as soon as it is answered.
"""

import re
import selectors
import socket
import time
from collections.abc import Generator, Sequence
from typing import NamedTuple

from benchmarks.wrong import WrongAnswer

PATIENCE = 30.0
"""Seconds without any answer after which a server counts as lost."""

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)


class Answer(NamedTuple):
    """What a server said; `head` is the status line and the headers."""

    status: int
    head: bytes
    body: bytes


Visitor = Generator[bytes, Answer, None]


class Driven(NamedTuple):
    """What came of a round: its length, and how long each answer took, all in seconds."""

    seconds: float
    latencies: list[float]


def drive(port: int, visitors: Sequence[Visitor]) -> Driven:
    """Let all visitors ask at once, until none asks more.

    Raises:
        WrongAnswer: a visitor found an answer wrong, or there was none.
    """
    latencies: list[float] = []
    lines = [_Line(port, one) for one in visitors]
    try:
        with selectors.DefaultSelector() as selector:
            for line in lines:
                selector.register(line.socket, selectors.EVENT_READ, line)
            began = time.perf_counter()
            open_lines = sum(line.ask(None) for line in lines)
            while open_lines:
                ready = selector.select(PATIENCE)
                if not ready:
                    raise WrongAnswer(f"no answer within {PATIENCE:g} seconds.")
                for key, _ in ready:
                    answer = key.data.take(latencies)
                    open_lines -= answer is not None and not key.data.ask(answer)
            return Driven(time.perf_counter() - began, latencies)
    finally:
        for line in lines:
            line.socket.close()


class _Line:
    """A visitor and its connection."""

    def __init__(self, port: int, visitor: Visitor) -> None:
        self.visitor = visitor
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""
        self._asked = 0.0

    def ask(self, answer: Answer | None) -> bool:
        """Hand the visitor its answer, None for the first, and send what it asks next; False: nothing."""
        try:
            request = next(self.visitor) if answer is None else self.visitor.send(answer)
        except StopIteration:
            return False
        self._asked = time.perf_counter()
        self.socket.sendall(request)
        return True

    def take(self, latencies: list[float]) -> Answer | None:
        """Read on; the answer, when it is whole."""
        piece = self.socket.recv(1 << 18)
        if not piece:
            raise WrongAnswer(f"the server hung up after {self._received[:200]!r}.")
        self._received += piece
        head, mark, body = self._received.partition(b"\r\n\r\n")
        if not mark:
            return None
        length = _LENGTH.search(head)
        if length is None:
            raise WrongAnswer(f"the answer does not say how long it is: {head!r}.")
        if len(body) < int(length[1]):
            return None
        latencies.append(time.perf_counter() - self._asked)
        self._received = b""
        return Answer(int(head[9:12]), head, body)
