"""The form in a page of somebody else's, with a policy and a style of its own."""

import threading

import pytest
from flask import Flask, make_response, render_template_string, request
from playwright.sync_api import expect
from werkzeug.serving import make_server

import iface
from iface import State, assets

NONCE = "a-nonce-of-its-own"
POLICY = (
    f"default-src 'none'; script-src 'nonce-{NONCE}'; style-src 'nonce-{NONCE}'; connect-src 'self'; "
    "img-src 'self' data: blob:; form-action 'self'; frame-src 'self'; media-src 'self' blob:"
)
PAGE = """<!doctype html>
<html lang="en" data-theme="dark"><head><title>Ada's table</title><link rel="icon" href="data:,">
<style nonce="{{ nonce }}">
  body { font: 17px/1.4 Georgia, serif; margin: 2rem; background: #fffdf5; color: #222 }
  h1, h2 { color: #7a1f1f } a { color: #7a1f1f }
</style></head>
<body><header><h1>Ada's table</h1><nav><ul><li><a href="/about">About</a></li></ul></nav></header>
<main><h2>Book</h2><p>Open <b>from</b> five. <code>code</code></p><pre>pre</pre>
<form class="field group"><fieldset><legend>Find</legend><label>Day <input name="q"></label>
<select><option>one</option></select><textarea></textarea><input type="checkbox"><input type="range">
<input type="radio"><progress value="0.5"></progress><button type="button">Find</button></fieldset></form>
<details open><summary>More</summary><blockquote>said</blockquote></details>
<table><tr><th>Day</th><td>Monday</td></tr></table><img alt="" src="data:,"><hr><dialog open>Hello</dialog>
<article class="prose"><h3>News</h3></article></main>
{% if with_form %}{{ demo.form(nonce=nonce) }}{% endif %}
<footer><p>Ada</p></footer></body></html>"""

STYLES = """() => [...document.querySelectorAll("*")]
  .filter((one) => !one.closest(".iface, head, script, link"))
  .flatMap((one) => [null, "::before", "::after", "::marker", "::selection", "::placeholder"].map((part) => {
    const style = getComputedStyle(one, part)
    const names = [...style].filter((name) => !/^(height|block-size|.*-origin)$/.test(name))
    return [one.tagName, part, ...names.map((name) => `${name}: ${style[name]}`)].join("; ")
  }))"""
"""How all that is not ours looks; but for what changes with the height of the page."""

STRANGERS = """() => {
  const found = []
  const read = (rules) => {
    for (const one of rules) {
      const { selectorText = "" } = one
      if (selectorText && !/\\.iface\\b/.test(selectorText)) found.push(selectorText)
      if (!selectorText && !(one instanceof CSSKeyframesRule)) read(one.cssRules ?? [])
    }
  }
  for (const sheet of document.styleSheets) read(sheet.cssRules)
  return found
}"""
"""The selectors of our style sheets that name no class of ours."""


def book(word, photo, kept):
    kept = [*kept, word]
    return f"{len(kept)}: {' '.join(kept)}", photo, kept


@pytest.fixture
def site():
    """The address of a site whose pages / and /plain differ by the form alone."""
    demo = iface.Interface(
        book,
        ["text", iface.Image(type="filepath", label="Photo"), State([])],
        [iface.Textbox(label="Said"), iface.Image(label="Back"), State()],
        css="h1, h2, p, td { color: rgb(1, 2, 3) !important }",
        store="memory:",
    )
    app = Flask("site")
    app.register_blueprint(demo.blueprint(), url_prefix="/tools/x")

    def show():
        html = render_template_string(PAGE, demo=demo, nonce=NONCE, with_form="plain" not in request.path)
        answer = make_response(html)
        answer.headers["Content-Security-Policy"] = POLICY
        return answer

    for path in ("/shop/table", "/plain"):
        app.add_url_rule(path, path, show)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    demo.close()


def submit(page, word):
    page.get_by_label("word").fill(word)
    page.get_by_role("button", name="Submit").click()


def test_submits_and_uploads_go_to_the_demo_and_the_page_stays(site, page):
    page.goto(f"{site}/shop/table")
    submit(page, "a")
    expect(page.get_by_label("Said")).to_have_value("1: a")
    page.locator("input[type=file]").first.set_input_files("docs/message_log.png")
    expect(page.locator("img[src*='file/']")).to_have_count(1)
    submit(page, "b")
    expect(page.get_by_label("Said")).to_have_value("2: a b")
    expect(page.locator("img[src*='file/']")).to_have_count(2)
    assert page.url == f"{site}/shop/table"


@pytest.mark.allows("status of 422")
def test_its_messages_stand_in_the_page(site, page):
    page.goto(f"{site}/shop/table")
    page.route(
        "**/tools/x/", lambda route: route.fulfill(status=422, json={"problem": "No.", "fix": "Stop."})
    )
    submit(page, "a")
    expect(page.locator(".iface-toast")).to_contain_text("No.")


def test_nothing_of_the_page_looks_other_than_without_it(site, page):
    page.goto(f"{site}/plain")
    before = page.evaluate(STYLES)
    page.goto(f"{site}/shop/table")
    expect(page.locator(".iface")).to_be_visible()
    after = page.evaluate(STYLES)
    assert len(before) > 200 and before == after


def test_every_rule_of_ours_names_a_class_of_ours(page):
    sheets = sorted(assets.folder("static").rglob("*.css"))
    page.set_content("".join(f"<style>{one.read_text('utf-8')}</style>" for one in sheets))
    assert len(sheets) > 10 and page.evaluate(STRANGERS) == []


def test_it_is_light_in_a_page_that_says_nothing_though_the_visitor_likes_it_dark(site, page):
    page.emulate_media(color_scheme="dark")
    page.goto(f"{site}/shop/table")
    grounds = page.locator(".iface input[name=word]").evaluate("one => getComputedStyle(one).backgroundColor")
    assert grounds == "oklch(1 0 0)"


def test_everybody_can_read_and_use_it(site, page, axe):
    # axe is a script of a stranger's to a page with a policy, and complains of what only the page can mend.
    page.goto(f"{site}/shop/table")
    said = [one for one in axe(page) if ".iface" in one or "#iface" in one]
    assert said == []


def test_without_a_script_the_answer_is_the_demos_own_page(site, plain_page):
    plain_page.goto(f"{site}/shop/table")
    submit(plain_page, "a")
    assert plain_page.url == f"{site}/tools/x/"
    expect(plain_page.get_by_label("Said")).to_have_value("1: a")
    submit(plain_page, "b")
    expect(plain_page.get_by_label("Said")).to_have_value("2: a b")
