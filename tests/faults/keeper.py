"""A gunicorn that tests kill in parts or whole, replace, freeze, and start again at the same port."""

import os
import signal
from collections.abc import Callable

from gunicorns import Gunicorn


class Keeper:
    """A server, and what may happen to it.

    Args:
        start: `start(port=None) -> Gunicorn`, which answers when that returns.
    """

    def __init__(self, start: Callable[..., Gunicorn]) -> None:
        self._start = start
        self.server = start()

    @property
    def url(self) -> str:
        """Its address, which stays."""
        return self.server.url

    def kill_worker(self, process: int) -> None:
        """End one worker in the middle of what it does; its master starts another."""
        os.kill(process, signal.SIGKILL)

    def kill_all(self) -> None:
        """End the master and its workers at once."""
        os.killpg(self.server.process.pid, signal.SIGKILL)
        self.server.process.wait()

    def start(self) -> None:
        """Start anew what was ended."""
        self.server = self._start(port=self.server.port)

    def replace_workers(self) -> None:
        """Let all workers finish what they do, and others take their places."""
        self.server.process.send_signal(signal.SIGHUP)

    def workers(self) -> list[int]:
        """The processes that serve."""
        master = self.server.process.pid
        with open(f"/proc/{master}/task/{master}/children") as file:
            return [int(one) for one in file.read().split()]
