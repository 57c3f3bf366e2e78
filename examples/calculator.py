"""An error of one's own, shown to the visitor; examples to start from."""

import iface


def calculate(first, operation, second):
    if first is None or second is None:
        raise iface.Error("Enter both numbers.", title="A number is missing")
    if operation == "divide" and second == 0:
        raise iface.Error("Choose another number and submit again.", title="Cannot divide by zero")
    return {
        "add": lambda: first + second,
        "subtract": lambda: first - second,
        "multiply": lambda: first * second,
        "divide": lambda: first / second,
    }[operation]()


demo = iface.Interface(
    calculate,
    inputs=[
        iface.Number(label="First number"),
        iface.Radio(["add", "subtract", "multiply", "divide"], value="add", label="Operation"),
        iface.Number(label="Second number"),
    ],
    outputs=iface.Number(label="Result"),
    examples=[[45, "add", 3], [3.14, "divide", 2], [144, "subtract", 2.5], [0, "multiply", 7]],
    title="Calculator",
    description="Two numbers, one operation.",
)

if __name__ == "__main__":
    demo.launch()
