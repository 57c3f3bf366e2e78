"""The measurements run, and none prints figures of wrong answers."""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.__main__ import MEASUREMENTS, main
from benchmarks.figures import middle, ratios, share, table
from benchmarks.load import Answer, Visitor, drive
from benchmarks.page import figures
from benchmarks.servers import ROOT, STORES, Server
from benchmarks.submit import heard_from_floor, heard_from_iface
from benchmarks.wrong import WrongAnswer

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="they read /proc, and start gunicorn"),
    pytest.mark.skipif(
        shutil.which("redis-server") is None and os.environ.get("CI") != "true",
        reason="redis-server is not installed",
    ),
]

QUICK = {
    "submit": ["--rounds", "1", "--sessions", "1,2", "--submits", "8", "--page", "2"],
    "scale": ["--rounds", "1", "--sessions", "2", "--submits", "8", "--page", "2"],
    "state": ["--rounds", "1", "--sizes", "1000,10000"],
    "sessions": ["--rounds", "1", "--few", "2", "--many", "5", "--submits", "6"],
    "page": ["--rounds", "1", "--pairs", "2"],
    "dataframe": ["--rounds", "1", "--rows", "1200"],
    "start": ["--rounds", "1"],
    "profile": ["--submits", "4", "--page", "2"],
    "image": ["--rounds", "1", "--size", "600x600", "--formats", "webp,jpeg"],
    "upload": ["--megabytes", "4"],
    "stream": ["--rounds", "1", "--tokens", "50", "--paced", "4", "--clients", "3"],
}
FORGETFUL = """
import iface

def store_message(message, history):
    return {"Current messages": message, "Previous messages": []}, history

demo = iface.Interface(store_message, ["textbox", iface.State([])], ["json", iface.State()])
"""


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server("benchmarks.floor:app", tmp_path_factory.mktemp("floor")) as server:
        yield server


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def test_each_measurement_has_a_short_run_here():
    assert set(QUICK) == set(MEASUREMENTS)


@pytest.mark.parametrize("store", STORES)
def test_a_submit_is_measured_beside_the_floor(store, capsys):
    assert main(["submit", *QUICK["submit"], "--store", store]) == 0
    rows = re.findall(r"^(floor|iface|ratio) +(\d+) ", capsys.readouterr().out, re.M)
    assert rows == [(name, sessions) for sessions in "12" for name in ("floor", "iface", "ratio")]


def test_each_size_of_a_state_has_a_row(capsys):
    assert main(["state", *QUICK["state"]]) == 0
    rows = re.findall(r"^(\d+ KB) +(\w+) +(\w+) ", capsys.readouterr().out, re.M)
    does = [(store, what) for store in STORES for what in ("writes", "reads")]
    assert rows == [(size, *one) for size in ("1 KB", "10 KB") for one in does]


def test_sessions_at_once_stand_beside_a_bare_view_that_writes(capsys):
    assert main(["scale", *QUICK["scale"]]) == 0
    assert re.findall(r"^(\w+) +2 (?: +[\d.,]+){5}$", capsys.readouterr().out, re.M) == ["sqlite", "redis"]


def test_a_state_of_bytes_is_measured_too(capsys):
    assert main(["state", "--rounds", "1", "--sizes", "1000", "--of", "bytes"]) == 0
    assert "A state of bytes" in capsys.readouterr().out


def test_few_sessions_stand_beside_many(capsys):
    assert main(["sessions", *QUICK["sessions"]]) == 0
    printed = capsys.readouterr().out
    assert re.findall(r"^(2|5|ratio|Rss|Pss_Anon) ", printed, re.M) == ["2", "5", "ratio", "Rss", "Pss_Anon"]


def test_the_import_stands_beside_that_of_flask_and_marshmallow(capsys):
    assert main(["start", *QUICK["start"]]) == 0
    assert re.findall(r"^(?:import .*?|ratio)(?=  )", capsys.readouterr().out, re.M) == [
        "import flask, marshmallow",
        "import iface",
        "ratio",
    ]


def test_a_large_page_stands_beside_a_small_one(capsys):
    assert main(["page", *QUICK["page"]]) == 0
    assert re.findall(r"^(\d+ components|ratio)", capsys.readouterr().out, re.M) == [
        "2 components",
        "4 components",
        "ratio",
    ]


def test_a_page_of_200_components_and_300_listeners_is_quick():
    # The best of three: other programs run here too.
    measured = [figures(51, 100) for _ in range(3)]
    assert min(large[0] for _, large in measured) <= 100
    assert min(large[1] / small[1] for small, large in measured) <= 1.3


