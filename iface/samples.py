"""Rows of input values to start from: given in the program, or kept in a folder."""

from __future__ import annotations

import csv
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from iface import files
from iface.components import Component, Dataset
from iface.context import builder
from iface.errors import DesignError
from iface.events import Link
from iface.function import finished
from iface.helpers import Ready
from iface.words import Phrase

logger = logging.getLogger("iface")

_EXAMPLES = Phrase("Examples")


class Examples:
    """Rows below a form, one press for each: it fills the inputs.

    Args:
        examples: rows of input values, values of a single input, or a folder with a `log.csv`.
        inputs: what a row fills; a row may end early, and None leaves out what it has no value for.
        outputs, fn: what a press also shows, with `run_on_click` or `cache_examples`.
        cache_examples: run `fn` for each row once, when the page is built; with "lazy" (or
            `cache_mode="lazy"`) at the row's first press. Each process keeps what came of it.
        examples_per_page: how many rows are shown; the others open on demand.
        example_labels: words shown in place of the values.

    `dataset` is the component with the rows, and `load_input_event` what a press starts, for chains.
    """

    def __init__(
        self,
        examples: Sequence[Any] | str | Path,
        inputs: Component | Sequence[Component],
        outputs: Component | Sequence[Component] | None = None,
        fn: Callable[..., Any] | None = None,
        cache_examples: bool | Literal["lazy"] | None = None,
        examples_per_page: int = 10,
        label: str = _EXAMPLES,
        *,
        run_on_click: bool = False,
        cache_mode: Literal["eager", "lazy"] | None = None,
        example_labels: Sequence[str] | None = None,
        api_name: str | Literal[False] = False,
        elem_id: str | None = None,
        visible: bool = True,
        **_ignored: Any,
    ) -> None:
        page = builder()
        if page is None:
            raise DesignError(
                "Examples stand outside of a page.", fix="Put them inside `with iface.Blocks() as demo:`."
            )
        taken, given = _several(inputs), _several(outputs)
        self._inputs = [one for one in taken if not one.is_state]
        self._outputs, self._fn = given, fn
        self.rows = sample_rows(examples, self._inputs)
        for row in self.rows:
            for one, value in zip(self._inputs, row, strict=False):
                one._checked(value)
        self.dataset = Dataset(
            label,
            components=self._inputs,
            samples=self.rows,
            samples_per_page=examples_per_page,
            sample_labels=example_labels,
            elem_id=elem_id,
            visible=visible,
            type="index",
        )
        self._kept: dict[int, list[Any]] = {}
        self._lock = Lock()
        self._is_kept = self._may_keep(cache_examples, [*taken, *given])
        outcome = self._outputs if self._is_kept else []
        event = page.listen(
            [(self.dataset, "click")],
            fn=self.load_example,
            inputs=self.dataset,
            outputs=list(dict.fromkeys([*self._inputs, *outcome])),
            api_name=api_name,
        )
        self.load_input_event = Link(page, event)
        if self._is_kept and "lazy" not in (cache_examples, cache_mode):
            for place in range(len(self.rows)):
                self._outcome(place)
        elif run_on_click and not self._is_kept and fn is not None:
            self.load_input_event.then(fn, taken, given, api_name=False)

    def _may_keep(self, wanted: bool | str | None, all_of_them: Sequence[Component]) -> bool:
        if not wanted or self._fn is None or not self._outputs:
            return False
        if any(one.is_state for one in all_of_them):
            logger.warning("Examples of a function with state are not cached: each visitor's would differ.")
            return False
        return True

    def load_example(self, place: int) -> dict[Component, Any]:
        """The values of a row by input, and what came of it by output where that is kept.

        An input that the row leaves out stands at its first value.
        """
        row = self.rows[place]
        left = self._inputs[len(row) :]
        filled = [*row, *(one.value() if callable(one.value) else one.value for one in left)]
        values = dict(zip(self._inputs, filled, strict=True))
        if self._is_kept:
            values |= {
                one: Ready(data) for one, data in zip(self._outputs, self._outcome(place), strict=True)
            }
        return values

    def _outcome(self, place: int) -> list[Any]:
        """Data of the outputs for a row; the function runs for it once."""
        with self._lock:
            if place not in self._kept:
                # What it makes is the program's own, and no visitor's.
                with files.serving(files.DECLARED):
                    self._kept[place] = self._run(self.rows[place])
            return self._kept[place]

    def _run(self, row: Sequence[Any]) -> list[Any]:
        assert self._fn is not None
        values = [
            one.preprocess(one.postprocess(value)) for one, value in zip(self._inputs, row, strict=False)
        ]
        returned = finished(self._fn(*values))
        several = [returned] if len(self._outputs) == 1 else list(returned)
        return [one.postprocess(value) for one, value in zip(self._outputs, several, strict=True)]


def sample_rows(examples: Any, inputs: Sequence[Component]) -> list[list[Any]]:
    """Rows of input values; one input may have its values in a plain list.

    Raises:
        DesignError: they are no rows, a row is too long, or the folder has no table of them.
    """
    if isinstance(examples, (str, Path)):
        return _rows_of_folder(Path(examples), inputs)
    try:
        rows = [list(row) if isinstance(row, (list, tuple)) else [row] for row in examples]
    except TypeError:
        raise DesignError(
            f"The examples are {examples!r}.", fix="Give a list of rows, each a list of input values."
        ) from None
    if len(inputs) == 1 and not all(isinstance(row, (list, tuple)) for row in examples):
        rows = [[row] for row in examples]
    for row in rows:
        if len(row) > len(inputs):
            raise DesignError(
                f"The example {row!r} has {len(row)} values for {len(inputs)} inputs.",
                fix="Give one value for each input that is no State.",
            )
    return rows


def _rows_of_folder(folder: Path, inputs: Sequence[Component]) -> list[list[Any]]:
    table = folder / "log.csv"
    if not table.is_file():
        if len(inputs) == 1 and inputs[0].takes_files and folder.is_dir():
            return [
                [str(path)] for path in sorted(folder.iterdir()) if path.is_file() and path.name[0] != "."
            ]
        raise DesignError(
            f"The examples folder {str(folder)!r} has no log.csv.",
            fix="Give rows of values, or write them into log.csv below a row of labels.",
        )
    with table.open(newline="", encoding="utf-8") as lines:
        texts = list(csv.reader(lines))[1:]
    return [
        [_of_text(one, text, folder) for one, text in zip(inputs, row, strict=False)] for row in texts if row
    ]


def _of_text(one: Component, text: str, folder: Path) -> Any:
    """A cell of the table: a file's path within the folder, or what a form would carry."""
    return str(folder / text) if one.takes_files else one.preprocess(one.from_form([text]))


def _several(components: Component | Sequence[Component] | None) -> list[Component]:
    if components is None:
        return []
    return [components] if isinstance(components, Component) else list(components)
