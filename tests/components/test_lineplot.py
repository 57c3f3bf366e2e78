import time
from datetime import UTC, datetime
from urllib.parse import unquote
from xml.etree import ElementTree

import pandas
import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import rcParams

from iface import BarPlot, LinePlot, ScatterPlot, rendering
from iface.errors import DesignError, InputError
from iface.schema import Inputs

TABLE = pandas.DataFrame({"day": [3, 1, 2], "sales": [30.0, 10.0, 20.0], "city": ["Bern", "Bern", "Ulm"]})
DAYS = pandas.DataFrame({"day": pandas.date_range("2026-01-01", periods=60), "sales": range(60)})


def drawing(component, value):
    """The text of its first picture, which must be one that a browser can read."""
    picture = component.pictures(component.chart(component.postprocess(value)))[0]
    svg = unquote(picture.address.partition(",")[2])
    ElementTree.fromstring(svg)
    return svg


def points(component, value):
    """The places of what is drawn, colour by colour."""
    chart = component.chart(component.postprocess(value))
    return {one.name: list(zip(one.x, one.y, strict=True)) for one in chart.series}


def test_a_table_is_data_as_clients_of_gradio_know_it():
    assert LinePlot(x="day", y="sales").postprocess(DAYS[:1]) == {
        "columns": ["day", "sales"],
        "data": [[1767225600000, 0]],
        "datatypes": {"day": "temporal", "sales": "quantitative"},
        "mark": "line",
    }


def test_a_line_goes_along_x():
    assert points(LinePlot(x="day", y="sales"), TABLE) == {"": [(1, 10), (2, 20), (3, 30)]}


def test_each_colour_is_a_line_of_its_own():
    assert points(LinePlot(x="day", y="sales", color="city"), TABLE) == {
        "Bern": [(1, 10), (3, 30)],
        "Ulm": [(2, 20)],
    }


@pytest.mark.parametrize(
    "value", [polars.DataFrame(TABLE.to_dict("list")), TABLE.to_dict("list"), TABLE.to_dict("records")]
)
def test_tables_of_other_kinds_are_the_same(value):
    plot = LinePlot(x="day", y="sales", color="city")
    assert plot.postprocess(value) == plot.postprocess(TABLE)


def test_rows_without_a_value_are_left_out():
    table = pandas.DataFrame({"x": [1, None, 3, 4], "y": [1, 2, None, float("inf")]})
    assert points(LinePlot(x="x", y="y"), table) == {"": [(1, 1)]}


def test_dates_are_grouped_in_steps_of_a_day():
    hours = pandas.DataFrame({"at": pandas.date_range("2026-01-01", periods=48, freq="h"), "n": 1})
    assert [y for _, y in points(LinePlot(x="at", y="n", x_bin="1d"), hours)[""]] == [24, 24]


def test_a_date_with_a_zone_is_as_the_clock_on_the_wall_says():
    table = pandas.DataFrame(
        {"at": pandas.to_datetime(["2026-01-01 12:00"]).tz_localize("Asia/Tokyo"), "n": [1]}
    )
    data = LinePlot(x="at", y="n").postprocess(table)
    assert data["data"][0][0] == 1767268800000


def test_a_function_takes_the_table_again(take):
    plot = LinePlot(x="day", y="sales")
    taken = take(plot, plot.postprocess(DAYS))
    assert list(taken["day"]) == list(DAYS["day"]) and list(taken["sales"]) == list(DAYS["sales"])


def test_limits_of_dates_are_seconds_or_dates():
    date = datetime(2026, 2, 1, tzinfo=UTC)
    seconds, dates = (LinePlot(x="day", y="sales", x_lim=(one, None)) for one in (date.timestamp(), date))
    assert drawing(seconds, DAYS) == drawing(dates, DAYS) != drawing(LinePlot(x="day", y="sales"), DAYS)


