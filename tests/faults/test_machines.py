"""Two machines with one Redis: any of them answers for any session, any run and any file."""

import http.client
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import urlencode, urlsplit

import pytest
from faults.visitors import FULL, LOST, Visitor, ask, at_once
from gunicorns import Gunicorn
from onlooker import Onlooker
from redises import KEY, RedisServer
from running import until

THREADS = ("-w", "2", "--threads", "16")

NOTES = """
import os
import time
import iface

def note(word, words):
    # "name" or "name/seconds"
    with open("began.txt", "a") as file:
        file.write(f"{os.getpid()}\\n")
    time.sleep(float(word.partition("/")[2] or 0))
    words = [*words, word]
    return " ".join(words), words

demo = iface.Interface(note, ["text", iface.State([])], ["text", iface.State()])
"""

SHARED = """
import iface

with iface.Blocks() as demo:
    scores = iface.GlobalState([])
    word = iface.Textbox(label="word")
    shown = iface.Textbox(label="shown", interactive=False)

    def note(word, scores):
        scores.append(word)
        return " ".join(scores), scores

    iface.Button("Note").click(note, [word, scores], [shown, scores])
"""

TALKS = """
import time
import iface

def talk(word, kept):
    text = ""
    for number in range(1000):
        text += f"{number} "
        yield text, kept + 1
        time.sleep(0.1)

demo = iface.Interface(talk, ["text", iface.State(0)], ["text", iface.State()])
"""

READS = """
import hashlib
import iface

def read(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

demo = iface.Interface(read, iface.File(), "text")
"""

Machines = Callable[..., list[Gunicorn]]


@pytest.fixture
def machines(gunicorn: Callable[..., Gunicorn], redis: RedisServer, tmp_path) -> Machines:
    """`machines(program, env={}) -> [Gunicorn, Gunicorn]`: they have nothing in common but Redis."""

    def start(program: str, server: RedisServer = redis, **env: str) -> list[Gunicorn]:
        return [
            gunicorn(program, *THREADS, env={**server.env, "XDG_STATE_HOME": str(tmp_path / name), **env})
            for name in ("one", "two")
        ]

    return start


def moved(visitor: Visitor, server: Gunicorn) -> Visitor:
    """The same page, whose next request comes to this machine."""
    visitor.url = server.url
    return visitor


def test_submits_in_a_row_are_right_whichever_machine_answers(machines: Machines):
    servers = machines(NOTES)
    visitor = Visitor(servers[0].url, "note")
    words = [str(number) for number in range(400 if FULL else 40)]
    for number, word in enumerate(words):
        assert moved(visitor, servers[number % 2]).submit(word).shown.split() == words[: number + 1]


def test_of_two_submits_at_once_to_two_machines_both_are_kept(machines: Machines):
    servers = machines(NOTES)
    visitor = Visitor(servers[0].url, "note")
    visitor.submit("first")
    rounds = 100 if FULL else 10
    for number in range(rounds):
        works = [partial(press, visitor, one.url, f"{number}{one.port}") for one in servers]
        assert [one.status for one in at_once(works)] == [200, 200]
    kept = visitor.submit("last").shown.split()
    assert sorted(kept[1:-1]) == sorted(f"{number}{one.port}" for number in range(rounds) for one in servers)


def press(visitor: Visitor, url: str, word: str):
    """Press the button, at an address."""
    body = visitor.body(word)
    for _ in range(300):
        answer = ask(url, "POST", urlencode(body), {"Accept": "application/json", **HEADERS})
        if answer.status != 202:
            return answer
        time.sleep(0.1)
    raise AssertionError("no answer")


HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


def test_the_same_press_sent_to_both_machines_runs_once(machines: Machines, tmp_path):
    servers = machines(NOTES)
    visitor = Visitor(servers[0].url, "note")
    body = urlencode(visitor.body("only/0.3"))

    def send(url: str) -> str:
        while (answer := ask(url, "POST", body, {"Accept": "application/json", **HEADERS})).status == 202:
            time.sleep(0.1)
        return answer.shown

    assert at_once([partial(send, one.url) for one in servers] * 3) == ["only/0.3"] * 6
    assert len((tmp_path / "began.txt").read_text().split()) == 1


def test_a_value_that_all_share_is_right_over_machines(machines: Machines):
    servers = machines(SHARED)
    clients, times = 6, 40 if FULL else 5

    def note_often(number: int) -> None:
        for time_ in range(times):
            assert Visitor(servers[time_ % 2].url, "note").submit(f"{number}.{time_}").status == 200

    assert at_once([partial(note_often, number) for number in range(clients)]) == [None] * clients
    kept = Visitor(servers[0].url, "note").submit("end").shown.split()
    assert sorted(kept) == sorted([f"{a}.{b}" for a in range(clients) for b in range(times)] + ["end"])


# Runs


def pressing(visitor: Onlooker, word: str) -> threading.Thread:
    thread = threading.Thread(target=visitor.press, args=(word,), daemon=True)
    thread.start()
    return thread


def test_a_run_is_seen_and_stopped_from_the_other_machine(machines: Machines):
    one, two = machines(TALKS)
    visitor = Onlooker(one.url, "talk")
    thread = pressing(visitor, "")
    assert until(lambda: visitor.run and visitor.of("grow"))
    seen = ask(f"{two.url}-/runs/{visitor.run}?after=0", "GET", headers={"Accept": "application/json"})
    assert seen.status == 200 and "0 1 2" in seen.text
    begun = time.monotonic()
    moved(visitor, two).stop()
    thread.join(10)
    assert time.monotonic() - begun < 2


