"""Where the time of a submit goes: cProfile of submits through the WSGI callable, without a server.

The page's own request to examples/message_log.py. The profiler makes small functions look costlier
than they are; the first line says what a submit takes without it.
"""

import argparse
import cProfile
import io
import logging
import pstats
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from runpy import run_path
from typing import Any

from benchmarks.load import Answer
from benchmarks.servers import ROOT
from benchmarks.submit import heard_from_iface
from benchmarks.visits import form_of, submission
from benchmarks.wrong import WrongAnswer

LONGEST = 25  # functions that are printed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be changed."""
    parser.add_argument("--submits", type=int, default=2_000, help="how many (2000)")
    parser.add_argument("--page", type=int, default=10, help="submits that one page sends (10)")
    parser.add_argument("--store", choices=["memory", "sqlite"], default="memory")
    parser.add_argument("--sort", choices=["tottime", "cumulative"], default="tottime")


def measure(options: argparse.Namespace) -> str:
    """The costliest functions."""
    with tempfile.TemporaryDirectory() as folder, _log_in(Path(folder)):
        demo = run_path(str(ROOT / "examples" / "message_log.py"))["demo"]
        demo.store = "memory:" if options.store == "memory" else f"sqlite:{Path(folder, 'state.db')}"
        profiler = cProfile.Profile()
        _submits(demo, max(options.submits // 10, options.page), options.page)
        plain = _submits(demo, options.submits, options.page)
        _submits(demo, options.submits, options.page, profiler.runcall)
    printed = io.StringIO()
    pstats.Stats(profiler, stream=printed).sort_stats(options.sort).print_stats(LONGEST)
    text = printed.getvalue().replace(f"{sys.prefix}/lib/python", "").replace(f"{ROOT}/", "")
    return f"{plain:.0f} us for a submit, store {options.store}, without profiler\n{text}"


@contextmanager
def _log_in(folder: Path) -> Iterator[None]:
    """Let the log go to a file, as that of a server does: it is part of what a submit costs."""
    logger, handler = logging.getLogger("iface"), logging.FileHandler(folder / "log")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        handler.close()


def _submits(demo: Any, count: int, page: int, run: Callable[..., Answer] | None = None) -> float:
    """Microseconds that the application took for each of `count` submits."""
    seconds = 0.0
    for _ in range(max(count // page, 1)):
        form = form_of(answered_by(demo, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        for number in range(page):
            request = submission(80, form, "store_message", {"message": f"message {number} of profiled"})
            began = time.process_time()
            answer = run(answered_by, demo, request) if run else answered_by(demo, request)
            seconds += time.process_time() - began
            if len(heard_from_iface(form, answer)) != number + 1:
                raise WrongAnswer(f"{number + 1} messages were sent, and the answer is {answer.body!r}.")
    return seconds / (max(count // page, 1) * page) * 1e6


def answered_by(demo: Any, request: bytes) -> Answer:
    """What the WSGI callable says to the bytes of a request."""
    head, _, body = request.partition(b"\r\n\r\n")
    line, *headers = head.decode().split("\r\n")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": line.split()[0], "PATH_INFO": line.split()[1], "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "REMOTE_ADDR": "127.0.0.1", "SCRIPT_NAME": "",
        "wsgi.input": io.BytesIO(body), "wsgi.url_scheme": "http", "wsgi.errors": sys.stderr,
        "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False, "wsgi.version": (1, 0),
    }  # fmt: skip
    for header in headers:
        name, _, value = header.partition(": ")
        environ["HTTP_" + name.upper().replace("-", "_")] = value
    environ["CONTENT_TYPE"] = environ.get("HTTP_CONTENT_TYPE", "")
    environ["CONTENT_LENGTH"] = environ.get("HTTP_CONTENT_LENGTH", "")
    status: list[str] = []
    given = b"".join(demo(environ, lambda said, *_: status.append(said)))
    return Answer(int(status[0][:3]), b"", given)
