from urllib.parse import unquote

import pandas
import pytest

from iface import BarPlot

TABLE = pandas.DataFrame(
    {"city": ["Ulm", "Bern", "Ulm", "Aarau"], "people": [3, 5, 4, 6], "age": ["old", "old", "young", "old"]}
)


def names(plot, value=TABLE):
    return plot.chart(plot.postprocess(value)).names


def bars(plot, value=TABLE):
    """The bars as name or number and height, colour by colour."""
    chart = plot.chart(plot.postprocess(value))
    return {
        one.name: [(chart.names[int(x)] if chart.names else x, y) for x, y in zip(one.x, one.y, strict=True)]
        for one in chart.series
    }


def test_what_has_the_same_name_is_one_bar():
    assert bars(BarPlot(x="city", y="people")) == {"": [("Ulm", 7), ("Bern", 5), ("Aarau", 6)]}


@pytest.mark.parametrize(
    ("how", "ulm"), [("sum", 7), ("mean", 3.5), ("median", 3.5), ("min", 3), ("max", 4), ("count", 2)]
)
def test_several_values_are_brought_together(how, ulm):
    assert bars(BarPlot(x="city", y="people", y_aggregate=how))[""][0] == ("Ulm", ulm)


def test_each_colour_is_a_part_of_the_bar():
    assert bars(BarPlot(x="city", y="people", color="age")) == {
        "old": [("Ulm", 3), ("Bern", 5), ("Aarau", 6)],
        "young": [("Ulm", 4)],
    }


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (None, ["Ulm", "Bern", "Aarau"]),
        ("x", ["Aarau", "Bern", "Ulm"]),
        ("-x", ["Ulm", "Bern", "Aarau"]),
        ("y", ["Bern", "Aarau", "Ulm"]),
        ("-y", ["Ulm", "Aarau", "Bern"]),
        (["Bern", "Nowhere"], ["Bern", "Ulm", "Aarau"]),
    ],
)
def test_names_stand_in_the_order_that_is_asked_for(sort, order):
    assert names(BarPlot(x="city", y="people", sort=sort)) == order


def test_numbers_are_grouped_in_steps_and_a_bar_stands_in_the_middle_of_its_own():
    table = {"x": [0, 4, 9.9, 10, -1], "y": [1, 1, 1, 1, 1]}
    assert sorted(bars(BarPlot(x="x", y="y", x_bin=10), table)[""]) == [(-5, 1), (5, 3), (15, 1)]


def test_a_step_that_is_no_binary_fraction_loses_nothing():
    table = {"x": [0.1, 0.2, 0.3, 0.6, 0.7], "y": [1] * 5}
    assert len(bars(BarPlot(x="x", y="y", x_bin=0.1), table)[""]) == 5


def test_bars_below_zero_hang():
    plot = BarPlot(x="x", y="y", color="c")
    table = {"x": ["a", "a"], "y": [2, -3], "c": ["up", "down"]}
    assert len(plot.pictures(plot.chart(plot.postprocess(table)))) == 6


def test_the_programs_own_colours_are_kept_on_a_dark_page():
    plot = BarPlot(x="city", y="people", color="age", color_map={"old": "#123456", "young": "red"})
    pictures = plot.pictures(plot.chart(plot.postprocess(TABLE)))
    assert all("#123456" in unquote(one.address) and "#ff0000" in unquote(one.address) for one in pictures)


def test_more_bars_than_can_be_told_apart_are_refused():
    with pytest.raises(ValueError, match="At most 500"):
        BarPlot(x="x", y="x").postprocess({"x": range(501)})


def test_more_colours_than_can_be_told_apart_are_refused():
    with pytest.raises(ValueError, match="At most 50"):
        BarPlot(x="x", y="y", color="x").postprocess({"x": [str(one) for one in range(51)], "y": range(51)})


def test_its_text_says_what_it_shows(show):
    assert 'alt="Bar plot of people by city: 3 points from 5 to 7."' in show(
        BarPlot(x="city", y="people"), TABLE
    )