@pytest.mark.parametrize("text", ["$x^2$", "$x", "a & b < c", 'say "hi"', "it's", "\x0b", "x" * 9000])
def test_any_text_can_stand_in_a_picture(text):
    assert drawing(LinePlot(x="x", y="y", x_title=text, y_title=text), {"x": [text, "b"], "y": [1, 2]})


@pytest.mark.parametrize("text", ["\0", "\ud800", "\uffff"])
def test_a_title_that_no_svg_can_hold_is_left_out(text):
    assert drawing(LinePlot(x="day", y="sales", x_title=text, y_title=text), DAYS)


def test_the_settings_of_the_program_stay_as_they_were():
    before = dict(rcParams)
    drawing(LinePlot(x="day", y="sales"), DAYS)
    assert dict(rcParams) == before


def test_there_is_a_picture_for_each_place_and_each_scheme(show):
    html = show(LinePlot(x="day", y="sales"), DAYS)
    assert html.count("<img") == 6
    assert html.count('data-scheme="dark"') == html.count('data-scheme="light"') == 3


def test_a_dark_page_has_other_colours():
    plot = LinePlot(x="day", y="sales")
    light, dark = plot.pictures(plot.chart(plot.postprocess(DAYS)))[:2]
    assert "%234168dc" in light.address and "%234168dc" not in dark.address


def test_a_picture_is_drawn_once():
    plot = LinePlot(x="day", y="sales")
    data = plot.postprocess(DAYS)
    assert plot.pictures(plot.chart(data)) is plot.pictures(plot.chart(data))


def test_other_titles_are_another_picture():
    plot = LinePlot(x="day", y="sales")
    data = plot.postprocess(DAYS)
    other = plot.varied({"y_title": "Turnover"})
    assert "Turnover" in unquote(other.pictures(other.chart(data))[0].address)


def test_its_text_says_what_it_shows(show):
    assert 'alt="Line plot of sales by day: 60 points from 0 to 59."' in show(
        LinePlot(x="day", y="sales"), DAYS
    )


def test_its_title_caption_and_legend_are_text(show):
    html = show(LinePlot(x="day", y="sales", color="city", title="<Sales>", caption="Of late"), TABLE)
    assert "&lt;Sales&gt;" in html and "Of late" in html and "</svg>Bern</li>" in html


def test_only_some_colours_stand_in_the_legend(show):
    html = show(LinePlot(x="day", y="sales", color="city", colors_in_legend=["Ulm"]), TABLE)
    assert "</svg>Ulm</li>" in html and "</svg>Bern</li>" not in html


def test_its_table_shows_fifty_rows(show):
    html = show(LinePlot(x="day", y="sales"), DAYS)
    assert html.count("<tr>") == 51 and "10 more rows" in html and "2026-01-31" in html


def test_the_tooltips_columns_stand_in_the_table():
    assert LinePlot(x="day", y="sales", tooltip=["city"]).postprocess(TABLE)["columns"] == [
        "day",
        "sales",
        "city",
    ]
    assert LinePlot(x="day", y="sales", tooltip="all").postprocess(TABLE)["columns"] == list(TABLE.columns)


