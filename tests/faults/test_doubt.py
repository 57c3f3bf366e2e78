"""A commit whose answer is lost: it is not known whether it is kept, and the same press finds out."""

import hashlib
import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest
from faults.visitors import Visitor
from gunicorns import Gunicorn
from redises import RedisServer
from relay import Relay

from iface.stores import _scripts

COMMIT = hashlib.sha1(_scripts.PUT.encode()).hexdigest().encode()

PROGRAM = """
import iface

def note(word, words):
    words = [*words, word]
    return " ".join(words), words

demo = iface.Interface(note, ["text", iface.State([])], ["text", iface.State()])
"""


class Forgetful(Relay):
    """A network before a Redis that loses the answers to the next commits, `losing` of them."""

    losing = 0

    def __init__(self, url: str) -> None:
        self._deaf: set[socket.socket] = set()
        super().__init__(url)

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                if one in self._deaf:
                    break
                if self.losing and COMMIT in data:
                    self.losing -= 1
                    self._deaf.add(other)
                other.sendall(data)
        self._end(one), self._end(other)


@pytest.fixture(scope="module")
def network(common_redis: RedisServer) -> Iterator[Forgetful]:
    relay = Forgetful(common_redis.address)
    yield relay
    relay.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory, common_redis: RedisServer, network: Forgetful) -> Iterator[Gunicorn]:
    folder = tmp_path_factory.mktemp("doubt")
    (folder / "app.py").write_text(PROGRAM)
    store = network.url.replace("http", "redis") + "0"
    one = Gunicorn(folder, ["-w", "1", "--threads", "8"], env={**common_redis.env, "IFACE_STORE": store})
    one.wait_until_ready()
    yield one
    one.stop()


@pytest.fixture
def visitor(server: Gunicorn) -> Visitor:
    """A page that remembers a word."""
    one = Visitor(server.url, "note")
    one.submit("a")
    return one


def test_a_commit_whose_answer_was_lost_once_is_acknowledged(visitor: Visitor, network: Forgetful):
    network.losing = 1
    assert visitor.submit("b").shown == "a b"
    assert visitor.submit("c").shown == "a b c"


def test_the_same_press_finds_what_was_kept_without_being_told(visitor: Visitor, network: Forgetful):
    body = visitor.body("b")
    network.losing = 2
    answer = visitor.post(body)
    assert (answer.status, answer.events[0]["type"], answer.events[0]["isLost"]) == (503, "error", True)
    assert visitor.wait(body).shown == "a b"
    assert visitor.submit("c").shown == "a b c"


def test_a_page_without_javascript_sends_the_same_press_again(visitor: Visitor, network: Forgetful):
    body = visitor.body("b")
    network.losing = 2
    assert visitor.press_plain(body).status == 503
    assert visitor.fields["iface-nonce"] == body["iface-nonce"]
    assert visitor.press_plain(visitor.body("b") | {"iface-nonce": body["iface-nonce"]}).shown == "a b"
    assert visitor.fields["iface-nonce"] != body["iface-nonce"]
