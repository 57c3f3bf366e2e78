import contextlib
import datetime
import decimal
import json
import math
import pickle
import time

import numpy
import pandas
import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

import iface
from iface import DataFrame, Dataframe
from iface.components import component_class
from iface.components._tableedits import as_json, as_text, digest
from iface.errors import DesignError

PEOPLE = {"headers": ["name", "age"], "data": [["Ann", 30], ["Bea", None]]}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(), below, max_size=4),
    max_leaves=20,
)


def change(component, base=None, *, after=(), **said):
    """What the function would take after the page has sent these changes."""
    base = component.first() if base is None else base
    filled = component.filled(base)
    text = json.dumps({"on": digest(as_json(filled)), **said})
    sent = component.patched(base, component.from_form([text, *after]))
    return component.field().deserialize(sent)


def refusal(component, base=None, **said):
    """The sentence for changes that do not fit."""
    with pytest.raises(ValueError) as caught:
        change(component, base, **said)
    return str(caught.value)


@pytest.fixture
def people():
    return Dataframe(PEOPLE, type="array", interactive=True)


# What programs give


@pytest.mark.parametrize(
    "value",
    [
        PEOPLE,
        {"headers": ["name", "age"], "data": [["Ann", 30], ["Bea"]], "metadata": None},
        {"name": ["Ann", "Bea"], "age": [30, None]},
        [{"name": "Ann", "age": 30}, {"name": "Bea"}],
        pandas.DataFrame({"name": ["Ann", "Bea"], "age": pandas.array([30, None], dtype="Int64")}),
        polars.DataFrame({"name": ["Ann", "Bea"], "age": [30, None]}),
    ],
    ids=lambda value: type(value).__module__.split(".")[0],
)
def test_a_table_is_taken_in_the_forms_that_programs_keep_it_in(value):
    assert Dataframe().postprocess(value) == PEOPLE


def test_a_styled_frame_is_shown_by_its_data():
    pytest.importorskip("jinja2")
    frame = pandas.DataFrame({"a": [1]})
    assert Dataframe().postprocess(frame.style) == {"headers": ["a"], "data": [[1]]}


def test_rows_get_the_headers_of_the_component():
    assert Dataframe(headers=["a", "b"]).postprocess([[1, 2]])["headers"] == ["a", "b"]


def test_columns_without_a_header_are_numbered():
    assert Dataframe(headers=["a"]).postprocess([[1, 2], [3]]) == {
        "headers": ["a", "2"],
        "data": [[1, 2], [3, None]],
    }


def test_a_list_of_values_is_a_column():
    assert Dataframe().postprocess([1, 2])["data"] == [[1], [2]]


@pytest.mark.parametrize(
    ("array", "rows"),
    [
        (numpy.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
        (numpy.array([1.5, math.nan]), [[1.5], [None]]),
        (numpy.array(["2026-01-31"], dtype="datetime64[ns]"), [["2026-01-31"]]),
        (numpy.array([[True], [False]]), [[True], [False]]),
        (numpy.empty((0, 2)), []),
    ],
)
def test_an_array_becomes_rows(array, rows):
    assert Dataframe().postprocess(array)["data"] == rows


def test_an_array_of_three_dimensions_is_refused():
    with pytest.raises(ValueError, match="3 dimensions"):
        Dataframe().postprocess(numpy.zeros((1, 1, 1)))


@pytest.mark.parametrize(
    ("cell", "data"),
    [
        (math.nan, None),
        (math.inf, None),
        (pandas.NaT, None),
        (pandas.NA, None),
        (numpy.float64(1.5), 1.5),
        (numpy.int8(7), 7),
        (numpy.bool_(True), True),
        (numpy.str_("a"), "a"),
        (numpy.datetime64("2026-01-31T12:00:00"), "2026-01-31 12:00:00"),
        (decimal.Decimal("1.5"), 1.5),
        (datetime.date(2026, 1, 31), "2026-01-31"),
        (datetime.datetime(2026, 1, 31, 12), "2026-01-31 12:00:00"),
        (pandas.Timestamp("2026-01-31"), "2026-01-31"),
        ([1, 2], "[1, 2]"),
        ({"a": 1}, "{'a': 1}"),
    ],
)
def test_cells_are_said_in_words_of_json(cell, data):
    (row,) = Dataframe().postprocess({"headers": ["a", "b"], "data": [["", cell]]})["data"]
    assert row[1] == data and type(row[1]) is type(data)


def test_headers_of_several_levels_are_said_in_one():
    frame = pandas.DataFrame([[1]], columns=pandas.MultiIndex.from_tuples([("a", "b")]))
    assert Dataframe().postprocess(frame)["headers"] == ["a b"]


def test_two_columns_may_have_one_name(take):
    frame = pandas.DataFrame([[1, 2]], columns=["a", "a"])
    assert take(Dataframe(), Dataframe().postprocess(frame)).values.tolist() == [[1, 2]]
    assert take(Dataframe(type="polars"), Dataframe().postprocess(frame)).columns == ["a", "a_"]


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="different lengths"):
        Dataframe().postprocess({"a": [1], "b": [1, 2]})


