"""A button that gives a file."""

import os
import tempfile
from pathlib import Path

import pytest

from iface import DownloadButton, files
from iface.files.store import FileStore


@pytest.fixture(autouse=True)
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


def test_it_is_a_link_to_the_file(show, made):
    html = show(DownloadButton("Get it"), made)
    assert '<a id="iface-1"' in html and 'download="report.csv"' in html and ">Get it</a>" in html


def test_without_a_file_it_is_a_button(show):
    button = DownloadButton()
    button.event = "made"
    assert 'type="submit" name="iface-event" value="made"' in show(button, None)


def test_one_that_cannot_be_pressed_leads_nowhere(show, made):
    html = show(DownloadButton(interactive=False), made)
    assert "disabled" in html and "href" not in html


def test_the_function_takes_the_path_that_is_shown(take, session):
    assert take(DownloadButton(), session.add(b"a", "a.csv")["id"]).orig_name == "a.csv"


@pytest.mark.parametrize("sent", [7, "/etc/passwd", {"path": "/etc/passwd"}, ["a"], True])
def test_what_is_no_file_is_refused(refuse, sent):
    assert refuse(DownloadButton(), sent) in ("Choose a file.", "This file is gone: choose it again.")


def test_a_file_outside_of_the_allowed_folders_cannot_be_given():
    with pytest.raises(ValueError, match="outside of the folders"):
        DownloadButton().postprocess(os.__file__)
