"""The six programs that this project began with, as they stand: launched, and under gunicorn."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError

import pytest
from gunicorns import ROOT, Gunicorn, free_port, opener
from playwright.sync_api import Page, expect

from iface.cli import load

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
ONE = ("-w", "1", "--threads", "8")
"""One process, as a program needs that keeps something in its module."""


@pytest.fixture(params=["launch", "gunicorn"])
def start(request, serve, gunicorn: Callable[..., Gunicorn]) -> Callable[[str], str]:
    """`start("global_state_blocks") -> url`: once launched in this process, once under gunicorn."""

    def served(name: str) -> str:
        program = SEEDS / f"{name}.py"
        return serve(load(str(program))) if request.param == "launch" else gunicorn(program, *ONE).url

    return served


@pytest.fixture
def launched(tmp_path) -> Iterator[Callable[[str, int], Callable[[], None]]]:
    """`launched(name, port) -> stop`: the program run as one, `python name.py`."""
    running: list[subprocess.Popen[bytes]] = []

    def run(name: str, port: int) -> Callable[[], None]:
        environment = os.environ | {
            "IFACE_PORT": str(port), "PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(tmp_path)
        }  # fmt: skip
        one = subprocess.Popen([sys.executable, str(SEEDS / f"{name}.py")], env=environment)
        running.append(one)
        assert soon(lambda: answers(port))
        return lambda: stop(one)

    yield run
    for one in running:
        stop(one)


def answers(port: int) -> bool:
    try:
        return opener.open(f"http://127.0.0.1:{port}/-/health", timeout=2).status == 200
    except (URLError, OSError):
        return False


def stop(one: subprocess.Popen[bytes]) -> None:
    one.terminate()
    one.wait(10)


@pytest.fixture
def stranger(browser) -> Iterator[Page]:
    """A page of another visitor's browser."""
    context = browser.new_context()
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def scores(serve):
    return serve(load(str(SEEDS / "global_state_interface.py")))


@pytest.fixture
def messages(serve):
    return serve(load(str(SEEDS / "session_state_interface.py")))


def enter(page: Page, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Submit").click()


def output(page: Page):
    return page.locator(".iface-json")


def previous(page: Page, *texts: str) -> None:
    """Wait until the earlier messages are these, the newest first."""
    listed = ", ".join(f'"{text}"' for text in texts)
    expect(output(page)).to_contain_text(re.compile(rf'"Previous messages": \[{re.escape(listed)}'))


def test_the_three_best_scores_are_shown_best_first(page, scores):
    page.goto(scores)
    for score in ("5", "9", "2", "7"):
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            enter(page, "Score", score)
    expect(output(page)).to_contain_text("[9, 7, 5]")


def test_scores_are_shared_by_all_visitors(page, browser, scores):
    page.goto(scores)
    enter(page, "Score", "40")
    expect(output(page)).to_contain_text("[40]")
    other = browser.new_context().new_page()
    other.goto(scores)
    enter(other, "Score", "50")
    expect(output(other)).to_contain_text("[50, 40]")
    other.context.close()


def test_earlier_messages_come_back_the_newest_first(page, messages):
    page.goto(messages)
    enter(page, "message", "one")
    previous(page)
    enter(page, "message", "two")
    previous(page, "one")
    enter(page, "message", "three")
    previous(page, "two", "one")


def test_a_second_tab_begins_without_messages(page, messages):
    page.goto(messages)
    enter(page, "message", "one")
    previous(page)
    tab = page.context.new_page()
    tab.goto(messages)
    enter(tab, "message", "other")
    previous(tab)


def test_the_first_tab_goes_on_beside_a_second(page, messages):
    page.goto(messages)
    enter(page, "message", "one")
    previous(page)
    tab = page.context.new_page()
    tab.goto(messages)
    enter(tab, "message", "other")
    previous(tab)
    page.bring_to_front()
    enter(page, "message", "two")
    previous(page, "one")


def test_a_reload_begins_without_messages(page, messages):
    page.goto(messages)
    enter(page, "message", "one")
    previous(page)
    page.reload()
    enter(page, "message", "two")
    expect(output(page)).to_contain_text('"Current messages": "two"')
    previous(page)
    expect(output(page)).not_to_contain_text("one")


# The four programs that design their pages themselves


def add(page: Page, *items: str) -> None:
    """Put these, and no others, into the cart."""
    for box in page.get_by_role("checkbox").all():
        box.set_checked(box.evaluate("one => one.value") in items)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name="Add Items").click()


def size(page: Page):
    return page.get_by_label("Cart Size")


def soon(is_so: Callable[[], bool]) -> bool:
    """Whether something becomes true within five seconds."""
    end = time.monotonic() + 5
    while not is_so() and time.monotonic() < end:
        time.sleep(0.02)
    return is_so()


def test_every_page_view_counts(page, start):
    url = start("global_state_blocks")
    for count in ("1", "2", "3"):
        page.goto(url)
        expect(page.get_by_label("Total Visitors")).to_have_value(count)


def test_a_page_view_without_a_script_counts_too(plain_page, start):
    url = start("global_state_blocks")
    for count in ("1", "2"):
        plain_page.goto(url)
        expect(plain_page.get_by_label("Total Visitors")).to_have_value(count)


def test_visitors_of_two_browsers_are_counted_together(page, stranger, start):
    url = start("global_state_blocks")
    page.goto(url)
    expect(page.get_by_label("Total Visitors")).to_have_value("1")
    stranger.goto(url)
    expect(stranger.get_by_label("Total Visitors")).to_have_value("2")


