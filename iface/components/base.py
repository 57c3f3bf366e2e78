"""What a component promises, and what all of them have in common.

A value takes four forms on its way:

    text   what a form post carries: a list of strings under the component's name
    data   JSON-like: what the API carries, what the schema checks, what a template shows
    value  what the function takes and gives: any Python object

`from_form` makes data of text, `field` checks it, `preprocess` makes the value of it, and
`postprocess` makes data of what the function gave.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from copy import copy, deepcopy
from typing import Any, ClassVar, Self, TypedDict, Unpack

from marshmallow import fields

from iface import files
from iface.context import builder
from iface.errors import DesignError
from iface.gradio import COMPONENT, settle
from iface.words import Phrase


class Common(TypedDict, total=False):
    """What every component takes.

    `interactive` None means: a visitor can change it where some event takes it as input.
    `scale` is its share of the row's width, `min_width` in pixels. `render=False` leaves
    placing it to `.render()`. `required` refuses an empty field. A callable value is called again
    `every` so many seconds (or at each tick of a Timer), and when one of `inputs` changes, with their values.
    """

    label: str | None
    info: str | None
    show_label: bool
    visible: bool
    interactive: bool | None
    required: bool
    elem_id: str | None
    elem_classes: Sequence[str] | str | None
    scale: int | None
    min_width: int
    render: bool
    every: Any
    inputs: Any


LATER: Any = type("Later", (), {"__repr__": lambda self: "made later"})()
"""Stands for data that is made anew for each page."""


class Component:
    """One word of a page. A subclass says only what is its own."""

    word: ClassVar[str]
    template: ClassVar[str | None]
    parts: ClassVar[tuple[str, ...]] = ()
    """Other names in static/components/ whose script and style it uses too, as in "_upload"."""
    works_unseen: ClassVar[bool] = False
    """Whether its script is needed even while its Tab was not opened."""
    has_value: ClassVar[bool] = True
    """Whether it can be an input or output with data of its own (a button's is its text)."""
    pressed_by: ClassVar[frozenset[str]] = frozenset()
    """The verbs that its own button stands for: the first event of one is what a press sends."""
    is_entered: ClassVar[bool] = False
    """Whether it has that button for browsers without a script alone, and where no other starts the event."""
    is_editable: ClassVar[bool] = True
    """Whether a visitor can change it, where nothing is said about that."""
    takes_files: ClassVar[bool] = False
    """Whether a visitor can give it files."""
    is_patched: ClassVar[bool] = False
    """Whether its field says only what the visitor changed of what the server has (see `patched`)."""
    absent_is_empty: ClassVar[bool] = False
    """Whether a browser sends nothing for it while it is empty, as for a box that is not ticked."""
    grows_roughly: ClassVar[bool] = False
    """Whether text that was appended to what it shows is to be drawn anew at the end."""
    is_shared: ClassVar[bool] = False
    """Whether it is a state that all sessions share."""
    is_of_user: ClassVar[bool] = False
    """Whether it is a state that all sessions of a user share."""
    is_state: ClassVar[bool] = False
    """Whether its value lives on the server and never travels."""

    given: dict[str, Any]
    """The arguments it was made with, by name."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        """Note the arguments, so that one can be made with others in their place."""
        self = super().__new__(cls)
        names = [one for one in inspect.signature(cls.__init__).parameters if one != "self"] if args else []
        self.given = dict(zip(names, args, strict=False)) | kwargs
        return self

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.word = cls.__name__.lower()
        if "template" not in cls.__dict__:
            cls.template = f"components/{cls.word}.html"

    def __init__(self, value: Any = None, **common: Unpack[Common]) -> None:
        common = settle(type(self).__name__, common, Common.__annotations__, COMPONENT)  # type: ignore[assignment]
        classes = common.get("elem_classes") or []
        self.label = common.get("label")
        self.info = common.get("info")
        self.show_label = common.get("show_label", True) is not False
        self.visible = common.get("visible", True) is True
        self.interactive = common.get("interactive")
        self.required = common.get("required", False)
        self.elem_id = common.get("elem_id")
        self.elem_classes = classes.split() if isinstance(classes, str) else list(classes)
        self.scale = common.get("scale")
        self.min_width = common.get("min_width")
        self.id = 0
        """Its place on the page, from 1; 0 until it is placed."""
        self.name = ""
        """Its form field's name; given by the page."""
        self.optional = False
        """Whether leaving it out means None; an Interface says so where its argument's default is None."""
        self.event = ""
        """The name of the event that its own button starts; given by the page."""
        self.listened: frozenset[str] = frozenset()
        """The verbs that events of the page listen to; given by the page."""
        self.every = common.get("every")
        self.followed = common.get("inputs")
        self.refreshed_by = value if callable(value) else None
        if self.followed is not None and callable(value):
            value = None  # it takes values that only a page has
        self.value = value
        # In a function that runs, a component stands for an update: its value is checked there.
        self._first = LATER if files.is_serving() else self._checked(value)
        if common.get("render", True) and (page := builder()) is not None:
            page.place(self)

    @property
    def html_id(self) -> str:
        """The id of its element; its control, label and error add `-control`, `-label`, `-error`."""
        return f"iface-{self.id}"

    def render(self) -> Component:
        """Place it where the program stands now; for a component made with `render=False`."""
        page = builder()
        if page is None:
            raise DesignError(
                f"{type(self).__name__}.render() is called outside of a page.",
                fix="Call it inside `with iface.Blocks() as demo:`.",
            )
        page.place(self)
        return self

    def starting_at(self, value: Any) -> Self:
        """A copy of it, not placed, that shows `value` first."""
        other = copy(self)
        other.id, other.value = 0, value
        other._first = other._checked(value)
        return other

    def parted(self) -> Self:
        """A copy of it, not placed, for another page."""
        other = self.starting_at(self.value)
        other.name = ""
        return other

    def varied(self, properties: Mapping[str, Any]) -> Self:
        """The same component of the same page, with other properties.

        Raises:
            DesignError: a property is not one of its arguments, or does not fit.
        """
        other = type(self)(**{**self.given, **properties, "render": False})
        for name in ("id", "name", "event", "optional", "listened"):
            if hasattr(self, name):
                setattr(other, name, getattr(self, name))
        if "value" not in properties:
            other._first = self._first
        if "label" not in properties:
            other.label = self.label
        if other.interactive is None:
            other.interactive = self.interactive
        return other

    def first(self) -> Any:
        """The data shown on a new page. A callable `value` is called for each page, a phrase said for it."""
        if self._first is LATER:
            return self.postprocess(self.value() if callable(self.value) else self.value)
        return deepcopy(self._first)

    @property
    def has_default(self) -> bool:
        """Whether a caller may leave it out."""
        return self.value is not None or self.optional

    def cleared(self) -> Any:
        """What Clear makes of it, before `postprocess`."""
        return None

    def from_form(self, texts: list[str]) -> Any:
        """Data of what a form post carries; what cannot be read is left for `field` to refuse."""
        return texts[-1].replace("\r\n", "\n") if texts else None

    def patched(self, base: Any, sent: Any) -> Any:
        """Data, still unchecked, of `base`, which the server has, and what a visitor sent about it.

        Raises:
            ValueError: what was sent does not fit; the sentence is for the visitor.
        """
        return sent

    def field(self) -> fields.Field[Any]:
        """The marshmallow field that checks its data."""
        return fields.Raw(allow_none=True)

    def preprocess(self, data: Any) -> Any:
        """What the function takes, of checked data."""
        return data

    def postprocess(self, value: Any) -> Any:
        """Data of what the function gave.

        Raises:
            Exception: the value cannot be shown; the sentence says why.
        """
        return value

    def grown(self, old: Any, new: Any) -> str | None:
        """The text to append to what it shows of `old`, where that makes it show `new`; else None."""
        return None

    def mark(self, data: Any) -> str:
        """What a page says that shows this data, where it can be shown anew from some row on; else ""."""
        return ""

    def first_row(self, mark: str, data: Any) -> int | None:
        """The first row of `data` that a page with this mark has to be shown; None: all of it."""
        return None

    def _checked(self, value: Any) -> Any:
        if callable(value) or isinstance(value, Phrase):
            return LATER
        try:
            return self.postprocess(value)
        except Exception as error:
            raise DesignError(
                f"{type(self).__name__} cannot show {value!r} as its value: {error}",
                fix="Give a value of the kind that its docstring names.",
            ) from error
