"""A page that can be served: as a WSGI application, from this process, or to a test."""

from __future__ import annotations

import inspect
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from iface import runner, signature, web
from iface.errors import DesignError
from iface.gradio import LAUNCH, QUEUE, settle
from iface.page import Page
from iface.themes import theme_of

if TYPE_CHECKING:
    from iface.web.client import Client

_made: Counter[str] = Counter()


class Served:
    """A page and the ways to serve it. `gunicorn app:demo` calls it as a WSGI application.

    `store` is where sessions are kept: "memory:", "sqlite:PATH" or "redis://HOST"; None leaves
    it to IFACE_STORE, or to what fits the way it is served.
    """

    page: Page

    def __init__(self, store: str | None) -> None:
        self.store = store
        self.server: runner.Server | None = None
        self._sites: list[Callable[[], web.Site | None]] = []
        self._app: Any = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as a WSGI application, with a store that several processes share."""
        if self._app is None:
            self._app = self._make_app(
                self.store_address("sqlite:"),
                web.Settings.from_environment(threads=runner.threads(), copies=runner.state_folder()),
            )
        answer: Iterable[bytes] = self._app(environ, start_response)
        return answer

    def launch(
        self,
        inbrowser: bool = False,
        debug: bool = False,
        *,
        prevent_thread_lock: bool = False,
        show_error: bool = False,
        server_name: str | None = None,
        server_port: int | None = None,
        quiet: bool = False,
        share: bool | None = None,
        state_session_capacity: int = 10_000,
        max_file_size: int | str | None = None,
        allowed_paths: Sequence[str] = (),
        theme: Any = None,
        css: str | None = None,
        css_paths: str | Path | Sequence[str | Path] = (),
        js: str | None = None,
        head: str | None = None,
        i18n: Mapping[str, Mapping[str, str]] | None = None,
        **ignored: Any,
    ) -> runner.Launched:
        """Serve the page from this process until Ctrl-C, or, with `prevent_thread_lock`, go on at once.

        Args:
            inbrowser: open the page in the browser.
            debug: show tracebacks in the page.
            show_error: show the text of the function's exceptions to visitors.
            server_name: the address to listen at; "0.0.0.0" for the whole network (IFACE_HOST; 127.0.0.1).
            server_port: the port (IFACE_PORT); without one, the next free from 7860.
            quiet: print nothing.
            state_session_capacity: how many sessions are kept; further ones are refused.
            max_file_size: of an uploaded file, in bytes or as "5mb" (IFACE_MAX_FILE_SIZE; 1 GiB).
            allowed_paths: folders whose files functions may show (IFACE_ALLOWED_PATHS), beside
                temporary files and those that the page was declared with.
            i18n: more of the program's own sentences by language, as Gradio has it.

        Returns:
            `(app, local_url, share_url)`; share_url is None.
        """
        settle("launch()", ignored, signature.keywords_of(self.launch), LAUNCH)
        self.page.css += css or ""
        self.page.add_looks(css_paths=css_paths, js=js, head=head)
        self.page.theme = theme_of(theme) if theme is not None else self.page.theme
        self._take_words(i18n)
        if runner.is_under_gunicorn():
            runner.say("launch() is left to gunicorn, which serves this page.")
            return runner.Launched(self, "", None)
        self._start(
            server_name or os.environ.get("IFACE_HOST") or "127.0.0.1",
            server_port,
            web.Settings.from_environment(
                debug=debug,
                copies=runner.state_folder(),
                show_error=show_error,
                capacity=state_session_capacity,
                max_file_size=max_file_size,
                allowed_paths=allowed_paths or (),
            ),
        )
        assert self.server is not None
        if not quiet:
            runner.say(f"Running on {self.server.url}")
            if share:
                runner.say("share=True is not there: nothing of yours is sent through a stranger's server.")
        if inbrowser:
            runner.open_browser(self.server.url)
        if not prevent_thread_lock and not runner.is_interactive():
            self.server.wait()
            self.close()
        return runner.Launched(self, self.server.url if self.server else "", None)

    def test_client(self) -> Client:
        """A client for tests, with a memory of its own: no port, no browser."""
        from iface.web.client import Client  # Flask's own brings a debugger with it

        app = self._make_app(self.store or "memory:", web.Settings.from_environment(background=False))
        app.test_client_class = Client
        app.config["IFACE_EVENTS"] = self.page.public
        client: Client = app.test_client()
        return client

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

    def close(self) -> None:
        """Stop the server that launch() started, and end what only this process remembers."""
        if self.server is not None:
            self.server.stop()
            self.server = None
        for site in self._sites:
            made = site()
            if made is not None:
                made.close()
        self._sites.clear()
        self._app = None

    def store_address(self, fallback: str) -> str:
        """Where sessions are kept: as told, else `fallback`: memory, or a file in the state folder."""
        told = self.store or os.environ.get("IFACE_STORE")
        if told:
            return told
        return f"sqlite:{runner.state_folder() / self.page.name}.db" if fallback == "sqlite:" else fallback

    def _take_words(self, words: Mapping[str, Mapping[str, str]] | None) -> None:
        """Add sentences of the program's own, by language."""
        for name, own in (words or {}).items():
            if not isinstance(own, Mapping) or not all(isinstance(one, str) for one in own.values()):
                raise DesignError(
                    f"The words for {name!r} are no sentences by key.",
                    fix='Give them as in {"de": {"Submit": "Absenden"}}, or as an iface.I18n.',
                )
            self.page.words = {**self.page.words, name: {**self.page.words.get(name, {}), **own}}

    def _start(self, host: str, port: int | None, settings: web.Settings) -> None:
        self.close()
        if host in runner.LOOPBACK:
            settings = replace(settings, allowed_hosts=runner.LOOPBACK)
        self.server = runner.Server(self._make_app(self.store_address("memory:"), settings), host, port)
        runner.at_exit(self.close)

    def _make_app(self, store: str, settings: web.Settings) -> Any:
        runner.log_to_stderr()
        # One site per process, made by the first request that needs it.
        site = runner.Once(partial(web.Site, self.page, store, settings))
        self._sites.append(site.made)
        return web.create_app(site)


def name_of_program() -> str:
    """The file that makes the page and its order there: the same at every start, apart from others."""
    frame = inspect.currentframe()
    here = str(Path(__file__).parent)
    while frame is not None and frame.f_code.co_filename.startswith(here):
        frame = frame.f_back
    path = frame.f_code.co_filename if frame is not None else "program"
    mark = sha256(str(Path(path).absolute()).encode()).hexdigest()[:8]
    _made[path] += 1
    return f"{Path(path).stem.strip('<>')[:40]}-{mark}-{_made[path]}"
