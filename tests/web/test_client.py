import pytest

import iface


def test_a_story_of_three_submits():
    client = iface.Interface(lambda n, all: (([*all, n]), ([*all, n])), ["number", iface.State([])],
                             ["json", iface.State()]).test_client()  # fmt: skip
    assert [client.submit(1), client.submit(n=2), client.submit(3)] == [[1], [1, 2], [1, 2, 3]]


def test_two_clients_share_nothing():
    demo = iface.Interface(
        lambda n, all: (all + n, all + n), ["number", iface.State(0)], ["number", iface.State()]
    )
    one, other = demo.test_client(), demo.test_client()
    assert [one.submit(1), other.submit(1), one.submit(1)] == [1, 1, 2]


def test_bad_input_raises_with_its_fields():
    with pytest.raises(iface.InputError) as caught:
        iface.Interface(lambda n: n, "number", "number").test_client().submit("one")
    assert caught.value.fields == {"n": "Enter a number."}


def test_several_outputs_come_as_a_list():
    assert iface.Interface(lambda n: (n, n + 1), "number", ["number"] * 2).test_client().submit(1) == [1, 2]


@pytest.mark.parametrize("name", ["data", "self"])
def test_an_input_may_have_any_name(name):
    client = iface.Interface(eval(f"lambda {name}: {name}"), "text", "text").test_client()
    assert [client.submit("a"), client.submit(**{name: "b"})] == ["a", "b"]