@pytest.mark.parametrize("value", [3, object(), "a,b\n1,2"])
def test_what_is_no_table_is_refused(value):
    with pytest.raises(ValueError, match="no table"):
        Dataframe().postprocess(value)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text('name,age,code\n"Ann, A.",30,007\nBea,,12\n')
    return path


def test_a_file_of_comma_separated_values_is_a_table(file):
    data = {"headers": ["name", "age", "code"], "data": [["Ann, A.", 30, "007"], ["Bea", None, "12"]]}
    assert Dataframe(str(file)).first() == data
    assert Dataframe().postprocess(file) == data


def test_a_text_that_a_function_gives_is_never_a_path(file):
    with pytest.raises(ValueError, match="no table"):
        Dataframe().postprocess(str(file))


def test_ten_thousand_rows_become_data_quickly():
    frame = pandas.DataFrame({f"column {place}": numpy.arange(10_000) / 7 for place in range(10)})
    began = time.perf_counter()
    Dataframe().postprocess(frame)
    assert time.perf_counter() - began < 1


# What functions take


def test_a_function_takes_a_data_frame(take):
    frame = take(Dataframe(), PEOPLE)
    assert list(frame.columns) == ["name", "age"]
    assert frame["age"].dtype == float and frame["age"].isna().tolist() == [False, True]
    assert frame["name"].tolist() == ["Ann", "Bea"]


def test_whole_numbers_stay_whole(take):
    assert take(Dataframe(), [[1], [2]])["1"].dtype == "int64"


def test_a_column_of_dates_comes_as_dates(take):
    data = {"headers": ["day"], "data": [["2026-01-31"], [None]]}
    assert take(Dataframe(datatype="date"), data)["day"][0] == pandas.Timestamp("2026-01-31")
    assert take(Dataframe(datatype="date", type="polars"), data)["day"][0] == datetime.datetime(2026, 1, 31)
    assert take(Dataframe(datatype="date", type="array"), data) == [["2026-01-31"], [None]]


def test_polars_gets_columns_of_one_type(take):
    data = [[1, 1.5, True, "a", 1], [2, 2, None, None, "b"]]
    frame = take(Dataframe(type="polars"), data)
    assert frame.dtypes == [polars.Int64, polars.Float64, polars.Boolean, polars.String, polars.String]


def test_numpy_gets_numbers_where_all_are(take):
    assert take(Dataframe(type="numpy"), [[1, 2.5], [3, 4]]).tolist() == [[1, 2.5], [3, 4]]
    assert math.isnan(take(Dataframe(type="numpy", datatype="number"), [[None]])[0, 0])
    mixed = take(Dataframe(type="numpy"), [["a", 1], ["b", None]])
    assert mixed.dtype == object and mixed.tolist() == [["a", 1], ["b", None]]


def test_an_array_without_rows_has_columns(take):
    data = {"headers": ["a", "b"], "data": []}
    assert take(Dataframe(type="numpy", datatype="number"), data).shape == (0, 2)
    assert take(Dataframe(), data).shape == (0, 2)


@pytest.mark.parametrize(
    ("word", "taken"),
    [("dataframe", pandas.DataFrame), ("numpy", numpy.ndarray), ("matrix", list), ("list", list)],
)
def test_each_word_for_a_table_gives_its_kind(take, word, taken):
    assert isinstance(take(component_class(word)(), [[1]]), taken)


def test_the_other_spelling_is_the_same_word():
    assert DataFrame is Dataframe


