"""Styles within HTML: those that only change how a text looks, kept beside it for a script to set."""

from __future__ import annotations

import re
from secrets import token_hex

PROPERTIES = frozenset(
    """align-items background background-color border border-bottom border-bottom-color border-collapse
    border-color border-left border-left-color border-radius border-right border-right-color border-spacing
    border-style border-top border-top-color border-width box-shadow color column-gap display flex
    flex-basis flex-direction flex-grow flex-shrink flex-wrap font font-family font-size font-style
    font-variant font-weight gap grid-template-columns height justify-content letter-spacing line-height
    list-style-type margin margin-bottom margin-left margin-right margin-top max-height max-width
    min-height min-width opacity overflow overflow-wrap overflow-x overflow-y padding padding-bottom
    padding-left padding-right padding-top row-gap text-align text-decoration text-overflow text-transform
    vertical-align white-space width word-break word-wrap""".split()
)
"""Nothing that takes a text out of its place."""

_FUNCTION = re.compile(r"([a-z-]+)\(", re.IGNORECASE)
_FUNCTIONS = frozenset(
    """calc clamp color-mix hsl hsla hwb lab lch light-dark linear-gradient max min minmax oklab oklch
    radial-gradient repeat rgb rgba var""".split()
)
"""Nothing that loads."""

_PLAIN = re.compile(r"[\w\s.,%#()+*/'\"-]{1,300}")
_ASIDE = f"iface-{token_hex(8)}:"
"""Marks the attributes that are ours: a text cannot know it."""


def safe_attribute(tag: str, name: str, value: str) -> str | None:
    """What is left of an attribute, for nh3: the safe styles, and classes that are not ours."""
    if name == "style":
        return _ASIDE + safe_style(value)
    if name == "class":
        return " ".join(one for one in value.split() if not one.lower().startswith("iface")) or None
    return value


def with_styles_aside(html: str) -> str:
    """The cleaned HTML with its styles as `data-style`."""
    return html.replace(f'style="{_ASIDE}', 'data-style="')


def safe_style(style: str) -> str:
    """The declarations that only change how a text looks."""
    pairs = (part.partition(":") for part in style.split(";"))
    kept = [(name.strip().lower(), value.strip()) for name, _, value in pairs]
    return ";".join(f"{name}:{value}" for name, value in kept if _is_safe(name, value))


def _is_safe(name: str, value: str) -> bool:
    if name not in PROPERTIES or not _PLAIN.fullmatch(value.removesuffix("!important").strip()):
        return False
    # A margin below nothing would lay a text over its neighbours.
    if name.startswith("margin") and ("-" in value or "(" in value):
        return False
    return all(found.lower() in _FUNCTIONS for found in _FUNCTION.findall(value))
