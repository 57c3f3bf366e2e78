"""Files over HTTP: whose they are, what is told of them, and what is refused."""

import io
import os
import socket
import tempfile
import time
import urllib.request
from pathlib import Path

import pytest
from hidden_fields import hidden_fields

import iface
from iface.files.store import GRACE, KEPT
from iface.web.guard import SESSION_HEADER

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 24
HTML = b"<!doctype html><script>alert(1)</script>"
GONE = "This file is gone: choose it again."
JSON = {"Accept": "application/json"}


class Visitor:
    """A page of the demo that somebody has open."""

    def __init__(self, client):
        self.client = client
        self.fields = hidden_fields(client.get("/").text)
        self.session = {SESSION_HEADER: self.fields["iface-session"]}

    def upload(self, content=b"content", name="a.txt", **headers):
        sent = {
            "X-Iface-Name": name,
            "Content-Type": "application/octet-stream",
            **self.session,
            **JSON,
            **headers,
        }
        return self.client.post("/-/upload", data=content, headers=sent)

    def ask(self, value):
        """What the function's API answers to a value."""
        return self.client.post("/api/show", json={"data": [value]}, headers=self.session)

    @property
    def field(self):
        """The field that takes a file."""
        return next(one for one in self.site.page.fields.values() if one.takes_files)

    def post(self, **entries):
        return self.client.post("/", data={**self.fields, "iface-event": "show", **entries}, headers=JSON)

    @property
    def site(self):
        return self.client.application.config["IFACE_SITE"]()

    @property
    def files(self):
        return sorted(one for one in self.site.sessions.files.folder.rglob("*") if one.is_file())


@pytest.fixture
def opened():
    """What the function was given."""
    return []


@pytest.fixture
def demo(opened):
    def show(path):
        opened.append(path)
        return path

    return iface.Interface(show, iface.File(), iface.File(), store="memory:")


@pytest.fixture
def client(demo):
    yield demo.test_client()
    demo.close()


@pytest.fixture
def visitor(client):
    return Visitor(client)


def telling(function, inputs="text"):
    """A visitor of a page whose function gives a file."""
    return Visitor(iface.Interface(function, inputs, iface.File(), api_name="show").test_client())


# In


def test_an_uploaded_file_reaches_the_function(visitor, opened):
    answer = visitor.upload(b"content", "a.txt")
    assert answer.status_code == 200
    assert visitor.ask(answer.json["id"]).status_code == 200
    assert Path(opened[0]).read_bytes() == b"content" and opened[0].orig_name == "a.txt"


def test_a_plain_form_carries_a_file_too(visitor, opened):
    answer = visitor.post(path=(io.BytesIO(b"content"), "a.txt"))
    assert answer.status_code == 200 and Path(opened[0]).read_bytes() == b"content"


def test_what_travels_of_a_file_names_no_path(visitor):
    data = visitor.upload().json
    assert set(data) == {"id", "name", "size", "type"}
    assert str(visitor.site.sessions.files.folder) not in visitor.ask(data["id"]).text


def test_another_sessions_file_is_refused(visitor, client, opened):
    theirs = Visitor(client).upload(b"secret").json["id"]
    answer = visitor.ask(theirs)
    assert (answer.status_code, answer.json["fields"]) == (422, {"path": GONE})
    assert visitor.post(path=theirs).status_code == 422
    assert opened == []


def test_two_sessions_cannot_use_each_others_files(client, opened):
    both = [Visitor(client), Visitor(client)]
    ids = [one.upload().json["id"] for one in both]
    assert [one.ask(id).status_code for one, id in zip(both, ids, strict=True)] == [200, 200]
    assert [one.ask(id).status_code for one, id in zip(both, reversed(ids), strict=True)] == [422, 422]


def test_the_programs_own_file_is_anybodys():
    demo = iface.Interface(lambda path: path, iface.File("LICENSE"), iface.File(), api_name="show")
    visitor = Visitor(demo.test_client())
    answer = visitor.ask(visitor.field.first()["id"])
    assert answer.json["data"][0]["name"] == "LICENSE"


