"""The files in examples/deploy/ do what docs/deploy.md says of them, in a real nginx and a real gunicorn."""

import re
import subprocess
from collections.abc import Callable, Iterator
from urllib.parse import urljoin

import pytest
from faults.visitors import FORM, Answer, Visitor, ask
from gunicorns import ROOT, Gunicorn, free_port
from proxies import nginx_of, program

from iface.files.store import PLENTY
from iface.web.guard import LARGEST_BODY

DEPLOY = ROOT / "examples" / "deploy"
ROOT_NAME, BELOW_NAME = "demo.example.org", "www.example.org"

COUNTS = """
import iface

def count(word, counted, request: iface.Request):
    return f"{counted + 1} {request.url}", counted + 1

demo = iface.Interface(count, ["text", iface.State(0)], ["text", iface.State()])
"""


@pytest.fixture(scope="module")
def nginx(tmp_path_factory) -> Iterator[str]:
    """The address at which nginx serves examples/deploy/nginx.conf in front of gunicorn."""
    tmp_path = tmp_path_factory.mktemp("nginx")
    (tmp_path / "app.py").write_text(COUNTS)
    server = Gunicorn(tmp_path, ["-c", str(DEPLOY / "gunicorn.conf.py")])
    server.wait_until_ready()
    port = free_port()
    site = (DEPLOY / "nginx.conf").read_text()
    assert site.count("listen 80;") == 2 and site.count("127.0.0.1:8000") == 3
    site = site.replace("listen 80;", f"listen 127.0.0.1:{port};").replace(
        "127.0.0.1:8000", f"127.0.0.1:{server.port}"
    )
    with nginx_of(tmp_path, site, port):
        yield f"http://127.0.0.1:{port}/"
    server.stop()


def named(url: str, host: str) -> Callable[..., Answer]:
    """What asks for paths below `url` by another name of the host."""
    return lambda path="", method="GET", body="", headers=FORM: ask(
        urljoin(url, path), method, body, headers | {"Host": host}
    )


@pytest.fixture(params=[(ROOT_NAME, ""), (BELOW_NAME, "demo/")], ids=["at-the-root", "below-a-site"])
def visitor(request, nginx, monkeypatch) -> Visitor:
    """A visitor who opened the page through nginx, and goes where its addresses lead."""
    host, path = request.param
    monkeypatch.setitem(FORM, "Host", host)
    return Visitor(nginx + path, "count")


def test_submits_go_through_nginx_with_their_state(visitor):
    headers = {**FORM, "Accept": "application/json"}
    first = visitor.wait(visitor.body("a"), headers)
    assert first.shown.split()[0] == "1"
    assert visitor.wait(visitor.body("b"), headers).shown.split()[0] == "2"


def test_a_page_without_javascript_goes_through_nginx(visitor):
    assert visitor.press_plain(visitor.body("a")).shown.split()[0] == "1"


def test_every_address_in_the_page_is_found_through_nginx(visitor):
    page = ask(visitor.url, "GET")
    addresses = re.findall(r'(?:src|href)="((?!data:)[^"]+)"', page.text)
    assert len(addresses) > 3
    assert {ask(urljoin(visitor.url, one), "GET").status for one in addresses} == {200}


def test_the_api_goes_through_nginx(visitor):
    answer = ask(
        visitor.url + "api/count", "POST", '{"word": "a"}', FORM | {"Content-Type": "application/json"}
    )
    assert answer.status == 200


def test_the_function_sees_the_name_that_the_visitor_used(visitor):
    assert f"http://{FORM['Host']}/" in visitor.press_plain(visitor.body("a")).shown


def test_a_body_of_more_than_nginxs_own_limit_goes_through(visitor):
    assert visitor.press_plain(visitor.body("x" * 2_000_000)).status == 200


@pytest.mark.parametrize("file", ["nginx.conf", "machines/nginx.conf"])
def test_nginx_takes_what_iface_takes(file):
    sizes = set(re.findall(r"client_max_body_size (\d+)m;", (DEPLOY / file).read_text()))
    assert sizes == {str((PLENTY.largest + LARGEST_BODY) // 2**20)}


def test_who_leaves_the_slash_out_is_sent_to_the_page(nginx):
    answer = named(nginx, BELOW_NAME)("demo")
    assert answer.status == 301
    assert answer.headers["Location"] == "/demo/"


def test_headers_that_a_visitor_makes_up_change_nothing(nginx):
    made_up = {"SCRIPT_NAME": "/x", "X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/x"}
    answer = named(nginx, ROOT_NAME)("", headers=FORM | made_up)
    assert answer.status == 200 and "evil" not in answer.text


def test_the_settings_of_gunicorn_are_known_to_it(tmp_path):
    from gunicorn.config import Config

    known = Config().settings
    names: dict[str, object] = {}
    exec((DEPLOY / "gunicorn.conf.py").read_text(), names)
    assert [one for one in names if not one.startswith("__") and one not in known] == []


def test_the_service_is_one_that_systemd_understands(tmp_path):
    path = program("systemd-analyze")
    for name in ("gunicorn", "python"):
        file = tmp_path / name
        file.write_text("#!/bin/sh\n")
        file.chmod(0o755)
    unit = (DEPLOY / "demo.service").read_text()
    (tmp_path / "demo.service").write_text(
        unit.replace("/srv/demo/.venv/bin/gunicorn", str(tmp_path / "gunicorn"))
    )
    found = subprocess.run(
        [path, "verify", "--man=no", str(tmp_path / "demo.service")],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (found.returncode, [line for line in found.stderr.splitlines() if "demo.service" in line]) == (
        0,
        [],
    )


def test_a_stop_of_the_service_takes_longer_than_gunicorns_grace():
    grace = int(re.search(r"graceful_timeout = (\d+)", (DEPLOY / "gunicorn.conf.py").read_text())[1])
    assert int(re.search(r"TimeoutStopSec=(\d+)", (DEPLOY / "demo.service").read_text())[1]) > grace
