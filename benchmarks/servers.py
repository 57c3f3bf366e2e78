"""gunicorn with one worker of 32 threads, in a process group of its own, and what its worker uses."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from benchmarks.redises import SECRET, redis_server

ROOT = Path(__file__).resolve().parent.parent
THREADS = 32
STORES = ("memory", "sqlite", "redis")
GUNICORN = [sys.executable, *"-m gunicorn --keep-alive 75 --no-control-socket".split()]
"""The same for whatever is measured; a connection outlasts the rounds of the other server."""


class Server:
    """`app` ("module:name") behind gunicorn on a free port of 127.0.0.1.

    Args:
        folder: takes its state, its store and its log; one of its own for each server.
        store: of STORES; a Redis is started with the server, and ends with it.
        workers, threads: how many processes, and how many threads of each.
    """

    def __init__(
        self, app: str, folder: Path, store: str = "memory", *, workers: int = 1, threads: int = THREADS
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._store = ExitStack()
        address = self._store.enter_context(address_of(store, folder))
        with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
            self.port: int = listening.getsockname()[1]
            with (folder / "log").open("wb") as log:
                served = ["--workers", str(workers), "--threads", str(threads)]
                self._process = subprocess.Popen(
                    [*GUNICORN, *served, "--bind", f"fd://{listening.fileno()}", app],
                    cwd=folder,
                    env=_environment(folder) | {"IFACE_STORE": address, "IFACE_SECRET_KEY": SECRET},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    pass_fds=[listening.fileno()],
                    start_new_session=True,
                )

    def __enter__(self) -> "Server":
        try:
            self.worker = self._wait_for_worker()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def processor_seconds(self) -> float:
        """What the workers have computed so far, in user and system time."""
        # utime + stime of /proc/<pid>/stat, but in nanoseconds: it is the same sum (clock_getcpuclockid(3)).
        return sum(time.clock_gettime(~one << 3 | 2) for one in _children(self._process.pid))

    def memory(self) -> dict[str, int]:
        """The worker's memory in bytes by name: Rss with the pages it shares, Pss_Anon without files."""
        text = Path(f"/proc/{self.worker}/smaps_rollup").read_text()
        return {name: int(size) * 1024 for name, size in re.findall(r"^(\w+):\s+(\d+) kB", text, re.M)}

    def log(self) -> str:
        """The end of what it has written."""
        return (self.folder / "log").read_text(errors="replace")[-2000:]

    def stop(self) -> None:
        """End it and its worker. Stopping twice is not an error."""
        if self._process.poll() is None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        with suppress(ProcessLookupError):  # a worker that has lost its master
            os.killpg(self._process.pid, signal.SIGKILL)
        self._store.close()

    def _wait_for_worker(self, seconds: float = 30) -> int:
        """The worker's pid, when the server has answered one request."""
        end = time.monotonic() + seconds
        while self._process.poll() is None and time.monotonic() < end:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5) as one:
                one.sendall(b"GET /-/health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if one.recv(12) == b"HTTP/1.1 200":
                    return next(iter(_children(self._process.pid)))
            time.sleep(0.05)
        raise RuntimeError(f"gunicorn does not answer:\n{self.log()}")


@contextmanager
def address_of(store: str, folder: Path) -> Iterator[str]:
    """The address of a store (of STORES) in `folder`, for the length of the block."""
    if store == "redis":
        with redis_server(folder / "redis") as address:
            yield address
    else:
        yield "memory:" if store == "memory" else f"sqlite:{folder / 'state.db'}"


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("IFACE_")}
    return kept | {"XDG_STATE_HOME": str(folder), "PYTHONPATH": str(ROOT)}


def _children(parent: int) -> list[int]:
    """The processes that `parent` has started."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name before ")" may hold anything; after it stand the state and the parent.
            if int(path.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(path.parent.name))
    return found
