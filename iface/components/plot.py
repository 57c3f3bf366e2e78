"""A figure of matplotlib, plotly or altair."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable
from io import StringIO
from types import ModuleType
from typing import Any, ClassVar, Literal, Unpack

from markupsafe import Markup
from marshmallow import fields

from iface import frames
from iface.components._fields import Checked, clean_text
from iface.components._figures import save, size_of
from iface.components.base import Common, Component
from iface.errors import DesignError
from iface.events import Trigger
from iface.words import say

LARGEST_SVG = 300_000
"""Bytes of a drawing beyond which a PNG is the smaller and quicker picture."""

LARGEST = 8 * 1024 * 1024
"""Characters of a figure's data."""

TYPES = {"svg": "svg+xml", "png": "png", "jpg": "jpeg", "jpeg": "jpeg", "webp": "webp"}
"""The formats of a matplotlib figure, and their names on the web."""

_TAG = re.compile(r"<[^<>]*>")
_IMAGE = re.compile(r"data:image/(svg\+xml|png|jpeg|webp);base64,[A-Za-z0-9+/]+={0,2}")


class Plot(Component):
    """A figure of matplotlib (also its pyplot module, an Axes, or what seaborn gives), plotly or altair.

    matplotlib is shown as a drawing that stays sharp, or as a picture where it holds one or would be too
    large; `format` ("svg", "png", "jpg", "webp") decides instead. plotly stays interactive; it is drawn
    by the script that the installed plotly brings, in a frame that can load nothing else, so maps, which
    fetch their outlines from elsewhere, stay empty. altair is shown as a drawing, for which
    vl-convert-python must be installed.
    """

    is_editable = False
    parts: ClassVar = ("_frames",)

    change = Trigger()

    def __init__(
        self,
        value: Any | Callable[[], Any] | None = None,
        *,
        format: Literal["svg", "png", "jpg", "jpeg", "webp"] | None = None,
        **common: Unpack[Common],
    ) -> None:
        if format is not None and format not in TYPES:
            raise DesignError(
                f"A Plot cannot be shown as {format!r}.", fix=f"Use one of: {', '.join(TYPES)}."
            )
        self.format = format
        super().__init__(value, **common)

    def from_form(self, texts: list[str]) -> Any:
        """Nothing: a browser sends no figure."""
        return None

    def field(self) -> fields.Field[Any]:
        """What `postprocess` makes."""
        return Checked(_check, required=self.required, type="object")

    def postprocess(self, value: Any) -> dict[str, Any] | None:
        """`{"type", "image", "width", "height", "alt"}`, or `{"type": "plotly", "plot", "alt"}`."""
        if value is None:
            return None
        data = _SHOWN[_library_of(value)](value, self.format)
        size = len(data.get("image", "")) + len(data.get("plot", ""))
        if size > LARGEST:
            raise ValueError(f"this figure has {size:,} characters of data; at most {LARGEST:,} are shown")
        return data

    def frame(self) -> str | None:
        """Where the document that draws plotly's figures is found; None where plotly is not installed."""
        digest = frames.digest("plotly")
        return digest and f"frame/plotly/{digest}/"

    def content(self, data: dict[str, Any]) -> Markup:
        """The figure's JSON, as it may stand within a script element."""
        return Markup(data["plot"].replace("<", "\\u003c"))


def _library_of(value: Any) -> str:
    homes = (
        [value.__name__] if isinstance(value, ModuleType) else [one.__module__ for one in type(value).__mro__]
    )
    for home in homes:
        library = home.partition(".")[0]
        if library in _SHOWN:
            return library
    if hasattr(value, "figure"):  # what libraries on top of matplotlib give
        return "matplotlib"
    raise TypeError(
        f"a Plot shows figures of {', '.join(_SHOWN)}, not {type(value).__name__}; "
        "for bokeh and others, give an HTML component what they export"
    )


