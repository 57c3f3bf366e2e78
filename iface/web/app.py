"""The addresses of a page, all relative to where it is mounted.

GET  ./                      the page
POST ./                      its form
POST ./api/<name>            an event as one call
GET  ./api/                  what can be called, for people; POST tries it
GET  ./api/openapi.json      the same for programs
GET  ./static/<digest>/...   our style and scripts, for ever
GET  ./style/<digest>.css    the page's own style
GET  ./frame/<word>/...      a document without rights, in which a library draws
GET  ./script/<digest>.js    the page's own functions for the browser
GET  ./file/<id>             a file of a session, or of the program
POST ./-/upload              a visitor's file, as it comes
POST ./-/fragment            one component with what was entered
GET  ./-/runs/<id>           what follows the first `after` events of a run
POST ./-/stop                stop a run
POST ./-/alive               a page says that it is open, every 15 minutes
POST ./-/leave               a page says that it was left
GET  ./login                 the page that asks for a name and a password
POST ./login                 what was entered there
POST ./-/logout              end a login
...  ./config, ./gradio_api/...   for Gradio's own clients: see `iface.web.gradio`
GET  ./-/health              whether it can work
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from secrets import token_hex
from typing import Any

from flask import Blueprint, Flask, Request, Response, jsonify, make_response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.middleware.proxy_fix import ProxyFix

from iface import assets, frames
from iface.errors import DesignError, IfaceError, RefusedRequest
from iface.web import api, door, form, gradio, language, life, login, looking, results, uploads
from iface.web.guard import check_door, seal
from iface.web.site import Site
from iface.words import say

logger = logging.getLogger("iface")

FOREVER = "public, max-age=31536000, immutable"


def create_app(site: Callable[[], Site], *, proxies: int = 0) -> Flask:
    """A Flask app with the page at its root, behind so many proxies."""
    app = Flask("iface", static_folder=None, template_folder=None)
    if proxies:
        # Not the host they tell: who reaches us past them could name one, and so pass the guard's look at it.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.config["IFACE_SITE"] = site
    app.register_blueprint(blueprint(site))
    app.url_map.merge_slashes = False
    # What no address of the blueprint matches does not pass its guard.
    app.register_error_handler(HTTPException, lambda error: seal(_explain_http(error)))
    return app


def blueprint(site: Callable[[], Site], name: str = "iface") -> Blueprint:
    """The addresses above. `site` is called when the first request comes, not before."""
    routes = Blueprint(name, __name__)
    routes.before_request(lambda: _enter(_asked(), site()))
    routes.after_request(seal)
    routes.teardown_request(lambda _: language.end(_asked()))
    routes.get("/", endpoint="page")(lambda: form.open_page(_asked(), site()))
    routes.post("/", endpoint="submit")(lambda: form.submit_form(_asked(), site()))
    routes.get("/api/", endpoint="api_page")(lambda: _try_api(site()))
    routes.post("/api/", endpoint="api_form")(lambda: _try_api(site()))
    routes.get("/api/openapi.json", endpoint="openapi")(lambda: _described(site()))
    routes.post("/api/<name>", endpoint="api")(lambda name: api.call_event(_asked(), site(), name))
    routes.get("/file/<id>", endpoint="file")(lambda id: uploads.show_file(_asked(), site(), id))
    routes.post("/-/upload", endpoint="upload")(lambda: uploads.receive(_asked(), site()))
    routes.post("/-/fragment", endpoint="fragment")(lambda: form.show_entries(_asked(), site()))
    routes.get("/-/runs/<id>", endpoint="run")(lambda id: looking.look_on(_asked(), site(), id))
    routes.post("/-/stop", endpoint="stop")(lambda: looking.stop(_asked(), site()))
    routes.post("/-/alive", endpoint="alive")(lambda: life.note_life(request, site()))
    routes.post("/-/leave", endpoint="leave")(lambda: life.note_leaving(request, site()))
    routes.get("/login", endpoint="login")(lambda: login.open_login(_asked(), site()))
    routes.post("/login", endpoint="log_in")(lambda: login.log_in(_asked(), site()))
    routes.post("/-/logout", endpoint="logout")(lambda: login.log_out(_asked(), site()))
    routes.get("/static/<digest>/<path:path>", endpoint="asset")(_asset)
    routes.get("/style/<digest>.css", endpoint="style")(
        lambda digest: _own(f"style/{digest}.css", site().style_address, site().style)
    )
    routes.get("/script/<digest>.js", endpoint="script")(
        lambda digest: _own(f"script/{digest}.js", site().program_address, site().program)
    )
    routes.get("/frame/<word>/<digest>/", endpoint="frame")(_frame)
    routes.get("/frame/<word>/<digest>/<name>", endpoint="frame_file")(_frame_file)
    routes.get("/-/health", endpoint="health")(lambda: _health(site()))
    gradio.add_routes(routes, _asked, site)
    routes.register_error_handler(IfaceError, _explain)
    routes.register_error_handler(DesignError, _explain_design)
    routes.register_error_handler(HTTPException, _explain_http)
    routes.register_error_handler(Exception, _explain_unforeseen)
    return routes


# What these two take is imported for the few who ask.


def _try_api(site: Site) -> Response:
    from iface.web import apipage

    return (apipage.attempt if request.method == "POST" else apipage.open_page)(_asked(), site)


def _described(site: Site) -> Response:
    from iface.web import openapi

    return openapi.show(site)


def addresses() -> list[dict[str, Any]]:
    """Every address of a page, with its methods, and whether it is open to who is not logged in."""
    app = Flask("iface", static_folder=None)
    app.register_blueprint(blueprint(_no_site))
    rules = sorted(app.url_map.iter_rules(), key=lambda one: (one.rule, sorted(one.methods or ())))
    return [
        {
            "path": f".{one.rule}",
            "methods": sorted({*(one.methods or ())} - {"HEAD", "OPTIONS"}),
            "open": login.is_open(one.endpoint),
        }
        for one in rules
    ]


def _no_site() -> Site:
    raise AssertionError("nobody asks a list of addresses for a page")


def _enter(asked: Request, site: Site) -> Response | None:
    """What stands before every view, and may take its place."""
    language.begin(asked, site.languages)
    check_door(asked, site)
    return door.keep(asked, site) or login.admit(asked, site)


def _asked() -> Request:
    """The request itself: each look through Flask's stand-in for it costs."""
    asked: Request = request._get_current_object()  # type: ignore[attr-defined]
    return asked


