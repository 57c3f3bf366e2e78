"""HTML of the program's own, in the page and in a frame."""

from playwright.sync_api import expect

import iface


def test_the_scripts_of_trusted_html_run_in_its_frame(page, serve):
    text = "<p id=said>Wait</p><style>p { color: red }</style><script>said.textContent = 'Ran'</script>"
    with iface.Blocks() as demo:
        iface.HTML(text, trusted=True)
    page.goto(serve(demo))
    said = page.frame_locator("iframe").locator("#said")
    expect(said).to_have_text("Ran")
    assert said.evaluate("one => getComputedStyle(one).color") == "rgb(255, 0, 0)"


def test_trusted_html_cannot_reach_the_page(page, serve):
    script = "try { parent.document.title = 'x' } catch { said.textContent = 'No' }"
    text = f"<p id=said></p><script>{script}</script>"
    with iface.Blocks(title="Page") as demo:
        iface.HTML(text, trusted=True)
    page.goto(serve(demo))
    expect(page.frame_locator("iframe").locator("#said")).to_have_text("No")
    expect(page).to_have_title("Page")


def test_trusted_html_that_an_event_gives_is_shown(page, serve):
    with iface.Blocks() as demo:
        own = iface.HTML("<b>One</b>", trusted=True)
        iface.Button("Go").click(lambda: "<b>Two</b>", None, own)
    page.goto(serve(demo))
    page.get_by_role("button", name="Go").click()
    expect(page.frame_locator("iframe").locator("b")).to_have_text("Two")
