"""What is answered when something goes wrong: the one place where an error becomes an answer."""

from __future__ import annotations

import logging
from secrets import token_hex

from flask import Request as Asked
from flask import Response
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from iface.errors import DesignError, IfaceError, RefusedRequest
from iface.web.answer import Answer, as_json, wants_json
from iface.words import say

logger = logging.getLogger("iface")


def explain(error: Exception, asked: Asked) -> Response:
    """An error as an answer: JSON for programs, text for people. What a function of the host's answers with
    `abort` goes as it is: a way to its login, say."""
    if isinstance(error, HTTPException) and isinstance(error.response, Response):
        return error.response
    if isinstance(error, DesignError):
        return _explain_design(error, asked)
    if isinstance(error, IfaceError):
        return _explain(error, asked)
    if isinstance(error, HTTPException):
        return _explain_http(error, asked)
    return _explain_unforeseen(error, asked)


def as_problem(error: IfaceError) -> Answer:
    """An error as JSON: what happened, what to do, and a message for each field that is wrong."""
    body: dict[str, object] = {"problem": error.problem, "fix": error.fix}
    fields = getattr(error, "fields", None)
    if fields:
        body["fields"] = fields
    return as_json(body, error.status)


def _explain(error: IfaceError, asked: Asked) -> Answer:
    if wants_json(asked):
        response = as_problem(error)
    else:
        response = Answer(f"{error.problem} {error.fix}\n", error.status, mimetype="text/plain")
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _explain_design(error: DesignError, asked: Asked) -> Answer:
    """What is wrong with the program or its settings is for the log: it may name paths and keys."""
    mark = token_hex(4)
    logger.error("The page cannot be served (request %s): %s", mark, error)
    problem = say("This page is not set up right (request {mark}).", mark=mark)
    return _explain(IfaceError(problem, fix=say("The log says what.")), asked)


def _explain_http(error: HTTPException, asked: Asked) -> Answer:
    code = error.code or 500
    # A form's texts are held to two limits.
    limits = [asked.max_content_length, asked.max_form_memory_size if _is_form(asked) else None]
    most = min((one for one in limits if one is not None), default=0) / 2**20
    problem = f"{error.name.rstrip('.')}."
    fix = {404: "Look at the address.", 405: "Use another method."}.get(code, "Change the request.")
    if code == 413:
        said = f"{most:.0f}" if most >= 1 else f"{most:.2f}"
        problem, fix = say("This is more than the {most} MB that are taken.", most=said), say("Send less.")
    response = _explain(RefusedRequest(problem, fix=fix, status=code), asked)
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(error.valid_methods or ())
    return response


def _explain_unforeseen(error: Exception, asked: Asked) -> Answer:
    mark = token_hex(4)
    logger.error("Unforeseen error, request %s", mark, exc_info=error)
    problem = say("Something went wrong (request {mark}).", mark=mark)
    return _explain(IfaceError(problem, fix=say("The log says what.")), asked)


def _is_form(asked: Asked) -> bool:
    return asked.mimetype.startswith("multipart/")
