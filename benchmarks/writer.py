"""The least that an answer to the same request can cost where each is written down: a bare Flask view
that does one SQLite write per request.

It writes what its session has sent so far, in WAL mode with one connection for each thread, and reads
nothing back: what it shows comes from a dict.
"""

import json
import os
import sqlite3
from pathlib import Path
from threading import local

from flask import Flask, Response, jsonify, request

app = Flask(__name__)
app.json.sort_keys = False  # type: ignore[attr-defined]
histories: dict[str, list[str]] = {}
here = local()
PATH = Path(os.environ["XDG_STATE_HOME"], "writer.db")


@app.post("/")
def store_message() -> Response:
    token, message = request.headers["X-Iface-Session"], request.form["message"]
    history = histories.setdefault(token, [])
    output = {"Current messages": message, "Previous messages": history[::-1]}
    history.append(message)
    _database().execute("INSERT OR REPLACE INTO records VALUES (?, ?)", (token, json.dumps(history)))
    return jsonify(output)


@app.get("/-/health")
def health() -> Response:
    _database()
    return jsonify({"status": "ok"})


def _database() -> sqlite3.Connection:
    if not hasattr(here, "database"):
        here.database = sqlite3.connect(PATH, isolation_level=None, timeout=30)
        here.database.execute("PRAGMA journal_mode = WAL")
        here.database.execute("PRAGMA synchronous = NORMAL")
        here.database.execute("CREATE TABLE IF NOT EXISTS records (key TEXT PRIMARY KEY, data TEXT)")
    database: sqlite3.Connection = here.database
    return database