def test_an_empty_table_has_the_size_that_was_asked_for(take):
    assert take(Dataframe(row_count=2, col_count=(4, "fixed"), type="array"), None) == [[None] * 4] * 2
    assert Dataframe(headers=["a", "b"]).filled(None) == {"headers": ["a", "b"], "data": [[None, None]]}


def test_an_optional_table_that_holds_nothing_is_none():
    component = Dataframe()
    component.optional = True
    assert component.preprocess(component.patched(None, component.from_form([""]))) is None


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"type": "panda"}, "no type 'panda'"),
        ({"datatype": "text"}, "no datatype 'text'"),
        ({"datatype": ["str", "int"]}, "no datatype 'int'"),
        ({"row_count": (3, "fix")}, "no count 'fix'"),
        ({"column_widths": ["wide"]}, "cannot be 'wide' wide"),
    ],
)
def test_settings_that_do_not_exist_are_refused(setting, said):
    with pytest.raises(DesignError, match=said):
        Dataframe(**setting)


# What a visitor changes


def test_a_change_of_one_cell_leaves_the_others(people):
    assert change(people, cells=[[1, 1, 4]])["data"] == [["Ann", 30], ["Bea", 4]]


def test_the_base_stays_as_it_is(people):
    change(people, cells=[[1, 1, 4]], columns=["more"], without=[0])
    assert people.first() == PEOPLE


def test_rows_come_and_go(people):
    assert change(people, rows=[["Cleo", 2]], without=[0])["data"] == [["Bea", None], ["Cleo", 2]]


def test_a_new_column_is_empty_until_it_is_filled(people):
    table = change(people, columns=["town"], cells=[[0, 2, "Rome"]], rows=[["Cleo", 2, "Bonn"]])
    assert table["headers"] == ["name", "age", "town"]
    assert [row[2] for row in table["data"]] == ["Rome", None, "Bonn"]


def test_an_empty_field_changes_nothing(people):
    assert people.patched(PEOPLE, people.from_form([""])) == PEOPLE


def test_a_whole_table_is_taken_as_it_is(people):
    assert people.patched(PEOPLE, [["Cleo", 2]]) == [["Cleo", 2]]


def test_changes_to_another_table_are_refused(people):
    sent = people.from_form([json.dumps({"on": "another", "cells": [[0, 0, "Eve"]]})])
    with pytest.raises(ValueError, match="has changed meanwhile"):
        people.patched(PEOPLE, sent)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"cells": [[7, 0, "a"]]}, "There is no cell at row 8, column 1."),
        ({"cells": [[0, 2, "a"]]}, "There is no cell at row 1, column 3."),
        ({"cells": [[-1, 0, "a"]]}, "These changes to the table cannot be read: reload the page."),
        ({"cells": [[True, 0, "a"]]}, "These changes to the table cannot be read: reload the page."),
        ({"cells": {"a": 1}}, "These changes to the table cannot be read: reload the page."),
        ({"cells": [[1, 1, "four"]]}, "Row 2, age: Enter a number."),
        ({"cells": [[1, 1, True]]}, "Row 2, age: Enter a number."),
        ({"cells": [[1, 1, 2**63]]}, "Row 2, age: This number is too large."),
        ({"cells": [[1, 1, math.inf]]}, "Row 2, age: This number is too large."),
        ({"cells": [[0, 0, ["a"]]]}, "Row 1, name: A cell holds text, a number, or true or false."),
        ({"cells": [[0, 0, "a\0"]]}, "Row 1, name: This text holds a NUL character: remove it."),
        ({"cells": [[0, 0, "\ud800"]]}, "Row 1, name: This text holds half of a character: type it again."),
        ({"cells": [[0, 0, "é" * 20_000]]}, "Row 1, name: A cell may hold at most 32768 bytes."),
        ({"cells": [[0, 0, None]] * 100_001}, "At most 100000 cells can be changed at once."),
        ({"rows": [["Cleo"]]}, "Row 3 must have 2 cells."),
        ({"rows": ["Cleo"]}, "Row 3 must have 2 cells."),
        ({"rows": [[]] * 100_001}, "A table may have at most 100000 rows."),
        ({"without": [2]}, "There is no row 2 to take out."),
        ({"without": ["a"]}, "There is no row a to take out."),
        ({"columns": [1]}, "The name of a column is a text of at most 32768 bytes."),
        ({"columns": ["a"] * 999}, "A table may have at most 1000 columns."),
    ],
)
def test_changes_that_do_not_fit_are_refused_with_a_sentence(people, said, sentence):
    assert refusal(people, **said) == sentence


