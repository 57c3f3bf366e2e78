"""Pictures: what is taken, what is refused, and what is shown."""

import io
import struct
import time
import zlib
from pathlib import Path

import numpy
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from iface import Image, files
from iface.components._pixels import as_array, as_picture
from iface.errors import DesignError, InputError
from iface.files.store import FileStore
from iface.schema import Inputs


@pytest.fixture(autouse=True)
def session(tmp_path):
    """A session's files, which everything in the test goes to."""
    mine = FileStore(tmp_path / "files").of("ab" * 10)
    with files.serving(mine):
        yield mine


@pytest.fixture
def send(session):
    """The id of an uploaded picture: of these bytes, or of a picture written in a format."""

    def send(picture, name="a.png", **options):
        if not isinstance(picture, bytes):
            written = io.BytesIO()
            kind = {"jpg": "JPEG"}.get(name.rpartition(".")[2], name.rpartition(".")[2])
            picture.save(written, kind, **options)
            picture = written.getvalue()
        return session.add(picture, name)["id"]

    return send


def plain(width=6, height=4, mode="RGB", colour="red"):
    return Pillow.new(mode, (width, height), colour)


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def claiming(width, height):
    """A PNG that says to be so large, and holds next to nothing."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def pixels_of(data):
    return numpy.array(Pillow.open(files.here().find(data["id"]).path))


# In


def test_a_picture_comes_in_as_an_array(take, send):
    assert take(Image(), send(plain())).tolist() == [[[255, 0, 0]] * 6] * 4


def test_the_array_may_be_written_to(take, send):
    assert take(Image(), send(plain())).flags.writeable


def test_a_tall_picture_comes_in_whole(take, send):
    rows = numpy.arange(100, dtype=numpy.uint8)[:, None].repeat(3, axis=1)
    assert (take(Image(image_mode="L"), send(Pillow.fromarray(rows))) == rows).all()


def test_a_picture_comes_in_as_pillow_has_it(take, send):
    assert take(Image(type="pil"), send(plain())).getpixel((0, 0)) == (255, 0, 0)


def test_a_picture_comes_in_as_the_path_of_the_file_itself(take, send, session):
    id = send(plain(), "leaf.png")
    path = take(Image(type="filepath"), id)
    assert (path, path.orig_name) == (str(session.find(id).path), "leaf.png")


def test_a_path_leads_to_the_mode_that_was_asked_for(take, send):
    path = take(Image(type="filepath", format="png"), send(plain(mode="L", colour=7)))
    assert Pillow.open(path).mode == "RGB"


def test_the_copy_for_a_path_is_made_once(take, send):
    id = send(plain(mode="L", colour=7))
    assert take(Image(type="filepath"), id) == take(Image(type="filepath"), id)


@pytest.mark.parametrize(("mode", "shape"), [("RGB", (4, 6, 3)), ("L", (4, 6)), ("RGBA", (4, 6, 4))])
def test_a_picture_comes_in_in_its_mode(take, send, mode, shape):
    assert take(Image(image_mode=mode), send(plain())).shape == shape


def test_without_a_mode_a_picture_stays_as_it_is(take, send):
    assert take(Image(image_mode=None), send(plain(mode="L", colour=9))).shape == (4, 6)


def test_sixteen_bits_of_grey_become_eight(take, send):
    deep = Pillow.fromarray(numpy.full((2, 2), 0x4000, numpy.uint16))
    assert take(Image(image_mode="L"), send(deep)).tolist() == [[0x40] * 2] * 2


@pytest.mark.parametrize("type", ["numpy", "pil", "filepath"])
def test_a_picture_that_is_stored_turned_comes_in_upright(take, send, type):
    exif = Pillow.Exif()
    exif[0x0112] = 6
    given = take(Image(type=type), send(plain(6, 4), "a.jpg", exif=exif))
    size = {"numpy": lambda: given.shape[1::-1], "pil": lambda: given.size}
    assert size.get(type, lambda: Pillow.open(given).size)() == (4, 6)


def test_of_an_animation_the_first_frame_comes_in(take, send):
    frames = [plain(colour=colour) for colour in ("blue", "red", "lime")]
    id = send(frames[0], "a.gif", save_all=True, append_images=frames[1:])
    assert take(Image(), id)[0, 0].tolist() == [0, 0, 255]


def test_no_picture_is_none(take):
    assert take(Image(), None) is None


def test_a_required_picture_is_asked_for(refuse):
    assert refuse(Image(required=True), None) == "Choose a file."


# What is refused


def test_a_picture_that_claims_to_be_huge_is_refused_before_it_is_decoded(refuse, send):
    id = send(claiming(60_000, 60_000))
    began = time.process_time()
    assert refuse(Image(), id) == "a.png has more than the 50 million pixels that are taken."
    assert time.process_time() - began < 2


def test_more_pixels_than_are_taken_are_refused(refuse, send):
    assert "50 million" in refuse(Image(), send(claiming(10_000, 5_001)))


def test_a_page_that_calls_itself_a_picture_is_refused(refuse, send):
    id = send(b"<html><script>alert(1)</script>")
    assert refuse(Image(), id).startswith("a.png cannot be read as a picture")


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_picture_that_breaks_off_is_refused_beside_the_field(take, send, format, share):
    written = io.BytesIO()
    Pillow.effect_noise((64, 64), 90).convert("RGB").save(written, format)
    whole = written.getvalue()
    try:
        take(Image(), send(whole[: int(len(whole) * share)], f"a.{format.lower()}"))
    except (InputError, ValueError) as error:
        assert "a." in str(getattr(error, "fields", error))


def test_a_truncated_png_is_called_so(send):
    written = io.BytesIO()
    Pillow.effect_noise((64, 64), 90).save(written, "PNG")
    one = Image()
    with pytest.raises(ValueError, match="breaks off, or is damaged"):
        one.preprocess(files.as_data(send(written.getvalue()[:-900])))


@pytest.mark.parametrize("format", ["gif", "webp"])
def test_an_animation_of_ten_thousand_frames_costs_no_more_than_its_first(take, send, format):
    frames = [Pillow.new("L", (2, 2), place % 256) for place in range(10_000)]
    options = {"append_images": frames[1:], "save_all": True, "duration": 10}
    id = send(frames[0], f"a.{format}", **options)
    began = time.process_time()
    assert take(Image(), id).shape == (2, 2, 3)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "head",
    [
        claiming(9, 9)[:33] + chunk(b"abCd", b"") * 10**6,
        b"\xff\xd8" + b"\xff\xfe\0\2" * 3 * 10**6,
        b"GIF89a" + struct.pack("<HH", 9, 9) + b"\x80\0\0" + bytes(6) + b"!\xfe" + b"\1a" * 6 * 10**6,
    ],
    ids=["png", "jpeg", "gif"],
)
def test_a_header_without_end_is_not_walked_through(refuse, send, head):
    id = send(head)
    began = time.process_time()
    assert refuse(Image(), id).startswith("a.png cannot be read as a picture")
    assert time.process_time() - began < 2


DRAWING = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def test_a_drawing_comes_in_as_a_path(take, send):
    assert Path(take(Image(type="filepath"), send(DRAWING, "a.svg"))).read_bytes() == DRAWING


def test_a_drawing_is_not_taken_for_pixels(refuse, send):
    assert refuse(Image(), send(DRAWING, "a.svg")).startswith("a.svg is a drawing without pixels")


def test_a_drawing_is_shown_as_a_picture_and_never_as_part_of_the_page(show, tmp_path):
    html = show(Image(), files.here().add(DRAWING, "a.svg"))
    assert "<img src=" in html and "alert" not in html


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(["id", "path", "url"]), below)
    ),
    max_leaves=6,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON)
def test_whatever_is_sent_is_no_picture_or_refused(session, sent):
    one = Image()
    one.name = "field"
    with files.serving(session):
        try:
            assert one.preprocess(Inputs([one]).load({"field": sent})[one.id]) is None
        except InputError as refused:
            assert refused.status == 422


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["PNG", "JPEG", "WEBP", "GIF", "BMP", "AVIF"]), st.data())
def test_a_picture_with_altered_bytes_is_a_picture_or_refused(session, format, drawn):
    written = io.BytesIO()
    plain(9, 7).save(written, format)
    content = bytearray(written.getvalue())
    for _ in range(drawn.draw(st.integers(1, 8))):
        content[drawn.draw(st.integers(0, len(content) - 1))] = drawn.draw(st.integers(0, 255))
    one = Image()
    one.name = "field"
    with files.serving(session):
        id = session.add(bytes(content), "a.png")["id"]
        try:
            assert one.preprocess(Inputs([one]).load({"field": id})[one.id]).ndim == 3
        except (InputError, ValueError) as error:
            assert "a.png" in str(getattr(error, "fields", error))


# Out


def test_an_array_becomes_a_webp():
    assert Image().postprocess(numpy.zeros((4, 6, 3), numpy.uint8))["type"] == "image/webp"


def test_a_small_picture_keeps_every_pixel():
    noise = numpy.random.default_rng(1).integers(0, 256, (60, 80, 4), dtype=numpy.uint8)
    assert (pixels_of(Image().postprocess(noise)) == noise).all()


@pytest.mark.parametrize("format", ["png", "jpeg", "gif", "bmp", "avif", "webp"])
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "F", "I", "I;16"])
def test_any_picture_is_written_in_any_format(format, mode):
    assert Image(format=format).postprocess(Pillow.new(mode, (5, 4)))["type"] == f"image/{format}"


def test_jpg_is_another_word_for_jpeg():
    assert Image(format="jpg").postprocess(plain())["name"] == "image.jpeg"


def test_what_a_jpeg_cannot_show_through_stands_on_white():
    data = Image(format="jpeg").postprocess(Pillow.new("RGBA", (8, 8), (0, 0, 0, 0)))
    assert pixels_of(data)[0, 0].tolist() == [255, 255, 255]


def test_a_picture_too_long_for_a_webp_becomes_a_png():
    assert Image().postprocess(numpy.zeros((2, 17_000), numpy.uint8))["type"] == "image/png"


@pytest.mark.parametrize(
    ("array", "first"),
    [
        (numpy.full((2, 2), 0.5), 128),
        (numpy.full((2, 2), 1.0, numpy.float16), 255),
        (numpy.full((2, 2), numpy.nan), 0),
        (numpy.full((2, 2), True), 255),
        (numpy.full((2, 2, 1), 7, numpy.uint8), 7),
        (numpy.full((2, 2), 200), 200),
        (numpy.full((2, 2), 0x8000, numpy.uint16), 128),
        (numpy.full((2, 2), 9, numpy.uint16), 9),
    ],
)
def test_an_array_of_another_kind_is_shown_as_it_is_meant(array, first):
    assert as_array(as_picture(array))[0, 0] == first


@pytest.mark.parametrize(
    ("array", "said"),
    [
        (numpy.zeros((3, 20, 30), numpy.uint8), r"transpose\(1, 2, 0\)"),
        (numpy.zeros((0, 5), numpy.uint8), "is no picture"),
        (numpy.zeros((5,), numpy.uint8), "is no picture"),
        (numpy.full((2, 2), 255.0), "divide them by 255"),
        (numpy.full((2, 2), -1), "from 0 to 255, these from -1"),
        (numpy.full((2, 2), "a"), "is no picture"),
        (object(), "object is no picture"),
    ],
)
def test_what_is_no_picture_is_said_to_be_none(array, said):
    with pytest.raises(ValueError, match=said):
        Image().postprocess(array)


def test_a_file_that_is_no_picture_cannot_be_shown(session):
    with pytest.raises(ValueError, match="is no picture that a browser shows"):
        Image().postprocess(session.add(b"text", "a.png"))


def test_a_format_that_is_not_written_is_refused():
    with pytest.raises(DesignError, match="Use one of: webp, png"):
        Image(format="tiff")


def test_a_height_that_is_none_is_refused():
    with pytest.raises(DesignError, match="is no height"):
        Image(height="1px; color: red")


@pytest.mark.parametrize(
    ("given", "length"), [(240, "240px"), ("240", "240px"), ("50vh", "50vh"), ("auto", None), (None, None)]
)
def test_a_height_is_pixels_or_a_length(given, length):
    assert Image(height=given).height == length


# The look


def test_a_picture_has_its_size_and_its_name(show):
    html = show(Image(label="Leaf"), plain(80, 60))
    assert 'alt="Leaf"' in html and 'width="80" height="60"' in html


def test_a_picture_that_is_stored_turned_has_the_size_that_is_seen(show, send, session):
    exif = Pillow.Exif()
    exif[0x0112] = 6
    html = show(Image(), session.find(send(plain(80, 60), "a.jpg", exif=exif)).data)
    assert 'width="60" height="80"' in html


def test_a_picture_that_is_only_shown_can_be_downloaded(show):
    assert 'download="image.webp"' in show(Image(), plain())


def test_the_download_can_be_left_out(show):
    assert "download=" not in show(Image(show_download_button=False), plain())


def test_a_place_without_a_picture_says_so(show):
    assert "No picture yet" in show(Image(), None)


def test_a_camera_is_offered_only_where_it_is_wanted(show):
    offered = [
        "data-camera" in show(Image(sources=sources), None, interactive=True)
        for sources in (None, "webcam", ["upload"])
    ]
    assert offered == [True, True, False]


def test_the_programs_own_picture_is_shown_first(session):
    assert Image(plain()).value.size == (6, 4)
