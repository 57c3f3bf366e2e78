"""Signs of life: a page says that it is open, or that it was left."""

from flask import Request as Asked
from flask import Response

from iface.web.answer import empty
from iface.web.guard import request_for, session_of_page
from iface.web.site import Site


def note_life(asked: Asked, site: Site) -> Response:
    """Keep the session of a page that is open."""
    session_of_page(asked, site).live()
    return empty()


def note_leaving(asked: Asked, site: Site) -> Response:
    """Keep the session of a page that was left for a while only, and tell the program, once."""
    session = session_of_page(asked, site)
    if site.page.unload and session.memory().end():
        site.sweeper.unload(request_for(asked, session))
    site.runs.stop_all_of(session)
    session.leave(site.page.kept_after_leaving)
    return empty()
