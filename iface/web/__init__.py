"""HTTP: the page and its form, the API, static files, and the guard at the door."""

from iface.web.app import blueprint, create_app
from iface.web.routes import Routes
from iface.web.site import Settings, Site

__all__ = ["Routes", "Settings", "Site", "blueprint", "create_app"]
