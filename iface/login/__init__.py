"""Who may open a page: names with passwords of the page's own, or whoever the application around it knows.

`auth=` is told apart by what it is, and a function by the number of arguments that it needs:

    ("ann", "secret")             a name and a password, or a list of such pairs
    fn(name, password) -> bool    the program's own check; the page asks for both
    fn() -> user                  who is logged in to the application around the page
    fn(request) -> user           the same from the request's headers, as a proxy may set them
    False                         everybody, even where the application around it has logins
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import Parameter
from typing import Any

from werkzeug.security import check_password_hash, generate_password_hash

from iface.errors import DesignError
from iface.function.loop import awaited

LONGEST = 1024
"""Bytes of the longest name or password that is looked at."""

_HASHED = re.compile(r"(scrypt:\d+:\d+:\d+|pbkdf2:\w+:\d+)\$[^$]+\$[0-9a-f]+")
_FORMS = (
    "Give ('name', 'password'), a list of such pairs, a function of a name and a password, "
    "or one of nothing or of the request that gives the user. See docs/login.md."
)


class Passwords:
    """Names with passwords, of which only hashes are kept."""

    def __init__(self, passwords: Mapping[str, str]) -> None:
        self._hashes = {name: _hashed(password) for name, password in passwords.items()}
        # What an unknown name is held against, so that its answer takes as long.
        self._any = next(iter(self._hashes.values()))

    def knows(self, name: str) -> bool:
        """Whether there is such a name."""
        return name in self._hashes

    def check(self, name: str, password: str) -> bool:
        """Whether this is the name's password; it takes as long for a name that there is not."""
        is_right = check_password_hash(self._hashes.get(name, self._any), password)
        return is_right and name in self._hashes


class Checked:
    """Names and passwords that a function of the program's checks."""

    def __init__(self, fn: Callable[[str, str], Any]) -> None:
        self._fn = fn

    def knows(self, name: str) -> bool:
        """A function can only be asked with a password: who was known stays so while their login lasts."""
        return True

    def check(self, name: str, password: str) -> bool:
        """What the function says.

        Raises:
            DesignError: that is neither True nor False.
        """
        said = _result(self._fn(name, password))
        if not isinstance(said, bool):
            raise DesignError(
                f"The function of auth= gave a {type(said).__name__}.", fix="Give True or False."
            )
        return said


@dataclass(frozen=True)
class Host:
    """The word of the application around the page; `fn` takes the request or nothing."""

    fn: Callable[..., Any]
    takes_request: bool

    def user(self, request: Callable[[], Any]) -> str | None:
        """The name of who is logged in; `request` makes what the function may ask for.

        Raises:
            DesignError: what the function gave is nobody.
        """
        return name_of(_result(self.fn(request()) if self.takes_request else self.fn()))


@dataclass(frozen=True)
class Login:
    """What a page says of logins: who may open it, and what the visitor is told who is asked for a name.

    `by` is None where nothing is asked for.
    """

    by: Passwords | Checked | Host | None
    message: str = ""

    @property
    def own(self) -> Passwords | Checked | None:
        """What checks names and passwords, where the page itself asks for them."""
        return None if isinstance(self.by, Host) else self.by


def login_of(auth: Any, message: str | None = None) -> Login | None:
    """What `auth=` and `auth_message=` stand for; None where nothing was said.

    Raises:
        DesignError: it is none of the forms above.
    """
    if auth is None or auth is False:
        return None if auth is None else Login(None)
    if callable(auth):
        return Login(_of_function(auth), message or "")
    pairs = [auth] if _is_pair(auth) else auth
    if not isinstance(pairs, (list, tuple)) or not pairs or not all(map(_is_pair, pairs)):
        raise DesignError(f"auth= was given {_shape(auth)}.", fix=_FORMS)
    if len(dict(pairs)) < len(pairs):
        raise DesignError("auth= has a name twice.", fix="Give each name one password.")
    return Login(Passwords(dict(pairs)), message or "")


def name_of(user: Any) -> str | None:
    """The name of what stands for a user: None for nobody, a name, or an object that has one.

    Of an object, as Flask-Login has it, that is `get_id()`; else its `username`.

    Raises:
        DesignError: nothing tells who it is.
    """
    # Flask-Login's current_user stands for the user, and is itself never None.
    user = user._get_current_object() if hasattr(type(user), "_get_current_object") else user
    if user is None or user == "" or getattr(user, "is_authenticated", True) is False:
        return None
    name = user.get_id() if hasattr(user, "get_id") else getattr(user, "username", user)
    if not isinstance(name, str) or not name:
        raise DesignError(
            f"auth= gave a {type(user).__name__}, which does not tell who is logged in.",
            fix="Give a name, None, or an object with get_id() or a username.",
        )
    return name


def _of_function(fn: Callable[..., Any]) -> Checked | Host:
    count = _needed(fn)
    if count == 2:
        return Checked(fn)
    if count in (0, 1):
        return Host(fn, takes_request=count == 1)
    raise DesignError(
        "auth= was given a function that cannot be called with a name and a password, with the request, "
        "or with nothing.",
        fix=_FORMS,
    )


def _needed(fn: Callable[..., Any]) -> int | None:
    """How many arguments a function must have by place; None where that is not to be told, or not enough."""
    try:
        taken = inspect.signature(fn).parameters.values()
    except (TypeError, ValueError):
        return None
    needed = [one for one in taken if one.default is Parameter.empty and one.kind != Parameter.VAR_KEYWORD]
    has_place = all(one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD) for one in needed)
    return len(needed) if has_place else None


def _result(said: Any) -> Any:
    return awaited(said) if inspect.iscoroutine(said) else said


def _hashed(password: str) -> str:
    return password if _HASHED.fullmatch(password) else generate_password_hash(password)


def _is_pair(pair: Any) -> bool:
    return (
        isinstance(pair, (tuple, list))
        and len(pair) == 2
        and all(isinstance(one, str) and 0 < len(one.encode(errors="replace")) <= LONGEST for one in pair)
    )


def _shape(auth: Any) -> str:
    """What it was, without what may be a password."""
    return (
        f"a {type(auth).__name__} of {len(auth)}" if hasattr(auth, "__len__") else f"a {type(auth).__name__}"
    )
