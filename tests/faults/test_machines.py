"""Two machines with one Redis: any of them answers for any session, any run and any file."""

import hashlib
import http.client
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, nullcontext
from functools import partial
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from faults.visitors import FULL, LOST, SCRIPT, Answer, Visitor, ask, at_once
from gunicorns import Gunicorn
from namespaces import Network, networked
from onlooker import Onlooker, Pressing
from proxies import round_robin
from redises import KEY, RedisServer
from running import until

THREADS = ("-w", "1", "--threads", "16")
LARGE = 20 * 2**20
UNREACHABLE = {"title": "The server cannot reach its memory.", "message": "Try again in a moment."}

PROGRAM = """
import hashlib
import os
import time
import iface
from iface.stores import _holders

# One machine could tell at once that a process of the other has ended.
_holders.place = lambda: os.environ["XDG_STATE_HOME"].replace(".", "")

def note(word, words):
    # "name" or "name/seconds"
    with open("began.txt", "a") as file:
        file.write(f"{word}\\n")
    time.sleep(float(word.partition("/")[2] or 0))
    words = [*words, word]
    return " ".join(words), words

def share(word, words):
    words.append(word)
    return " ".join(words), words

def talk(word, words):
    for number in range(1000):
        yield str(number), words
        time.sleep(0.1)

def read(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

with iface.Blocks() as demo:
    own, everybodys = iface.State([]), iface.GlobalState([])
    word, path = iface.Textbox(label="word"), iface.File(label="path")
    shown = iface.Textbox(label="shown", interactive=False)
    iface.Button("Note").click(note, [word, own], [shown, own])
    iface.Button("Share").click(share, [word, everybodys], [shown, everybodys])
    iface.Button("Talk").click(talk, [word, own], [shown, own])
    iface.Button("Read").click(read, path, shown)
"""


NAMES = ("one", "two")


class Machines:
    """Two servers of the program, which have nothing in common but what `env` says.

    They listen at two ports, or, with a network, on two machines of it.
    """

    def __init__(self, folder: Path, env: dict[str, str], network: Network | None = None) -> None:
        (folder / "app.py").write_text(PROGRAM)
        self.folder = folder
        self.network = network
        self.servers = [self._serve(name, env) for name in NAMES]

    def _serve(self, name: str, env: dict[str, str]) -> Gunicorn:
        env = {**env, "XDG_STATE_HOME": str(self.folder / name)}
        with self.network.at(name) if self.network else nullcontext():
            host = self.network.address(name) if self.network else "127.0.0.1"
            one = Gunicorn(self.folder, THREADS, env=env, host=host)
            one.wait_until_ready()
            return one

    def url(self, number: int) -> str:
        return self.servers[number % 2].url

    def taking_turns(self) -> AbstractContextManager[str]:
        """The address of both, behind nginx."""
        return round_robin(self.folder, [one.url for one in self.servers])

    def kill(self, number: int) -> None:
        os.killpg(self.servers[number].process.pid, signal.SIGKILL)
        self.servers[number].process.wait()

    def stop(self) -> None:
        for one in self.servers:
            one.stop()


@pytest.fixture(scope="module", params=["two-ports", "two-networks"])
def living(request, tmp_path_factory, common_redis: RedisServer) -> Iterator[Machines]:
    """Two machines that live."""
    folder = tmp_path_factory.mktemp("machines")
    with ExitStack() as cleaning:
        env, network = common_redis.env, None
        if request.param == "two-networks":
            network = cleaning.enter_context(networked(*NAMES))
            with network.at(""):
                redis = RedisServer(tmp_path_factory.mktemp("redis"), host=network.switch)
            cleaning.callback(redis.kill)
            env = redis.env
        made = Machines(folder, env, network)
        cleaning.callback(made.stop)
        yield made


@pytest.fixture
def both(living: Machines) -> Iterator[Machines]:
    """The two machines; the test is where it can reach them."""
    with living.network.at("") if living.network else nullcontext():
        yield living


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Machines]]:
    """`start(env) -> Machines`: two of the test's own."""
    started = []

    def begin(env: dict[str, str]) -> Machines:
        started.append(Machines(tmp_path, env))
        return started[-1]

    yield begin
    for one in started:
        one.stop()


def press(url: str, body: dict[str, str]) -> Answer:
    """Send a press of the button to one machine, until it is answered."""
    while (answer := ask(url, "POST", urlencode(body), SCRIPT)).status == 202:
        time.sleep(0.1)
    return answer


