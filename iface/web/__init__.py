"""HTTP: the page and its form, the API, static files, and the guard at the door."""

from iface.web.app import blueprint, create_app
from iface.web.client import Client
from iface.web.site import Settings, Site

__all__ = ["Client", "Settings", "Site", "blueprint", "create_app"]
