"""Components -> one marshmallow schema per event, for the form post and for JSON alike."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from marshmallow import RAISE, Schema, ValidationError

from iface.components import Component
from iface.errors import InputError, ResultError
from iface.helpers import Ready
from iface.words import say


class Form(Protocol):
    """What a form post carries: several texts under one name."""

    def getlist(self, key: str) -> list[str]:
        """Every text under `key`, in their order."""

    def __contains__(self, key: object) -> bool: ...


class Inputs:
    """The check of one event's inputs; built once, used for every submit."""

    def __init__(self, components: Iterable[Component]) -> None:
        self.components = list(components)
        fields: dict[str, Any] = {}
        for place, one in enumerate(self.components):
            # Not under its own name: a class has other uses for some, such as Meta.
            fields[f"input_{place}"] = one.field()
            fields[f"input_{place}"].data_key = one.name
            fields[f"input_{place}"].required = not may_be_left_out(one)
        self.schema = Schema.from_dict(fields, name="Inputs")(unknown=RAISE)

    def load(self, sent: Mapping[str, Any]) -> dict[int, Any]:
        """Checked data by component id; what may be left out stands at its first value.

        Raises:
            InputError: a message for each field that is wrong, missing or unknown.
        """
        complete = dict(sent)
        wrong: dict[str, str] = {}
        for one in self.components:
            if one.name not in complete:
                if may_be_left_out(one):
                    complete[one.name] = one.first()
                else:
                    complete[one.name] = None
                    wrong[one.name] = say("This field is missing.")
        try:
            loaded = self.schema.load(complete)
        except ValidationError as error:
            wrong = {
                str(name): self._sentence(name, said) for name, said in error.messages_dict.items()
            } | wrong
        if wrong:
            raise InputError(wrong)
        return {one.id: loaded[f"input_{place}"] for place, one in enumerate(self.components)}

    def _sentence(self, name: Any, said: Any) -> str:
        if said == ["Unknown field."]:
            known = ", ".join(one.name for one in self.components) or "–"
            return say(
                "There is no field called {name}. Fields: {known}.", name=repr(str(name)[:80]), known=known
            )
        return str(said[0] if isinstance(said, list) and said else said)


def may_be_left_out(one: Component) -> bool:
    """Whether a caller need not send it."""
    return one.has_default or not one.interactive


def shape_of(one: Component) -> dict[str, Any]:
    """What JSON Schema says of a component's data, when it is sent."""
    field = one.field()
    shape = dict(field.metadata)
    if field.allow_none and isinstance(shape.get("type"), str):
        shape["type"] = [shape["type"], "null"]
    elif field.allow_none and "anyOf" in shape:
        shape["anyOf"] = [*shape["anyOf"], {"type": "null"}]
    return shape


class Texts(tuple[str, ...]):
    """What a form post carries for one field; the session's own component knows what it says."""


def from_form(components: Iterable[Component], form: Form) -> dict[str, Texts]:
    """The texts that a form post carries, by field name.

    A browser sends nothing for a box that is not ticked, so an absent one counts as empty.
    """
    return {
        one.name: Texts(form.getlist(one.name))
        for one in components
        if one.name in form or one.absent_is_empty
    }


def data_of(component: Component, sent: Any) -> Any:
    """Unchecked data of what was sent for a component, as texts or as data."""
    return component.from_form(list(sent)) if isinstance(sent, Texts) else sent


def sent_data(
    components: Iterable[Component], sent: Mapping[str, Any], view: Mapping[int, Any]
) -> dict[str, Any]:
    """Unchecked data by field name of what was sent; `view` has what the server remembers, by id.

    Raises:
        InputError: what was sent about it does not fit what the server has.
    """
    data, wrong = {}, {}
    for one in components:
        data[one.name] = data_of(one, sent[one.name])
        if one.is_patched:
            try:
                base = view[one.id] if one.id in view else one.first()
                data[one.name] = one.patched(base, data[one.name])
            except ValueError as error:
                wrong[one.name] = str(error)
    if wrong:
        raise InputError(wrong)
    return data


def preprocess(components: Iterable[Component], data: Mapping[int, Any]) -> dict[int, Any]:
    """What a function takes, of checked data; by component id.

    Raises:
        InputError: a message for each field whose data turns out not to fit.
    """
    values, wrong = {}, {}
    for one in components:
        if one.id in data:
            try:
                values[one.id] = one.preprocess(data[one.id])
            except ValueError as error:
                wrong[one.name] = str(error)
    if wrong:
        raise InputError(wrong)
    return values


def postprocess(one: Component, value: Any) -> Any:
    """Data of what a function gave.

    Raises:
        ResultError: the component cannot show it.
    """
    if isinstance(value, Ready):
        return value.data
    try:
        return one.postprocess(value)
    except Exception as error:
        # Why it cannot may quote the value: that is for the log.
        raise ResultError(
            say(
                "The {word} {name} cannot show this {kind}.",
                word=one.word,
                name=repr(str(one.label or one.name)),
                kind=type(value).__name__,
            ),
            fix=say("Return what {kind} takes, or use another component.", kind=type(one).__name__),
        ) from error


def from_query(components: Iterable[Component], query: Form) -> tuple[dict[int, Any], dict[str, str]]:
    """Data by component id that an address fills fields with, and messages for what does not fit."""
    filled: dict[int, Any] = {}
    wrong: dict[str, str] = {}
    for one in components:
        if one.name in query and not one.takes_files:
            try:
                data = sent_data([one], from_form([one], query), {})
                filled[one.id] = data[one.name]
                filled |= Inputs([one]).load(data)
            except InputError as error:
                wrong |= error.fields
    return filled, wrong
