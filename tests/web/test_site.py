import pytest

import iface
from iface import DesignError
from iface.web import Settings


def test_the_length_of_the_line_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("IFACE_LINE", "32")
    assert Settings.from_environment().line == 32


@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5"])
def test_a_line_that_is_no_length_is_refused(monkeypatch, text):
    monkeypatch.setenv("IFACE_LINE", text)
    with pytest.raises(DesignError, match="IFACE_LINE"):
        Settings.from_environment()


def test_component_scripts_stand_only_on_pages_that_need_them():
    with_slider = iface.Interface(lambda a: a, iface.Slider(), "text").test_client().get("/").text
    without = iface.Interface(lambda a: a, "text", "text").test_client().get("/").text
    assert "components/slider.js" in with_slider and "components/slider.js" not in without


def test_descriptions_are_markdown():
    demo = iface.Interface(
        lambda a: a, "text", "text", description="*now*", article="[us](https://example.org)"
    )
    text = demo.test_client().get("/").text
    assert "<em>now</em>" in text and 'href="https://example.org"' in text


def test_durability_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("IFACE_DURABILITY", "full")
    assert Settings.from_environment().durability == "full"
