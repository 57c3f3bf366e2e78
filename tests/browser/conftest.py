"""What tests in a browser share: the examples as they are served, and a function that counts its calls."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from iface.cli import load

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture
def example(serve: Callable[..., str]) -> Callable[[str], str]:
    """`example("greeting") -> url`: the program as it stands, loaded anew."""
    return lambda name: serve(load(str(EXAMPLES / f"{name}.py")))


@pytest.fixture
def calls() -> list[Any]:
    """What a program of a test notes of each of its calls."""
    return []


@pytest.fixture
def go_on() -> Iterator[threading.Event]:
    """What the functions of a test wait for; at its end they end."""
    event = threading.Event()
    yield event
    event.set()
