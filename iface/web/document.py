"""The page as a document: its components with what they show, and messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any

from flask import Response
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

from iface import assets, rendering, words
from iface.errors import IfaceError
from iface.state.memory import Memory
from iface.state.session import Session
from iface.web.answer import as_html
from iface.web.guard import policy
from iface.web.site import Site

_INLINE = re.compile(r"<(script|style|link)\b", re.IGNORECASE)
"""What of a program's own head needs to be told apart from what somebody else might put in."""

_OURS = re.compile(r'((?:src|href)=")((?:file|frame)/)')
"""The addresses in what components show. static/swap.js does the same with what comes later."""

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
    page = rendering.page(
        **content_of(site, shown),
        page=site.page,
        header=site.header,
        article=site.article,
        user=shown.session.user if site.page.login and site.page.login.own else None,
        notices=shown.notices,
        theme=site.page.theme.scheme,
        refresh=shown.refresh,
        refresh_after=2 if shown.is_still else 0,
        head=_let_in(site, shown.nonce),
        style=site.style_address,
        let_in="",
    )
    response = as_html(page, shown.status)
    nonce, mark = shown.nonce if site.page.head else "", site.settings.mark
    if nonce or mark:
        response.headers["Content-Security-Policy"] = policy(nonce, in_cell=bool(mark))
    return response


def inside(site: Site, shown: Shown, place: str, nonce: str) -> Markup:
    """The form alone, for a page from which the demo is found at `place` and that lets `nonce` in."""
    content = content_of(site, shown, place)
    style = site.style_inside_address
    html = rendering.inside(
        **content,
        head=_let_in(site, nonce),
        style=style and place + style,
        let_in=Markup(' nonce="{}"').format(nonce) if nonce else "",
    )
    return Markup(html)


def content_of(site: Site, shown: Shown, place: str = "") -> dict[str, Any]:
    """What a form needs, wherever it stands; with `place` the demo's addresses are below that."""
    memory = _memory(shown)
    own = memory.own if memory else _as_declared
    html = _components(site, shown, own)
    if place:
        html = {id: _placed(one, place) for id, one in html.items()}
    return {
        "place": place,
        "content": rendering.tree(site.page.root, html, own),
        "session": shown.session.token,
        "nonce": shown.nonce,
        "mark": site.settings.mark,
        "digest": site.page.digest,
        "revision": str(shown.revision),
        "main": site.page.main,
        "events": site.events,
        "assets": f"{place}static/{assets.digest()}",
        "scripts": site.scripts,
        "modules": assets.modules(),
        "largest_file": site.settings.limits.largest if site.takes_files else 0,
        "language": words.language(),
        "is_right_to_left": words.is_right_to_left(),
        "said_by_scripts": _said_by_scripts(),
        "is_still": shown.is_still,
        "program": site.program_address and place + site.program_address,
    }


def _placed(html: Markup, place: str) -> Markup:
    return Markup(_OURS.sub(lambda found: f"{found[1]}{escape(place)}{found[2]}", html))


def _let_in(site: Site, nonce: str) -> Markup:
    """The program's own head, whose scripts and styles the page's policy lets in by this nonce."""
    return Markup(_INLINE.sub(rf'<\1 nonce="{escape(nonce)}"', site.page.head) if nonce else site.page.head)


def _components(site: Site, shown: Shown, own: Callable[[Any], Any]) -> dict[int, Markup]:
    """The HTML of each component; the first bad field has the focus."""
    unplaced = site.page.unplaced
    components = {id: own(one) for id, one in site.page.components.items() if id not in unplaced}
    bad = next((one for one in components.values() if one.name in shown.wrong), None)
    made = {
        id: rendering.component(
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
    """What static/messages.js looks up, as JSON; None where all is said as it stands in the scripts."""
    said = {one: words.say(one) for one in BY_SCRIPTS}
    changed = {one: other for one, other in said.items() if one != other}
    # As letters: an escape for each would make an Arabic page a kilobyte longer.
    return htmlsafe_json_dumps(changed, ensure_ascii=False) if changed else None


def _memory(shown: Shown) -> Memory | None:
    try:
        return shown.session.memory() if shown.revision else None
    except IfaceError:
        return None


def _as_declared(one: Any) -> Any:
    return one
