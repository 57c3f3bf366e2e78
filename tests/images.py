"""What a Dockerfile makes, in a folder and without docker."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from gunicorns import ROOT

OFFLINE = ("--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check")


class Image:
    """An image of the checkout, built in a folder: its files, its variables, and its command.

    Of its RUNs only those of pip are done, with the libraries that are here already.
    """

    def __init__(self, dockerfile: Path, folder: Path) -> None:
        self.root = folder
        self.work = folder
        self.env: dict[str, str] = {"PYTHONPATH": str(folder / "installed")}
        self.command: list[str] = []
        self.left_out: list[str] = []
        lines = re.sub(r"\\\n", " ", dockerfile.read_text()).splitlines()
        for line in lines:
            word, _, rest = line.partition(" ")
            if word and word != "#":
                getattr(self, f"_{word.lower()}")(rest)

    def place(self, path: str) -> Path:
        """Where a path of the image stands here."""
        return self.root / path.removeprefix("/") if path.startswith("/") else self.work / path

    def _from(self, _image: str) -> None:
        pass

    _user = _expose = _from

    def _copy(self, rest: str) -> None:
        *sources, target = shlex.split(rest)
        place = self.place(target)
        for source in sources:
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                to = place / Path(source).name if target.endswith("/") else place
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / source, to)

    def _run(self, rest: str) -> None:
        words = shlex.split(rest)
        if words[:2] != ["pip", "install"]:
            self.left_out.append(rest)
            return
        wanted = str(self.place(words[-1].partition("[")[0]))
        command = [sys.executable, "-m", "pip", "install", "--quiet", *OFFLINE, "--target"]
        subprocess.run([*command, self.env["PYTHONPATH"], wanted], check=True, timeout=120)

    def _workdir(self, path: str) -> None:
        self.work = self.place(path)
        self.work.mkdir(parents=True)

    def _env(self, rest: str) -> None:
        for one in shlex.split(rest):
            name, _, value = one.partition("=")
            self.env[name] = value

    def _cmd(self, rest: str) -> None:
        self.command = json.loads(rest)
