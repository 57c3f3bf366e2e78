"""A function that talks: as a page of iface's, and as the least that a stream can be, a bare Flask view.

Both say the same tokens with the same pause, "count/seconds", and the text grows by one token each time.
"""

import json
import time
from collections.abc import Iterator

from flask import Flask, Response, jsonify, request

import iface


def talk(asked: str) -> Iterator[str]:
    """The text so far, token by token."""
    text = ""
    for token in tokens(asked):
        text += token
        yield text


def tokens(asked: str) -> Iterator[str]:
    """So many tokens, so many seconds apart."""
    count, _, seconds = asked.partition("/")
    for number in range(int(count)):
        if seconds:
            time.sleep(float(seconds))
        yield f" w{number % 1000:03}"


demo = iface.Interface(talk, inputs=iface.Textbox(label="Asked"), outputs=iface.Textbox(label="Said"))

app = Flask(__name__)


@app.post("/")
def stream() -> Response:
    asked = request.form["asked"]

    def lines() -> Iterator[bytes]:
        for token in tokens(asked):
            yield f"data:{json.dumps(token)}\n\n".encode()
        yield b'data:{"type":"end"}\n\n'

    return Response(lines(), mimetype="text/event-stream")


@app.get("/-/health")
def health() -> Response:
    return jsonify({"status": "ok"})