@pytest.mark.parametrize("value", [None, TABLE[:0]])
def test_without_points_it_says_so(show, value):
    assert "Nothing yet" in show(LinePlot(x="day", y="sales"), value)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"x": "nothing", "y": "sales"}, "no column 'nothing'"),
        ({"x": "day", "y": "city"}, "holds no numbers"),
        ({}, "needs x and y"),
        ({"x": "day", "y": "sales", "x_bin": "1h"}, "does not fit"),
        ({"x": "day", "y": "sales", "color": "city", "color_map": {"Bern": "no colour"}}, "no colour"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        LinePlot(**settings).postprocess(TABLE)


def test_more_rows_than_can_be_drawn_are_refused():
    with pytest.raises(ValueError, match="at most 100000 rows"):
        LinePlot(x="x", y="x").postprocess({"x": range(100_001)})


@pytest.mark.parametrize(
    "settings",
    [
        {"x_bin": "1 hour"},
        {"x_bin": 0},
        {"y_aggregate": "mode"},
        {"height": 9},
        {"x_lim": [1]},
        {"colour": "x"},
    ],
)
def test_a_setting_that_means_nothing_is_refused_at_once(settings):
    with pytest.raises(DesignError):
        LinePlot(x="day", y="sales", **settings)


def test_what_gradio_programs_say_beside_is_ignored():
    LinePlot(TABLE, "day", "sales", width=300, x_axis_format=".2f", buttons=["export"], every=None)


@pytest.mark.parametrize("verb", ["change", "select", "double_click"])
def test_its_events_are_known(verb):
    assert getattr(LinePlot(), verb).verb == verb


def test_a_thousand_points_are_drawn_within_300_ms_of_work(show):
    show(LinePlot(x="x", y="y"), {"x": range(9), "y": range(9)})  # matplotlib is loaded with the first
    taken = []
    for factor in (3, 7, 9):
        value = {"x": range(1000), "y": [one * factor % 101 for one in range(1000)]}
        started = time.thread_time()
        show(LinePlot(x="x", y="y"), value)
        taken.append(time.thread_time() - started)
    assert min(taken) < 0.3


def test_a_line_of_very_many_points_keeps_its_look():
    plot = LinePlot(x="x", y="y")
    chart = plot.chart(plot.postprocess({"x": range(20_000), "y": [one % 97 for one in range(20_000)]}))
    (line,) = chart.series
    assert len(line.x) <= 2_000 and line.x == sorted(line.x) and (min(line.y), max(line.y)) == (0, 96)
    assert "20,000 points" in plot.alternative(chart)


cells = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
names = st.sampled_from(["x", "y", "c", "other"])
tables = st.fixed_dictionaries(
    {
        "columns": st.just(["x", "y", "c"]) | st.lists(names, max_size=4),
        "data": st.lists(st.lists(cells, min_size=3, max_size=3), max_size=3) | cells,
        "datatypes": st.dictionaries(
            names, st.sampled_from(["quantitative", "temporal", "nominal"]) | cells, max_size=4
        ),
        "mark": st.sampled_from(["line", "bar", "point"]) | cells,
    }
)
good = {
    "quantitative": st.integers(-(10**100), 10**100) | st.floats(-1e100, 1e100),
    "temporal": st.integers(-30_610_224_000_000, 32_503_680_000_000),
    "nominal": st.text(max_size=5),
}


@st.composite
def fitting(draw, mark):
    """Tables that must be taken, if their text can be."""
    kinds = {
        "x": draw(st.sampled_from(list(good))),
        "y": "quantitative",
        "c": draw(st.sampled_from(list(good))),
    }
    rows = draw(
        st.lists(st.tuples(*(st.none() | good[kind] for kind in kinds.values())).map(list), max_size=6)
    )
    return {"columns": list(kinds), "data": rows, "datatypes": kinds, "mark": mark}


def shown_or_refused(component, data):
    """The sentence that refuses it, or "" where it was shown."""
    component.name, component.id = "field", 1
    try:
        (taken,) = Inputs([component]).load({"field": data}).values()
    except InputError as error:
        return error.fields["field"]
    component.preprocess(taken)
    assert rendering.component(component, taken)
    return ""


@settings(max_examples=200, deadline=None)
@given(tables | cells)
def test_whatever_is_sent_is_a_table_that_can_be_shown_or_refused(data):
    shown_or_refused(LinePlot(x="x", y="y", color="c"), data)


@pytest.mark.parametrize("kind", [LinePlot, BarPlot, ScatterPlot])
@settings(max_examples=12, deadline=None)
@given(st.data())
def test_every_table_that_fits_is_shown(kind, data):
    table = data.draw(fitting(kind.drawn_as))
    said = shown_or_refused(kind(x="x", y="y", color="c"), table)
    assert not said or any(
        not one.isprintable() for row in table["data"] for one in row if isinstance(one, str)
    )
