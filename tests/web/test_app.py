import gzip

import pytest

import iface
from iface import assets


@pytest.fixture
def client():
    demo = iface.Interface(lambda text: text, "text", iface.Textbox(scale=2), css=".mine { color: red }")
    return demo.test_client()


def test_static_files_are_kept_for_ever_and_small(client):
    answer = client.get(f"/static/{assets.digest()}/iface.css", headers={"Accept-Encoding": "gzip"})
    assert "immutable" in answer.headers["Cache-Control"]
    assert gzip.decompress(answer.data) == assets.static_file("iface.css").body


def test_a_browser_without_gzip_gets_them_plain(client):
    answer = client.get(f"/static/{assets.digest()}/iface.js")
    assert answer.data == assets.static_file("iface.js").body
    assert answer.headers["Content-Type"].startswith("text/javascript")


@pytest.mark.parametrize("path", ["nothing.js", "../setup.cfg", "..%2fsetup.cfg", "/etc/passwd", "%00"])
def test_what_is_not_ours_is_not_there(client, path):
    assert client.get(f"/static/{assets.digest()}/{path}").status_code == 404


def test_files_of_another_version_are_not_there(client):
    assert client.get("/static/000000000000/iface.css").status_code == 404


def test_the_pages_own_style_has_the_authors_rules_and_widths(client):
    address = client.application.config["IFACE_SITE"]().style_address
    text = client.get(f"/{address}").text
    assert ".mine { color: red }" in text and "flex-grow:2" in text


def test_another_style_is_not_there(client):
    assert client.get("/style/000000000000.css").status_code == 404


def test_health_says_that_it_can_work(client):
    assert client.get("/-/health").json == {"status": "ok"}


def test_a_wrong_address_is_explained_in_plain_words(client):
    answer = client.get("/nothing-here")
    assert (answer.status_code, answer.text) == (404, "Not Found. Look at the address.\n")


def test_a_wrong_method_names_the_right_ones(client):
    answer = client.delete("/")
    assert answer.status_code == 405 and "POST" in answer.headers["Allow"]


def test_what_nobody_foresaw_is_one_sentence_with_a_request_id(client, monkeypatch, caplog):
    site = client.application.config["IFACE_SITE"]()
    monkeypatch.setattr(site.sessions, "mint", lambda _: 1 / 0)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.text and "ZeroDivisionError" in caplog.text
    assert answer.text.split("request ")[1].split(")")[0] in caplog.text


def test_what_is_wrong_with_the_settings_is_told_to_the_log_alone(monkeypatch, caplog):
    monkeypatch.setenv("IFACE_SECRET_KEY", "short")
    answer = iface.Interface(lambda text: text, "text", "text").test_client().get("/")
    assert answer.status_code == 500
    assert "IFACE_SECRET_KEY" not in answer.text
    assert "IFACE_SECRET_KEY has a key of 5 bytes" in caplog.text


def test_a_text_that_is_too_long_is_refused_with_the_size_that_is_taken(client):
    answer = client.post("/", data={"text": "a" * 5_000_000}, content_type="multipart/form-data")
    assert (answer.status_code, "4 MB" in answer.text) == (413, True)
