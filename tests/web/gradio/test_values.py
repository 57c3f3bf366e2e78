import io

import pytest

import iface
from iface.errors import InputError
from iface.web import Settings, Site
from iface.web.gradio import values

ID = "0" * 20 + "-" + "a" * 22
DATA = {"id": ID, "name": "a b.txt", "size": 3, "type": "text/plain"}


@pytest.fixture
def site():
    demo = iface.Interface(lambda *_: None, [iface.File(), iface.State()], [iface.State()], api_name="go")
    site = Site(demo.page, "memory:", Settings(background=False))
    yield site
    site.close()


def sent(site, *given):
    session = site.sessions.of_client("somebody")
    return session, values.as_sent(site, site.page.event("go"), list(given), session)


def file(path, **more):
    return {"path": path, "meta": {"_type": "gradio.FileData"}, **more}


def test_a_file_is_told_by_a_path_and_an_address():
    told = values.as_told([{"image": DATA, "caption": None}], "http://here/sub/")[0]["image"]
    assert told["path"] == f"{DATA['id']}/a b.txt"
    assert told["url"] == f"http://here/sub/gradio_api/file={DATA['id']}/a%20b.txt"
    assert told["meta"] == {"_type": "gradio.FileData"}


def test_other_data_is_told_as_it_is():
    data = {"id": 1, "name": "x", "list": [1, {"a": None}]}
    assert values.as_told(data, "") == data


def test_an_upload_becomes_the_sessions(site):
    kept = site.sessions.mint().files.receive(io.BytesIO(b"abc"), "a.txt", 3)
    session, entries = sent(site, file(f"{kept['id']}/a.txt"), None)
    (entry,) = entries.values()
    assert entry["id"] != kept["id"] and session.files.find(entry["id"]).path.read_bytes() == b"abc"


def test_a_file_of_the_session_is_not_copied(site):
    kept = site.sessions.of_client("somebody").files.receive(io.BytesIO(b"abc"), "a.txt", 3)
    assert list(sent(site, file(kept["id"]))[1].values()) == [{"id": kept["id"]}]


@pytest.mark.parametrize("path", ["/etc/passwd", "../a", "", "nothing/a.txt", "http://127.0.0.1/a"])
def test_no_other_path_and_no_address_is_taken(site, path):
    with pytest.raises(InputError):
        sent(site, file(path))


def test_what_is_too_much_is_left_out(site):
    assert len(sent(site, None, None, 1, 2)[1]) == 1


def test_a_clients_session_is_its_own_kind(site):
    one, again = site.sessions.of_client("a"), site.sessions.of_client("a")
    assert one == again and one != site.sessions.of_client("b")
    with pytest.raises(iface.RefusedRequest):
        site.sessions.verify(one.token)


def test_a_pages_session_cannot_be_named_by_a_client(site):
    page = site.sessions.mint()
    assert site.sessions.of_client(page.token).key != page.key
    assert site.sessions.of_client(page.hash).key != page.key
