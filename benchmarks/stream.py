"""What a stream costs, beside a bare Flask stream of the same tokens.

A function says tokens, and the page shows them as they come. First one client takes 1,000 tokens as fast
as they come; both servers in turns. Then clients take tokens 20 times a second, one alone and 50 at once,
from two workers of 64 threads. Every answer is checked, whether each token came, once and in its order.

    ms           milliseconds from the request to the end of the stream
    chunks       pieces of text that came
    bytes        of the wire for each of them, HTTP's own included
    CPU us       microseconds that the workers computed for each of them

At the end stands what a chunk costs on top of the floor's own, its share of the submit included.
"""

import argparse
import json
import re
import selectors
import socket
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from benchmarks.figures import middle, ratios, table
from benchmarks.servers import Server
from benchmarks.visits import Form, open_pages
from benchmarks.wrong import WrongAnswer

HEAD = ["", "clients", "ms", "chunks", "bytes", "CPU us"]
PAUSE = 0.05
_END = b'data:{"type":"end"}\n\n'
_CHUNK = re.compile(rb"\r\n[0-9a-fA-F]+\r\n")


class Taken(NamedTuple):
    """What one client took: its length in seconds, how many pieces of text, and how many bytes they were."""

    seconds: float
    chunks: int
    bytes: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be changed."""
    parser.add_argument("--rounds", type=int, default=7, help="the median of so many (7)")
    parser.add_argument("--tokens", type=int, default=1000, help="as fast as they come (1000)")
    parser.add_argument("--paced", type=int, default=200, help="tokens, 20 a second (200)")
    parser.add_argument(
        "--paced-rounds", type=int, default=3, help="the median of so many, for all at once (3)"
    )
    parser.add_argument("--clients", type=int, default=50, help="at once (50)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=64)


def measure(options: argparse.Namespace) -> str:
    """Both servers' figures, and the one's as a multiple of the other's."""
    with ExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory())
        floor, iface = (
            stack.enter_context(
                Server(
                    f"benchmarks.talk:{app}",
                    Path(name, app),
                    "sqlite",
                    workers=options.workers,
                    threads=options.threads,
                )
            )
            for app in ("app", "demo")
        )
        fast = _in_turns(floor, iface, 1, str(options.tokens), options.rounds)
        paced = f"{options.paced}/{PAUSE}"
        alone = _in_turns(floor, iface, 1, paced, 1)
        together = _in_turns(floor, iface, options.clients, paced, options.paced_rounds)
    rows: list[list[object]] = []
    for clients, (least, ours) in ((1, fast), (1, alone), (options.clients, together)):
        rows += [["floor", str(clients), *least], ["iface", str(clients), *ours]]
        rows.append(["ratio", str(clients), *ratios(ours, least)])
    served = f"gunicorn -w {options.workers} --threads {options.threads}"
    title = f"Streams, {served}: {options.tokens} tokens at once, then {options.paced} tokens, 20 a second"
    on_top = together[1][3] - together[0][3]
    return (
        f"{table(title, HEAD, rows)}\nCPU on top per chunk: {on_top:.0f} us with {options.clients} clients\n"
    )


def _in_turns(
    floor: Server, iface: Server, clients: int, asked: str, rounds: int
) -> tuple[list[float], list[float]]:
    """The figures of the floor, and those of iface."""
    found: tuple[list[list[float]], list[list[float]]] = [], []
    for number in range(-1 if rounds > 1 else 0, rounds):
        for place, server in enumerate((floor, iface)):
            forms = open_pages(iface.port, clients)
            before = server.processor_seconds()
            taken = take(server.port, forms, asked)
            computed = server.processor_seconds() - before
            chunks = sum(one.chunks for one in taken)
            if number >= 0:
                longest = max(one.seconds for one in taken)
                bytes_each = sum(one.bytes for one in taken) / chunks
                found[place].append([longest * 1e3, chunks / clients, bytes_each, computed / chunks * 1e6])
    return middle(found[0]), middle(found[1])


def take(port: int, forms: list[Form], asked: str) -> list[Taken]:
    """What each of as many clients as there are forms takes, all at once.

    Raises:
        WrongAnswer: a token is missing, or stands twice.
    """
    received: dict[socket.socket, bytearray] = {}
    ended: dict[socket.socket, float] = {}
    with ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        began = time.perf_counter()
        for form in forms:
            one = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            one.sendall(_request(port, form, asked))
            selector.register(one, selectors.EVENT_READ)
            received[one] = bytearray()
        while len(ended) < len(forms):
            ready = selector.select(30)
            if not ready:
                raise WrongAnswer("no token within 30 seconds.")
            for key, _ in ready:
                one = key.fileobj  # type: ignore[assignment]
                piece = one.recv(1 << 16)
                received[one] += piece
                if _END in received[one][-200:] or not piece:
                    ended[one] = time.perf_counter() - began
                    selector.unregister(one)
    return [_checked(bytes(text), ended[one], asked) for one, text in received.items()]


def _checked(answer: bytes, seconds: float, asked: str) -> Taken:
    head, _, body = answer.partition(b"\r\n\r\n")
    plain = _CHUNK.sub(b"", b"\r\n" + body)
    said = [json.loads(line) for line in re.findall(rb"data:(.*?)\n\n", plain)]
    if b"application/json" in head:  # all was said before the first could be told
        said = json.loads(body)["events"]
    text = "".join(map(_text_of, said))
    whole = "".join(f" w{number % 1000:03}" for number in range(int(asked.partition("/")[0])))
    if text != whole:
        raise WrongAnswer(
            f"{whole[-60:]!r} is the end of what was said, {text[-60:]!r} of what came: {head!r}"
        )
    chunks = sum(isinstance(one, (str, list)) for one in said)
    short = re.findall(rb'\w+\r\ndata:(?:\[|").*?\n\n\r\n', body)
    return Taken(seconds, max(chunks, 1), len(b"".join(short)))


def _text_of(said: Any) -> str:
    if isinstance(said, str):
        return said
    if isinstance(said, list):
        return str(said[1])
    if said["type"] == "grow":
        return str(said["text"])
    if said["type"] != "output":
        return ""
    found = re.search(r"readonly[^>]*>\n?([^<]*)</textarea>", said["html"])
    return found[1] if found else ""


def _request(port: int, form: Form, asked: str) -> bytes:
    fields = {**form, "asked": asked, "iface-event": "talk"}
    body = urlencode(fields).encode()
    lines = [
        "POST / HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Accept: application/json, text/event-stream",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
