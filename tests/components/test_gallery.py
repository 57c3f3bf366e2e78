"""Several pictures and films."""

import io
import re
from pathlib import Path

import numpy
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from iface import Gallery, files
from iface.errors import InputError
from iface.files.store import FileStore
from iface.schema import Inputs

FILM = b"\0\0\0\x18ftypmp42" + bytes(40)


@pytest.fixture(autouse=True)
def session(tmp_path):
    """A session's files, which everything in the test goes to."""
    mine = FileStore(tmp_path / "files").of("ab" * 10)
    with files.serving(mine):
        yield mine


def picture(width=6, height=4, colour="red", format="PNG"):
    written = io.BytesIO()
    Pillow.new("RGB", (width, height), colour).save(written, format)
    return written.getvalue()


def test_pictures_come_in_as_pairs_of_path_and_caption(take, session):
    ids = [session.add(picture(), name)["id"] for name in ("a.png", "b.png")]
    assert [(path.orig_name, caption) for path, caption in take(Gallery(), ids)] == [
        ("a.png", None),
        ("b.png", None),
    ]


def test_a_caption_comes_back(take, session):
    data = {"image": {"id": session.add(picture(), "a.png")["id"]}, "caption": "A leaf"}
    assert take(Gallery(), [data])[0][1] == "A leaf"


def test_a_form_keeps_the_captions(show, session):
    one = Gallery()
    html = show(one, [(Pillow.new("RGB", (6, 4)), "A green leaf")], interactive=True)
    (text,) = re.findall(r'type="checkbox" name="field" value="([^"]*)"', html)
    assert one.from_form([text])[0]["caption"] == "A green leaf"


@pytest.mark.parametrize(("type", "kind"), [("numpy", numpy.ndarray), ("pil", Pillow.Image)])
def test_pictures_come_in_as_the_type_says(take, session, type, kind):
    assert isinstance(take(Gallery(type=type), [session.add(picture(), "a.png")["id"]])[0][0], kind)


def test_a_film_is_always_a_path(take, session):
    given = take(Gallery(type="numpy"), [session.add(FILM, "a.mp4")["id"]])[0][0]
    assert Path(given).read_bytes() == FILM


def test_no_pictures_are_none(take):
    assert take(Gallery(), None) is None


def test_a_text_is_refused(refuse, session):
    assert "is none of these" in refuse(Gallery(), [session.add(b"text", "a.txt")["id"]])


def test_pictures_alone_can_be_asked_for(refuse, session):
    assert "is none of these: image." in refuse(
        Gallery(file_types=["image"]), [session.add(FILM, "a.mp4")["id"]]
    )


def test_too_many_are_refused(refuse):
    assert refuse(Gallery(), ["a"] * 501) == "At most 500 files are taken."


def test_a_caption_without_end_is_refused(refuse, session):
    data = {"image": session.add(picture(), "a.png"), "caption": "a" * 1_001}
    assert refuse(Gallery(), [data]) == "A caption has at most 1000 characters."


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "image", "video", "caption", "path"]), below)
    ),
    max_leaves=8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON)
def test_whatever_is_sent_is_no_picture_or_refused(session, sent):
    one = Gallery()
    one.name = "field"
    with files.serving(session):
        try:
            assert one.preprocess(Inputs([one]).load({"field": sent})[one.id]) is None
        except InputError as refused:
            assert refused.status == 422


def test_arrays_pictures_paths_and_pairs_are_shown(session):
    path = session.find(session.add(picture(), "a.png")["id"]).path
    values = [numpy.zeros((4, 4, 3), numpy.uint8), Pillow.new("L", (3, 3)), path, (str(path), "Named")]
    assert [one["caption"] for one in Gallery().postprocess(values)] == [None, None, None, "Named"]


def test_a_film_is_shown_as_one(show, session):
    assert "<video " in show(Gallery(), [session.add(FILM, "a.mp4")])


def test_a_large_picture_is_shown_reduced(session):
    data = session.add(picture(3_000, 1_500, format="JPEG"), "a.jpg")
    small = Gallery().postprocess([data])[0]["thumbnail"]
    assert Pillow.open(session.find(small["id"]).path).size == (640, 320)


def test_a_small_picture_is_shown_as_it_is(session):
    assert Gallery().postprocess([session.add(picture(), "a.png")])[0]["thumbnail"] is None


def test_a_large_picture_is_reduced_once(session):
    data = session.add(picture(3_000, 10), "a.png")
    one, other = Gallery().postprocess([data, data])
    assert one["thumbnail"] == other["thumbnail"]


def test_a_picture_has_its_name_where_it_has_no_caption(show, session):
    assert 'alt="a.png"' in show(Gallery(), [session.add(picture(), "a.png")])


def test_no_pictures_say_so(show):
    assert "No pictures yet" in show(Gallery(), None)


def test_one_is_large_above_the_others(show, session):
    data = session.add(picture(), "a.png")
    assert show(Gallery(preview=True, selected_index=1), [data, data]).count("data-large") == 1
