"""One function as one page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from iface.blocks import Blocks
from iface.components import Button, ClearButton, Component, Markdown
from iface.context import Builder, builder
from iface.errors import DesignError
from iface.events import Event, Link, Visibility
from iface.flagging import FlaggingCallback, Options, flagging
from iface.function import is_stepwise, signature
from iface.given import FROM_SIGNATURE, Chosen, Given
from iface.layouts import Accordion, Column, Row
from iface.samples import Examples
from iface.words import Phrase

_SUBMIT, _STOP, _CLEAR, _GENERATE = Phrase("Submit"), Phrase("Stop"), Phrase("Clear"), Phrase("Generate")
_INPUTS, _OUTPUT = Phrase("Inputs"), Phrase("Output")


class Interface(Blocks):
    """A form for a function: its arguments are the inputs, what it returns are the outputs.

    Args:
        fn: the function; a generator's last value is what it returns.
        inputs, outputs: components or their words ("text", "number", "json", "state" ...), one for
            each argument and each returned value. Left out, they follow from the annotations,
            defaults and docstring. One State (or "state") may stand among both: the function
            gets the session's prior value there, and what it returns in that place is kept.
            None for outputs alone, or for inputs alone; the same components in both are shown once.
        examples: rows of input values, or a folder with a `log.csv` whose first row is skipped.
        cache_examples, cache_mode, example_labels, run_examples_on_click: see `Examples`.
        title, description, article: texts above and below the form; the last two in Markdown.
        live: run at every change instead of at a button.
        submit_btn, stop_btn, clear_btn: their texts, or Buttons; None for no clear button.
        api_name: the event's address; the function's name if it is left out.
        api_description: what the API's description says of it; the docstring's beginning if it is left out.
        api_visibility: "undocumented" keeps it out of that description, "private" out of the API.
        additional_inputs: further inputs, in a part that opens.
        flagging_mode: "manual" lets visitors flag a run with a button, "auto" notes every run;
            "never" (or None, and IFACE_FLAGGING_MODE unset) does neither.
        flagging_options, flagging_dir, flagging_callback: what a run can be flagged as, where the
            log is kept, and what keeps it; see `CSVLogger`.
        concurrency_limit: how many calls of the function run at once in each process; None: any number.
        isolate: each call runs in a process of its own, which a stop ends at once. See docs/runs.md.
    """

    def __init__(
        self,
        fn: Callable[..., Any],
        inputs: Given = FROM_SIGNATURE,
        outputs: Given = FROM_SIGNATURE,
        examples: Sequence[Any] | str | Path | None = None,
        *,
        examples_per_page: int = 10,
        cache_examples: bool | Literal["lazy"] | None = None,
        cache_mode: Literal["eager", "lazy"] | None = None,
        example_labels: Sequence[str] | None = None,
        run_examples_on_click: bool = False,
        live: bool = False,
        title: str | None = None,
        description: str | None = None,
        article: str | None = None,
        theme: Any = None,
        css: str | None = None,
        api_name: str | Literal[False] | None = None,
        api_description: str | Literal[False] | None = None,
        api_visibility: Visibility = "public",
        additional_inputs: Given = None,
        additional_inputs_accordion: str | Accordion | None = None,
        submit_btn: str | Button = _SUBMIT,
        stop_btn: str | Button = _STOP,
        clear_btn: str | Button | None = _CLEAR,
        show_progress: str = "full",
        concurrency_limit: int | Literal["default"] | None = "default",
        isolate: bool = False,
        flagging_mode: Literal["never", "auto", "manual"] | None = None,
        flagging_options: Options | None = None,
        flagging_dir: str | Path = ".gradio/flagged",
        flagging_callback: FlaggingCallback | None = None,
        allow_flagging: Literal["never", "auto", "manual"] | None = None,
        store: str | None = None,
        **ignored: Any,
    ) -> None:
        if not callable(fn):
            raise DesignError(f"Interface was given {fn!r} as its function.", fix="Give a function first.")
        super().__init__(title=title or signature.name_of(fn), theme=theme, css=css, store=store, **ignored)
        self.fn, self.live = fn, live
        self.page.shows_title = bool(title)
        self.page.description, self.page.article = description or "", article or ""
        chosen = Chosen(fn, inputs, outputs, additional_inputs)
        self.first_inputs, self.more_inputs = chosen.first_inputs, chosen.more_inputs
        self.inputs, self.outputs = chosen.inputs, chosen.outputs
        self._buttons = submit_btn, stop_btn, clear_btn
        self._accordion = additional_inputs_accordion
        self._samples: dict[str, Any] = {
            "examples": examples,
            "examples_per_page": examples_per_page,
            "cache_examples": cache_examples,
            "cache_mode": cache_mode,
            "example_labels": example_labels,
            "run_on_click": run_examples_on_click,
        }
        mode = (flagging_mode or allow_flagging) if self.outputs else "never"
        self._flagging = flagging(mode, flagging_options, flagging_dir, flagging_callback)
        self._options: dict[str, Any] = {
            "api_name": api_name,
            "trigger_mode": "always_last" if live else "once",
            "show_progress": show_progress,
            "concurrency_limit": concurrency_limit,
            "isolate": isolate,
        }
        self._options |= {"api_description": api_description, "api_visibility": api_visibility}
        outer = builder()
        if outer is not None:
            for one in [*self.inputs, *self.outputs]:
                outer.take_back(one)
        with self:
            event = self._build(self)
            self.page.main = event.name
            # The main event stands first in the table, whatever was added on the way.
            self.page.events = {event.name: event} | self.page.events
        if outer is not None:
            self.render()

    def render(self) -> Interface:
        """Put the form where a page of one's own stands now."""
        page = builder()
        if page is None:
            raise DesignError(
                "Interface.render() is called outside of a page.", fix="Call it inside `with Blocks():`."
            )
        if self.page.login is not None:
            raise DesignError(
                "An Interface with auth= stands on another page.", fix="Give auth= to the page around it."
            )
        if self.page.shows_title or self.page.description:
            Markdown(self._heading)
        self._build(page)
        if self.page.article:
            Markdown(self.page.article)
        return self

    def _heading(self) -> str:
        """What stands above the form on another page, as each visitor reads it."""
        title = f"## {self.page.title}\n\n" if self.page.shows_title else ""
        return f"{title}{self.page.description}"

    def _build(self, page: Builder) -> Event:
        """Lay out the components, and add the events to the page."""
        self._lay_out()
        event: Event = page.listen(
            self._triggers(), fn=self.fn, inputs=self.inputs, outputs=self.outputs, **self._options
        )
        if self.stop_button is not None:
            self.stop_button.stops = event.name
        if self._flagging is not None:
            self._flagging.follow(page, Link(page, event), self.inputs, self.outputs)
        return event

    def _lay_out(self) -> None:
        """Two columns, inputs left and outputs right; one where there is only one kind."""
        submit, stop, clear = self._buttons
        visible = [one for one in self.outputs if not one.is_state and one not in self.inputs]
        with Row():
            with Column(
                variant="panel", label=_INPUTS if self.inputs else _OUTPUT, elem_classes=["iface-inputs"]
            ):
                for one in self.first_inputs if self.inputs else self.outputs:
                    one.render()
                if self.more_inputs:
                    with _accordion(self._accordion):
                        for one in self.more_inputs:
                            one.render()
                with Row(variant="actions"):
                    self.submit_button = self._button(submit if self.inputs else _GENERATE)
                    if clear is not None:
                        self.clear_button = _clear(clear)
                    self.stop_button = (
                        self._stop(stop) if self._options["isolate"] or is_stepwise(self.fn) else None
                    )
                below = Column() if self._samples["examples"] is not None else None
            if visible and self.inputs:
                with Column(variant="output", label=_OUTPUT):
                    for one in visible:
                        one.render()
                    if self._flagging is not None:
                        self._flagging.place()
        if below is not None:
            with below:  # now that the outputs are there, too
                Examples(inputs=self.inputs, outputs=self.outputs, fn=self.fn, **self._samples)
        if clear is not None:
            everything = dict.fromkeys([*self.inputs, *self.outputs])
            self.clear_button.add(list(everything))

    def _button(self, given: str | Button) -> Button:
        if isinstance(given, Button):
            given.render()
            return given
        # A live form needs no button but where no script runs.
        return Button(given, variant="primary", elem_classes=["iface-noscript"] if self.live else None)

    def _stop(self, given: str | Button) -> Button:
        if isinstance(given, Button):
            given.render()
            return given
        return Button(given, variant="stop")

    def _triggers(self) -> list[tuple[Component, str]]:
        """The button, Enter in a text, and, live, every change."""
        visible = [one for one in self.inputs if not one.is_state]
        verb = "input" if self.live else "submit"
        return [(self.submit_button, "click"), *((one, verb) for one in visible if hasattr(type(one), verb))]


def _accordion(given: str | Accordion | None) -> Accordion:
    if isinstance(given, Accordion):
        return given
    return Accordion(given or Phrase("Additional Inputs"), open=False)


def _clear(given: str | Button) -> ClearButton:
    if isinstance(given, ClearButton):
        given.render()
        return given
    return ClearButton(value=given if isinstance(given, str) else given.value)
