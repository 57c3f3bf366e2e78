"""What happens in a conversation, turn by turn: each method is the function of one of its events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from iface.chat.talk import PENDING, History, Message, Talk, gone, place_of, said_by_user, text_of, told
from iface.components import Component, State
from iface.components._messages import messages_of
from iface.errors import InputError
from iface.helpers import EditData, LikeData, Ready, UndoData, skip
from iface.schema import Inputs

Shown = dict[Component, Any]
"""Values by the component that is to show them."""


class Turn(NamedTuple):
    """A message to be answered: what was said before it, the further inputs' values, and what fields show."""

    history: History
    said: Message
    more: Sequence[Any]
    fields: Shown


class Turns:
    """The turns of a conversation.

    Args:
        talk: answers.
        textbox: where the visitor writes.
        more: the further inputs.
        outputs: what is shown beside the answer.
        examples: rows of a message and values of the further inputs.
        is_awaited: whether it is shown that an answer is waited for.
    """

    def __init__(
        self,
        talk: Talk,
        textbox: Component,
        *,
        more: Sequence[Component],
        outputs: Sequence[Component],
        examples: Sequence[Sequence[Any]],
        is_awaited: bool,
    ) -> None:
        self.talk, self.textbox, self.chatbot = talk, textbox, talk.chatbot
        self.more, self.outputs, self.examples = list(more), list(outputs), examples
        self.state = State(self._first, render=False)
        self._pending = [PENDING] if is_awaited else []
        self.filled = self.more[: max((len(row) - 1 for row in examples), default=0)]
        """The further inputs that an example fills."""

    def reply(
        self,
        message: Any,
        history: Any,
        more: Sequence[Any],
        happened: EditData,
        extra: Callable[[type], Any],
    ) -> Iterator[Shown]:
        """Show what was said, at once, and each step of the answer; the last is what is kept."""
        turn = self._turn(message, as_history(history), more, happened)
        if turn.said["role"] != "user":
            yield self.shown(
                History([*turn.history, turn.said, *as_history(history)[len(turn.history) + 1 :]])
            )
            return
        asked = History([*turn.history, turn.said])
        yield {**turn.fields, self.chatbot: Ready(History([*asked, *self._pending]))}
        kept = {**turn.fields, **self.shown(asked)}
        for step in self.talk.answers(turn.history, turn.said, turn.more, extra):
            kept = {
                **turn.fields,
                **self.shown(step.history),
                **dict(zip(self.outputs, step.more, strict=True)),
            }
            yield kept
        yield kept

    def call(
        self, message: Any, history: Any, more: Sequence[Any], extra: Callable[[type], Any]
    ) -> Iterator[list[Any]]:
        """The same for who calls by the API: the answer, the conversation, and the other outputs' values."""
        for step in self.talk.answers(as_history(history), self._said(message), more, extra):
            yield [Ready(told(step.replies)), step.history, *step.more]

    def restore(self, message: Any, history: Any) -> Shown:
        """After a failure: the conversation as it is kept, and the visitor's message in its field again."""
        return {self.textbox: message, self.chatbot: Ready(as_history(history))}

    def undo(self, history: Any, happened: UndoData) -> Shown:
        """Take back what the visitor said, and all after it; it stands in its field again."""
        known = as_history(history)
        place = self._place(happened, known)
        return {self.textbox: self.talk.asked(known[place]), **self.shown(History(known[:place]))}

    def clear(self) -> Shown:
        """Begin a new conversation."""
        return self.shown(History())

    def fill(self, happened: EditData) -> Shown:
        """Put an example into the fields."""
        message, *values = self._example(happened)
        return {self.textbox: message, **dict(zip(self.more, values, strict=False))}

    def show(self, history: Any) -> Any:
        """Show a conversation that another event has put into the state."""
        if isinstance(history, History):
            return skip()
        return self.shown(as_history(history))

    def liked(self, history: Any, happened: LikeData) -> list[Any]:
        """What is noted of a like: the conversation, and the message's number and text."""
        known = as_history(history)
        place = self._place(happened, known)
        talk = [{"role": one["role"], "content": "\n".join(text_of(one))} for one in known]
        return [talk, place, "\n".join(text_of(known[place]))]

    def shown(self, history: History) -> Shown:
        """A conversation that is shown and kept."""
        return {self.chatbot: Ready(history), self.state: history}

    def _turn(self, message: Any, history: History, more: Sequence[Any], happened: EditData) -> Turn:
        verb = getattr(happened, "verb", None)
        if verb == "example_select":
            message, *values = self._example(happened)
            fields = dict(zip(self.more, values, strict=False))
            return Turn(history, self._said(message), [*values, *more[len(values) :]], fields)
        if verb == "option_select":
            return Turn(history, self._written(happened.value), more, {})
        if verb not in ("retry", "edit"):
            return Turn(history, self._said(message), more, {self.textbox: ""})
        place = self._place(happened, history)
        said = history[place]
        editable = self.chatbot.editable if verb == "edit" else "user"
        if editable != "all" and (editable != "user" or said["role"] != "user"):
            raise gone()
        if verb == "edit":
            said = {**said, "content": self._written(happened.value)["content"]}
        return Turn(History(history[:place]), said, more, {})

    def _said(self, message: Any) -> Message:
        try:
            return said_by_user(message)
        except ValueError as error:
            raise InputError({self.textbox.name: str(error)}) from None

    def _written(self, text: Any) -> Message:
        """A text that is said without the field, by its rules."""
        loaded = Inputs([self.textbox]).load({self.textbox.name: text})[self.textbox.id]
        return self._said(self.textbox.preprocess(loaded))

    def _example(self, happened: EditData) -> Sequence[Any]:
        index = happened.index
        if not isinstance(index, int) or index >= len(self.examples):
            raise gone()
        return self.examples[index]

    def _place(self, happened: EditData | LikeData | UndoData, history: History) -> int:
        return place_of(happened.index, history, in_rows=self.chatbot.type == "tuples")

    def _first(self) -> History:
        return History(self.chatbot.first())


def as_history(value: Any) -> History:
    """A conversation as it is kept; what a program has put there may be written otherwise."""
    return value if isinstance(value, History) else History(messages_of(value))


def example_rows(examples: Sequence[Any]) -> list[list[Any]]:
    """Examples as rows, each with its message first."""
    return [list(one) if isinstance(one, (list, tuple)) else [one] for one in examples]


def words_of(row: Sequence[Any]) -> str:
    """An example's message in words."""
    message = row[0]
    if isinstance(message, Mapping):
        files = message.get("files") or []
        names = [str(one).rpartition("/")[2] for one in files]
        return " · ".join(one for one in [str(message.get("text") or ""), *names] if one)
    return str(message)
