"""What a program gives as inputs and outputs: components, their words, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from iface.components import JSON, Component, State, component_class
from iface.context import builder
from iface.errors import DesignError
from iface.function import hints, signature
from iface.words import Phrase

FROM_SIGNATURE: Any = type("FromSignature", (), {"__repr__": lambda self: "from the signature"})()

_OUTPUT = Phrase("output")

Given = str | Component | Sequence[str | Component] | None
"""A component, its word, or a list of either."""


class Chosen:
    """The components of a function's form, with their labels, and the one state.

    Raises:
        DesignError: they do not fit each other, or the function.
    """

    def __init__(self, fn: Callable[..., Any], inputs: Given, outputs: Given, additional: Given) -> None:
        self.first_inputs = (
            hints.inputs_of(fn) if inputs is FROM_SIGNATURE else _components(inputs, fn, render=False)
        )
        self.more_inputs = _components(additional, fn, start=len(self.first_inputs))
        self.outputs = hints.outputs_of(fn) if outputs is FROM_SIGNATURE else _components(outputs, fn)
        self.inputs = [*self.first_inputs, *self.more_inputs]
        if not self.inputs and not self.outputs:
            raise DesignError("Interface has neither inputs nor outputs.", fix="Give at least one of them.")
        self._part_from_other_pages()
        self._join_states()
        self.is_unified = (
            bool(self.inputs)
            and len(self.inputs) == len(self.outputs)
            and all(one is other for one, other in zip(self.inputs, self.outputs, strict=True))
        )
        signature.check_fit(fn, self.inputs)
        names = signature.argument_names(fn, len(self.inputs))
        for place, (one, name) in enumerate(zip(self.inputs, names, strict=True)):
            one.name = one.name or name or ("" if one.is_state else _unused(f"input_{place}", names))
            one.label = one.label or name or Phrase("input {number}", number=place)
            one.optional = signature.may_be_none(fn, place)
            if one.interactive is None and isinstance(one, JSON):
                one.interactive = True
        shown = [one for one in self.outputs if not one.is_state]
        for place, one in enumerate(shown):
            one.label = one.label or (_OUTPUT if len(shown) == 1 else Phrase("output {number}", number=place))
            if one.interactive is None and self.inputs and one not in self.inputs:
                one.interactive = False

    def _part_from_other_pages(self) -> None:
        """Take copies of components that another page has placed; that page keeps its own."""
        if builder() is not None:
            return
        copies = {id(one): one.parted() for one in (*self.inputs, *self.outputs) if one.id}
        for several in (self.first_inputs, self.more_inputs, self.inputs, self.outputs):
            several[:] = [copies.get(id(one), one) for one in several]

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


def _components(
    given: Given, fn: Callable[..., Any], *, start: int = 0, render: bool = False
) -> list[Component]:
    """Components of what was given; the word "state" starts from the argument's default."""
    several = list(given) if isinstance(given, Sequence) and not isinstance(given, str) else [given]
    if given is None:
        several = []
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


def _unused(name: str, names: Sequence[str | None]) -> str:
    """A name for an input beyond the named arguments that none of them has."""
    while name in names:
        name += "_"
    return name
