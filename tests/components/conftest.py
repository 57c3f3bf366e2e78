"""What the tests of the components share: a value's way in and out, and a look at the HTML."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from iface import rendering
from iface.components import Component
from iface.errors import InputError
from iface.schema import Inputs


@pytest.fixture
def take() -> Callable[[Component, Any], Any]:
    """What the function takes for sent data."""

    def take(component: Component, data: Any) -> Any:
        component.name = "field"
        return component.preprocess(Inputs([component]).load({"field": data})[component.id])

    return take


@pytest.fixture
def refuse() -> Callable[[Component, Any], str]:
    """The message beside the field for data that does not fit."""

    def refuse(component: Component, data: Any) -> str:
        component.name = "field"
        with pytest.raises(InputError) as caught:
            Inputs([component]).load({"field": data})
        return caught.value.fields["field"]

    return refuse


@pytest.fixture
def show() -> Callable[..., str]:
    """The HTML for a value that the function gave, white space folded."""

    def show(component: Component, value: Any, *, interactive: bool = False, error: str = "") -> str:
        component.name, component.id, component.interactive = "field", 1, interactive
        component.label = component.label or "Label"
        html = rendering.component(component, component.postprocess(value), error)
        return re.sub(r"\s+", " ", html)

    return show
