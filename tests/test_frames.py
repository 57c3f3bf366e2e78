"""Documents without rights, in which a library draws."""

import gzip

import pytest

import iface
from iface import frames


@pytest.fixture
def client():
    return iface.Interface(lambda text: text, "text", "text").test_client()


@pytest.fixture
def address():
    return f"/frame/plotly/{frames.digest('plotly')}/"


def test_a_document_loads_its_scripts_in_their_order():
    text = frames.document("plotly").decode()
    assert 0 < text.index("plotly.min.js") < text.index("show.js")


def test_the_script_is_the_one_of_the_installed_plotly():
    found = frames.file("plotly", "plotly.min.js")
    assert gzip.decompress(found.gzipped) == found.body and b"plotly.js v" in found.body[:200]


def test_a_script_is_packed_once():
    assert frames.file("plotly", "show.js") is frames.file("plotly", "show.js")


@pytest.mark.parametrize(("word", "name"), [("plotly", "../show.js"), ("plotly", ""), ("json", "show.js")])
def test_there_is_no_other_file(word, name):
    assert frames.file(word, name) is None


def test_there_is_no_other_frame():
    assert frames.document("json") is None and frames.digest("json") is None


def test_the_document_may_do_nothing_but_draw(client, address):
    policy = client.get(address).headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-scripts; default-src 'none'")
    assert "connect-src" not in policy and "allow-same-origin" not in policy


def test_the_document_and_its_scripts_are_kept_for_ever(client, address):
    answers = [client.get(address), client.get(f"{address}show.js")]
    assert all("immutable" in answer.headers["Cache-Control"] for answer in answers)


def test_a_document_of_another_origin_may_load_the_scripts(client, address):
    answer = client.get(f"{address}plotly.min.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert len(answer.data) < 2_000_000


@pytest.mark.parametrize(
    "path", ["/frame/plotly/0/", "/frame/plotly/0/show.js", "/frame/json/None/", "/frame/json/None/a"]
)
def test_what_is_not_there_is_404(client, path):
    assert client.get(path).status_code == 404


def test_there_is_no_other_script(client, address):
    assert client.get(f"{address}else.js").status_code == 404
