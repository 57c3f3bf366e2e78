"""A page that can be served: as a WSGI application, from this process, or to a test."""

from __future__ import annotations

import inspect
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from iface import notebook, runner
from iface.errors import DesignError
from iface.function import signature
from iface.gradio import LAUNCH, QUEUE, settle
from iface.login import login_of
from iface.sites import Sites
from iface.themes import theme_of

if TYPE_CHECKING:
    from markupsafe import Markup

    from iface import web
    from iface.web.client import Client

_made: Counter[str] = Counter()
_WORD = re.compile("[A-Za-z0-9_-]{1,40}")


class Served(Sites):
    """A page and the ways to serve it. `gunicorn app:demo` calls it as a WSGI application."""

    share_url: None = None
    """Gradio's: nothing is sent through a stranger's server."""

    @property
    def local_url(self) -> str | None:
        """Where launch() serves the page; None before it, and when it is closed."""
        return self.server.url if self.server else None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as a WSGI application, with a store that several processes share."""
        if self._app is None:
            self._app = self._app_of(self._site, self._settings())
        answer: Iterable[bytes] = self._app(environ, start_response)
        return answer

    def blueprint(self, name: str | None = None) -> web.Routes:
        """The page as a part of a Flask app: `app.register_blueprint(demo.blueprint(), url_prefix="/demo")`.

        Args:
            name: what its endpoints begin with, as in `url_for("demo.page")`; by itself it is one that no
                other demo has.

        See docs/mounts.md.
        """
        from iface import web

        return web.blueprint(self._site, self.page.name, name or self.page.name.replace(".", "_"))

    def form(self, address: str | None = None, *, nonce: str = "") -> Markup:
        """The form for a page of one's own, with its scripts and styles: `{{ demo.form() }}`.

        One page holds one such form. Without JavaScript its answer is the demo's own page.

        Args:
            address: where the demo is, as a browser finds it from that page; a Flask app that has its
                blueprint knows that by itself.
            nonce: what the page's own Content-Security-Policy lets scripts and styles in with.

        Raises:
            DesignError: nobody knows the address, or the page has a form already.
        """
        from iface.web.inside import form_in

        return form_in(self._site(), address, nonce)

    def launch(
        self,
        inline: bool | None = None,
        inbrowser: bool = False,
        share: bool | None = None,
        debug: bool = False,
        *,
        prevent_thread_lock: bool = False,
        show_error: bool = False,
        server_name: str | None = None,
        server_port: int | None = None,
        quiet: bool = False,
        height: int | None = None,
        state_session_capacity: int = 10_000,
        max_file_size: int | str | None = None,
        allowed_paths: Sequence[str] = (),
        auth: Any = None,
        auth_message: str | None = None,
        proxies: int | None = None,
        theme: Any = None,
        css: str | None = None,
        css_paths: str | Path | Sequence[str | Path] = (),
        js: str | None = None,
        head: str | None = None,
        i18n: Mapping[str, Mapping[str, str]] | None = None,
        **ignored: Any,
    ) -> runner.Launched:
        """Serve the page from this process until Ctrl-C, or, with `prevent_thread_lock`, go on at once.

        In a notebook the cell shows the page; a cell that is run again keeps its address.

        Args:
            inline: False: a notebook shows the page's address, and no page in the cell.
            inbrowser: open the page in the browser.
            debug: show tracebacks in the page.
            show_error: show the text of the function's exceptions to visitors.
            server_name: the address to listen at; "0.0.0.0" for the whole network (IFACE_HOST; 127.0.0.1).
            server_port: the port (IFACE_PORT); without one, the next free from 7860.
            quiet: print nothing.
            height: of the page in the cell, in pixels; as high as it needs to be, by default.
            state_session_capacity: how many sessions are kept; further ones are refused.
            max_file_size: of an uploaded file, in bytes or as "5mb" (IFACE_MAX_FILE_SIZE; 1 GiB).
            allowed_paths: folders whose files functions may show (IFACE_ALLOWED_PATHS), beside
                temporary files and those that the page was declared with.
            auth, auth_message, proxies: as `Blocks` has them, and in place of what was said there.
            i18n: more of the program's own sentences by language, as Gradio has it.

        Returns:
            `(app, local_url, share_url)`; share_url is None.
        """
        settle("launch()", ignored, signature.keywords_of(self.launch), LAUNCH)
        self.page.css += css or ""
        self.page.add_looks(css_paths=css_paths, js=js, head=head)
        self.page.theme = theme_of(theme) if theme is not None else self.page.theme
        self.page.add_words(i18n or {})
        self.page.login = login_of(auth, auth_message) or self.page.login
        self.page.proxies = self.page.proxies if proxies is None else proxies
        if runner.is_under_gunicorn():
            runner.say("launch() is left to gunicorn, which serves this page.")
            return runner.Launched(self, "", None)
        cell = notebook.cell()
        self._start(
            server_name or os.environ.get("IFACE_HOST") or "127.0.0.1",
            server_port,
            self._settings(
                debug=debug,
                show_error=show_error,
                capacity=state_session_capacity,
                max_file_size=max_file_size,
                allowed_paths=allowed_paths or (),
            ),
            cell,
        )
        assert self.server is not None
        link = notebook.link(self.server) if cell else self.server.url
        if cell and inline is not False:
            notebook.show(self.page.title, self.server, height)
        elif not quiet:
            runner.say(f"Running on {link}")
        if share and not quiet:
            runner.say("share=True is not there: nothing of yours is sent through a stranger's server.")
        if inbrowser:
            runner.open_browser(link)
        if not prevent_thread_lock and not runner.is_interactive():
            self.server.wait()
            self.close()
        return runner.Launched(self, self.local_url or "", None)

    def _ipython_display_(self) -> None:
        """Show the page where it is the last value of a notebook's cell."""
        if not notebook.is_here():
            raise NotImplementedError  # IPython then prints it as anything else
        if self.server is None:
            self.launch()
        else:
            notebook.show(self.page.title, self.server)

    def test_client(self) -> Client:
        """A client for tests, with a memory of its own: no port, no browser."""
        from iface.web.client import Client  # Flask's own brings a debugger with it

        settings = self._settings(background=False)
        app = self._app_of(self._new_site(self.store or "memory:", settings), settings)
        app.test_client_class = Client
        app.config["IFACE_EVENTS"] = self.page.public
        client: Client = app.test_client()
        return client

    def call(self, name: str, /, *values: Any, **named: Any) -> Any:
        """What the event called `name` shows, without HTTP: values are checked, states go in and out, and the
        function runs. All calls are of one session. A `pathlib.Path` is uploaded.

        Raises:
            InputError: values that do not fit, with a message for each field.
            Exception: whatever the function raises.
        """
        from iface.web.caller import Caller

        if self._caller is None:
            self._caller = Caller(self._new_site(self.store or "memory:", self._settings(background=False))())
        return self._caller.call(name, values, named)

    def queue(
        self,
        *,
        max_size: int | None = None,
        default_concurrency_limit: int | Literal["not_set"] | None = "not_set",
        **ignored: Any,
    ) -> Self:
        """How many may wait for one function (`max_size`), and how many of its calls run at once in each
        process where its event does not say (`default_concurrency_limit`; any number). Every event has
        its line without this."""
        settle("queue()", ignored, (), QUEUE)
        self.page.most_waiting = max_size
        if default_concurrency_limit != "not_set":
            self.page.default_limit = default_concurrency_limit
        return self


def name_of_program() -> str:
    """The file that makes the page and its order there: the same at every start, apart from others.

    The file counts with its folder, or, wherever it stands, with what IFACE_NAME says.

    Raises:
        DesignError: IFACE_NAME is no word.
    """
    frame = inspect.currentframe()
    here = str(Path(__file__).parent) + os.sep
    while frame is not None and frame.f_code.co_filename.startswith(here):
        frame = frame.f_back
    path = frame.f_code.co_filename if frame is not None else "program"
    told = os.environ.get("IFACE_NAME")
    if told and not _WORD.fullmatch(told):
        raise DesignError(
            f"IFACE_NAME is {told!r}.",
            fix="Give a word of at most 40 letters, digits, - and _ that no other program of the store has.",
        )
    mark = told or sha256(str(Path(path).absolute()).encode()).hexdigest()[:8]
    name = f"{Path(path).stem.strip('<>')[:40]}-{mark}"
    _made[name] += 1
    return f"{name}-{_made[name]}"