def test_a_number_may_come_as_text(people):
    assert change(people, cells=[[1, 1, "4.5"]])["data"][1] == ["Bea", 4.5]


def test_a_column_that_is_empty_takes_numbers_and_texts():
    component = Dataframe(headers=["a"], row_count=2, type="array")
    assert change(component, cells=[[0, 0, 1], [1, 0, "b"]])["data"] == [[1], ["b"]]


@pytest.mark.parametrize(
    ("kind", "cell", "sentence"),
    [
        ("bool", "yes", "Row 1, 1: Enter true or false."),
        ("date", "31.1.2026", "Row 1, 1: Enter a date like 2026-01-31."),
        ("date", 5, "Row 1, 1: Enter a date like 2026-01-31."),
        ("number", "many", "Row 1, 1: Enter a number."),
    ],
)
def test_a_cell_keeps_to_the_kind_of_its_column(refuse, kind, cell, sentence):
    assert refusal(Dataframe(datatype=kind, col_count=1), cells=[[0, 0, cell]]) == sentence
    assert refuse(Dataframe(datatype=kind), [[cell]]) == sentence


def test_what_the_program_put_into_a_column_itself_may_stay_there():
    component = Dataframe([["n/a", 1]], datatype="number", type="array")
    assert change(component, cells=[[0, 1, 2]])["data"] == [["n/a", 2]]


def test_what_the_program_gave_is_not_checked_as_if_a_visitor_sent_it(take):
    component = Dataframe([["n/a"]], datatype="number", type="array")
    assert take(component, component.first()) == [["n/a"]]


def test_a_fixed_table_keeps_its_size():
    component = Dataframe(PEOPLE, row_count=(2, "fixed"), col_count=(2, "fixed"))
    assert refusal(component, rows=[["a", 1]]) == "This table keeps its 2 rows."
    assert refusal(component, without=[0]) == "This table keeps its 2 rows."
    assert refusal(component, columns=["a"]) == "This table keeps its 2 columns."


@pytest.mark.parametrize("static", [["name"], [0]])
def test_a_static_column_keeps_its_cells_but_new_rows_have_one(static):
    component = Dataframe(PEOPLE, static_columns=static)
    assert refusal(component, cells=[[0, 0, "Eve"]]) == "The column name cannot be changed."
    assert change(component, rows=[["Cleo", 2]])["data"][2] == ["Cleo", 2]


@pytest.mark.parametrize(
    "text", ["{", "[]", "3", '{"where": 1}', "[" * 5_000, '{"on": 1e999, "cells": []}', "9" * 5_000]
)
def test_a_text_that_says_no_changes_is_refused(people, text):
    with pytest.raises(ValueError, match="cannot be read|has changed"):
        people.patched(PEOPLE, people.from_form([text]))


def test_a_required_table_needs_a_cell_that_is_filled(refuse):
    assert refuse(Dataframe(required=True), [[None, ""]]) == "Fill in this field."
    assert refuse(Dataframe(required=True), None) == "Fill in this field."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("a", 'Send a table as {"headers": [...], "data": [[...]]}, or a list of rows.'),
        ({"rows": []}, 'Send a table as {"headers": [...], "data": [[...]]}, or a list of rows.'),
        ([["a"], ["b", "c"]], "Row 2 must have 1 cells."),
        ([[]] * 100_001, "A table may have at most 100000 rows."),
        ([["a"] * 1_001], "A table may have at most 1000 columns."),
        ({"headers": [1], "data": []}, "The name of a column is a text of at most 32768 bytes."),
    ],
)
def test_a_whole_table_that_is_none_is_refused(refuse, data, sentence):
    assert refuse(Dataframe(), data) == sentence


@settings(deadline=None, max_examples=200)
@given(anything)
def test_whatever_is_sent_as_data_is_a_table_or_refused(data):
    for kind in ("pandas", "numpy", "polars", "array"):
        component = Dataframe(PEOPLE, type=kind)
        with contextlib.suppress(ValidationError, ValueError):
            component.preprocess(component.field().deserialize(component.patched(PEOPLE, data)))


cells = st.none() | st.booleans() | st.integers(-(2**62), 2**62) | st.text() | st.floats(allow_nan=False)
wild = st.lists(st.tuples(st.integers(-1, 3), st.integers(-1, 3), cells | anything).map(list), max_size=4)


