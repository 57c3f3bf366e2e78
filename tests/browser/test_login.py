"""A login as visitors see it, with and without JavaScript, and below a proxy's path."""

import pytest
from proxies import nginx
from werkzeug.security import generate_password_hash

import iface


def who(text: str, request: iface.Request):
    return f"{request.username}: {text}"


@pytest.fixture
def demo():
    auth = ("ann", generate_password_hash("secret", "scrypt:1024:8:1"))
    with iface.Blocks(title="Orders", auth=auth) as demo:
        text, shown = iface.Textbox(label="Text"), iface.Textbox(label="Shown")
        iface.Button("Send").click(who, text, shown)
    return demo


def log_in(page, password="secret"):
    page.get_by_label("Name").fill("ann")
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def send(page, text):
    page.get_by_label("Text").fill(text)
    page.get_by_role("button", name="Send").click()
    shown = "text => [...document.querySelectorAll('input, textarea')].some((one) => one.value === text)"
    page.wait_for_function(shown, arg=f"ann: {text}")


@pytest.mark.allows("401 (UNAUTHORIZED)")
def test_in_and_out_again(serve, demo, page, axe):
    url = serve(demo)
    page.goto(f"{url}?text=tea")
    assert page.title() == "Log in – Orders" and axe(page) == []
    log_in(page, "wrong")
    page.get_by_role("alert").get_by_text("Name or password is wrong.").wait_for()
    assert axe(page) == [] and page.evaluate("document.activeElement.name") == "password"
    log_in(page)
    page.wait_for_url(f"{url}?text=tea")
    assert page.get_by_label("Text").input_value() == "tea" and axe(page) == []
    send(page, "milk")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(f"{url}login")
    page.goto(url)
    assert page.url == f"{url}login"


def test_without_javascript(serve, demo, plain_page):
    url = serve(demo)
    plain_page.goto(url)
    log_in(plain_page)
    plain_page.wait_for_url(url)
    plain_page.get_by_label("Text").fill("tea")
    plain_page.get_by_role("button", name="Send").click()
    assert plain_page.get_by_label("Shown").input_value() == "ann: tea"
    plain_page.get_by_role("button", name="Log out").click()
    assert plain_page.url == f"{url}login"


@pytest.mark.allows("401 (UNAUTHORIZED)")
def test_a_page_whose_login_has_ended_keeps_its_entries_and_goes_on_after_another(serve, demo, page):
    url = serve(demo)
    page.goto(url)
    log_in(page)
    page.get_by_label("Text").fill("tea")
    other = page.context.new_page()
    other.goto(url)
    other.get_by_role("button", name="Log out").click()
    page.get_by_role("button", name="Send").click()
    page.get_by_text("You are not logged in.").wait_for()
    assert page.get_by_label("Text").input_value() == "tea"
    log_in(other)
    other.wait_for_url(url)
    send(page, "tea")


def test_below_a_path_that_a_proxy_takes_away_the_cookie_is_for_that_path(serve, demo, page, tmp_path):
    port = int(serve(demo).rsplit(":", 1)[1].strip("/"))
    settings = f"rewrite ^/orders/(.*)$ /$1 break; proxy_pass http://127.0.0.1:{port};"
    with nginx(
        tmp_path, port, f"}} location /orders/ {{ {settings} proxy_set_header Host $http_host;"
    ) as url:
        page.goto(f"{url}orders/")
        log_in(page)
        page.wait_for_url(f"{url}orders/")
        send(page, "tea")
        assert {one["path"] for one in page.context.cookies()} == {"/orders"}
        page.get_by_role("button", name="Log out").click()
        page.wait_for_url(f"{url}orders/login")


def test_a_plot_in_a_frame_without_rights_is_drawn_behind_a_login(serve, page):
    plotly = pytest.importorskip("plotly.graph_objects")
    auth = ("ann", generate_password_hash("secret", "scrypt:1024:8:1"))
    with iface.Blocks(auth=auth) as demo:
        iface.Plot(plotly.Figure(plotly.Scatter(y=[1, 2])))
    page.goto(serve(demo))
    log_in(page)
    page.frame_locator("iframe").locator(".main-svg").first.wait_for()
