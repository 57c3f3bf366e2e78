"""Every Python program in the documents runs, and every command in them is one that there is."""

import importlib
import os
import re
import shutil
import subprocess
import sys
import types
from pathlib import Path

import pytest
from hosts import django_project, library

from iface.serving import Served

ROOT = Path(__file__).parent.parent
ADDRESS = "http://127.0.0.1:7860/"
"""Where the documents say that the README's demo is served."""

SCHEDULER = "tcp://scheduler.internal:8786"
"""Where the documents say that a cluster listens."""

CLIENTS = ("requests", "httpx", "gradio_client")
LAUNCH = Served.launch
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(language):
    found = []
    for document in DOCUMENTS:
        for number, block in enumerate(
            re.findall(rf"```{language}\n(.*?)```", document.read_text("utf-8"), re.DOTALL)
        ):
            found.append(pytest.param(block, id=f"{document.name}-{number}"))
    return found


@pytest.fixture
def shown(monkeypatch):
    """What launch() was called on, instead of serving it."""
    launched = []
    monkeypatch.setattr(Served, "launch", lambda demo, **options: launched.append(demo))
    return launched


@pytest.fixture(scope="module")
def serve_program():
    """`serve_program("store_message") -> url` of the program that defines it, as it is really served."""
    demos = {}

    def serve(name):
        if name not in demos:
            demo = _demo_of(name)
            demos[name] = demo, LAUNCH(demo, prevent_thread_lock=True, quiet=True).local_url
        return demos[name][1]

    yield serve
    for demo, _ in demos.values():
        demo.close()


@pytest.fixture
def address(serve_program):
    """Where the README's demo is."""
    return serve_program("store_message")


@pytest.fixture
def scheduler():
    """The address of a cluster in this process."""
    distributed = library("distributed")
    here = {"host": "127.0.0.1", "dashboard_address": None, "worker_dashboard_address": None}
    with distributed.LocalCluster(n_workers=1, processes=False, protocol="tcp", **here) as cluster:
        yield cluster.scheduler_address
        distributed.default_client().close()


@pytest.mark.parametrize("program", blocks("python"))
def test_every_program_runs(program, shown, address, monkeypatch, request):
    monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "1")
    for name in CLIENTS:
        if f"import {name}" in program or f"from {name}" in program:
            (importlib.import_module if os.environ.get("CI") else pytest.importorskip)(name)
    program = program.replace(ADDRESS, address)
    if SCHEDULER in program:
        program = program.replace(SCHEDULER, request.getfixturevalue("scheduler"))
    if "from app import demo" in program:
        app = types.ModuleType("app")
        app.demo = _demo_of("store_message")
        monkeypatch.setitem(sys.modules, "app", app)
    if "django" in program:
        django_project(monkeypatch)
    if "fastapi" in program:
        library("fastapi")
        library("a2wsgi")
    exec(compile(program, "document", "exec"), {"__name__": "document"})
    for demo in shown:
        assert demo.test_client().get("/").status_code == 200


def _demo_of(name):
    """The demo of the README's program that defines the function."""
    program = next(block.values[0] for block in blocks("python") if f"def {name}(" in block.values[0])
    names = {"__name__": "document"}
    exec(compile(program.replace("demo.launch()", "pass"), "document", "exec"), names)
    return names["demo"]


@pytest.mark.parametrize("command", [one for one in blocks("sh") if one.values[0].startswith("curl")])
def test_every_curl_is_answered(command, serve_program, tmp_path):
    if shutil.which("curl") is None:
        pytest.skip("there is no curl on this machine")
    (tmp_path / "notes.txt").write_text("Flour.")
    is_greeting = "api/greet" in command
    address = serve_program("greet" if is_greeting else "store_message")
    line = ["sh", "-c", command.replace(ADDRESS, address)]
    said = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, timeout=20)
    assert said.returncode == 0
    right = ["Hi, ann!"] if is_greeting else ['"Current messages":"alpha"', "This page takes no files"]
    assert any(one in said.stdout for one in right)


def test_the_signature_in_the_readme_does_what_it_says():
    client = _demo_of("book").test_client()
    assert client.submit(name="Ann", day="2026-01-31") == "Ann, 31 January: 2 seats, vegetables"


def test_the_two_commands_are_targets_of_the_makefile():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = re.findall(r"^make (\w+)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert named == ["demo", "test"]
    assert all(re.search(rf"^{name}:", makefile, re.MULTILINE) for name in named)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.name)
def test_every_link_to_a_file_leads_somewhere(document):
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []
