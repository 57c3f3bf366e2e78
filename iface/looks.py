"""How a page looks and speaks, as far as the program says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from iface.errors import DesignError
from iface.themes import Theme


@dataclass
class Looks:
    """The program's own style sheet, theme, scripts and words for a page."""

    css: str = ""
    theme: Theme = field(default_factory=Theme)
    js: str = ""
    """A function for the browser that runs when the page is opened."""
    head: str = ""
    """HTML of the program's own for the page's head."""
    language: str = ""
    """The language that it is in for everybody; "" for each visitor's own."""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The program's own sentences, by language."""

    def add_looks(
        self, css_paths: str | Path | Sequence[str | Path] | None, js: str | None, head: str | None
    ) -> None:
        """Add what the program says of the page in files and in the browser's own languages.

        Raises:
            DesignError: a file cannot be read.
        """
        for path in [css_paths] if isinstance(css_paths, (str, Path)) else css_paths or ():
            try:
                self.css += "\n" + Path(path).read_text(encoding="utf-8")
            except (OSError, ValueError) as error:
                raise DesignError(
                    f"The style sheet {path} cannot be read: {error}.", fix="Look at its path."
                ) from None
        self.js = js if isinstance(js, str) else self.js
        self.head += head or ""

    def add_words(self, words: Mapping[str, Mapping[str, str]]) -> None:
        """Add sentences of the program's own, by language.

        Raises:
            DesignError: they are no sentences by key.
        """
        for name, own in words.items():
            if not isinstance(own, Mapping) or not all(isinstance(one, str) for one in own.values()):
                raise DesignError(
                    f"The words for {name!r} are no sentences by key.",
                    fix='Give them as in {"de": {"Submit": "Absenden"}}, or as an iface.I18n.',
                )
            self.words = {**self.words, name: {**self.words.get(name, {}), **own}}
