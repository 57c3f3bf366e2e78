"""What a page's form carries beside what a visitor enters, read from its HTML."""

import re
from html import unescape


def hidden_fields(html: str) -> dict[str, str]:
    """The hidden fields of the form, by name."""
    return {
        name: unescape(value)
        for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', html)
    }
