import logging
import sys
import types

import pytest
from hidden_fields import hidden_fields
from hosts import LINE, PAGE, THREE_ROUTES

import iface
from iface import State


def counted(word, count):
    return f"{count + 1} {word}", count + 1


def new_demo(**options):
    return iface.Interface(counted, ["text", State(0)], ["text", State()], store="memory:", **options)


@pytest.fixture
def site(tmp_path, monkeypatch):
    """The app of a site with the demo at /tools/x/: by one line more than it had."""
    app = types.ModuleType("app")
    app.demo = new_demo()
    monkeypatch.setitem(sys.modules, "app", app)
    for name, text in (("templates/page.html", PAGE), ("static/site.css", "p { color: red }")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    module = types.ModuleType("its_site")
    module.__file__ = str(tmp_path / "its_site.py")
    monkeypatch.setitem(sys.modules, "its_site", module)
    exec(compile(THREE_ROUTES + LINE, module.__file__, "exec"), vars(module))
    yield module.site
    app.demo.close()


@pytest.fixture
def client(site):
    return site.test_client()


CALL = "/tools/x/api/counted"


def test_one_line_brings_the_page_and_its_functions(client):
    assert "iface-form" in client.get("/tools/x/").text
    assert client.post(CALL, json={"word": "a"}).json == {"data": ["1 a"]}


def test_who_forgets_the_slash_is_sent_to_the_page(client):
    assert client.get("/tools/x").headers["Location"].endswith("/tools/x/")


def test_the_sites_own_pages_templates_and_files_are_as_they_were(client):
    assert client.get("/").text == PAGE.replace("{{ title }}", "home")
    assert client.get("/static/site.css").text == "p { color: red }"
    assert client.get("/about").headers["Content-Security-Policy"] == "default-src 'self'"


def test_our_pages_keep_our_policy_and_out_of_caches_whatever_a_hook_sets(client):
    headers = client.get("/tools/x/").headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Cache-Control"] == "no-store"


def test_what_else_a_hook_sets_is_on_our_pages_too(client):
    assert client.get("/tools/x/").headers["X-Site"] == "Ada's"


def test_an_answer_varies_with_what_a_hook_says_and_with_what_we_say(client):
    said = client.get("/tools/x/").headers.getlist("Vary")
    assert said == ["X-Shop", "Cookie, Accept-Language, Accept-Encoding"]


def test_a_hook_of_the_site_keeps_our_routes_closed(client):
    assert client.get("/tools/x/?who=stranger").headers["Location"] == "/about"


def test_what_a_hook_of_the_site_refuses_the_site_explains(client):
    answer = client.get("/tools/x/", headers={"X-Banned": "1"})
    assert (answer.status_code, answer.text) == (401, "Ada is sorry: 401")
    assert answer.headers["Content-Security-Policy"] == "default-src 'self'"


def test_our_errors_are_ours_to_explain(client):
    assert (
        client.post(CALL, json={}, headers={"X-Iface-Session": "x"})
        .json["problem"]
        .startswith("This session")
    )
    too_much = client.post("/tools/x/", data={"word": "a" * 5_000_000}, content_type="multipart/form-data")
    assert (too_much.status_code, "4 MB" in too_much.text) == (413, True)


def test_an_address_that_is_nobodys_is_the_sites_to_explain(client):
    assert client.get("/tools/x/nothing").text == "Ada is sorry: 404"


def test_a_smaller_limit_of_the_site_holds_for_us(site, client):
    site.config["MAX_CONTENT_LENGTH"] = 500_000
    answer = client.post("/tools/x/", data={"word": "a" * 600_000}, content_type="multipart/form-data")
    assert (answer.status_code, "0.48 MB" in answer.text) == (413, True)


def test_our_limits_do_not_hold_for_the_site(client):
    assert client.post("/echo", data="a" * 17 * 2**20).status_code == 200


def test_the_sites_way_to_write_json_is_not_ours(site):
    site.json.sort_keys = True
    demo = iface.Interface(lambda: {"b": 1, "a": 2}, None, "json", store="memory:")
    site.register_blueprint(demo.blueprint(), url_prefix="/sorted")
    assert site.test_client().post("/sorted/api/lambda", json={}).text == '{"data":[{"b":1,"a":2}]}\n'
    demo.close()


def test_an_error_that_nobody_foresaw_is_ours_and_logged(site, client, monkeypatch, caplog):
    caplog.set_level(logging.ERROR, "iface")
    monkeypatch.setattr(sys.modules["app"].demo._site().sessions, "mint", lambda user: 1 / 0)
    answer = client.get("/tools/x/")
    assert (answer.status_code, "request" in answer.text) == (500, True)
    assert "ZeroDivisionError" in caplog.text


def test_two_demos_with_a_name_each_can_be_linked_to(site):
    demos = [new_demo(), new_demo()]
    for name, demo in zip(("one", "two"), demos, strict=True):
        site.register_blueprint(demo.blueprint(name), url_prefix=f"/{name}")
    with site.test_request_context():
        assert [site.url_for(f"{name}.page") for name in ("one", "two")] == ["/one/", "/two/"]


def test_one_demo_at_two_addresses_has_one_memory(site, client):
    site.register_blueprint(sys.modules["app"].demo.blueprint("again"), url_prefix="/again")
    first = client.post(CALL, json={"word": "a"})
    session = {"X-Iface-Session": first.headers["X-Iface-Session"]}
    assert client.post("/again/api/counted", json={"word": "b"}, headers=session).json == {"data": ["2 b"]}


@pytest.fixture
def dressed(site, tmp_path):
    """The site, with templates of its own in the place of ours."""
    folder = tmp_path / "templates/iface/components"
    folder.mkdir(parents=True)
    (folder / "textbox.html").write_text('<b class="dressed">{{ _("Done") }} {{ value or "" }}</b>')
    (folder.parent / "page.html").write_text(
        '{% extends "ours/page.html" %}{% block before %}<nav>Ada</nav>{% endblock %}'
    )
    return site.test_client()


def test_a_template_of_the_sites_stands_in_for_ours(dressed):
    text = dressed.get("/tools/x/").text
    assert "<nav>Ada</nav>" in text and 'class="dressed"' in text and "iface-form" in text


def test_it_shows_what_a_run_gives_too(dressed):
    sent = hidden_fields(dressed.get("/tools/x/").text) | {"iface-event": "counted", "word": "a"}
    answer = dressed.post("/tools/x/", data=sent, headers={"Accept": "application/json"})
    assert any("dressed" in one.get("html", "") and "1 a" in one["html"] for one in answer.json["events"])


def test_no_other_site_sees_it(dressed):
    demo = new_demo()
    assert "dressed" not in demo.test_client().get("/").text
