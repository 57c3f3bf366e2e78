"""A network between a visitor and a server that can be cut."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal
from urllib.parse import urlsplit

State = Literal["whole", "cut", "silent"]


class Relay:
    """Passes connections on to the server at `url`.

    While it is "cut" it ends them and takes no new ones; while it is "silent" it passes nothing on.
    """

    def __init__(self, url: str) -> None:
        self._to = ("127.0.0.1", urlsplit(url).port)
        self._open: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/"
        self.state: State = "whole"
        self.taken = 0
        """How many connections it has passed on."""
        threading.Thread(target=self._take, daemon=True).start()

    def become(self, state: State) -> None:
        """Change the network. Connections that it was silent on never come back."""
        gone = self._open if state == "cut" or self.state == "silent" else set()
        self.state = state
        for one in list(gone):
            self._end(one)

    def close(self) -> None:
        """End it."""
        self.become("cut")
        self._listening.close()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._listening.accept()
                if self.state == "cut":
                    here.close()
                    continue
                there = socket.create_connection(self._to)
                self.taken += 1
                self._open |= {here, there}
                for one, other in ((here, there), (there, here)):
                    threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                if self.state == "whole":
                    other.sendall(data)
        if self.state == "whole":
            self._end(one), self._end(other)

    def _end(self, one: socket.socket) -> None:
        self._open.discard(one)
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()


@contextmanager
def relayed(url: str) -> Iterator[Relay]:
    """A relay before a server, for the length of the block."""
    relay = Relay(url)
    try:
        yield relay
    finally:
        relay.close()
