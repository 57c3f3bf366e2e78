"""A function for callers of the API alone: nothing of it stands on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from iface.components import JSON, Component
from iface.context import builder
from iface.errors import DesignError
from iface.events import DECORATOR, Link, Visibility
from iface.function import hints, signature
from iface.function.signature import Parameter, without_none
from iface.gradio import ENDPOINT, settle


class Api(JSON):
    """A value of a function that only callers know: any data, text as it is."""

    def postprocess(self, value: Any) -> Any:
        """The data that JSON can say of the value."""
        return value if isinstance(value, str) else super().postprocess(value)


Api.word, Api.template = JSON.word, JSON.template


def api(
    fn: Any = DECORATOR,
    *,
    api_name: str | None = None,
    api_description: str | Literal[False] | None = None,
    api_visibility: Visibility = "public",
    concurrency_limit: int | Literal["default"] | None = "default",
    concurrency_id: str | None = None,
    **ignored: Any,
) -> Any:
    """Offer `fn` to callers of the API, inside `with Blocks() as demo:`; without `fn` it is a decorator.

    What it takes and gives follows from its annotations; what has none may be any data.

    Raises:
        DesignError: there is no page here.
    """
    settle("api()", ignored, (), ENDPOINT)
    page = builder()
    if page is None:
        raise DesignError(
            "api() is called outside of a page.", fix="Call it inside `with iface.Blocks() as demo:`."
        )

    def add(function: Callable[..., Any]) -> Link:
        inputs, outputs = _inputs(function), _outputs(function)
        for one in [*inputs, *outputs]:
            page.offer(one)
        event = page.listen(
            [],
            fn=function,
            inputs=inputs,
            outputs=outputs,
            api_name=api_name,
            api_description=api_description,
            api_visibility=api_visibility,
            concurrency_limit=concurrency_limit,
            concurrency_id=concurrency_id,
        )
        return Link(page, event)

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        add(function)
        return function

    return decorate if fn is DECORATOR else add(fn)


def _inputs(fn: Callable[..., Any]) -> list[Component]:
    made = []
    for one, component in zip(signature.by_place(fn), hints.inputs_of(fn), strict=True):
        if _is_anything(one.annotation):
            has_default = one.default is not Parameter.empty
            component = Api(one.default if has_default else None, required=not has_default, render=False)
        component.name, component.interactive = one.name, True
        component.optional = one.default is None
        made.append(component)
    return made


def _outputs(fn: Callable[..., Any]) -> list[Component]:
    returns = signature.hints_of(fn).get("return", Parameter.empty)
    made: list[Component] = [Api(render=False)] if _is_anything(returns) else hints.outputs_of(fn)
    for one in made:
        one.name, one.interactive = "value", False
    return made


def _is_anything(hint: Any) -> bool:
    kind = without_none(hint)[0]
    return kind in (Any, Parameter.empty) or isinstance(kind, str)
