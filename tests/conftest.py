"""What tests ask for by name: demos that serve, gunicorn, and pages in a real browser.

A page with JavaScript keeps an account of what goes wrong in it, and the test fails at its end
if anything did: an error in the console, a broken content security policy, a request to another
host. A test that provokes one says so: `@pytest.mark.allows("status of 422")`.
"""

import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from chromium import HINT, chromium
from gunicorns import Gunicorn
from hypothesis import settings
from onlooker import Pressing
from redises import RedisServer

ON_THIS_MACHINE = {"127.0.0.1", "localhost", "[::1]", "::1", None}
# How long one example takes says more of the machine than of the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
# What a WCAG 2.2 AA page must keep to; axe leaves it out unless it is asked.
AXE = {"rules": {"target-size": {"enabled": True}}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests in a browser last: while it is open, its event loop stands in this thread."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True, scope="session")
def state_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where stores go that no test names: not among the developer's own."""
    place = tmp_path_factory.mktemp("state")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("IFACE_STORE", raising=False)
        patch.delenv("IFACE_SECRET_KEY", raising=False)
        patch.setenv("XDG_STATE_HOME", str(place))
        yield place


# Demos that serve


def free_port() -> int:
    """A port that nothing listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@pytest.fixture
def go_on() -> Iterator[threading.Event]:
    """What the functions of a test wait for; at its end they end."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """`serve(demo) -> url`: launch it in this process; it is closed after the test."""
    demos = []

    def launch(demo: Any, **options: Any) -> str:
        # A port that no test beside this one takes next, when the demo is closed.
        options = {"server_port": free_port(), **options}
        _, url, _ = demo.launch(prevent_thread_lock=True, quiet=True, **options)
        demos.append(demo)
        return str(url)

    yield launch
    for demo in demos:
        demo.close()


@pytest.fixture
def kept_in(request: pytest.FixtureRequest) -> Mapping[str, str]:
    """The environment of programs: in a file without more ado, or, where a test says "redis", there."""
    is_redis = getattr(request, "param", "") == "redis"
    env: Mapping[str, str] = request.getfixturevalue("redis").env if is_redis else {}
    return env


@pytest.fixture
def gunicorn(tmp_path: Path, kept_in: Mapping[str, str]) -> Iterator[Callable[..., Gunicorn]]:
    """`gunicorn(program, *arguments, env={}) -> Gunicorn`: serve `demo` of a program, or of its file.

    All of one test share a folder, and so a store: a second one is a restart, or another machine.
    """
    started = []

    def start(program: str | Path, *arguments: str, **options: Any) -> Gunicorn:
        if isinstance(program, Path):
            program = program.read_text(encoding="utf-8")
        (tmp_path / "app.py").write_text(program, encoding="utf-8")
        options["env"] = {**kept_in, **(options.get("env") or {})}
        one = Gunicorn(tmp_path, arguments, **options)
        started.append(one)
        one.wait_until_ready()
        return one

    yield start
    for one in started:
        one.stop()


@pytest.fixture
def pressing(gunicorn: Callable[..., Gunicorn]) -> Iterator[Pressing]:
    """`pressing(visitor, word) -> Thread`: see tests/onlooker.py. They give up before the servers stop."""
    with closing(Pressing()) as made:
        yield made


# Redis


@pytest.fixture(scope="session")
def common_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A Redis for all tests that only want one."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    yield server
    server.kill()


@pytest.fixture
def redis(common_redis: RedisServer) -> RedisServer:
    """A Redis with nothing in it."""
    from redis import Redis

    with Redis.from_url(common_redis.address) as client:
        client.flushall()
    return common_redis


@pytest.fixture
def start_redis(tmp_path: Path) -> Iterator[Callable[..., RedisServer]]:
    """`start_redis(*options) -> RedisServer`: one of the test's own, to be killed and started again."""
    started = []

    def start(*options: str) -> RedisServer:
        folder = tmp_path / f"redis{len(started)}"
        folder.mkdir()
        started.append(RedisServer(folder, options))
        return started[-1]

    yield start
    for one in started:
        one.kill()


# A real browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium. No browser is a failure, so that a green run means that the pages were seen."""
    if os.environ.get("IFACE_NO_BROWSER") == "1":
        pytest.skip("IFACE_NO_BROWSER=1 leaves the tests in a browser out")
    running = chromium()
    try:
        opened = running.__enter__()
    except Exception as error:
        pytest.fail(f"No browser starts: {error}\n{HINT}", pytrace=False)
    yield opened
    running.__exit__(None, None, None)


@pytest.fixture
def page(browser: Any, serve: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A new visitor's page, with JavaScript. It is closed before its server is."""
    yield from _visit(browser, request, java_script_enabled=True)


@pytest.fixture
def plain_page(browser: Any, serve: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A new visitor's page, without JavaScript."""
    yield from _visit(browser, request, java_script_enabled=False)


@pytest.fixture
def axe() -> Callable[[Any], list[str]]:
    """`axe(page)`: what a page lacks for those who cannot see, hear or point well; [] is right.

    It is a script itself, and never ends in a `plain_page`.
    """
    from axe_playwright_python.sync_playwright import Axe

    def look(page: Any) -> list[str]:
        found = Axe().run(page, options=AXE).response["violations"]
        return [f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes']]}" for one in found]

    return look


def _visit(browser: Any, request: pytest.FixtureRequest, **options: Any) -> Iterator[Any]:
    complaints: list[str] = []
    context = browser.new_context(**options)
    context.set_default_timeout(10_000)
    context.on("request", lambda sent: _note_stranger(sent.url, complaints))
    context.on("weberror", lambda raised: complaints.append(f"error in a script: {raised.error}"))
    context.on("console", lambda said: said.type == "error" and complaints.append(f"console: {said.text}"))
    try:
        yield context.new_page()
        # What a page says while it is closed may find its server gone already. Any question to the
        # browser brings first what it has said until now.
        context.cookies()
        said = list(complaints)
    finally:
        context.close()
    marks = request.node.iter_markers("allows")
    allowed = [text for mark in marks for text in mark.args]
    left = [one for one in said if not any(text in one for text in allowed)]
    assert not left, "The page complained:\n" + "\n".join(left)


def _note_stranger(url: str, complaints: list[str]) -> None:
    parts = urlsplit(url)
    if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in ON_THIS_MACHINE:
        complaints.append(f"request to another host: {url}")