@pytest.mark.parametrize(
    "sent",
    [
        "0" * 20 + "-" + "a" * 22,
        "declared-" + "0" * 40,
        "/etc/passwd",
        "../../../etc/passwd",
        "file:///etc/passwd",
        "http://127.0.0.1:1/a",
        {"path": "/etc/passwd"},
        {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}},
        {"url": "http://127.0.0.1:1/a"},
        {"id": "/etc/passwd"},
        {"id": None},
        {"id": ["a"]},
        ["/etc/passwd"],
        7,
        True,
        "\0",
    ],
)
def test_what_is_no_file_of_the_session_is_refused_and_nothing_is_opened(visitor, opened, monkeypatch, sent):
    visitor.site  # noqa: B018 - what it opens is opened before
    touched = []
    monkeypatch.setattr("os.open", lambda path, *rest, **more: touched.append(path))
    monkeypatch.setattr("socket.socket.connect", lambda *address: touched.append(address))
    answer = visitor.ask(sent)
    assert answer.status_code == 422 and list(answer.json["fields"]) == ["path"]
    assert touched == [] and opened == []


def test_a_page_that_takes_no_files_has_no_place_for_them():
    visitor = Visitor(iface.Interface(str.upper, "text", "text").test_client())
    assert visitor.upload().status_code == 404 and visitor.files == []


def test_an_upload_belongs_to_a_session(client):
    visitor = Visitor(client)
    assert client.post("/-/upload", data=b"x").status_code == 403
    assert visitor.upload(**{SESSION_HEADER: "A" * 84}).status_code == 401
    assert visitor.files == []


def test_another_sites_page_cannot_upload(visitor):
    assert visitor.upload(**{"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("%2e%2e%2f%2e%2e%2fetc%2fpasswd", "passwd"),
        ("a%00b.txt", "a_b.txt"),
        ("photo%E2%80%AEgnp.exe", "photognp.exe"),
        ("%C3%BCber%20%F0%9F%8E%B5.txt", "über 🎵.txt"),
        ("x" * 300 + ".txt", "x" * 96 + ".txt"),
        ("%ff%fe", "��"),
        ("a%0D%0ASet-Cookie: b", "a_Set-Cookie_ b"),
        ("", "file"),
    ],
)
def test_a_name_is_clean_before_it_is_shown(visitor, name, shown):
    data = visitor.upload(name=name).json
    assert data["name"] == shown
    answer = visitor.client.get(f"/file/{data['id']}")
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers


def test_a_file_has_a_name_of_its_own_on_the_disk(visitor):
    visitor.upload(name="secret-plan.txt")
    assert not [path for path in visitor.files if "secret" in str(path)]


def test_only_this_user_can_read_what_was_uploaded(visitor):
    visitor.upload()
    folder = visitor.site.sessions.files.folder
    assert {one.stat().st_mode & 0o777 for one in visitor.files} == {0o600}
    assert {one.stat().st_mode & 0o777 for one in (folder, *folder.iterdir())} == {0o700}


# How much


@pytest.fixture
def small(monkeypatch, opened):
    monkeypatch.setenv("IFACE_MAX_FILE_SIZE", "1000")
    demo = iface.Interface(lambda path: opened.append(path), iface.File(), None, api_name="show")
    visitor = Visitor(demo.test_client())
    monkeypatch.setattr(
        visitor.site.sessions.files, "limits", visitor.site.sessions.files.limits._replace(quota=2500)
    )
    return visitor


def test_too_large_a_file_is_refused_with_the_size_that_is_taken(small):
    answer = small.upload(b"x" * 1001)
    assert answer.status_code == 413
    assert answer.json["problem"] == "This file is larger than the 1.0 kB that are taken here."
    assert small.files == []


def test_too_large_a_file_in_a_plain_form_is_refused_too(small, opened):
    answer = small.post(path=(io.BytesIO(b"x" * 1001), "a.txt"))
    assert answer.status_code == 413
    assert small.files == opened == []


def test_a_session_has_room_for_so_much(small):
    assert [small.upload(b"x" * 1000).status_code for _ in range(3)] == [200, 200, 413]
    assert Visitor(small.client).upload(b"x" * 1000).status_code == 200


# How long


def test_files_end_with_their_session(visitor):
    id = visitor.upload().json["id"]
    visitor.site.sweeper.sweep(time.time() + KEPT - 60)
    assert visitor.client.get(f"/file/{id}").status_code == 200
    visitor.site.sweeper.sweep(time.time() + KEPT + GRACE + 60)
    assert visitor.files == [] and visitor.client.get(f"/file/{id}").status_code == 404


