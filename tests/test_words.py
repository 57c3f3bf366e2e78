"""What the page says, in the visitor's language."""

from iface import words


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


def test_the_language_ends_with_its_block():
    with words.speaking("de"):
        assert words.language() == "de"
    assert words.language() == "en"
