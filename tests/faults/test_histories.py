"""Whatever happens to servers and stores: what was acknowledged is kept once and in order, nothing else is.

Visitors append items to lists while troubles come, each at a random moment. With IFACE_FULL=1 each store has
20,000 submits and 60 troubles.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from functools import partial
from pathlib import Path

import pytest
from disks import small_disk
from faults.histories import PROGRAM, Histories, Tally
from faults.keeper import Keeper
from faults.records import RedisRecords, SQLiteRecords
from faults.troubles import OF_DISKS, OF_NETWORKS, OF_SERVERS, OF_STORES, Scene, Trouble, set_clock
from faults.visitors import FULL
from gunicorns import Gunicorn
from namespaces import Network, networked
from proxies import round_robin
from redises import RedisServer
from running import until

SUBMITS, TROUBLES = (20_000, 60) if FULL else (300, 0)
"""How many at least; and one of each kind."""
FEWER = (2_000, 12) if FULL else (100, 0)
"""Where root's rights are needed."""
LONGEST = 600.0 if FULL else 60.0
"""Seconds for one store."""
CALM = 60.0 if FULL else 0.5
"""Seconds to wait at most for submits between two troubles."""


@pytest.fixture
def place(tmp_path: Path) -> Iterator["Place"]:
    made = Place(tmp_path)
    with made.cleaning:
        yield made


class Place:
    """Where servers and their store are made; `cleaning` ends them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cleaning = ExitStack()
        self.clock = folder / "clock"
        set_clock(self.clock, 0)
        (folder / "app.py").write_text(PROGRAM)

    def keeper(
        self, workers: int, env: dict[str, str], network: Network | None = None, name: str = ""
    ) -> Keeper:
        """A server of the program, on a machine of the network."""
        arguments = ("-w", str(workers), "--threads", "8")
        env = {"CLOCK": str(self.clock), "XDG_STATE_HOME": str(self.folder / name), **env}

        def start(port: int | None = None) -> Gunicorn:
            with network.at(name) if network else nullcontext():
                host = network.address(name) if network else "127.0.0.1"
                server = Gunicorn(self.folder, arguments, env=env, host=host, port=port)
                self.cleaning.callback(server.stop)
                server.wait_until_ready(60)
                return server

        return Keeper(start)

    def on_one_machine(self, state: Path) -> tuple[str, Callable[..., Scene]]:
        """One server whose sessions are in a file of this folder."""
        keeper = self.keeper(4 if FULL else 2, {"XDG_STATE_HOME": str(state)})
        return keeper.url, partial(Scene, [keeper], self.clock, SQLiteRecords(state))

    def on_two(self, data: Path, network: Network | None = None) -> tuple[str, Callable[..., Scene]]:
        """Two servers that take turns behind nginx, with a Redis whose data is in this folder."""
        redis = RedisServer(data, host=network.switch if network else "127.0.0.1")
        self.cleaning.callback(redis.kill)
        keepers = [self.keeper(2 if FULL else 1, redis.env, network, name) for name in ("one", "two")]
        url = self.cleaning.enter_context(round_robin(self.folder, [one.url for one in keepers]))
        made = partial(Scene, keepers, self.clock, RedisRecords(redis.address), redis=redis, network=network)
        return url, made

    def on(self, store: str, folder: Path) -> tuple[str, Callable[..., Scene]]:
        """Servers with this store."""
        return self.on_two(folder) if store == "redis" else self.on_one_machine(folder)


def history(
    url: str, scene: Callable[..., Scene], troubles: list[Trouble], submits: int, faults: int
) -> Tally:
    """What became of the items while the troubles came, each kind once and then any of them."""
    seed = time.time_ns() if FULL else 7
    print(f"seed {seed}")
    rng = random.Random(seed)
    coming = rng.sample(troubles, len(troubles))
    coming += rng.choices(troubles, k=max(0, faults - len(coming)))
    each = submits / len(coming)
    come: list[str] = []
    histories = Histories(url, lambda: len(come), side_by_side=8, length=100 if FULL else 10)
    here = scene(refusals=lambda: histories.tally.refused, rng=rng)
    for number, trouble in enumerate(coming):
        moment = int(each * (number + rng.random()))
        until(lambda: histories.tally.submits >= moment, CALM)  # noqa: B023
        come.append(trouble.__name__)
        print(f"{histories.tally.submits:6} {trouble.__name__}")
        trouble(here)
    histories.wait_for(submits, LONGEST)
    tally = histories.end()
    print(
        f"{tally.submits} submits, {tally.acknowledged} acknowledged, {tally.refused} refused, "
        f"{len(come)} troubles; {len(tally.lost)} lost, {len(tally.doubled)} doubled, "
        f"{len(tally.foreign)} foreign, {len(tally.moved)} moved, {tally.extra} kept unacknowledged"
    )
    return tally


@pytest.mark.parametrize("store", OF_STORES)
def test_what_was_acknowledged_is_kept_once_whatever_happens(store, place, tmp_path):
    (data := tmp_path / "data").mkdir()
    url, scene = place.on(store, data)
    assert history(url, scene, [*OF_SERVERS, *OF_STORES[store]], SUBMITS, TROUBLES).wrong == []


@pytest.mark.parametrize("store", OF_DISKS if FULL else ["sqlite"])
def test_a_disk_that_cannot_be_written_loses_nothing(store, place, tmp_path):
    disk = place.cleaning.enter_context(small_disk(tmp_path, 192))
    url, scene = place.on(store, disk)
    assert history(url, partial(scene, disk=disk), OF_DISKS[store], *FEWER).wrong == []


def test_a_machine_that_is_cut_off_loses_nothing(place, tmp_path):
    network = place.cleaning.enter_context(networked("one", "two"))
    place.cleaning.enter_context(network.at(""))
    (data := tmp_path / "data").mkdir()
    url, scene = place.on_two(data, network)
    assert history(url, scene, OF_NETWORKS, *FEWER).wrong == []
