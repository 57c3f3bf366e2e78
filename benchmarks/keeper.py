"""A page whose every session holds 10 KB."""

import iface

SIZE = 10_000  # characters


def keep(text: str, kept: str) -> tuple[str, str]:
    """Show what was kept before, and keep `text` with spaces up to SIZE."""
    return f"{len(kept)}: {kept.strip()}", text.ljust(SIZE)


demo = iface.Interface(keep, inputs=["textbox", iface.State("")], outputs=["textbox", iface.State()])