# Sessions


def test_submits_in_a_row_are_right_whichever_machine_answers(both: Machines):
    visitor = Visitor(both.url(0), "note")
    words = [str(number) for number in range(400 if FULL else 40)]
    for number, word in enumerate(words):
        visitor.url = both.url(number)
        assert visitor.submit(word).shown.split() == words[: number + 1]


def test_of_two_submits_at_once_to_two_machines_both_are_kept(both: Machines):
    visitor = Visitor(both.url(0), "note")
    rounds = 100 if FULL else 10
    for number in range(rounds):
        pair = [partial(press, both.url(side), visitor.body(f"{number}.{side}")) for side in (0, 1)]
        assert [one.status for one in at_once(pair)] == [200, 200]
    kept = visitor.submit("last").shown.split()
    words = [f"{number}.{side}" for number in range(rounds) for side in (0, 1)]
    assert sorted(kept) == sorted([*words, "last"])


def test_the_same_press_sent_to_both_machines_runs_once(both: Machines):
    visitor = Visitor(both.url(0), "note")
    body = visitor.body("only/0.3")
    answers = at_once([partial(press, both.url(side), body) for side in (0, 1)] * 3)
    assert [one.shown for one in answers] == ["only/0.3"] * 6
    assert (both.folder / "began.txt").read_text().split().count("only/0.3") == 1


def test_a_value_that_all_share_is_right_over_machines(both: Machines):
    clients, times = 6, 40 if FULL else 5

    def share_often(client: int) -> None:
        for number in range(times):
            assert Visitor(both.url(number), "share").submit(f"{client}.{number}").status == 200

    assert at_once([partial(share_often, client) for client in range(clients)]) == [None] * clients
    kept = Visitor(both.url(0), "share").submit("end").shown.split()
    assert sorted(kept) == sorted([f"{a}.{b}" for a in range(clients) for b in range(times)] + ["end"])


# Runs


def test_a_run_is_seen_and_stopped_from_the_other_machine(both: Machines, pressing):
    visitor = Onlooker(both.url(0), "talk")
    thread = pressing(visitor, "")
    assert until(lambda: visitor.run)
    address = f"{both.url(1)}-/runs/{visitor.run}?after=0"
    assert until(lambda: '"output"' in ask(address, "GET", headers=SCRIPT).text)
    begun = time.monotonic()
    visitor.url = both.url(1)
    visitor.stop()
    thread.join(10)
    assert time.monotonic() - begun < 2


def test_a_run_is_followed_to_its_end_whichever_machine_is_asked(both: Machines):
    with both.taking_turns() as url:
        visitor = Onlooker(url, "note")
        assert visitor.press("a/1.5") == "a/1.5" and visitor.asked > 2
        assert visitor.press("b") == "a/1.5 b"


# Files


