"""What a page that shows a conversation is told of what has been said since."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iface import Chatbot


def talk(*texts, **about):
    roles = ("user", "assistant")
    data = Chatbot().postprocess([{"role": roles[n % 2], "content": one} for n, one in enumerate(texts)])
    if about:
        data[-1] = {**data[-1], "metadata": about}
    return data


def first_row(old, new, **arguments):
    one = Chatbot(**arguments)
    return one.first_row(one.mark(old), new)


def test_the_last_message_that_stands_is_shown_again_for_its_buttons():
    assert first_row(talk("a", "b"), talk("a", "b", "c", "d")) == 1


def test_after_an_undo_the_rest_stands():
    assert first_row(talk("a", "b", "c", "d"), talk("a", "b")) == 1


def test_an_answer_that_is_another_is_shown_from_the_question_on():
    assert first_row(talk("a", "b", "c", "d"), talk("a", "b", "c", "e")) == 2


def test_the_same_conversation_is_shown_from_its_last_message_on():
    assert first_row(talk("a", "b"), talk("a", "b")) == 1


@pytest.mark.parametrize(("old", "new"), [((), ("a",)), (("a",), ()), (("x", "b"), ("a", "b", "c"))])
def test_another_conversation_is_shown_whole(old, new):
    assert first_row(talk(*old), talk(*new)) is None


def test_what_was_long_ago_and_has_changed_is_shown_whole():
    old = [str(number) for number in range(20)]
    assert first_row(talk(*old), talk("other", *old[1:])) is None


def test_another_look_is_shown_whole():
    said = talk("a", "b")
    assert Chatbot(layout="panel").first_row(Chatbot().mark(said), said) is None


def test_a_new_thought_is_shown_with_the_one_that_it_belongs_to():
    root = [*talk("a"), *talk("", "think", id="1", title="T")[1:]]
    inner = talk("", "more", parent_id="1", title="I")[1:]
    assert first_row([*root, *talk("", "b", "c")[1:]], [*root, *talk("", "b", "c")[1:], *inner]) == 1


@given(st.text() | st.from_regex(r"\d{0,8}(\.[0-9a-f]{16}){0,8}", fullmatch=True))
def test_whatever_a_page_says_that_it_shows_is_taken_or_not(mark):
    assert Chatbot().first_row(mark, talk("a", "b", "c")) in (None, 0, 1, 2)


def grown(old, new, **arguments):
    return Chatbot(**arguments).grown(talk("a", old), talk("a", new))


def test_plain_text_is_appended():
    assert grown("Hello", "Hello world, and") == " world, and"


@pytest.mark.parametrize(
    "new", ["Hello\n", "Hello *", "Hello `x", "Hello_", "Hello <", "Hello $", "Other", "Hell", "Hello 1)"]
)
def test_what_may_be_markdown_is_shown_anew(new):
    assert grown("Hello", new) is None


def test_text_that_is_no_markdown_is_appended_whatever_it_is():
    assert grown("a", "a*\n<b>", render_markdown=False) == "*\n<b>"


def test_after_a_space_that_markdown_drops_it_is_shown_anew():
    assert grown("Hello ", "Hello world") is None


def test_more_than_the_text_of_the_last_message_is_shown_anew():
    old, new = talk("a", "b"), talk("a", "bc")
    assert Chatbot().grown(old, [*new, *talk("d")]) is None
    assert Chatbot().grown(old, [{**new[0], "role": "system"}, new[1]]) is None
    assert Chatbot().grown(talk("a", "b"), talk("a", "bc", title="T")) is None
    other = deepcopy(new)
    other[1]["options"] = [{"value": "x", "label": "x"}]
    assert Chatbot().grown(old, other) is None


def test_the_first_words_of_an_answer_are_shown_anew():
    assert grown("", "Hello") is None
