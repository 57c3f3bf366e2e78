from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace

import pytest
from werkzeug.security import generate_password_hash

import iface
from iface import DesignError
from iface.login import Checked, Host, Passwords, login_of, name_of


def by(auth):
    return login_of(auth).by


# What auth= can be


def test_nothing_said_is_no_login():
    assert login_of(None) is None


def test_false_is_everybody_whatever_the_application_around_says():
    assert login_of(False).by is None


@pytest.mark.parametrize(
    "auth", [("ann", "secret"), [("ann", "secret")], [("ann", "secret"), ("bob", "b")], (("ann", "secret"),)]
)
def test_a_pair_or_several_are_passwords(auth):
    assert by(auth).check("ann", "secret")


def test_a_function_of_two_arguments_checks_a_name_and_a_password():
    assert by(lambda name, password: name == password).check("ann", "ann")


def test_an_async_function_is_awaited():
    async def check(name, password):
        return password == "secret"

    assert by(check).check("ann", "secret") and not by(check).check("ann", "other")


def test_arguments_with_defaults_do_not_count():
    def check(name, password, table=("secret",), *, loud=False):
        return password in table

    assert isinstance(by(check), Checked)


def test_a_partial_and_a_method_count_what_is_left():
    assert isinstance(by(partial(lambda table, name, password: True, {})), Checked)
    assert isinstance(by(SimpleNamespace(who=Person("ann").who).who), Host)


def test_a_function_of_nothing_says_who_is_logged_in():
    assert by(lambda: "ann").user(lambda: 1 / 0) == "ann"


def test_a_function_of_one_argument_gets_the_request():
    request = iface.Request("", headers={"x-user": "ann"})
    assert by(lambda request: request.headers["x-user"]).user(lambda: request) == "ann"


@pytest.mark.parametrize(
    "auth",
    [
        "secret",
        [],
        [("ann",)],
        [("ann", "")],
        [("", "secret")],
        [("ann", 1)],
        [("ann", "a"), ("ann", "b")],
        {"ann": "secret"},
        True,
        lambda a, b, c: True,
        lambda *everything: True,
        lambda name, *, password: True,
    ],
)
def test_anything_else_is_refused_where_it_is_declared(auth):
    with pytest.raises(DesignError, match="auth="):
        iface.Blocks(auth=auth)


def test_the_refusal_does_not_tell_a_password():
    with pytest.raises(DesignError) as refused:
        login_of([("ann", "hunter2"), ("bob",)])
    assert "hunter2" not in str(refused.value)


def test_launch_says_it_too(serve):
    demo = iface.Interface(lambda text: text, "text", "text")
    serve(demo, auth=("ann", "secret"))
    assert demo.page.login.own.knows("ann")


def test_an_interface_with_a_login_inside_another_page_is_refused():
    with pytest.raises(DesignError, match="Give auth= to the page around it"):
        iface.TabbedInterface([iface.Interface(lambda a: a, "text", "text", auth=("ann", "secret"))])


def test_auth_dependency_is_refused_and_not_ignored():
    with pytest.raises(DesignError, match="auth_dependency"):
        iface.Interface(lambda a: a, "text", "text").launch(auth_dependency=lambda request: None)


# Passwords


def test_a_password_is_kept_as_a_hash():
    passwords = Passwords({"ann": "hunter2"})
    assert "hunter2" not in str(vars(passwords)) and "scrypt:" in str(vars(passwords))


def test_a_hash_can_be_given_instead():
    passwords = Passwords({"ann": generate_password_hash("secret", "pbkdf2:sha256:1000")})
    assert passwords.check("ann", "secret") and not passwords.check("ann", "pbkdf2:sha256:1000")


def test_an_unknown_name_has_no_password():
    passwords = Passwords({"ann": "secret"})
    assert not passwords.check("bob", "secret") and not passwords.check("", "secret")


@pytest.mark.parametrize("said", [None, 1, "ann", {"name": "ann"}])
def test_a_check_that_says_neither_true_nor_false_is_an_error(said):
    with pytest.raises(DesignError, match="Give True or False"):
        Checked(lambda name, password: said).check("ann", "secret")


# Who is who


@dataclass
class Person:
    username: str
    is_authenticated: bool = True

    def who(self):
        return self.username


@pytest.mark.parametrize("nobody", [None, "", Person("ann", is_authenticated=False)])
def test_nobody_is_none(nobody):
    assert name_of(nobody) is None


@pytest.mark.parametrize(
    "user", ["ann", Person("ann"), SimpleNamespace(get_id=lambda: "ann", username="Ann")]
)
def test_a_user_has_a_name(user):
    assert name_of(user) == "ann"


@pytest.mark.parametrize(
    "strange", [True, 7, {"name": "ann"}, object(), SimpleNamespace(get_id=lambda: None)]
)
def test_what_tells_no_name_is_an_error_and_lets_nobody_in(strange):
    with pytest.raises(DesignError, match="does not tell who is logged in"):
        name_of(strange)
