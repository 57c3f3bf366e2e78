"""Sound in, sound out: numbers, files, and what is refused."""

import struct
import time
import tracemalloc
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iface import Audio, Mic, Microphone, files
from iface.components import _sound
from iface.errors import DesignError
from iface.files.store import FileStore

RATE = 8000
RAMP = np.arange(-800, 800, dtype=np.int16) * 40


@pytest.fixture
def session(tmp_path):
    """A session's files, which everything in the test goes to."""
    mine = FileStore(tmp_path / "files").of("ab" * 10)
    with files.serving(mine):
        yield mine


def wav(samples=RAMP, *, rate=RATE, channels=1, width=2, format=1, extra=b"", size=None):
    """The bytes of a WAV file around these bytes, or this array."""
    raw = samples if isinstance(samples, bytes) else samples.tobytes()
    block = channels * width
    kind = struct.pack("<HHIIHH", format, channels, rate, rate * block, block, 8 * width) + extra
    body = b"WAVEfmt " + struct.pack("<I", len(kind)) + kind
    body += b"LIST\x04\x00\x00\x00abcd"
    body += b"data" + struct.pack("<I", len(raw) if size is None else size) + raw
    return b"RIFF" + struct.pack("<I", len(body)) + body


def read_back(data):
    """What the wave module of the standard library reads of a kept file."""
    with wave.open(str(files.here().find(data["id"]).path)) as file:
        shape = (-1, file.getnchannels())
        return file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(shape)


def test_a_wav_comes_in_as_rate_and_samples(take, session):
    rate, samples = take(Audio(), session.add(wav(), "a.wav")["id"])
    assert rate == RATE and samples.dtype == np.int16
    assert np.array_equal(samples, RAMP)


def test_two_channels_stand_side_by_side(take, session):
    both = np.stack([RAMP, -RAMP], axis=1)
    _, samples = take(Audio(), session.add(wav(both, channels=2), "a.wav")["id"])
    assert np.array_equal(samples, both)


@pytest.mark.parametrize(
    ("raw", "width", "format"),
    [
        (((RAMP >> 8) + 128).astype(np.uint8), 1, 1),
        (RAMP, 2, 1),
        (b"".join(struct.pack("<i", int(one) << 8)[:3] for one in RAMP), 3, 1),
        (RAMP.astype(np.int32) << 16, 4, 1),
        ((RAMP / 32767).astype("<f4"), 4, 3),
        ((RAMP / 32767).astype("<f8"), 8, 3),
    ],
)
def test_every_width_of_a_wav_says_the_same(take, session, raw, width, format):
    _, samples = take(Audio(), session.add(wav(raw, width=width, format=format), "a.wav")["id"])
    assert np.abs(samples.astype(int) - RAMP).max() <= (255 if width == 1 else 0)


def test_a_wav_of_the_extensible_form_is_read(take, session):
    extra = struct.pack("<HHIH", 22, 16, 0, 1) + b"\0" * 14
    _, samples = take(Audio(), session.add(wav(format=0xFFFE, extra=extra), "a.wav")["id"])
    assert np.array_equal(samples, RAMP)


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF])
def test_a_wav_that_was_written_as_it_came_is_read_to_its_end(take, session, size):
    _, samples = take(Audio(), session.add(wav(size=size), "a.wav")["id"])
    assert np.array_equal(samples, RAMP)


def test_real_numbers_that_are_none_become_silence(take, session):
    strange = np.array([np.nan, np.inf, -np.inf, 0], "<f4")
    _, samples = take(Audio(), session.add(wav(strange, width=4, format=3), "a.wav")["id"])
    assert samples.tolist() == [0, 32767, -32767, 0]


def test_a_path_comes_in_with_the_visitors_name(take, session):
    path = take(Audio(type="filepath"), session.add(wav(), "voice.wav")["id"])
    assert Path(path).read_bytes() == wav() and path.orig_name == "voice.wav"


def test_no_sound_is_none(take, session):
    assert take(Audio(), None) is None


def test_other_sounds_come_in_as_paths_without_being_decoded(take, session):
    for head, name in (
        (b"ID3\x03", "a.mp3"),
        (b"OggS", "a.ogg"),
        (b"fLaC", "a.flac"),
        (b"\0\0\0 ftypM4A ", "a.m4a"),
    ):
        assert take(Audio(type="filepath"), session.add(head + b"\0" * 64, name)["id"]).endswith(name[1:])


def test_a_browsers_own_recording_is_a_sound(take, session):
    data = session.add(b"\x1aE\xdf\xa3" + b"\0" * 64, "recording.weba")
    assert data["type"] == "audio/webm"
    assert take(Audio(type="filepath"), data["id"])


