"""Rows of input values to start from."""

import tempfile
from pathlib import Path

import pytest

from iface import Blocks, Button, DesignError, Examples, File, Interface, Number, State, Textbox


def page(**options):
    """A page with a number, its double, and examples 1 and 2; and the calls of its function."""
    calls = []

    def double(number):
        calls.append(number)
        return number * 2

    with Blocks() as demo:
        number, result = Number(label="Number"), Number(label="Result")
        Button("Go").click(double, number, result)
        demo.examples = Examples([1, 2], number, result, double, **options)
    return demo, calls


def press(demo, place):
    """What a press on a row shows, by label."""
    client = demo.test_client()
    return client.post("/api/load", json={"data": [place]})


def test_a_row_fills_the_inputs():
    demo, _ = page()
    assert list(demo.page.events["load_example"].fn(1).values()) == [2]


def test_a_row_that_ends_early_leaves_the_first_value():
    with Blocks() as demo:
        a, b = Textbox("x"), Textbox("y")
        Examples([["only"]], [a, b])
    assert demo.page.events["load_example"].fn(0) == {a: "only", b: "y"}


def test_cached_rows_run_the_function_when_the_page_is_built():
    _, calls = page(cache_examples=True)
    assert calls == [1, 2]


def test_a_cached_row_shows_the_outputs_too_and_runs_nothing():
    demo, calls = page(cache_examples=True, api_name="load")
    assert press(demo, 1).json == {"data": [2, 4]}
    assert calls == [1, 2]


@pytest.mark.parametrize(
    "options", [{"cache_examples": "lazy"}, {"cache_examples": True, "cache_mode": "lazy"}]
)
def test_a_lazily_cached_row_runs_once(options):
    demo, calls = page(api_name="load", **options)
    assert calls == []
    press(demo, 0)
    assert press(demo, 0).json == {"data": [1, 2]}
    assert calls == [1]


def test_a_function_with_state_is_not_cached(caplog):
    def remember(word, seen):
        return word, seen

    demo = Interface(remember, ["text", State()], ["text", State()], examples=["a"], cache_examples=True)
    assert "not cached" in caplog.text
    assert list(demo.page.events["load_example"].fn(0).values()) == ["a"]


def test_run_on_click_runs_the_function_after_the_row_is_in():
    demo, _ = page(run_on_click=True)
    (following,) = demo.page.following(demo.page.events["load_example"])
    assert following.name == "double_1"


def test_labels_are_shown_in_place_of_the_values():
    demo, _ = page(example_labels=["one", "two"])
    assert [row.text for row in demo.examples.dataset.rows] == ["one", "two"]


def test_a_label_for_each_row_is_asked_for():
    with pytest.raises(DesignError, match="1 labels were given for 2 samples"):
        page(example_labels=["one"])


def test_a_folder_of_files_gives_a_row_for_each(tmp_path):
    for name in ("a.txt", "b.txt", ".hidden"):
        (tmp_path / name).write_text("x")
    with Blocks():
        rows = Examples(tmp_path, File()).rows
    assert rows == [[str(tmp_path / "a.txt")], [str(tmp_path / "b.txt")]]


def test_a_file_that_a_cached_row_has_made_outlives_its_place():
    def report(word):
        path = Path(tempfile.mkdtemp()) / "report.txt"
        path.write_text(word)
        return str(path)

    demo = Interface(report, "text", File(), examples=["a"], cache_examples=True)
    with demo.test_client() as client:
        answer = client.post("/", data={}).status_code  # the page itself is not what is asked here
        found = next(iter(demo.page.events["load_example"].fn(0).values()))
    assert answer and found == "a"


def test_what_is_no_list_of_rows_is_refused():
    with pytest.raises(DesignError, match="The examples are 5"):
        Interface(str.upper, "text", "text", examples=5)
