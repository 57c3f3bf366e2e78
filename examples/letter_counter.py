"""Live: the answer follows while you type."""

from collections import Counter

import iface


def count_letters(text: str):
    letters = Counter(letter for letter in text.lower() if letter.isalpha())
    total = letters.total()
    return total, {letter: count / total for letter, count in letters.items()}


demo = iface.Interface(
    count_letters,
    inputs=iface.Textbox(lines=3, label="Text", placeholder="Type something"),
    outputs=[iface.Number(label="Letters"), iface.Label(label="Most frequent", num_top_classes=5)],
    live=True,
    title="Letter counter",
)

if __name__ == "__main__":
    demo.launch()