@settings(deadline=None, max_examples=200)
@given(
    kind=st.sampled_from(["auto", "str", "number", "bool", "date", "markdown"]),
    type=st.sampled_from(["pandas", "numpy", "polars", "array"]),
    said=st.fixed_dictionaries(
        {},
        optional={
            "cells": wild | anything,
            "rows": st.lists(st.lists(cells, min_size=2, max_size=3), max_size=3) | anything,
            "without": st.lists(st.integers(-1, 3), max_size=3) | anything,
            "columns": st.lists(st.text(), max_size=2) | anything,
        },
    ),
)
def test_whatever_changes_are_sent_are_applied_or_refused(kind, type, said):
    component = Dataframe(row_count=2, col_count=2, datatype=kind, type=type)
    try:
        table = change(component, **said)
        component.preprocess(table)
        assert all(len(row) == len(table["headers"]) for row in table["data"])
        json.dumps(table, allow_nan=False).encode()
    except (ValidationError, ValueError):
        pass


plain = st.none() | st.booleans() | st.integers(-99, 99) | st.sampled_from(["a", "b", "ü"])
edits = st.one_of(
    st.tuples(st.just("set"), st.integers(0, 5), st.integers(0, 3), plain),
    st.tuples(st.just("add"), st.lists(plain, min_size=4, max_size=4)),
    st.tuples(st.just("drop"), st.integers(0, 5)),
    st.tuples(st.just("widen"), st.sampled_from(["x", "y"])),
)


@given(st.integers(0, 3), st.lists(edits, max_size=12))
def test_changes_made_one_by_one_come_out_as_the_page_shows_them(height, steps):
    base = {"headers": ["a", "b"], "data": [["0", "0"] for _ in range(height)]}
    headers, rows = list(base["headers"]), [[place, list(row)] for place, row in enumerate(base["data"])]
    touched, without = {}, []
    for verb, *rest in steps:
        if verb == "set" and rest[0] < len(rows) and rest[1] < len(headers):
            place, row = rows[rest[0]]
            row[rest[1]] = rest[2]
            if place is not None:
                touched[place, rest[1]] = rest[2]
        elif verb == "add":
            rows.append([None, rest[0][: len(headers)]])
        elif verb == "drop" and rest[0] < len(rows):
            place, _ = rows.pop(rest[0])
            without += [] if place is None else [place]
        elif verb == "widen" and len(headers) < 4:
            headers.append(rest[0])
            for _, row in rows:
                row.append(None)
    table = change(
        Dataframe(base, datatype="str", type="array"),
        cells=[[*place, cell] for place, cell in touched.items()],
        rows=[row for place, row in rows if place is None],
        without=without,
        columns=headers[2:],
    )
    assert table == {"headers": headers, "data": [row for _, row in rows]}


# Without a script


def typed(component, text, base=None):
    base = component.first() if base is None else base
    sent = component.patched(base, component.from_form(["", text]))
    return component.field().deserialize(sent)["data"]


def test_a_table_that_was_sent_as_it_was_shown_is_the_same(people):
    text = as_text(PEOPLE).replace("\n", "\r\n")
    assert typed(people, text) == PEOPLE["data"]


def test_a_table_can_be_typed(people):
    assert typed(people, "name\tage\r\nAnn\t31\r\nBea\t\r\nCleo\t2\r\n") == [
        ["Ann", 31],
        ["Bea", None],
        ["Cleo", 2],
    ]


def test_cells_that_were_not_typed_anew_keep_their_type():
    component = Dataframe({"headers": ["a"], "data": [["x"], [7], [True]]}, type="array")
    assert typed(component, "a\nx\n7\ntrue\ny\n") == [["x"], [7], [True], ["y"]]


def test_a_line_may_be_left_out_and_a_column_added(people):
    assert typed(people, "name\tage\ttown\nAnn\t30\tRome\n") == [["Ann", 30, "Rome"]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("who\tage\nAnn\t30\n", "Leave the names"),
        ("", "Leave the names"),
        ("name\tage\nAnn\tmany\n", "Row 1, age: Enter a number."),
        ("name\tage\nAnn\t1\t2\n", "Row 1 must have 2 cells."),
        ("name\tage\n" + "x" * 140_000, "no table|at most"),
    ],
)
def test_a_typed_table_that_does_not_fit_is_refused(people, text, said):
    with pytest.raises(ValidationError, match=said):
        typed(people, text)


