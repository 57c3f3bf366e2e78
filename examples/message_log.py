"""Shows what was sent before: one State, a session's memory."""

import iface


def store_message(message: str, history: list[str]):
    output = {"Current messages": message, "Previous messages": history[::-1]}
    history.append(message)
    return output, history


demo = iface.Interface(
    store_message,
    inputs=["textbox", iface.State(value=[])],
    outputs=["json", iface.State()],
    title="Message log",
    description="Send a message: the ones before it come back. Another tab starts with none.",
)

if __name__ == "__main__":
    demo.launch()