def test_other_sounds_as_numbers_say_what_to_install(refuse, session, monkeypatch):
    monkeypatch.setattr(_sound, "find_spec", lambda name: None)
    said = refuse(Audio(), session.add(b"ID3\x03" + b"\0" * 64, "a.mp3")["id"])
    assert said.startswith("Choose a WAV file: to read a.mp3, ")
    assert said.endswith("this server needs the library soundfile (pip install soundfile).")


@pytest.mark.parametrize("content", [b"<script>", b"\x89PNG\r\n\x1a\n", b"%PDF-"])
def test_what_is_no_sound_is_refused_whatever_its_name(refuse, session, content):
    for type in ("numpy", "filepath"):
        said = refuse(Audio(type=type), session.add(content, "a.wav")["id"])
        assert said == "a.wav is no sound: choose another file."


@pytest.mark.parametrize(
    "content",
    [
        wav()[:30],
        wav(rate=0),
        wav(channels=0),
        b"RIFF\0\0\0\0WAVE",
        b"RIFF\0\0\0\0WAVE" + b"junk\0\0\0\0" * 5000,
        b"RIFF\0\0\0\0WAVEdata\xff\xff\xff\xff" + b"\0" * 100,
    ],
)
def test_a_damaged_wav_is_refused(refuse, session, content):
    for type in ("numpy", "filepath"):
        said = refuse(Audio(type=type), session.add(content, "a.wav")["id"])
        assert said == "a.wav cannot be read: it may be damaged."


def test_a_sound_that_is_too_long_is_refused_with_its_length(refuse, session):
    data = session.add(wav(np.zeros(75 * RATE, np.int16)), "a.wav")
    for type in ("numpy", "filepath"):
        assert (
            refuse(Audio(type=type, max_length=60), data["id"]) == "a.wav lasts 1:15: at most 1:00 are taken."
        )


def test_a_sound_that_is_too_short_is_refused(refuse, session):
    data = session.add(wav(np.zeros(RATE // 2, np.int16)), "a.wav")
    assert refuse(Audio(min_length=2), data["id"]) == "a.wav lasts 0:00.5: at least 0:02 are needed."


def test_half_an_hour_is_the_most_where_nothing_is_said(refuse, session):
    data = session.add(wav(np.zeros(1801 * 1000, np.int16), rate=1000), "a.wav")
    assert refuse(Audio(), data["id"]) == "a.wav lasts 30:01: at most 30:00 are taken."


def test_a_bomb_is_refused_at_once_and_costs_no_memory(refuse, session):
    path = session.find(session.add(wav(b"", rate=1_000_000, channels=32, size=0), "a.wav")["id"]).path
    with path.open("r+b") as file:
        file.truncate(2**30)  # a hole: it takes no room on the disk
    tracemalloc.start()
    began = time.perf_counter()
    assert (
        refuse(Audio(), f"{'ab' * 10}-{path.stem}")
        == "a.wav is too much sound to take: choose a shorter one."
    )
    assert time.perf_counter() - began < 2
    assert tracemalloc.get_traced_memory()[1] < 10**7
    tracemalloc.stop()


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(place=st.integers(0, 60), byte=st.integers(0, 255), end=st.integers(12, 200))
def test_whatever_a_wav_says_it_is_read_or_refused(session, place, byte, end):
    content = bytearray(wav(RAMP[:60]))[:end]
    content[place % len(content)] = byte
    data = session.add(bytes(content), "a.wav")
    one = Audio()
    try:
        one.check_file(data)
        rate, samples = one.preprocess(data)
    except ValueError as refused:
        assert "a.wav" in str(refused)
    else:
        assert samples.dtype == np.int16 and rate > 0


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(["id", "path", "url", "name"]), below)
    ),
    max_leaves=8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(sent=anything | st.lists(st.text()).map(lambda texts: Audio().from_form(texts)))
def test_whatever_is_sent_is_nothing_or_refused(take, session, sent):
    from iface.errors import InputError

    try:
        assert take(Audio(), sent) is None
    except InputError as refused:
        assert refused.fields["field"] in ("Choose a file.", "This file is gone: choose it again.")


def test_real_numbers_become_a_wav(session):
    rate, samples = read_back(Audio().postprocess((RATE, np.array([0, 0.5, -1, 1]))))
    assert rate == RATE and samples[:, 0].tolist() == [0, 16384, -32767, 32767]


def test_a_quiet_sound_stays_quiet_and_one_that_is_too_loud_is_scaled_down(session):
    assert np.abs(read_back(Audio().postprocess((RATE, np.full(9, 0.1))))[1]).max() == 3277
    assert read_back(Audio().postprocess((RATE, np.array([0.0, 16384, 32768]))))[1][:, 0].tolist() == [
        0,
        16384,
        32767,
    ]


@pytest.mark.parametrize(
    ("array", "samples"),
    [
        (np.array([1, -2], np.int16), [1, -2]),
        (np.array([1, -2], np.int64), [1, -2]),
        ([1, -2], [1, -2]),
        (np.array([1, -1], np.int8), [256, -256]),
        (np.array([128, 0, 255], np.uint8), [0, -32768, 32512]),
        (np.array([32768, 0], np.uint16), [0, -32768]),
        (np.array([1 << 16, -(1 << 31)], np.int32), [1, -32768]),
        (np.array([1, -1], np.float16), [32767, -32767]),
        ([0.5], [16384]),
    ],
)
def test_numbers_of_any_kind_stand_on_their_own_scale(session, array, samples):
    assert read_back(Audio().postprocess((RATE, array)))[1][:, 0].tolist() == samples


def test_two_channels_are_given_side_by_side(session):
    assert read_back(Audio().postprocess((RATE, np.zeros((7, 2)))))[1].shape == (7, 2)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.integers(-32768, 32767)), st.integers(1, 400_000))
