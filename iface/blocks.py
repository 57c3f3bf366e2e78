"""A page of one's own design. It is a WSGI application: `gunicorn app:demo` serves it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from iface import helpers, runner
from iface.components import Component, Dataset, Timer
from iface.context import building
from iface.errors import DesignError
from iface.events import Event, Follow, Link, Listener, Mode, Visibility
from iface.function import executor_of, signature
from iface.gradio import INTERFACE, settle
from iface.layouts import Layout
from iface.login import login_of
from iface.page import Page
from iface.serving import Served, name_of_program
from iface.themes import theme_of

if TYPE_CHECKING:
    from concurrent.futures import Executor

EVENT_IGNORED = frozenset(
    """batch inputs_kwargs key max_batch_size postprocess queue scroll_to_output show_api
    show_progress_on stream_every time_limit validator""".split()
)


class Blocks(Served):
    """A page that is built inside `with Blocks() as demo:`, and the application that serves it.

    Args:
        title: the page's name in the browser.
        theme, css: its looks; a theme is one of `iface.themes` or its name, with "light" or "dark" beside it
            where the visitor's system is not to decide. `css` is added after our own style, and the files
            `css_paths` after it.
        js: a function for the browser, as text, that runs when the page is opened.
        head: HTML for the page's head; its inline scripts and styles are allowed to run.
        language: the page's only language, as in "de"; None for each visitor's own.
        words: the program's own sentences by language, as an `I18n` or a dict; they come before ours.
        store: where sessions are kept: "memory:", "sqlite:PATH" or "redis://HOST"; None leaves it to
            IFACE_STORE, or to what fits the way it is served.
        delete_cache: its second number is how many seconds a session is kept after its page
            was left (3600); the first is Gradio's, and has no meaning here.
        executor: what calls the functions, as a `ProcessPoolExecutor` does in other processes; None for
            threads of this process. See docs/runs.md.
        auth, auth_message, proxies: who may open the page, what the login page says (in Markdown), and
            how many proxies in front say who asks. See docs/login.md.
    """

    def __init__(
        self,
        *,
        title: str | None = None,
        theme: Any = None,
        css: str | None = None,
        css_paths: str | Path | Sequence[str | Path] = (),
        js: str | None = None,
        head: str | None = None,
        language: str | None = None,
        words: Mapping[str, Mapping[str, str]] | None = None,
        store: str | None = None,
        delete_cache: tuple[float, float] | None = None,
        executor: Executor | None = None,
        auth: Any = None,
        auth_message: str | None = None,
        proxies: int | None = None,
        **ignored: Any,
    ) -> None:
        settle(type(self).__name__, ignored, signature.keywords_of(type(self).__init__), INTERFACE)
        self.page = Page(title=title or "iface", css=css or "", name=name_of_program())
        self.page.theme = theme_of(theme)
        self.page.add_looks(css_paths=css_paths, js=js, head=head)
        self.page.language = language or ""
        self.page.login, self.page.proxies = login_of(auth, auth_message), proxies
        self.page.add_words(words or {})
        if delete_cache is not None:
            self.page.kept_after_leaving = float(delete_cache[1])
        super().__init__(store)
        self.executor = executor
        self.id = 0
        """The page itself, among what events can be triggered by."""
        self._places: list[Layout] = [self.page.root]
        self._context: AbstractContextManager[None] | None = None

    @property
    def load(self) -> Listener:
        """Runs a function when the page is opened: `demo.load(fn, inputs, outputs)`, or as a decorator."""
        return Listener(self, "load")

    def unload(self, fn: Callable[..., Any]) -> Callable[..., Any]:
        """Run `fn` once when a page is left or its session ends; it may take the Request."""
        self.page.unload.append(fn)
        return fn

    def close(self, fn: Callable[..., Any] | None = None) -> Any:
        """Stop the server that launch() started; with a function, the same as `unload`."""
        return super().close() if fn is None else self.unload(fn)

    def __enter__(self) -> Self:
        self._context = building(self)
        self._context.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        assert self._context is not None
        if error[0] is None:
            self._keep_fresh()
        self._context.__exit__(*error)
        if error[0] is None:
            self.page.finish()
            runner.check_store(self.store_address("sqlite:"))

    def place(self, node: Any) -> None:
        """Put a component or layout where the program stands now."""
        self.page.add(node)
        self._places[-1].children.append(node)

    def offer(self, node: Any) -> None:
        """Know a component that stands nowhere: only callers of the API give or get it."""
        self.page.add(node, is_placed=False)

    def take_back(self, node: Any) -> None:
        """Take a component out again, if it is there."""
        self.page.take_out(node)

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
        fn: Callable[..., Any] | None,
        inputs: Component | Iterable[Component] | None = None,
        outputs: Component | Iterable[Component] | None = None,
        api_name: str | Literal[False] | None = None,
        api_description: str | Literal[False] | None = None,
        api_visibility: Visibility = "public",
        trigger_mode: Mode | None = None,
        show_progress: str = "full",
        concurrency_limit: int | Literal["default"] | None = "default",
        after: tuple[str, Follow] | None = None,
        cancels: Link | Sequence[Link] | None = None,
        concurrency_id: str | None = None,
        preprocess: bool = True,
        js: str | None = None,
        every: float | Timer | None = None,
        isolate: bool = False,
        **ignored: Any,
    ) -> Event:
        """Add an event: `fn` runs with the inputs' values when a trigger (component, verb) happens.

        `js` is a function of the browser's, as text: what it returns takes the place of the inputs'
        values, or, without `fn`, of the outputs'. `every` so many seconds the event happens by itself.
        `api_visibility` "undocumented" keeps it out of the API's description, "private" out of the API;
        `api_description` stands there in place of the docstring. See docs/runs.md of `isolate`.
        """
        settle("An event", ignored, (), EVENT_IGNORED)
        taken, given, starts = _several(inputs), _several(outputs), list(triggers)
        if every is not None:
            starts.append((every if isinstance(every, Timer) else Timer(every), "tick"))
        argument = next((one for one, _ in starts if isinstance(one, Dataset)), None)
        self._check_placed([*taken, *given, *(one for one, _ in starts if one is not self)])
        fn, is_sent = fn or _nothing, fn is not None or not js
        by_component = isinstance(inputs, (set, frozenset))
        signature.check_fit(fn, taken[:1] if by_component else taken)
        if inspect.isgeneratorfunction(fn) and any(one.is_state and one.is_shared for one in given):
            raise DesignError(
                f"{signature.name_of(fn)}() yields, and writes a value that all visitors share.",
                fix="Return its new value from a function that ends, so that others need not wait for it.",
            )
        event = Event(
            name=self._unused(api_name or signature.name_of(fn)),
            fn=fn,
            inputs=tuple(one.id for one in taken),
            outputs=tuple(one.id for one in given),
            triggers=tuple((one.id, verb) for one, verb in starts),
            visibility="private" if api_name is False or fn is _nothing else api_visibility,
            description=signature.about(fn) if api_description is None else api_description or "",
            after=after,
            mode=trigger_mode or ("always_last" if _is_change(starts) else "once"),
            show_progress=show_progress,
            concurrency_limit=concurrency_limit,
            concurrency_id=concurrency_id,
            argument=argument.id if argument is not None else None,
            extras=signature.extras_of(fn),
            by_component=by_component,
            preprocess=preprocess,
            js=js if isinstance(js, str) else "",
            is_sent=is_sent,
            isolate=isolate,
            executor=None if isolate else executor_of(fn, self.executor),
            cancels=tuple(one.event.name for one in _several(cancels)),
        )
        self.page.events[event.name] = event
        return event

    def _check_placed(self, nodes: Iterable[Any]) -> None:
        for one in nodes:
            if one is not self.page.components.get(one.id) and one is not self.page.layouts.get(one.id):
                raise DesignError(
                    f"An event names a {type(one).__name__} that is not on this page.",
                    fix="Make it inside `with iface.Blocks() as demo:`, or call its .render() there.",
                )

    def _keep_fresh(self) -> None:
        """Let the components whose value is a function show it anew, as often as they say."""
        for one in list(self.page.components.values()):
            function, followed = one.refreshed_by, _several(one.followed)
            if function is not None and (one.every is not None or followed):
                self.listen(
                    [(self, "load")] * bool(followed) + [(other, "change") for other in followed],
                    fn=function,
                    inputs=followed,
                    outputs=one,
                    every=one.every,
                    api_name=False,
                    show_progress="hidden",
                )

    def _unused(self, name: str) -> str:
        name = "".join(sign for sign in name if sign.isalnum() or sign in "-_") or "event"
        names = (name, *(f"{name}_{count}" for count in range(1, len(self.page.events) + 2)))
        return next(one for one in names if one not in self.page.events)


def _nothing(*_values: Any) -> Any:
    """What an event without a function runs."""
    return helpers.skip()


def _is_change(starts: Sequence[tuple[Any, str]]) -> bool:
    """Whether what starts an event comes in storms: then only the newest counts."""
    return bool(starts) and all(verb in ("change", "input", "key_up", "tick") for _, verb in starts)


def _several(given: Any) -> list[Any]:
    if given is None:
        return []
    return [given] if isinstance(given, (Component, Layout, Link)) else list(given)