def apart(name):
    """The status of a measurement with a browser of its own: its event loop stands in another thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(main, [name, *QUICK[name]]).result()


def test_a_table_is_looked_at_in_a_browser(capsys):
    assert apart("dataframe") == 0
    assert re.search(r"^1200 x 10 ( +[\d.,]+){7}$", capsys.readouterr().out, re.M)


@pytest.mark.skipif(os.environ.get("IFACE_NO_BROWSER") == "1", reason="it needs a browser")
def test_an_upload_is_measured_with_the_script_and_without_and_broken_off(capsys):
    assert apart("upload") == 0
    rows = re.findall(r"^(by .*?|cancelled .*?|client .*?)  ", capsys.readouterr().out, re.M)
    assert rows == ["by the page's script", "by a plain form", "cancelled in the page", "client hung up"]


@pytest.mark.parametrize("store", ["memory", "sqlite"])
def test_the_profile_names_the_costliest_functions(store, capsys):
    assert main(["profile", *QUICK["profile"], "--store", store]) == 0
    printed = capsys.readouterr().out
    assert f"us for a submit, store {store}" in printed
    assert "function calls" in printed


def test_a_server_that_forgets_gets_no_figures(tmp_path: Path, monkeypatch, capsys):
    tmp_path.joinpath("forgetful.py").write_text(FORGETFUL)
    monkeypatch.setattr("benchmarks.servers.ROOT", f"{ROOT}:{tmp_path}")
    assert main(["submit", *QUICK["submit"], "--app", "forgetful:demo"]) == 1
    printed = capsys.readouterr()
    assert not printed.out
    assert printed.err.startswith("No figures: ")


def test_an_answer_without_all_messages_shows_fewer():
    answer = Answer(200, b"", b'{"Current messages": "b", "Previous messages": []}')
    assert heard_from_floor({}, answer) == ["b"]


def test_a_refusal_is_a_wrong_answer():
    with pytest.raises(WrongAnswer, match="422"):
        heard_from_floor({}, Answer(422, b"", b"{}"))


def test_an_error_among_the_events_is_a_wrong_answer():
    body = b'{"events": [{"type": "error", "message": "no"}, {"type": "done", "revision": "1"}]}'
    with pytest.raises(WrongAnswer):
        heard_from_iface({}, Answer(200, b"", body))


def test_all_visitors_are_driven_to_their_end(floor):
    statuses = []

    def visitor() -> Visitor:
        for _ in range(3):
            answer = yield get("/-/health")
            statuses.append(answer.status)

    driven = drive(floor.port, [visitor(), visitor()])
    assert statuses == [200] * 6
    assert len(driven.latencies) == 6


def test_a_visitor_that_asks_nothing_is_at_its_end(floor):
    assert drive(floor.port, [iter(())]).latencies == []


def test_a_visitor_can_refuse_an_answer(floor):
    def visitor() -> Visitor:
        answer = yield get("/nowhere")
        raise WrongAnswer(str(answer.status))

    with pytest.raises(WrongAnswer, match="404"):
        drive(floor.port, [visitor()])


def test_a_server_that_hangs_up_is_a_wrong_answer(floor):
    def visitor() -> Visitor:
        yield b"no request\r\n\r\n"
        yield get("/-/health")

    with pytest.raises(WrongAnswer, match="hung up"):
        drive(floor.port, [visitor()])


def test_a_server_knows_what_its_worker_uses(floor):
    assert floor.processor_seconds() > 0
    assert floor.memory()["Rss"] > 10**6


def test_a_server_that_cannot_start_says_why(tmp_path):
    with pytest.raises(RuntimeError, match="nonsense"), Server("nonsense:app", tmp_path):
        pass


def test_the_middle_of_rounds_is_taken_of_each_figure_alone():
    assert middle([[1, 30], [2, 10], [9, 20]]) == [2, 20]


def test_a_share_of_values_lies_below():
    assert share(range(1, 101), 0.99) == 100
    assert share([5.0], 0.5) == 5.0


def test_a_ratio_to_nothing_is_not_a_number():
    assert ratios([3.0, 1.0], [1.5, 0.0]) == ["2.00 x", "-"]


def test_a_table_has_columns_of_equal_width():
    assert table("T", ["", "ms"], [["a", 1.234], ["bb", 12345.0]]).splitlines() == [
        "T",
        "",
        "        ms",
        "----------",
        "a     1.23",
        "bb  12,345",
    ]
