"""The page of the API: each endpoint with calls to copy, and a form to try it. It works without a script."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from shlex import quote
from typing import Any

from flask import Request as Asked
from flask import Response
from markupsafe import Markup

from iface import assets, rendering, words
from iface.components import Code, Textbox
from iface.errors import IfaceError
from iface.layouts import Tab, Tabs
from iface.state.session import Session
from iface.web import api, described
from iface.web.answer import as_html
from iface.web.body import as_object, entries_of
from iface.web.described import Endpoint
from iface.web.guard import SESSION_HEADER, new_session, session_of_page
from iface.web.problems import as_problem
from iface.web.site import Site

_PARTS = ("_code", "code", "tabs")
"""Components whose styles and scripts it uses."""


@dataclass(frozen=True)
class Tried:
    """A call that was sent from the page: the body as it was typed, and what came of it."""

    name: str
    body: str
    status: int
    answer: str


def open_page(asked: Asked, site: Site) -> Response:
    """The page, with a session of its own to try things in."""
    return _document(asked, site, new_session(asked, site), None)


def attempt(asked: Asked, site: Site) -> Response:
    """The page again, with what a call came to; for a browser without a script."""
    session = session_of_page(asked, site)
    name, body = asked.form.get("name", ""), asked.form.get("body", "")
    try:
        event = site.page.event(name, offered=True)
        sent = entries_of(site.page, event, as_object(body.encode(errors="replace")))
        answer = api.answer_of(asked, site, event, sent, session)
    except IfaceError as refused:
        answer = as_problem(refused)
    text = json.dumps(answer.get_json(), indent=2, ensure_ascii=False)
    return _document(asked, site, session, Tried(name, body, answer.status_code, text))


def _document(asked: Asked, site: Site, session: Session, tried: Tried | None) -> Response:
    prefix = f"../static/{assets.digest()}"
    html = rendering.environment().get_template("api.html").render(
        page=site.page,
        endpoints=described.endpoints(site.page),
        session=session.token,
        header=SESSION_HEADER,
        base=asked.base_url,
        tried=tried,
        calls=partial(_calls, asked.base_url),
        editor=_editor,
        notation=notation,
        takes_files=site.takes_files,
        theme=site.page.theme.scheme,
        language=words.language(),
        is_right_to_left=words.is_right_to_left(),
        assets=prefix,
        styles=[one for one in _PARTS if one in assets.words_with(".css")],
        scripts=[one for one in _PARTS if one in assets.words_with(".js")],
        style=site.style_address,
    )  # fmt: skip
    return as_html(html)


def _calls(base: str, place: int, one: Endpoint, named: Callable[[str], Markup]) -> Markup:
    """The same call in several languages, as tabs; `named` makes the tab's name of a language's."""
    tabs = Tabs(render=False)
    tabs.id = 20 * place
    shown = {tabs.id: Markup("")}
    texts = {"curl": "shell", "Python": "python", "JavaScript": "javascript", "gradio_client": "python"}
    for number, (label, language) in enumerate(texts.items(), 1):
        tab = Tab(named(label), render=False)
        code = Code(language=language, show_line_numbers=False, interactive=False, render=False)
        tab.id, code.id = tabs.id + number, tabs.id + 10 + number
        code.label, code.show_label = f"{label}: {one.name}", False
        shown[code.id] = rendering.component(code, _WRITTEN[label](base, one))
        tab.children.append(code)
        tabs.children.append(tab)
    return rendering.tree(tabs, shown)


def _editor(place: int, one: Endpoint, text: str | None) -> Markup:
    """The field for a body."""
    field = Textbox(lines=min(2 + len(one.takes), 12), label="JSON", show_label=False, render=False)
    field.id, field.name, field.interactive = 20 * place + 19, "body", True
    return rendering.component(field, _indented(one.sample) if text is None else text)


def _curl(base: str, one: Endpoint) -> str:
    return (
        f"curl -i {quote(base + one.name)} \\\n"
        "  -H 'Content-Type: application/json' \\\n"
        f"  -d {quote(_as_json(one.sample))}"
    )


def _python(base: str, one: Endpoint) -> str:
    return (
        "import requests\n\n"
        "caller = requests.Session()\n"
        f'answer = caller.post("{base}{one.name}", json={one.sample!r})\n'
        f'caller.headers["{SESSION_HEADER}"] = answer.headers["{SESSION_HEADER}"]\n'
        'print(answer.json()["data"])'
    )


def _javascript(base: str, one: Endpoint) -> str:
    return (
        f'const answer = await fetch("{base}{one.name}", {{\n'
        '  method: "POST",\n'
        '  headers: { "Content-Type": "application/json" },\n'
        f"  body: JSON.stringify({_as_json(one.sample)}),\n"
        "})\n"
        f'const session = answer.headers.get("{SESSION_HEADER}")\n'
        "const { data } = await answer.json()"
    )


def _gradio_client(base: str, one: Endpoint) -> str:
    values = "".join(f"{value.sample!r}, " for value in one.takes)
    return (
        "from gradio_client import Client\n\n"
        f'client = Client("{base.removesuffix("api/")}")\n'
        f'print(client.predict({values}api_name="/{one.name}"))'
    )


_WRITTEN = {"curl": _curl, "Python": _python, "JavaScript": _javascript, "gradio_client": _gradio_client}


def notation(shape: described.Shape) -> str:
    """A JSON Schema in a few signs: `integer 1…8`, `"fish" | "vegetables"`, `[string]`."""
    if "enum" in shape:
        return " | ".join(_as_json(one) for one in shape["enum"])
    if described.is_file(shape):
        return "file"
    if "anyOf" in shape:
        kinds = dict.fromkeys(notation(one) for one in shape["anyOf"])
        return " | ".join(kind for kind in kinds if kind != "null")
    kind = described.kind_of(shape)
    if kind == "array":
        return f"[{notation(shape.get('items', {}))}]"
    limits = [shape.get("minimum"), shape.get("maximum", shape.get("maxLength"))]
    if limits == [None, None]:
        return kind or "any"
    return f"{kind} {'…'.join('' if one is None else f'{one:g}' for one in limits)}"


def _as_json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)


def _indented(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)