def test_files_of_a_page_that_was_left_end_an_hour_later(visitor):
    visitor.upload()
    visitor.client.post("/-/leave", data={"iface-session": visitor.fields["iface-session"]})
    visitor.site.sweeper.sweep(time.time() + 3600 + GRACE + 60)
    assert visitor.files == []


def test_a_sign_of_life_keeps_them(visitor):
    visitor.upload()
    form = {"iface-session": visitor.fields["iface-session"]}
    visitor.client.post("/-/leave", data=form)
    visitor.client.post("/-/alive", data=form)
    visitor.site.sweeper.sweep(time.time() + 3600 + GRACE + 60)
    assert visitor.files != []


def test_a_file_that_is_gone_is_asked_for_again(visitor):
    id = visitor.upload().json["id"]
    visitor.site.sweeper.sweep(float("inf"))
    assert visitor.ask(id).json["fields"] == {"path": GONE}


# Out


def test_a_picture_is_shown(visitor):
    answer = visitor.client.get(f"/file/{visitor.upload(PNG, 'a.png').json['id']}")
    assert (answer.data, answer.headers["Content-Type"]) == (PNG, "image/png")
    assert answer.headers["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize("name", ["a.png", "a.html", "a.svg", "a.xhtml", "a.js"])
def test_a_page_that_calls_itself_a_picture_is_only_ever_downloaded(visitor, name):
    answer = visitor.client.get(f"/file/{visitor.upload(HTML, name).json['id']}")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_drawing_may_hold_a_script_and_is_only_ever_downloaded(visitor):
    answer = visitor.client.get(f"/file/{visitor.upload(b'<svg onload=alert(1)>', 'a.svg').json['id']}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_file_is_this_sites_alone_and_kept_by_one_browser(visitor):
    answer = visitor.client.get(f"/file/{visitor.upload(PNG).json['id']}")
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"].startswith("private")


def test_a_player_gets_the_part_that_it_asks_for(visitor):
    id = visitor.upload(bytes(range(100))).json["id"]
    answer = visitor.client.get(f"/file/{id}", headers={"Range": "bytes=10-19"})
    assert (answer.status_code, answer.data) == (206, bytes(range(10, 20)))
    assert answer.headers["Content-Range"] == "bytes 10-19/100"


def test_a_part_beyond_the_end_is_refused(visitor):
    id = visitor.upload(b"short").json["id"]
    assert visitor.client.get(f"/file/{id}", headers={"Range": "bytes=10-"}).status_code == 416


def test_what_the_browser_has_is_not_sent_again(visitor):
    id = visitor.upload().json["id"]
    told = visitor.client.get(f"/file/{id}").headers["ETag"]
    assert visitor.client.get(f"/file/{id}", headers={"If-None-Match": told}).status_code == 304


@pytest.mark.parametrize(
    "id",
    [
        "0" * 20 + "-" + "a" * 22,
        "declared-" + "0" * 40,
        "declared-../setup.cfg",
        "..%2f..%2fetc%2fpasswd",
        "%2fetc%2fpasswd",
        "../../etc/passwd",
        "%00",
        "a" * 5000,
        "%ff",
        ".about",
        "",
    ],
)
def test_an_address_that_is_no_files_is_not_there(visitor, id):
    visitor.upload()
    assert visitor.client.get(f"/file/{id}").status_code == 404


def test_what_is_noted_of_a_file_is_not_shown(visitor):
    id = visitor.upload().json["id"]
    for odd in (f"{id}.about", f"{id[:-1]}.", f"{id}%00", f"{id}/", id.upper()):
        assert visitor.client.get(f"/file/{odd}").status_code == 404


# What a function may show


def test_a_file_that_the_function_has_made_is_shown():
    def make(text):
        path = Path(tempfile.mkdtemp()) / "made.txt"
        path.write_text(text)
        return path

    visitor = telling(make)
    data = visitor.ask("hello").json["data"][0]
    assert visitor.client.get(f"/file/{data['id']}").data == b"hello"


def refused(visitor, value, caplog):
    """That a function's path is not shown: the log says why, the visitor learns no path."""
    answer = visitor.ask(str(value))
    assert answer.status_code == 500
    assert str(value) not in answer.text and "cannot show this" in answer.text
    assert str(value) in caplog.text
    return visitor.files == []


def test_a_path_elsewhere_is_refused_and_only_the_log_says_which(caplog):
    assert refused(telling(lambda text: text), Path(os.__file__), caplog)
    assert "allowed_paths" in caplog.text


def test_a_link_is_refused(caplog, tmp_path):
    (tmp_path / "link").symlink_to("/etc/hostname")
    assert refused(telling(lambda text: text), tmp_path / "link", caplog)


def test_the_store_is_refused_though_it_is_temporary(caplog, tmp_path):
    path = tmp_path / "state.db"
    demo = iface.Interface(
        lambda text, state: (text or None, text), ["text", iface.State("")], [iface.File(), iface.State()],
        api_name="show", store=f"sqlite:{path}",
    )  # fmt: skip
    visitor = Visitor(demo.test_client())
    assert visitor.ask("").status_code == 200 and path.is_file()
    for one in (path, path.with_name("state.db.key")):
        assert refused(visitor, one, caplog)
    demo.close()


def test_another_sessions_file_is_refused_though_it_is_temporary(caplog):
    visitor = telling(lambda text: text, inputs=iface.Textbox())
    theirs = visitor.site.sessions.mint().files
    path = theirs.find(theirs.add(b"secret", "a.txt")["id"]).path
    refused(visitor, path, caplog)


def test_a_folder_can_be_allowed(monkeypatch):
    monkeypatch.setenv("IFACE_ALLOWED_PATHS", str(Path("docs").resolve()))
    data = telling(lambda text: str(Path(text).resolve())).ask("docs/state.md").json["data"][0]
    assert data["name"] == "state.md"


def test_a_text_is_no_path(visitor):
    visitor = Visitor(iface.Interface(lambda text: text, "text", "text", api_name="show").test_client())
    assert visitor.ask("/etc/passwd").json["data"] == ["/etc/passwd"]
    assert visitor.files == []


# One component anew, as the script asks for it after an upload


def test_a_component_is_shown_with_the_file(visitor):
    id = visitor.upload(name="a&b.txt").json["id"]
    answer = visitor.client.post(
        "/-/fragment", data={"component": str(visitor.field.id), "path": id}, headers=visitor.session | JSON
    )
    assert "a&amp;b.txt" in answer.json["events"][0]["html"]


def test_a_component_is_not_shown_with_another_sessions_file(visitor, client):
    id = Visitor(client).upload().json["id"]
    answer = visitor.client.post(
        "/-/fragment", data={"component": str(visitor.field.id), "path": id}, headers=visitor.session | JSON
    )
    assert answer.status_code == 422 and answer.json["events"][0]["fields"] == {"path": GONE}


@pytest.mark.parametrize("component", ["", "99", "x", "__class__"])
def test_a_component_that_is_not_there_is_not_shown(visitor, component):
    answer = visitor.client.post("/-/fragment", data={"component": component}, headers=visitor.session | JSON)
    assert answer.status_code == 404


# A real server: what it reads of a client that hangs up looks like the end of the file

PROGRAM = "import iface\ndemo = iface.Interface(lambda path: path, iface.File(), iface.File())"
HEAD = "POST /-/upload HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Iface-Session: {session}\r\n{length}\r\n\r\n"


@pytest.mark.parametrize(
    ("length", "body"),
    [
        ("Content-Length: 1000000", b"x" * 300_000),
        ("Transfer-Encoding: chunked", b"10000\r\n" + b"x" * 30_000),
    ],
)
def test_a_client_that_hangs_up_leaves_nothing(gunicorn, tmp_path, length, body):
    server = gunicorn(PROGRAM, "--threads", "4", env={"IFACE_STORE": f"sqlite:{tmp_path / 'state.db'}"})
    with urllib.request.urlopen(server.url) as page:
        session = hidden_fields(page.read().decode())["iface-session"]
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(HEAD.format(session=session, length=length).encode() + body)
        client.shutdown(socket.SHUT_WR)
        client.settimeout(20)
        answer = client.recv(1000)  # or none: it is answered when all is over
    assert not answer.startswith(b"HTTP/1.1 200")
    assert [one for one in (tmp_path / "state.db-files").rglob("*") if one.is_file()] == []
