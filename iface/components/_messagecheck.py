"""The check of a conversation that a visitor sends, where an API is called with one.

A page sends none: what it shows is remembered by the server.
"""

from __future__ import annotations

from typing import Any

from iface import files
from iface.components._fields import clean_text
from iface.components._messages import ROLES
from iface.words import say

MOST = 2_000
"""How many messages a visitor may send."""

LONGEST = 2**20
"""How many characters all their texts may have together."""

MOST_OF_ONE = 100
"""How many parts, options or words about it one message may have."""


def check_messages(sent: Any) -> list[dict[str, Any]]:
    """Data of a conversation that a visitor sends.

    Raises:
        ValueError: with a sentence for the visitor.
    """
    if not isinstance(sent, list):
        raise ValueError(_rule())
    if len(sent) > MOST:
        raise ValueError(say("Send at most {most} messages.", most=MOST))
    messages = [_checked(one) for one in sent]
    if sum(len(part.get("text", "")) for one in messages for part in one["content"]) > LONGEST:
        raise ValueError(say("Send at most {most} characters.", most=LONGEST))
    return messages


def _checked(sent: Any) -> dict[str, Any]:
    known = {"role", "content", "metadata", "options"}
    if not isinstance(sent, dict) or not {"role", "content"} <= sent.keys() <= known:
        raise ValueError(_rule())
    if not isinstance(sent["role"], str) or sent["role"] not in ROLES:
        raise ValueError(_rule())
    content = sent["content"]
    return {
        "role": sent["role"],
        "content": [_checked_part(one) for one in _few([content] if isinstance(content, str) else content)],
        "metadata": _checked_words(sent.get("metadata")),
        "options": [_checked_option(one) for one in _few(sent.get("options") or [])],
    }


def _checked_part(sent: Any) -> dict[str, Any]:
    if isinstance(sent, str):
        return {"type": "text", "text": clean_text(sent)}
    if isinstance(sent, dict) and sent.get("type") == "text" and sent.keys() == {"type", "text"}:
        return {"type": "text", "text": clean_text(sent["text"])}
    if isinstance(sent, dict) and sent.get("type") == "file" and sent.keys() <= {"type", "file", "alt_text"}:
        alt_text = sent.get("alt_text")
        data = files.as_data(sent.get("file"))
        return {"type": "file", "file": data, "alt_text": None if alt_text is None else clean_text(alt_text)}
    raise ValueError(_rule())


def _checked_words(sent: Any) -> dict[str, Any]:
    words = {} if sent is None else sent
    if not isinstance(words, dict):
        raise ValueError(_rule())
    for name, value in zip(_few(list(words)), words.values(), strict=True):
        clean_text(name)
        if isinstance(value, str):
            clean_text(value)
        elif value is not None and not isinstance(value, (int, float)):
            raise ValueError(_rule())
    return dict(words)


def _checked_option(sent: Any) -> dict[str, str]:
    if not isinstance(sent, dict) or not {"value"} <= sent.keys() <= {"value", "label"}:
        raise ValueError(_rule())
    value = clean_text(sent["value"])
    return {"value": value, "label": clean_text(sent.get("label", value))}


def _few(sent: Any) -> list[Any]:
    if not isinstance(sent, list) or len(sent) > MOST_OF_ONE:
        raise ValueError(_rule())
    return sent


def _rule() -> str:
    return say("Send a list of messages such as {example}.", example='{"role": "user", "content": "Hello"}')
