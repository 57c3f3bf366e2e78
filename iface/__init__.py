"""A Python function as a web form, in three lines.

    import iface
    demo = iface.Interface(lambda name: f"Hello {name}", "text", "text")
    demo.launch()

The house, from the top floor to the ground. A module imports only from floors below its own
(a folder also from within itself); `tests/test_house.py` reads this plan and holds every
import against it.

    interface                      one function as one page
    blocks     samples             a page of one's own design; rows to start from
    __main__                       `python -m iface`
    cli                            the command `iface`
    check                          what would go wrong, before it does
    serving                        a page as a WSGI app, launched, or called by a test
    web        runner              HTTP and processes; Flask only here and above
    call       sweeper             the route of one submit; the end of sessions
    function   session             the program's own function; who may have which memory
    memory     schema              what a session remembers; the checks on what is sent
    page       render    codec    signature
    components layouts   stores    the registers; each driver only in its own file
    events     helpers
    context    keys      gradio    assets
    errors                         imports nothing of ours
"""

__version__ = "0.1.0"

from typing import TYPE_CHECKING

from iface.components import JSON, REGISTER, CheckboxGroup, Textbox
from iface.errors import DesignError as DesignError
from iface.errors import Error as Error
from iface.errors import IfaceError as IfaceError
from iface.errors import InputError as InputError
from iface.errors import RefusedRequest as RefusedRequest
from iface.helpers import Request as Request
from iface.interface import Interface as Interface

if TYPE_CHECKING:
    from iface.components import *

# Every component of the register, so that a new one needs no line here.
globals().update(REGISTER)

Text = Textbox
Json = JSON
Checkboxgroup = CheckboxGroup