def test_the_size_of_the_cart_follows(page, start):
    page.goto(start("session_state_blocks"))
    add(page, "Milk", "Water")
    expect(size(page)).to_have_value("2")
    add(page, "Cereal")
    expect(size(page)).to_have_value("3")


def test_nothing_added_leaves_the_size_of_the_cart(page, start):
    page.goto(start("session_state_blocks"))
    add(page, "Milk")
    expect(size(page)).to_have_value("1")
    add(page)
    expect(size(page)).to_have_value("1")


def test_the_size_of_the_cart_follows_without_a_script(plain_page, start):
    plain_page.goto(start("session_state_blocks"))
    add(plain_page, "Milk", "Water")
    expect(size(plain_page)).to_have_value("2")
    add(plain_page, "Cereal")
    expect(size(plain_page)).to_have_value("3")


def test_each_visitor_has_a_cart(page, stranger, start):
    url = start("session_state_blocks")
    for one in (page, stranger):
        one.goto(url)
    add(page, "Milk", "Water")
    add(stranger, "Cereal")
    expect(size(page)).to_have_value("2")
    expect(size(stranger)).to_have_value("1")


def test_each_page_has_a_counter_with_its_lock(page, stranger, start):
    url = start("non_deepcopyable")
    for one, presses in ((page, 3), (stranger, 1)):
        one.goto(url)
        expect(one.get_by_label("Status")).to_have_value("Session initialized!")
        for count in range(1, presses + 1):
            one.get_by_role("button", name="Increment Counter").click()
            expect(one.get_by_label("Counter Value")).to_have_value(str(count))


def test_a_counter_is_cleaned_when_its_page_is_left(page, serve):
    demo = load(str(SEEDS / "non_deepcopyable.py"))
    instances = sys.modules["non_deepcopyable"].instances
    page.goto(serve(demo))
    expect(page.get_by_label("Status")).to_have_value("Session initialized!")
    assert len(instances) == 1
    page.goto("about:blank")
    assert soon(lambda: not instances)


def test_a_reload_cleans_one_counter_and_makes_another(page, serve):
    demo = load(str(SEEDS / "non_deepcopyable.py"))
    instances = sys.modules["non_deepcopyable"].instances
    page.goto(serve(demo))
    expect(page.get_by_label("Status")).to_have_value("Session initialized!")
    (first,) = instances
    page.get_by_role("button", name="Increment Counter").click()
    expect(page.get_by_label("Counter Value")).to_have_value("1")
    page.reload()
    expect(page.get_by_label("Status")).to_have_value("Session initialized!")
    assert soon(lambda: first not in instances)
    assert len(instances) == 1
    page.get_by_role("button", name="Increment Counter").click()
    expect(page.get_by_label("Counter Value")).to_have_value("1")


def generate(page: Page) -> tuple[str, str]:
    """Let the page make a name and a password up; gives both."""
    page.get_by_role("button", name="Generate Randomly").click()
    expect(page.get_by_text("Saved to local storage at")).to_be_visible()
    name = page.get_by_label("Username").input_value()
    password = page.get_by_label("Password").input_value()
    assert len(name) == len(password) == 10
    return name, password


def is_filled_in(page: Page, name: str, password: str) -> None:
    expect(page.get_by_label("Username")).to_have_value(name)
    expect(page.get_by_label("Password")).to_have_value(password)


def test_a_name_and_password_come_back_after_a_reload(page, start):
    page.goto(start("browser_state"))
    expect(page.get_by_text("Saved to local storage")).to_be_hidden()
    made = generate(page)
    page.reload()
    is_filled_in(page, *made)


def test_what_is_typed_is_saved_too(page, start):
    page.goto(start("browser_state"))
    page.get_by_label("Username").fill("ann")
    page.get_by_label("Username").blur()
    expect(page.get_by_text("Saved to local storage at")).to_be_visible()
    page.reload()
    is_filled_in(page, "ann", "")


def test_another_browser_begins_without_a_name(page, stranger, start):
    url = start("browser_state")
    page.goto(url)
    generate(page)
    stranger.goto(url)
    is_filled_in(stranger, "", "")


def test_a_name_and_password_come_back_after_a_restart(page, launched):
    port = free_port()
    first = launched("browser_state", port)
    page.goto(f"http://127.0.0.1:{port}/")
    made = generate(page)
    first()
    launched("browser_state", port)
    page.reload()
    is_filled_in(page, *made)
    made = generate(page)
    page.reload()
    is_filled_in(page, *made)


def test_a_name_and_password_come_back_after_a_restart_of_gunicorn(page, gunicorn):
    program = SEEDS / "browser_state.py"
    first = gunicorn(program, *ONE)
    page.goto(first.url)
    made = generate(page)
    first.stop()
    gunicorn(program, *ONE, port=first.port)
    page.reload()
    is_filled_in(page, *made)
    generate(page)


def test_a_cart_is_one_visitors_whichever_of_four_workers_answers(page, stranger, gunicorn):
    url = gunicorn(SEEDS / "session_state_blocks.py", "-w", "4", "--threads", "8").url
    for one in (page, stranger):
        one.goto(url)
    for count in range(1, 9):
        add(page, "Milk", "Water")
        add(stranger, "Cereal")
        expect(size(page)).to_have_value(str(2 * count))
        expect(size(stranger)).to_have_value(str(count))
