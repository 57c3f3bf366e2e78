"""redis-server as a process of its own; it writes down its changes every second, as docs/deploy.md has it."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SECRET = "0123456789 abcdefghij klmnopqrst"
"""A secret key for programs whose store is a Redis."""


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """The address of a Redis of 127.0.0.1 with its data in `folder`, for the length of the block.

    Raises:
        RuntimeError: redis-server is not installed, or does not answer.
    """
    path = shutil.which("redis-server")
    if path is None:
        raise RuntimeError("redis-server is not installed: install it, or name other stores.")
    folder.mkdir(parents=True, exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    told = f"--bind 127.0.0.1 --port {port} --appendonly yes --appendfsync everysec".split()
    with (folder / "redis.log").open("wb") as log:
        process = subprocess.Popen(
            [path, *told, "--save", "", "--dir", str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        _wait(process, port, folder / "redis.log")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.kill()
        process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as one:
            one.sendall(b"PING\r\n")
            if one.recv(7) == b"+PONG\r\n":
                return
        time.sleep(0.02)
    raise RuntimeError(f"redis-server does not answer:\n{log.read_text(errors='replace')}")
