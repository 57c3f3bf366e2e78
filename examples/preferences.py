"""Preferences that a BrowserState keeps in the visitor's own browser, over reloads and restarts."""

import iface

with iface.Blocks(title="Preferences") as demo:
    iface.Markdown("# Preferences\nThey stay in this browser: reload the page, or come back tomorrow.")
    kept = iface.BrowserState({"name": "", "size": "medium", "news": False})
    with iface.Group():
        name = iface.Textbox(label="Name")
        size = iface.Radio(["small", "medium", "large"], label="Text size")
        news = iface.Checkbox(label="Tell me what is new")
    said = iface.Markdown()

    @demo.load(inputs=kept, outputs=[name, size, news])
    def recall(kept):
        return kept["name"], kept["size"], kept["news"]

    @iface.on([name.change, size.change, news.change], inputs=[name, size, news], outputs=kept)
    def keep(name, size, news):
        return {"name": name, "size": size, "news": news}

    @kept.change(inputs=kept, outputs=said)
    def say(kept):
        return f"Kept for {kept['name'] or 'you'}: {kept['size']} text."


if __name__ == "__main__":
    demo.launch()
