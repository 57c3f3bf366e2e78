"""Conversations that a visitor's browser keeps, to go on with one of them later."""

from __future__ import annotations

from collections.abc import Sequence
from secrets import token_urlsafe
from typing import Any

from iface import helpers, keys, runner
from iface.chat.events import QUIET
from iface.chat.talk import History, Message, text_of
from iface.chat.turns import Turns, as_history
from iface.components import BrowserState, Button, Dataset, State
from iface.components._messagecheck import check_messages
from iface.components.browserstate import LARGEST
from iface.errors import Error
from iface.layouts import Sidebar
from iface.words import Phrase, say

_CHATS, _NEW, _DELETE = (
    Phrase("Conversations"),
    Phrase("New conversation"),
    Phrase("Delete this conversation"),
)

TITLE = 60
"""How many characters of what was said first name a conversation."""

Kept = dict[str, Any]
"""A conversation as the browser keeps it: its `id`, its `title`, and its `messages`, of text alone."""


class Saved:
    """The conversations of one browser, newest first, and the part of the page that shows them.

    They are signed, so that nobody puts words into the assistant's mouth.
    """

    def __init__(self) -> None:
        key = keys.secret_keys(runner.state_folder() / "conversations")[0]
        secret = keys.derive(key, "conversations of a browser").hex()
        self._kept = BrowserState([], secret=secret, render=False)
        self._open = State("", render=False)
        """The id of the one that is open; "" for none that is kept."""

    def place(self) -> None:
        """Put the list where the program stands now."""
        self._kept.render()
        self._open.render()
        with Sidebar(_CHATS, elem_classes=["iface-chats"]):
            self._new = Button(_NEW)
            self._list = Dataset(samples=[], type="index", visible=False)
            self._delete = Button(_DELETE, variant="stop", visible=False)

    def listen(self, page: Any, turns: Turns) -> None:
        """Keep the conversation of these turns after each of them, and show another when it is asked for."""
        self._turns = turns
        talk = [turns.chatbot, turns.state]
        both, shown = [self._kept, self._open], [self._list, self._delete]
        # It writes a state: what is said before it has ended waits for it.
        page.listen([(page, "load")], fn=self.begin, inputs=both, outputs=[self._open, *shown], **QUIET)
        page.listen(
            [(turns.state, "change")],
            fn=self.keep,
            inputs=[turns.state, *both],
            outputs=[*both, *shown],
            **QUIET,
        )
        page.listen([(self._new, "click")], fn=self.leave, outputs=[*talk, self._open], **QUIET)
        page.listen(
            [(self._list, "click")],
            fn=self.choose,
            inputs=[self._list, self._kept],
            outputs=[*talk, self._open],
            **QUIET,
        )
        page.listen(
            [(self._delete, "click")],
            fn=self.delete,
            inputs=both,
            outputs=[self._kept, *talk, self._open],
            **QUIET,
        )

    def begin(self, kept: Sequence[Kept], open_one: str) -> list[Any]:
        """What is shown first."""
        return [open_one, *self.show(kept, open_one)]

    def show(self, kept: Sequence[Kept], open_one: str) -> list[Any]:
        """The list, and whether there is something open to be deleted."""
        titles = [[one["title"]] for one in kept]
        is_kept = any(one["id"] == open_one for one in kept)
        return [helpers.update(samples=titles, visible=bool(titles)), helpers.update(visible=is_kept)]

    def keep(self, history: Any, kept: list[Kept], open_one: str) -> list[Any]:
        """Keep what was said; of a conversation that was cleared, what stands there already."""
        said = as_history(history)
        if not said:
            return [helpers.skip(), "", *self.show(kept, "")]
        id = open_one or token_urlsafe(6)
        messages = [_plain(message) for message in said]
        if any(one["id"] == id and one["messages"] == messages for one in kept):
            return [helpers.skip(), id, *self.show(kept, id)]  # it was only opened
        first = next((text for one in said if one["role"] == "user" for text in text_of(one)), "")
        title = " ".join(first.split())[:TITLE] or say("Conversation")
        one = {"id": id, "title": title, "messages": messages}
        fitting = self._fitting([one, *(other for other in kept if other["id"] != id)])
        return [fitting, id, *self.show(fitting, id)]

    def choose(self, place: int, kept: list[Kept]) -> dict[Any, Any]:
        """Go on with a conversation."""
        if place >= len(kept):
            return {self._open: helpers.skip()}
        try:
            messages = check_messages(kept[place]["messages"])
        except ValueError as error:
            raise Error(str(error), title="") from None
        return {**self._turns.shown(History(messages)), self._open: kept[place]["id"]}

    def leave(self) -> dict[Any, Any]:
        """Begin another one."""
        return {**self._turns.clear(), self._open: ""}

    def delete(self, kept: list[Kept], open_one: str) -> dict[Any, Any]:
        """Delete the one that is open."""
        return {self._kept: [one for one in kept if one["id"] != open_one], **self.leave()}

    def _fitting(self, kept: list[Kept]) -> list[Kept]:
        """As many as a browser keeps; the oldest go first, and that is said."""
        count = len(kept)
        while kept and len(self._kept.text(kept)) > LARGEST:
            kept = kept[:-1]
        if not kept:
            helpers.Info(say("This conversation is too long for the browser to keep."), title="")
        elif len(kept) < count:
            helpers.Info(say("The oldest conversation was dropped: the browser keeps no more."), title="")
        return kept


def _plain(message: Message) -> Message:
    """A message without what ends with the session: of a file, its name stays."""
    parts = [
        part if part["type"] == "text" else {"type": "text", "text": part["file"]["name"]}
        for part in message["content"]
        if part["type"] in ("text", "file")
    ]
    about = {name: one for name, one in message["metadata"].items() if isinstance(one, (str, int, float))}
    return {"role": message["role"], "content": parts, "metadata": about, "options": []}
