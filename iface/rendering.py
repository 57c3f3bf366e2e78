"""Templates to HTML: a component with its data, a layout with what it holds, a whole page.

The environment is our own, so that a host application's templates and filters stay out of it.
"""

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, partial
from typing import Any, NamedTuple

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    FunctionLoader,
    PrefixLoader,
    StrictUndefined,
)
from markupsafe import Markup

from iface import assets
from iface.components import Component
from iface.layouts import Layout
from iface.words import say

_theirs: ContextVar[Environment | None] = ContextVar("iface_templates", default=None)


def environment() -> Environment:
    """The templates that are used here, compiled once for the process."""
    return _theirs.get() or _ours()


class Templates(Environment):
    """An environment whose globals are set once: each render copies a dict, not a chain of two."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template as it is loaded."""
        return {**self.globals, **(d or {})}


@cache
def _ours() -> Environment:
    return _environment(_our_loader())


def _our_loader() -> BaseLoader:
    return FileSystemLoader(assets.folder("templates"))


def _environment(loader: BaseLoader | None = None) -> Environment:
    made = Templates(
        loader=loader,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    made.globals["_"] = say
    return made


def overridden(theirs: BaseLoader | None) -> Environment | None:
    """Our templates, with those in their place that a host application has under `iface/`.

    There `ours/page.html` is the one that its own `iface/page.html` stands in for. None: it has none.
    """
    if theirs is None or not _has_any(theirs):
        return None
    made, ours = _environment(), _our_loader()
    first = FunctionLoader(lambda name: theirs.get_source(made, f"iface/{name}"))
    made.loader = ChoiceLoader([first, PrefixLoader({"ours": ours}), ours])
    return made


def _has_any(theirs: BaseLoader) -> bool:
    try:
        return any(name.startswith("iface/") for name in theirs.list_templates())
    except TypeError:
        return True  # it cannot tell which it has


@contextmanager
def using(templates: Environment | None) -> Iterator[None]:
    """Render with these templates inside the block; None: with ours."""
    token = _theirs.set(templates)
    try:
        yield
    finally:
        _theirs.reset(token)


def as_shown_here(work: Callable[[], None]) -> Callable[[], None]:
    """The work with the templates that are used here, wherever it is done."""
    templates = _theirs.get()
    if templates is None:
        return work

    def dressed() -> None:
        with using(templates):
            work()

    return dressed


def component(
    one: Component, data: Any, error: str = "", *, focus: bool = False, start: int | None = None
) -> Markup:
    """A component that shows `data`, with the message beside it; `focus` puts the cursor there.

    With `start` it is only the component's rows from that one on.
    """
    if one.template is None:
        return Markup("")
    template = environment().get_template(one.template)
    return Markup(template.render(component=one, value=data, error=error, focus=focus, start=start))


class Drawn(NamedTuple):
    """The HTML of a component, or of its rows from number `start` on; `mark` is the page's that has it."""

    html: Markup
    start: int | None
    mark: str
    whole: Callable[[], Markup]


class Fragments:
    """What one page is told of components: all of one, or only the rows that it does not have.

    `marks` are what the page shows by now, by component id; see `Component.mark`.
    """

    def __init__(self, marks: Mapping[int, str]) -> None:
        self.marks = dict(marks)

    def __call__(self, one: Component, data: Any) -> Drawn:
        """What is drawn of a component that shows `data`."""
        mark = self.marks.get(one.id, "")
        start = one.first_row(mark, data) if mark else None
        html = component(one, data, start=start)
        return Drawn(html, start, one.mark(data), partial(component, one, data))


def as_event(id: int, shown: Any) -> dict[str, Any]:
    """What is told of a component: `shown` is its HTML, or what is drawn of it."""
    if not isinstance(shown, Drawn):
        return {"type": "output", "component": id, "html": shown}
    told: dict[str, Any] = {"type": "output" if shown.start is None else "rows", "component": id}
    told |= {} if shown.start is None else {"from": shown.start}
    return told | {"html": shown.html} | ({"mark": shown.mark} if shown.mark else {})


def tree(
    node: Layout | Component, shown: Mapping[int, Markup], own: Callable[[Layout], Layout] = lambda one: one
) -> Markup:
    """A layout around what it holds; `shown` has each component's HTML by id, `own` the session's layouts."""
    if isinstance(node, Component):
        return shown.get(node.id, Markup(""))
    content = Markup("\n").join(tree(child, shown, own) for child in node.children)
    return Markup(environment().get_template(node.template).render(layout=own(node), content=content))


def page(**content: Any) -> str:
    """The whole document."""
    return environment().get_template("page.html").render(**content)


def login(**content: Any) -> str:
    """The document that asks for a name and a password."""
    return environment().get_template("login.html").render(**content)


def inside(**content: Any) -> str:
    """The form for a page that is not ours."""
    return environment().get_template("inside.html").render(**content)
