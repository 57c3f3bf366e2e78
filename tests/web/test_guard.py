import pytest

import iface
from iface.web import Settings, Site, create_app


def client_of(**settings):
    page = iface.Interface(lambda text: text, "text", "text").page
    site = Site(page, "memory:", Settings(**settings))
    return create_app(lambda: site).test_client()


@pytest.mark.parametrize("host", ["localhost:7860", "127.0.0.1", "[::1]:7860"])
def test_a_loopback_server_answers_for_its_names(host):
    client = client_of(allowed_hosts=frozenset({"localhost", "127.0.0.1", "[::1]"}))
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil", "2130706433"])
def test_and_for_no_other(host):
    client = client_of(allowed_hosts=frozenset({"localhost", "127.0.0.1", "[::1]"}))
    assert client.get("/", headers={"Host": host}).status_code == 421


def test_another_sites_page_cannot_post():
    assert client_of().post("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    answer = client_of().post("/api/lambda", json={"text": "a"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_a_link_from_another_site_opens_the_page():
    assert client_of().get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


@pytest.mark.parametrize("address", ["/", "/-/health", "/nothing-here", "/api/lambda"])
def test_every_answer_carries_the_policy(address):
    headers = client_of().get(address).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_no_cookie_is_set():
    assert "Set-Cookie" not in client_of().get("/").headers
