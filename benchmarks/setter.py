"""The least that an answer to the same request can cost where each is written down: a bare Flask view
that does one SET in Redis per request.

It writes what its session has sent so far, with one client for all threads, and reads nothing back:
what it shows comes from a dict.
"""

import json
import os

from flask import Flask, Response, jsonify, request
from redis import Redis

app = Flask(__name__)
app.json.sort_keys = False  # type: ignore[attr-defined]
histories: dict[str, list[str]] = {}
client = Redis.from_url(os.environ["IFACE_STORE"])


@app.post("/")
def store_message() -> Response:
    token, message = request.headers["X-Iface-Session"], request.form["message"]
    history = histories.setdefault(token, [])
    output = {"Current messages": message, "Previous messages": history[::-1]}
    history.append(message)
    client.set(token, json.dumps(history))
    return jsonify(output)


@app.get("/-/health")
def health() -> Response:
    client.ping()
    return jsonify({"status": "ok"})
