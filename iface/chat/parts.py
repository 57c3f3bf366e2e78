"""The parts of a page with a conversation, as far as the program has none of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from iface.components import Button, Component, MultimodalTextbox, component_class
from iface.layouts import Accordion, Column
from iface.words import Phrase

MESSAGE, _TYPE, _MORE = Phrase("Message"), Phrase("Type a message…"), Phrase("Additional Inputs")

Words = str | bool | None
"""The words on a button; True for its sign alone, False for none."""


class Box(MultimodalTextbox):
    """Where a visitor writes: a field that grows, with a button to send. The function takes the text."""

    def __init__(self, value: Any = None, **given: Any) -> None:
        super().__init__(value, sources=[], **given)

    def preprocess(self, data: Any) -> Any:
        """The text alone."""
        return data["text"] if data else ""


class Conversation(Column):
    """The conversation above the field: as high as the window, where it is the page."""

    parts = ("_chat",)


for _of_our_own, _shown_as in ((Box, MultimodalTextbox), (Conversation, Column)):
    _of_our_own.word, _of_our_own.template = _shown_as.word, _shown_as.template


def components(given: str | Component | Sequence[str | Component] | None) -> list[Component]:
    """Components of what was given, which may be words."""
    several = [] if given is None else [given] if isinstance(given, (str, Component)) else given
    return [component_class(one)(render=False) if isinstance(one, str) else one for one in several]


def textbox(multimodal: bool, submit_btn: Words, autofocus: bool) -> MultimodalTextbox:
    """Where the visitor writes; `multimodal`, with files."""
    kind = MultimodalTextbox if multimodal else Box
    about: dict[str, Any] = {"file_count": "multiple"} if multimodal else {}
    return kind(
        label=MESSAGE, show_label=False, placeholder=_TYPE, submit_btn=submit_btn, autofocus=autofocus,
        render=False, **about,
    )  # fmt: skip


def button(words: Words, usual: str, variant: Literal["primary", "stop"]) -> Button | None:
    """A button with words of the program's own, or with a sign; None for none."""
    if not words:
        return None
    sign = [f"iface-sign-{variant}"] if words is True else []
    return Button(usual if words is True else words, variant=variant, elem_classes=["iface-round", *sign])


def accordion(given: str | Accordion | None) -> Accordion:
    """The part that opens for the further inputs."""
    if isinstance(given, Accordion):
        return given
    return Accordion(given or _MORE, open=False)


def place(one: Component, placed: set[Component]) -> None:
    """Put a component here, unless the program has put it elsewhere."""
    if one not in placed:
        one.render()
