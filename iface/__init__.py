"""A Python function as a web form, in three lines.

    import iface
    demo = iface.Interface(lambda name: f"Hello {name}", "text", "text")
    demo.launch()

The house, from the top floor to the ground. A module imports only from floors below its own
(a folder also from within itself); `tests/test_house.py` reads this plan and holds every
import against it.

    tabbed                         several interfaces on one page
    interface  chat                one function as one page, or as one conversation
    endpoint                       a function for callers of the API alone
    blocks     given     samples   flagging
    __main__                       `python -m iface`
    cli                            the command `iface`
    options                        what that can be told
    check                          what would go wrong, before it does
    serving                        a page as a WSGI app, launched, or called by a test
    sites                          what answers for a page in this process
    notebook                       a page in a notebook's cell
    web        runner              HTTP and processes; Flask only here and above
    runs                           executions of events: in line, at work, and found again
    call                           the route of one submit
    watched    glimpse             the program's function, while somebody looks on, and what they see
    submit     schema              what a visitor asks for, and what comes of it; the checks on what is sent
    page       rendering
    login                          who may open a page
    state                          sessions: what they remember, who may have it, and their end
    function                       the program's own function, and where it is called
    components layouts             the registers
    files                          uploads, and what functions make
    stores     events    helpers   each driver only in its own file
    codec
    frames     looks               documents without rights, for libraries that want more
    context    keys      gradio    assets    themes
    errors
    words                          imports nothing of ours
"""

__version__ = "0.1.0"

from importlib import import_module
from typing import TYPE_CHECKING, Any

from iface import themes as themes
from iface.blocks import Blocks as Blocks
from iface.components import REGISTER
from iface.errors import DesignError as DesignError
from iface.errors import Error as Error
from iface.errors import IfaceError as IfaceError
from iface.errors import InputError as InputError
from iface.errors import RefusedRequest as RefusedRequest
from iface.events import on as on
from iface.flagging import CSVLogger as CSVLogger
from iface.flagging import FlaggingCallback as FlaggingCallback
from iface.flagging import SimpleCSVLogger as SimpleCSVLogger
from iface.function.progress import Progress as Progress
from iface.helpers import CopyData as CopyData
from iface.helpers import EditData as EditData
from iface.helpers import EventData as EventData
from iface.helpers import Info as Info
from iface.helpers import KeyUpData as KeyUpData
from iface.helpers import LikeData as LikeData
from iface.helpers import Request as Request
from iface.helpers import RetryData as RetryData
from iface.helpers import SelectData as SelectData
from iface.helpers import Success as Success
from iface.helpers import UndoData as UndoData
from iface.helpers import Warning as Warning
from iface.helpers import skip as skip
from iface.helpers import update as update
from iface.interface import Interface as Interface
from iface.layouts import Accordion as Accordion
from iface.layouts import Column as Column
from iface.layouts import Group as Group
from iface.layouts import Row as Row
from iface.layouts import Sidebar as Sidebar
from iface.layouts import Tab as Tab
from iface.layouts import Tabs as Tabs
from iface.samples import Examples as Examples
from iface.tabbed import TabbedInterface as TabbedInterface
from iface.themes import Theme as Theme
from iface.words import I18n as I18n

if TYPE_CHECKING:
    from iface.chat import ChatInterface as ChatInterface
    from iface.components import *
    from iface.components.chatbot import ChatMessage as ChatMessage
    from iface.components.chatbot import MessageDict as MessageDict
    from iface.components.image import WebcamOptions as WebcamOptions
    from iface.endpoint import api as api

    Checkboxgroup, Json, Text = CheckboxGroup, JSON, Textbox
    Highlight = Highlightedtext = HighlightedText

TabItem = Tab

_ALIASES = {
    "Checkboxgroup": "CheckboxGroup",
    "Highlight": "HighlightedText",
    "Highlightedtext": "HighlightedText",
    "Json": "JSON",
    "Text": "Textbox",
}
_HOMES = {
    "api": "iface.endpoint",
    "ChatInterface": "iface.chat",
    "ChatMessage": "iface.components.chatbot",
    "MessageDict": "iface.components.chatbot",
    "WebcamOptions": "iface.components.image",
}


_NOT_YET = {"AnnotatedImage", "ImageEditor", "Model3D", "ParamViewer", "render"}
"""What Gradio programs may ask for in vain."""


def __getattr__(name: str) -> Any:
    """What is imported when it is first asked for: the components, and what few programs use."""
    if name in _HOMES:
        found = getattr(import_module(_HOMES[name]), name)
    elif _ALIASES.get(name, name) in REGISTER:
        found = REGISTER[_ALIASES.get(name, name)]
    else:
        hint = ": it is not there yet" if name in _NOT_YET else ""
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}{hint}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *REGISTER, *_ALIASES, *_HOMES})
