"""A function that yields: each step is shown as it comes, and can be stopped on the way."""

from threading import Event

import iface


def count_down(start: int, step: float, progress=iface.Progress()):
    lines = ""
    for left in range(start, 0, -1):
        progress((start - left, start), desc="Counting", unit="steps")
        lines += f"{left} "
        yield lines
        Event().wait(step)
    yield lines + "lift-off!"


demo = iface.Interface(
    count_down,
    inputs=[
        iface.Slider(1, 50, value=10, step=1, label="Start"),
        iface.Slider(0, 1, value=0.2, step=0.1, label="Seconds for each step"),
    ],
    outputs=iface.Textbox(label="Countdown", lines=3),
    title="Countdown",
    description="A generator: what it has said by then is shown at once, and kept when it is stopped.",
)

if __name__ == "__main__":
    demo.launch()
