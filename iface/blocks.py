"""A page of one's own design. It is a WSGI application: `gunicorn app:demo` serves it."""

from __future__ import annotations

import inspect
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, Self

from iface import runner, signature, web
from iface.components import Component
from iface.context import building
from iface.errors import DesignError
from iface.events import Event, Mode
from iface.gradio import INTERFACE, LAUNCH, settle
from iface.layouts import Layout
from iface.page import Page

EVENT_IGNORED = frozenset(
    """api_description api_visibility batch concurrency_id inputs_kwargs js key max_batch_size postprocess
    preprocess queue scroll_to_output show_api show_progress_on stream_every time_limit validator every
    cancels""".split()
)

_made: Counter[str] = Counter()


class Blocks:
    """A page that is built inside `with Blocks() as demo:`, and the application that serves it.

    Args:
        title: the page's name in the browser.
        theme, css: its looks; `css` is added after our own style.
        store: where sessions are kept: "memory:" or "sqlite:PATH"; None leaves it to
            IFACE_STORE, or to what fits the way it is served.
    """

    def __init__(
        self,
        *,
        title: str | None = None,
        theme: Any = None,
        css: str | None = None,
        store: str | None = None,
        **ignored: Any,
    ) -> None:
        settle(type(self).__name__, ignored, (), INTERFACE)
        self.page = Page(title=title or "iface", css=css or "", name=_name_of_program())
        self.page.theme = theme if isinstance(theme, str) else ""
        self.store = store
        self.server: runner.Server | None = None
        self._places: list[Layout] = [self.page.root]
        self._context: AbstractContextManager[None] | None = None
        self._app: tuple[int, Any] | None = None

    def __enter__(self) -> Self:
        self._context = building(self)
        self._context.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        assert self._context is not None
        self._context.__exit__(*error)
        if error[0] is None:
            self.page.finish()
            runner.check_workers(self._store("sqlite"))

    def place(self, node: Any) -> None:
        """Put a component or layout where the program stands now."""
        self.page.add(node)
        self._places[-1].children.append(node)

    def enter(self, layout: Any) -> None:
        """Put what follows into `layout`."""
        self._places.append(layout)

    def leave(self, layout: Any) -> None:
        """Put what follows where `layout` itself stands."""
        self._places.remove(layout)

    def listen(
        self,
        triggers: Any,
        *,
        fn: Callable[..., Any],
        inputs: Component | Sequence[Component] | None = None,
        outputs: Component | Sequence[Component] | None = None,
        api_name: str | Literal[False] | None = None,
        trigger_mode: Mode | None = None,
        show_progress: str = "full",
        concurrency_limit: int | Literal["default"] | None = "default",
        argument: Component | None = None,
        **ignored: Any,
    ) -> Event:
        """Add an event: `fn` runs with the inputs' values when a trigger (component, verb) happens."""
        settle("An event", ignored, (), EVENT_IGNORED)
        taken, given, starts = _several(inputs), _several(outputs), list(triggers)
        for one in [*taken, *given, *(component for component, _ in starts)]:
            if self.page.components.get(one.id) is not one:
                raise DesignError(
                    f"An event names a {type(one).__name__} that is not on this page.",
                    fix="Make it inside `with iface.Blocks() as demo:`, or call its .render() there.",
                )
        signature.check_fit(fn, taken)
        event = Event(
            name=self._unused(api_name or signature.name_of(fn)),
            fn=fn,
            inputs=tuple(one.id for one in taken),
            outputs=tuple(one.id for one in given),
            triggers=tuple((one.id, verb) for one, verb in starts),
            public=api_name is not False,
            mode=trigger_mode or "once",
            show_progress=show_progress,
            concurrency_limit=concurrency_limit if isinstance(concurrency_limit, int) else None,
            argument=argument.id if argument else None,
            requests=signature.request_places(fn),
        )
        self.page.events[event.name] = event
        return event

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as a WSGI application, with a store that fits several processes."""
        if self._app is None or self._app[0] != os.getpid():
            self._app = os.getpid(), self._make_app(self._store("sqlite"), web.Settings.from_environment())
        answer: Iterable[bytes] = self._app[1](environ, start_response)
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
        theme: Any = None,
        css: str | None = None,
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

        Returns:
            `(app, local_url, share_url)`; share_url is None.
        """
        settle("launch()", ignored, (), LAUNCH)
        self.page.css += css or ""
        self.page.theme = theme if isinstance(theme, str) else self.page.theme
        if runner.is_under_gunicorn():
            runner.say("launch() is left to gunicorn, which serves this page.")
            return runner.Launched(self, "", None)
        self.close()
        host = server_name or os.environ.get("IFACE_HOST") or "127.0.0.1"
        settings = replace(
            web.Settings.from_environment(),
            debug=debug,
            show_error=show_error,
            allowed_hosts=runner.LOOPBACK if host in runner.LOOPBACK else frozenset(),
        )
        self.server = runner.Server(self._make_app(self._store("memory"), settings), host, server_port)
        if not quiet:
            runner.say(f"Running on {self.server.url}")
            if share:
                runner.say("share=True is not there: nothing of yours is sent through a stranger's server.")
        if inbrowser:
            runner.open_browser(self.server.url)
        if not prevent_thread_lock and not runner.is_interactive():
            self.server.wait()
        return runner.Launched(self, self.server.url, None)

    def test_client(self) -> web.Client:
        """A client for tests, with a memory of its own: no port, no browser."""
        app = self._make_app(self.store or "memory:", web.Settings.from_environment())
        app.test_client_class = web.Client
        app.config["IFACE_EVENTS"] = self.page.public
        client: web.Client = app.test_client()
        return client

    def queue(self, *args: Any, **kwargs: Any) -> Self:
        """Accepted for programs written for Gradio: every event waits its turn by itself."""
        return self

    def close(self) -> None:
        """Stop the server that launch() started."""
        if self.server is not None:
            self.server.stop()
            self.server = None

    def _store(self, fallback: Literal["memory", "sqlite"]) -> str:
        """Where sessions are kept: as told, else memory, or a file in the user's state folder."""
        told = self.store or os.environ.get("IFACE_STORE")
        if told:
            return told
        return "memory:" if fallback == "memory" else f"sqlite:{runner.state_folder() / self.page.name}.db"

    def _make_app(self, store: str, settings: web.Settings) -> Any:
        runner.log_to_stderr()
        # One site per process, made by the first request that needs it.
        return web.create_app(runner.once(partial(web.Site, self.page, store, settings)))

    def _unused(self, name: str) -> str:
        name = "".join(sign for sign in name if sign.isalnum() or sign in "-_") or "event"
        names = (name, *(f"{name}_{count}" for count in range(1, len(self.page.events) + 2)))
        return next(one for one in names if one not in self.page.events)


def _several(components: Component | Sequence[Component] | None) -> list[Component]:
    if components is None:
        return []
    return [components] if isinstance(components, Component) else list(components)


def _name_of_program() -> str:
    """The file that makes the page and its order there: the same at every start, apart from others."""
    frame = inspect.currentframe()
    here = str(Path(__file__).parent)
    while frame is not None and frame.f_code.co_filename.startswith(here):
        frame = frame.f_back
    path = frame.f_code.co_filename if frame is not None else "program"
    mark = sha256(str(Path(path).absolute()).encode()).hexdigest()[:8]
    _made[path] += 1
    return f"{Path(path).stem.strip('<>')[:40]}-{mark}-{_made[path]}"
