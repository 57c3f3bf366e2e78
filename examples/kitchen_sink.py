"""Every component, in every state: a catalogue to look at and to try."""

import math
import struct
import tempfile
import wave
import zlib
from importlib.util import find_spec
from pathlib import Path
from threading import Event

import iface

FOLDER = Path(tempfile.mkdtemp(prefix="kitchen-sink-"))
HAS_CHARTS = all(find_spec(name) for name in ("numpy", "pandas", "matplotlib"))


# Values made here, so that there is something to see and to hear without a file of anybody's.


def picture(hue: int) -> str:
    """The path of a PNG of 96 by 64 pixels that runs from one colour to another."""
    rows = bytearray()
    for down in range(64):
        rows.append(0)
        for across in range(96):
            rows += bytes((hue + across, 80 + 2 * down, 200 - across))
    header = struct.pack(">IIBBBBB", 96, 64, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b"")]
    path = FOLDER / f"colours-{hue}.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
            for name, body in chunks
        )
    )
    return str(path)


def tone() -> str:
    """The path of a second of sound: an A that fades."""
    path = FOLDER / "tone.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 8000, "NONE", "not compressed"))
        samples = (12000 * math.sin(2 * math.pi * 440 * at / 8000) * (1 - at / 8000) for at in range(8000))
        file.writeframes(b"".join(struct.pack("<h", int(one)) for one in samples))
    return str(path)


def note() -> str:
    """The path of a short text."""
    path = FOLDER / "notes.txt"
    path.write_text("Flour, water, salt.\n", encoding="utf-8")
    return str(path)


PROSE = """## Bread
*Flour*, **water** and `salt`; then patience.

1. Mix, and wait.
2. Fold, and wait again.

> Most of baking is waiting.

| hour | what to do |
|---|---|
| 0 | mix |
| 12 | bake |
"""
PROGRAM = '''def rise(dough: float, hours: int = 12) -> float:
    """How large it has become."""
    return dough * 1.08**hours  # per hour
'''
SPANS = [("Ada", "person"), (" baked in ", None), ("London", "place"), (" on ", None), ("Sunday", "time")]
TABLE = {
    "headers": ["Bread", "Hours", "Sold"],
    "data": [["Rye", 18, 42], ["Wheat", 12, 77], ["Spelt", 14, 23]],
}
TALK = [
    {"role": "user", "content": "How long does it rise?"},
    {
        "role": "assistant",
        "content": "About **twelve hours**:\n\n- fold it twice\n- keep it cool",
    },
]
BREADS = ["Rye", "Wheat", "Spelt", "Oat"]


def show_texts(title, _filled, story, _secret, code):
    return f"{title}: {story}".strip(": "), code


def show_choices(*chosen):
    return {name: value for name, value in zip(CHOICES, chosen, strict=True) if value not in (None, [])}


CHOICES = ("bread", "toppings", "size", "extras", "loaves", "hours", "slices", "sliced", "colour", "ready")


def refuse(_name, _loaves):
    raise iface.Error("There is no flour left. Order some, and try again.", title="The order was refused")


def work_slowly():
    Event().wait(2)
    return "Baked."


def say_things():
    iface.Info("The oven is warm.")
    iface.Warning("There is little salt left.")
    iface.Success("The dough has risen.")


def count_up():
    for number in range(1, 6):
        Event().wait(0.3)
        yield number


def answer(message, talk):
    # A caller of the API may leave the message out.
    said = {"role": "user", "content": (message and message["text"]) or "(a file)"}
    return None, [*talk, said, {"role": "assistant", "content": "Wait, and it will be good."}]


def texts():
    with iface.Row():
        with iface.Column(variant="panel"):
            title = iface.Textbox(label="Empty", placeholder="What is it called?")
            filled = iface.Textbox("Sourdough", label="Filled", info="With a line that explains it.")
            story = iface.Textbox(label="Several lines", lines=3, max_length=200)
            secret = iface.Textbox("flour", label="Password", type="password")
            code = iface.Code(PROGRAM, "python", label="Code")
            show = iface.Button("Show", variant="primary")
        with iface.Column(variant="output"):
            shown = iface.Textbox("Only to read", label="Read-only")
            listing = iface.Code(PROGRAM, "python", label="Code to read", interactive=False)
            iface.Label({"rye": 0.71, "wheat": 0.22, "spelt": 0.07}, label="Label")
            iface.HighlightedText(SPANS, label="Highlighted text", show_legend=True)
            iface.JSON({"bread": "rye", "hours": [12, 18], "baked": True, "by": None}, label="JSON")
            iface.JSON(label="JSON without a value")
    with iface.Row():
        iface.Markdown(PROSE, label="Markdown")
        iface.HTML("<p>HTML of <b>one's own</b>, with what could run <i>taken out</i>.</p>", label="HTML")
    show.click(show_texts, [title, filled, story, secret, code], [shown, listing])


