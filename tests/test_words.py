"""What the page says, in the visitor's language."""

import pickle
from threading import Thread

import pytest
from house import ROOT, nothing_in
from markupsafe import Markup, escape
from sentences import (
    SCRIPTS,
    TEMPLATES,
    braces,
    catalogue,
    plain_words,
    said_in_python,
    said_in_script,
    said_in_template,
    sentences,
)

from iface import I18n, words
from iface.web.document import BY_SCRIPTS
from iface.words import Phrase

CATALOGUES = sorted((ROOT / "iface/languages").glob("*.json"))


def test_a_sentence_is_said_in_english_by_default():
    assert words.say("Enter text.") == "Enter text."


def test_values_are_filled_in_by_name():
    assert words.say("At most {most}.", most=5) == "At most 5."


def test_braces_stay_where_no_values_are_given():
    assert words.say('Enter JSON, for example {"a": 1}.') == 'Enter JSON, for example {"a": 1}.'


def test_a_programs_own_sentence_comes_before_ours():
    with words.speaking("en", {"Submit": "Go"}):
        assert words.say("Submit") == "Go"


def test_a_sentence_that_a_catalogue_lacks_is_said_in_english():
    with words.speaking("xx"):
        assert words.say("Enter text.") == "Enter text."


def test_a_region_speaks_the_language_of_the_others():
    with words.speaking("de-AT"):
        assert words.say("Enter text.") == "Geben Sie einen Text ein."


def test_the_language_ends_with_its_block():
    with words.speaking("de"):
        assert words.language() == "de"
    assert words.language() == "en"


def test_another_thread_speaks_the_language_of_the_one_that_sent_it():
    said = []
    with words.speaking("de"):
        sent = words.as_spoken_here(lambda: said.append(words.say("Submit")))
    thread = Thread(target=sent)
    thread.start()
    thread.join()
    assert said == ["Absenden"]


# What is declared before anybody asks


def test_a_phrase_is_the_english_text():
    assert Phrase("Tab {number}", number=2) == "Tab 2"


@pytest.mark.parametrize("say", [str, "{}".format, lambda one: f"{one}", escape, Markup("{}").format])
def test_a_phrase_is_said_when_it_is_shown(say):
    phrase = Phrase("Tab {number}", number=2)
    with words.speaking("de", {"Tab {number}": "Reiter {number}"}):
        assert say(phrase) == "Reiter 2"


def test_a_phrase_is_escaped_in_a_template():
    with words.speaking("de", {"Submit": "<b>"}):
        assert escape(Phrase("Submit")) == "&lt;b&gt;"


def test_a_phrase_of_a_phrase_is_that_phrase():
    with words.speaking("de"):
        assert str(Phrase(Phrase("Submit"))) == escape(Phrase(Phrase("Submit"))) == "Absenden"


def test_a_phrase_is_kept_in_a_session_as_it_is():
    again = pickle.loads(pickle.dumps(Phrase("Tab {number}", number=2)))
    with words.speaking("de", {"Tab {number}": "Reiter {number}"}):
        assert str(again) == "Reiter 2"


def test_a_programs_words_stand_under_keys():
    own = I18n(en={"name": "Your name"}, de={"name": "Ihr Name"})
    token = words.speak(words.speech("de", own))
    assert str(own("name")) == "Ihr Name"
    words.hush(token)


def test_what_a_program_lacks_in_a_language_is_said_in_its_english():
    own = I18n(en={"name": "Your name"}, de={})
    token = words.speak(words.speech("de", own))
    assert str(own("name")) == "Your name"
    words.hush(token)


# The catalogues


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    """Every sentence that a visitor can be told, with where."""
    return sentences()


@pytest.fixture(params=CATALOGUES, ids=lambda path: path.stem)
def known(request) -> dict[str, str]:
    """One language's sentences."""
    return catalogue(request.param)


def test_a_catalogue_has_every_sentence(known, said):
    nothing_in(f"{place}: {sentence}" for sentence, place in said.items() if sentence not in known)


def test_a_catalogue_has_no_sentence_that_nobody_says(known, said):
    nothing_in(sentence for sentence in known if sentence not in said)


def test_a_translation_is_filled_with_the_same_values(known):
    nothing_in(english for english, other in known.items() if braces(english) != braces(other))


def test_a_translation_can_be_filled(known):
    for english, other in known.items():
        values = dict.fromkeys(braces(english), "x")
        assert not values or other.format(**values)


def test_a_catalogue_is_sorted(known):
    assert list(known) == sorted(known)


def test_there_is_german_and_a_language_from_right_to_left():
    assert {"de", "ar"} <= words.languages()
    with words.speaking("ar"):
        assert words.is_right_to_left()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_template_has_no_words_but_those_of_the_catalogue(path):
    nothing_in(plain_words(path.read_text("utf-8")))


def test_words_that_a_template_says_to_everybody_are_named():
    assert plain_words('<p title="Here">{{ x }} there</p>') == ["Here", "there"]


def test_the_page_brings_what_its_scripts_say():
    found = {one for path in SCRIPTS for one in said_in_script(path.read_text("utf-8"))}
    assert found == set(BY_SCRIPTS)


@pytest.mark.parametrize(
    "text",
    [
        'from iface.words import say\nsay("a {b}", b=1)',
        'from iface.words import Phrase\nx = Phrase("a {b}", b=1)',
        'from iface.words import say\nsay("a {b}" if x else "a {b}")',
    ],
)
def test_a_sentence_in_a_module_is_found(text):
    assert set(said_in_python(text)) == {"a {b}"}


def test_what_another_say_says_is_not():
    assert list(said_in_python('from iface.runner import say\nsay("a")')) == []


def test_a_sentence_in_a_template_is_found():
    assert list(said_in_template('{% if x %}<p title="{{ _("a") }}">{% endif %}')) == ["a"]


def test_a_sentence_in_a_script_is_found():
    assert list(said_in_script('import { say } from "./messages.js"\ntell(say("a \\"b\\""))')) == ['a "b"']
