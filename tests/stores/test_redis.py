"""What only Redis has to promise: over machines, over its own restarts, and how it must be set up."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from redis import Redis
from redises import RedisServer
from running import until

from iface.errors import DesignError, StateConflict, StoreError, StoreFull, Waiting
from iface.stores import Kept, _holders, _scripts, _turns, open_store
from iface.stores.redis import RedisStore

UNREACHABLE = "The server cannot reach its memory. Try again in a moment."


@pytest.fixture
def store(redis: RedisServer) -> Iterator[RedisStore]:
    one = RedisStore(redis.address)
    yield one
    one.close()


@pytest.fixture
def elsewhere(redis: RedisServer) -> Iterator[RedisStore]:
    """Another machine's: its leases know nothing of the first one's threads."""
    one = RedisStore(redis.address)
    yield one
    one.close()


@pytest.fixture
def client(redis: RedisServer) -> Iterator[Any]:
    """Redis itself, past the store."""
    with Redis.from_url(redis.address, decode_responses=True) as one:
        yield one


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leases of processes that died end soon."""
    monkeypatch.setattr(_turns, "TERM", 0.5)
    monkeypatch.setattr(_turns, "BEAT", 0.1)


def is_free(store: RedisStore, key: str) -> bool:
    try:
        with store.lease(key, wait=0, line=8):
            return True
    except Waiting:
        return False


def count(store: RedisStore, key: str = "count") -> None:
    """Count one on, under no lease."""
    while True:
        kept = store.get(key) or Kept(b"0", 0)
        try:
            store.put({key: Kept(b"%d" % (int(kept.data) + 1), kept.version + 1)}, ttl=60)
            return
        except StateConflict:
            continue


# Several processes


def test_4_processes_that_count_lose_nothing(store: RedisStore, race: Callable[..., list[Any]]) -> None:
    race(4, lambda number: [count(store) for _ in range(100)] and None)
    assert store.get("count") == Kept(b"400", 400)


def test_what_is_over_is_given_to_one_of_4_processes_only(
    store: RedisStore, race: Callable[..., list[Any]]
) -> None:
    keys = {str(number) for number in range(200)}
    store.put({key: Kept(b"", 1) for key in keys}, ttl=0)

    def take(number: int) -> list[str]:
        taken: list[str] = []
        while batch := store.expire(time.time(), 3):
            taken += [key for key, _ in batch]
        return taken

    given = race(4, take)
    assert sorted(key for taken in given for key in taken) == sorted(keys)


