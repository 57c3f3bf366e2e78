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

from collections.abc import Callable
from typing import Any

from flask import Flask, Request, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from iface import assets, frames
from iface.errors import RefusedRequest
from iface.web import api, form, gradio, life, login, looking, uploads
from iface.web.answer import Answer, as_json, packed_page
from iface.web.guard import seal
from iface.web.problems import explain
from iface.web.routes import Routes
from iface.web.site import Site
from iface.words import say

FOREVER = "public, max-age=31536000, immutable"


def create_app(site: Callable[[], Site], page: str = "page", *, proxies: int = 0) -> Flask:
    """A Flask app with the page of this name at its root, behind so many proxies."""
    app = Flask("iface", static_folder=None, template_folder=None)
    if proxies:
        # Not the host they tell: who reaches us past them could name one, and so pass the guard's look at it.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    app.config["IFACE_SITE"] = site
    app.register_blueprint(blueprint(site, page, "iface"))
    app.url_map.merge_slashes = False
    # What no address of the blueprint matches does not pass its guard, nor what Flask answers by itself.
    app.register_error_handler(HTTPException, lambda error: seal(explain(error, _asked())))
    app.after_request(lambda response: response if isinstance(response, Answer) else seal(response))
    return app


def blueprint(site: Callable[[], Site], page: str, name: str) -> Routes:
    """The addresses above. `site` is called when the first request comes, not before."""
    routes = Routes(name, page, site)
    routes.get("/", endpoint="page")(lambda: packed_page(_asked(), form.open_page(_asked(), site())))
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
    # As long as ours is: at the root of a site, a folder of its own in /static/ stays its own.
    routes.get("/static/<string(length=12):digest>/<path:path>", endpoint="asset")(_asset)
    routes.get("/style/<digest>.css", endpoint="style")(lambda digest: _own(site(), f"style/{digest}.css"))
    routes.get("/script/<digest>.js", endpoint="script")(lambda digest: _own(site(), f"script/{digest}.js"))
    routes.get("/frame/<word>/<digest>/", endpoint="frame")(_frame)
    routes.get("/frame/<word>/<digest>/<name>", endpoint="frame_file")(_frame_file)
    routes.get("/-/health", endpoint="health")(lambda: _health(site()))
    gradio.add_routes(routes, _asked, site)
    return routes


def addresses() -> list[dict[str, Any]]:
    """Every address of a page, with its methods, and whether it is open to who is not logged in."""
    app = Flask("iface", static_folder=None)
    app.register_blueprint(blueprint(_no_site, "page", "iface"))
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


# What these two take is imported for the few who ask.


def _try_api(site: Site) -> Response:
    from iface.web import apipage

    return (apipage.attempt if request.method == "POST" else apipage.open_page)(_asked(), site)


def _described(site: Site) -> Response:
    from iface.web import openapi

    return openapi.show(site)


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
    response = Answer(body, mimetype="text/html")
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
    response = Answer(found.body)
    if found.gzipped is not None and request.accept_encodings.quality("gzip") > 0:
        response = Answer(found.gzipped)
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Type"] = found.type
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOREVER
    return response


def _own(site: Site, address: str) -> Response:
    if address not in site.own:
        raise _gone()
    return _packed(site.own[address])


def _health(site: Site) -> Response:
    site.store.get("health")
    return as_json({"status": "ok"})
