"""The Chromium that the tests run in: IFACE_BROWSER, one that is installed, or Playwright's own.

As a program it prints where that is, and ends with 1 where there is none.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "msedge")
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
HINT = (
    "Run `make test`, which installs one where it can; or install Chromium or Google Chrome, or name one in "
    "IFACE_BROWSER. IFACE_NO_BROWSER=1 leaves these tests out."
)


def find() -> str | None:
    """The path of an installed browser, or None."""
    if given := os.environ.get("IFACE_BROWSER"):
        return given
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return on_path or next((path for path in ELSEWHERE if Path(path).is_file()), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser without a window."""
    with sync_playwright() as driver:
        # Chromium's sandbox cannot be had by root.
        as_root = hasattr(os, "geteuid") and os.geteuid() == 0
        args = [*QUIET, *(["--no-sandbox"] if as_root else [])]
        # Without a path Playwright takes its own.
        running = driver.chromium.launch(executable_path=find(), args=args, chromium_sandbox=not as_root)
        try:
            yield running
        finally:
            running.close()


if __name__ == "__main__":
    try:
        with chromium() as browser:
            print(find() or "Playwright's own", browser.version)
    except Exception as error:
        sys.exit(f"No browser starts: {error}")
