"""The page as a document: its components with what they show, and messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any

from flask import Response, make_response
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from iface import assets, render, words
from iface.errors import IfaceError
from iface.memory import Memory
from iface.session import Session
from iface.web.guard import policy
from iface.web.site import Site

_INLINE = re.compile(r"<(script|style|link)\b", re.IGNORECASE)
"""What of a program's own head needs to be told apart from what somebody else might put in."""

BY_SCRIPTS = (
    "Working…",
    "Done",
    "Dismiss",
    "The server could not be reached. Your entries are kept: try again.",
    "The server does not answer. Trying again…",
    "This page has ended. Reload it to go on.",
)
"""The sentences of the page's own scripts; a component's script has its words from its template."""


@dataclass(frozen=True)
class Notice:
    """A message at the top of the page."""

    level: str
    message: str
    title: str = ""


@dataclass
class Shown:
    """What a page shows: data by component id (a first value where there is none), and messages.

    `refresh` is where a browser without a script goes on, relative to the page. `html` shows
    components as they were rendered before; a page that `is_still` is only looked at.
    """

    session: Session
    data: Mapping[int, Any] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    revision: int = 0
    status: int = 200
    refresh: str = ""
    html: dict[int, Markup] = field(default_factory=dict)
    is_still: bool = False
    nonce: str = field(default_factory=lambda: token_urlsafe(16))


def document(site: Site, shown: Shown) -> Response:
    """The whole page, as this session has it."""
    memory = _memory(shown)
    own = memory.own if memory else _as_declared
    html = _components(site, shown, own)
    page = render.page(
        page=site.page,
        header=site.header,
        article=site.article,
        content=render.tree(site.page.root, html, own),
        session=shown.session.token,
        user=shown.session.user if site.page.login and site.page.login.own else None,
        nonce=shown.nonce,
        mark=site.settings.mark,
        digest=site.page.digest,
        revision=str(shown.revision),
        main=site.page.main,
        events=site.events,
        assets=f"static/{assets.digest()}",
        style=site.style_address,
        scripts=site.scripts,
        modules=assets.modules(),
        notices=shown.notices,
        largest_file=site.settings.limits.largest if site.takes_files else 0,
        language=words.language(),
        is_right_to_left=words.is_right_to_left(),
        said_by_scripts=_said_by_scripts(),
        theme=site.page.theme.scheme,
        refresh=shown.refresh,
        refresh_after=2 if shown.is_still else 0,
        is_still=shown.is_still,
        program=site.program_address,
        head=Markup(_INLINE.sub(rf'<\1 nonce="{shown.nonce}"', site.page.head)),
    )
    return _sealed(site, page, shown)


def _components(site: Site, shown: Shown, own: Callable[[Any], Any]) -> dict[int, Markup]:
    """The HTML of each component; the first bad field has the focus."""
    unplaced = site.page.unplaced
    components = {id: own(one) for id, one in site.page.components.items() if id not in unplaced}
    bad = next((one for one in components.values() if one.name in shown.wrong), None)
    made = {
        id: render.component(
            one,
            shown.data[id] if id in shown.data else one.first(),
            shown.wrong.get(one.name, ""),
            focus=one is bad,
        )
        for id, one in components.items()
        if not one.is_state and id not in shown.html
    }
    return made | shown.html


def _said_by_scripts() -> Markup | None:
    """What static/toast.js looks up, as JSON; None where all is said as it stands in the scripts."""
    said = {one: words.say(one) for one in BY_SCRIPTS}
    changed = {one: other for one, other in said.items() if one != other}
    # As letters: an escape for each would make an Arabic page a kilobyte longer.
    return htmlsafe_json_dumps(changed, ensure_ascii=False) if changed else None


def _sealed(site: Site, page: str, shown: Shown) -> Response:
    # Half of a surrogate pair, which a function may give, becomes a question mark.
    response = make_response(page.encode(errors="replace"), shown.status)
    nonce, mark = shown.nonce if site.page.head else "", site.settings.mark
    if nonce or mark:
        response.headers["Content-Security-Policy"] = policy(nonce, in_cell=bool(mark))
    return response


def _memory(shown: Shown) -> Memory | None:
    try:
        return shown.session.memory() if shown.revision else None
    except IfaceError:
        return None


def _as_declared(one: Any) -> Any:
    return one