def _matplotlib(value: Any, format: str | None) -> dict[str, Any]:
    figure = value.gcf() if isinstance(value, ModuleType) else value
    while getattr(figure, "figure", figure) is not figure:  # an Axes, a part of a figure
        figure = figure.figure
    chosen, body = format or "svg", save(figure, format or "svg")
    if format is None and (len(body) > LARGEST_SVG or b"<image" in body):
        chosen, body = "png", save(figure, "png")
    width, height = size_of(body, chosen)
    return {
        "type": "matplotlib",
        "image": f"data:image/{TYPES[chosen]};base64,{b64encode(body).decode()}",
        "width": width,
        "height": height,
        "alt": _described(figure),
    }


def _described(figure: Any) -> str:
    """The titles of a figure and its axes, and what stands at the axes."""
    said = [figure.get_suptitle()]
    for axes in figure.get_axes():
        x, y = axes.get_xlabel(), axes.get_ylabel()
        said += [axes.get_title(), say("{y} against {x}", x=x, y=y) if x and y else x or y]
    return ". ".join(dict.fromkeys(one.strip() for one in said if one.strip()))[:1000]


def _plotly(value: Any, format: str | None) -> dict[str, Any]:
    import plotly.io

    content = value.to_plotly_json()
    if value.layout.template == plotly.io.templates["plotly"]:  # nobody chose it: the page's own look fits
        content["layout"] = {name: one for name, one in content["layout"].items() if name != "template"}
    return {
        "type": "plotly",
        "plot": plotly.io.to_json(content, validate=False),
        "alt": _TAG.sub("", str(value.layout.title.text or ""))[:1000],
    }


def _altair(value: Any, format: str | None) -> dict[str, Any]:
    try:
        import vl_convert  # noqa: F401 - altair's save uses it
    except ImportError:
        raise ValueError(
            "altair needs vl-convert-python to draw a chart: pip install vl-convert-python"
        ) from None
    drawn = StringIO()
    value.save(drawn, format="svg")
    body = drawn.getvalue().encode()
    width, height = size_of(body, "svg")
    title = value.to_dict(validate=False).get("title", "")
    return {
        "type": "altair",
        "image": f"data:image/svg+xml;base64,{b64encode(body).decode()}",
        "width": width,
        "height": height,
        "alt": str(title.get("text", "") if isinstance(title, dict) else title)[:1000],
    }


_SHOWN: dict[str, Callable[[Any, str | None], dict[str, Any]]] = {
    "matplotlib": _matplotlib,
    "plotly": _plotly,
    "altair": _altair,
}


def _check(data: Any) -> dict[str, Any]:
    kind = data.get("type") if isinstance(data, dict) else None
    if kind == "plotly" and set(data) <= {"type", "plot", "alt"}:
        return {
            "type": kind,
            "plot": _figure(data.get("plot")),
            "alt": clean_text(data.get("alt", ""))[:1000],
        }
    if kind in ("matplotlib", "altair") and set(data) <= {"type", "image", "width", "height", "alt"}:
        image, sides = data.get("image"), [data.get("width", 640), data.get("height", 480)]
        is_image = isinstance(image, str) and len(image) <= LARGEST and _IMAGE.fullmatch(image)
        if is_image and all(type(side) is int and 1 <= side <= 10_000 for side in sides):
            alt = clean_text(data.get("alt", ""))[:1000]
            return {"type": kind, "image": image, "width": sides[0], "height": sides[1], "alt": alt}
    raise ValueError(say("Give a plot as this page shows it: its type, and its image or figure."))


def _figure(plot: Any) -> str:
    rule = say("Give the figure as a text of JSON with a list under data.")
    if not isinstance(plot, str) or len(plot) > LARGEST:
        raise ValueError(rule)
    try:
        figure = json.loads(clean_text(plot), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise ValueError(rule) from None
    if not isinstance(figure, dict) or not isinstance(figure.get("data"), list):
        raise ValueError(rule)
    return plot


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")
