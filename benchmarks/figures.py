"""Figures: the middle of several rounds, and tables of them."""

from collections.abc import Iterable, Sequence
from statistics import median

SHORT = 10.0
"""Figures below this have two digits after the point, those below 100 have one."""


def middle(rounds: Iterable[Sequence[float]]) -> list[float]:
    """Of several rounds of the same figures, the median of each figure."""
    return [median(one) for one in zip(*rounds, strict=True)]


def share(values: Sequence[float], part: float) -> float:
    """The value that `part` (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]


def ratios(figures: Sequence[float], floor: Sequence[float]) -> list[str]:
    """How many times the floor's each figure is."""
    return [f"{figure / below:.2f} x" if below else "-" for figure, below in zip(figures, floor, strict=True)]


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A title, and columns of equal width: the first to the left, the others to the right."""
    lines = [list(head), *([_text(cell) for cell in row] for row in rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    texts = [
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    return "\n".join([title, "", texts[0], "-" * max(map(len, texts)), *texts[1:], ""])


def whole_numbers(text: str) -> list[int]:
    """What "1,8,32" on the command line says."""
    return [int(part) for part in text.split(",")]


def _text(cell: object) -> str:
    if not isinstance(cell, float):
        return str(cell)
    return f"{cell:.2f}" if cell < SHORT else f"{cell:.1f}" if cell < 10 * SHORT else f"{cell:,.0f}"