def test_a_typed_table_that_does_not_fit_is_shown_again(people):
    sent = people.patched(PEOPLE, people.from_form(["", "name\tage\nAnn\tmany\n"]))
    people.interactive = True
    view = people.view(sent)
    assert "many" in view.text and view.rows[0] == ["Ann", "30"]


def test_changes_that_are_shown_again_are_a_whole_table_from_then_on(people):
    sent = people.patched(PEOPLE, people.from_form(["", "name\tage\nAnn\t31\n"]))
    assert json.loads(str(people.view(sent).packed))["about"]["whole"]
    assert people.from_form([json.dumps(sent)]) == sent
    assert type(pickle.loads(pickle.dumps(sent))) is dict


def test_a_static_column_is_static_without_a_script_too():
    with pytest.raises(ValidationError, match="cannot be changed"):
        typed(Dataframe(PEOPLE, static_columns=["name"]), "name\tage\nEve\t30\nBea\t\n")


@settings(deadline=None)
@given(st.text(alphabet='a1\t\n\r"\0 ', max_size=40))
def test_whatever_is_typed_is_a_table_or_refused(text):
    with contextlib.suppress(ValidationError, ValueError):
        typed(Dataframe(PEOPLE, type="array"), "name\tage\n" + text)


# How it looks


def test_a_table_is_a_table_with_headers(show):
    html = show(Dataframe(), PEOPLE)
    assert '<th scope="col" data-holds="str">name</th>' in html
    assert '<td data-holds="number">30</td>' in html


def test_only_the_first_rows_stand_in_the_page(show):
    html = show(Dataframe(), [[place] for place in range(120)])
    assert html.count("<tr>") == 51
    assert "The first 50 of 120 rows" in html


def test_the_whole_table_travels_once_as_json():
    component = Dataframe([["</script><b>"]] * 2)
    packed = str(component.view(component.first()).packed)
    assert "<" not in packed
    assert json.loads(packed)["table"] == component.first()


def test_text_is_escaped(show):
    assert '<td data-holds="str">&lt;b&gt;</td>' in show(Dataframe(), [["<b>"]])


def test_markdown_is_formatted_and_html_is_cleaned(show):
    html = show(Dataframe(datatype=["markdown", "html"]), [["**a**", "<b>b</b><script>c</script>"]])
    assert "<strong>a</strong>" in html and "<b>b</b></td>" in html


def test_the_numbers_of_a_column_have_the_same_digits(show):
    html = show(Dataframe(), [[1.5], [2], [0.25]])
    assert [text in html for text in (">1.50<", ">2.00<", ">0.25<")] == [True] * 3


def test_an_output_without_a_value_says_so(show):
    assert "Nothing yet" in show(Dataframe(), None)


def test_only_a_table_that_can_be_changed_has_a_field(show):
    assert 'name="field"' in show(Dataframe(), PEOPLE, interactive=True)
    assert 'name="field"' not in show(Dataframe(), PEOPLE)


def test_a_small_table_can_be_typed_without_a_script(show):
    html = show(Dataframe(), PEOPLE, interactive=True)
    assert "<noscript>" in html and "name age Ann 30" in html


def test_a_large_table_says_that_it_needs_a_script(show):
    assert "too large to be changed" in show(Dataframe(), [[0]] * 2_001, interactive=True)


@pytest.mark.parametrize(("given", "width"), [(120, "120"), ("120px", "120"), ("20%", "20%")])
def test_a_column_can_be_given_a_width(show, given, width):
    assert f'<col width="{width}">' in show(Dataframe(column_widths=[given]), [[1]])


def test_what_gradio_says_and_has_no_meaning_here_is_ignored():
    Dataframe(PEOPLE, show_search="filter", max_chars=20, pinned_columns=1, latex_delimiters=[])


def test_an_api_caller_sends_a_whole_table_and_gets_one():
    table = Dataframe(PEOPLE, type="array", label="People")
    demo = iface.Interface(lambda rows: rows * 2, table, Dataframe(headers=["name", "age"]))
    assert demo.test_client().submit([["Cleo", 2]])["data"] == [["Cleo", 2]] * 2


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(DesignError, match="cannot read the file 'there-is-no.csv'"):
        Dataframe("there-is-no.csv")
