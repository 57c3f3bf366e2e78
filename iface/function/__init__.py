"""The program's own function: called with arguments, finished, and its values counted."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, cast

from iface.components import Component
from iface.errors import DesignError, ResultError
from iface.events import Event
from iface.function.loop import awaited, in_step
from iface.function.signature import name_of, parameters
from iface.helpers import Update
from iface.layouts import Layout
from iface.words import say

if TYPE_CHECKING:
    from concurrent.futures import Executor


class Function:
    """The function of an event, with the outputs that its values go to."""

    def __init__(self, event: Event, outputs: Sequence[Component | Layout]) -> None:
        self.event = event
        self.outputs = outputs
        self.is_stepwise = is_stepwise(event.fn)
        self._parameters = (parameters(event.fn) or []) if event.extras else []

    def __call__(
        self,
        arguments: list[Any],
        extra: Callable[[type], Any],
        is_stopped: Callable[[], bool] = lambda: False,
    ) -> list[Any] | Generator[list[Any], None, None]:
        """One value for each output; a generator of such lists where the function is one.

        `extra` makes what the function asks for beside its inputs; `is_stopped` is asked, where the
        function runs elsewhere, whether to go on waiting for it.

        Raises:
            ResultError: it returned another number of values.
            Exception: whatever the function raises; exit() is an error like any other.
        """
        named = self._with_extras(arguments, extra)
        try:
            returned = self._call(arguments, named, is_stopped)
            if inspect.iscoroutine(returned):
                returned = awaited(returned)
            if not inspect.isgenerator(returned) and not inspect.isasyncgen(returned):
                return self._split(returned)
        except (Exception, KeyboardInterrupt):
            raise
        except BaseException as error:  # exit(), or a task that was cancelled
            raise _as_error(error) from error
        return self._steps(returned)

    def _call(self, arguments: list[Any], named: dict[str, Any], is_stopped: Callable[[], bool]) -> Any:
        """What the function returns, wherever it runs."""
        event = self.event
        if not event.isolate and event.executor is None:
            return event.fn(*arguments, **named)
        # What it takes to have other processes is imported where there are to be some.
        from iface.function import elsewhere

        if event.isolate:
            return elsewhere.apart(event.fn, arguments, named, is_stopped)
        assert event.executor is not None
        return elsewhere.upon(event.executor, event.fn, arguments, named, is_stopped)

    def _steps(self, returned: Any) -> Generator[list[Any], None, None]:
        """The values of each yield."""
        steps = returned if inspect.isgenerator(returned) else in_step(returned)
        try:
            with closing(steps):
                for values in steps:
                    yield self._split(values)
        except (Exception, KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:
            raise _as_error(error) from error

    def _with_extras(self, arguments: list[Any], extra: Callable[[type], Any]) -> dict[str, Any]:
        """Put them among the arguments; by name those that stand behind some that are left out."""
        named = {}
        for place, kind in self.event.extras:
            one = self._parameters[place]
            if place > len(arguments) or one.kind == one.KEYWORD_ONLY:
                named[one.name] = extra(kind)
            else:
                arguments.insert(place, extra(kind))
        return named

    def _split(self, returned: Any) -> list[Any]:
        count = len(self.outputs)
        if count == 0:
            return []
        if isinstance(returned, Update) and not returned:
            return [returned] * count
        if (
            isinstance(returned, dict)
            and returned
            and all(isinstance(one, (Component, Layout)) for one in returned)
        ):
            return self._of_components(returned)
        if count == 1:
            return [returned]
        if isinstance(returned, (tuple, list)) and len(returned) == count:
            return list(returned)
        raise self._miscounted(returned)

    def _miscounted(self, returned: Any) -> ResultError:
        told: dict[str, object] = {
            "name": name_of(self.event.fn),
            "outputs": len(self.outputs),
            "words": ", ".join(str(getattr(one, "label", None) or one.word) for one in self.outputs),
        }
        if isinstance(returned, tuple):
            told["got"] = len(returned)
            problem = say(
                "{name}() returned {got} values, but there are {outputs} outputs ({words}).", **told
            )
        else:
            told["kind"] = type(returned).__name__
            problem = say("{name}() returned one {kind}, but there are {outputs} outputs ({words}).", **told)
        fix = say("Return {count} values, or give one output for each value.", count=len(self.outputs))
        return ResultError(problem, fix=fix)

    def _of_components(self, returned: dict[Any, Any]) -> list[Any]:
        """Values that were given by component; the outputs that are left out stay as they are."""
        strange = [one for one in returned if one not in self.outputs]
        if strange:
            name, word = name_of(self.event.fn), strange[0].word
            raise ResultError(
                say("{name}() returned a value for a {word} that is no output.", name=name, word=word),
                fix=say("Name it among the outputs of the event."),
            )
        return [returned.get(one, Update()) for one in self.outputs]


def is_stepwise(fn: Callable[..., Any]) -> bool:
    """Whether a function yields, so that it shows something on its way and can be stopped there."""
    called = (fn, getattr(type(fn), "__call__", fn))  # noqa: B004 - an object's own, or the function itself
    return any(inspect.isgeneratorfunction(one) or inspect.isasyncgenfunction(one) for one in called)


def executor_of(fn: Callable[..., Any], executor: Executor | None) -> Executor | None:
    """The executor that calls this function: none calls those of our own, as that of a clear button.

    Raises:
        DesignError: it gives something on its way, and the executor cannot hand that on.
    """
    if executor is None or str(getattr(fn, "__module__", "")).partition(".")[0] == "iface":
        return None
    if is_stepwise(fn) or inspect.iscoroutinefunction(fn):
        from concurrent.futures import ThreadPoolExecutor

        if not isinstance(executor, ThreadPoolExecutor):
            what = "yields" if is_stepwise(fn) else "is asynchronous"
            raise DesignError(
                f"{name_of(fn)}() {what}, and a {type(executor).__name__} can hand on only what is returned.",
                fix="Return the value at the end, or give the event isolate=True: a process of its own.",
            )
    return executor


def finished(returned: Any) -> Any:
    """What a call came to: the last value of a generator, the result of a coroutine."""
    if inspect.iscoroutine(returned):
        return awaited(returned)
    if inspect.isasyncgen(returned):
        returned = in_step(cast(AsyncGenerator[Any, None], returned))
    if not inspect.isgenerator(returned):
        return returned
    last = None
    for last in returned:  # noqa: B007
        pass
    return last


def _as_error(error: BaseException) -> RuntimeError:
    return RuntimeError(f"the function raised {type(error).__name__}")
