"""Files that a visitor gives, and files that a function makes."""

import os
import tempfile
from pathlib import Path

import pytest

from iface import File, files
from iface.errors import DesignError
from iface.files.store import FileStore


@pytest.fixture
def session(tmp_path):
    """A session's files, which everything in the test goes to."""
    mine = FileStore(tmp_path / "files").of("ab" * 10)
    with files.serving(mine):
        yield mine


@pytest.fixture
def made():
    """The path of a file that a function has made."""
    path = Path(tempfile.mkdtemp()) / "report.csv"
    path.write_text("a,b\n1,2\n")
    return path


def test_an_uploaded_file_comes_in_as_the_path_of_a_copy(take, session):
    data = session.add(b"a,b", "table.csv")
    assert Path(take(File(), data["id"])).read_bytes() == b"a,b"


def test_a_path_knows_what_the_visitor_calls_the_file(take, session):
    assert take(File(), session.add(b"", "table.csv")["id"]).orig_name == "table.csv"


def test_a_path_has_the_ending_that_the_file_had(take, session):
    assert take(File(), session.add(b"", "table.csv")["id"]).endswith(".csv")


def test_a_binary_file_comes_in_as_its_bytes(take, session):
    assert take(File(type="binary"), session.add(b"a,b", "table.csv")["id"]) == b"a,b"


def test_several_files_come_in_as_a_list(take, session):
    ids = [session.add(b"", name)["id"] for name in ("a.txt", "b.txt")]
    assert [path.orig_name for path in take(File(file_count="multiple"), ids)] == ["a.txt", "b.txt"]


def test_no_file_is_none(take, session):
    assert take(File(), None) is None


def test_a_required_file_that_is_missing_is_asked_for(refuse, session):
    assert refuse(File(required=True), None) == "Choose a file."


def test_another_sessions_file_is_refused_as_if_it_were_gone(refuse, session, tmp_path):
    other = FileStore(tmp_path / "files").of("cd" * 10).add(b"secret", "a.txt")
    assert refuse(File(), other["id"]) == "This file is gone: choose it again."


@pytest.mark.parametrize(
    "sent", ["/etc/passwd", "../a", "http://127.0.0.1/a", "", 7, True, {"path": "/etc/passwd"}]
)
def test_what_is_no_id_is_refused(refuse, session, sent):
    assert refuse(File(required=True), sent) in (
        "Choose a file.",
        "This file is gone: choose it again.",
    )


def test_a_file_of_another_kind_is_refused(refuse, session):
    data = session.add(b"MZ", "a.exe")
    said = refuse(File(file_types=["image", ".csv"]), data["id"])
    assert said == "a.exe is none of these: image, .csv."


def test_an_image_is_told_by_its_bytes_and_not_by_its_name(refuse, session):
    data = session.add(b"<script>", "a.png")
    assert "is none of these" in refuse(File(file_types=["image"]), data["id"])


def test_a_file_that_a_function_made_is_offered_for_download(show, session, made):
    assert 'download="report.csv"' in show(File(), str(made))


def test_a_file_outside_of_the_allowed_folders_cannot_be_shown(session):
    with pytest.raises(ValueError, match="outside of the folders"):
        File().postprocess(os.__file__)


def test_the_programs_own_file_can_be_shown_first():
    assert File("setup.cfg").first()["name"] == "setup.cfg"


def test_a_first_file_that_is_missing_is_refused_at_once():
    with pytest.raises(DesignError, match="cannot be read"):
        File("no such file")


def test_a_file_that_was_given_can_be_given_back(take, session):
    one = File()
    path = take(one, session.add(b"", "table.csv")["id"])
    assert one.postprocess(path)["name"] == "table.csv"
