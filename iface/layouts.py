"""What stands around components: rows, columns, groups, and parts that open."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from typing import Any, ClassVar, Literal, Self, TypedDict, Unpack

from iface.context import builder
from iface.errors import DesignError
from iface.events import Trigger
from iface.gradio import LAYOUT, settle
from iface.words import Phrase


class Common(TypedDict, total=False):
    """What every layout takes; `min_width` is in pixels, and counts within a row."""

    visible: bool
    elem_id: str | None
    elem_classes: Sequence[str] | str | None
    min_width: int
    render: bool


CHANGEABLE = frozenset({"visible", "open", "label", "selected"})
"""What an event can change of a layout."""


_MORE, _MENU, _TAB = Phrase("More"), Phrase("Menu"), Phrase("Tab")


class Layout:
    """A place for components; they are put in by a `with` block."""

    word: ClassVar[str]
    template: ClassVar[str]

    given: dict[str, Any]
    """The arguments it was made with, by name."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        """Note the arguments, so that one can stand for what is to change in another."""
        self = super().__new__(cls)
        names = [one for one in inspect.signature(cls.__init__).parameters if one != "self"] if args else []
        self.given = dict(zip(names, args, strict=False)) | kwargs
        return self

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.word = cls.__name__.lower()
        cls.template = f"layouts/{cls.word}.html"

    def __init__(self, *, scale: int | None = None, **common: Unpack[Common]) -> None:
        common = settle(type(self).__name__, common, Common.__annotations__, LAYOUT)  # type: ignore[assignment]
        classes = common.get("elem_classes") or []
        self.visible = common.get("visible", True) is True
        self.elem_id = common.get("elem_id")
        self.elem_classes = classes.split() if isinstance(classes, str) else list(classes)
        self.scale = scale
        self.min_width = common.get("min_width")
        self.children: list[Any] = []
        self.id = 0
        page = builder()
        if page is not None and common.get("render", True):
            page.place(self)

    @property
    def html_id(self) -> str:
        """The id of its element in the page."""
        return f"iface-{self.id}"

    def varied(self, properties: Mapping[str, Any]) -> Self:
        """The same layout around the same components, with other properties.

        Raises:
            DesignError: a property cannot be changed.
        """
        strange = sorted(set(properties) - CHANGEABLE)
        if strange:
            raise DesignError(
                f"{strange[0]!r} of a {type(self).__name__} cannot be changed by an event.",
                fix=f"Change one of: {', '.join(sorted(CHANGEABLE))}.",
            )
        other = copy(self)
        for name, value in properties.items():
            setattr(other, name, value)
        return other

    def __enter__(self) -> Self:
        page = builder()
        if page is None:
            raise DesignError(
                f"`with {type(self).__name__}():` stands outside of a page.",
                fix="Put it inside `with iface.Blocks() as demo:`.",
            )
        page.enter(self)
        return self

    def __exit__(self, *error: object) -> None:
        page = builder()
        if page is not None:
            page.leave(self)


class Row(Layout):
    """Components side by side, one below the other where the screen is narrow.

    With `equal_height` a text or a box becomes as high as the row.
    """

    def __init__(
        self,
        variant: Literal["default", "panel", "actions"] = "default",
        *,
        scale: int | None = None,
        equal_height: bool = False,
        **common: Unpack[Common],
    ) -> None:
        self.variant = variant
        self.equal_height = equal_height
        super().__init__(scale=scale, **common)


class Column(Layout):
    """Components one below the other; `label` names it for screen readers."""

    def __init__(
        self,
        scale: int | None = None,
        *,
        variant: Literal["default", "panel", "output"] = "default",
        label: str | None = None,
        **common: Unpack[Common],
    ) -> None:
        self.variant = variant
        self.label = label
        super().__init__(scale=scale, **common)


class Group(Layout):
    """Components that belong together, without space between them."""


class Accordion(Layout):
    """A part that opens and closes under its label."""

    def __init__(self, label: str = _MORE, open: bool = True, **common: Unpack[Common]) -> None:
        self.label = label
        self.open = open
        super().__init__(**common)


class Sidebar(Layout):
    """A part that opens and closes at the edge of the page; on a narrow screen it stands where it is put."""

    def __init__(
        self,
        label: str = _MENU,
        *,
        open: bool = True,
        position: Literal["left", "right"] = "left",
        **common: Unpack[Common],
    ) -> None:
        self.label = label
        self.open = open
        self.position = position
        super().__init__(**common)


class Tabs(Layout):
    """Parts of which one is shown at a time: the one whose `id` is `selected`, else the first."""

    change = Trigger()
    select = Trigger()

    def __init__(self, *, selected: str | int | None = None, **common: Unpack[Common]) -> None:
        self.selected = selected
        super().__init__(**common)

    @property
    def tabs(self) -> list[Tab]:
        """Its parts."""
        return [one for one in self.children if isinstance(one, Tab)]

    @property
    def first(self) -> Tab | None:
        """The part that is shown first, if there is one."""
        chosen = [one for one in self.tabs if self.selected is not None and one.key == self.selected]
        return next(iter([*chosen, *(one for one in self.tabs if one.visible and one.interactive)]), None)


class Tab(Layout):
    """One part of Tabs, under its label.

    `id` is what `Tabs(selected=...)` calls it. Tabs that stand outside of Tabs are put into some,
    those that follow one another into the same.
    """

    select = Trigger()

    scripts: str = ""
    """The words whose scripts it needs when it is opened; the page says so."""

    def __init__(
        self,
        label: str = _TAB,
        *,
        id: str | int | None = None,
        interactive: bool = True,
        scale: int | None = None,
        **common: Unpack[Common],
    ) -> None:
        self.label = label
        self.interactive = interactive
        self.key = id
        super().__init__(scale=scale, **common)


def gather_tabs(node: Layout, add: Callable[[Tabs], None]) -> None:
    """Put each Tab below `node` that stands outside of Tabs into some; `add` gives those their ids."""
    gathered: list[Any] = []
    made: Tabs | None = None
    for child in node.children:
        if isinstance(child, Layout):
            gather_tabs(child, add)
        if isinstance(child, Tab) and not isinstance(node, Tabs):
            if made is None:
                made = Tabs(render=False)
                add(made)
                gathered.append(made)
            made.children.append(child)
            continue
        # What is not shown, as a State is not, does not stand between two tabs.
        made = made if getattr(child, "template", "") is None else None
        gathered.append(child)
    node.children = gathered
