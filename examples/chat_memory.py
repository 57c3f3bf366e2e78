"""A conversation that remembers what it was told, with no model behind it."""

import re

from iface import ChatInterface


def answer(message, history):
    facts = {}
    for one in [*history, {"role": "user", "content": message}]:
        told = re.fullmatch(r"my (.+) is (.+?)[.!]?", one["content"], re.IGNORECASE)
        if one["role"] == "user" and told:
            facts[told[1].lower()] = told[2]

    if re.fullmatch(r"my .+ is .+", message, re.IGNORECASE):
        return f"I will remember that. I know **{len(facts)}** of your things now."
    asked = re.fullmatch(r"what is my (.+?)\??", message, re.IGNORECASE)
    if asked and asked[1].lower() in facts:
        return f"Your {asked[1]} is {facts[asked[1].lower()]}."
    if facts:
        return "You told me:\n\n" + "\n".join(f"- your {name} is {value}" for name, value in facts.items())
    return "Tell me something, as in *My name is Ann*."


demo = ChatInterface(
    answer,
    title="A memory",
    description="Tell it something about you, and ask for it later.",
    examples=["My name is Ann", "What is my name?", "What do you know?"],
    editable=True,
)

if __name__ == "__main__":
    demo.launch()
