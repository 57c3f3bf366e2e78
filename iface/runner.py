"""Serving a WSGI application: from a thread of this process, or by gunicorn."""

from __future__ import annotations

import atexit
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from iface import keys
from iface.errors import DesignError
from iface.stores import is_redis

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})

FIRST_PORT, PORTS = 7860, 100
"""Where launch() begins to look for a free port, and how many it tries."""


class Launched(NamedTuple):
    """What launch() gives back; it prints as nothing, so that a notebook shows the form alone."""

    app: Any
    local_url: str
    share_url: str | None

    def __repr__(self) -> str:
        return ""

    def _ipython_display_(self) -> None:
        """Let a notebook show not even an empty line."""


class Server:
    """Werkzeug in a daemon thread; it listens from the moment it is made."""

    def __init__(self, app: Any, host: str, port: int | None) -> None:
        from werkzeug.serving import WSGIRequestHandler, make_server

        class Quiet(WSGIRequestHandler):
            """Our own log has one line per run."""

            def log_request(self, *args: Any, **kwargs: Any) -> None:
                pass

        self.app, self.host = app, host
        listening = _listen(host, port)
        self.port: int = listening.getsockname()[1]
        shown = "127.0.0.1" if host in ("0.0.0.0", "::", "") else f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self.port}/"
        # Werkzeug exits the process over a port in use: it is given a socket that listens already.
        self._server = make_server(
            host, self.port, app, threaded=True, request_handler=Quiet, fd=listening.fileno()
        )
        listening.close()
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True, name="iface-server"
        )
        self._thread.start()

    def fits(self, host: str, port: int | None) -> bool:
        """Whether it listens where `_listen` would be asked to."""
        return host == self.host and port in (None, 0, self.port)

    def serve(self, app: Any) -> None:
        """Answer with another application from now on, at the same address."""
        self.app = self._server.app = app

    def wait(self) -> None:
        """Block until Ctrl-C."""
        try:
            while self._thread.is_alive():
                self._thread.join(1)
        except KeyboardInterrupt:
            print()

    def stop(self) -> None:
        """Stop listening. Stopping twice is not an error."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


def run_gunicorn(load: Callable[[], Any], **options: Any) -> None:
    """Serve what `load` gives, called in each worker, until a signal ends it."""
    from gunicorn.app.base import BaseApplication

    class Application(BaseApplication):
        """gunicorn with our options instead of a command line."""

        def load_config(self) -> None:
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return load()

    # What the gunicorn command sets before it loads an application; launch() looks for it.
    from gunicorn import SERVER_SOFTWARE

    os.environ["SERVER_SOFTWARE"] = SERVER_SOFTWARE
    Application().run()


def is_under_gunicorn() -> bool:
    """Whether gunicorn has loaded this program. A child that a worker starts is not under it."""
    return os.environ.get("SERVER_SOFTWARE", "").startswith("gunicorn") and "gunicorn.arbiter" in sys.modules


def check_store(store: str) -> None:
    """Refuse, while gunicorn starts, a store that would lose sessions.

    Raises:
        DesignError: one process keeps it to itself, and there are several; or machines that share it have
            no secret key in common.
    """
    if not is_under_gunicorn():
        return
    if is_redis(store):
        keys.secret_keys(None, must_be_given=True)
    if not store.startswith("memory:"):
        return
    owner = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    workers = getattr(getattr(owner, "cfg", None), "workers", 1)
    if workers > 1:
        raise DesignError(
            f"The store memory: belongs to one process, and gunicorn starts {workers} workers: "
            "a session would be in one of them only.",
            fix="Leave IFACE_STORE out (a file is used then), or start one worker: -w 1 --threads 64.",
        )


def threads() -> int:
    """How many threads the server gives this process: gunicorn's setting, else as many as it needs."""
    owner = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    return int(getattr(getattr(owner, "cfg", None), "threads", 1000))


def is_interactive() -> bool:
    """Whether somebody types Python here: a prompt or a notebook."""
    return hasattr(sys, "ps1") or bool(sys.flags.interactive) or "ipykernel" in sys.modules


def open_browser(url: str) -> None:
    """Show the page in the browser, where there is one."""
    import webbrowser

    webbrowser.open(url)


def state_folder() -> Path:
    """Where this user's programs keep what outlives them; made when it is first written to."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "iface"


def say(line: str) -> None:
    """Tell the one who started the program."""
    print(line, flush=True)


def log_to_stderr(level: int = logging.INFO) -> None:
    """Let our log be read from `level` up where the program has set up none of its own."""
    logger = logging.getLogger("iface")
    if not logger.handlers and not logging.getLogger().handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("iface: %(message)s"))
        logger.addHandler(handler)
        logger.setLevel(level)


def not_at_exit(close: Callable[[], None]) -> None:
    """Take back what `at_exit` was told, if it was."""
    atexit.unregister(close)


def at_exit(close: Callable[[], None]) -> None:
    """Call `close` when the program ends; once, however often it is asked for."""
    atexit.unregister(close)
    atexit.register(close)


class Once:
    """A thing that is made at the first call in each process, and the same ever after.

    What a parent made before a fork stays untouched by the child.
    """

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: dict[int, Any] = {}
        self._lock = threading.Lock()

    def __call__(self) -> Any:
        """The thing of this process."""
        process = os.getpid()
        if process not in self._made:
            with self._lock:
                if process not in self._made:
                    self._made[process] = self._make()
        return self._made[process]

    def made(self) -> Any:
        """The thing of this process, or None while nobody has asked for it."""
        return self._made.get(os.getpid())


def _listen(host: str, port: int | None) -> socket.socket:
    """A socket that listens at `port`, or at the first free one.

    Raises:
        DesignError: the port, or every port that was tried, is in use.
    """
    text = os.environ.get("IFACE_PORT", "")
    asked = port if port is not None else int(text) if text.isdecimal() else None
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in [asked] if asked is not None else range(FIRST_PORT, FIRST_PORT + PORTS):
        listening = socket.socket(family, socket.SOCK_STREAM)
        if sys.platform != "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, number))
            listening.listen(128)
        except OSError as error:
            listening.close()
            reason = error
            continue
        return listening
    where = (
        f"Port {asked}" if asked is not None else f"Every port from {FIRST_PORT} to {FIRST_PORT + PORTS - 1}"
    )
    raise DesignError(
        f"{where} at {host} cannot be listened at: {reason.strerror}.",
        fix="Stop what uses it, or give another server_port (0: any that is free).",
    )
