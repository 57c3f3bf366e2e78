"""The events of a conversation, as they are added to a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from iface.chat.turns import Shown, Turns
from iface.components import Component, Textbox
from iface.context import Builder
from iface.events import Event, Link
from iface.flagging import CSVLogger
from iface.function import signature
from iface.function.progress import Progress
from iface.helpers import EditData, LikeData, Request

QUIET: dict[str, Any] = {"api_name": False, "show_progress": "hidden"}
"""What an event says that only puts the page in order."""

LIKES = ("Like", "Dislike")


def answer(
    page: Builder,
    turns: Turns,
    fn: Callable[..., Any],
    triggers: Sequence[tuple[Any, str]],
    **event: Any,
) -> Event:
    """Something is said, or said again; where that fails, all is put back."""
    bar, textbox, chatbot, state = signature.progress_of(fn), turns.textbox, turns.chatbot, turns.state

    def reply(
        message: Any, history: Any, *more: Any, happened: EditData, request: Request, progress: Progress = bar
    ) -> Iterator[Shown]:
        yield from turns.reply(message, history, more, happened, _extras(happened, request, progress))

    made: Event = page.listen(
        triggers,
        fn=reply,
        inputs=[textbox, state, *turns.more],
        outputs=list(dict.fromkeys([textbox, chatbot, state, *turns.filled, *turns.outputs])),
        api_name=False,
        **event,
    )
    Link(page, made).failure(turns.restore, [textbox, state], [textbox, chatbot], **QUIET)
    return made


def offer(
    page: Builder, turns: Turns, fn: Callable[..., Any], response: Component, name: str, **event: Any
) -> None:
    """The same for callers of the API: a message in, the answer out."""
    bar = signature.progress_of(fn)

    def call(
        message: Any, history: Any, *more: Any, request: Request, progress: Progress = bar
    ) -> Iterator[list[Any]]:
        yield from turns.call(message, history, more, _extras(EditData(), request, progress))

    page.listen(
        [],
        fn=call,
        inputs=[turns.textbox, turns.state, *turns.more],
        outputs=[response, turns.state, *turns.outputs],
        api_name=name,
        api_description=signature.about(fn),
        **event,
    )


def listen(page: Builder, turns: Turns, *, clears: bool, fills: bool) -> None:
    """What takes no answer: something is taken back, all is cleared, an example is put into the field."""
    textbox, chatbot, state = turns.textbox, turns.chatbot, turns.state
    page.listen([(chatbot, "undo")], fn=turns.undo, inputs=state, outputs=[textbox, chatbot, state], **QUIET)
    if clears:
        page.listen([(chatbot, "clear")], fn=turns.clear, outputs=[chatbot, state], **QUIET)
    if fills:
        page.listen([(chatbot, "example_select")], fn=turns.fill, outputs=[textbox, *turns.filled], **QUIET)


def note_likes(page: Builder, turns: Turns, likes: Sequence[str], folder: str | Path) -> None:
    """Note which messages visitors like, as the server has them."""
    log = CSVLogger(dataset_file_name="log.csv")
    log.setup([Textbox(label=name, render=False) for name in ("conversation", "index", "value")], folder)

    def like(history: Any, happened: LikeData, request: Request) -> None:
        liked = happened.liked
        how = LIKES[0] if liked is True else LIKES[1] if liked is False else liked or ""
        if how in ("", *likes):
            log.flag(turns.liked(history, happened), how, request.username)

    page.listen([(turns.chatbot, "like")], fn=like, inputs=turns.state, **QUIET)


def _extras(happened: EditData, request: Request, progress: Progress) -> Callable[[type], Any]:
    """What the program's function may ask for beside its inputs."""

    def extra(kind: Any) -> Any:
        if issubclass(kind, Progress):
            return progress
        return request if issubclass(kind, Request) else kind(happened.target, happened._data)

    return extra
