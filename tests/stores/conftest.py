"""Stores of each kind, and processes that race."""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from iface.stores import Store
from iface.stores.memory import MemoryStore
from iface.stores.redis import RedisStore
from iface.stores.sqlite import SQLiteStore


@pytest.fixture(params=["memory", "sqlite", "redis"])
def make_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Store]]:
    """`make_store(**options) -> Store`, once for each kind of store."""
    made: list[Store] = []

    def make(**options: Any) -> Store:
        if request.param == "memory":
            made.append(MemoryStore(**options))
        elif request.param == "redis":
            server = request.getfixturevalue("redis")
            made.append(RedisStore(server.address.replace("/0", f"/{len(made)}"), **options))
        else:
            made.append(SQLiteStore(tmp_path / f"state{len(made)}.db", **options))
        return made[-1]

    yield make
    for store in made:
        store.close()


@pytest.fixture
def store(make_store: Callable[..., Store]) -> Store:
    return make_store()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[SQLiteStore]:
    store = SQLiteStore(tmp_path / "state.db")
    yield store
    store.close()


@pytest.fixture
def start() -> Iterator[Callable[..., Any]]:
    """`start(job, *arguments) -> process`: run the job in a forked process; it ends with the test."""
    if not hasattr(os, "fork"):
        pytest.skip("this system cannot fork")
    processes = []

    def begin(job: Callable[..., None], *arguments: Any) -> Any:
        process = multiprocessing.get_context("fork").Process(target=job, args=arguments, daemon=True)
        process.start()
        processes.append(process)
        return process

    yield begin
    for process in processes:
        if process.is_alive():
            process.kill()
        process.join()


@pytest.fixture
def race(start: Callable[..., Any]) -> Callable[..., list[Any]]:
    """`race(count, job) -> results`: run `job(number)` in `count` processes that begin at once."""

    def run(count: int, job: Callable[[int], Any]) -> list[Any]:
        barrier = multiprocessing.get_context("fork").Barrier(count)
        pipes = [multiprocessing.Pipe(duplex=False) for _ in range(count)]

        def runner(number: int) -> None:
            barrier.wait()
            pipes[number][1].send(job(number))

        for number in range(count):
            start(runner, number)
        for _, sender in pipes:
            sender.close()
        return [receiver.recv() for receiver, _ in pipes]

    return run
