"""Logins over HTTP: what is closed, what the login page does, and whose everything is."""

import io
import json
import os
import statistics
import time

import pytest
from hidden_fields import hidden_fields
from werkzeug.security import generate_password_hash

import iface
from iface import cli
from iface.login import Passwords
from iface.login.tries import OF_ADDRESS
from iface.runs.run import Run
from iface.web import addresses
from iface.web.guard import SESSION_HEADER

HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}
BROWSER = {"Origin": "http://localhost", **HTML}

GOLDEN = {
    ("GET", "./login"),
    ("POST", "./login"),
    ("GET", "./static/<string(length=12):digest>/<path:path>"),
    ("GET", "./style/<digest>.css"),
    ("GET", "./frame/<word>/<digest>/<name>"),
    ("GET", "./-/health"),
}
"""All that is answered to somebody who is not logged in."""


def hashed(password, cost=1024):
    """A hash that is found fast; those that iface makes itself take thirty times as long."""
    return generate_password_hash(password, f"scrypt:{cost}:8:1")


def who(text: str, request: iface.Request):
    return f"{request.username}: {text}"


def count(number: int):
    return number + 1, number + 1


@pytest.fixture(scope="module")
def demo():
    pairs = [("ann", hashed("secret")), ("bob", hashed("hunter2"))]
    with iface.Blocks(auth=pairs, auth_message="Ask *Ann*.") as page:
        page.page.title = "Orders"
        text, shown = iface.Textbox(label="Text"), iface.Textbox(label="Shown")
        kept, number, file = iface.UserState(0), iface.Number(label="Number"), iface.File(label="File")
        iface.Button("Who").click(who, text, shown)
        iface.Button("Count").click(count, kept, [kept, number])
        iface.Button("Show").click(lambda path: path, file, iface.File(label="Same"), api_name="show")
    return page


@pytest.fixture
def client(demo):
    client = demo.test_client()
    yield client
    demo.close()


@pytest.fixture
def site(client):
    return client.application.config["IFACE_SITE"]()


class Visitor:
    """A browser of its own, at one address."""

    def __init__(self, app, address="127.0.0.1"):
        self.client = app.test_client()
        self.client.environ_base["REMOTE_ADDR"] = address

    def log_in(self, name="ann", password="secret", address="/login", **changes):
        page = self.client.get(address, headers=HTML)
        entries = {**hidden_fields(page.text), "username": name, "password": password, **changes}
        return self.client.post(address, data=entries, headers=BROWSER)

    @property
    def cookie(self):
        (cookie,) = [one for one in self.client._cookies.values() if one.key.startswith("iface-")]
        return cookie

    def page(self):
        return hidden_fields(self.client.get("/").text)

    def call(self, name, *values, **headers):
        token = self.page()["iface-session"]
        headers = {SESSION_HEADER: token, **headers}
        return self.client.post(f"/api/{name}", json={"data": list(values)}, headers=headers)


@pytest.fixture
def visit(client):
    return lambda **options: Visitor(client.application, **options)


@pytest.fixture
def ann(visit):
    visitor = visit()
    assert visitor.log_in().status_code == 303
    return visitor


@pytest.fixture
def bob(visit):
    visitor = visit(address="192.0.2.7")
    assert visitor.log_in("bob", "hunter2").status_code == 303
    return visitor


# What is closed