def _gone() -> RefusedRequest:
    return RefusedRequest(say("There is no such file."), fix=say("Reload the page."), status=404)


def _asset(digest: str, path: str) -> Response:
    found = assets.static_file(path) if digest == assets.digest() else None
    if found is None:
        raise _gone()
    return _packed(found)


def _frame(word: str, digest: str) -> Response:
    body = frames.document(word) if digest == frames.digest(word) else None
    if body is None:
        raise _gone()
    response = make_response(body)
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    response.headers["Content-Security-Policy"] = frames.policy(word)
    response.headers["Cache-Control"] = FOREVER
    return response


def _frame_file(word: str, digest: str, name: str) -> Response:
    found = frames.file(word, name) if digest == frames.digest(word) else None
    if found is None:
        raise _gone()
    response = _packed(found)
    # The frame's origin is its own alone: what it loads is another's to it.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _packed(found: assets.Asset) -> Response:
    response = make_response(found.body)
    if found.gzipped is not None and request.accept_encodings.quality("gzip") > 0:
        response = make_response(found.gzipped)
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Type"] = found.type
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOREVER
    return response


def _own(asked: str, address: str, found: assets.Asset) -> Response:
    """What the program itself gives the browser, if that is what is asked for."""
    if asked != address:
        raise _gone()
    return _packed(found)


def _health(site: Site) -> Response:
    site.store.get("health")
    return jsonify({"status": "ok"})


def _explain(error: IfaceError) -> Response:
    """The one place where an error becomes an answer: JSON for programs, text for people."""
    if _wants_json():
        response = results.as_problem(error)
    else:
        response = make_response(f"{error.problem} {error.fix}\n", error.status)
        response.headers["Content-Type"] = "text/plain; charset=utf-8"
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _explain_design(error: DesignError) -> Response:
    """What is wrong with the program or its settings is for the log: it may name paths and keys."""
    mark = token_hex(4)
    logger.error("The page cannot be served (request %s): %s", mark, error)
    problem = say("This page is not set up right (request {mark}).", mark=mark)
    return _explain(IfaceError(problem, fix=say("The log says what.")))


def _explain_http(error: HTTPException) -> Response:
    code = error.code or 500
    if code < 400:
        return make_response(error.get_response())
    is_form = request.mimetype.startswith("multipart/")
    most = ((request.max_form_memory_size if is_form else request.max_content_length) or 0) // 2**20
    problem = f"{error.name.rstrip('.')}."
    fix = {404: "Look at the address.", 405: "Use another method."}.get(code, "Change the request.")
    if code == 413:
        problem, fix = say("This is more than the {most} MB that are taken.", most=most), say("Send less.")
    response = _explain(RefusedRequest(problem, fix=fix, status=code))
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(error.valid_methods or ())
    return response


def _explain_unforeseen(error: Exception) -> Response:
    mark = token_hex(4)
    logger.error("Unforeseen error, request %s", mark, exc_info=error)
    problem = say("Something went wrong (request {mark}).", mark=mark)
    return _explain(IfaceError(problem, fix=say("The log says what.")))


def _wants_json() -> bool:
    name = (request.endpoint or "").rpartition(".")[2]
    if name == "api":
        return True
    if name in ("openapi", "run", "upload") or name.startswith("gradio_"):
        return "text/html" not in request.headers.get("Accept", "")
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" or request.mimetype == "application/json"
