import pytest

import iface
from iface import DesignError, RefusedRequest


def page(fn=lambda text: text, **options):
    return iface.Interface(fn, "text", "text", **options).page


def test_fields_are_named_after_the_arguments():
    assert list(page().fields) == ["text"]


def test_fields_without_a_name_are_numbered():
    assert list(iface.Interface(max, ["number", "number"], "number").page.fields) == ["input_0", "input_1"]


def test_the_digest_is_the_same_at_every_start():
    assert page().digest == page().digest


def test_the_digest_changes_with_what_a_visitor_can_send():
    assert len({page().digest, page(lambda other: other).digest, page(api_name="other").digest}) == 3


def test_an_event_that_is_not_there_names_those_that_are():
    with pytest.raises(RefusedRequest, match="Use one of: lambda") as caught:
        page().event("nothing")
    assert caught.value.status == 404


def test_outputs_cannot_be_edited():
    demo = iface.Interface(lambda text: text, "text", "text")
    assert [one.interactive for one in (*demo.inputs, *demo.outputs)] == [True, False]


def test_a_component_stands_on_a_page_once():
    box = iface.Textbox()
    with pytest.raises(DesignError, match="stands on the page already"):
        iface.Interface(lambda a, b: a, [box, box], "text")
