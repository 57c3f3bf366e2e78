"""A button that asks for a file."""

from pathlib import Path

import pytest

from iface import UploadButton, files
from iface.files.store import FileStore


@pytest.fixture(autouse=True)
def session(tmp_path):
    """A session's files, which everything in the test goes to."""
    mine = FileStore(tmp_path / "files").of("ab" * 10)
    with files.serving(mine):
        yield mine


def test_a_file_comes_in_as_the_path_of_a_copy(take, session):
    assert Path(take(UploadButton(), session.add(b"a,b", "a.csv")["id"])).read_bytes() == b"a,b"


def test_a_binary_file_comes_in_as_its_bytes(take, session):
    assert take(UploadButton(type="binary"), session.add(b"a,b", "a.csv")["id"]) == b"a,b"


def test_several_files_come_in_as_a_list(take, session):
    ids = [session.add(b"", name)["id"] for name in ("a.txt", "b.txt")]
    assert len(take(UploadButton(file_count="multiple"), ids)) == 2


def test_a_file_of_another_kind_is_refused(refuse, session):
    said = refuse(UploadButton(file_types=["image"]), session.add(b"text", "a.txt")["id"])
    assert said == "a.txt is none of these: image."


@pytest.mark.parametrize("sent", [7, "/etc/passwd", {"path": "/etc/passwd"}, ["a"], True])
def test_what_is_no_file_is_refused(refuse, sent):
    assert refuse(UploadButton(), sent) in ("Choose a file.", "This file is gone: choose it again.")


def test_its_text_is_its_label(show):
    assert "<span>Send us a file</span>" in show(UploadButton("Send us a file"), None, interactive=True)


def test_without_a_script_another_button_starts_the_event(show):
    button = UploadButton()
    button.event = "sent"
    html = show(button, None, interactive=True)
    assert '<button class="iface-noscript" type="submit" name="iface-event" value="sent">' in html


def test_one_that_cannot_be_pressed_is_disabled(show):
    assert "disabled" in show(UploadButton(), None)