def test_sound_comes_out_as_it_went_in(take, session, numbers, rate):
    one = Audio()
    array = np.array(numbers, np.int16)
    told, samples = take(one, one.postprocess((rate, array))["id"])
    assert told == rate and np.array_equal(samples, array)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ((RATE, np.zeros((2, 48000))), "not (2, 48000)"),
        ((RATE, np.zeros((1, 2, 3))), "the shape"),
        ((RATE, np.array([np.nan])), "finite"),
        ((RATE, np.array(["a"])), "made of numbers"),
        ((RATE, np.array([2**40])), "int64"),
        ((0, np.zeros(3)), "no rate"),
        ("https://example.org/a.wav", "not fetched"),
        ("no such file", "cannot be read"),
        (7, "no file"),
    ],
)
def test_what_is_no_sound_cannot_be_shown(session, value, why):
    with pytest.raises(ValueError) as raised:
        Audio().postprocess(value)
    assert why in str(raised.value)


def test_bytes_are_told_by_their_first_ones(session):
    assert Audio().postprocess(wav())["name"] == "audio.wav"
    assert Audio().postprocess(b"ID3\x03")["type"] == "audio/mpeg"


def test_another_format_says_what_to_install(session):
    with pytest.raises(ValueError, match="pip install soundfile"):
        Audio(format="mp3").postprocess((RATE, RAMP))


def test_a_first_sound_belongs_to_the_page():
    assert Audio((RATE, RAMP)).first()["id"].startswith("declared-")


def test_a_source_that_is_unknown_is_refused_at_once():
    with pytest.raises(DesignError, match="no source called 'mic'"):
        Audio(sources=["mic"])


def test_a_microphone_offers_no_files_where_it_can_record():
    assert Microphone().sources == ["microphone"] and Mic is Microphone


def test_a_result_can_be_heard_and_downloaded(show, session):
    html = show(Audio(), (RATE, RAMP))
    assert '<audio src="file/' in html and 'download="audio.wav"' in html and "data-record" not in html


def test_a_download_need_not_be_offered(show, session):
    html = show(Audio(show_download_button=False), (RATE, RAMP))
    assert "download=" not in html and 'controlslist="nodownload"' in html


def test_a_player_may_begin_by_itself_and_over_again(show, session):
    html = show(Audio(autoplay=True, loop=True), (RATE, RAMP))
    assert " autoplay" in html and " loop" in html


def test_an_empty_result_says_so(show):
    assert "No sound yet" in show(Audio(), None)


def test_an_input_can_be_recorded_for_as_long_as_is_taken(show):
    html = show(Audio(max_length=20), None, interactive=True)
    assert 'data-record="audio"' in html and 'data-most="20"' in html


def test_an_input_without_a_microphone_only_takes_files(show):
    assert "data-record" not in show(Audio(sources="upload"), None, interactive=True)


@pytest.mark.parametrize(("seconds", "said"), [(0.5, "0:00.5"), (9, "0:09"), (75, "1:15"), (3723, "1:02:03")])
def test_lengths_are_said_as_on_a_clock(seconds, said):
    assert _sound.clock(seconds) == said


def test_the_library_for_other_files_is_asked_before_anything_is_decoded(take, session, monkeypatch):
    class Library:
        def info(self, path):
            return type("About", (), {"samplerate": RATE, "channels": 1, "frames": 3})

        def read(self, path, frames, dtype):
            return np.zeros(frames, dtype), RATE

    monkeypatch.setattr(_sound, "find_spec", lambda name: True)
    monkeypatch.setattr(_sound, "import_module", lambda name: Library())
    rate, samples = take(Audio(), session.add(b"fLaC", "a.flac")["id"])
    assert (rate, samples.tolist()) == (RATE, [0, 0, 0])
