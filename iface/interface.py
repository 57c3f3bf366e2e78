"""One function as one page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from iface import signature
from iface.blocks import Blocks
from iface.components import Button, ClearButton, Component, Dataset, Markdown
from iface.context import Builder, builder
from iface.errors import DesignError
from iface.events import Event
from iface.given import FROM_SIGNATURE, Chosen, Given
from iface.layouts import Accordion, Column, Row, Tab, Tabs
from iface.samples import sample_rows


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
        title, description, article: texts above and below the form; the last two in Markdown.
        live: run at every change instead of at a button.
        submit_btn, stop_btn, clear_btn: their texts, or Buttons; None for no clear button.
        api_name: the event's address; the function's name if it is left out.
        additional_inputs: further inputs, in a part that opens.
        concurrency_limit: how many calls of the function run at once in each process; None: any number.
    """

    def __init__(
        self,
        fn: Callable[..., Any],
        inputs: Given = FROM_SIGNATURE,
        outputs: Given = FROM_SIGNATURE,
        examples: Sequence[Any] | str | Path | None = None,
        *,
        examples_per_page: int = 10,
        live: bool = False,
        title: str | None = None,
        description: str | None = None,
        article: str | None = None,
        theme: Any = None,
        css: str | None = None,
        api_name: str | Literal[False] | None = None,
        additional_inputs: Given = None,
        additional_inputs_accordion: str | Accordion | None = None,
        submit_btn: str | Button = "Submit",
        stop_btn: str | Button = "Stop",
        clear_btn: str | Button | None = "Clear",
        show_progress: str = "full",
        concurrency_limit: int | Literal["default"] | None = "default",
        store: str | None = None,
        **ignored: Any,
    ) -> None:
        if not callable(fn):
            raise DesignError(f"Interface was given {fn!r} as its function.", fix="Give a function first.")
        super().__init__(title=title or signature.name_of(fn), theme=theme, css=css, store=store, **ignored)
        self.fn = fn
        self.live = live
        self.page.shows_title = bool(title)
        self.page.description = description or ""
        self.page.article = article or ""
        chosen = Chosen(fn, inputs, outputs, additional_inputs)
        self.first_inputs, self.more_inputs = chosen.first_inputs, chosen.more_inputs
        self.inputs, self.outputs = chosen.inputs, chosen.outputs
        self._buttons = submit_btn, clear_btn
        self._accordion = additional_inputs_accordion
        self._samples = examples, examples_per_page
        self._options: dict[str, Any] = {
            "api_name": api_name,
            "trigger_mode": "always_last" if live else "once",
            "show_progress": show_progress,
            "concurrency_limit": concurrency_limit,
        }
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
        heading = f"## {self.page.title}\n\n" if self.page.shows_title else ""
        if heading or self.page.description:
            Markdown(heading + self.page.description)
        self._build(page)
        if self.page.article:
            Markdown(self.page.article)
        return self

    def _build(self, page: Builder) -> Event:
        """Lay out the components, and add the events to the page."""
        self._lay_out(page)
        event: Event = page.listen(
            self._triggers(), fn=self.fn, inputs=self.inputs, outputs=self.outputs, **self._options
        )
        return event

    def _lay_out(self, page: Builder) -> None:
        """Two columns, inputs left and outputs right; one where there is only one kind."""
        submit, clear = self._buttons
        visible = [one for one in self.outputs if not one.is_state and one not in self.inputs]
        with Row():
            with Column(variant="panel", label="Inputs" if self.inputs else "Output"):
                for one in self.first_inputs if self.inputs else self.outputs:
                    one.render()
                if self.more_inputs:
                    with _accordion(self._accordion):
                        for one in self.more_inputs:
                            one.render()
                with Row(variant="actions"):
                    self.submit_button = self._button(submit if self.inputs else "Generate")
                    if clear is not None:
                        self.clear_button = _clear(clear)
                if self._samples[0] is not None:
                    self._examples(page, *self._samples)
            if visible and self.inputs:
                with Column(variant="output", label="Output"):
                    for one in visible:
                        one.render()
        if clear is not None:
            everything = dict.fromkeys([*self.inputs, *self.outputs])
            self.clear_button.add(list(everything))

    def _button(self, given: str | Button) -> Button:
        if isinstance(given, Button):
            given.render()
            return given
        # A live form needs no button but where no script runs.
        return Button(given, variant="primary", elem_classes=["iface-noscript"] if self.live else None)

    def _triggers(self) -> list[tuple[Component, str]]:
        """The button, Enter in a text, and, live, every change."""
        visible = [one for one in self.inputs if not one.is_state]
        verb = "input" if self.live else "submit"
        return [(self.submit_button, "click"), *((one, verb) for one in visible if hasattr(type(one), verb))]

    def _examples(self, page: Builder, examples: Any, per_page: int) -> None:
        """Rows that fill the inputs with one press."""
        visible = [one for one in self.inputs if not one.is_state]
        rows = sample_rows(examples, visible)
        for row in rows:
            for one, value in zip(visible, row, strict=False):
                one._checked(value)
        dataset = Dataset(rows, per_page=per_page, label="Examples")

        def load_example(row: list[Any]) -> Any:
            values = [
                *row,
                *(one.value() if callable(one.value) else one.value for one in visible[len(row) :]),
            ]
            return values[0] if len(visible) == 1 else tuple(values)

        page.listen(
            [(dataset, "click")],
            fn=load_example,
            inputs=dataset,
            outputs=visible,
            api_name=False,
            argument=dataset,
        )


def _accordion(given: str | Accordion | None) -> Accordion:
    if isinstance(given, Accordion):
        return given
    return Accordion(given or "Additional Inputs", open=False)


def _clear(given: str | Button) -> ClearButton:
    if isinstance(given, ClearButton):
        given.render()
        return given
    return ClearButton(value=given if isinstance(given, str) else given.value)


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
        names = list(tab_names or (f"Tab {place + 1}" for place in range(len(interface_list))))
        if len(names) != len(interface_list):
            raise DesignError(
                f"{len(names)} tab names were given for {len(interface_list)} interfaces.",
                fix="Give one for each.",
            )
        with self, Tabs():
            for name, one in zip(names, interface_list, strict=True):
                with Tab(name):
                    one.render()
