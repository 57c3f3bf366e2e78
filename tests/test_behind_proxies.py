"""One demo behind nginx in sixteen ways, without a setting: all of it is found, from where a visitor stands.

At the root or below a path; the path passed on or taken off; http or https; with or without headers that
tell of it. Each way is one page in a real browser. IFACE_FULL=1 goes all of them; else five, among which
each two of these meet.
"""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from faults.visitors import FULL
from gunicorns import Gunicorn, free_port
from playwright.sync_api import expect
from proxies import certificate, nginx_of

PROGRAM = """
import time

import flask
import iface


def count(word, file, counted):
    return f"{counted + 1} {word}", file, counted + 1


def tell():
    for number in range(600):
        yield f"word {number}"
        time.sleep(0.1)


with iface.Blocks(title="Counts") as demo:
    counted = iface.State(0)
    word, file = iface.Textbox(label="Word"), iface.File(label="File")
    said, back = iface.Textbox(label="Said"), iface.File(label="Back")
    iface.Button("Count").click(count, [word, file, counted], [said, back, counted])
    told = iface.Textbox(label="Told")
    telling = iface.Button("Tell").click(tell, None, told)

app = flask.Flask("site")
app.register_blueprint(demo.blueprint("root"))
app.register_blueprint(demo.blueprint("below"), url_prefix="/a/b")
"""

SERVER = """
    server {{
        listen 127.0.0.1:{port}{ssl};
        location {path} {{
            proxy_pass http://127.0.0.1:{behind};
            {headers}
        }}
    }}
"""
SSL = " ssl;\n        ssl_certificate {};\n        ssl_certificate_key {}"
HEADERS = """
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Host $http_host;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Forwarded-Prefix {path};
"""
ABSOLUTE = re.compile(r"""(?:src|href|action|data-\w+)=["']?/[^>]*|url\(["']?/.*|https?://[^"'\s]*""")


class Way(NamedTuple):
    """How a visitor comes to the demo."""

    path: str
    passed: str
    scheme: str
    told: str


# What is told goes on when everybody has left.
OPTIONS = ["--threads", "64", "--graceful-timeout", "1"]
CHOICES = ("/", "/a/b/"), ("kept", "stripped"), ("http", "https"), ("headers", "no headers")
FIVE = {(0, 0, 0, 0), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 0, 1), (1, 1, 1, 0)}
WAYS = [
    Way(*(names[one] for names, one in zip(CHOICES, choice, strict=True)))
    for choice in product((0, 1), repeat=4)
    if choice in FIVE or FULL
]


@pytest.fixture(scope="module")
def addresses(tmp_path_factory) -> Iterator[dict[Way, str]]:
    """Where each way begins."""
    folder = tmp_path_factory.mktemp("proxies")
    (folder / "app.py").write_text(PROGRAM)
    behind = {
        "kept": Gunicorn(folder, OPTIONS, app="app:app"),
        "stripped": Gunicorn(folder, OPTIONS),
    }
    ports = {way: free_port() for way in WAYS}
    files = certificate(folder)
    servers = [
        SERVER.format(
            port=port,
            ssl=SSL.format(*files) if way.scheme == "https" else "",
            path=way.path,
            behind=f"{behind[way.passed].port}{'/' if way.passed == 'stripped' else ''}",
            headers=HEADERS.format(path=way.path) if way.told == "headers" else "",
        )
        for way, port in ports.items()
    ]
    try:
        for one in behind.values():
            one.wait_until_ready()
        with nginx_of(folder, "".join(servers), ports[WAYS[-1]]):
            yield {way: f"{way.scheme}://127.0.0.1:{port}{way.path}" for way, port in ports.items()}
    finally:
        for one in behind.values():
            one.stop()


@pytest.fixture(scope="module")
def visits(browser: Any, addresses: dict[Way, str], tmp_path_factory) -> dict[Way, dict[str, Any]]:
    """What a visitor saw on each way. All of them are told something at once, for that takes a while."""
    file = tmp_path_factory.mktemp("files") / "ann.txt"
    file.write_text("Ann's")
    contexts = [browser.new_context(ignore_https_errors=True) for _ in addresses]
    pages = [_page(one) for one in contexts]
    seen = {
        way: _visit(page, address, file)
        for page, (way, address) in zip(pages, addresses.items(), strict=True)
    }
    for page in pages:
        page.get_by_role("button", name="Tell").click()
    for page, way in zip(pages, seen, strict=True):
        expect(page.get_by_label("Told")).to_have_value(re.compile(r"word \d+"))
        page.context.cookies()  # what the page has said until now comes before the answer
        seen[way] |= {"is_streamed": page.streams > 0, "complaints": page.complaints}
    for one in contexts:
        one.close()
    return seen


def _page(context: Any) -> Any:
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.streams, page.complaints = 0, []

    def note(answer: Any) -> None:
        page.streams += answer.headers.get("content-type", "").startswith("text/event-stream")

    page.on("response", note)
    page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def _visit(page: Any, address: str, file: Path) -> dict[str, Any]:
    opened = page.goto(address)
    said, answers = page.get_by_label("Said"), []
    page.get_by_label("Word").fill("a")
    page.locator("input[type=file]").first.set_input_files(file)
    expect(page.get_by_role("link", name="ann.txt")).to_have_count(1)
    for number in (1, 2):
        with page.expect_response(address) as answer:
            page.get_by_role("button", name="Count").click()
        expect(said).to_have_value(f"{number} a")
        answers.append(answer.value.text())
    with page.expect_download() as download:
        page.get_by_role("link", name="ann.txt").last.click()
    return {
        "status": opened.status,
        "said": said.input_value(),
        "downloaded": Path(download.value.path()).read_text(),
        "absolute": ABSOLUTE.findall(
            opened.text().replace("http://www.w3.org/2000/svg", "") + "".join(answers)
        ),
    }


def others(visits: dict[Way, dict[str, Any]], what: str, wanted: Any) -> dict[Way, Any]:
    """The ways on which it was not as wanted, with what it was."""
    return {way: seen[what] for way, seen in visits.items() if seen[what] != wanted}


def test_the_page_opens_and_nothing_in_it_is_missing(visits):
    assert others(visits, "status", 200) == {}
    assert others(visits, "complaints", []) == {}


def test_submits_keep_their_state(visits):
    assert others(visits, "said", "2 a") == {}


def test_what_is_uploaded_can_be_downloaded(visits):
    assert others(visits, "downloaded", "Ann's") == {}


def test_a_run_is_streamed_while_it_goes_on(visits):
    assert others(visits, "is_streamed", True) == {}


def test_no_address_in_the_page_and_its_answers_is_absolute(visits):
    assert others(visits, "absolute", []) == {}


def test_all_of_them_were_tried(visits):
    assert len(visits) == (16 if FULL else 5)
