"""A list of things to do: events that follow one another, and choices that change for one page."""

import iface

with iface.Blocks(title="To do") as demo:
    iface.Markdown("# To do\nEach page has a list of its own. What is done leaves it.")
    things = iface.State([])
    with iface.Row():
        with iface.Column(variant="panel"):
            thing = iface.Textbox(label="What is there to do?")
            add = iface.Button("Add", variant="primary")
        with iface.Column(variant="output"):
            said = iface.Markdown("Nothing to do.")
            left = iface.CheckboxGroup([], label="To do", show_label=False)
            done = iface.Button("Done", interactive=False)

    def add_thing(thing: str, things: list[str]):
        thing = (thing or "").strip()
        if not thing:
            raise iface.Error("Write what there is to do, then add it.", title="Nothing was written")
        if thing in things:
            raise iface.Error("It is on the list already.")
        return [*things, thing]

    def take_away(chosen: list[str], things: list[str]):
        if chosen:
            iface.Success(f"Well done: {', '.join(chosen)}.")
        return [one for one in things if one not in chosen]

    def show(things: list[str]):
        return {
            left: iface.CheckboxGroup(choices=things, value=[]),
            done: iface.Button(interactive=bool(things)),
            said: f"{len(things)} to do." if things else "Nothing to do.",
        }

    added = iface.on([add.click, thing.submit], add_thing, [thing, things], things)
    added.success(lambda: "", None, thing, api_name=False)
    done.click(take_away, [left, things], things)
    things.change(show, things, [left, done, said])

if __name__ == "__main__":
    demo.launch()
