"""redis-server as a process of its own, for tests."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from gunicorns import free_port

KEY = "0123456789 abcdefghij klmnopqrst"
"""A secret key for programs whose store is a Redis."""


class RedisServer:
    """A Redis of this machine with its data in a folder; it writes down each change before it answers.

    Args:
        options: more of redis-server's command line, as in "--maxmemory", "100mb".
        host: where to listen; who starts it must reach that.
    """

    def __init__(self, folder: Path, options: Sequence[str] = (), *, host: str = "127.0.0.1") -> None:
        path = shutil.which("redis-server")
        if path is None:
            message = "redis-server is not installed"
            if os.environ.get("CI") == "true":
                pytest.fail(f"{message}: install it, for this test is about it", pytrace=False)
            pytest.skip(message)
        self.folder = folder
        self.port = free_port()
        self.address = f"redis://{host}:{self.port}/0"
        self._host = host
        self._command = [
            path,
            "--bind",
            host,
            "--protected-mode",
            "no",
            "--port",
            str(self.port),
            "--dir",
            str(folder),
        ]
        self._command += ["--save", "", "--appendonly", "yes", "--appendfsync", "always", *options]
        self.start()

    @property
    def env(self) -> dict[str, str]:
        """What a program is told to keep its sessions here."""
        return {"IFACE_STORE": self.address, "IFACE_SECRET_KEY": KEY}

    def start(self) -> None:
        """Start it, with what it has written down, and wait until it answers."""
        with (self.folder / "redis.log").open("ab") as output:
            self.process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
            )
        end = time.monotonic() + 10
        while self._ask() != b"+PONG":
            log = (self.folder / "redis.log").read_text()
            assert self.process.poll() is None and time.monotonic() < end, log
            time.sleep(0.02)

    def kill(self) -> None:
        """End it with no time to tidy up."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def _ask(self) -> bytes:
        try:
            with socket.create_connection((self._host, self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(7).strip()
        except OSError:
            return b""
