"""Kinds by first bytes, and names that are safe to show."""

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iface.files import types as filetypes
from iface.files.types import clean_name, is_shown, suffix_of, type_of


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", "a.txt", "image/png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a", "image/webp"),
        (b"RIFF\0\0\0\0WAVEfmt ", "a", "audio/wav"),
        (b"RIFF\0\0\0\0AVI LIST", "a", "video/x-msvideo"),
        (b"OggS", "a.ogg", "audio/ogg"),
        (b"OggS", "a.ogv", "video/ogg"),
        (b"\x1aE\xdf\xa3", "a.webm", "video/webm"),
        (b"\x1aE\xdf\xa3", "a.weba", "audio/webm"),
        (b"\0\0\0 ftypM4A ", "a", "audio/mp4"),
        (b"\0\0\0 ftypisom", "a.m4a", "audio/mp4"),
        (b"\0\0\0 ftypisom", "a.mp4", "video/mp4"),
        (b"%PDF-1.7", "a.png", "application/pdf"),
        (b"WEBVTT\n", "a.vtt", "text/vtt"),
        (b"<!doctype html>", "a.png", "application/octet-stream"),
        (b"<svg xmlns=", "a.svg", "image/svg+xml"),
        (b"<svg xmlns=", "a.png", "application/octet-stream"),
        (b"", "a.png", "application/octet-stream"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(head, name, kind):
    assert type_of(head, name) == kind


@given(st.binary(max_size=64), st.text())
def test_no_bytes_and_no_name_make_a_type_that_runs(head, name):
    kind = type_of(head, name)
    assert not is_shown(kind) or kind.partition("/")[0] in ("image", "audio", "video")
    assert not is_shown(kind) or "svg" not in kind
    assert "html" not in kind and "script" not in kind


@pytest.mark.parametrize("kind", ["image/png", "audio/wav", "video/mp4"])
def test_pictures_sound_and_film_are_shown(kind):
    assert is_shown(kind)


@pytest.mark.parametrize(
    "kind", ["text/html", "image/svg+xml", "application/pdf", "text/vtt", "application/octet-stream"]
)
def test_all_else_is_offered_for_download(kind):
    assert not is_shown(kind)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/", "file"),
        ("..", "file"),
        ("", "file"),
        ("a\0b.txt", "a_b.txt"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ('a"b<c>d|e?f*g:h.txt', "a_b_c_d_e_f_g_h.txt"),
        ("\ud800a.txt", "a.txt"),
        ("Ünïcødé 日本.png", "Ünïcødé 日本.png"),
        ("e\u0301.txt", "é.txt"),
        (" .hidden. ", "hidden"),
        ("a\r\nSet-Cookie: b", "a_Set-Cookie_ b"),
    ],
)
def test_a_name_is_one_part_of_a_path_and_all_of_it_can_be_seen(name, clean):
    assert clean_name(name) == clean


def test_a_long_name_keeps_its_ending():
    assert clean_name("x" * 300 + ".PNG") == "x" * 96 + ".png"


@given(st.text() | st.text(alphabet="./\\ \0\u202e\u200d\u0301ax\ud800", max_size=200))
def test_any_name_becomes_one_that_can_stand_anywhere(name):
    clean = clean_name(name)
    assert 0 < len(clean) <= 100
    assert clean not in (".", "..") and not set(clean) & set('/\\<>:"|?*\0\r\n')
    assert not any(unicodedata.category(sign) in ("Cc", "Cf", "Cs") for sign in clean)


@given(st.text() | st.text(alphabet="./\\ \u200d\u0301ax", max_size=200))
def test_a_clean_name_stays_as_it_is(name):
    assert clean_name(clean_name(name)) == clean_name(name)


@given(st.text() | st.from_regex(r"a\.[a-zA-Z0-9./]{1,9}", fullmatch=True))
def test_an_ending_is_nothing_or_a_few_letters(name):
    suffix = suffix_of(name)
    assert suffix == "" or (
        suffix.startswith(".") and suffix[1:].isalnum() and suffix.isascii() and len(suffix) < 10
    )


@given(st.text())
def test_a_clean_name_has_the_ending_that_the_name_had(name):
    assert suffix_of(clean_name(f"{name}.png")) in (".png", "")
    assert suffix_of(clean_name(f"a{name}.png".replace("/", "").replace("\\", ""))) == ".png"


@pytest.mark.parametrize("name", ["a.ogg", "a.m4a", "a.parquet", "a.tar.gz", "a.JPG", "a.vtt"])
def test_usual_endings_are_kept(name):
    assert suffix_of(name) == "." + name.rpartition(".")[2].lower()


@pytest.mark.parametrize("name", ["a.about", "a.madeup", "a.p/ng", "a.", "a", ".png", "a.про", "a.about.x y"])
def test_other_endings_are_not(name):
    assert suffix_of(name) == ""


def test_the_machines_own_table_of_types_changes_nothing(tmp_path):
    # A file would not be found again by a process that has another table.
    program = (
        "import mimetypes, iface.files.types as f; before = f.suffix_of('a.odd'); "
        "mimetypes.add_type('x/odd', '.odd'); mimetypes.init(); print([before, f.suffix_of('a.odd')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['', '']"
    assert filetypes.suffix_of("a.odd") == ""
