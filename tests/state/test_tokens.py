import pytest

from iface.state.tokens import Tokens

SECRET = b"s" * 32


@pytest.fixture
def tokens():
    return Tokens([SECRET], "tests")


def test_a_token_is_known_again(tokens):
    assert tokens.knows(tokens.mint())


@pytest.mark.parametrize("user", [None, "", "bob", "an", "annn"])
def test_a_users_token_is_nobody_elses(tokens, user):
    assert not tokens.knows(tokens.mint("ann"), user)


def test_a_token_from_before_the_login_is_not_the_users(tokens):
    assert not tokens.knows(tokens.mint(), "ann")


def test_a_token_for_another_purpose_is_not_known(tokens):
    assert not tokens.knows(Tokens([SECRET], "others").mint())


def test_an_older_secret_is_still_known():
    assert Tokens([b"n" * 32, SECRET], "tests").knows(Tokens([SECRET], "tests").mint("ann"), "ann")


def test_the_user_does_not_stand_in_it(tokens):
    assert len(tokens.mint("ann" * 100)) == len(tokens.mint()) == 84
