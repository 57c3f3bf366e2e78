"""One function as one conversation."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from iface.blocks import Blocks
from iface.chat import events as chatevents
from iface.chat import parts as chatparts
from iface.chat.parts import Box
from iface.chat.saved import Saved
from iface.chat.talk import Talk
from iface.chat.turns import Turns, example_rows, words_of
from iface.components import (
    JSON,
    Button,
    Chatbot,
    Component,
    Markdown,
    MultimodalTextbox,
    State,
    Textbox,
)
from iface.context import builder
from iface.errors import DesignError
from iface.events import Event
from iface.function import is_stepwise, signature
from iface.layouts import Accordion, Group
from iface.words import Phrase

_TALK, _SEND, _STOP = Phrase("Conversation"), Phrase("Send"), Phrase("Stop")


class ChatInterface(Blocks):
    """A conversation with a function.

    `fn(message, history, ...)` returns its answer, or yields it as it grows: a text, a message such as
    `{"role": "assistant", "content": "Hi"}`, a ChatMessage, a component, or a list of those. `history` are
    the messages before this one. The conversation is kept in the session: an answer that fails leaves it as
    it was, and gives the visitor's message back.

    Args:
        fn: the function; it may be async, and may take the Request and a Progress.
        multimodal: `message` is `{"text", "files"}`, and files can be sent.
        type: "tuples" for a history of pairs, as older programs take it.
        chatbot, textbox: components of one's own in place of ours.
        additional_inputs: further inputs, after `history`; those that stand nowhere yet are put below the
            field, into `additional_inputs_accordion`.
        additional_outputs: components for what `fn` returns after its answer, as in `return answer, plot`.
        editable: whether visitors may change what they have said; then it is answered anew.
        examples: texts to begin with; lists of them with values of the additional inputs.
        run_examples_on_click: send an example at once, or put it into the field.
        flagging_mode: "manual" lets visitors like and dislike answers, or judge them by other
            `flagging_options`; that is noted in `flagging_dir`.
        submit_btn, stop_btn: their words; True for their signs alone.
        save_history: keep conversations in the visitor's browser, to go on with them later.
        fill_height: whether the conversation is as high as the window.
        api_name: the address for callers; the function's name if it is left out, False for none.

    `chatbot`, `textbox` and `chatbot_value` can be used by other events: what is put into the State
    `chatbot_value` is shown, and goes on from there.
    """

    def __init__(
        self,
        fn: Callable[..., Any],
        *,
        multimodal: bool = False,
        type: Literal["messages", "tuples"] | None = "messages",
        chatbot: Chatbot | None = None,
        textbox: Textbox | MultimodalTextbox | None = None,
        additional_inputs: str | Component | Sequence[str | Component] | None = None,
        additional_inputs_accordion: str | Accordion | None = None,
        additional_outputs: Component | Sequence[Component] | None = None,
        editable: bool = False,
        examples: Sequence[Any] | None = None,
        example_labels: Sequence[str] | None = None,
        run_examples_on_click: bool = True,
        title: str | None = None,
        description: str | None = None,
        flagging_mode: Literal["never", "manual"] | None = None,
        flagging_options: Sequence[str] | None = chatevents.LIKES,
        flagging_dir: str | Path = ".gradio/flagged",
        autofocus: bool = True,
        autoscroll: bool = True,
        submit_btn: chatparts.Words = True,
        stop_btn: chatparts.Words = True,
        concurrency_limit: int | Literal["default"] | None = "default",
        show_progress: Literal["full", "minimal", "hidden"] = "minimal",
        fill_height: bool = True,
        save_history: bool = False,
        api_name: str | Literal[False] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(title=title or signature.name_of(fn), **options)
        self.fn = fn
        self.page.shows_title, self.page.description = bool(title), description or ""
        self.additional_inputs = chatparts.components(additional_inputs)
        self.additional_outputs = chatparts.components(additional_outputs)
        self.examples = example_rows(examples or ())
        self.chatbot = chatbot or Chatbot(
            type=type, label=_TALK, show_label=False, autoscroll=autoscroll, render=False
        )
        self.textbox = textbox or chatparts.textbox(multimodal, submit_btn, autofocus)
        self._stop_words, self._send_words = stop_btn, submit_btn
        self._accordion = additional_inputs_accordion
        self._fills_window = fill_height and builder() is None
        self._runs_examples, self._is_awaited = run_examples_on_click, show_progress != "hidden"
        mode = flagging_mode or os.environ.get("IFACE_FLAGGING_MODE") or "never"
        self._likes = list(flagging_options or chatevents.LIKES) if mode == "manual" else []
        self._folder = flagging_dir
        self._name = signature.name_of(fn) if api_name is None else api_name
        self._event = {"concurrency_limit": concurrency_limit, "concurrency_id": f"chat {self._name}"}
        self._saved = Saved() if save_history else None
        self._is_followed = False
        self._prepare(editable, example_labels)
        signature.check_fit(fn, [self.textbox, self.chatbot, *self.additional_inputs])
        if builder() is not None:
            self.render()
            return
        with self:
            self.page.main = self._build(self, show_progress).name

    def render(self) -> ChatInterface:
        """Put the conversation where a page of one's own stands now."""
        page = builder()
        if page is None:
            raise DesignError(
                "ChatInterface.render() is called outside of a page.", fix="Call it inside `with Blocks():`."
            )
        title = f"## {self.page.title}\n\n" if self.page.shows_title else ""
        if title or self.page.description:
            Markdown(f"{title}{self.page.description}")
        self._build(page, "minimal")
        return self

    @property
    def chatbot_value(self) -> State:
        """The conversation, for other events: what one of them puts there is shown, and goes on there."""
        page, state = builder(), self.chatbot_state
        if page is not None and not self._is_followed:
            self._is_followed = True
            page.listen(
                [(state, "change")],
                fn=self._turns.show,
                inputs=state,
                outputs=[self.chatbot, state],
                **chatevents.QUIET,
            )
        return state

    def _prepare(self, editable: bool, example_labels: Sequence[str] | None) -> None:
        """Settle what components of the program's own leave open."""
        box, chatbot = self.textbox, self.chatbot
        if box.label is None:
            box.label, box.show_label = chatparts.MESSAGE, False
        names = signature.argument_names(self.fn, 2 + len(self.additional_inputs))
        for one, name in zip([box, *self.additional_inputs], ["message", *names[2:]], strict=True):
            one.name = one.name or name or ""
        for row in self.examples:
            for one, value in zip([box, *self.additional_inputs], row, strict=False):
                one._checked(value)
        words = [words_of(row) for row in self.examples]
        labels = example_labels or words
        shown = [{"text": one, "shown": label} for one, label in zip(words, labels, strict=True)]
        chatbot.examples = shown or chatbot.examples
        self.examples = self.examples or [[one["text"]] for one in chatbot.examples]
        chatbot.editable = chatbot.editable or ("user" if editable else None)
        chatbot.feedback_options = self._likes or chatbot.feedback_options

    def _build(self, page: Any, show_progress: str) -> Event:
        """Lay out the components, and add the events to the page."""
        takes_files = isinstance(self.textbox, MultimodalTextbox) and not isinstance(self.textbox, Box)
        self._turns = Turns(
            Talk(self.fn, self.chatbot, self.additional_outputs, takes_files=takes_files),
            self.textbox,
            more=self.additional_inputs,
            outputs=self.additional_outputs,
            examples=self.examples,
            is_awaited=self._is_awaited,
        )
        self.chatbot_state = self._turns.state
        self.chatbot_state.render()
        if self._saved is not None:
            self._saved.place()
        send, stop = self._lay_out(set(page.page.components.values()))
        if self._name:
            response = JSON(label="response", visible=False)
            chatevents.offer(page, self._turns, self.fn, response, self._name, **self._event)
        verbs = ["retry", "option_select"] + ["edit"] * bool(self.chatbot.editable)
        verbs += ["example_select"] * self._runs_examples
        triggers: list[tuple[Component, str]] = [
            (self.textbox, "submit"),
            *((self.chatbot, verb) for verb in verbs),
        ]
        triggers += [(send, "click")] if send else []
        event = chatevents.answer(
            page, self._turns, self.fn, triggers, show_progress=show_progress, **self._event
        )
        if stop is not None:
            stop.stops = event.name
        chatevents.listen(page, self._turns, clears=self._saved is None, fills=not self._runs_examples)
        if self._saved is not None:
            self._saved.listen(page, self._turns)
        if self._likes:
            chatevents.note_likes(page, self._turns, self._likes, self._folder)
        return event

    def _lay_out(self, placed: set[Component]) -> tuple[Button | None, Button | None]:
        """The conversation above the field; gives the buttons beside that."""
        send = stop = None
        with chatparts.Conversation(elem_classes=["iface-chat", *["iface-fill"] * self._fills_window]):
            chatparts.place(self.chatbot, placed)
            with Group(elem_classes=["iface-say"]):
                chatparts.place(self.textbox, placed)
                if isinstance(self.textbox, Textbox):
                    send = chatparts.button(self._send_words, _SEND, "primary")
                stop = chatparts.button(self._stop_words, _STOP, "stop") if is_stepwise(self.fn) else None
            if not placed.issuperset(self.additional_inputs):
                with chatparts.accordion(self._accordion):
                    for one in self.additional_inputs:
                        chatparts.place(one, placed)
            for one in self.additional_outputs:
                chatparts.place(one, placed)
        return send, stop
