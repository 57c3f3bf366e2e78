"""A demo's functions called as a visitor would, without a port or a browser; for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient

from iface.errors import InputError, RefusedRequest
from iface.web.guard import SESSION_HEADER
from iface.web.uploads import NAME_HEADER


class Client(FlaskClient):
    """Flask's test client, with one session of the demo's.

    `client.submit("hi")` gives what the page would show: one value, or a list of several.
    """

    token: str | None = None

    def __init__(self, app: Flask, *args: Any, **kwargs: Any) -> None:
        super().__init__(app, *args, **kwargs)

    def submit(self, /, *values: Any, api_name: str | None = None, **named: Any) -> Any:
        """Call the event `api_name` (the only one, if there is one) with values in order or by name. A
        `pathlib.Path` is uploaded first.

        Raises:
            InputError: values that do not fit, with a message for each field.
            RefusedRequest: any other refusal or failure, with its status.
        """
        name = api_name or self.application.config["IFACE_EVENTS"][0]
        values, named = tuple(map(self._sent, values)), {key: self._sent(one) for key, one in named.items()}
        headers = {SESSION_HEADER: self.token} if self.token else {}
        body: dict[str, Any] = {"data": list(values)} if values else named
        page = self.application.config["IFACE_SITE"]().page
        inputs = [one.name for one in page.visible(page.event(name.lstrip("/")).inputs)]
        if values and "data" in inputs:
            # An input called "data" has the word for itself: values in order go by name then.
            body = dict(zip(inputs, values, strict=True))
        answer = self.post(f"/api/{name.lstrip('/')}", json=body, headers=headers)
        self.token = answer.headers.get(SESSION_HEADER, self.token)
        said = answer.get_json()
        if answer.status_code == 422:
            raise InputError(said["fields"])
        if answer.status_code != 200:
            raise RefusedRequest(said["problem"], fix=said["fix"], status=answer.status_code)
        data = said["data"]
        return data[0] if len(data) == 1 else data

    def login(self, name: str, password: str) -> None:
        """Log in, and go on as that user.

        Raises:
            RefusedRequest: 401, it is not the password; 429, there were too many tries.
        """
        answer = self.post(
            "/login", data={"username": name, "password": password}, headers={"Accept": "application/json"}
        )
        self.token = answer.headers.get(SESSION_HEADER)
        if answer.status_code != 200:
            said = answer.get_json()
            raise RefusedRequest(said["problem"], fix=said["fix"], status=answer.status_code)

    def upload(self, path: Path) -> str:
        """Upload a file, as the page does; gives what stands for it among the values."""
        headers = {NAME_HEADER: quote(path.name)} | ({SESSION_HEADER: self.token} if self.token else {})
        answer = self.post("/-/upload", data=path.read_bytes(), headers=headers)
        self.token = answer.headers.get(SESSION_HEADER, self.token)
        said = answer.get_json()
        if answer.status_code != 200:
            raise RefusedRequest(said["problem"], fix=said["fix"], status=answer.status_code)
        return str(said["id"])

    def _sent(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._sent(one) for one in value]
        return self.upload(value) if isinstance(value, Path) else value

    def restart(self) -> None:
        """Go on as another page load: with a new session."""
        self.token = None
