import pytest

import iface
from iface.web.described import endpoints, kind_of, loosened, sample_of


def build(*components, **event):
    with iface.Blocks() as demo:
        for one in components:
            one.render()
        iface.Button("Go").click(lambda *values: None, list(components), [], **{"api_name": "go", **event})
    return demo.page


def taken(component):
    """What is told of an input."""
    return endpoints(build(component))[0].takes[0]


@pytest.mark.parametrize(
    ("component", "shape"),
    [
        (iface.Textbox(max_length=5, render=False), {"type": ["string", "null"], "maxLength": 5}),
        (iface.Textbox(type="email", required=True, render=False), {"type": "string", "format": "email"}),
        (iface.Number(minimum=1, render=False), {"type": ["number", "null"], "minimum": 1}),
        (iface.Slider(0, 8, step=1, render=False), {"type": "integer", "minimum": 0, "maximum": 8}),
        (iface.Checkbox(render=False), {"type": "boolean"}),
        (iface.Radio(["a", 1], required=True, render=False), {"enum": ["a", 1]}),
        (iface.Radio(["a"], render=False), {"enum": ["a", None]}),
        (iface.CheckboxGroup(["a"], render=False), {"type": ["array", "null"], "items": {"enum": ["a"]}}),
        (iface.JSON(interactive=True, render=False), {}),
    ],
    ids=lambda one: getattr(one, "word", ""),
)
def test_an_input_has_the_shape_that_is_checked(component, shape):
    assert taken(component).shape == shape


def test_what_a_function_gives_has_no_limits():
    shape = loosened(iface.Slider(0, 8, step=1, render=False))
    assert shape == {"anyOf": [{"type": "number"}, {"type": "null"}]}


def test_a_default_is_the_first_value():
    value = taken(iface.Number(3, render=False))
    assert (value.has_default, value.default) == (True, 3)


def test_a_default_that_cannot_be_made_is_none():
    value = taken(iface.Textbox(lambda: 1 / 0, render=False))
    assert (value.has_default, value.default) == (True, None)


def test_an_argument_goes_by_what_the_function_calls_it():
    with iface.Blocks() as demo:
        iface.Button("Go").click(lambda first: None, iface.Textbox(label="Given name"), [])
    (value,) = endpoints(demo.page)[0].takes
    assert (value.argument, value.name, value.label) == ("first", "given_name", "Given name")


def test_states_do_not_travel():
    demo = iface.Interface(lambda a, b: (a, b), ["text", iface.State(0)], ["text", iface.State()])
    (one,) = endpoints(demo.page)
    assert (len(one.takes), len(one.gives)) == (1, 1)


@pytest.mark.parametrize(
    ("shape", "sample"),
    [
        ({"enum": ["a", "b"]}, "a"),
        ({"type": "number", "minimum": 2}, 2),
        ({"type": ["string", "null"]}, "text"),
    ],
)
def test_a_sample_is_of_the_shape(shape, sample):
    assert sample_of(shape) == sample


def test_the_kind_of_a_shape_is_told_without_null():
    assert kind_of({"type": ["array", "null"]}) == "array" and kind_of({}) == ""
