"""What stands around components: rows, columns, groups, and parts that open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal, Self, TypedDict, Unpack

from iface.context import builder
from iface.errors import DesignError
from iface.gradio import LAYOUT, settle


class Common(TypedDict, total=False):
    """What every layout takes; `min_width` is in pixels, and counts within a row."""

    visible: bool
    elem_id: str | None
    elem_classes: Sequence[str] | str | None
    min_width: int
    render: bool


class Layout:
    """A place for components; they are put in by a `with` block."""

    word: ClassVar[str]
    template: ClassVar[str]

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
    """Components side by side, one below the other where the screen is narrow."""

    def __init__(
        self, variant: Literal["default", "panel", "actions"] = "default", **common: Unpack[Common]
    ) -> None:
        self.variant = variant
        super().__init__(**common)


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

    def __init__(self, label: str = "More", *, open: bool = True, **common: Unpack[Common]) -> None:
        self.label = label
        self.open = open
        super().__init__(**common)