def test_a_counter_that_4_processes_add_to_under_a_lease_is_right(
    store: RedisStore, tmp_path: Path, race: Callable[..., list[Any]]
) -> None:
    counter = tmp_path / "counter"
    counter.write_text("0")

    def add(number: int) -> None:
        def add_10() -> None:
            for _ in range(10):
                with store.lease("counter", wait=30, line=8):
                    counter.write_text(str(int(counter.read_text()) + 1))

        threads = [Thread(target=add_10) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    race(4, add)
    assert counter.read_text() == "120"


def test_a_forked_child_has_connections_of_its_own(store: RedisStore, race: Callable[..., list[Any]]) -> None:
    count(store)
    assert race(2, lambda number: [count(store) for _ in range(50)] and len(store._here)) == [2, 2]
    count(store)
    assert store.get("count") == Kept(b"102", 102)


def test_a_full_store_is_full_for_all(store: RedisStore, redis: RedisServer) -> None:
    small = RedisStore(redis.address, capacity=1)
    store.put({"a": Kept(b"", 1)}, ttl=60)
    with pytest.raises(StoreFull):
        small.put({"b": Kept(b"", 1)}, ttl=60)
    small.close()


# Leases


def test_a_lease_is_held_alone_over_machines(store: RedisStore, elsewhere: RedisStore) -> None:
    with store.lease("a", wait=0, line=8):
        assert not is_free(elsewhere, "a") and is_free(elsewhere, "b")
    assert is_free(elsewhere, "a")


def test_who_waits_gets_the_lease_before_the_present_holders_next_turn(
    store: RedisStore, elsewhere: RedisStore
) -> None:
    came: list[str] = []

    def wait() -> None:
        with elsewhere.lease("a", wait=5, line=8):
            came.append("elsewhere")

    thread = Thread(target=wait)
    with store.lease("a", wait=0, line=8):
        thread.start()
        with Redis.from_url(store._address) as client:
            assert until(lambda: client.exists("iface:door:a"))
    with store.lease("a", wait=5, line=8):
        came.append("here again")
    thread.join()
    assert came == ["elsewhere", "here again"]


def test_who_gave_up_waiting_keeps_nobody_out(store: RedisStore, elsewhere: RedisStore) -> None:
    with store.lease("a", wait=0, line=8), pytest.raises(Waiting), elsewhere.lease("a", wait=0.1, line=8):
        pytest.fail("two hold it")
    assert is_free(store, "a")


@pytest.fixture
def holding(store: RedisStore, tmp_path: Path, start: Callable[..., Any]) -> Callable[..., Any]:
    """`holding() -> process`: one that holds the lease "a"; maybe on another `machine`."""

    def begin(machine: str = "") -> Any:
        def hold() -> None:
            if machine:
                _holders.place = lambda: machine
            with store.lease("a", wait=0, line=8) as number:
                (tmp_path / "held").write_text(str(number))
                time.sleep(60)

        process = start(hold)
        assert until((tmp_path / "held").exists)
        return process

    return begin


def test_a_killed_holder_of_this_machine_frees_its_lease_at_once(
    store: RedisStore, holding: Callable[..., Any]
) -> None:
    holding().kill()
    begun = time.monotonic()
    with store.lease("a", wait=5, line=8):
        assert time.monotonic() - begun < 1


def test_who_does_not_wait_gets_the_lease_of_a_killed_holder_too(
    store: RedisStore, holding: Callable[..., Any]
) -> None:
    process = holding()
    assert not is_free(store, "a")
    process.kill()
    process.join()
    assert is_free(store, "a")


def test_what_a_killed_holder_sent_last_comes_too_late(
    store: RedisStore, tmp_path: Path, holding: Callable[..., Any]
) -> None:
    holding().kill()
    with store.lease("a", wait=5, line=8), pytest.raises(StoreError, match="nothing was kept"):
        number = int((tmp_path / "held").read_text())
        store.put({"b": Kept(b"late", 1)}, ttl=60, turns={"a": number})


def test_several_who_wait_for_a_killed_holder_go_one_after_another(
    store: RedisStore, elsewhere: RedisStore, holding: Callable[..., Any]
) -> None:
    process = holding()
    at_once, most = [0], []

    def wait(one: RedisStore) -> None:
        with one.lease("a", wait=5, line=8):
            at_once[0] += 1
            most.append(at_once[0])
            time.sleep(0.02)
            at_once[0] -= 1

    threads = [Thread(target=wait, args=(one,)) for one in (store, elsewhere) * 3]
    for thread in threads:
        thread.start()
    process.kill()
    for thread in threads:
        thread.join()
    assert most == [1] * 6


def test_a_killed_holder_of_another_machine_frees_its_lease_soon(
    brief: None, store: RedisStore, holding: Callable[..., Any]
) -> None:
    holding("another").kill()
    assert not is_free(store, "a")
    with store.lease("a", wait=1, line=8):
        pass


def test_a_holder_that_lives_keeps_its_lease(brief: None, store: RedisStore, elsewhere: RedisStore) -> None:
    with (
        store.lease("a", wait=0, line=8),
        pytest.raises(Waiting),
        elsewhere.lease("a", wait=3 * _turns.TERM, line=8),
    ):
        pytest.fail("two hold it")


def test_a_lease_that_redis_lost_is_taken_again(
    brief: None, store: RedisStore, elsewhere: RedisStore, client: Any
) -> None:
    with store.lease("a", wait=0, line=8):
        client.delete("iface:lease:a")
        assert until(lambda: client.exists("iface:lease:a"))
        assert not is_free(elsewhere, "a")
    assert is_free(elsewhere, "a")


def test_a_stopped_holder_that_lost_its_lease_keeps_nothing(
    brief: None, store: RedisStore, tmp_path: Path, start: Callable[..., Any], client: Any
) -> None:
    def hold_and_keep() -> None:
        with store.lease("a", wait=0, line=8) as number:
            (tmp_path / "held").touch()
            while not (tmp_path / "go on").exists():
                time.sleep(0.005)
            try:
                store.put({"b": Kept(b"late", 1)}, ttl=60, turns={"a": number})
            except StoreError as error:
                (tmp_path / "refused").write_text(str(error))

    holder = start(hold_and_keep)
    assert until((tmp_path / "held").exists)
    os.kill(holder.pid, signal.SIGSTOP)
    with store.lease("a", wait=5, line=8) as number:
        store.put({"c": Kept(b"in time", 1)}, ttl=60, turns={"a": number})
    (tmp_path / "go on").touch()
    os.kill(holder.pid, signal.SIGCONT)
    holder.join(10)
    assert "nothing was kept" in (tmp_path / "refused").read_text()
    assert (store.get("b"), store.get("c")) == (None, Kept(b"in time", 1))


def test_a_holder_whose_lease_nobody_took_keeps_its_change(store: RedisStore, client: Any) -> None:
    with store.lease("a", wait=0, line=8) as number:
        client.delete("iface:lease:a")
        store.put({"b": Kept(b"", 1)}, ttl=60, turns={"a": number})
    assert store.get("b")


def test_each_turn_has_a_higher_number(store: RedisStore) -> None:
    numbers = []
    for _ in range(3):
        with store.lease("a", wait=0, line=8) as number:
            numbers.append(number)
    assert numbers == sorted(set(numbers))


def test_a_lease_tells_the_record_under_its_key(store: RedisStore) -> None:
    told = []
    for version in (1, 2):
        with store.lease("a", wait=0, line=8) as turn:
            told.append(turn.record)
            store.put({"a": Kept(b"", version)}, ttl=60)
    assert told == [None, Kept(b"", 1)]


def test_with_a_change_the_turn_is_over(store: RedisStore, elsewhere: RedisStore) -> None:
    with store.lease("a", wait=0, line=8) as turn:
        with pytest.raises(StateConflict):
            store.put({"b": Kept(b"", 2)}, ttl=60, turns={"a": turn})
        assert not is_free(elsewhere, "a")
        store.put({"b": Kept(b"", 1)}, ttl=60, turns={"a": turn})
        with elsewhere.lease("a", wait=0, line=8):
            pass


def test_a_turn_that_is_over_is_not_taken_again(
    brief: None, store: RedisStore, elsewhere: RedisStore, client: Any
) -> None:
    with store.lease("other", wait=0, line=8), store.lease("a", wait=0, line=8) as turn:
        store.put({"b": Kept(b"", 1)}, ttl=60, turns={"a": turn})
        client.delete("iface:lease:other")
        assert until(lambda: client.exists("iface:lease:other"))  # a sign of life
        assert is_free(elsewhere, "a")


def test_a_change_that_is_sent_again_is_kept_once(store: RedisStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "urandom", lambda size: b"m" * size)
    for _ in range(2):  # the answer to the first was lost on its way
        store.put({"a": Kept(b"one", 1)}, ttl=60)
    assert store.get("a") == Kept(b"one", 1)


# Redis goes, and comes back


def test_a_redis_that_is_gone_is_said_and_back_by_itself(
    start_redis: Callable[..., RedisServer],
) -> None:
    server = start_redis()
    store = RedisStore(server.address)
    store.put({"a": Kept(b"one", 1)}, ttl=60)
    server.kill()
    begun = time.monotonic()
    for work in (
        lambda: store.get("a"),
        lambda: store.put({"a": Kept(b"two", 2)}, ttl=60),
        lambda: store.lease("a", wait=1, line=8).__enter__(),
        lambda: store.expire(time.time(), 10),
    ):
        with pytest.raises(StoreError) as refused:
            work()
        assert str(refused.value) == UNREACHABLE and refused.value.status == 503
    assert time.monotonic() - begun < 1
    server.start()
    assert store.get("a") == Kept(b"one", 1)
    store.put({"a": Kept(b"two", 2)}, ttl=60)
    store.close()


def test_a_lease_outlasts_a_restart_of_redis(brief: None, start_redis: Callable[..., RedisServer]) -> None:
    server = start_redis()
    store, elsewhere = RedisStore(server.address), RedisStore(server.address)
    with store.lease("a", wait=0, line=8) as number:
        server.kill()
        time.sleep(2 * _turns.TERM)
        server.start()
        with Redis.from_url(server.address) as client:
            assert until(lambda: client.exists("iface:lease:a"))
        assert not is_free(elsewhere, "a")
        store.put({"b": Kept(b"", 1)}, ttl=60, turns={"a": number})
    assert is_free(elsewhere, "a")
    store.close(), elsewhere.close()


def test_what_was_acknowledged_survives_a_killed_redis(
    start_redis: Callable[..., RedisServer],
) -> None:
    server = start_redis()
    store = RedisStore(server.address)
    acknowledged = 0
    killer = Thread(target=lambda: (time.sleep(0.2), server.kill()))
    killer.start()
    try:
        while True:
            count(store)
            acknowledged += 1
    except StoreError:
        killer.join()
    server.start()
    kept = store.get("count")
    assert kept and acknowledged <= kept.version <= acknowledged + 1 and acknowledged > 10
    store.close()


def test_a_full_redis_is_explained_and_changes_nothing(start_redis: Callable[..., RedisServer]) -> None:
    store = RedisStore(start_redis("--maxmemory", "4mb").address)
    store.put({"a": Kept(b"one", 1)}, ttl=60)
    with pytest.raises(StoreError, match="no room left"):
        for number in range(100):
            store.put({f"{number}": Kept(b"x" * 2**20, 1)}, ttl=60)
    assert store.get("a") == Kept(b"one", 1)
    store.close()


# How it is set up


def test_a_redis_that_drops_what_it_likes_is_refused(start_redis: Callable[..., RedisServer]) -> None:
    store = RedisStore(start_redis("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru").address)
    with pytest.raises(DesignError, match="maxmemory-policy allkeys-lru.*Set it to noeviction"):
        store.get("a")
    store.close()


def test_machines_with_different_keys_are_refused(store: RedisStore, elsewhere: RedisStore) -> None:
    store.expect(["one"])
    elsewhere.expect(["two"])
    store.get("a")
    with pytest.raises(DesignError, match="another secret key.*same IFACE_SECRET_KEY"):
        elsewhere.get("a")


def test_a_key_can_be_replaced_machine_by_machine(redis: RedisServer) -> None:
    for fingerprints in (["old"], ["old", "new"], ["new", "old"], ["old", "new"], ["new", "old"], ["new"]):
        one = RedisStore(redis.address)
        one.expect(fingerprints)
        assert one.get("a") is None
        one.close()


@pytest.mark.parametrize("address", ["redis://localhost:port", "redis://[/0"])
def test_an_address_that_is_none_is_refused_at_once(address: str) -> None:
    with pytest.raises(DesignError, match="no address of a Redis"):
        open_store(address)


def test_a_password_is_neither_said_nor_logged(redis: RedisServer, caplog: pytest.LogCaptureFixture) -> None:
    store = RedisStore(redis.address.replace("//", "//me:hunter2@"))
    with pytest.raises(StoreError) as refused:
        store.get("a")
    assert "hunter" not in str(refused.value) + caplog.text and "127.0.0.1" in caplog.text
    for address in ("reddis://:hunter2@localhost", "redis://:hunter/2@localhost"):
        with pytest.raises(DesignError) as unknown:
            open_store(address)
        assert "hunter" not in str(unknown.value)


def test_redis_itself_drops_what_nobody_takes_out_an_hour_late(store: RedisStore, client: Any) -> None:
    store.put({"a": Kept(b"", 1), "b": Kept(b"", 1)}, ttl={"a": 60, "b": float("inf")})
    left = client.pttl("iface:record:a") / 1000
    assert _scripts.NET + 50 < left <= _scripts.NET + 60
    assert client.pttl("iface:record:b") == -1
    client.delete("iface:record:a")
    assert store.expire(time.time() + 90, 10) == []
    assert client.zrange("iface:deadlines", 0, -1) == ["b"]


def test_nothing_is_opened_before_the_first_use() -> None:
    open_store("redis://127.0.0.1:1/0")


def test_a_connection_can_be_encrypted(tmp_path: Path, start_redis: Callable[..., RedisServer]) -> None:
    certificate, key = tmp_path / "redis.crt", tmp_path / "redis.key"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", str(key), "-out", str(certificate)],
        capture_output=True,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    from gunicorns import free_port

    port = free_port()
    start_redis(
        "--tls-port", str(port), "--tls-cert-file", str(certificate), "--tls-key-file", str(key),
        "--tls-ca-cert-file", str(certificate), "--tls-auth-clients", "no",
    )  # fmt: skip
    store = open_store(f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={certificate}")
    store.put({"a": Kept(b"one", 1)}, ttl=60)
    assert store.get("a") == Kept(b"one", 1)
    store.close()


# Files


def test_a_file_on_the_shelf_is_read_by_all(store: RedisStore, elsewhere: RedisStore) -> None:
    assert store.shelf.put("me", "a", b"\x00content", ttl=60, quota=100)
    assert elsewhere.shelf.get("me", "a") == b"\x00content"
    assert elsewhere.shelf.get("me", "b") is None and elsewhere.shelf.get("you", "a") is None


def test_a_sessions_files_end_together(store: RedisStore, client: Any) -> None:
    for name in "ab":
        store.shelf.put("me", name, b"", ttl=1000, quota=100)
    store.shelf.touch("me", ttl=10)
    assert client.ttl("iface:files:me") <= 10


def test_a_session_may_take_so_much(store: RedisStore) -> None:
    assert store.shelf.put("me", "a", b"x" * 60, ttl=60, quota=100)
    assert not store.shelf.put("me", "b", b"x" * 60, ttl=60, quota=100)
    store.shelf.delete("me", "a")
    assert store.shelf.put("me", "b", b"x" * 60, ttl=60, quota=100)


def test_files_leave_a_quarter_of_the_memory_to_records(start_redis: Callable[..., RedisServer]) -> None:
    store = RedisStore(start_redis("--maxmemory", "40mb").address)
    assert 25 * 2**20 < store.shelf.room() < 30 * 2**20
    store.close()
