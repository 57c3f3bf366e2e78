"""A page inside an application that has logins of its own."""

import threading
import time

import pytest
from hidden_fields import hidden_fields

import iface
from iface.runner import Once
from iface.web import Settings, Site, blueprint
from iface.web.guard import SESSION_HEADER

flask = pytest.importorskip("flask")
flask_login = pytest.importorskip("flask_login")

HTML = {"Accept": "text/html"}
seen = []


class User(flask_login.UserMixin):
    def __init__(self, id):
        self.id = id


def who(text: str, request: iface.Request):
    return f"{request.username}: {text}"


def from_afar(text: str):
    """What the application around knows, in a thread that is not the request's."""
    seen.append(threading.current_thread().name)
    time.sleep(0.01)
    return f"{flask_login.current_user.get_id()} at {flask.request.path}: {text}"


def stepwise(text: str):
    for letter in text:
        yield f"{flask_login.current_user.get_id()}: {letter}"


def count(number: int):
    return number + 1, number + 1


def page_of(**options):
    with iface.Blocks(**options) as demo:
        text, shown, kept = iface.Textbox(label="Text"), iface.Textbox(label="Shown"), iface.UserState(0)
        number = iface.Number(label="Number")
        for fn in (who, from_afar, stepwise):
            iface.Button(fn.__name__).click(fn, text, shown)
        iface.Button("Count").click(count, kept, [kept, number])
    return demo


def application(demo, *, flask_logins=True):
    """An application of a dozen lines, with the page at /tools/x."""
    app = flask.Flask("host")
    app.secret_key = "k" * 32
    site = Once(lambda: Site(demo.page, "memory:", Settings()))
    app.register_blueprint(blueprint(site, "page", "demo"), url_prefix="/tools/x")
    if flask_logins:
        manager = flask_login.LoginManager(app)
        manager.login_view = "log_in"
        manager.user_loader(User)

    @app.get("/log-in")
    def log_in():
        name = flask.request.args.get("name", "ann")
        if flask_logins:
            flask_login.login_user(User(name))
        flask.session["name"] = name
        return "hello"

    @app.get("/log-out")
    def log_out():
        flask_login.logout_user()
        return "bye"

    return app


def call(client, name, *values):
    token = hidden_fields(client.get("/tools/x/").text)["iface-session"]
    headers = {SESSION_HEADER: token}
    return client.post(f"/tools/x/api/{name}", json={"data": list(values)}, headers=headers)


@pytest.fixture
def app():
    return application(page_of())


def test_flask_login_is_found_by_itself(app):
    client = app.test_client()
    led = client.get("/tools/x/", headers=HTML)
    assert led.status_code == 302 and led.headers["Location"] == "/log-in?next=%2Ftools%2Fx%2F"
    client.get("/log-in?name=ann")
    assert client.get("/tools/x/", headers=HTML).status_code == 200
    assert call(client, "who", "hi").json == {"data": ["ann: hi"]}
    client.get("/log-out")
    assert client.get("/tools/x/", headers=HTML).status_code == 302


def test_a_program_that_is_not_logged_in_is_not_led_anywhere(app):
    client = app.test_client()
    for path in ("api/who", "", "-/upload"):
        answer = client.post(f"/tools/x/{path}", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json["problem"]) == (401, "You are not logged in.")


def test_a_page_can_be_open_in_spite_of_it():
    assert application(page_of(auth=False)).test_client().get("/tools/x/").status_code == 200


def test_a_function_finds_the_current_user_in_whatever_thread_it_runs(app):
    client = app.test_client()
    client.get("/log-in?name=ann")
    assert call(client, "from_afar", "hi").json == {"data": ["ann at /tools/x/api/from_afar: hi"]}
    assert seen[-1] != threading.current_thread().name
    assert call(client, "stepwise", "hi").json == {"data": ["ann: i"]}


def test_a_user_state_follows_the_user_from_browser_to_browser(app):
    phone, laptop, other = (app.test_client() for _ in range(3))
    for client, name in ((phone, "ann"), (laptop, "ann"), (other, "bob")):
        client.get(f"/log-in?name={name}")
    given = [call(client, "count").json["data"] for client in (phone, laptop, other, phone)]
    assert given == [[1], [2], [1], [3]]


def test_a_session_does_not_go_over_to_who_logs_in_next(app):
    client = app.test_client()
    client.get("/log-in?name=ann")
    token = hidden_fields(client.get("/tools/x/").text)["iface-session"]
    client.get("/log-in?name=bob")
    answer = client.post("/tools/x/api/who", json={"data": ["a"]}, headers={SESSION_HEADER: token})
    assert answer.status_code == 401


def test_a_function_of_nothing_says_who_it_is_without_flask_login():
    app = application(page_of(auth=lambda: flask.session.get("name")), flask_logins=False)
    client = app.test_client()
    answer = client.get("/tools/x/", headers=HTML)
    assert answer.status_code == 401 and "You are not logged in." in answer.text
    client.get("/log-in?name=ann")
    assert call(client, "who", "hi").json == {"data": ["ann: hi"]}


def test_such_a_function_can_lead_to_the_login_itself():
    def auth():
        return flask.session.get("name") or flask.abort(flask.redirect("/log-in?name=ann"))

    client = application(page_of(auth=auth), flask_logins=False).test_client()
    assert client.get("/tools/x/", headers=HTML).headers["Location"] == "/log-in?name=ann"


def test_a_function_of_the_request_reads_what_a_proxy_says():
    demo = page_of(auth=lambda request: request.headers.get("x-remote-user"))
    client = application(demo, flask_logins=False).test_client()
    assert client.get("/tools/x/", headers=HTML).status_code == 401
    client.environ_base["HTTP_X_REMOTE_USER"] = "ann"
    assert call(client, "who", "hi").json == {"data": ["ann: hi"]}


def test_a_login_of_the_application_shows_no_button_of_ours(app):
    client = app.test_client()
    client.get("/log-in?name=ann")
    assert "Log out" not in client.get("/tools/x/").text
    assert client.get("/tools/x/login").status_code == 404


def test_passwords_of_the_page_work_inside_an_application_too():
    client = application(page_of(auth=("ann", "secret"))).test_client()
    assert client.get("/tools/x/", headers=HTML).headers["Location"] == "login"
    form = hidden_fields(client.get("/tools/x/login").text)
    answer = client.post(
        "/tools/x/login",
        data={**form, "username": "ann", "password": "secret"},
        headers={"Origin": "http://localhost"},
    )
    assert answer.headers["Location"] == "./"
    assert {one.path for one in client._cookies.values() if one.key.startswith("iface-")} == {"/tools/x"}
    assert client.get("/tools/x/").status_code == 200


def test_what_the_application_says_of_nobody_in_particular_opens_nothing(caplog):
    client = application(page_of(auth=lambda: True), flask_logins=False).test_client()
    answer = client.get("/tools/x/", headers=HTML)
    assert answer.status_code == 500 and "iface-session" not in answer.text
    assert "does not tell who is logged in" in caplog.text
