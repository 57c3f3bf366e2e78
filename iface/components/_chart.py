"""What a chart shows, made of a table with pandas: chosen columns, grouped and in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from iface.components._figures import hex_colour
from iface.components._plotdata import frame_of, pandas_itself
from iface.words import say

COLOURS = ("#4168dc", "#d9680f", "#0f9076", "#b4569f", "#3a94cb", "#a67c00", "#99604a", "#6b7385")
"""Told apart by the colour-blind too, and seen on white and on black."""

MOST_NAMES, MOST_SERIES = 500, 50
"""Names or bars along x; colours."""

FINE = 1_000
"""Parts of a line of which no eye tells more than its lowest and highest point."""


class Settings(NamedTuple):
    """What a plot asks of its table. `x_lim` of dates is in milliseconds."""

    mark: str
    x: str
    y: str
    color: str | None
    x_bin: str | float | None
    y_aggregate: str | None
    color_map: dict[str, str]
    sort: str | list[str] | None


@dataclass(frozen=True)
class Series:
    """Points of one colour; `shades` are numbers that colour each point instead."""

    name: str
    colour: str
    x: list[float]
    y: list[float]
    shades: list[float] | None = None


@dataclass(frozen=True)
class Chart:
    """Points on an x of a kind. With `names`, x counts them from 0; `width` is a bar's, in units of x.

    `count` is how many points there are, of which a line may need fewer.
    """

    mark: str
    kind: str
    series: list[Series]
    names: list[str]
    width: float
    count: int


def chart_of(table: dict[str, Any], asked: Settings) -> Chart | None:
    """What is drawn of the table; None where no row has both values.

    Raises:
        ValueError: the columns do not fit what is asked, or there is more than can be told apart.
    """
    pandas, kinds = pandas_itself(), table["datatypes"]
    needed = [asked.x, asked.y, *([asked.color] if asked.color else [])]
    if missing := [one for one in needed if one not in kinds]:
        raise ValueError(say("The table has no column {name}.", name=missing[0]))
    if kinds[asked.y] != "quantitative":
        raise ValueError(say("The column {name} holds no numbers.", name=asked.y))
    whole, kind = frame_of(table), kinds[asked.x]
    rows = pandas.DataFrame({"x": whole[asked.x], "y": whole[asked.y], "series": "", "shade": 0.0})
    is_shaded = bool(asked.color) and asked.mark == "point" and kinds[asked.color] == "quantitative"
    if is_shaded:
        rows["shade"] = whole[asked.color]
    elif asked.color:
        rows["series"] = whole[asked.color].map(_named)
    rows = rows.dropna()
    if asked.x_bin is not None:
        rows["x"] = _binned(rows["x"], kind, asked.x_bin)
    if asked.x_bin is not None or asked.y_aggregate or asked.mark == "bar" or _is_line_of_names(asked, kind):
        keys = ["x", "series", "shade"]
        rows = rows.groupby(keys, sort=False, as_index=False)["y"].agg(asked.y_aggregate or "sum")
    if rows.empty:
        return None
    names = _order(rows, asked.sort) if kind == "nominal" else []
    rows["x"] = _numbers(rows["x"], kind, names)
    _refuse_many(rows, names, asked.mark)
    count = len(rows)
    if asked.mark == "line":
        rows = _thinned(rows.sort_values("x", kind="stable", ignore_index=True))
    width = _width(rows["x"], kind, asked.x_bin)
    if asked.mark == "bar" and asked.x_bin is not None:
        rows["x"] += width / 2
    return Chart(asked.mark, kind, _series(rows, asked.color_map, is_shaded), names, width * 0.8, count)


def _named(cell: Any) -> str | None:
    if cell is None or cell != cell:
        return None
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def _is_line_of_names(asked: Settings, kind: str) -> bool:
    return asked.mark == "line" and kind == "nominal"


def _binned(x: Any, kind: str, size: str | float) -> Any:
    """The start of the span that each x falls into."""
    if isinstance(size, str) and kind == "temporal":
        return x.dt.floor(_span(size))
    if not isinstance(size, str) and kind == "quantitative":
        return (x / size).round(9) // 1 * size
    raise ValueError(f"x_bin={size!r} does not fit: give a number for numbers, a text as in '1h' for dates")


def _span(size: str) -> Any:
    units = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
    return pandas_itself().Timedelta(**{units[size[-1]]: int(size[:-1])})


def _order(rows: Any, sort: str | list[str] | None) -> list[str]:
    names = list(dict.fromkeys(rows["x"]))
    if isinstance(sort, (list, tuple)):
        return [one for one in sort if one in names] + [one for one in names if one not in sort]
    if sort in ("x", "-x"):
        return sorted(names, reverse=sort == "-x")
    if sort in ("y", "-y"):
        totals = rows.groupby("x")["y"].sum()
        return sorted(names, key=lambda name: totals[name], reverse=sort == "-y")
    return names


def _numbers(x: Any, kind: str, names: list[str]) -> Any:
    if kind == "nominal":
        return x.map({name: float(place) for place, name in enumerate(names)})
    return x.astype("int64") if kind == "temporal" else x


def _refuse_many(rows: Any, names: list[str], mark: str) -> None:
    across = rows["x"].nunique() if mark == "bar" or names else 0
    if across > MOST_NAMES:
        raise ValueError(say("At most {most} names or bars stand side by side.", most=MOST_NAMES))
    if rows["series"].nunique() > MOST_SERIES:
        raise ValueError(say("At most {most} colours are told apart.", most=MOST_SERIES))


def _thinned(rows: Any) -> Any:
    """Of very many points in the order of x, those that make the look of their line."""
    if len(rows) <= 5 * FINE:
        return rows
    parts = pandas_itself().cut(rows["x"].astype("float64"), FINE, labels=False)
    ends = rows.groupby(["series", parts], sort=False)["y"].agg(["idxmin", "idxmax"])
    return rows.loc[sorted({*ends["idxmin"], *ends["idxmax"]})]


def _width(x: Any, kind: str, size: str | float | None) -> float:
    """From one x to the next."""
    if kind == "nominal":
        return 0.9
    if isinstance(size, str):
        return float(_span(size).total_seconds() * 1000)
    gaps = x.drop_duplicates().sort_values().diff().dropna()
    return float(size or (gaps.min() if len(gaps) else 86_400_000 if kind == "temporal" else 1))


def _series(rows: Any, colour_map: dict[str, str], is_shaded: bool) -> list[Series]:
    made = []
    for place, (name, group) in enumerate(rows.groupby("series", sort=False)):
        colour = hex_colour(colour_map[name]) if name in colour_map else COLOURS[place % len(COLOURS)]
        shades = group["shade"].tolist() if is_shaded else None
        made.append(Series(name, colour, group["x"].tolist(), group["y"].astype(float).tolist(), shades))
    return made
