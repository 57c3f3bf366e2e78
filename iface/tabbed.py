"""Several interfaces on one page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from iface.blocks import Blocks
from iface.errors import DesignError
from iface.interface import Interface
from iface.layouts import Tab, Tabs
from iface.words import Phrase


class TabbedInterface(Blocks):
    """Several interfaces, each under a tab of its own.

    Args:
        interface_list: the interfaces.
        tab_names: their tabs' labels; "Tab 1", "Tab 2" ... without.
        title: the page's name.
    """

    def __init__(
        self,
        interface_list: Sequence[Interface],
        tab_names: Sequence[str] | None = None,
        title: str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(title=title, **options)
        names = list(
            tab_names or (Phrase("Tab {number}", number=place + 1) for place in range(len(interface_list)))
        )
        if len(names) != len(interface_list):
            raise DesignError(
                f"{len(names)} tab names were given for {len(interface_list)} interfaces.",
                fix="Give one for each.",
            )
        with self, Tabs():
            for name, one in zip(names, interface_list, strict=True):
                with Tab(name):
                    one.render()
