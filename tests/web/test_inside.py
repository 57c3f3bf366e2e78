import re

import pytest
from flask import Flask, make_response, render_template_string
from hidden_fields import hidden_fields

import iface
from iface import DesignError, State

PAGE = "<h1>Ada</h1>{{ demo.form(nonce=nonce) }}"


def counted(word, count):
    return f"{count + 1} {word}", count + 1


@pytest.fixture
def demo():
    one = iface.Interface(
        counted,
        ["text", State(0)],
        [iface.Textbox(scale=2), State()],
        title="Its title",
        store="memory:",
        css=":root { --iface-accent: teal } h1 { color: red }",
        head="<script>window.own = 1</script>",
    )
    yield one
    one.close()


@pytest.fixture
def site(demo):
    app = Flask("site")
    app.register_blueprint(demo.blueprint(), url_prefix="/tools/x")

    def show(nonce="", **_):
        return render_template_string(PAGE, demo=demo, nonce=nonce)

    for rule in (
        "/",
        "/about",
        "/tools/",
        "/tools/x/more",
        "/deep/er/still/",
        "/<nonce>/let-in",
        "/käse/brot",
    ):
        app.add_url_rule(rule, rule, show)
    return app


@pytest.fixture
def client(site):
    return site.test_client()


@pytest.mark.parametrize(
    ("page", "action"),
    [
        ("/", "./tools/x/"),
        ("/about", "./tools/x/"),
        ("/tools/", "./x/"),
        ("/tools/x/more", "./"),
        ("/deep/er/still/", "../../../tools/x/"),
        ("/k%C3%A4se/brot", "../tools/x/"),
    ],
)
def test_it_sends_to_the_demo_from_wherever_it_stands(client, page, action):
    assert f'method="post" action="{action}"' in client.get(page).text


def test_it_does_so_below_a_prefix_of_the_whole_site(client):
    assert 'action="./tools/x/"' in client.get("/about", environ_overrides={"SCRIPT_NAME": "/site"}).text


def test_all_that_it_loads_is_the_demos(client):
    found = re.findall(r'(?:src|href)="([^"]+)"', client.get("/about").text)
    assert len(found) > 5 and all(one.startswith("./tools/x/") for one in found)
    assert {client.get(one.removeprefix(".")).status_code for one in found} == {200}


def test_title_and_texts_are_the_pages_own_affair(client):
    text = client.get("/").text
    assert "Its title" not in text and text.count("<h1") == 1


def test_a_submit_without_a_script_shows_the_demos_own_page(client):
    sent = hidden_fields(client.get("/").text) | {"iface-event": "counted", "word": "a"}
    answer = client.post("/tools/x/", data=sent)
    assert "1 a" in answer.text and "<title>Its title</title>" in answer.text


def test_each_visit_is_a_session_and_no_cache_keeps_it(client):
    answers = [client.get("/"), client.get("/")]
    assert len({hidden_fields(one.text)["iface-session"] for one in answers}) == 2
    assert answers[0].headers["Cache-Control"] == "no-store"


def test_the_nonce_of_the_page_is_on_every_tag_that_its_policy_asks_for(client):
    text = client.get("/abc/let-in").text
    tags = re.findall(r"<(?:script|link)\b[^>]*>", text)
    assert [one for one in tags if "application/json" not in one and 'nonce="abc"' not in one] == []


def test_without_a_nonce_there_is_none(client):
    assert not re.search(r"<[^>]* nonce=", client.get("/").text)


def test_the_demos_own_rules_reach_the_form_alone(client, demo):
    assert client.get(f"/tools/x/{demo._site().style_inside_address}").text.endswith(
        "@scope (.iface) {\n:scope { --iface-accent: teal } h1 { color: red }\n}"
    )


def test_it_speaks_the_visitors_language(client):
    text = client.get("/", headers={"Accept-Language": "de"}).text
    assert '<div class="iface" lang="de">' in text and "Absenden" in text


def test_the_page_around_it_speaks_as_before(site, demo):
    with site.test_request_context("/", headers={"Accept-Language": "de"}):
        demo.form()
        assert str(iface.words.say("Submit")) == "Submit"


def test_files_are_found_from_there(demo):
    app = Flask("site")
    shown = iface.Interface(lambda a: a, iface.Image("docs/message_log.png"), "image", store="memory:")
    app.register_blueprint(shown.blueprint(), url_prefix="/demo")
    app.add_url_rule("/", "home", lambda: make_response(shown.form()))
    assert 'src="./demo/file/declared-' in app.test_client().get("/").text
    shown.close()


def test_a_second_form_on_one_page_is_refused(site, demo):
    with site.test_request_context("/"):
        demo.form()
        with pytest.raises(DesignError, match="has a form already"):
            demo.form()


def test_an_app_without_the_demo_is_told_what_to_do(demo):
    with Flask("other").test_request_context("/"), pytest.raises(DesignError, match="register_blueprint"):
        demo.form()


def test_whoever_is_no_flask_app_says_where_the_demo_is(demo):
    assert 'action="/demo/"' in demo.form("/demo")
    with pytest.raises(DesignError, match=re.escape("demo.form('/demo/')")):
        demo.form()


def test_a_nested_blueprint_is_found(demo):
    from flask import Blueprint

    app, tools = Flask("site"), Blueprint("tools", "tools")
    tools.register_blueprint(demo.blueprint(), url_prefix="/y")
    app.register_blueprint(tools, url_prefix="/tools")
    with app.test_request_context("/about"):
        assert 'action="./tools/y/"' in demo.form()
