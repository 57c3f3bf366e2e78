"""Rows of input values to start from: given in the program, or kept in a folder."""

import csv
from pathlib import Path
from typing import Any

from iface.components import Component
from iface.errors import DesignError


def sample_rows(examples: Any, inputs: list[Component]) -> list[list[Any]]:
    """Rows of input values; one input may have its values in a plain list."""
    if isinstance(examples, (str, Path)):
        return _rows_of_folder(Path(examples), inputs)
    rows = [list(row) if isinstance(row, (list, tuple)) else [row] for row in examples]
    if len(inputs) == 1 and not all(isinstance(row, (list, tuple)) for row in examples):
        rows = [[row] for row in examples]
    for row in rows:
        if len(row) > len(inputs):
            raise DesignError(
                f"The example {row!r} has {len(row)} values for {len(inputs)} inputs.",
                fix="Give one value for each input that is no State.",
            )
    return rows


def _rows_of_folder(folder: Path, inputs: list[Component]) -> list[list[Any]]:
    table = folder / "log.csv"
    if not table.is_file():
        raise DesignError(
            f"The examples folder {str(folder)!r} has no log.csv.",
            fix="Give rows of values, or write them into log.csv below a row of labels.",
        )
    with table.open(newline="", encoding="utf-8") as lines:
        texts = list(csv.reader(lines))[1:]
    return [
        [one.preprocess(one.from_form([text])) for one, text in zip(inputs, row, strict=False)]
        for row in texts
        if row
    ]
