"""The register: every component by its word. Adding one adds a line to each of the two lists.

A component's module is imported when its name is first asked for: a page of two fields needs no tables, and
no microphone.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from iface.components.base import Component as Component
from iface.errors import UnknownComponent as _UnknownComponent

if TYPE_CHECKING:
    from iface.components.audio import Audio as Audio
    from iface.components.audio import Mic as Mic
    from iface.components.audio import Microphone as Microphone
    from iface.components.barplot import BarPlot as BarPlot
    from iface.components.browserstate import BrowserState as BrowserState
    from iface.components.button import Button as Button
    from iface.components.chatbot import Chatbot as Chatbot
    from iface.components.checkbox import Checkbox as Checkbox
    from iface.components.checkboxgroup import CheckboxGroup as CheckboxGroup
    from iface.components.clearbutton import ClearButton as ClearButton
    from iface.components.code import Code as Code
    from iface.components.colorpicker import ColorPicker as ColorPicker
    from iface.components.dataframe import DataFrame as DataFrame
    from iface.components.dataframe import Dataframe as Dataframe
    from iface.components.dataframe import List as List
    from iface.components.dataframe import Matrix as Matrix
    from iface.components.dataframe import Numpy as Numpy
    from iface.components.dataset import Dataset as Dataset
    from iface.components.datetime import DateTime as DateTime
    from iface.components.downloadbutton import DownloadButton as DownloadButton
    from iface.components.dropdown import Dropdown as Dropdown
    from iface.components.file import File as File
    from iface.components.gallery import Gallery as Gallery
    from iface.components.globalstate import GlobalState as GlobalState
    from iface.components.highlightedtext import HighlightedText as HighlightedText
    from iface.components.html import HTML as HTML
    from iface.components.image import Image as Image
    from iface.components.json import JSON as JSON
    from iface.components.label import Label as Label
    from iface.components.lineplot import LinePlot as LinePlot
    from iface.components.markdown import Markdown as Markdown
    from iface.components.multimodaltextbox import MultimodalTextbox as MultimodalTextbox
    from iface.components.number import Number as Number
    from iface.components.plot import Plot as Plot
    from iface.components.radio import Radio as Radio
    from iface.components.scatterplot import ScatterPlot as ScatterPlot
    from iface.components.slider import Slider as Slider
    from iface.components.state import State as State
    from iface.components.textbox import TextArea as TextArea
    from iface.components.textbox import Textbox as Textbox
    from iface.components.timer import Timer as Timer
    from iface.components.uploadbutton import UploadButton as UploadButton
    from iface.components.userstate import UserState as UserState
    from iface.components.video import PlayableVideo as PlayableVideo
    from iface.components.video import Video as Video

_NAMES = {
    "audio": "Audio Mic Microphone",
    "barplot": "BarPlot",
    "browserstate": "BrowserState",
    "button": "Button",
    "chatbot": "Chatbot",
    "checkbox": "Checkbox",
    "checkboxgroup": "CheckboxGroup",
    "clearbutton": "ClearButton",
    "code": "Code",
    "colorpicker": "ColorPicker",
    "dataframe": "DataFrame Dataframe List Matrix Numpy",
    "dataset": "Dataset",
    "datetime": "DateTime",
    "downloadbutton": "DownloadButton",
    "dropdown": "Dropdown",
    "file": "File",
    "gallery": "Gallery",
    "globalstate": "GlobalState",
    "highlightedtext": "HighlightedText",
    "html": "HTML",
    "image": "Image",
    "json": "JSON",
    "label": "Label",
    "lineplot": "LinePlot",
    "markdown": "Markdown",
    "multimodaltextbox": "MultimodalTextbox",
    "number": "Number",
    "plot": "Plot",
    "radio": "Radio",
    "scatterplot": "ScatterPlot",
    "slider": "Slider",
    "state": "State",
    "textbox": "TextArea Textbox",
    "timer": "Timer",
    "uploadbutton": "UploadButton",
    "userstate": "UserState",
    "video": "PlayableVideo Video",
}
"""The names that users import, by the module that has them."""


class Register(Mapping[str, type[Component]]):
    """The components by the names that users import."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._homes = {name: home for home, several in names.items() for name in several.split()}

    def __getitem__(self, name: str) -> type[Component]:
        kind: type[Component] = getattr(import_module(f"iface.components.{self._homes[name]}"), name)
        return kind

    def __iter__(self) -> Iterator[str]:
        return iter(self._homes)

    def __len__(self) -> int:
        return len(self._homes)


REGISTER = Register(_NAMES)

_WORDS = {name.lower(): name for name in REGISTER} | {"text": "Textbox"}


def component_class(word: str) -> type[Component]:
    """The class that a shortcut such as "text" or "checkbox_group" names.

    Raises:
        UnknownComponent: there is none.
    """
    try:
        return REGISTER[_WORDS[word.lower().replace("_", "").replace(" ", "")]]
    except KeyError:
        raise _UnknownComponent(word, _WORDS) from None


def __getattr__(name: str) -> Any:
    if name not in REGISTER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    kind = globals()[name] = REGISTER[name]
    return kind
