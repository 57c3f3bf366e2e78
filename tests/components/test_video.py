"""Film in, film out, and its subtitles."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iface import PlayableVideo, Video, files
from iface.components.video import as_vtt
from iface.errors import DesignError, InputError
from iface.files.store import FileStore

WEBM = b"\x1aE\xdf\xa3" + b"\0" * 60
MP4 = b"\0\0\0 ftypisom" + b"\0" * 60
SRT = "1\r\n0:00:01,500 --> 0:00:02,000 X:0\r\n<b>Hi</b>\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nBye\r\n"


@pytest.fixture
def session(tmp_path):
    """A session's files, which everything in the test goes to."""
    mine = FileStore(tmp_path / "files").of("ab" * 10)
    with files.serving(mine):
        yield mine


@pytest.fixture
def made():
    """`made(name, content)`: the path of a file that a function has made."""
    folder = Path(tempfile.mkdtemp())

    def make(name, content):
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(folder / name)

    return make


def text_of(data):
    return files.here().find(data["id"]).path.read_text()


def test_a_film_comes_in_as_a_path_with_the_visitors_name(take, session):
    path = take(Video(), session.add(WEBM, "holiday.webm")["id"])
    assert Path(path).read_bytes() == WEBM and path.orig_name == "holiday.webm"


def test_no_film_is_none(take, session):
    assert take(Video(), None) is None


@pytest.mark.parametrize("content", [b"<script>", b"\x89PNG\r\n\x1a\n", b"OggS", b"WEBVTT"])
def test_what_is_no_film_is_refused_whatever_its_name(refuse, session, content):
    assert refuse(Video(), session.add(content, "a.mp4")["id"]) == "a.mp4 is no video: choose another file."


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(["id", "path", "video"]), below)
    ),
    max_leaves=8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(sent=anything | st.lists(st.text()).map(lambda texts: Video().from_form(texts)))
def test_whatever_is_sent_is_nothing_or_refused(take, session, sent):
    try:
        assert take(Video(), sent) is None
    except InputError as refused:
        assert refused.fields["field"] in ("Choose a file.", "This file is gone: choose it again.")


def test_a_path_is_shown(show, session, made):
    html = show(Video(), made("a.mp4", MP4))
    assert '<video src="file/' in html and "playsinline" in html and "<track" not in html


def test_subtitles_of_another_kind_become_those_that_browsers_take(session, made):
    data = Video().postprocess((made("a.mp4", MP4), made("a.srt", SRT)))
    assert data["subtitles"]["type"] == "text/vtt"
    assert text_of(data["subtitles"]) == (
        "WEBVTT\n\n1\n00:00:01.500 --> 00:00:02.000\n<b>Hi</b>\n\n2\n00:00:03.000 --> 00:00:04.000\nBye\n"
    )


def test_subtitles_have_a_track(show, session, made):
    assert '<track src="file/' in show(Video(), (made("a.mp4", MP4), made("a.srt", SRT)))


def test_subtitles_may_belong_to_the_component(show, session, made):
    assert '<track src="file/' in show(Video(subtitles=made("a.srt", SRT)), made("a.mp4", MP4))


def test_no_subtitles_may_be_said(session, made):
    assert "subtitles" not in Video().postprocess((made("a.mp4", MP4), None))


def test_subtitles_that_browsers_take_stay_as_they_are():
    assert (
        as_vtt("WEBVTT - by me\n\n00:01.000 --> 00:02.000 line:0\nHi")
        == "WEBVTT - by me\n\n00:01.000 --> 00:02.000 line:0\nHi\n"
    )


def test_old_subtitles_are_read_in_their_letters(session, made):
    data = Video().postprocess(
        (made("a.mp4", MP4), made("a.srt", SRT.replace("Bye", "Adiós").encode("latin-1")))
    )
    assert "Adiós" in text_of(data["subtitles"])


@pytest.mark.parametrize("text", ["", "no subtitles", "a --> b", "00:00:01 --> 00:00:02"])
def test_what_is_no_subtitles_is_refused(text):
    with pytest.raises(ValueError, match="subtitles"):
        as_vtt(text)


@given(st.text())
def test_any_text_is_subtitles_or_refused(text):
    try:
        assert as_vtt(text).startswith("WEBVTT")
    except ValueError as refused:
        assert "subtitles" in str(refused)


@pytest.mark.parametrize("value", ["https://example.org/a.mp4", "no such file", 7, "/etc/passwd"])
def test_what_is_no_film_of_ours_cannot_be_shown(session, value):
    with pytest.raises(ValueError):
        Video().postprocess(value)


def test_subtitles_from_elsewhere_cannot_be_shown(session, made):
    with pytest.raises(ValueError, match="outside of the folders"):
        Video().postprocess((made("a.mp4", MP4), "/etc/passwd"))


def test_a_size_is_that_of_the_player(show, session, made):
    html = show(Video(height=200, width="300px"), made("a.mp4", MP4))
    assert 'height="200"' in html and 'width="300"' in html


def test_a_size_that_is_none_is_refused_at_once():
    with pytest.raises(DesignError, match="no size in pixels"):
        Video(height="50%")


def test_an_input_can_be_recorded(show):
    html = show(Video(format="mp4", include_audio=False, mirror_webcam=False), None, interactive=True)
    assert 'data-format="mp4"' in html and "data-silent" in html and "data-mirrored" not in html


def test_a_film_that_was_given_can_be_given_back(take, session, made):
    one = PlayableVideo()
    assert one.postprocess(take(one, session.add(WEBM, "a.webm")["id"]))["name"] == "a.webm"
