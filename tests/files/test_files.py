"""A file by its id: the program's own, and where files go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iface import files
from iface.files import DECLARED, Declared, as_data, open_regular, size_in_words
from iface.files.store import FileStore


@pytest.fixture
def session(tmp_path):
    """A session's files, which everything in the test goes to."""
    mine = FileStore(tmp_path / "files").of("ab" * 10)
    with files.serving(mine):
        yield mine


def test_a_declared_file_has_the_same_id_in_every_process():
    assert Declared().add("LICENSE")["id"] == Declared().add("LICENSE")["id"]


def test_another_content_has_another_id():
    assert DECLARED.add(b"one", "a.txt")["id"] != DECLARED.add(b"two", "a.txt")["id"]


def test_a_declared_file_that_changes_gets_another_id(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("one")
    first = DECLARED.add(path)["id"]
    path.write_text("other")
    assert DECLARED.add(path)["id"] != first


def test_declared_bytes_are_found():
    assert DECLARED.find(DECLARED.add(b"content", "a.txt")["id"]).path.read_bytes() == b"content"


def test_what_was_not_declared_is_not():
    with pytest.raises(ValueError, match="is gone"):
        Declared().find(DECLARED.add(b"mine", "a.txt")["id"])


def test_a_declared_file_is_known_by_every_session(session):
    data = DECLARED.add(b"shared", "a.txt")
    assert as_data(data["id"]) == data


def test_without_a_session_files_are_the_programs_own():
    assert files.here() is DECLARED and not files.is_serving()


def test_inside_a_session_they_are_the_sessions(session):
    assert files.here() is session and files.is_serving()


def test_a_file_is_meant_by_its_id_or_by_what_holds_it(session):
    data = session.add(b"", "a.txt")
    assert as_data(data["id"]) == as_data(data) == data


def test_what_is_said_beside_the_id_counts_for_nothing(session):
    data = session.add(b"content", "a.txt")
    lie = {"id": data["id"], "name": "../b", "size": 9, "type": "text/html", "path": "/etc/passwd"}
    assert as_data(lie) == data


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda below: st.lists(below) | st.dictionaries(st.sampled_from(["id", "path", "url"]), below),
    max_leaves=6,
)


@given(anything)
def test_whatever_else_is_sent_is_no_file(sent):
    with pytest.raises(ValueError, match=r"Choose a file\.|is gone"):
        as_data(sent)


@pytest.mark.parametrize("path", ["/", "/dev/null", "no such file"])
def test_only_a_file_is_opened(path):
    from pathlib import Path

    with pytest.raises(ValueError):
        open_regular(Path(path))


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (34_000, "34 kB"),
        (3_400_000, "3.4 MB"),
        (2**31, "2.1 GB"),
    ],
)
def test_sizes_are_said_as_people_say_them(size, said):
    assert size_in_words(size) == said
