"""The register: every component by its word. Adding one adds a line here."""

from iface.components.base import Component as Component
from iface.components.browserstate import BrowserState as BrowserState
from iface.components.button import Button as Button
from iface.components.checkbox import Checkbox as Checkbox
from iface.components.checkboxgroup import CheckboxGroup as CheckboxGroup
from iface.components.clearbutton import ClearButton as ClearButton
from iface.components.dataset import Dataset as Dataset
from iface.components.datetime import DateTime as DateTime
from iface.components.dropdown import Dropdown as Dropdown
from iface.components.globalstate import GlobalState as GlobalState
from iface.components.html import HTML as HTML
from iface.components.json import JSON as JSON
from iface.components.label import Label as Label
from iface.components.markdown import Markdown as Markdown
from iface.components.number import Number as Number
from iface.components.radio import Radio as Radio
from iface.components.slider import Slider as Slider
from iface.components.state import State as State
from iface.components.textbox import TextArea as TextArea
from iface.components.textbox import Textbox as Textbox
from iface.components.timer import Timer as Timer
from iface.components.userstate import UserState as UserState
from iface.errors import UnknownComponent as _UnknownComponent

REGISTER: dict[str, type[Component]] = {
    name: kind
    for name, kind in list(vars().items())
    if isinstance(kind, type) and issubclass(kind, Component) and kind is not Component
}
"""The components by the names that users import."""

SHORTCUTS: dict[str, type[Component]] = {name.lower(): kind for name, kind in REGISTER.items()}
SHORTCUTS["text"] = Textbox


def component_class(word: str) -> type[Component]:
    """The class that a shortcut such as "text" or "checkbox_group" names.

    Raises:
        UnknownComponent: there is none.
    """
    try:
        return SHORTCUTS[word.lower().replace("_", "").replace(" ", "")]
    except KeyError:
        raise _UnknownComponent(word, SHORTCUTS) from None
