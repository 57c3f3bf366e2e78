"""What tests in a browser share: the examples as they are served, and a function that counts its calls."""

from collections.abc import Callable
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
def transfers(page: Any) -> list[int]:
    """The bytes of each answer as they came over the wire, headers included."""
    sizes: list[int] = []
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    # The icon is in the page itself: what is asked of no server has no bytes.
    network.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
    return sizes
