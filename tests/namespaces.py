"""Machines on one machine: network namespaces, joined by a switch in another that nobody else can reach.

    with networked("one", "two") as network:
        with network.at("one"):
            ...  # what is started here listens at network.address("one")

Who stands at the switch ("") reaches all of them, and they each other.
"""

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from proxies import program

_NETWORK = 0x40000000  # CLONE_NEWNET


class Network:
    """The machines by their `names`; `switch` is the address at which what stands at the switch listens."""

    switch = "10.0.0.1"

    def __init__(self, names: tuple[str, ...], cleaning: ExitStack) -> None:
        self.names = names
        self._add("", cleaning)
        _ip("-n", self._space(""), "link", "add", "switch", "type", "bridge")
        _ip("-n", self._space(""), "addr", "add", f"{self.switch}/24", "dev", "switch")
        _ip("-n", self._space(""), "link", "set", "switch", "up")
        for name in names:
            self._add(name, cleaning)
            cable = ("link", "add", "cable", "type", "veth", "peer", f"to-{name}", "netns", self._space(""))
            _ip("-n", self._space(name), *cable)
            _ip("-n", self._space(name), "addr", "add", f"{self.address(name)}/24", "dev", "cable")
            _ip("-n", self._space(""), "link", "set", f"to-{name}", "master", "switch", "up")
            self.plug(name)

    def address(self, name: str) -> str:
        """Where a machine is reached."""
        return f"10.0.0.{2 + self.names.index(name)}"

    def plug(self, name: str) -> None:
        """Join a machine to the others."""
        _ip("-n", self._space(name), "link", "set", "cable", "up")

    def unplug(self, name: str) -> None:
        """Part a machine from the others, who are told nothing."""
        _ip("-n", self._space(name), "link", "set", "cable", "down")

    @contextmanager
    def at(self, name: str) -> Iterator[None]:
        """On that machine is this thread, and what it starts; "" is at the switch."""
        with (
            Path("/proc/thread-self/ns/net").open() as here,
            Path(f"/run/netns/{self._space(name)}").open() as there,
        ):
            _enter(there.fileno())
            try:
                yield
            finally:
                _enter(here.fileno())

    def _add(self, name: str, cleaning: ExitStack) -> None:
        _ip("netns", "add", self._space(name))
        cleaning.callback(_ip, "netns", "delete", self._space(name))
        _ip("-n", self._space(name), "link", "set", "lo", "up")

    def _space(self, name: str) -> str:
        return f"iface-{os.getpid()}-{name or 'switch'}"


@contextmanager
def networked(*names: str) -> Iterator[Network]:
    """A network of these machines; without root's rights the test is skipped."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("network namespaces are for root alone")
    program("ip")
    with ExitStack() as cleaning:
        try:
            network = Network(names, cleaning)
        except subprocess.CalledProcessError as error:
            pytest.skip(f"no network namespaces can be made here: {error.stderr.strip()}")
        yield network


def _ip(*arguments: str) -> None:
    subprocess.run([program("ip"), *arguments], check=True, capture_output=True, text=True)


def _enter(descriptor: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(descriptor, _NETWORK):
        raise OSError(ctypes.get_errno(), "this thread cannot go to another network")
