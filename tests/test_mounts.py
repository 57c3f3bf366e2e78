"""What docs/mounts.md says, done: demos in sites of Flask, Django, FastAPI and plain WSGI."""

import json
import re
import sys
import types
from pathlib import Path
from urllib.parse import urljoin

import pytest
from faults.visitors import ask
from flask import Flask
from gunicorns import ROOT, Gunicorn
from hidden_fields import hidden_fields
from hosts import django_project, library
from werkzeug.test import Client

import iface

GUIDE = (ROOT / "docs" / "mounts.md").read_text("utf-8")
DEMO = """
import iface

def count(word, counted):
    return f"{counted + 1} {word}", counted + 1

demo = iface.Interface(count, ["text", iface.State(0)], ["text", iface.State()])
"""


def block(containing: str, language: str = "python") -> str:
    """The example of the guide with these words."""
    found = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    return next(one for one in found if containing in one)


@pytest.fixture
def run(monkeypatch):
    """`run(example)`: its names, with the demo of another file beside it."""
    app = types.ModuleType("app")
    exec(DEMO, vars(app))
    monkeypatch.setitem(sys.modules, "app", app)

    def names_of(example: str) -> dict:
        names = {"__name__": "guide"}
        exec(compile(example, "guide", "exec"), names)
        return names

    return names_of


def submit(client, path, page=None, **entries):
    """What the demo at this address answers to a form; sent from `page` if that is another."""
    sent = hidden_fields(client.get(page or path).get_data(as_text=True)) | entries
    event = re.search(r'name="iface-event" value="(\w+)"', client.get(path).get_data(as_text=True))[1]
    return client.post(path, data=sent | {"iface-event": event}).get_data(as_text=True)


def found_all(client, path):
    """Whether all that the page loads is there."""
    addresses = re.findall(r'(?:src|href)="((?!data:)[^"]+)"', client.get(path).get_data(as_text=True))
    return len(addresses) > 3 and {client.get(urljoin(path, one)).status_code for one in addresses} == {200}


# The examples


def test_a_blueprint_stands_where_it_is_registered(run):
    client = run(block("register_blueprint"))["app"].test_client()
    assert "Hello Ann" in submit(client, "/tools/hello/", name="Ann")
    assert found_all(client, "/tools/hello/")


def test_a_form_in_a_page_of_ones_own_sends_to_the_demo(run):
    client = run(block("{{ demo.form() }}"))["app"].test_client()
    assert "<h1>Ada's shop</h1>" in client.get("/").text
    assert "Hello Ann" in submit(client, "/tools/hello/", page="/", name="Ann")


def test_a_template_of_ones_own_stands_around_our_page(run, tmp_path):
    (tmp_path / "templates/iface").mkdir(parents=True)
    (tmp_path / "templates/iface/page.html").write_text(block("ours/page.html", "jinja"))
    app = Flask("shop", root_path=str(tmp_path))
    app.register_blueprint(run(DEMO)["demo"].blueprint(), url_prefix="/tools/hello")
    text = app.test_client().get("/tools/hello/").text
    assert all(one in text for one in ("Ada's shop</a></nav>", "shop.css", "five to eleven", "iface-form"))


def test_a_dispatcher_has_demos_beside_another_application(run):
    client = Client(run(block("def site("))["application"])
    assert client.get("/").get_data() == b"the rest of the site"
    assert "1 Ann" in submit(client, "/demo/", word="Ann")
    assert "nnA" in submit(client, "/other/", text="Ann")
    assert found_all(client, "/demo/")


def test_django_has_a_demo_beside_its_own_pages(run, monkeypatch):
    django_project(monkeypatch)
    client = Client(run(block("get_wsgi_application"))["application"])
    assert client.get("/").get_data() == b"Django's"
    assert "1 Ann" in submit(client, "/demo/", word="Ann")
    assert found_all(client, "/demo/")


