import base64
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import altair
import pandas
import plotly.express
import plotly.graph_objects
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import pyplot, rcParams
from matplotlib.figure import Figure

from iface import Plot, rendering
from iface.errors import DesignError, InputError
from iface.schema import Inputs


@pytest.fixture
def figure():
    """A line with titles; not one of pyplot's."""
    made = Figure()
    axes = made.add_subplot()
    axes.plot([1, 3, 2])
    axes.set(title="Growth", xlabel="Day", ylabel="Height")
    return made


def body(data):
    return base64.b64decode(data["image"].partition(",")[2])


def test_a_figure_is_a_drawing(figure):
    assert Plot().postprocess(figure)["image"].startswith("data:image/svg+xml;base64,")


def test_its_titles_are_its_text(figure):
    assert Plot().postprocess(figure)["alt"] == "Growth. Height against Day"


def test_it_is_as_large_as_it_is_shown(figure):
    data = Plot().postprocess(figure)
    assert 300 < data["height"] < data["width"] < 700


def test_a_figure_with_a_picture_in_it_is_a_png(figure):
    figure.axes[0].imshow([[1, 2], [3, 4]])
    assert body(Plot().postprocess(figure)).startswith(b"\x89PNG")


def test_a_figure_with_very_many_points_is_a_png(figure):
    figure.axes[0].scatter(range(9000), range(9000))
    assert body(Plot().postprocess(figure)).startswith(b"\x89PNG")


@pytest.mark.parametrize(("format", "start"), [("png", b"\x89PNG"), ("webp", b"RIFF"), ("jpg", b"\xff\xd8")])
def test_a_format_that_is_asked_for_is_kept_to(figure, format, start):
    data = Plot(format=format).postprocess(figure)
    assert body(data).startswith(start) and data["width"] < 700


def test_another_format_is_refused_at_once():
    with pytest.raises(DesignError, match="Use one of: svg, png"):
        Plot(format="pdf")


def test_pyplot_and_axes_stand_for_their_figure(figure):
    pyplot.figure(num="mine").suptitle("Current")
    try:
        assert Plot().postprocess(pyplot)["alt"] == "Current"
    finally:
        pyplot.close("mine")
    assert Plot().postprocess(figure.axes[0])["alt"] == "Growth. Height against Day"


def test_the_programs_figures_and_settings_stay_as_they_were(figure):
    before = dict(rcParams)
    kind = type(figure.canvas)
    Plot().postprocess(figure)
    assert dict(rcParams) == before and type(figure.canvas) is kind and not pyplot.get_fignums()


def test_several_threads_draw_at_once(figure):
    with ThreadPoolExecutor(4) as threads:
        drawn = list(threads.map(lambda _: Plot().postprocess(figure)["alt"], range(8)))
    assert drawn == ["Growth. Height against Day"] * 8


def test_a_plotly_figure_is_its_data():
    data = Plot().postprocess(plotly.express.line(y=[1, 3, 2], title="A <b>line</b>"))
    assert data["type"] == "plotly" and data["alt"] == "A line"
    assert len(json.loads(data["plot"])["data"]) == 1


@pytest.mark.parametrize(("template", "is_kept"), [("plotly", False), ("seaborn", True)])
def test_a_look_that_somebody_chose_is_kept(template, is_kept):
    figure = plotly.graph_objects.Figure(layout={"template": template})
    assert ("template" in json.loads(Plot().postprocess(figure)["plot"])["layout"]) is is_kept


def test_a_plotly_figure_cannot_end_its_script(show):
    html = show(Plot(), plotly.express.line(y=[1], title="</script><script>alert(1)</script>"))
    assert "<script>alert" not in html and html.count("</script>") == 1


def test_a_plotly_figure_stands_in_a_frame_without_rights(show):
    html = show(Plot(), plotly.express.line(y=[1], title="Sales"))
    assert 'sandbox="allow-scripts"' in html and 'src="frame/plotly/' in html


def test_without_a_script_its_title_is_told(show):
    html = show(Plot(), plotly.express.line(y=[1], title="Sales"))
    assert "<b>Sales</b>" in html and "allow scripts to see it" in html


def test_altair_says_what_to_install():
    chart = altair.Chart(pandas.DataFrame({"x": [1], "y": [2]})).mark_bar()
    with pytest.raises(ValueError, match="pip install vl-convert-python"):
        Plot().postprocess(chart)


def test_altair_draws_where_its_converter_is_installed(monkeypatch):
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"></svg>'
    monkeypatch.setitem(sys.modules, "vl_convert", SimpleNamespace())
    chart = altair.Chart(pandas.DataFrame({"x": [1], "y": [2]}), title="Bars").mark_bar()
    monkeypatch.setattr(altair.Chart, "save", lambda self, place, format: place.write(drawing))
    data = Plot().postprocess(chart)
    assert (data["width"], data["height"], data["alt"]) == (200, 100, "Bars")
    assert body(data) == drawing.encode()


def test_what_is_no_figure_is_refused():
    with pytest.raises(TypeError, match="not list"):
        Plot().postprocess([1, 2])


def test_a_figure_that_is_too_large_is_refused():
    figure = plotly.graph_objects.Figure(layout={"title": {"text": "x" * 9_000_000}})
    with pytest.raises(ValueError, match="at most 8,388,608"):
        Plot().postprocess(figure)


def test_without_a_figure_it_says_so(show):
    assert "Nothing yet" in show(Plot(), None)


@pytest.mark.parametrize("make", [lambda: plotly.express.line(y=[1, 2]), lambda: Figure()])
def test_what_is_shown_is_taken(take, make):
    data = Plot().postprocess(make())
    assert take(Plot(), data) == data


def test_a_form_carries_no_figure():
    assert Plot().from_form(["anything"]) is None


IMAGE = "data:image/png;base64,AAAA"


@pytest.mark.parametrize(
    "data",
    [
        {"type": "matplotlib", "image": "https://example.org/a.png"},
        {"type": "matplotlib", "image": "data:text/html;base64,AAAA"},
        {"type": "matplotlib", "image": IMAGE, "width": True},
        {"type": "matplotlib", "image": IMAGE, "width": 10**9},
        {"type": "matplotlib", "image": IMAGE, "src": "x"},
        {"type": "matplotlib", "image": f"{IMAGE}\n"},
        {"type": "html", "image": IMAGE},
        {"type": "plotly", "plot": "{}"},
        {"type": "plotly", "plot": '{"data": [NaN]}'},
        {"type": "plotly", "plot": "[" * 100_000},
        {"type": "plotly", "plot": {"data": []}},
        "text",
    ],
)
def test_what_is_no_plot_is_refused(refuse, data):
    assert refuse(Plot(), data).startswith("Give ")


pieces = (
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from([IMAGE, '{"data": []}', [], {}])
)
plots = st.fixed_dictionaries(
    {"type": st.sampled_from(["matplotlib", "plotly", "altair"]) | st.text()},
    optional={name: pieces for name in ("image", "plot", "alt", "width", "height", "more")},
)


@given(plots | pieces)
def test_whatever_is_sent_is_a_plot_that_can_be_shown_or_refused(data):
    component = Plot()
    component.name, component.id = "field", 1
    try:
        (taken,) = Inputs([component]).load({"field": data}).values()
    except InputError:
        return
    assert rendering.component(component, taken)
