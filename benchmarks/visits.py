"""What a browser sends: the page asked for, and its form posted as static/submit.js posts it."""

import json
import re
from collections.abc import Mapping
from html import unescape
from secrets import token_urlsafe

from benchmarks.load import Answer, Visitor, drive
from benchmarks.wrong import WrongAnswer

Form = dict[str, str]
"""The hidden fields of a page's form, by name."""

_BOUNDARY = "----WebKitFormBoundaryq8ZkD2mVtL5xWn3R"
_BROWSER = """Connection: keep-alive
sec-ch-ua-platform: "Linux"
User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0
sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24"
sec-ch-ua-mobile: ?0
Sec-Fetch-Site: same-origin
Accept-Encoding: gzip, deflate, br, zstd
Accept-Language: en-US,en;q=0.9"""
_HIDDEN = re.compile(r'type="hidden" name="([^"]+)" value="([^"]*)"')


def submission(port: int, form: Form, event: str, entered: Mapping[str, str]) -> bytes:
    """The request that the page's script sends, with a nonce that was never used."""
    fields = {name: form[name] for name in ("iface-page", "iface-revision")}
    fields |= {**entered, "iface-event": event, "iface-nonce": token_urlsafe(16)}
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    body = "".join([*parts, f"--{_BOUNDARY}--\r\n"]).encode()
    return _request(
        port,
        "POST /",
        {
            "Accept": "application/json, text/event-stream",
            "X-Iface-Session": form["iface-session"],
            "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}",
            "Content-Length": str(len(body)),
            "Origin": f"http://127.0.0.1:{port}",
            "Referer": f"http://127.0.0.1:{port}/",
            "Sec-Fetch-Mode": "cors",
            "Sec-Fetch-Dest": "empty",
        },
        body,
    )


def call(port: int, event: str, named: Mapping[str, str]) -> bytes:
    """The request that a program sends to the API; without a session, so that it gets a new one."""
    body = json.dumps(named).encode()
    headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    return _request(port, f"POST /api/{event}", headers, body)


def open_pages(port: int, count: int) -> list[Form]:
    """The forms of `count` new pages, each with a session of its own.

    Raises:
        WrongAnswer: one of them is no page with a form.
    """
    forms: list[Form] = []

    def visitor() -> Visitor:
        for _ in range(count):
            answer = yield _request(port, "GET /", {"Accept": "text/html"}, b"")
            forms.append(form_of(answer))

    drive(port, [visitor()])
    return forms


def form_of(answer: Answer) -> Form:
    """What the form of a page carries beside what a visitor enters.

    Raises:
        WrongAnswer: it is no page with a form.
    """
    found = _HIDDEN.findall(answer.body.decode())
    form = {name: unescape(value) for name, value in found}
    if answer.status != 200 or "iface-session" not in form:
        raise WrongAnswer(f"the page has no form; status {answer.status}: {answer.body[:200]!r}.")
    return form


def _request(port: int, line: str, headers: Mapping[str, str], body: bytes) -> bytes:
    own = [f"{name}: {value}" for name, value in headers.items()]
    lines = [f"{line} HTTP/1.1", f"Host: 127.0.0.1:{port}", *_BROWSER.splitlines(), *own]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
