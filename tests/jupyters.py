"""A notebook server as a process of its own, and its notebooks in a browser, for tests."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.request import Request

import pytest
from gunicorns import free_port, opener

TOKEN = "a-token-for-tests"
READY = """() => {
    const kernel = window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel
    return kernel?.connectionStatus === "connected" && kernel.status === "idle"
}"""
DARK, LIGHT = "JupyterLab Dark", "JupyterLab Light"


def need(*libraries: str) -> None:
    """Skip where the libraries of notebooks are not installed; on a build server they must be."""
    missing = [name for name in libraries if find_spec(name) is None]
    if missing and os.environ.get("CI") != "true":
        pytest.skip(f"{', '.join(missing)} not installed: pip install -e '.[test-notebook]'")
    assert not missing, f"missing on a build server: {missing}"


class Jupyter:
    """JupyterLab and Notebook 7 with jupyter-server-proxy, as a hub starts them for a user called ada.

    Args:
        folder: holds the notebooks, and all that the server writes.
    """

    def __init__(self, folder: Path) -> None:
        import jupyterlab

        self.port, self.base = free_port(), "/user/ada/"
        self.folder = folder
        # Where its files were installed; this environment may only borrow them.
        prefix = Path(jupyterlab.__file__).parents[4]
        places = {"JUPYTER_PATH": prefix / "share/jupyter", "JUPYTER_CONFIG_PATH": prefix / "etc/jupyter"}
        places |= {f"JUPYTER_{name}_DIR": folder / name.lower() for name in ("CONFIG", "DATA", "RUNTIME")}
        places |= {"HOME": folder / "home", "IPYTHONDIR": folder / "ipython"}
        (folder / "home").mkdir()
        options = {
            "ServerApp.port": self.port,
            "ServerApp.ip": "127.0.0.1",
            "ServerApp.port_retries": 0,
            "ServerApp.open_browser": False,
            "ServerApp.base_url": self.base,
            "ServerApp.root_dir": folder,
            "ServerApp.allow_root": True,
            "ServerApp.allow_remote_access": True,
            "IdentityProvider.token": TOKEN,
            "ServerApp.jpserver_extensions": "{'jupyter_server_proxy': True, 'notebook': True}",
            "LabApp.app_dir": prefix / "share/jupyter/lab",
            "LabApp.expose_app_in_browser": True,
            "JupyterNotebookApp.expose_app_in_browser": True,
            "LabApp.news_url": "None",
            "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        }
        command = [
            sys.executable,
            "-m",
            "jupyterlab",
            *(f"--{name}={value}" for name, value in options.items()),
        ]
        self._log = folder / "jupyter.log"
        with self._log.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                cwd=folder,
                env=os.environ | {name: str(path) for name, path in places.items()},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def wait_until_ready(self, seconds: float = 60) -> None:
        """Until it answers."""
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            try:
                return self.ask("GET", "status") and None
            except OSError:
                time.sleep(0.1)
        raise AssertionError(self._log.read_text())

    def address(self, path: str, host: str = "127.0.0.1") -> str:
        """Where `path`, as in "lab", is found under that name of this machine."""
        return f"http://{host}:{self.port}{self.base}{path}?token={TOKEN}"

    def ask(self, method: str, path: str) -> Any:
        """What the server's own API answers, as in `ask("GET", "kernels")`."""
        address = f"http://127.0.0.1:{self.port}{self.base}api/{path}"
        asked = Request(address, method=method, headers={"Authorization": f"token {TOKEN}"})
        with opener.open(asked, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def write(self, name: str, *cells: str) -> None:
        """Make a notebook of these cells."""
        (self.folder / name).write_text(json.dumps(notebook_of(*cells)), encoding="utf-8")

    def read(self, name: str) -> dict[str, Any]:
        """A notebook as it was saved."""
        read: dict[str, Any] = json.loads((self.folder / name).read_text("utf-8"))
        return read

    def stop(self) -> None:
        """End it, and its kernels with it."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)


def notebook_of(*cells: str) -> Mapping[str, Any]:
    """A notebook as its file has it."""
    made = [
        {"cell_type": "code", "id": f"cell-{number}", "source": text, "metadata": {}, "outputs": []}
        | {"execution_count": None}
        for number, text in enumerate(cells)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return {"cells": made, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}


class Opened:
    """A notebook in a page of the browser."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.address = page, address
        self.reload()

    def reload(self) -> None:
        """Open the notebook as it was saved, as after F5."""
        page = self.page
        page.goto(self.address)
        page.locator(".jp-CodeCell").first.wait_for()
        # Keys that come before the kernel does are lost.
        page.wait_for_function(READY)

    def run(self, number: int = 0) -> None:
        """Run a cell as one does, with Shift and Enter, until it is done."""
        cell = self.page.locator(".jp-CodeCell").nth(number)
        prompt = cell.locator(".jp-InputPrompt")
        before = prompt.inner_text()
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Shift+Enter")
        self.page.wait_for_function(
            "([prompt, before]) => /\\d/.test(prompt.innerText) && prompt.innerText !== before",
            arg=[prompt.element_handle(), before],
        )

    def save(self) -> None:
        """Save it, and wait until it is."""
        self.do("docmanager:save")

    def frame(self, number: int = 0) -> Any:
        """The form that a cell shows."""
        return self.page.locator(".jp-CodeCell").nth(number).locator("iframe")

    def form(self, number: int = 0) -> Any:
        """What is in that form."""
        return self.page.locator(".jp-CodeCell").nth(number).frame_locator("iframe")

    def output(self, number: int = 0) -> str:
        """All that a cell shows as text."""
        return str(self.page.locator(".jp-CodeCell").nth(number).locator(".jp-OutputArea").inner_text())

    def do(self, command: str, **options: Any) -> None:
        """Run a command of JupyterLab's or Notebook's own, as its menus do."""
        run = "([name, told]) => window.jupyterapp.commands.execute(name, told)"
        self.page.evaluate(run, [command, options])
