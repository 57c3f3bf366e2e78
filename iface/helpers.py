"""What a function can ask for, or say, while it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Client:
    """Who asks: the address and port of the other end."""

    host: str
    port: int


@dataclass(frozen=True)
class Request:
    """The request behind a run; a parameter annotated with it receives it.

    `session_hash` is the session's public name: stable for one page load, and no key to its memory.
    `username` is None where nobody is logged in.
    """

    session_hash: str
    username: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    query_params: Mapping[str, str] = field(default_factory=dict)
    client: Client = Client("", 0)
    url: str = ""
    method: str = "POST"
