"""The two programs that this project began with, as they stand."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from iface.cli import load

SEEDS = Path(__file__).resolve().parents[1] / "seeds"


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
