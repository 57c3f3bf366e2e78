"""gunicorn as a process of its own, for tests."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

ROOT = Path(__file__).resolve().parent.parent
# A proxy that the environment names has no part in this.
opener = build_opener(ProxyHandler({}))


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Gunicorn:
    """`app:demo` of a folder, served by gunicorn in a process group of its own.

    Args:
        folder: holds app.py; gunicorn's output goes to a file there.
        arguments: more of gunicorn's command line, as in "--workers", "4".
        env: environment variables to add; None as a value takes one away.
        host, port: where to listen; at a port that is free by default.
        app: what to serve.
        ready: the address that answers 200 when all is up.
    """

    def __init__(
        self,
        folder: Path,
        arguments: Sequence[str] = (),
        *,
        env: Mapping[str, str | None] | None = None,
        host: str = "127.0.0.1",
        port: int | None = None,
        app: str = "app:demo",
        ready: str = "-/health",
    ) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.url = f"http://{host}:{self.port}/"
        self._ready = self.url + ready
        self._output = folder / f"gunicorn-{self.port}.log"
        command = [sys.executable, "-m", "gunicorn", app, "--bind", f"{host}:{self.port}"]
        with self._output.open("ab") as output:
            self.process = subprocess.Popen(
                [*command, "--no-control-socket", *arguments],
                cwd=folder,
                env=_environment(folder, env or {}),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def log(self) -> str:
        """All that it has written so far."""
        return self._output.read_text(encoding="utf-8", errors="replace")

    def wait_until_ready(self, seconds: float = 30) -> None:
        """Return when it answers; fail with its log when it ends instead, or takes too long."""
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            try:
                if opener.open(self._ready, timeout=2).status == 200:
                    return
            except (URLError, OSError):
                time.sleep(0.05)
        ended = self.process.poll()
        self.stop()
        raise AssertionError(f"gunicorn is not ready at {self._ready} (exit code {ended}):\n{self.log()}")

    def stop(self, seconds: float = 15) -> int:
        """End it and its workers, and give its exit code. Stopping twice is not an error."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
        exit_code = self.process.wait()
        # Workers whose master was killed.
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        return exit_code


def _environment(folder: Path, changes: Mapping[str, str | None]) -> dict[str, str]:
    """This process's environment, without what would lead to a store of somebody else's."""
    ours = {"XDG_STATE_HOME": str(folder / "state"), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    nobodys = {"IFACE_STORE": None, "IFACE_SECRET_KEY": None}
    merged = {**os.environ, **nobodys, **ours, **changes}
    return {name: value for name, value in merged.items() if value is not None}
