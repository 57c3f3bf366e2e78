"""Sound and film in a browser: played, sent, and recorded with what Chromium makes up."""

import numpy as np
import pytest
from chromium import QUIET, find
from playwright.sync_api import expect

import iface

RATE = 8000
TONE = (RATE, 0.3 * np.sin(np.linspace(0, 400, RATE // 2)))
MADE_UP = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--no-sandbox")


@pytest.fixture(scope="module")
def studio(browser):
    """A browser with a microphone and a camera."""
    running = browser.browser_type.launch(executable_path=find(), args=[*QUIET, *MADE_UP])
    yield running
    running.close()


@pytest.fixture
def recording(studio):
    """A page with JavaScript, a microphone and a camera; an error in its console fails the test."""
    context = studio.new_context()
    context.set_default_timeout(15_000)
    page, said = context.new_page(), []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda told: said.append(told.text) if told.type == "error" else None)
    yield page
    context.close()
    assert said == []


@pytest.fixture
def voice(serve, calls):
    """A form that takes a sound and tells of it."""

    def tell(sound):
        calls.append(sound)
        return "nothing" if sound is None else f"{sound[0]} Hz"

    return serve(iface.Interface(tell, iface.Audio(label="Voice"), iface.Textbox(label="Told")))


def file_of(sound=TONE):
    from iface.components._sound import encoded

    return {"name": "tone.wav", "mimeType": "audio/wav", "buffer": encoded(*sound)}


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def record(page, seconds=1.2, name="Record"):
    button(page, name).click()
    expect(button(page, "Stop")).to_be_visible()
    page.wait_for_timeout(seconds * 1000)
    button(page, "Stop").click()


# Sound


def test_what_is_recorded_reaches_the_function_as_numbers(recording, voice, calls):
    recording.goto(voice)
    record(recording)
    expect(recording.get_by_role("link", name="recording.wav")).to_be_visible()
    button(recording, "Submit").click()
    expect(recording.get_by_label("Told")).to_have_value("48000 Hz")
    rate, samples = calls[0]
    assert 0.5 * rate < len(samples) < 4 * rate
    assert np.abs(samples).max() > 1000


def test_a_pause_is_not_recorded(recording, voice, calls):
    recording.goto(voice)
    button(recording, "Record").click()
    recording.wait_for_timeout(600)
    button(recording, "Pause").click()
    expect(button(recording, "Go on")).to_be_visible()
    recording.wait_for_timeout(3000)
    button(recording, "Go on").click()
    recording.wait_for_timeout(400)
    button(recording, "Stop").click()
    expect(recording.get_by_role("link", name="recording.wav")).to_be_visible()
    button(recording, "Submit").click()
    expect(recording.get_by_label("Told")).to_have_value("48000 Hz")
    assert len(calls[0][1]) < 2.5 * 48000


def test_the_time_goes_by(recording, voice):
    recording.goto(voice)
    button(recording, "Record").click()
    expect(recording.get_by_role("timer")).to_have_text("0:01")


def test_a_recording_ends_when_it_is_as_long_as_is_taken(recording, serve):
    recording.goto(serve(iface.Interface(lambda sound: "x", iface.Audio(max_length=1), "text")))
    button(recording, "Record").click()
    expect(recording.get_by_role("timer")).to_contain_text("/ 0:01")
    expect(recording.get_by_role("link", name="recording.wav")).to_be_visible()


def test_a_form_is_not_sent_while_it_is_recorded(recording, voice, calls):
    recording.goto(voice)
    button(recording, "Record").click()
    expect(button(recording, "Stop")).to_be_visible()
    button(recording, "Submit").click()
    expect(recording.get_by_text("Stop the recording first.")).to_be_visible()
    assert calls == []


def test_events_say_how_a_recording_goes_and_the_last_has_the_sound(recording, serve):
    with iface.Blocks() as demo:
        sound = iface.Microphone(label="Voice")
        told = iface.Textbox(label="Told")
        for verb in ("start_recording", "pause_recording"):
            getattr(sound, verb)(lambda said, verb=verb: f"{said} {verb}", told, told)
        sound.stop_recording(lambda said, one: f"{said} stop {one[0]}", [told, sound], told)
    recording.goto(serve(demo))
    button(recording, "Record").click()
    expect(recording.get_by_label("Told")).to_have_value(" start_recording")
    button(recording, "Pause").click()
    expect(recording.get_by_label("Told")).to_have_value(" start_recording pause_recording")
    button(recording, "Go on").click()
    button(recording, "Stop").click()
    expect(recording.get_by_label("Told")).to_have_value(" start_recording pause_recording stop 48000")


def test_a_component_that_is_taken_away_ends_its_recording(recording, serve):
    with iface.Blocks() as demo:
        sound = iface.Audio(label="Voice", interactive=True)
        sound.start_recording(lambda: iface.Audio(label="Anew"), None, sound)
    recording.goto(serve(demo))
    recording.evaluate(
        "() => { const get = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);"
        "navigator.mediaDevices.getUserMedia = async (asked) => (window.stream = await get(asked)) }"
    )
    button(recording, "Record").click()
    expect(recording.get_by_text("Anew")).to_be_visible()
    expect(button(recording, "Record")).to_be_visible()
    states = recording.evaluate("window.stream.getTracks().map((track) => track.readyState)")
    assert states == ["ended"]


def test_where_there_is_no_microphone_a_sound_is_chosen(page, serve):
    page.add_init_script("Object.defineProperty(navigator, 'mediaDevices', { value: undefined })")
    page.goto(serve(iface.Interface(lambda sound: "x", iface.Microphone(label="Voice"), "text")))
    expect(page.get_by_text("Choose a sound, or drop it here")).to_be_visible()
    expect(button(page, "Record")).to_be_hidden()


def test_a_microphone_that_is_refused_is_said_beside_the_field(page, voice):
    page.goto(voice)
    button(page, "Record").click()
    expect(page.get_by_text("The microphone cannot be used.")).to_be_visible()
    expect(button(page, "Record")).to_be_visible()


def test_a_sound_is_chosen_heard_and_taken_away(page, voice, calls):
    page.goto(voice)
    page.locator("input[type=file]").set_input_files(file_of())
    expect(page.get_by_role("link", name="tone.wav")).to_be_visible()
    page.locator("audio").evaluate("(player) => player.play()")
    button(page, "Remove tone.wav").click()
    expect(page.locator("audio")).to_have_count(0)
    button(page, "Submit").click()
    expect(page.get_by_label("Told")).to_have_value("nothing")


@pytest.mark.allows("status of 422")
def test_what_is_no_sound_is_refused_beside_the_field(page, voice):
    page.goto(voice)
    page.locator("input[type=file]").set_input_files(
        {"name": "a.wav", "mimeType": "audio/wav", "buffer": b"<script>"}
    )
    expect(page.get_by_text("a.wav is no sound: choose another file.")).to_be_visible()


def test_without_a_script_a_sound_comes_with_the_form_and_stays(plain_page, voice, calls):
    plain_page.goto(voice)
    plain_page.locator("input[type=file]").set_input_files(file_of())
    plain_page.get_by_role("button", name="Submit").click()
    expect(plain_page.get_by_label("Told")).to_have_value("8000 Hz")
    plain_page.get_by_role("button", name="Submit").click()
    expect(plain_page.get_by_label("Told")).to_have_value("8000 Hz")
    assert len(calls) == 2
    plain_page.get_by_label("Keep tone.wav").uncheck()
    plain_page.get_by_role("button", name="Submit").click()
    expect(plain_page.get_by_label("Told")).to_have_value("nothing")


@pytest.mark.parametrize("verb", ["play", "pause", "stop"])
def test_what_a_player_does_is_heard(page, serve, verb):
    with iface.Blocks() as demo:
        sound = iface.Audio(TONE, interactive=False)
        told = iface.Textbox(label="Told")
        getattr(sound, verb)(lambda: verb, None, told)
    page.goto(serve(demo))
    page.locator("audio").evaluate("(player) => player.play()")
    if verb == "pause":
        page.locator("audio").evaluate("(player) => player.pause()")
    expect(page.get_by_label("Told")).to_have_value(verb)


def test_a_sound_that_the_browser_cannot_play_says_so(page, serve):
    with iface.Blocks() as demo:
        iface.Audio(b"OggS" + b"\0" * 200, interactive=False)
    page.goto(serve(demo))
    expect(page.get_by_text("Your browser cannot play this file.")).to_be_visible()


# Film


def test_a_film_is_recorded_shown_and_given_back(recording, serve):
    shown = iface.Video(label="Shown")
    recording.goto(serve(iface.Interface(lambda path: path, iface.Video(label="Film"), shown)))
    record(recording, name="Record with the camera")
    expect(recording.get_by_role("link", name="recording.webm")).to_be_visible()
    button(recording, "Submit").click()
    expect(recording.locator("video[data-player]")).to_have_count(2)
    recording.wait_for_timeout(500)
    lengths = recording.evaluate(
        "[...document.querySelectorAll('[data-player]')].map((film) => film.duration)"
    )
    assert all(0.3 < one < 6 for one in lengths)


def test_the_end_of_a_film_is_heard(recording, serve):
    with iface.Blocks() as demo:
        film = iface.Video(label="Film")
        told = iface.Textbox(label="Told")
        film.end(lambda: "the end", None, told)
    recording.goto(serve(demo))
    record(recording, name="Record with the camera")
    player = recording.locator("video[data-player]")
    expect(player).to_have_count(1)
    recording.wait_for_timeout(500)
    expect(recording.get_by_label("Told")).to_have_value("")
    player.evaluate("(film) => { film.muted = true; return film.play() }")
    expect(recording.get_by_label("Told")).to_have_value("the end")


def test_subtitles_are_read_by_the_browser(page, serve, tmp_path):
    (tmp_path / "a.srt").write_text("1\n00:00:00,000 --> 00:00:09,000\nHello\n")
    (tmp_path / "a.mp4").write_bytes(b"\0\0\0 ftypisom" + b"\0" * 60)
    with iface.Blocks() as demo:
        iface.Video((tmp_path / "a.mp4", tmp_path / "a.srt"), interactive=False)
    page.goto(serve(demo))
    track = page.locator("track")
    track.evaluate("(one) => { one.track.mode = 'showing' }")
    text = "(one) => one.track.cues?.[0]?.text ?? new Promise((done) => { one.onload = () => done() })"
    page.wait_for_timeout(100)
    assert (track.evaluate(text) or track.evaluate(text)) == "Hello"


# For everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anybody_out(page, serve, axe, scheme):
    page.emulate_media(color_scheme=scheme)
    with iface.Blocks(title="Media") as demo:
        iface.Audio(label="Voice", info="Up to a minute")
        iface.Audio(TONE, label="There", interactive=True)
        iface.Microphone(label="Only recorded")
        iface.Audio(TONE, label="Result", interactive=False)
        iface.Audio(label="Empty", interactive=False)
        iface.Video(label="Film")
        iface.Video(label="Empty film", interactive=False)
    page.goto(serve(demo))
    assert axe(page) == []


def test_nothing_keeps_anybody_out_while_it_is_recorded(recording, voice, axe):
    recording.goto(voice)
    button(recording, "Record").click()
    expect(button(recording, "Stop")).to_be_focused()
    assert axe(recording) == []


# The upload itself


def test_an_upload_can_be_cancelled_and_begun_anew(page, serve, calls):
    page.goto(serve(iface.Interface(lambda path: path and path.orig_name, iface.File(label="Given"), "text")))
    held = []
    page.route("**/-/upload", lambda route: held.append(route))
    zone = page.locator("input[type=file]")
    zone.set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"one"})
    button(page, "Cancel").click()
    expect(button(page, "Cancel")).to_be_hidden()
    expect(page.get_by_role("link", name="a.txt")).to_have_count(0)
    expect(page.locator(".iface-error:not(:empty)")).to_have_count(0)
    page.unroute("**/-/upload")
    zone.set_input_files({"name": "b.txt", "mimeType": "text/plain", "buffer": b"two"})
    expect(page.get_by_role("link", name="b.txt")).to_be_visible()


