"""Of a process on this machine it can be told that it has ended; of others, nothing."""

import os
import signal
import subprocess
import sys

import pytest
from running import until

from iface.stores._holders import is_gone, place, this_process

pytestmark = pytest.mark.skipif(not place(), reason="only Linux tells when a process began")


@pytest.fixture
def other():
    """A process, and its name as a holder."""
    code = "from iface.stores._holders import this_process; print(this_process(), flush=True); input()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", code], **pipes) as process:
        yield process, process.stdout.readline().strip()
        process.kill()


def test_this_process_is_there():
    assert not is_gone(this_process()) and not is_gone(f"{this_process()}.more")


def test_another_is_there_until_it_ends(other):
    process, name = other
    assert not is_gone(name)
    process.kill()
    process.wait()
    assert is_gone(name)


def test_one_that_has_ended_and_that_nobody_asked_for_is_gone_too(other):
    process, name = other
    os.kill(process.pid, signal.SIGKILL)
    assert until(lambda: is_gone(name))
    assert process.returncode is None


def test_one_that_was_stopped_is_there(other):
    process, name = other
    os.kill(process.pid, signal.SIGSTOP)
    assert not is_gone(name)


def test_another_process_with_the_same_number_is_another():
    where, number, began = this_process().split(".")
    assert is_gone(f"{where}.{number}.{int(began) - 1}")


@pytest.mark.parametrize("place", ["", "0123456789abcdef"])
def test_of_processes_elsewhere_nothing_is_told(place):
    assert not is_gone(f"{place}.999999.1")


@pytest.mark.parametrize("name", ["", ".", "x", "{}", "{}.", "{}.x.1", "{}.-1.1", "{}.0.1", "{}.²."])
def test_what_is_no_name_tells_nothing(name):
    assert not is_gone(name.format(place()))


@pytest.mark.skipif(os.geteuid() != 0, reason="namespaces are for root alone")
@pytest.mark.parametrize("options", [["--fork", "--pid", "--mount-proc"], ["--fork", "--pid"]])
def test_a_container_is_another_place(options):
    code = "from iface.stores._holders import place; print(place())"
    told = subprocess.run(
        ["unshare", *options, sys.executable, "-c", code], capture_output=True, text=True, timeout=30
    )
    assert told.returncode == 0 and told.stdout.strip() != place()


def test_a_number_that_no_process_has_is_gone():
    assert is_gone(f"{place()}.{10**30}.1")
