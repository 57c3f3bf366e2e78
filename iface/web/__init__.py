"""HTTP: the page and its form, the API, static files, and the guard at the door."""

from iface.web.app import addresses, blueprint, create_app
from iface.web.routes import Routes
from iface.web.settings import Settings
from iface.web.site import Site

__all__ = ["Routes", "Settings", "Site", "addresses", "blueprint", "create_app"]
