"""A text with files."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iface import MultimodalTextbox, files, rendering
from iface.errors import DesignError, InputError
from iface.files.store import FileStore
from iface.schema import Inputs

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=8), below, max_size=3),
    max_leaves=10,
)


@pytest.fixture
def session(tmp_path):
    """A session's files, which everything in the test goes to."""
    mine = FileStore(tmp_path / "files").of("ab" * 10)
    with files.serving(mine):
        yield mine


def many(**arguments):
    return MultimodalTextbox(file_count="multiple", **arguments)


def test_a_text_comes_in_with_its_files(take, session):
    data = session.add(b"a,b", "table.csv")
    value = take(many(), {"text": "Look", "files": [data["id"]]})
    assert value["text"] == "Look"
    assert [path.orig_name for path in value["files"]] == ["table.csv"]
    assert Path(value["files"][0]).read_bytes() == b"a,b"


def test_a_text_alone_comes_in_without_files(take):
    assert take(MultimodalTextbox(), "Hi") == {"text": "Hi", "files": []}


def test_in_a_form_the_text_stands_first_and_the_files_follow(session):
    id = session.add(b"", "a.txt")["id"]
    data = many().from_form(["one\r\ntwo", id])
    assert data["text"] == "one\ntwo"
    assert [one["name"] for one in data["files"]] == ["a.txt"]


def test_a_text_that_is_a_files_id_stays_a_text(session):
    id = session.add(b"", "a.txt")["id"]
    assert many().from_form([id]) == {"text": id, "files": []}


def test_an_empty_form_is_an_empty_text():
    assert MultimodalTextbox().from_form([]) == {"text": "", "files": []}


def test_of_several_files_one_is_taken_where_one_is_asked_for(session):
    ids = [session.add(b"", name)["id"] for name in ("a.txt", "b.txt")]
    assert [one["name"] for one in MultimodalTextbox().from_form(["", *ids])["files"]] == ["b.txt"]


def test_several_files_are_refused_where_one_is_asked_for(refuse, session):
    ids = [session.add(b"", name)["id"] for name in ("a.txt", "b.txt")]
    assert refuse(MultimodalTextbox(), {"text": "", "files": ids}) == "Choose at most 1 files."


def test_a_file_of_another_kind_is_refused(refuse, session):
    id = session.add(b"MZ", "a.exe")["id"]
    assert refuse(many(file_types=["image"]), {"text": "", "files": [id]}) == "a.exe is none of these: image."


def test_no_file_is_taken_where_uploads_are_no_source(refuse, session):
    id = session.add(b"", "a.txt")["id"]
    assert "at most 0" in refuse(many(sources=["microphone"]), {"text": "", "files": [id]})


@pytest.mark.parametrize("id", ["/etc/passwd", "http://127.0.0.1/a", 7, None, {"path": "/etc/passwd"}])
def test_what_is_no_file_of_the_session_is_refused(refuse, session, id):
    said = refuse(many(), {"text": "", "files": [id]})
    assert said in ("Choose a file.", "This file is gone: choose it again.")


@pytest.mark.parametrize("sent", ["", " ", {"text": ""}, {"text": " ", "files": []}])
def test_a_required_one_needs_a_text_or_a_file(refuse, sent):
    assert refuse(MultimodalTextbox(required=True), sent) == "Fill in this field."


def test_a_file_is_enough_for_a_required_one(take, session):
    assert take(MultimodalTextbox(required=True), {"files": [session.add(b"", "a.txt")["id"]]})["text"] == ""


def test_a_text_beyond_the_length_is_refused(refuse):
    assert refuse(MultimodalTextbox(max_length=2), "abc") == "Enter at most 2 characters; these are 3."


@given(anything | st.fixed_dictionaries({}, optional={"text": anything, "files": anything}))
def test_whatever_is_sent_is_taken_or_refused(sent):
    one = many()
    one.id, one.name = 1, "box"
    try:
        data = Inputs([one]).load({"box": sent})[1]
    except InputError as refused:
        assert refused.fields["box"]
        return
    value = one.preprocess(data)
    assert value is None or (isinstance(value["text"], str) and value["files"] == [])
    json.dumps(data)
    rendering.component(one, data).encode()


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (None, {"text": "", "files": []}),
        ("Hi", {"text": "Hi", "files": []}),
        ({"text": "Hi"}, {"text": "Hi", "files": []}),
        ({"text": None, "files": None}, {"text": "", "files": []}),
    ],
)
def test_a_value_is_a_text_or_a_dict(value, data):
    assert MultimodalTextbox().postprocess(value) == data


def test_a_file_of_the_function_is_kept(session):
    path = Path(tempfile.mkdtemp()) / "a.txt"
    path.write_text("a")
    assert many().postprocess({"files": [str(path)]})["files"][0]["name"] == "a.txt"


def test_what_came_in_can_be_given_back(take, session):
    box = many()
    data = {"text": "Hi", "files": [session.add(b"", "a.txt")]}
    assert box.postprocess(box.preprocess(data)) == data


@pytest.mark.parametrize("value", [7, [], {"texts": "Hi"}])
def test_another_value_is_refused(value):
    with pytest.raises(ValueError, match="give a text"):
        MultimodalTextbox().postprocess(value)


def test_an_unknown_file_count_is_refused_at_once():
    with pytest.raises(DesignError, match="file_count"):
        MultimodalTextbox(file_count="several")


def test_a_text_is_shown_with_its_files(show, session):
    data = session.add(b"", "a.txt")
    html = show(many(), {"text": "</textarea><b>", "files": [data]}, interactive=True)
    assert "<b>" not in html
    assert 'download="a.txt"' in html


def test_where_it_cannot_be_edited_nothing_can_be_sent(show):
    html = show(many(), "Hi")
    assert "readonly" in html
    assert "<button" not in html
    assert 'type="file"' not in html


def test_the_buttons_are_as_they_are_asked_for(show):
    html = show(MultimodalTextbox(submit_btn="Ask", stop_btn=True), "", interactive=True)
    assert ">Ask</button>" in html
    assert 'aria-label="Stop"' in html
    assert "<button" not in show(MultimodalTextbox(submit_btn=False), "", interactive=True).replace(
        '<button type="button" data-cancel>', ""
    )


def test_a_pasted_text_becomes_a_file_only_where_it_may():
    assert MultimodalTextbox(max_plain_text_length=50).longest == 50
    assert MultimodalTextbox(file_types=["image"]).longest == 0
