"""A page that Gradio's clients call in tests."""

PROGRAM = '''
import tempfile
import time
from pathlib import Path

import iface


def remember(name, seen):
    seen = [*seen, name]
    return " ".join(seen), seen


def repeat(name, times=1):
    """Say it again."""
    return name * int(times)


def step(name):
    for number in range(5):
        yield f"{name} {number}", {"number": number}


def count():
    for number in range(1000):
        yield str(number)
        time.sleep(0.02)


def fail(name):
    if name == "own":
        raise iface.Error("No flour.", title="Refused", duration=7)
    raise ValueError("a secret")


def work(name, progress=iface.Progress()):
    for number in range(4):
        progress(number / 4, desc="Baking")
        time.sleep(0.15)
    iface.Info("Baked.")
    return name


def copy(path):
    place = Path(tempfile.mkdtemp()) / "a copy.txt"
    place.write_text(Path(path).read_text() + "!")
    return str(place)


def who(request: iface.Request):
    return request.headers.get("x-tried", "")


with iface.Blocks(title="Tried") as demo:
    name, times = iface.Textbox(label="Name"), iface.Number(1, label="Times")
    seen = iface.State([])
    said, data = iface.Textbox(label="Said"), iface.JSON(label="Data")
    given, made = iface.File(label="Given"), iface.File(label="Made")
    button = iface.Button("Go")
    button.click(remember, [name, seen], [said, seen])
    button.click(repeat, [name, times], said)
    button.click(step, name, [said, data])
    button.click(count, None, said)
    button.click(fail, name, said)
    button.click(work, name, said)
    button.click(copy, given, made)
    button.click(who, None, said)
    button.click(lambda: None, api_name="hidden", api_visibility="undocumented")
'''
