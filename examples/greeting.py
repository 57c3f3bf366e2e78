"""Three lines: the form follows from the signature."""

import iface


def greet(name: str, polite: bool = False) -> str:
    """Greet somebody.

    Args:
        name: Who is greeted.
        polite: Bow while doing so.
    """
    return f"Good day to you, {name}." if polite else f"Hello {name}!"


demo = iface.Interface(greet, title="Greeting")

if __name__ == "__main__":
    demo.launch()
