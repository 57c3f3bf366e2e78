"""Flagging: a visitor marks a run, and what went in and came out of it is noted for the program's author.

Only what the server itself has run is noted: the flag says which run, never what it was. Each log is a
folder with one CSV file and the files of its rows; several workers may write to it at once.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from iface import files, helpers
from iface.components import Button, Component, State
from iface.context import Builder
from iface.errors import DesignError
from iface.events import Link
from iface.files.types import suffix_of
from iface.words import Phrase, say

Options = Sequence[str | tuple[str, str]]
"""What a run can be flagged as: words, or pairs of what the button says and what is noted."""


class FlaggingCallback(ABC):
    """Where flagged runs go. A program may have one of its own."""

    @abstractmethod
    def setup(self, components: Sequence[Component], flagging_dir: str | Path) -> None:
        """Make ready for rows of these components' values, to be kept in `flagging_dir`."""

    @abstractmethod
    def flag(self, flag_data: list[Any], flag_option: str | None = None, username: str | None = None) -> int:
        """Note one run: data of each component, in their order. Gives the number of rows."""


class CSVLogger(FlaggingCallback):
    """A table `dataset1.csv`, with a column for each component, one for the flag, the user and the time.

    Where the columns have changed, the next number begins a new table. A cell that a spreadsheet
    would take for a formula begins with an apostrophe.
    """

    def __init__(
        self, simplify_file_data: bool = True, verbose: bool = False, dataset_file_name: str | None = None
    ) -> None:
        self._name = dataset_file_name

    def setup(self, components: Sequence[Component], flagging_dir: str | Path) -> None:
        """See above; the folder is made at the first flag."""
        self._components = list(components)
        self._folder = Path(flagging_dir)

    def flag(self, flag_data: list[Any], flag_option: str | None = None, username: str | None = None) -> int:
        """Add a row."""
        self._folder.mkdir(parents=True, exist_ok=True)
        labels = [one.label or one.name for one in self._components]
        header = [*labels, "flag", "username", "timestamp"]
        row = [self._cell(label, data) for label, data in zip(labels, flag_data, strict=True)]
        row += [flag_option or "", username or "", datetime.now(UTC).isoformat()]
        table = self._table(_line(header))
        # One write at the end of the file: lines of several workers do not mix.
        with open(os.open(table, os.O_WRONLY | os.O_APPEND), "wb", buffering=0) as stream:
            stream.write(_line([_plain(cell) for cell in row]))
        with table.open(encoding="utf-8", newline="") as lines:
            return sum(1 for _ in csv.reader(lines)) - 1

    def _table(self, header: bytes) -> Path:
        """The table with this header, the first that has it or is not there yet."""
        number = 1
        while True:
            table = self._folder / (self._name or f"dataset{number}.csv")
            if _made(table, header) or self._name:
                return table
            with table.open("rb") as stream:
                if stream.read(len(header)) == header:
                    return table
            number += 1

    def _cell(self, label: str, data: Any) -> str:
        """Data as a text; of a file a copy is kept, and its place in the folder noted."""
        if isinstance(data, dict) and set(data) == {"id", "name", "size", "type"}:
            return self._copy(label, data)
        if isinstance(data, list) and data and all(isinstance(one, dict) and "id" in one for one in data):
            return ", ".join(self._copy(label, one) for one in data)
        return data if isinstance(data, str) else "" if data is None else json.dumps(data, ensure_ascii=False)

    def _copy(self, label: str, data: Any) -> str:
        folder = self._folder / (re.sub(r"\W+", "_", label) or "files")
        folder.mkdir(exist_ok=True)
        copy = folder / f"{token_hex(10)}{suffix_of(data['name'])}"
        shutil.copyfile(files.here().find(data["id"]).path, copy)
        return copy.relative_to(self._folder).as_posix()


class SimpleCSVLogger(CSVLogger):
    """The same, in a table called `log.csv`."""

    def __init__(self) -> None:
        super().__init__(dataset_file_name="log.csv")


class Flagging:
    """The buttons below an output that flag its last run.

    Args:
        mode: "manual" for a button for each of the options, "auto" to note every run.
        options: what a run can be flagged as; without any there is one button.
        folder: where the log is kept.
    """

    def __init__(
        self, mode: str, options: Options | None, folder: str | Path, callback: FlaggingCallback | None
    ) -> None:
        if mode not in ("auto", "manual"):
            raise DesignError(f"There is no flagging mode {mode!r}.", fix="Use 'never', 'auto' or 'manual'.")
        self._is_automatic = mode == "auto"
        self._options = [
            one if isinstance(one, tuple) else (Phrase("Flag as {option}", option=one), one)
            for one in options or ()
        ]
        self._folder = folder
        self._callback = callback or CSVLogger()
        self.buttons: list[Button] = []

    def place(self) -> None:
        """Put the buttons where the program stands now."""
        if not self._is_automatic:
            self.buttons = [Button(text) for text, _ in self._options or [(Phrase("Flag"), "")]]

    def follow(
        self, page: Builder, run: Link, inputs: Sequence[Component], outputs: Sequence[Component]
    ) -> None:
        """Note what `run` took and gave, and let the buttons flag it."""
        noted = [one for one in dict.fromkeys([*inputs, *outputs]) if not one.is_state]
        self._callback.setup(noted, self._folder)
        last = State(None)

        def note_run(*data: Any) -> list[Any]:
            return list(data)

        def flag_every_run(request: helpers.Request, data: list[Any]) -> None:
            self._callback.flag(data, "", request.username)

        noting = run.success(note_run, noted, last, api_name=False, preprocess=False, show_progress="hidden")
        if self._is_automatic:
            noting.success(flag_every_run, last, None, api_name=False, show_progress="hidden")
        for button, (_, option) in zip(self.buttons, self._options or [("", "")], strict=False):
            button.click(self._flagged_as(option), last, None, api_name=False, show_progress="hidden")

    def _flagged_as(self, option: str) -> Any:
        def flag_run(request: helpers.Request, data: list[Any] | None) -> None:
            if data is None:
                helpers.Warning(say("There is nothing to flag yet: submit first."), title="")
                return
            self._callback.flag(data, option, request.username)
            helpers.Success(say("Thank you: this was noted."), title="")

        return flag_run


def flagging(
    mode: str | None, options: Options | None, folder: str | Path, callback: FlaggingCallback | None
) -> Flagging | None:
    """Flagging as it is asked for, by the program or else by IFACE_FLAGGING_MODE; None for "never"."""
    mode = mode or os.environ.get("IFACE_FLAGGING_MODE") or "never"
    return None if mode == "never" else Flagging(mode, options, folder, callback)


def _line(cells: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue().encode(errors="replace")


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _made(table: Path, header: bytes) -> bool:
    """Make a table with its header, all at once; False if it is there."""
    draft = table.with_name(f".{table.name}.{token_hex(6)}")
    draft.write_bytes(header)
    try:
        os.link(draft, table)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True
