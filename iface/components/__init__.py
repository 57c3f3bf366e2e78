"""The register: every component by its word. Adding one adds a line here."""

from iface.components.base import Component
from iface.components.button import Button
from iface.components.checkbox import Checkbox
from iface.components.checkboxgroup import CheckboxGroup
from iface.components.clearbutton import ClearButton
from iface.components.dataset import Dataset
from iface.components.datetime import DateTime
from iface.components.dropdown import Dropdown
from iface.components.html import HTML
from iface.components.json import JSON
from iface.components.label import Label
from iface.components.markdown import Markdown
from iface.components.number import Number
from iface.components.radio import Radio
from iface.components.slider import Slider
from iface.components.state import State
from iface.components.textbox import TextArea, Textbox
from iface.errors import UnknownComponent

REGISTER: tuple[type[Component], ...] = (
    Button, Checkbox, CheckboxGroup, ClearButton, Dataset, DateTime, Dropdown, HTML, JSON, Label, Markdown,
    Number, Radio, Slider, State, Textbox, TextArea,
)  # fmt: skip

SHORTCUTS: dict[str, type[Component]] = {kind.__name__.lower(): kind for kind in REGISTER} | {"text": Textbox}


def component_class(word: str) -> type[Component]:
    """The class that a shortcut such as "text" or "checkbox_group" names.

    Raises:
        UnknownComponent: there is none.
    """
    try:
        return SHORTCUTS[word.lower().replace("_", "").replace(" ", "")]
    except KeyError:
        raise UnknownComponent(word, SHORTCUTS) from None


__all__ = [
    "HTML",
    "JSON",
    "REGISTER",
    "SHORTCUTS",
    "Button",
    "Checkbox",
    "CheckboxGroup",
    "ClearButton",
    "Component",
    "Dataset",
    "DateTime",
    "Dropdown",
    "Label",
    "Markdown",
    "Number",
    "Radio",
    "Slider",
    "State",
    "TextArea",
    "Textbox",
    "component_class",
]  # fmt: skip
