"""The files in examples/deploy/machines/, all at work together.

One server is that of the image and compose.yaml, one that of demo.service and demo.env. They share a Redis
and stand behind an nginx, both with the settings from there.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from faults.visitors import Answer, Visitor, ask
from gunicorns import ROOT, Gunicorn, free_port
from hosts import library
from images import Image
from proxies import nginx_of, program
from running import until

DEPLOY = ROOT / "examples" / "deploy"
MACHINES = DEPLOY / "machines"
SECRETS = {"REDIS_PASSWORD": "p" * 32, "IFACE_SECRET_KEY": "0123456789 abcdefghij klmnopqrst"}
JSON = {"Content-Type": "application/json"}


class Site:
    """All of it, for the tests of this module."""

    def __init__(self, folder: Path, image: Image) -> None:
        self.image = image
        self.redis_port = free_port()
        self.redis = self._start_redis(folder)
        self.env = self._env_of(services()["one"]["environment"])
        self.other_env = self._env_of(variables((MACHINES / "demo.env").read_text()))
        self.servers = [self._contained(), self._installed(folder / "other")]
        for one in self.servers:
            one.wait_until_ready()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"

    def nginx(self) -> str:
        """The settings of nginx, with what listens here."""
        text = (MACHINES / "nginx.conf").read_text().replace("listen 80;", f"listen 127.0.0.1:{self.port};")
        for name, one in zip(("one", "two"), self.servers, strict=True):
            assert text.count(f"server {name}:8000;") == 1
            text = text.replace(f"{name}:8000", f"127.0.0.1:{one.port}")
        return text

    def stop(self) -> None:
        for one in self.servers:
            one.stop()
        self.redis.kill()
        self.redis.wait()

    def _start_redis(self, folder: Path) -> "subprocess.Popen[bytes]":
        name, settings, *options = [filled(one) for one in services()["redis"]["command"]]
        assert settings == services()["redis"]["volumes"][0].split(":")[1]
        options[options.index("0.0.0.0")] = "127.0.0.1"
        here = ["--port", str(self.redis_port), "--dir", str(folder)]
        with (folder / "redis.log").open("wb") as log:
            return subprocess.Popen(
                [program(name), str(MACHINES / "redis.conf"), *options, *here], stdout=log
            )

    def _env_of(self, told: dict[str, str]) -> dict[str, str]:
        """The variables, with what is secret, and Redis where it is here."""
        env = {name: filled(value) for name, value in told.items() if not name.startswith("GUNICORN")}
        env["IFACE_SECRET_KEY"] = SECRETS["IFACE_SECRET_KEY"]
        store = env["IFACE_STORE"].replace("PASSWORD", SECRETS["REDIS_PASSWORD"])
        assert "@redis:6379/" in store
        return env | {"IFACE_STORE": store.replace("@redis:6379", f"@127.0.0.1:{self.redis_port}")}

    def _contained(self) -> Gunicorn:
        image = self.image
        env = image.env | self.env | {"XDG_STATE_HOME": str(image.place(image.env["XDG_STATE_HOME"]))}
        assert image.command == ["gunicorn", "app:demo"]
        return Gunicorn(image.work, env=env)

    def _installed(self, folder: Path) -> Gunicorn:
        folder.mkdir()
        (folder / "app.py").write_text((ROOT / "examples" / "message_log.py").read_text())
        return Gunicorn(folder, ["-c", str(DEPLOY / "gunicorn.conf.py")], env=self.other_env)


def services() -> Any:
    """What compose.yaml starts, by name."""
    return library("yaml").safe_load((MACHINES / "compose.yaml").read_text())["services"]


def filled(text: str) -> str:
    """A text of compose.yaml with the variables that it must be given."""
    return re.sub(r"\$\{(\w+):\?\}", lambda found: SECRETS[found[1]], text)


def variables(text: str) -> dict[str, str]:
    """What a file of variables says, as systemd reads it."""
    lines = [one for one in text.splitlines() if one and not one.startswith("#")]
    return dict(one.split("=", 1) for one in lines)


@pytest.fixture(scope="module")
def image(tmp_path_factory) -> Image:
    return Image(MACHINES / "Dockerfile", tmp_path_factory.mktemp("image"))


@pytest.fixture(scope="module")
def site(tmp_path_factory, image) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    made = Site(folder, image)
    with nginx_of(folder, made.nginx(), made.port):
        yield made
    made.stop()


def call(url: str, message: str, session: str = "") -> Answer:
    """One call of the API, from which the session goes on."""
    headers = JSON | ({"X-Iface-Session": session} if session else {})
    return ask(f"{url}api/store_message", "POST", json.dumps({"message": message}), headers)


def told(answer: Answer) -> tuple[str, list[str]]:
    shown = json.loads(answer.text)["data"][0]
    return shown["Current messages"], shown["Previous messages"]


def test_a_session_is_the_same_at_both_and_through_nginx(site):
    session = call(site.url, "a").headers["X-Iface-Session"]
    urls = [one.url for one in site.servers] + [site.url]
    answers = [told(call(url, word, session)) for url, word in zip(urls, "bcd", strict=True)]
    assert answers == [("b", ["a"]), ("c", ["b", "a"]), ("d", ["c", "b", "a"])]


def test_only_its_user_is_missing_from_the_image_here(image):
    (made,) = image.left_out
    assert "useradd" in made and image.env["XDG_STATE_HOME"] in made


def test_a_page_works_through_nginx(site):
    visitor = Visitor(site.url, "store_message")
    answers = [visitor.press_plain(visitor.body(message=word)).text for word in ("alpha", "beta", "gamma")]
    assert "alpha" in answers[1] and "alpha" in answers[2] and "beta" in answers[2]


def test_check_has_nothing_to_say_about_these_settings(site):
    env = {**os.environ, **site.image.env, **site.env}
    done = subprocess.run(
        [sys.executable, "-m", "iface", "check", "app.py"],
        cwd=site.image.work,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.returncode) == ("", 0)


def test_redis_keeps_what_was_acknowledged(site):
    with library("redis").Redis.from_url(site.env["IFACE_STORE"], decode_responses=True) as redis:
        names = ("appendonly", "appendfsync", "maxmemory-policy")
        assert [redis.config_get(one)[one] for one in names] == ["yes", "everysec", "noeviction"]


@pytest.mark.parametrize("where", ["image", "demo.env"])
def test_gunicorn_listens_where_the_variables_say(image, where):
    env = image.env if where == "image" else variables((MACHINES / "demo.env").read_text())
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "app:demo", "--print-config"],
        cwd=image.work,
        env={**os.environ, **image.env, "GUNICORN_CMD_ARGS": env["GUNICORN_CMD_ARGS"]},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert re.search(r"^bind +=? *\['0\.0\.0\.0:8000'\]", done.stdout, re.MULTILINE), done
    assert re.search(r"^workers +=? *2$", done.stdout, re.MULTILINE)


def test_the_machines_and_the_containers_are_told_the_same(site):
    assert site.env == site.other_env


def test_nothing_but_nginx_is_open_to_the_machine_that_runs_the_containers():
    assert {name: one["ports"] for name, one in services().items() if "ports" in one} == {
        "nginx": ["127.0.0.1:8080:80"]
    }


def test_a_stop_of_a_container_takes_longer_than_gunicorns_grace():
    grace = int(re.search(r"graceful_timeout = (\d+)", (DEPLOY / "gunicorn.conf.py").read_text())[1])
    assert {services()[one]["stop_grace_period"] for one in ("one", "two")} == {f"{grace + 10}s"}


def test_every_file_that_compose_names_is_there():
    named = [one.split(":")[0] for service in services().values() for one in service.get("volumes", [])]
    assert [one for one in named if one.startswith(".") and not (MACHINES / one).exists()] == []
    build = services()["one"]["build"]
    context = (MACHINES / build["context"]).resolve()
    assert context == ROOT and (context / build["dockerfile"]) == MACHINES / "Dockerfile"


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except ConnectionError:
        return False
    return True


def test_a_machine_that_goes_away_costs_no_visitor_anything(site):
    session = call(site.url, "a").headers["X-Iface-Session"]
    os.killpg(site.servers[0].process.pid, signal.SIGKILL)
    site.servers[0].process.wait()
    # Its workers end after it: a post that they had begun to take nginx does not repeat.
    assert until(lambda: not listens(site.servers[0].port))
    began = time.monotonic()
    answers = [told(call(site.url, word, session))[0] for word in "bcde"]
    assert answers == list("bcde") and time.monotonic() - began < 5
    assert until(lambda: ask(site.url, "GET").status == 200)
