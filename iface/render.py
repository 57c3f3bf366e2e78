"""Templates to HTML: a component with its data, a layout with what it holds, a whole page.

The environment is our own, so that a host application's templates and filters stay out of it.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from iface import assets
from iface.components import Component
from iface.layouts import Layout
from iface.words import say


@cache
def environment() -> Environment:
    """The templates, compiled once for the process."""
    made = Environment(
        loader=FileSystemLoader(assets.folder("templates")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    made.globals["_"] = say
    return made


def component(one: Component, data: Any, error: str = "", *, focus: bool = False) -> Markup:
    """A component that shows `data`, with the message beside it; `focus` puts the cursor there."""
    if one.template is None:
        return Markup("")
    template = environment().get_template(one.template)
    return Markup(template.render(component=one, value=data, error=error, focus=focus))


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
