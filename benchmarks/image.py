"""What a picture costs on its way in and out, beside Pillow's own decoding and encoding.

A picture of 4000 x 3000 pixels comes in as a file and becomes an array, as for a function; the array goes
out as a file of the same format. Pillow does the least that this takes: it decodes the one file, and
encodes what it decoded with the same options, without an array in between. Pillow with numpy is what a
program would write: `asarray` of what was opened, and `fromarray` of that. In turns; milliseconds of CPU,
the median of the rounds.
"""

import argparse
import io
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.figures import middle, ratios, table
from benchmarks.wrong import WrongAnswer
from iface import files
from iface.components import Image
from iface.components._pixels import WRITTEN
from iface.files.store import FileStore


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be changed."""
    parser.add_argument("--rounds", type=int, default=7, help="the median of so many (7)")
    parser.add_argument("--size", default="4000x3000", help="pixels (4000x3000)")
    parser.add_argument("--formats", default="webp,jpeg,png", help="(webp,jpeg,png)")


def measure(options: argparse.Namespace) -> str:
    """Each format's figures, of Pillow and of ours, and the one's as a multiple of the other's."""
    width, height = (int(part) for part in options.size.split("x"))
    array = _scene(width, height)
    rows: list[list[object]] = []
    with tempfile.TemporaryDirectory() as folder, files.serving(FileStore(Path(folder)).of("ab" * 10)):
        for format in options.formats.split(","):
            least, plain, ours = _figures(array, format, options.rounds)
            rows += [[f"{format}, Pillow", *least], [f"{format}, Pillow with numpy", *plain]]
            rows += [[f"{format}, Image", *ours], ["ratio to Pillow", *ratios(ours, least)]]
            rows.append(["ratio to Pillow with numpy", *ratios(ours, plain)])
    title = f"A picture of {options.size} pixels, median of {options.rounds} rounds"
    return table(title, ["", "in ms", "out ms", "both ms"], rows)


def _figures(array: Any, format: str, rounds: int) -> tuple[list[float], list[float], list[float]]:
    component = Image(format=format)
    data = component.postprocess(array)
    if data is None or data["type"] != f"image/{format}":
        raise WrongAnswer(f"the picture was kept as {data}.")
    path = files.here().find(data["id"]).path
    taken: tuple[list[list[float]], list[list[float]], list[list[float]]] = [], [], []
    for _ in range(rounds):
        taken[0].append(_both(lambda: _decoded(path), lambda image: _encoded(image, format)))
        taken[1].append(_both(lambda: _opened(path), lambda pixels: _written(pixels, format)))
        taken[2].append(_both(lambda: component.preprocess(data), component.postprocess))
    if component.preprocess(data).shape != array.shape:
        raise WrongAnswer("the picture came back in another shape.")
    return middle(taken[0]), middle(taken[1]), middle(taken[2])


def _both(get: Callable[[], Any], give: Callable[[Any], Any]) -> list[float]:
    began = time.process_time()
    picture = get()
    between = time.process_time()
    give(picture)
    ended = time.process_time()
    return [(between - began) * 1e3, (ended - between) * 1e3, (ended - began) * 1e3]


def _decoded(path: Path) -> Any:
    from PIL import Image as pillow

    with pillow.open(path) as image:
        image.load()
        return image


def _encoded(image: Any, format: str) -> bytes:
    written = io.BytesIO()
    image.save(written, format, **WRITTEN[format])
    return written.getvalue()


def _opened(path: Path) -> Any:
    import numpy
    from PIL import Image as pillow

    with pillow.open(path) as image:
        return numpy.asarray(image)


def _written(pixels: Any, format: str) -> bytes:
    from PIL import Image as pillow

    return _encoded(pillow.fromarray(pixels), format)


def _scene(width: int, height: int) -> Any:
    """Soft colours with some noise, as a photograph has it."""
    import numpy
    from PIL import Image as pillow

    random = numpy.random.default_rng(1)
    coarse = random.integers(0, 256, (height // 10 + 1, width // 10 + 1, 3), dtype=numpy.uint8)
    soft = pillow.fromarray(coarse).resize((width, height), pillow.Resampling.BICUBIC)
    noise = random.integers(-4, 5, (height, width, 3), dtype=numpy.int16)
    return numpy.clip(numpy.asarray(soft) + noise, 0, 255).astype(numpy.uint8)
