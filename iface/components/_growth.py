"""How a conversation has grown: what is new of it goes to the page, and not all of it again.

A page says what it shows by a mark: how many messages, and a digest of all of them; of all but the last;
and so on for a few. Whoever has the newer conversation finds there how many of its messages stand on the
page already, and needs no memory of the page for that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

BACK = 5
"""For how many of its last messages a mark says what stands before them: a turn, and some thoughts in it."""

_MARK = re.compile(rf"(\d{{1,6}})((?:\.[0-9a-f]{{16}}){{1,{BACK + 1}}})")
_PLAIN = re.compile(r"(?:[^\W_]|[ ,;.?'’\"…–—])*")
"""Text that is the same in Markdown, wherever it is appended."""

Messages = Sequence[Mapping[str, Any]]


def mark(messages: Messages, look: str) -> str:
    """What a page says that shows these messages; `look` is how it shows them."""
    chain = _chain(messages, look)
    return ".".join([str(len(messages)), *chain[: -BACK - 2 : -1]])


def common(said: str, messages: Messages, look: str) -> int:
    """How many of these messages a page shows that says `said`; 0 where it does not say so."""
    found = _MARK.fullmatch(said)
    if found is None:
        return 0
    chain = _chain(messages, look)
    for count, digest in zip(range(int(found[1]), 0, -1), found[2].split(".")[1:], strict=False):
        if count < len(chain) and chain[count] == digest:
            return count
    return 0


def first_to_show(messages: Messages, count: int) -> int:
    """The number of the first message to be shown anew, where `count`, one at least, stand there already.

    That is the last of those, which has other buttons now, or an earlier one into which a new thought goes.
    """
    first, last = len(messages), 0
    within: dict[str, int] = {}
    for number, one in enumerate(messages):
        about = one["metadata"]
        parent = within.get(str(about.get("parent_id") or ""))
        top = number if parent is None else parent
        if about.get("id") and about.get("title"):
            within[str(about["id"])] = top
        if number >= count:
            first = min(first, top)
        elif parent is None:
            last = number
    return min(first, last)


def grown(old: Any, new: Any, *, is_markdown: bool) -> str | None:
    """The text that the last message has got; None if more has changed, or it is no plain text."""
    if not (isinstance(old, list) and isinstance(new, list) and old and len(old) == len(new)):
        return None
    (one, other) = (old[-1], new[-1])
    if old[:-1] != new[:-1] or not one["content"] or len(one["content"]) != len(other["content"]):
        return None
    if one["content"][:-1] != other["content"][:-1] or other["metadata"].get("parent_id"):
        return None
    if any(one[name] != other[name] for name in ("role", "metadata", "options")):
        return None
    before, after = (each["content"][-1].get("text") for each in (one, other))
    if before is None or after is None or not after.startswith(before):
        return None
    text = str(after[len(before) :])
    # Markdown drops a space at the end of a text: what comes after it would stand too near.
    is_alike = not is_markdown or (_PLAIN.fullmatch(text) and not before[-1:].isspace())
    return text if before and is_alike else None


def _chain(messages: Messages, look: str) -> list[str]:
    """A digest of the look, of the first message too, of the first two too ..."""
    chain = [_digest(look)]
    for one in messages:
        # Their parts stand in one order wherever they come from.
        chain.append(_digest(f"{chain[-1]}{one!r}"))
    return chain


def _digest(text: str) -> str:
    return blake2b(text.encode(errors="surrogatepass"), digest_size=8).hexdigest()