def test_a_run_whose_machine_dies_is_interrupted_within_ten_seconds(machines: Machines):
    one, two = machines(NOTES)
    visitor = Onlooker(one.url, "note")
    visitor.press("a")
    thread = pressing(visitor, "b/60")
    assert until(lambda: visitor.run)
    begun = time.monotonic()
    os.killpg(one.process.pid, signal.SIGKILL)
    moved(visitor, two)
    thread.join(20)
    assert time.monotonic() - begun < 10
    assert visitor.messages() == ["This run was interrupted. Run it again."]
    assert visitor.press("c") == "a c"


# Files


def upload(url: str, visitor: Visitor, content: bytes) -> tuple[int, str]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    headers = {"X-Iface-Session": visitor.fields["iface-session"], "X-Iface-Name": "a.bin"}
    connection.request("POST", "/-/upload", content, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def read_at(visitor: Visitor, server: Gunicorn, id: str) -> str:
    body = visitor.body() | {"path": id}
    return moved(visitor, server).wait(body).shown


@pytest.mark.parametrize("shared", [False, True], ids=["in-redis", "in-a-shared-folder"])
def test_a_file_that_one_machine_took_is_read_by_the_other(machines: Machines, tmp_path, shared: bool):
    import hashlib
    import json

    one, two = machines(READS, **({"IFACE_FILES": str(tmp_path / "shared")} if shared else {}))
    visitor = Visitor(one.url, "read")
    content = os.urandom(5 * 2**20)
    status, text = upload(one.url, visitor, content)
    assert status == 200
    assert read_at(visitor, two, json.loads(text)["id"]) == hashlib.sha256(content).hexdigest()
    large = b"x" * (20 * 2**20)
    status, text = upload(one.url, visitor, large)
    if shared:
        assert read_at(visitor, two, json.loads(text)["id"]) == hashlib.sha256(large).hexdigest()
    else:
        assert status == 413 and "larger than the 17 MB that are taken here" in text
        assert "Name one in IFACE_FILES" in one.log()


# Machines and Redis die


def test_what_was_acknowledged_is_kept_once_while_machines_die(machines: Machines, gunicorn, tmp_path):
    servers = machines(NOTES)
    visitor = Visitor(servers[0].url, "note")
    words = [f"{number}/0.01" for number in range(200 if FULL else 40)]
    for number, word in enumerate(words):
        body = visitor.body(word)
        if number == len(words) // 2:
            os.killpg(servers[0].process.pid, signal.SIGKILL)
        while True:
            try:
                answer = moved(visitor, servers[number % 2]).wait(body)
                break
            except LOST:
                number += 1  # the proxy sends it to another machine
        assert answer.shown.split() == words[: words.index(word) + 1]


@pytest.fixture
def own_redis(start_redis) -> Iterator[RedisServer]:
    return start_redis()


def test_while_redis_is_away_visitors_are_told_and_nothing_is_lost(machines: Machines, own_redis):
    servers = machines(NOTES, server=own_redis)
    visitor = Visitor(servers[0].url, "note")
    visitor.submit("a")
    own_redis.kill()
    lost = visitor.body("b")
    answer = visitor.wait(lost)
    assert (
        answer.status == 503 and "The server cannot reach its memory. Try again in a moment." in answer.text
    )
    assert ask(f"{servers[1].url}-/health", "GET").status == 503
    page = ask(servers[1].url, "GET")
    assert page.status == 200 and "<form" in page.text
    own_redis.start()
    assert moved(visitor, servers[1]).wait(lost).shown == "a b"
    assert servers[0].process.poll() is None and moved(visitor, servers[0]).submit("c").shown == "a b c"


def test_a_run_outlives_a_restart_of_redis(machines: Machines, own_redis):
    one, two = machines(NOTES, server=own_redis)
    visitor = Onlooker(one.url, "note")
    thread = pressing(visitor, "a/3")
    assert until(lambda: visitor.run)
    own_redis.kill()
    time.sleep(0.5)
    own_redis.start()
    moved(visitor, two)
    thread.join(20)
    assert (visitor.text, visitor.messages()) == ("a/3", [])
    assert visitor.press("b") == "a/3 b"


# Keys


def test_without_a_key_gunicorn_does_not_start(gunicorn, redis: RedisServer):
    with pytest.raises(AssertionError, match="IFACE_SECRET_KEY has none. Give all of them one"):
        gunicorn(NOTES, "-w", "1", env={**redis.env, "IFACE_SECRET_KEY": None})


def test_a_machine_with_another_key_serves_nobody(gunicorn, redis: RedisServer):
    one = gunicorn(NOTES, "-w", "1", env=redis.env)
    Visitor(one.url, "note").submit("a")
    other = gunicorn(
        NOTES, "-w", "1", env={**redis.env, "IFACE_SECRET_KEY": f"another {KEY}"}, ready="static/none"
    )
    assert ask(f"{other.url}-/health", "GET").status == 500
    assert "signed with another secret key" in other.log()
    assert Visitor(one.url, "note").submit("a").shown == "a"