def test_fastapi_has_a_demo_beside_its_own_routes(tmp_path):
    library("fastapi")
    library("a2wsgi")
    (tmp_path / "app.py").write_text(DEMO)
    own = "\n\n@app.get('/ready')\ndef ready():\n    return 'yes'\n"
    (tmp_path / "site_of_ours.py").write_text(block("FastAPI()") + own)
    server = Gunicorn(tmp_path, ["-k", "asgi"], app="site_of_ours:app", ready="ready")
    try:
        server.wait_until_ready()
        page = f"{server.url}demo/"
        calls = [ask(page + "api/count", "POST", '{"word": "Ann"}', {"Content-Type": "application/json"})]
        kept = {name.lower(): value for name, value in calls[0].headers.items()}["x-iface-session"]
        headers = {"Content-Type": "application/json", "X-Iface-Session": kept}
        calls.append(ask(page + "api/count", "POST", '{"word": "Ann"}', headers))
        assert [json.loads(one.text) for one in calls] == [{"data": ["1 Ann"]}, {"data": ["2 Ann"]}]
        addresses = re.findall(r'(?:src|href)="((?!data:)[^"]+)"', ask(page, "GET").text)
        assert {ask(urljoin(page, one), "GET").status for one in addresses} == {200}
        assert ask(f"{server.url}ready", "GET").text == '"yes"'
    finally:
        server.stop()


# Five in one app


def add(word, count, all_words):
    return f"{count + 1} {len(all_words) + 1} {word}", count + 1, [*all_words, word]


@pytest.fixture(params=["a store each", "one store", "memory"])
def five(request, tmp_path, monkeypatch):
    """An app with five demos that are the same but for their place."""
    if request.param != "memory":
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    if request.param == "one store":
        monkeypatch.setenv("IFACE_STORE", f"sqlite:{tmp_path}/all.db")
    if request.param == "memory":
        monkeypatch.setenv("IFACE_STORE", "memory:")
    app = Flask("site", root_path=str(tmp_path))
    demos = [_blocks() for _ in range(5)]
    for number, demo in enumerate(demos):
        app.register_blueprint(demo.blueprint(), url_prefix=f"/{number}")
    yield app
    for demo in demos:
        demo.close()


def _blocks():
    with iface.Blocks() as demo:
        word, said = iface.Textbox(label="Word"), iface.Textbox(label="Said")
        count, all_words = iface.State(0), iface.GlobalState([])
        iface.Button("Add").click(add, [word, count, all_words], [said, count, all_words])
    return demo


def called(client, number, session=None):
    headers = {"X-Iface-Session": session} if session else {}
    answer = client.post(f"/{number}/api/add", json={"word": "a"}, headers=headers)
    return answer.json.get("data", [answer.status_code])[0], answer.headers.get("X-Iface-Session")


def test_no_demo_counts_what_another_counts(five):
    client = five.test_client()
    sessions = [called(client, number)[1] for number in range(5)]
    assert [called(client, number, one)[0] for number, one in enumerate(sessions)] == ["2 2 a"] * 5


def test_a_session_of_one_opens_no_other(five):
    client = five.test_client()
    _, session = called(client, 0)
    assert [called(client, number, session)[0] for number in range(5)] == ["2 2 a", 401, 401, 401, 401]


def test_each_of_their_addresses_leads_to_itself(five):
    adapter, wrong = five.url_map.bind("localhost"), []
    for rule in five.url_map.iter_rules():
        method = "POST" if "POST" in rule.methods else "GET"
        path = adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, "x" * 12), method)
        if adapter.match(path, method)[0] != rule.endpoint:
            wrong.append((path, rule.endpoint))
    assert wrong == [] and len({one.endpoint for one in five.url_map.iter_rules()}) > 5 * 14


def test_their_static_files_are_served(five):
    client = five.test_client()
    assert [found_all(client, f"/{number}/") for number in range(5)] == [True] * 5


def test_a_demo_at_the_root_leaves_the_sites_static_files_alone(tmp_path):
    (tmp_path / "static/shop").mkdir(parents=True)
    (tmp_path / "static/shop/site.css").write_text("p { color: red }")
    app = Flask("site", root_path=str(tmp_path))
    app.register_blueprint(_blocks().blueprint())
    assert app.test_client().get("/static/shop/site.css").text == "p { color: red }"


def test_programs_in_a_folder_whose_name_begins_like_ours_have_names_of_their_own(tmp_path):
    beside = Path(iface.__file__).parent.with_name("iface_beside")
    names = {}
    for stem in ("one", "two"):
        space = {"__name__": stem}
        exec(compile(DEMO, str(beside / f"{stem}.py"), "exec"), space)
        names[stem] = space["demo"].page.name
    assert names["one"].startswith("one-") and names["two"].startswith("two-")
