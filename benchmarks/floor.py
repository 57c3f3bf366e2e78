"""The least that an answer to the same request can cost: a bare Flask view and a dict.

It takes the body that the page sends, and gives what the function gives. It checks nothing, keeps
nothing past its process, and two submits of one session may lose each other's message.
"""

from flask import Flask, Response, jsonify, request

app = Flask(__name__)
app.json.sort_keys = False  # type: ignore[attr-defined]
histories: dict[str, list[str]] = {}


@app.post("/")
def store_message() -> Response:
    history = histories.setdefault(request.headers["X-Iface-Session"], [])
    message = request.form["message"]
    output = {"Current messages": message, "Previous messages": history[::-1]}
    history.append(message)
    return jsonify(output)


@app.get("/-/health")
def health() -> Response:
    return jsonify({"status": "ok"})
