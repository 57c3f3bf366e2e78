"""A value that all visitors share: GlobalState counts on, whichever worker answers, over restarts."""

import iface


def count(visitors: int):
    visitors += 1
    return visitors, visitors


with iface.Blocks(title="Visitor count") as demo:
    iface.Markdown("# Visitor count\nReload the page, or open it in another browser: everybody counts.")
    visitors = iface.GlobalState(0)
    shown = iface.Textbox(label="Visitors", value="Counting ...", interactive=False)
    demo.load(count, visitors, [visitors, shown])

if __name__ == "__main__":
    demo.launch()