def choices():
    with iface.Row():
        with iface.Column(variant="panel"):
            given = [
                iface.Dropdown(BREADS, label="Dropdown"),
                iface.Dropdown(BREADS, value=["Rye"], multiselect=True, label="Several of a list"),
                iface.Radio(["Small", "Large"], value="Small", label="Radio"),
                iface.CheckboxGroup(["Seeds", "Nuts", "Raisins"], value=["Nuts"], label="Checkbox group"),
                iface.Number(2, minimum=1, maximum=12, label="Number"),
                iface.Slider(1, 24, 12, step=1, label="Slider", info="From 1 to 24"),
                iface.Number(label="Empty number"),
                iface.Checkbox(True, label="Checkbox"),
                iface.ColorPicker("#b5651d", label="Colour"),
                iface.DateTime("2026-06-01 08:00:00", label="Date and time"),
            ]
            show = iface.Button("Show", variant="primary")
        with iface.Column(variant="output"):
            shown = iface.JSON(label="What was chosen")
            iface.Dropdown(BREADS, value="Wheat", label="Dropdown, read-only", interactive=False)
            iface.Radio(["Small", "Large"], value="Large", label="Radio, read-only", interactive=False)
            iface.CheckboxGroup(
                ["Seeds", "Nuts"], value=["Nuts"], label="Several, read-only", interactive=False
            )
            iface.Number(7, label="Number, read-only", interactive=False)
            iface.Slider(1, 24, 6, label="Slider, read-only", interactive=False)
            iface.Checkbox(True, label="Checkbox, read-only", interactive=False)
            iface.ColorPicker("#3157d5", label="Colour, read-only", interactive=False)
            iface.DateTime("2026-06-01 08:00:00", label="Date, read-only", interactive=False)
    show.click(show_choices, given, shown)


def tables():
    with iface.Row():
        with iface.Column(variant="panel"):
            iface.Dataframe(TABLE, type="array", label="Table")
        with iface.Column(variant="output"):
            iface.Dataframe(TABLE, type="array", label="Table, read-only", interactive=False)
            iface.Dataframe(type="array", headers=["Bread"], label="Empty table", interactive=False)
    if HAS_CHARTS:
        charts()


def charts():
    import pandas
    from matplotlib.figure import Figure

    sales = pandas.DataFrame(
        {
            "day": list(range(1, 9)) * 2,
            "sold": [12, 18, 15, 22, 27, 25, 31, 36, 8, 9, 14, 13, 17, 21, 19, 24],
            "bread": ["Rye"] * 8 + ["Wheat"] * 8,
        }
    )
    figure = Figure(figsize=(5, 3))
    axes = figure.subplots()
    axes.plot(sales["sold"][:8])
    axes.set_title("A figure of matplotlib")
    with iface.Row():
        iface.LinePlot(sales, x="day", y="sold", color="bread", label="Line plot")
        iface.BarPlot(sales, x="bread", y="sold", y_aggregate="sum", label="Bar plot")
    with iface.Row():
        iface.ScatterPlot(sales, x="day", y="sold", color="bread", label="Scatter plot")
        iface.Plot(figure, label="Plot")


def files():
    with iface.Row():
        with iface.Column(variant="panel"):
            iface.File(label="File")
            iface.Image(type="filepath", label="Image")
            iface.Audio(type="filepath", label="Audio")
            iface.Video(label="Video")
            iface.UploadButton("Upload a file")
        with iface.Column(variant="output"):
            iface.File(note(), label="File, read-only", interactive=False)
            iface.Image(picture(40), type="filepath", label="Image, read-only", interactive=False)
            iface.Audio(tone(), type="filepath", label="Audio, read-only", interactive=False)
            iface.Video(label="No video yet", interactive=False)
            iface.DownloadButton("Download the notes", note())
    iface.Gallery([(picture(hue), f"Hue {hue}") for hue in (0, 50, 100, 150)], columns=4, label="Gallery")


def conversation():
    talk = iface.Chatbot(TALK, label="Conversation", height=320)
    message = iface.MultimodalTextbox(label="Message", placeholder="Ask about bread")
    iface.Chatbot([], label="Empty conversation", placeholder="Nothing was said yet.", height=160)
    message.submit(answer, [message, talk], [message, talk])


def states():
    with iface.Row():
        with iface.Column(variant="panel"):
            name = iface.Textbox(label="Required", required=True)
            loaves = iface.Number(240, label="Beyond its range", maximum=12)
            with iface.Row(variant="actions"):
                order = iface.Button("Order", variant="primary")
                notices = iface.Button("Notices")
        with iface.Column(variant="output"):
            baked = iface.Textbox(label="Two seconds later")
            counted = iface.Number(label="Counted")
            with iface.Row(variant="actions"):
                slow = iface.Button("Bake slowly")
                count = iface.Button("Count to five")
                stop = iface.Button("Stop", variant="stop")
    with iface.Row():
        for variant in ("primary", "secondary", "stop"):
            iface.Button(variant.capitalize(), variant=variant)
        iface.Button("Disabled", interactive=False)
        iface.Button("Link", link="#")
    with iface.Accordion("What can be folded", open=False), iface.Group():
        iface.Textbox("In a group", label="First")
        iface.Textbox("of its own", label="Second")
    remembered = iface.Textbox(label="Filled by an example", interactive=True)
    iface.Examples([["Rye, 18 hours"], ["Wheat, 12 hours"]], [remembered])
    order.click(refuse, [name, loaves])
    notices.click(say_things)
    slow.click(work_slowly, None, baked)
    counting = count.click(count_up, None, counted)
    stop.click(None, cancels=counting)


with iface.Blocks(title="Kitchen sink") as demo:
    iface.Markdown("# Kitchen sink\nEvery component: on the left to fill in, on the right as it is shown.")
    with iface.Tabs():
        for label, build in (
            ("Texts", texts),
            ("Choices", choices),
            ("Tables", tables),
            ("Files", files),
            ("Conversation", conversation),
            ("States", states),
        ):
            with iface.Tab(label):
                build()

if __name__ == "__main__":
    demo.launch()