@pytest.mark.allows("ERR_FAILED")
def test_an_upload_that_breaks_off_is_said_beside_the_field(page, serve):
    page.goto(serve(iface.Interface(lambda path: "x", iface.File(label="Given"), "text")))
    page.route("**/-/upload", lambda route: route.abort())
    page.locator("input[type=file]").set_input_files(
        {"name": "a", "mimeType": "text/plain", "buffer": b"one"}
    )
    expect(page.get_by_text("The upload broke off. Choose the file again.")).to_be_visible()


def test_a_form_waits_for_its_upload(page, serve, calls):
    page.goto(serve(iface.Interface(lambda path: calls.append(path), iface.File(label="Given"), None)))
    page.route("**/-/upload", lambda route: None)
    page.locator("input[type=file]").set_input_files(
        {"name": "a", "mimeType": "text/plain", "buffer": b"one"}
    )
    expect(button(page, "Cancel")).to_be_visible()
    button(page, "Submit").click()
    expect(page.get_by_text("Wait until the upload is finished.")).to_be_visible()
    assert calls == []


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(page, serve):
    demo = iface.Interface(lambda path: "x", iface.File(label="Given"), "text")
    page.goto(serve(demo, max_file_size="1kb"))
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.locator("input[type=file]").set_input_files(
        {"name": "a", "mimeType": "text/plain", "buffer": b"x" * 1025}
    )
    expect(page.get_by_text("This file is larger than the 1.0 kB that are taken here.")).to_be_visible()
    assert sent == []
