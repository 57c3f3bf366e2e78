"""HTTP: the page and its form, the API, static files, and the guard at the door."""

from iface.web.app import addresses, blueprint, create_app
from iface.web.site import Settings, Site

__all__ = ["Settings", "Site", "addresses", "blueprint", "create_app"]
