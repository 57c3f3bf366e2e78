"""A number that each page remembers for itself."""

import iface


def add(amount: float, total: float):
    total = total + (amount or 0)
    return f"{total:g}", total


demo = iface.Interface(
    add,
    inputs=[iface.Number(label="Amount", minimum=-1000, maximum=1000, required=True), iface.State(0.0)],
    outputs=[iface.Textbox(label="Total"), iface.State()],
    title="Running total",
    description="Clear starts again from zero.",
)

if __name__ == "__main__":
    demo.launch()
