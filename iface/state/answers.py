"""What the last submits of a session showed, by their nonce: sending one again shows it again."""

from collections.abc import Mapping

REMEMBERED = 64
"""How many submits are remembered by their nonce: more than a page ever has on their way at once."""

ANSWERS, ANSWERS_BYTES = 8, 64 * 1024
"""How many of them with what they showed, and how many bytes of that."""


def remember(done: Mapping[str, bytes], nonce: str | None, answer: bytes) -> dict[str, bytes]:
    """The last answers by nonce, the newest whole, older ones as long as they are small together."""
    if nonce is None:
        return dict(done)
    kept = {**done, nonce: answer}
    names = list(kept)
    for old in names[:-REMEMBERED]:
        del kept[old]
    # Those before have been shortened before.
    room = ANSWERS_BYTES
    for place, old in enumerate(names[-2 : -ANSWERS - 2 : -1], start=1):
        room -= len(kept[old])
        if room <= 0 or place == ANSWERS:
            kept[old] = b""
    return kept
