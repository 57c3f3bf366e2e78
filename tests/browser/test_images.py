"""Pictures in a browser: chosen, pasted, taken, looked at, and asked for a point."""

import io
import json

import numpy
import pytest
from PIL import Image as Pillow
from playwright.sync_api import Page, expect
from running import until_in

import iface


def picture(width=200, height=100, colour="red", format="PNG"):
    written = io.BytesIO()
    Pillow.new("RGB", (width, height), colour).save(written, format)
    return written.getvalue()


def choose(page: Page, label: str, *files: bytes, name: str = "leaf.png") -> None:
    sent = [{"name": name, "mimeType": "image/png", "buffer": one} for one in files]
    page.get_by_role("group", name=label).locator("input[type=file]").set_input_files(sent)


@pytest.fixture
def turned(serve):
    """A page that shows a picture upside down."""
    given = iface.Image(label="Picture")
    return serve(iface.Interface(lambda picture: picture[::-1], given, iface.Image(label="Turned")))


def test_a_picture_that_is_chosen_is_shown_at_once(page, turned):
    page.goto(turned)
    choose(page, "Picture", picture())
    expect(page.get_by_role("img", name="Picture")).to_have_js_property("naturalWidth", 200)


def test_a_picture_comes_back_changed(page, turned):
    page.goto(turned)
    choose(page, "Picture", picture())
    expect(page.get_by_role("img", name="Picture")).to_be_visible()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("img", name="Turned")).to_have_js_property("naturalWidth", 200)


@pytest.mark.allows("status of 422")
def test_what_is_no_picture_is_refused_beside_the_field(page, turned):
    page.goto(turned)
    choose(page, "Picture", b"<html>", name="leaf.png")
    expect(page.get_by_text("leaf.png cannot be read as a picture")).to_be_visible()


def test_a_picture_is_taken_away_again(page, turned):
    page.goto(turned)
    choose(page, "Picture", picture())
    page.get_by_role("button", name="Remove leaf.png").click()
    expect(page.get_by_role("img", name="Picture")).to_have_count(0)


def test_a_picture_is_pasted(page, turned):
    page.goto(turned)
    page.locator("#iface-form input[type=file]").first.focus()
    page.evaluate("""async () => {
      const canvas = new OffscreenCanvas(40, 30)
      canvas.getContext("2d")
      const clipboardData = new DataTransfer()
      clipboardData.items.add(new File([await canvas.convertToBlob()], "pasted.png", {type: "image/png"}))
      document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true}))
    }""")
    expect(page.get_by_role("img", name="Picture")).to_have_js_property("naturalWidth", 40)


CAMERA = """
const canvas = document.createElement("canvas")
Object.assign(canvas, {width: 64, height: 48})
const drawing = canvas.getContext("2d")
setInterval(() => { drawing.fillStyle = "red"; drawing.fillRect(0, 0, 32, 48) }, 50)
window.streams = []
navigator.mediaDevices.getUserMedia = async () => {
  const stream = canvas.captureStream(20)
  window.streams.push(stream)
  return stream
}
"""


def take_picture(page: Page) -> None:
    page.get_by_role("button", name="Take a picture").click()
    until_in(page, "document.querySelector('video').videoWidth > 0")
    page.get_by_role("button", name="Take the picture").click()


def test_a_picture_is_taken_with_the_camera(page, turned):
    page.add_init_script(CAMERA)
    page.goto(turned)
    take_picture(page)
    expect(page.get_by_role("img", name="Picture")).to_have_js_property("naturalWidth", 64)


def test_the_camera_is_off_after_the_picture(page, turned):
    page.add_init_script(CAMERA)
    page.goto(turned)
    take_picture(page)
    expect(page.get_by_role("img", name="Picture")).to_be_visible()
    assert page.evaluate("streams.every(one => one.getTracks().every(track => track.readyState === 'ended'))")


