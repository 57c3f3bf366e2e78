"""What the size of a page costs: the page itself, and one event of it.

Two pages in this process, without a server: one of two texts with three listeners, and one of a hundred
such pairs. They are asked in turns: small, large, small, large ... An event takes one text, gives
the other, and is sent as the page's script sends it. Every answer is checked.

    page         milliseconds until the page was rendered
    event        milliseconds until an event was answered
"""

import argparse
import time
from collections.abc import Callable
from statistics import median

from benchmarks.figures import ratios, table
from benchmarks.load import Answer
from benchmarks.profile import answered_by
from benchmarks.visits import Form, form_of, submission
from benchmarks.wrong import WrongAnswer
from iface.blocks import Blocks
from iface.components import Textbox

LISTENERS = 3
"""Of each pair."""

_GET = b"GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be changed."""
    parser.add_argument("--rounds", type=int, default=201, help="the median of so many (201)")
    parser.add_argument("--pairs", type=int, default=100, help="of texts on the large page (100)")


def measure(options: argparse.Namespace) -> str:
    """Both pages' figures, and the one's as a multiple of the other's."""
    small, large = figures(options.rounds, options.pairs)
    rows: list[list[object]] = [
        [f"2 components, {LISTENERS} listeners", *small],
        [f"{2 * options.pairs} components, {LISTENERS * options.pairs} listeners", *large],
        ["ratio", *ratios(large, small)],
    ]
    return table(f"Pages, median of {options.rounds} rounds", ["", "page ms", "event ms"], rows)


def figures(rounds: int, pairs: int) -> tuple[list[float], list[float]]:
    """Milliseconds for the page and for an event, of the small page and of the large one."""
    demos = page_of(1), page_of(pairs)
    forms = [form_of(answered_by(demo, _GET)) for demo in demos]
    pages: tuple[list[float], list[float]] = [], []
    events: tuple[list[float], list[float]] = [], []
    # One after the other: a large page that was just rendered leaves the processor's caches cold.
    for number in range(rounds):
        for demo, form, taken in zip(demos, forms, events, strict=True):
            taken.append(_answered(demo, form, f"word {number}"))
    for _ in range(rounds):
        for demo, taken in zip(demos, pages, strict=True):
            taken.append(_rendered(demo))
    for demo in demos:
        demo.close()
    small, large = ([median(pages[place]), median(events[place])] for place in (0, 1))
    return small, large


def page_of(pairs: int) -> Blocks:
    """A page of so many pairs of texts, each with three listeners."""
    with Blocks(store="memory:") as demo:
        for number in range(pairs):
            word = Textbox(label=f"Word {number}")
            shown = Textbox(label=f"Shown {number}", interactive=False)
            for verb in ("change", "submit", "blur"):
                getattr(word, verb)(str.upper, word, shown, api_name=f"{verb}_{number}")
    return demo


def _rendered(demo: Blocks) -> float:
    answer, taken = _timed(lambda: answered_by(demo, _GET))
    if answer.status != 200 or b"Shown 0" not in answer.body:
        raise WrongAnswer(f"the page is {answer.body[:500]!r}.")
    return taken


def _answered(demo: Blocks, form: Form, word: str) -> float:
    request = submission(80, form, "submit_0", {"word_0": word})
    answer, taken = _timed(lambda: answered_by(demo, request))
    if answer.status != 200 or word.upper().encode() not in answer.body:
        raise WrongAnswer(f"{word!r} was sent, and the answer is {answer.body[:500]!r}.")
    return taken


def _timed(ask: Callable[[], Answer]) -> tuple[Answer, float]:
    """An answer, and the milliseconds that it took."""
    began = time.perf_counter()
    answer = ask()
    return answer, (time.perf_counter() - began) * 1e3