def test_what_is_open_is_a_list_that_somebody_has_to_change(capsys):
    assert cli.main(["routes", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    opened = {(method, one["path"]) for one in told if one["open"] for method in one["methods"]}
    assert opened == GOLDEN


@pytest.mark.parametrize(
    ("method", "path"),
    [(m, one["path"]) for one in addresses() for m in one["methods"] if (m, one["path"]) not in GOLDEN],
)
@pytest.mark.parametrize("headers", [JSON, HTML, {}], ids=["json", "html", "any"])
def test_everything_else_is_refused(client, method, path, headers):
    filled = path[1:].replace("<", "").replace(">", "")
    answer = client.open(filled, method=method, headers=headers)
    assert answer.status_code in (401, 303)
    assert answer.status_code == 401 or answer.headers["Location"].split("?")[0].endswith("login")
    assert SESSION_HEADER not in answer.headers and "iface-session" not in answer.text


def test_every_form_of_a_submit_is_refused(client, site):
    token = site.sessions.mint().token
    form = {"iface-session": token, "iface-page": site.page.digest, "iface-event": "who", "text": "a"}
    for headers in (JSON, {"Accept": "application/json, text/event-stream"}):
        assert client.post("/", data=form, headers=headers).status_code == 401
    assert client.post("/", data=form, headers=HTML).headers["Location"] == "login"
    answer = client.post("/api/who", json={"data": ["a"]}, headers={SESSION_HEADER: token})
    assert answer.status_code == 401


def test_a_reader_is_led_to_the_login_and_back_with_what_the_address_said(visit):
    visitor = visit()
    led = visitor.client.get("/?text=tea", headers=HTML)
    assert (led.status_code, led.headers["Location"]) == (303, "login?text=tea")
    assert visitor.log_in(address="/login?text=tea").headers["Location"] == "./?text=tea"


def test_nobody_is_led_elsewhere(visit):
    answer = visit().log_in(address="/login?next=//evil.example")
    assert answer.headers["Location"] == "./?next=//evil.example"


def test_the_login_page_is_closed_where_there_is_none():
    client = iface.Interface(lambda text: text, "text", "text").test_client()
    assert [client.get("/login").status_code, client.post("/login").status_code] == [404, 404]
    assert client.post("/-/logout", data={"iface-session": "x"}).status_code == 404


# The login page


def test_it_says_what_the_program_says_and_nothing_of_the_form(client):
    text = client.get("/login").text
    assert "<h1>Orders</h1>" in text and "Ask <em>Ann</em>." in text
    assert "<script" not in text and "who" not in text and "iface-session" not in text


def test_a_right_password_opens_the_page(ann):
    assert ann.client.get("/").status_code == 200


@pytest.mark.parametrize("name, password", [("ann", "wrong"), ("ann", ""), ("", ""), ("carl", "secret")])
def test_a_wrong_one_does_not_and_does_not_say_which_part_is_wrong(visit, name, password):
    answer = visit().log_in(name, password)
    assert answer.status_code == 401 and "Name or password is wrong." in answer.text


@pytest.mark.parametrize("length", [1025, 30_000])
def test_a_password_that_is_too_long_is_wrong_without_being_looked_at(visit, monkeypatch, demo, length):
    monkeypatch.setattr(demo.page.login.by, "check", lambda name, password: 1 / 0)
    assert visit().log_in("ann", "a" * length).status_code == 401


def test_the_entered_name_is_there_again_and_the_password_is_not(visit):
    answer = visit().log_in("<ann>", "mistyped")
    assert 'value="&lt;ann&gt;"' in answer.text and "mistyped" not in answer.text


def test_whoever_is_logged_in_is_not_asked_again(ann):
    assert ann.client.get("/login").headers["Location"] == "./"


def test_a_login_that_another_site_makes_is_refused(visit):
    visitor = visit()
    entries = {"username": "ann", "password": "secret"}
    answer = visitor.client.post("/login", data=entries, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403 and not answer.headers["Set-Cookie"].count("Max-Age")
    visitor.client.get("/login")
    theirs = hidden_fields(visit().client.get("/login").text)
    assert visitor.client.post("/login", data={**entries, **theirs}, headers=BROWSER).status_code == 403


def test_a_browser_without_cookies_is_told_what_to_do(visit):
    visitor = visit()
    form = hidden_fields(visitor.client.get("/login").text)
    visitor.client._cookies.clear()
    entries = {**form, "username": "ann", "password": "secret"}
    answer = visitor.client.post("/login", data=entries, headers=BROWSER)
    assert answer.status_code == 403 and "keeps no cookies" in answer.text
    assert 'href="./" target="_blank"' in answer.text


def test_the_answer_takes_as_long_for_a_name_that_there_is_not():
    """The median of 50, taken in turns; with IFACE_FULL=1 with hashes as iface makes them."""
    passwords = Passwords({"ann": "secret" if os.environ.get("IFACE_FULL") else hashed("secret", 8192)})
    took = {"ann": [], "nobody": []}
    for _ in range(50):
        for name, times in took.items():
            started = time.perf_counter()
            passwords.check(name, "wrong")
            times.append(time.perf_counter() - started)
    known, unknown = map(statistics.median, took.values())
    print(f"known {known * 1000:.1f} ms, unknown {unknown * 1000:.1f} ms")
    assert abs(known - unknown) / known < 0.25


def test_who_is_not_logged_in_cannot_send_much(visit):
    assert visit().log_in(password="a" * 100_000).status_code == 413
    for headers in (BROWSER, {}):
        sent = {"username": "ann", "file": (io.BytesIO(b"a" * 100_000), "a.txt")}
        assert visit().client.post("/login", data=sent, headers=headers).status_code in (403, 413)


# Its cookie


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(ann):
    cookie = ann.cookie
    assert (cookie.http_only, cookie.same_site, cookie.secure) == (True, "Lax", False)


def test_over_https_it_is_for_https_alone(client):
    entries = {"username": "ann", "password": "secret"}
    answer = client.post("/login", data=entries, base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"]


def test_it_is_for_the_folder_of_the_page_however_that_is_mounted(client):
    assert "Path" not in client.get("/login").headers["Set-Cookie"]


def test_an_altered_one_opens_nothing(ann):
    value = ann.cookie.value
    ann.client.set_cookie(ann.cookie.key, ("A" if value[5] != "A" else "B").join([value[:5], value[6:]]))
    assert ann.client.get("/", headers=HTML).status_code == 303


def test_the_cookie_from_before_the_login_opens_nothing_after_it(visit):
    visitor = visit()
    visitor.client.get("/login")
    before = visitor.cookie
    visitor.log_in()
    assert visitor.cookie.value != before.value
    visitor.client.set_cookie(before.key, before.value)
    assert visitor.client.get("/", headers=HTML).status_code == 303


def test_the_cookie_of_a_login_that_was_ended_opens_nothing(ann):
    copy = ann.cookie
    answer = ann.client.post("/-/logout", data={"iface-session": ann.page()["iface-session"]}, headers=HTML)
    assert (answer.status_code, answer.headers["Location"]) == (303, "../login")
    ann.client.set_cookie(copy.key, copy.value)
    assert ann.client.get("/", headers=HTML).status_code == 303


def test_logging_in_anew_ends_the_login_before(ann, visit):
    copy = ann.cookie
    ann.client.post("/login", data={"username": "ann", "password": "secret"} | ticket(ann), headers=BROWSER)
    other = visit()
    other.client.set_cookie(copy.key, copy.value)
    assert other.client.get("/", headers=HTML).status_code == 303


def ticket(visitor):
    return {"iface-ticket": visitor.cookie.value}


def test_nobody_else_can_end_a_login(ann, bob):
    theirs = bob.page()["iface-session"]
    for form in ({}, {"iface-session": theirs}, {"iface-session": "x"}):
        assert ann.client.post("/-/logout", data=form, headers=HTML).status_code in (401, 403)
    assert ann.client.get("/").status_code == 200


def test_a_user_who_is_not_listed_any_more_is_not_logged_in(ann, demo):
    hashes = demo.page.login.by._hashes
    kept = hashes.pop("ann")
    try:
        assert ann.client.get("/", headers=HTML).status_code == 303
    finally:
        hashes["ann"] = kept


# Whose is whose


def test_a_session_from_before_the_login_opens_nothing_after_it(ann, site):
    before = site.sessions.mint().token
    answer = ann.client.post("/api/who", json={"data": ["a"]}, headers={SESSION_HEADER: before})
    assert answer.status_code == 401


def test_the_session_of_another_user_is_as_unknown_as_one_that_was_made_up(ann, bob):
    theirs = ann.page()["iface-session"]
    tokens = (theirs, "A" * 84)
    answers = [
        bob.client.post("/api/who", json={"data": ["a"]}, headers={SESSION_HEADER: one}) for one in tokens
    ]
    assert answers[0].status_code == 401 and answers[0].data == answers[1].data


def test_the_function_knows_who_asks(ann, bob):
    assert [one.call("who", "hi").json["data"] for one in (ann, bob)] == [["ann: hi"], ["bob: hi"]]


def test_a_user_state_is_one_value_on_all_browsers_of_a_user(ann, bob, visit):
    phone = visit(address="192.0.2.9")
    phone.log_in()
    assert [one.call("count").json["data"] for one in (ann, phone, bob, ann)] == [[1], [2], [1], [3]]


def test_the_file_of_another_user_is_not_there(ann, bob, tmp_path):
    session = {SESSION_HEADER: ann.page()["iface-session"], "X-Iface-Name": "a.txt"}
    id = ann.client.post("/-/upload", data=io.BytesIO(b"mine"), headers=session).json["id"]
    answers = [one.client.get(f"/file/{id}") for one in (ann, bob)]
    missing = bob.client.get(f"/file/{id[:-3]}AAA")
    assert [one.status_code for one in answers] == [200, 404] and answers[1].data == missing.data


def test_the_run_of_another_user_is_not_there(ann, bob, site):
    run = Run(site.sessions.mint("ann").hash, lambda one, data: data, lambda outcome: [])
    site.runs.give_out(run)
    answers = [one.client.get(f"/-/runs/{run.id}", headers=JSON) for one in (ann, bob)]
    assert [one.status_code for one in answers] == [200, 404]
    assert bob.client.get(f"/?iface-run={run.id}").status_code == 404
    for visitor, stopped in ((bob, False), (ann, True)):
        form = {"iface-session": visitor.page()["iface-session"], "run": run.id}
        assert visitor.client.post("/-/stop", data=form).status_code == 204
        assert run.is_stopped is stopped


# Programs


def test_a_program_logs_in_with_one_post_and_gets_a_session(client):
    answer = client.post("/login", data={"username": "ann", "password": "secret"})
    assert (answer.status_code, answer.json) == (200, {"success": True})
    headers = {SESSION_HEADER: answer.headers[SESSION_HEADER]}
    assert client.post("/api/who", json={"data": ["a"]}, headers=headers).json == {"data": ["ann: a"]}


def test_the_client_for_tests_logs_in(client):
    with pytest.raises(iface.RefusedRequest, match="not logged in"):
        client.submit("a", api_name="who")
    with pytest.raises(iface.RefusedRequest, match="wrong"):
        client.login("ann", "wrong")
    client.login("ann", "secret")
    assert client.submit("a", api_name="who") == "ann: a"


def test_a_call_by_cookie_alone_is_refused_and_told_a_session(ann):
    answer = ann.client.post("/api/who", json={"data": ["a"]})
    assert answer.status_code == 403
    headers = {SESSION_HEADER: answer.headers[SESSION_HEADER]}
    assert ann.client.post("/api/who", json={"data": ["a"]}, headers=headers).status_code == 200


def test_a_call_can_bring_name_and_password_along(client):
    call = {"path": "/api/who", "json": {"data": ["a"]}}
    assert client.post(**call, auth=("ann", "secret")).json == {"data": ["ann: a"]}
    answer = client.post(**call, auth=("ann", "wrong"))
    assert answer.status_code == 401 and "WWW-Authenticate" not in answer.headers


def test_such_calls_are_counted_as_tries(client):
    sent = [client.post("/api/who", json={}, auth=("ann", "wrong")) for _ in range(OF_ADDRESS + 2)]
    assert [one.status_code for one in sent] == [401] * OF_ADDRESS + [429] * 2


# Too many tries


def test_after_ten_wrong_passwords_none_is_looked_at(visit):
    visitor = visit()
    answers = [visitor.log_in(password="wrong") for _ in range(OF_ADDRESS + 1)]
    assert [one.status_code for one in answers] == [401] * OF_ADDRESS + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 900 and "minutes" in answers[-1].text
    assert visitor.log_in().status_code == 429
    assert visit(address="192.0.2.9").log_in().status_code == 303


def test_a_header_that_nobody_vouches_for_does_not_make_another_address(visit):
    visitor = visit()
    for number in range(OF_ADDRESS):
        visitor.client.environ_base["HTTP_X_FORWARDED_FOR"] = f"192.0.2.{number}"
        visitor.log_in(password="wrong")
    assert visitor.log_in().status_code == 429


def test_behind_a_proxy_the_address_is_what_the_proxy_says():
    demo = iface.Interface(lambda text: text, "text", "text", auth=("ann", hashed("secret")), proxies=1)
    app = demo.test_client().application
    for last, status in (("192.0.2.1", 429), ("192.0.2.2", 303)):
        visitor = Visitor(app)
        # The first is what a visitor has made up, the last what the proxy has added.
        visitor.client.environ_base["HTTP_X_FORWARDED_FOR"] = f"192.0.2.99, {last}"
        if status == 429:
            for _ in range(OF_ADDRESS):
                visitor.log_in(password="wrong")
        assert visitor.log_in().status_code == status


def test_behind_a_proxy_with_https_the_cookie_is_for_https_alone():
    demo = iface.Interface(lambda text: text, "text", "text", auth=("ann", "secret"), proxies=1)
    answer = demo.test_client().get("/login", headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("proxies", ["-1", "one", "1.5"])
def test_a_number_of_proxies_that_is_none_is_refused(monkeypatch, proxies):
    monkeypatch.setenv("IFACE_PROXIES", proxies)
    with pytest.raises(iface.DesignError, match="IFACE_PROXIES"):
        iface.Interface(lambda text: text, "text", "text").test_client()
