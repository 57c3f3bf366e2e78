"""The folders beside iface/ are found however iface is installed."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from house import ROOT
from images import OFFLINE

PARTS = ("iface", "templates", "static", "examples")
ASK = """
import json, iface
from iface import assets
folders = {name: assets.folder(name) for name in assets.FOLDERS}
print(json.dumps({
    "from": iface.__file__,
    "files": sorted(
        f"{name}/{path.relative_to(top).as_posix()}"
        for name, top in folders.items()
        for path in top.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ),
}))
"""


@pytest.fixture(scope="session")
def checkout(tmp_path_factory):
    """A copy, so that building leaves nothing behind in the checkout itself."""
    place = tmp_path_factory.mktemp("checkout")
    for name in PARTS:
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, place)
    return place


@pytest.fixture(scope="session")
def wheel(checkout, tmp_path_factory):
    place = tmp_path_factory.mktemp("wheel")
    source = shutil.copytree(checkout, place / "source")
    _run(sys.executable, "-m", "pip", "wheel", "--quiet", *OFFLINE, "--wheel-dir", place, source)
    return next(place.glob("iface-*.whl"))


def test_the_wheel_finds_all_files(wheel, tmp_path, our_files):
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    assert _found(tmp_path / "installed") == our_files


def test_the_wheel_finds_all_files_as_a_zip(wheel, our_files):
    assert _found(wheel) == our_files


def test_a_bare_checkout_finds_all_files(checkout, our_files):
    assert _found(checkout) == our_files


def test_an_editable_install_finds_all_files(checkout, tmp_path, our_files):
    """In an environment of its own, which borrows the libraries of this one."""
    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    libraries = _run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    Path(libraries, "borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    _run(sys.executable, "-m", "pip", "--python", python, "install", *OFFLINE, "--editable", checkout)
    assert _found(None, python, within=checkout) == our_files


def test_the_wheel_holds_every_module(wheel):
    ours = {path.relative_to(ROOT).as_posix() for path in (ROOT / "iface").rglob("*.py")}
    assert ours <= set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_says_that_iface_is_typed(wheel):
    assert "iface/py.typed" in zipfile.ZipFile(wheel).namelist()


def test_the_wheel_holds_nothing_compiled(wheel):
    assert not [name for name in zipfile.ZipFile(wheel).namelist() if "__pycache__" in name]


def test_the_wheel_brings_the_command(wheel):
    assert "iface = iface.cli:main" in _metadata(wheel, "entry_points.txt")


def test_the_wheel_lists_its_examples(wheel):
    listed = _run(sys.executable, "-m", "iface", "demo", env={"PYTHONPATH": str(wheel)})
    assert "Every component, in every state" in listed


def test_no_requirement_has_an_upper_bound(wheel):
    lines = _metadata(wheel, "METADATA").splitlines()
    required = [line.partition(";")[0] for line in lines if line.startswith("Requires-Dist")]
    assert required
    assert not [line for line in required if any(sign in line for sign in ("<", "==", "~="))]


@pytest.fixture(scope="session")
def our_files(checkout):
    """What every form of iface must find: all that stands in the three folders."""
    tops = [checkout / name for name in PARTS if name != "iface"]
    paths = [path for top in tops for path in top.rglob("*") if path.is_file()]
    return sorted(path.relative_to(checkout).as_posix() for path in paths)


def _found(place, python=sys.executable, within=None):
    """The files that iface finds when it is imported from `place`, which must be where it came from."""
    path = {} if place is None else {"PYTHONPATH": str(place)}
    told = json.loads(_run(python, "-c", ASK, env=path))
    assert told["from"].startswith(str(within or place))
    return told["files"]


def _metadata(wheel, name):
    with zipfile.ZipFile(wheel) as packed:
        inside = next(one for one in packed.namelist() if one.endswith(f".dist-info/{name}"))
        return packed.read(inside).decode()


def _run(*command, env=None):
    """The output of a command that ends well, run where no checkout is in the way."""
    given = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    whole = {**given, **(env or {})}
    done = subprocess.run(
        command, cwd=sys.prefix, env=whole, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
