"""What sound and film have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from iface.errors import DesignError

NOT_FETCHED = "an address is not fetched: download the file, and give its path"


def checked_sources(owner: str, sources: Sequence[str] | str | None, known: tuple[str, ...]) -> list[str]:
    """Where a visitor may take it from, in the order that was given; all that are known by default.

    Raises:
        DesignError: one is not known.
    """
    given = list(known) if sources is None else [sources] if isinstance(sources, str) else list(sources)
    strange = [one for one in given if one not in known]
    if strange:
        raise DesignError(
            f"{owner} has no source called {strange[0]!r}.", fix=f"Use some of: {', '.join(known)}."
        )
    return given


def is_address(value: Any) -> bool:
    """Whether a value is the address of something elsewhere."""
    return isinstance(value, str) and value.lower().startswith(("http://", "https://", "data:", "blob:"))
