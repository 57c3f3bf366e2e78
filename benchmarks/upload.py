"""What a large upload costs the worker that takes it, and what is left of one that breaks off.

A page that takes a file, under gunicorn with one worker of 32 threads, visited by Chromium: once with its
script, which sends the file by itself and shows how much has gone, and once without, where the form carries
it. The function says how many bytes it was given. Then uploads are broken off halfway: by the page's
Cancel, and by a client that hangs up.

    seconds      from choosing the file until the page shows it, or the answer
    MB/s         the same as a rate
    RSS MB       what the worker took at most, above what it held before
    progress     how many values of the bar were seen, all between 0 and 1 and none falling
    left         files on the disk, and deleted ones that the worker still holds open
"""

import argparse
import os
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.figures import table
from benchmarks.servers import Server
from benchmarks.visits import open_pages
from benchmarks.wrong import WrongAnswer

_WATCH = """() => {
  const seen = []
  window.seen = seen
  const look = () => {
    const bar = document.querySelector(".iface-uploading:not([hidden]) progress")
    if (bar && bar.value !== seen.at(-1)) seen.push(bar.value)
  }
  setInterval(look, 5)
}"""


def page() -> Any:
    """The page that is served: a file, and how many bytes it has."""
    import iface

    return iface.Interface(
        lambda path: str(os.path.getsize(path)),
        iface.File(label="Given"),
        iface.Textbox(label="Bytes"),
        api_name="count",
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be changed."""
    parser.add_argument("--megabytes", type=int, default=200, help="of the file (200)")


def measure(options: argparse.Namespace) -> str:
    """The cost of both ways to send a file, and what is left of uploads that were broken off."""
    size = options.megabytes * 10**6
    with (
        tempfile.TemporaryDirectory() as name,
        Server("benchmarks.upload:page()", Path(name), "sqlite") as server,
    ):
        file = Path(name, "large.bin")
        with file.open("wb") as stream:
            for _ in range(size // 10**6):
                stream.write(os.urandom(10**6))
        with _chromium() as browser:
            _send_small(browser, server)
            sent = [
                ["by the page's script", *_measured(server, size, lambda: _by_script(browser, server, file))],
                ["by a plain form", *_measured(server, size, lambda: _by_form(browser, server, file))],
            ]
            kept = left(server)
            broken = [
                ["cancelled in the page", _broken(server, kept, lambda: _cancelled(browser, server, file))],
                ["client hung up", _broken(server, kept, lambda: _hung_up(server, size))],
            ]
    head = ["", "seconds", "MB/s", "RSS MB", "progress"]
    title = f"An upload of {options.megabytes} MB, gunicorn -w 1"
    return table(title, head, sent) + "\n" + table("Broken off halfway", ["", "left"], broken)


def left(server: Server) -> int:
    """Files of visitors on the disk, and deleted ones that the worker holds open."""
    kept = [one for one in (server.folder / "state.db-files").rglob("*") if one.is_file()]
    held = [
        link for link in Path(f"/proc/{server.worker}/fd").iterdir() if _target(link).endswith("(deleted)")
    ]
    return len(kept) + len([link for link in held if "gunicorn" not in _target(link)])


def _measured(server: Server, size: int, send: Callable[[], int]) -> list[object]:
    """Seconds, MB/s, the peak of memory above what was there, and how many values of the bar were seen."""
    before = server.memory()["Rss"]
    Path(f"/proc/{server.worker}/clear_refs").write_text("5")  # the peak begins anew
    began = time.perf_counter()
    seen = send()
    seconds = time.perf_counter() - began
    status = Path(f"/proc/{server.worker}/status").read_text()
    peak = int(status.partition("VmHWM:")[2].split()[0]) * 1024
    return [seconds, size / 1e6 / seconds, max(peak - before, 0) / 1e6, str(seen or "-")]


def _broken(server: Server, kept: int, break_off: Callable[[], None]) -> str:
    """What is left when an upload was broken off."""
    break_off()
    end = time.monotonic() + 20
    while left(server) > kept and time.monotonic() < end:
        time.sleep(0.1)
    if left(server) > kept:
        raise WrongAnswer(f"an upload that was broken off left {left(server) - kept} files.")
    return "0"


def _by_script(browser: Any, server: Server, file: Path) -> int:
    with _visited(browser, server, java_script_enabled=True) as page:
        page.evaluate(_WATCH)
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("link", name=file.name).wait_for(timeout=120_000)
        seen = page.evaluate("window.seen")
        _check_count(page, file)
    is_long = file.stat().st_size > 10**8  # what is sent at once has no between
    if seen != sorted(seen) or not all(0 <= one <= 1 for one in seen) or (is_long and len(seen) < 3):
        raise WrongAnswer(f"the bar showed {seen}.")
    return len(seen)


def _by_form(browser: Any, server: Server, file: Path) -> int:
    with _visited(browser, server, java_script_enabled=False) as page:
        page.locator("input[type=file]").set_input_files(file)
        _check_count(page, file)
    return 0


def _check_count(page: Any, file: Path) -> None:
    page.get_by_role("button", name="Submit").click(timeout=120_000)
    shown = page.get_by_label("Bytes").input_value()
    end = time.monotonic() + 120
    while not shown and time.monotonic() < end:
        time.sleep(0.02)
        shown = page.get_by_label("Bytes").input_value()
    if shown != str(file.stat().st_size):
        raise WrongAnswer(f"{file.stat().st_size} bytes were sent, and {shown!r} came.")


def _send_small(browser: Any, server: Server) -> None:
    """What is imported at the first upload is not the upload's."""
    small = server.folder / "small.bin"
    small.write_bytes(os.urandom(10**6))
    for send in (_by_script, _by_form):
        send(browser, server, small)


def _cancelled(browser: Any, server: Server, file: Path) -> None:
    with _visited(browser, server, java_script_enabled=True) as page:
        speed = file.stat().st_size / 8  # eight seconds are enough to press a button
        slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": speed}
        page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
        page.locator("input[type=file]").set_input_files(file)
        bar, end = page.locator(".iface-uploading progress"), time.monotonic() + 60
        while bar.evaluate("bar => bar.value") < 0.2 and time.monotonic() < end:
            time.sleep(0.02)
        page.get_by_role("button", name="Cancel").click()
        page.locator(".iface-uploading").wait_for(state="hidden")
        said = page.locator(".iface-file .iface-error").inner_text()
        if said or page.get_by_role("link", name=file.name).count():
            raise WrongAnswer("a cancelled upload is shown.")


def _hung_up(server: Server, size: int) -> None:
    form = next(iter(open_pages(server.port, 1)))
    head = (
        f"POST /-/upload HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Iface-Session: {form['iface-session']}\r\n"
        f"X-Iface-Name: a.bin\r\nContent-Type: application/octet-stream\r\nContent-Length: {size}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as one:
        one.sendall(head.encode() + b"x" * (size // 2))


@contextmanager
def _chromium() -> Iterator[Any]:
    from tests.chromium import chromium

    with chromium() as browser:
        yield browser


@contextmanager
def _visited(browser: Any, server: Server, **options: Any) -> Iterator[Any]:
    context = browser.new_context(**options)
    context.set_default_timeout(120_000)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{server.port}/")
    yield page
    context.close()


def _target(link: Path) -> str:
    try:
        return os.readlink(link)
    except OSError:
        return ""
