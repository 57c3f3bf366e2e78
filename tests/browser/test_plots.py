"""Plots in a browser: pictures that fit, and plotly in a frame without rights."""

import pandas
import plotly.express
import pytest
from playwright.sync_api import expect

import iface

TABLE = pandas.DataFrame(
    {
        "day": pandas.date_range("2026-01-01", periods=9),
        "sales": range(9),
        "city": ["Ulm", "Bern", "Bern"] * 3,
    }
)


def charts():
    with iface.Blocks() as demo:
        iface.LinePlot(TABLE, x="day", y="sales", color="city", title="Sales", label="Line")
        iface.BarPlot(TABLE, x="city", y="sales", label="Bars", caption="All days")
        iface.ScatterPlot(TABLE, x="day", y="sales", color="sales", label="Points")
        iface.Plot(label="Nothing")
    return demo


@pytest.fixture
def figures(serve):
    """A page whose button draws another figure."""

    def draw(count):
        return plotly.express.bar(x=list("abc"), y=[count] * 3, title=f"Up to {count:g}")

    return serve(iface.Interface(draw, iface.Number(3, label="Count"), iface.Plot(label="Figure")))


def in_frame(page):
    return page.frame_locator("iframe")


def drawn(page, text):
    """Wait for a text in the frame; the script of plotly is large."""
    expect(in_frame(page).get_by_text(text)).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 700, 1280])
def test_one_picture_of_each_chart_is_seen(page, serve, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(serve(charts()))
    seen = page.locator(".iface-chart > img:visible")
    expect(seen).to_have_count(3)
    assert {one.get_attribute("data-scheme") for one in seen.all()} == {scheme}
    assert len({one.get_attribute("data-place") for one in seen.all()}) == 1


def test_every_picture_can_be_read(page, serve):
    page.goto(serve(charts()))
    loaded = page.evaluate(
        "Promise.all([...document.images].map(one => one.decode().then(() => one.naturalWidth, () => 0)))"
    )
    assert len(loaded) == 18 and all(loaded)


def test_a_theme_of_the_page_comes_before_the_visitors(page, serve):
    page.emulate_media(color_scheme="dark")
    page.goto(serve(charts()))
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    assert {one.get_attribute("data-scheme") for one in page.locator(".iface-chart > img:visible").all()} == {
        "light"
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_can_be_used_by_all(page, serve, axe, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(serve(charts()))
    page.get_by_text("Data", exact=True).first.click()
    assert axe(page) == []


def test_plotly_draws_in_a_frame_and_again_after_each_answer(page, figures):
    page.goto(figures)
    page.get_by_role("button", name="Submit").click()
    drawn(page, "Up to 3")
    page.get_by_label("Count").fill("5")
    page.get_by_role("button", name="Submit").click()
    drawn(page, "Up to 5")


def test_the_frame_has_no_rights(page, figures):
    page.goto(figures)
    page.get_by_role("button", name="Submit").click()
    drawn(page, "Up to 3")
    assert page.frames[1].evaluate("origin") == "null"
    assert (
        page.frames[1].evaluate("(() => { try { return parent.document.title } catch { return '' } })()")
        == ""
    )


def test_the_frame_follows_the_visitors_colours(page, figures):
    page.emulate_media(color_scheme="light")
    page.goto(figures)
    page.get_by_role("button", name="Submit").click()
    expect(in_frame(page).locator("html")).to_have_attribute("style", "color-scheme: light;")
    page.emulate_media(color_scheme="dark")
    expect(in_frame(page).locator("html")).to_have_attribute("style", "color-scheme: dark;")


def test_the_frame_is_as_high_as_the_figure(page, serve):
    figure = plotly.express.line(y=[1, 2], height=300)
    page.goto(serve(iface.Interface(lambda: None, None, iface.Plot(figure, label="Figure"))))
    expect(page.locator("iframe")).to_have_css("height", "300px")


def test_a_plot_in_three_dimensions_is_drawn(page, serve):
    figure = plotly.express.scatter_3d(x=[1, 2], y=[1, 2], z=[1, 2], title="Deep")
    page.goto(serve(iface.Interface(lambda: None, None, iface.Plot(figure, label="Figure"))))
    drawn(page, "Deep")
    expect(in_frame(page).locator("canvas").first).to_be_attached()


def test_a_figure_that_cannot_be_drawn_says_so(page, serve):
    component = iface.Plot(label="Figure")
    component._first = {"type": "plotly", "plot": '{"data": ', "alt": ""}
    page.goto(serve(iface.Interface(lambda: None, None, component)))
    expect(page.get_by_text("This plot could not be drawn.")).to_be_visible()


def test_without_a_script_the_title_is_told(plain_page, figures):
    plain_page.goto(figures)
    plain_page.get_by_role("button", name="Submit").click()
    expect(plain_page.get_by_text("Up to 3")).to_be_visible()
    expect(plain_page.get_by_text("allow scripts to see it")).to_be_visible()


def test_a_figure_can_be_found_by_all(page, figures, axe):
    page.goto(figures)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_title("Up to 3")).to_be_visible()
    assert [one for one in axe(page) if "plotly" not in one] == []
