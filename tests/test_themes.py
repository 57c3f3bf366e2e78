"""Themes: by name, by object, and with the names that programs for Gradio use."""

import logging
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import iface
from iface import DesignError, themes
from iface.themes.colors import linear


def css_of(demo):
    """All that the page's own style sheet says."""
    client = demo.test_client()
    found = re.search(r'href="(style/\w+\.css)"', client.get("/").text)
    return client.get(f"/{found[1]}").text if found else ""


def page(**options):
    return iface.Interface(lambda text: text, "text", "text", **options)


def test_without_a_theme_a_page_has_no_style_sheet_of_its_own():
    assert css_of(page()) == ""


@pytest.mark.parametrize("name", ["soft", "mono"])
def test_a_theme_is_named_by_a_word(name):
    assert css_of(page(theme=name)).startswith("@layer iface.tokens")


def test_launch_takes_a_theme_too(serve):
    demo = page()
    serve(demo, theme="soft")
    assert demo.page.theme.sheet == "soft.css"


def test_launch_without_a_theme_keeps_the_pages(serve):
    demo = page(theme="soft")
    serve(demo)
    assert demo.page.theme.sheet == "soft.css"


@pytest.mark.parametrize(("told", "scheme"), [("dark", "dark"), ("mono light", "light")])
def test_light_and_dark_are_told_to_the_page(told, scheme):
    assert f'data-theme="{scheme}"' in page(theme=told).test_client().get("/").text


def test_otherwise_the_visitors_system_decides():
    assert "data-theme" not in page(theme="soft").test_client().get("/").text


def test_a_theme_that_is_not_there_is_refused_with_the_nearest():
    with pytest.raises(DesignError, match="Did you mean 'soft'"):
        page(theme="sotf")


@pytest.mark.parametrize("name", ["gradio/soft", "Soft", "monochrome", "Ocean"])
def test_gradios_names_are_known(name):
    assert page(theme=name).page.theme.sheet in ("soft.css", "mono.css")


def test_a_theme_of_somebodys_is_not_fetched(caplog):
    with caplog.at_level(logging.INFO):
        assert page(theme="somebody/seafoam").page.theme.sheet == ""
    assert "somebody/seafoam" in caplog.text


def test_a_hue_becomes_an_accent():
    assert "--iface-accent: light-dark(oklch(49%" in css_of(page(theme=themes.Soft(primary_hue="emerald")))


def test_a_hue_may_be_a_colour_of_ones_own():
    assert themes.Color("#10b981").hue == pytest.approx(themes.colors.emerald.hue, abs=2)


def test_of_eleven_shades_the_middle_one_counts():
    shades = {f"c{number}": "#000000" for number in (50, *range(100, 1000, 100), 950)}
    assert themes.Color(**shades | {"c500": "#10b981"}, name="leaf").hue == themes.Color("#10b981").hue


def test_a_shade_is_a_colour_as_css_writes_it():
    assert themes.colors.emerald.c200.startswith("oklch(89%")


def test_a_hue_that_is_not_there_is_refused_with_the_nearest():
    with pytest.raises(DesignError, match="Did you mean 'emerald'"):
        themes.Default(primary_hue="emerlad")


def test_sizes_go_by_name_or_as_objects():
    by_name = themes.Default(radius_size="none").properties
    assert by_name == themes.Default(radius_size=themes.sizes.radius_none).properties
    assert by_name["--iface-radius"] == "0rem"


def test_a_size_that_is_not_there_is_refused():
    with pytest.raises(DesignError, match="text_size"):
        themes.Default(text_size="huge")


def test_a_font_stands_before_those_of_the_system():
    fonts = [themes.GoogleFont("Inter"), "ui-sans-serif", "sans-serif"]
    assert themes.Default(font=fonts).properties["--iface-font"] == '"Inter", var(--iface-sans)'


def test_a_font_is_a_name_alone():
    with pytest.raises(DesignError, match="no font"):
        themes.Default(font='x"; } * { display: none')


def test_ours_can_be_set():
    assert themes.Default().set(iface_radius_s="2px").properties == {"--iface-radius-s": "2px"}


def test_gradios_are_ignored_with_one_line(caplog):
    with caplog.at_level(logging.INFO):
        themes.Base().set(block_radius="4px", body_background_fill="*neutral_50", loader_color="red")
    assert len(caplog.records) == 1 and "body_background_fill" in caplog.text


@pytest.mark.parametrize("value", ["red; } * {", "</style>", "@import", ""])
def test_more_than_a_value_is_refused(value):
    with pytest.raises(DesignError, match="the value alone"):
        themes.Default().set(iface_accent=value)


def test_a_theme_of_the_programs_own_stands_on_ours():
    class Seafoam(iface.themes.Base):
        def __init__(self, *, primary_hue=iface.themes.colors.emerald, font=("Quicksand",)):
            super().__init__(primary_hue=primary_hue, font=font)

    assert "Quicksand" in css_of(page(theme=Seafoam()))


def test_the_programs_own_rules_come_last():
    text = css_of(page(theme=themes.Soft(primary_hue="teal"), css=":root { --iface-accent: red }"))
    assert text.index("--iface-radius") < text.index(" 183)") < text.index("--iface-accent: red")


def test_a_themes_own_properties_have_no_more_than_60_lines():
    sheets = iface.assets.folder("static") / "themes"
    assert all(len(one.read_text(encoding="utf-8").splitlines()) <= 60 for one in sheets.glob("*.css"))


# What is made of a hue


def luminance(text):
    lightness, chroma, hue = map(float, re.fullmatch(r"oklch\((.+)% (.+) (.+)\)", text).groups())
    red, green, blue = (min(max(part, 0), 1) for part in linear(lightness / 100, chroma, hue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def both(properties, name):
    return re.fullmatch(r"light-dark\((.+\)), (.+\))\)", properties[name]).groups()


# The surfaces nearest to an accent, of all three looks.
SURFACES = ("oklch(95% 0 0)", "oklch(26% 0 0)")


@given(st.sampled_from(sorted(vars(themes.colors))) | st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_every_hue_can_be_read_in_light_and_in_dark(hue):
    made = themes.Default(primary_hue=hue).properties
    for place, surface in enumerate(SURFACES):
        accent, ink, soft = (both(made, f"--iface-accent{part}")[place] for part in ("", "-ink", "-soft"))
        assert min(contrast(accent, other) for other in (surface, ink, soft)) >= 4.5
