"""One function as one page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from iface import signature
from iface.blocks import Blocks
from iface.components import JSON, Button, ClearButton, Component, Dataset, State, component_class
from iface.errors import DesignError
from iface.layouts import Accordion, Column, Row
from iface.samples import sample_rows

FROM_SIGNATURE: Any = type("FromSignature", (), {"__repr__": lambda self: "from the signature"})()

Given = str | Component | Sequence[str | Component] | None
"""A component, its word, or a list of either."""


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
        self._choose(inputs, outputs, additional_inputs)
        with self:
            self._lay_out(additional_inputs_accordion, submit_btn, clear_btn, examples, examples_per_page)
            event = self.listen(
                self._triggers(),
                fn=fn,
                inputs=self.inputs,
                outputs=self.outputs,
                api_name=api_name,
                trigger_mode="always_last" if live else "once",
                show_progress=show_progress,
                concurrency_limit=concurrency_limit,
            )
            self.page.main = event.name
            # The main event stands first in the table, whatever was added on the way.
            self.page.events = {event.name: event} | self.page.events

    def _choose(self, inputs: Given, outputs: Given, additional: Given) -> None:
        """Settle the components, their labels, and the one state."""
        fn = self.fn
        self.first_inputs = (
            signature.inputs_of(fn) if inputs is FROM_SIGNATURE else _components(inputs, fn, render=False)
        )
        self.more_inputs = _components(additional, fn, start=len(self.first_inputs))
        self.outputs = signature.outputs_of(fn) if outputs is FROM_SIGNATURE else _components(outputs, fn)
        self.inputs = [*self.first_inputs, *self.more_inputs]
        if not self.inputs and not self.outputs:
            raise DesignError("Interface has neither inputs nor outputs.", fix="Give at least one of them.")
        self._join_states()
        self.is_unified = (
            bool(self.inputs)
            and len(self.inputs) == len(self.outputs)
            and all(one is other for one, other in zip(self.inputs, self.outputs, strict=True))
        )
        signature.check_fit(fn, self.inputs)
        names = signature.argument_names(fn, len(self.inputs))
        for place, (one, name) in enumerate(zip(self.inputs, names, strict=True)):
            one.name = one.name or name or ("" if one.is_state else f"input_{place}")
            one.label = one.label or name or f"input {place}"
            one.optional = signature.may_be_none(fn, place)
            if one.interactive is None and isinstance(one, JSON):
                one.interactive = True
        shown = [one for one in self.outputs if not one.is_state]
        for place, one in enumerate(shown):
            one.label = one.label or ("output" if len(shown) == 1 else f"output {place}")
            if one.interactive is None and self.inputs and one not in self.inputs:
                one.interactive = False

    def _join_states(self) -> None:
        """Make the state among the outputs the one among the inputs."""
        read = [one for one in self.inputs if isinstance(one, State)]
        written = [one for one in self.outputs if isinstance(one, State)]
        if len(read) > 1 or len(written) > 1:
            raise DesignError(
                f"Interface was given {max(len(read), len(written))} States, and takes one.",
                fix="Put all values into one State (a dict), or use Blocks, which takes any number.",
            )
        if len(read) != len(written):
            missing = "outputs" if read else "inputs"
            raise DesignError(
                f"The State is missing among the {missing}.",
                fix="Give iface.State() in both: it goes in as an argument and comes back as a return value.",
            )
        self.outputs = [read[0] if isinstance(one, State) else one for one in self.outputs]

    def _lay_out(self, accordion: Any, submit: Any, clear: Any, examples: Any, per_page: int) -> None:
        """Two columns, inputs left and outputs right; one where there is only one kind."""
        visible = [one for one in self.outputs if not one.is_state and one not in self.inputs]
        with Row():
            with Column(variant="panel", label="Inputs" if self.inputs else "Output"):
                for one in self.first_inputs if self.inputs else self.outputs:
                    one.render()
                if self.more_inputs:
                    with self._accordion(accordion):
                        for one in self.more_inputs:
                            one.render()
                with Row(variant="actions"):
                    self.submit_button = self._button(submit if self.inputs else "Generate")
                    if clear is not None:
                        self.clear_button = _clear(clear)
                if examples is not None:
                    self._examples(examples, per_page)
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

    @staticmethod
    def _accordion(given: str | Accordion | None) -> Accordion:
        if isinstance(given, Accordion):
            return given
        return Accordion(given or "Additional Inputs", open=False)

    def _triggers(self) -> list[tuple[Component, str]]:
        """The button, Enter in a text, and, live, every change."""
        visible = [one for one in self.inputs if not one.is_state]
        verb = "input" if self.live else "submit"
        return [(self.submit_button, "click"), *((one, verb) for one in visible if hasattr(type(one), verb))]

    def _examples(self, examples: Any, per_page: int) -> None:
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

        self.listen(
            [(dataset, "click")],
            fn=load_example,
            inputs=dataset,
            outputs=visible,
            api_name=False,
            argument=dataset,
        )


def _components(
    given: Given, fn: Callable[..., Any], *, start: int = 0, render: bool = False
) -> list[Component]:
    """Components of what was given; the word "state" starts from the argument's default."""
    several = [given] if isinstance(given, (str, Component)) else list(given or ())
    components: list[Component] = []
    for place, one in enumerate(several, start):
        if isinstance(one, Component):
            components.append(one)
        elif not isinstance(one, str):
            raise DesignError(f"{one!r} is no component.", fix="Give a component, or a word such as 'text'.")
        elif component_class(one) is State:
            components.append(State(signature.default_of(fn, place), render=render))
        else:
            components.append(component_class(one)(render=render))
    return components


def _clear(given: str | Button) -> ClearButton:
    if isinstance(given, ClearButton):
        given.render()
        return given
    return ClearButton(value=given if isinstance(given, str) else given.value)
