import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from iface import cli

ROOT = Path(__file__).parent.parent
PROGRAM = """
import iface
def url(text, request: iface.Request):
    return request.url
demo = iface.Interface(lambda a: a, "text", "text")
with iface.Blocks() as proxied:
    text = iface.Textbox()
    iface.Button("Go").click(url, text, text)
other = iface.Interface(max, ["number"] * 2, "number")
"""


@pytest.fixture
def program(tmp_path):
    file = tmp_path / "app.py"
    file.write_text(PROGRAM)
    return file


def test_a_program_is_loaded_by_its_file(program):
    assert cli.load(str(program)).fn("a") == "a"


def test_another_demo_of_it_is_named(program):
    assert cli.load(f"{program}:other").fn is max


def test_a_file_that_is_not_there_is_one_line_and_status_2(capsys):
    assert cli.main(["run", "nowhere.py"]) == 2
    assert "There is no file" in capsys.readouterr().err


def test_a_demo_that_is_not_there_is_refused(program):
    with pytest.raises(cli.DesignError, match="no demo called 'missing'"):
        cli.load(f"{program}:missing")


@pytest.mark.parametrize("arguments", [["demo"], ["demo", "--list"]])
def test_the_examples_are_listed_with_what_each_shows(arguments, capsys):
    assert cli.main(arguments) == 0
    (line,) = [one for one in capsys.readouterr().out.splitlines() if one.startswith("message_log ")]
    assert line.endswith("  Shows what was sent before: one State, a session's memory.")


def test_an_example_that_is_not_there_is_named_with_the_nearest(capsys):
    assert cli.main(["demo", "calculater"]) == 2
    assert "Did you mean 'calculator'?" in capsys.readouterr().err


def serving(arguments, tmp_path, pattern):
    environment = os.environ | {"PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-m", "iface", *arguments],
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    for line in process.stdout:
        found = re.search(pattern, line)
        if found:
            return process, found.group(1)
    raise AssertionError("it did not start")


def end(process):
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    return process.returncode


def test_run_serves_with_gunicorn_and_several_workers(program, tmp_path):
    process, url = serving(
        ["run", str(program), "--bind", "127.0.0.1:0", "--workers", "2"], tmp_path, r"Listening at: (\S+)"
    )
    try:
        assert urllib.request.urlopen(f"{url}/-/health", timeout=20).status == 200
    finally:
        assert end(process) == 0


def test_demo_serves_an_example(tmp_path):
    process, url = serving(["demo", "message_log"], tmp_path, r"Running on (\S+)")
    try:
        assert "Message log" in urllib.request.urlopen(url).read().decode()
    finally:
        assert end(process) == 0


def test_without_a_command_it_says_what_there_is(capsys):
    assert cli.main([]) == 0
    said = capsys.readouterr().out
    assert all(f"\n    {name} " in said for name in ("demo", "run", "check", "routes"))


@pytest.mark.parametrize("name", ["demo", "run", "check", "routes"])
def test_every_command_says_more(name, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main([name, "--help"])
    said = capsys.readouterr().out
    assert left.value.code == 0 and said.startswith(f"usage: iface {name} ") and len(said) > 250


def test_the_version_is_the_packages(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--version"])
    assert capsys.readouterr().out == f"iface {cli.sys.modules['iface'].__version__}\n"


def test_the_routes_say_which_are_open_without_a_login(capsys):
    assert cli.main(["routes"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "POST  ./api/<name>" in lines
    assert [line.split()[1] for line in lines if line.endswith(" open")].count("./login") == 2


def test_run_tells_the_workers_of_proxies(program, tmp_path):
    process, url = serving(
        ["run", f"{program}:proxied", "--bind", "127.0.0.1:0", "--workers", "1", "--proxies", "1"],
        tmp_path,
        r"Listening at: (\S+)",
    )
    try:
        asked = urllib.request.Request(f"{url}/api/url", b'{"data": ["a"]}')
        asked.add_header("Content-Type", "application/json")
        asked.add_header("X-Forwarded-Proto", "https")
        assert b"https://" in urllib.request.urlopen(asked, timeout=20).read()
    finally:
        assert end(process) == 0
