"""The routes of a page in an app that may be somebody else's: what holds for ours, and for ours alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any

from flask import Blueprint, Flask, current_app, request
from flask.blueprints import BlueprintSetupState
from jinja2 import Environment

from iface import rendering
from iface.web import door, language, login
from iface.web.guard import check_door, seal
from iface.web.problems import explain
from iface.web.site import Site


class Host:
    """What an app that has pages of ours knows of them, and we of it."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.endpoints: dict[str, str] = {}
        """Where `url_for` finds each page, by the page's name."""

    @cached_property
    def templates(self) -> Environment | None:
        """Our templates with the app's in their place, if it has any of ours."""
        return rendering.overridden(self._app.jinja_loader)


def host_of(app: Flask) -> Host:
    """What we know of this app."""
    known: Host | None = app.extensions.get("iface")
    if known is None:
        known = app.extensions["iface"] = Host(app)
    return known


class Routes(Blueprint):
    """A blueprint each of whose views passes our guard, explains its own errors, and is sealed.

    The app's error handlers and hooks have no part in that: what they do for its own routes is its own
    affair, and what a hook of its own refuses on ours (a login, say) is its own to explain.

    Args:
        page: the page's name, by which `demo.form()` finds it again.
        site: called when the first request comes, not before.
    """

    def __init__(self, name: str, page: str, site: Callable[[], Site]) -> None:
        super().__init__(name, __name__)
        self._page = page
        self._site = site
        self.record(self._note)

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable[..., Any] | None = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        """Add a route behind our guard."""
        guarded = self._guarded(view_func) if view_func else None
        super().add_url_rule(rule, endpoint, guarded, provide_automatic_options, **options)

    def _note(self, state: BlueprintSetupState) -> None:
        name = f"{state.name_prefix}.{state.name}".lstrip(".")
        host_of(state.app).endpoints.setdefault(self._page, f"{name}.page")  # type: ignore[arg-type]

    def _guarded(self, view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def answer(**values: str) -> Any:
            # The request itself: each look through Flask's stand-in for it costs.
            asked = request._get_current_object()  # type: ignore[attr-defined]
            with rendering.using(host_of(current_app).templates):
                try:
                    site = self._site()
                    language.begin(asked, site.languages)
                    check_door(asked, site)
                    before = door.keep(asked, site) or login.admit(asked, site)
                    return seal(view(**values) if before is None else before)
                except Exception as error:
                    return seal(explain(error, asked))
                finally:
                    language.end(asked)

        return answer
