"""Messages of a conversation: as a program writes them, as they travel, and as a function takes them.

What travels of one is `{"role", "content": [parts], "metadata": {}, "options": []}`. A part is a text, a
file, or another component with what it shows:

    {"type": "text", "text": "Hello"}
    {"type": "file", "file": files.Data, "alt_text": None}
    {"type": "component", "component": "Plot", "props": {}, "value": data}    never sent by a visitor
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from inspect import cleandoc
from typing import Any, Literal, TypedDict

from iface import files
from iface.components._files import FilePath, keep
from iface.components.base import Component
from iface.context import builder
from iface.words import say

ROLES = ("user", "assistant", "system")


class MessageDict(TypedDict, total=False):
    """A message as a dict; see `ChatMessage`."""

    role: Literal["user", "assistant", "system"]
    content: Any
    metadata: dict[str, Any]
    options: list[dict[str, str]]


@dataclass
class ChatMessage:
    """One message of a conversation: what is said, and by whom ("user", "assistant" or "system").

    The content is text in Markdown, `(path,)` or `{"path": path}` for a file, a component, or a list
    of those. `metadata` with a "title" makes it a thought, which can be folded; it may have a
    "status" ("pending" or "done"), a "duration" in seconds, a "log", and an "id" that other thoughts
    name as their "parent_id". `options` are `{"value", "label"}` to choose an answer from. Role and
    content may be given in either order.
    """

    content: Any = ""
    role: str = "assistant"
    metadata: dict[str, Any] = field(default_factory=dict)
    options: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.role not in ROLES and self.content in ROLES:
            self.role, self.content = self.content, self.role


def path_of(data: files.Data) -> FilePath:
    """Where a file stands, for the function."""
    path = FilePath(files.here().find(data["id"]).path, data["name"])
    path.data = data
    return path


def keep_once(value: Any) -> files.Data:
    """Data of a file that the function gives; what it was given itself is not kept a second time.

    Raises:
        ValueError: it is no file, or may not be shown.
    """
    if isinstance(value, Mapping) and "path" in value:
        value = value["path"]
    is_kept = isinstance(value, FilePath) and value.data is not None
    return files.as_data(value.data) if is_kept else keep(value)


# What a program gives


def messages_of(value: Any) -> list[dict[str, Any]]:
    """Data of messages: dicts, ChatMessages, and pairs of what a user and the assistant say.

    Raises:
        ValueError: something is no message.
    """
    if value is None:
        return []
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"a {type(value).__name__} is no conversation: give a list of messages")
    return [message for one in value for message in _said(one)]


def _said(one: Any) -> Iterator[dict[str, Any]]:
    if isinstance(one, (list, tuple)) and len(one) == 2:
        for role, content in zip(ROLES, one, strict=False):
            if content is not None:
                yield _message({"role": role, "content": content})
    else:
        yield _message(one)


def _message(one: Any) -> dict[str, Any]:
    asked: Callable[[str], Any] = (
        one.get if isinstance(one, Mapping) else lambda name: getattr(one, name, None)
    )
    role = asked("role")
    if role not in ROLES:
        raise ValueError(
            'a message has a role, "user", "assistant" or "system", and its content, as in '
            f'{{"role": "user", "content": "Hello"}}; this one has the role {role!r}'
        )
    return {
        "role": role,
        "content": list(_parts(asked("content"))),
        "metadata": {str(name): one for name, one in (asked("metadata") or {}).items() if _is_plain(one)},
        "options": [_option(one) for one in asked("options") or ()],
    }


def _option(one: Any) -> dict[str, str]:
    value = one["value"] if isinstance(one, Mapping) else one
    label = one.get("label") if isinstance(one, Mapping) else None
    return {"value": str(value), "label": str(value if label is None else label)}


def _parts(content: Any) -> Iterator[dict[str, Any]]:
    if content is None:
        return
    if isinstance(content, str) and not isinstance(content, FilePath):
        yield {"type": "text", "text": cleandoc(content) if content.startswith("\n") else content}
    elif isinstance(content, list):
        for one in content:
            yield from _parts(one)
    elif isinstance(content, Component):
        yield _shown(content)
    elif isinstance(content, Mapping) and isinstance(content.get("text"), str):
        yield from _parts(content["text"] or None)
        yield from map(_file, content.get("files") or ())
    elif isinstance(content, tuple) and len(content) in (1, 2):
        yield _file(*content)
    elif isinstance(content, Mapping):
        yield _file(content.get("file", content), content.get("alt_text"))
    elif isinstance(content, (FilePath, os.PathLike)):
        yield _file(content)
    else:
        raise ValueError(
            f"a {type(content).__name__} is no content: give text, a file's path, or a component"
        )


def _file(value: Any, alt_text: str | None = None) -> dict[str, Any]:
    return {"type": "file", "file": keep_once(value), "alt_text": alt_text and str(alt_text)}


def _shown(one: Component) -> dict[str, Any]:
    """A component with what it shows, as another process can make it again."""
    if one.template is None or not one.has_value:
        raise ValueError(f"a {type(one).__name__} shows nothing in a conversation")
    page = builder()
    if page is not None:
        page.take_back(one)  # it stands in the message, not where the program made it
    props = {name: given for name, given in one.given.items() if name not in _OURS and _is_plain(given)}
    return {"type": "component", "component": type(one).__name__, "props": props, "value": one.first()}


_OURS = frozenset({"value", "render", "interactive", "elem_id"})


def component_of(part: Mapping[str, Any]) -> Component:
    """The component of a part, made again; it shows what it showed.

    Raises:
        ValueError: its class has gone.
    """
    kind = next((one for one in _kinds(Component) if one.__name__ == part["component"]), None)
    if kind is None:
        raise ValueError(say("This message cannot be shown any more."))
    made = kind(**part["props"], render=False)
    made._first = part["value"]
    made.interactive = False
    return made


def _kinds(base: type[Component]) -> Iterator[type[Component]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds(kind)


def _is_plain(value: Any, depth: int = 0) -> bool:
    if isinstance(value, (list, tuple)):
        return depth < 5 and all(_is_plain(one, depth + 1) for one in value)
    if isinstance(value, dict):
        return depth < 5 and all(isinstance(key, str) and _is_plain(value[key], depth + 1) for key in value)
    return value is None or isinstance(value, (str, int, float))


# What a function takes


def given(message: Mapping[str, Any]) -> dict[str, Any]:
    """A message as Gradio's functions know it: one text, file or component stands for itself."""
    content = message["content"]
    several = [_given_part(one) for one in content]
    alone: Any = _alone(content[0]) if len(content) == 1 else several if content else ""
    about = {"metadata": dict(message["metadata"]), "options": [dict(one) for one in message["options"]]}
    return {"role": message["role"], "content": alone, **about}


def pairs(messages: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    """Lists of two, what the user says and what the assistant answers, None for who said nothing."""
    rows: list[list[Any]] = []
    for one in map(given, messages):
        if one["role"] == "user":
            rows.append([one["content"], None])
        elif rows and rows[-1][1] is None:
            rows[-1][1] = one["content"]
        else:
            rows.append([None, one["content"]])
    return rows


def _alone(part: Mapping[str, Any]) -> Any:
    if part["type"] == "file":
        path = path_of(part["file"])
        return (path, part["alt_text"]) if part["alt_text"] else (path,)
    return part["text"] if part["type"] == "text" else component_of(part)


def _given_part(part: Mapping[str, Any]) -> Any:
    if part["type"] == "file":
        return {"type": "file", "file": {"path": path_of(part["file"])}, "alt_text": part["alt_text"]}
    return dict(part) if part["type"] == "text" else component_of(part)