def upload(url: str, visitor: Visitor, content: bytes, length: int | None = None) -> tuple[int, str]:
    """Send a file; `length` is what is said of it."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    headers = {"X-Iface-Session": visitor.fields["iface-session"], "X-Iface-Name": "a.bin"}
    try:
        connection.request(
            "POST", "/-/upload", content, headers | {"Content-Length": str(length or len(content))}
        )
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def assert_read_by_the_other(machines: Machines, content: bytes) -> None:
    visitor = Visitor(machines.url(0), "read")
    status, text = upload(machines.url(0), visitor, content)
    assert status == 200, text
    visitor.url = machines.url(1)
    assert (
        visitor.wait(visitor.body(path=json.loads(text)["id"])).shown == hashlib.sha256(content).hexdigest()
    )


def test_a_file_that_one_machine_took_is_read_by_the_other(both: Machines):
    assert_read_by_the_other(both, os.urandom(5 * 2**20))


def test_a_page_behind_a_proxy_is_one_page_whichever_machine_answers(both: Machines):
    with both.taking_turns() as url:
        visitor = Visitor(url, "read")
        content = os.urandom(2**18)
        status, text = upload(url, visitor, content)
        for _ in range(4):
            answer = visitor.wait(visitor.body(path=json.loads(text)["id"]))
            assert (status, answer.shown) == (200, hashlib.sha256(content).hexdigest())


def test_a_file_that_is_too_large_for_redis_is_refused(both: Machines):
    status, text = upload(both.url(0), Visitor(both.url(0), "read"), b"", LARGE)
    assert status == 413 and "This file is larger than the 17 MB that are taken here." in text
    assert "Name one in IFACE_FILES." in both.servers[0].log()


def test_machines_that_share_a_folder_take_large_files(start, common_redis: RedisServer, tmp_path: Path):
    machines = start(common_redis.env | {"IFACE_FILES": str(tmp_path / "shared")})
    assert_read_by_the_other(machines, os.urandom(LARGE))


# A machine dies


class Death:
    """What two visitors of a machine that dies see, who go on at another."""

    def __init__(self, machines: Machines, pressing: Pressing) -> None:
        self.words: list[str] = []
        self.answers: list[Answer] = []
        self.machines = machines
        self.looker = Onlooker(machines.url(0), "note")
        self.looker.press("a")
        thread = pressing(self.looker, "b/60")
        assert until(lambda: self.looker.run)
        appending = threading.Thread(target=self.append, daemon=True)
        appending.start()
        assert until(lambda: len(self.answers) > 10, 20)
        died = time.monotonic()
        machines.kill(0)
        self.looker.url = machines.url(1)
        thread.join(20)
        self.seconds_until_told = time.monotonic() - died
        appending.join(60)

    def append(self) -> None:
        """Press again and again, each time at the other machine; on a lost answer, the same press."""
        visitor = Visitor(self.machines.url(0), "note")
        for number in range(100 if FULL else 40):
            body = visitor.body(f"{number}/0.05")
            self.words.append(f"{number}/0.05")
            for machine in range(number, number + 100):
                try:
                    self.answers.append(press(self.machines.url(machine), body))
                    break
                except LOST:
                    continue


@pytest.fixture(scope="module")
def death(tmp_path_factory, common_redis: RedisServer) -> Iterator[Death]:
    machines = Machines(tmp_path_factory.mktemp("death"), common_redis.env)
    with closing(Pressing()) as pressing:
        yield Death(machines, pressing)
    machines.stop()


def test_what_was_acknowledged_is_kept_once_when_a_machine_dies(death: Death):
    shown = [one.shown.split() for one in death.answers]
    assert shown == [death.words[: number + 1] for number in range(len(death.words))]


def test_a_run_whose_machine_dies_is_interrupted_within_ten_seconds(death: Death):
    assert death.looker.messages() == ["This run was interrupted. Run it again."]
    assert death.seconds_until_told < 10
    assert death.looker.press("c") == "a c"


# Redis goes, and comes back


def test_while_redis_is_away_visitors_are_told_and_nothing_is_lost(start, start_redis, pressing):
    redis = start_redis()
    machines = start(redis.env)
    visitor, looker = Visitor(machines.url(0), "note"), Onlooker(machines.url(0), "note")
    visitor.submit("a")
    thread = pressing(looker, "long/3")
    assert until(lambda: looker.run)
    redis.kill()
    lost = visitor.body("b")
    answer = visitor.wait(lost)
    assert (answer.status, answer.events) == (503, [{"type": "error", **UNREACHABLE, "isLost": True}])
    assert ask(f"{machines.url(1)}-/health", "GET").status == 503
    page = ask(machines.url(1), "GET")
    assert page.status == 200 and "<form" in page.text
    redis.start()
    visitor.url = looker.url = machines.url(1)
    assert visitor.wait(lost).shown == "a b"
    # What ran meanwhile is kept, and found from the other machine.
    thread.join(20)
    assert (looker.text, looker.messages()) == ("long/3", [])
    visitor.url = looker.url = machines.url(0)
    assert (visitor.submit("c").shown, looker.press("d")) == ("a b c", "long/3 d")


# Keys


def test_without_a_key_gunicorn_does_not_start(gunicorn, common_redis: RedisServer):
    with pytest.raises(AssertionError, match="IFACE_SECRET_KEY has none. Give all of them one"):
        gunicorn(PROGRAM, "-w", "1", env={**common_redis.env, "IFACE_SECRET_KEY": None})


def test_a_machine_with_another_key_serves_nobody(gunicorn, redis: RedisServer):
    one = gunicorn(PROGRAM, "-w", "1", env=redis.env)
    env = {**redis.env, "IFACE_SECRET_KEY": f"another {KEY}"}
    other = Gunicorn(one.folder, ["-w", "1"], env=env)
    try:
        assert until(lambda: is_answered(f"{other.url}-/health", 500), 20)
        assert "signed with another secret key" in other.log()
    finally:
        other.stop()
    assert Visitor(one.url, "note").submit("a").shown == "a"


def is_answered(url: str, status: int) -> bool:
    try:
        return ask(url, "GET").status == status
    except LOST:
        return False
