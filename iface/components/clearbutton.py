"""A button that empties other components."""

from collections.abc import Sequence
from typing import Any, Literal, Unpack

from iface.components.base import Common, Component
from iface.components.button import Button
from iface.context import builder
from iface.words import Phrase

_CLEAR = Phrase("Clear")


class ClearButton(Button):
    """Empties `components` when pressed; a state among them starts over."""

    def __init__(
        self,
        components: Component | Sequence[Component] | None = None,
        *,
        value: str = _CLEAR,
        variant: Literal["primary", "secondary", "stop", "huggingface"] = "secondary",
        **common: Unpack[Common],
    ) -> None:
        super().__init__(value, variant=variant, **common)
        if components is not None and builder() is not None:
            self.add(components)

    def add(self, components: Component | Sequence[Component]) -> "ClearButton":
        """Let a press empty these as well."""
        cleared = [components] if isinstance(components, Component) else list(components)

        def clear() -> Any:
            values = [one.cleared() for one in cleared]
            return values[0] if len(values) == 1 else tuple(values)

        self.click(clear, None, cleared, api_name=False)
        return self
