"""What may happen to servers and their store while visitors go on. Each trouble is over when it returns."""

import os
import random
import signal
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from faults.histories import Tally, answered
from faults.keeper import Keeper
from faults.records import STARTS_OVER, SQLiteRecords, StoredRecords
from faults.visitors import FULL, Visitor
from namespaces import Network
from redises import RedisServer
from running import until

FOR_LONG = 10.0
"""Seconds: longer than a lease lives whose holder gives no sign of life."""


@dataclass
class Scene:
    """Servers, their clock and their store; `refusals` is how often visitors were refused."""

    keepers: Sequence[Keeper]
    clock: Path
    records: StoredRecords
    refusals: Callable[[], int]
    redis: RedisServer | None = None
    disk: Path | None = None
    network: Network | None = None
    rng: random.Random = field(default_factory=lambda: random.Random(7))

    def keeper(self) -> Keeper:
        """One of the servers."""
        return self.rng.choice(self.keepers)

    def last_until_noticed(self, seconds: float = 5) -> None:
        """Return a moment after a visitor was refused for this."""
        before = self.refusals()
        until(lambda: self.refusals() > before, seconds)
        time.sleep(self.rng.uniform(0, 0.3))

    def client(self):
        """A client of Redis."""
        from redis import Redis

        return Redis.from_url(self.redis.address)


Trouble = Callable[[Scene], None]


def set_clock(place: Path, seconds: float) -> None:
    """Let the servers' clock be so much before the real one."""
    place.with_suffix(".new").write_text(str(seconds))
    os.replace(place.with_suffix(".new"), place)


# Servers


def a_worker_is_killed(scene: Scene) -> None:
    keeper = scene.keeper()
    with suppress(ProcessLookupError):
        keeper.kill_worker(scene.rng.choice(keeper.workers()))


def a_server_is_killed(scene: Scene) -> None:
    keeper = scene.keeper()
    keeper.kill_all()
    keeper.start()


def a_server_is_stopped_and_started(scene: Scene) -> None:
    keeper = scene.keeper()
    assert keeper.server.stop(60) == 0
    keeper.start()


def all_servers_are_killed(scene: Scene) -> None:
    for keeper in scene.keepers:
        keeper.kill_all()
    for keeper in scene.keepers:
        keeper.start()


def workers_are_replaced(scene: Scene) -> None:
    keeper = scene.keeper()
    before = set(keeper.workers())
    keeper.replace_workers()
    until(lambda: not before & set(keeper.workers()), 40)


def a_worker_stands_still(scene: Scene) -> None:
    """For a moment; with Redis sometimes for so long that its leases end, and others have them."""
    keeper = scene.keeper()
    is_long = FULL and scene.redis is not None and scene.rng.random() < 0.5
    with suppress(ProcessLookupError, IndexError):
        worker = scene.rng.choice(keeper.workers())
        os.kill(worker, signal.SIGSTOP)
        time.sleep(FOR_LONG if is_long else scene.rng.uniform(0.1, 1))
        os.kill(worker, signal.SIGCONT)


def the_clock_jumps(scene: Scene) -> None:
    set_clock(scene.clock, scene.rng.uniform(-6, 6) * 3600)


# Records


def a_bit_of_a_record_is_flipped(scene: Scene) -> None:
    """One page starts over, and is told; no other sees anything of it."""
    tally = Tally()
    visitor = Visitor(scene.keeper().url, "append")
    assert answered(lambda: visitor.submit("first"), tally).status == 200
    data = scene.records.get(visitor)
    place = scene.rng.randrange(len(data))
    flipped = data[place] ^ (1 << scene.rng.randrange(8))
    scene.records.put(visitor, data[:place] + bytes([flipped]) + data[place + 1 :])
    answer = answered(lambda: visitor.submit("second"), tally)
    assert (answer.shown, answer.notices) == ("second", [STARTS_OVER])


# Stores


def the_file_is_locked(scene: Scene) -> None:
    """By another program: a backup, say."""
    assert isinstance(scene.records, SQLiteRecords)
    with sqlite3.connect(scene.records.path, isolation_level=None, timeout=30) as connection:
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(scene.rng.uniform(0.1, 1))
        connection.execute("ROLLBACK")
    connection.close()


def redis_is_killed_and_started(scene: Scene) -> None:
    scene.redis.kill()
    scene.last_until_noticed()
    scene.redis.start()


def redis_cuts_all_connections(scene: Scene) -> None:
    with scene.client() as client:
        for _ in range(scene.rng.randrange(1, 6)):
            client.client_kill_filter(_type="normal", skipme=True)


def redis_stands_still(scene: Scene) -> None:
    """Sometimes for longer than programs wait for its answer."""
    scene.redis.process.send_signal(signal.SIGSTOP)
    time.sleep(5 if FULL and scene.rng.random() < 0.5 else scene.rng.uniform(0.1, 1))
    scene.redis.process.send_signal(signal.SIGCONT)


def redis_has_no_memory_left(scene: Scene) -> None:
    with scene.client() as client:
        client.config_set("maxmemory", "1kb")
        scene.last_until_noticed()
        client.config_set("maxmemory", "0")


def redis_is_read_only(scene: Scene) -> None:
    """It follows another, which cannot be reached."""
    with scene.client() as client:
        client.replicaof("127.0.0.1", "1")
        scene.last_until_noticed()
        client.replicaof("NO", "ONE")


# Networks


def a_machine_is_cut_off(scene: Scene) -> None:
    """From visitors and Redis; sometimes for so long that its leases end, and others have them."""
    name = scene.rng.choice(scene.network.names)
    scene.network.unplug(name)
    time.sleep(FOR_LONG if FULL and scene.rng.random() < 0.3 else scene.rng.uniform(0.1, 1))
    scene.network.plug(name)


# Disks


def the_disk_is_full(scene: Scene) -> None:
    filling = scene.disk / "filling"
    with filling.open("wb") as file, suppress(OSError):
        while file.write(bytes(2**16)):
            file.flush()
    scene.last_until_noticed()
    filling.unlink()
    # Redis ends rather than forget what it could not write down.
    if scene.redis is not None:
        assert until(lambda: scene.redis.process.poll() is not None, 10)
        scene.redis.start()


def the_file_is_read_only(scene: Scene) -> None:
    """For those who have opened it, too."""
    assert isinstance(scene.records, SQLiteRecords)
    with scene.records.unwritable():
        scene.last_until_noticed()


OF_SERVERS: list[Trouble] = [
    a_worker_is_killed,
    a_server_is_killed,
    a_server_is_stopped_and_started,
    all_servers_are_killed,
    workers_are_replaced,
    a_worker_stands_still,
    the_clock_jumps,
    a_bit_of_a_record_is_flipped,
]
OF_STORES: dict[str, list[Trouble]] = {
    "sqlite": [the_file_is_locked],
    "redis": [
        redis_is_killed_and_started,
        redis_cuts_all_connections,
        redis_stands_still,
        redis_has_no_memory_left,
        redis_is_read_only,
    ],
}
OF_NETWORKS: list[Trouble] = [a_machine_is_cut_off, redis_cuts_all_connections]
OF_DISKS: dict[str, list[Trouble]] = {
    "sqlite": [the_disk_is_full, the_file_is_read_only],
    "redis": [the_disk_is_full],
}