def test_a_picture_is_taken_as_in_a_mirror(page, serve):
    left = iface.Interface(lambda picture: str(picture[24, 8].tolist()), iface.Image(label="Picture"), "text")
    page.add_init_script(CAMERA)
    page.goto(serve(left))
    take_picture(page)
    expect(page.get_by_role("img", name="Picture")).to_be_visible()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_label("output", exact=True)).to_have_value("[0, 0, 0]")


def test_a_camera_that_is_denied_is_said(page, turned):
    page.add_init_script("navigator.mediaDevices.getUserMedia = async () => { throw new Error('no') }")
    page.goto(turned)
    page.get_by_role("button", name="Take a picture").click()
    expect(page.get_by_text("The camera cannot be used.")).to_be_visible()


def test_without_a_camera_to_ask_for_none_is_offered(page, turned):
    page.add_init_script("Object.defineProperty(navigator, 'mediaDevices', {value: undefined})")
    page.goto(turned)
    expect(page.locator("[data-camera]")).to_be_hidden()


@pytest.fixture
def pointed(serve):
    """A page that says which point of a picture was chosen."""
    with iface.Blocks() as demo:
        shown = iface.Image(numpy.zeros((300, 600, 3), numpy.uint8), label="Map", interactive=False)
        point = iface.Textbox(label="Point")

        def note(event: iface.SelectData):
            return str(event.index)

        shown.select(note, None, point)
    return serve(demo)


def test_a_click_chooses_a_pixel_of_the_picture(page, pointed):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(pointed)
    box = page.get_by_role("img", name="Map").bounding_box()
    assert box["width"] < 400
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 3)
    expect(page.get_by_label("Point")).not_to_be_empty()
    # A pixel of the page is two of the picture.
    assert json.loads(page.get_by_label("Point").input_value()) == pytest.approx([300, 100], abs=2)


def test_the_arrow_keys_choose_one_too(page, pointed):
    page.goto(pointed)
    page.locator("[data-points]").focus()
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Point")).to_have_value("[240, 153]")


@pytest.fixture
def gallery(serve, calls):
    """Three pictures, the second with a caption; what happens to them is noted."""
    with iface.Blocks() as demo:
        pictures = [numpy.full((60, 90, 3), shade, numpy.uint8) for shade in (50, 120, 220)]
        shown = iface.Gallery(
            [pictures[0], (pictures[1], "Grey"), pictures[2]], label="Results", interactive=False
        )
        told = iface.Textbox(label="Told")

        def note(event: iface.SelectData):
            return f"{event.index} {event.value['caption']}"

        shown.select(note, None, told)
        shown.preview_open(lambda: calls.append("open"))
        shown.preview_close(lambda: calls.append("close"))
    return serve(demo)


def large(page: Page):
    return page.get_by_role("dialog", name="Results")


def test_a_picture_of_a_gallery_is_seen_large(page, gallery):
    page.goto(gallery)
    page.get_by_role("button", name="Grey").click()
    expect(large(page).get_by_role("img", name="Grey")).to_be_visible()
    expect(page.get_by_label("Told")).to_have_value("1 Grey")


def test_the_arrow_keys_go_from_one_to_the_next(page, gallery):
    page.goto(gallery)
    page.get_by_role("button", name="Grey").click()
    # An event in mode "once" is not told of what happens while it runs.
    expect(page.get_by_label("Told")).to_have_value("1 Grey")
    page.keyboard.press("ArrowRight")
    expect(large(page).get_by_text("3 / 3")).to_be_visible()
    expect(page.get_by_label("Told")).to_have_value("2 None")
    page.keyboard.press("ArrowRight")
    expect(large(page).get_by_text("1 / 3")).to_be_visible()
    expect(page.get_by_label("Told")).to_have_value("0 None")


def test_escape_gives_the_focus_back_to_the_picture_last_seen(page, gallery):
    page.goto(gallery)
    page.get_by_role("button", name="Grey").click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(large(page)).to_be_hidden()
    expect(page.locator(".iface-tile").nth(2)).to_be_focused()


