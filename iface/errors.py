"""Every error, in one tree; each says what happened, and what to do next.

Error                    raised by a program's own functions: its text is shown to the visitor
IfaceError
+- DesignError           a program is wrong; raised where it is declared
|  +- UnknownComponent   no component has this name
|  +- SignatureMismatch  a function does not fit its inputs or outputs
+- RefusedRequest        what was sent cannot be served
|  +- InputError         values that the schema refuses, with a message beside each field
|  +- LineFull           too many submits of one session are waiting
|  +- Busy               too many wait for one function
|  +- Stopped            the visitor stopped the run
|  +- Waiting            not this submit's turn yet; ask again
|  +- PageOutdated       the page was rendered by another version of the program
|  +- SessionEnded       the session was deleted or has expired
|  +- SessionRefused     the session id was not made by this server
+- FunctionFailed        the program's function raised
+- ResultError           what the function returned cannot be shown
+- StateError            a state cannot be kept
+- StoreError            the store cannot do what is asked
   +- StateConflict      somebody else changed the record first
   +- StoreFull          the store has no room for another session
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from iface.words import Phrase, say

_STOPPED, _ERROR = Phrase("The function could not go on."), Phrase("Error")


class Error(Exception):
    """A message for the visitor, raised by a program's own function.

    Args:
        message: what is shown, as plain text.
        duration: seconds the message stays; None until it is closed.
        title: its heading.
        visible, print_exception: accepted as Gradio has them.
    """

    def __init__(
        self,
        message: str = _STOPPED,
        duration: float | None = 10,
        visible: bool = True,
        title: str = _ERROR,
        print_exception: bool = True,
    ) -> None:
        super().__init__(str(message))
        self.message = str(message)
        self.duration = duration
        self.visible = visible
        self.title = str(title)
        self.print_exception = print_exception


class IfaceError(Exception):
    """What happened (`problem`) and what to do next (`fix`); `status` is what HTTP calls it."""

    status = 500
    retry_after: int | None = None
    """Seconds after which trying again makes sense."""

    def __init__(self, problem: str, *, fix: str) -> None:
        super().__init__(f"{problem} {fix}".strip())
        self.problem = problem
        self.fix = fix


class DesignError(IfaceError):
    """A program is wrong. Raised where it is declared, before the first visitor."""


class UnknownComponent(DesignError):
    """No component has this name."""

    def __init__(self, word: str, words: Iterable[str]) -> None:
        words = sorted(words)
        near = get_close_matches(word, words, n=1)
        super().__init__(
            f"There is no component called {word!r}.",
            fix=f"Did you mean {near[0]!r}?" if near else f"Use one of: {', '.join(words)}.",
        )


class SignatureMismatch(DesignError):
    """A function does not fit its inputs or outputs."""


class RefusedRequest(IfaceError):
    """What was sent cannot be served. `status` may be given; it is 400 by default."""

    status = 400

    def __init__(
        self, problem: str, *, fix: str, status: int | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(problem, fix=fix)
        if status is not None:
            self.status = status
        if retry_after is not None:
            self.retry_after = retry_after


class InputError(RefusedRequest):
    """Values that the schema refuses. `fields` maps each field's name to its message."""

    status = 422

    def __init__(self, fields: Mapping[str, str]) -> None:
        count = len(fields)
        super().__init__(
            say("One value does not fit.") if count == 1 else say("{count} values do not fit.", count=count),
            fix=say("Correct what is marked and submit again."),
        )
        self.fields = dict(fields)


class LineFull(RefusedRequest):
    """Too many submits of one session are waiting."""

    status = 429
    retry_after = 1

    def __init__(self, limit: int) -> None:
        super().__init__(
            say("{limit} submits of this session are already waiting.", limit=limit),
            fix=say("Wait for one of them to finish and submit again."),
        )


class Waiting(RefusedRequest):
    """Not this submit's turn yet, or not finished yet. A page asks again by itself, with the same submit."""

    status = 202
    retry_after = 1

    def __init__(self, problem: str = "", *, fix: str = "") -> None:
        super().__init__(
            problem or say("A submit of this session is still at work."),
            fix=fix or say("Wait for it to end, and submit again."),
        )


class Busy(RefusedRequest):
    """The line before a function is full."""

    status = 503

    def __init__(self, waiting: int, seconds: float) -> None:
        super().__init__(
            say("{waiting} others are waiting already.", waiting=waiting), fix=say("Try again in a moment.")
        )
        self.retry_after = max(1, round(seconds))


class Stopped(RefusedRequest):
    """The visitor stopped the run before it came to anything; `goes_on`: its function does, unseen."""

    status = 409

    def __init__(self, *, goes_on: bool = False) -> None:
        fix = say("What it comes to is dropped.") if goes_on else say("Nothing was kept of it.")
        super().__init__(say("Stopped."), fix=fix)


class PageOutdated(RefusedRequest):
    """The page was rendered by another version of the program."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            say("This page has changed since you opened it."),
            fix=say("Your entries are kept: look them over and submit again."),
        )


class SessionEnded(RefusedRequest):
    """The session was deleted or has expired."""

    status = 410

    def __init__(self) -> None:
        super().__init__(
            say("This session has ended."),
            fix=say("Your entries are kept: submit again to start a new one."),
        )


class SessionRefused(RefusedRequest):
    """The session id was not made by this server. Unknown, altered and foreign ids look alike."""

    status = 401

    def __init__(self) -> None:
        super().__init__(
            say("This session is not known here."),
            fix=say("Your entries are kept: submit again to start a new one."),
        )


class FunctionFailed(IfaceError):
    """The program's function raised. The visitor learns a request id, the log the traceback."""


class ResultError(IfaceError):
    """What the function returned cannot be shown."""


class StateError(IfaceError):
    """A state cannot be kept: too large (507), or of a kind that the store cannot hold (500)."""

    def __init__(self, problem: str, *, fix: str, status: int = 500) -> None:
        super().__init__(problem, fix=fix)
        self.status = status


class StoreError(IfaceError):
    """The store cannot do what is asked."""

    status = 503


class StateConflict(StoreError):
    """Somebody else changed the record first. Reading it again and trying again is safe."""

    status = 409

    def __init__(self, key: str) -> None:
        super().__init__(
            say("The record {name}… was changed by somebody else.", name=key[:8]),
            fix=say("Read it again and try again."),
        )


class StoreFull(StoreError):
    """The store has no room for another session."""

    retry_after = 60

    def __init__(self, capacity: int) -> None:
        super().__init__(
            say("{count} sessions are open, which is all that this server keeps.", count=capacity),
            fix=say("Try again in a few minutes."),
        )
