from urllib.parse import unquote

import pandas

from iface import ScatterPlot

TABLE = pandas.DataFrame({"weight": [60, 70, 60], "height": [160, 170, 180], "age": [20, 30, 40]})


def drawing(plot, value):
    return unquote(plot.pictures(plot.chart(plot.postprocess(value)))[0].address)


def test_every_row_is_a_point():
    plot = ScatterPlot(x="weight", y="height")
    (only,) = plot.chart(plot.postprocess(TABLE)).series
    assert list(zip(only.x, only.y, strict=True)) == [(60, 160), (70, 170), (60, 180)]


def test_a_column_of_numbers_shades_the_points():
    plot = ScatterPlot(x="weight", y="height", color="age")
    (only,) = plot.chart(plot.postprocess(TABLE)).series
    assert only.shades == [20, 30, 40] and "<image" in drawing(plot, TABLE)


def test_points_may_be_brought_together():
    plot = ScatterPlot(x="weight", y="height", y_aggregate="mean")
    (only,) = plot.chart(plot.postprocess(TABLE)).series
    assert only.y == [170, 170]


def test_very_many_points_are_one_picture():
    plot = ScatterPlot(x="x", y="y")
    assert len(drawing(plot, {"x": range(5000), "y": range(5000)})) < 100_000


def test_what_is_painted_has_other_colours_on_a_dark_page():
    plot = ScatterPlot(x="x", y="y")
    light, dark = plot.pictures(plot.chart(plot.postprocess({"x": range(2000), "y": range(2000)})))[:2]
    painted = [unquote(one.address).partition("<image")[2] for one in (light, dark)]
    assert all(painted) and painted[0] != painted[1]


def test_its_text_says_what_it_shows(show):
    html = show(ScatterPlot(x="weight", y="height", color="age", color_title="Years"), TABLE)
    assert "Colour: Years" in html
    assert 'alt="Scatter plot of height by weight: 3 points from 160 to 180."' in html