def test_opening_and_closing_are_told(page, gallery, calls):
    page.goto(gallery)
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and "lambda" in str(answer.request.post_data)
    ):
        page.get_by_role("button", name="Grey").click()
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and "lambda" in str(answer.request.post_data)
    ):
        large(page).get_by_role("button", name="Close").click()
    assert calls == ["open", "close"]


def test_several_pictures_are_added_and_one_is_taken_away(page, serve):
    page.goto(serve(iface.Interface(lambda given: str(len(given)), iface.Gallery(label="Yours"), "text")))
    choose(page, "Yours", picture(), picture(colour="blue"))
    expect(page.locator(".iface-tile")).to_have_count(2)
    choose(page, "Yours", picture(colour="lime"))
    expect(page.locator(".iface-tile")).to_have_count(3)
    page.get_by_role("button", name="Remove leaf.png").first.click()
    expect(page.locator(".iface-tile")).to_have_count(2)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_label("output", exact=True)).to_have_value("2")


@pytest.fixture
def once(serve):
    """A button to upload with, which gives way to one to download with, and back."""
    with iface.Blocks() as demo:
        upload = iface.UploadButton("Upload a file")
        download = iface.DownloadButton("Download the file", visible=False)

        def take(path):
            name = path.orig_name
            return iface.UploadButton(visible=False), iface.DownloadButton(
                label=f"Download {name}", value=path, visible=True
            )

        def done():
            return iface.UploadButton(visible=True), iface.DownloadButton(visible=False)

        upload.upload(take, upload, [upload, download])
        download.click(done, None, [upload, download])
    return serve(demo)


def test_a_file_is_uploaded_and_downloaded_once(page, once):
    page.goto(once)
    page.get_by_label("Upload a file").set_input_files(
        [{"name": "a.txt", "mimeType": "text/plain", "buffer": b"hello"}]
    )
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Download a.txt").click()
    assert downloaded.value.path().read_bytes() == b"hello"
    expect(page.get_by_text("Upload a file")).to_be_visible()
    expect(page.get_by_role("link", name="Download a.txt")).to_be_hidden()


def test_a_second_upload_stands_in_the_place_of_the_first(page, serve):
    with iface.Blocks() as demo:
        upload = iface.UploadButton("Upload", file_count="multiple")
        told = iface.Textbox(label="Told")
        upload.upload(lambda paths: ", ".join(path.orig_name for path in paths), upload, told)
    page.goto(serve(demo))
    for name in ("a.txt", "b.txt"):
        page.get_by_label("Upload").first.set_input_files(
            [{"name": name, "mimeType": "text/plain", "buffer": b"-"}]
        )
        expect(page.get_by_label("Told")).to_have_value(name)


def test_a_press_on_the_button_is_told(page, serve):
    with iface.Blocks() as demo:
        upload = iface.UploadButton("Upload")
        told = iface.Textbox(label="Told")
        upload.click(lambda: "pressed", None, told)
    page.goto(serve(demo))
    with page.expect_file_chooser():
        page.get_by_text("Upload", exact=True).click()
    expect(page.get_by_label("Told")).to_have_value("pressed")


def test_a_picture_is_sent_without_a_script(plain_page, turned):
    plain_page.goto(turned)
    choose(plain_page, "Picture", picture())
    plain_page.get_by_role("button", name="Submit").click()
    expect(plain_page.get_by_role("img", name="Turned")).to_be_visible()
    expect(plain_page.get_by_label("Keep leaf.png")).to_be_checked()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_lack_nothing_for_anybody(page, serve, axe, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    with iface.Blocks() as demo:
        grey = numpy.full((60, 90, 3), 120, numpy.uint8)
        iface.Image(label="Empty")
        iface.Image(grey, label="Shown", interactive=False)
        iface.Image(grey, label="Points").select(lambda: None)
        iface.Gallery([grey, (grey, "Grey")], label="Pictures", interactive=True)
        iface.UploadButton("Upload")
        iface.DownloadButton("Download", value="setup.cfg")
    page.goto(serve(demo))
    assert axe(page) == []
    page.get_by_role("button", name="Grey").click()
    assert axe(page) == []
