"""Functions that a Dask cluster of two processes calls: `executor=Client(...).get_executor()`."""

import os
import signal
from pathlib import Path

import pytest
from hosts import library
from running import Running, outputs, until

import iface
from iface import Interface, State

HERE = {"host": "127.0.0.1", "dashboard_address": None, "worker_dashboard_address": None}


def count_up(word, kept):
    iface.Info("a word")
    return f"{word} {os.getpid()}", kept + 1


def fail(word, kept):
    kept.append(word)
    raise iface.Error("no", title="Refused")


def wait(folder, kept):
    """Note in the folder who is at work, and go on when there is a file `go`."""
    began, go = Path(folder, "began"), Path(folder, "go")
    with began.open("a") as file:
        file.write(f"{os.getpid()}\n")
    assert until(go.exists, 20)
    return f"{os.getpid()}", kept + 1


@pytest.fixture(scope="module")
def client():
    """The client of a cluster of two processes with a thread each."""
    distributed = library("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, **HERE) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.fixture
def running(client):
    """`running(fn, **options) -> Running`: a form of the function, which the cluster calls."""
    opened = []

    def run(fn, start=0, **options):
        executor = client.get_executor(**options)
        demo = Interface(fn, ["text", State(start)], ["text", State()], api_name="work", executor=executor)
        opened.append(Running(demo))
        return opened[-1]

    yield run
    for one in opened:
        one.close()


def ended(run):
    assert run.attend(20)
    return run


def messages(run):
    return [one["message"] for one in run.look()[0] if "message" in one]


def at_work(folder):
    """The processes that have begun to wait there, one after another."""
    began = folder / "began"
    return began.read_text().split() if began.exists() else []


def asked_for(client):
    """How many calls the cluster has yet to make, or makes."""
    tasks = list(client.cluster.scheduler.tasks.values())
    return sum(one.state in ("processing", "queued", "waiting") for one in tasks)


def test_the_state_goes_to_the_cluster_and_comes_back(running):
    one = running(count_up)
    shown = [outputs(ended(one.start(word)))[-1].split() for word in "abc"]
    assert [word for word, _ in shown] == ["a", "b", "c"] and one.value() == 3
    assert str(os.getpid()) not in {process for _, process in shown}


def test_what_a_function_says_there_is_told_here(running):
    run = ended(running(count_up).start("a"))
    assert [said.message for said in run.outcomes[0].notices] == ["a word"]


def test_its_error_is_told_and_changes_nothing(running):
    one = running(fail, start=[])
    assert messages(ended(one.start("a"))) == ["no"] and one.value() == []


def test_a_call_whose_process_is_killed_is_made_by_another_and_kept_once(running, tmp_path):
    one = running(wait)
    run = one.start(str(tmp_path))
    assert until(lambda: at_work(tmp_path), 10)
    os.kill(int(at_work(tmp_path)[0]), signal.SIGKILL)
    assert until(lambda: len(at_work(tmp_path)) == 2, 20)
    (tmp_path / "go").touch()
    assert outputs(ended(run)) == at_work(tmp_path)[1:] and one.value() == 1


def test_a_call_that_the_cluster_gives_up_is_an_error_and_changes_nothing(running, client, tmp_path, caplog):
    scheduler = client.cluster.scheduler
    allowed, scheduler.allowed_failures = scheduler.allowed_failures, 0
    try:
        one = running(wait)
        run = one.start(str(tmp_path))
        assert until(lambda: at_work(tmp_path), 10)
        os.kill(int(at_work(tmp_path)[0]), signal.SIGKILL)
        assert "failed" in messages(ended(run))[0] and "KilledWorker" in caplog.text
        assert one.value() == 0
    finally:
        scheduler.allowed_failures = allowed


def test_a_stop_goes_on_at_once_and_changes_nothing(running, tmp_path):
    one = running(wait)
    run = one.start(str(tmp_path))
    assert until(lambda: at_work(tmp_path), 10)
    one.runs.stop(one.runs.give_out(run))
    assert run.is_over and until(lambda: not one.runs._at_work, 2)
    (tmp_path / "go").touch()
    assert one.value() == 0


def test_what_has_not_begun_when_it_is_stopped_never_does(running, client, tmp_path):
    one = running(wait)
    runs = [one.start(str(tmp_path), session=one.sessions.mint()) for _ in range(3)]
    assert until(lambda: len(at_work(tmp_path)) == 2, 10)
    assert until(lambda: asked_for(client) == 3)
    for run in runs:
        one.runs.stop(one.runs.give_out(run))
    assert until(lambda: asked_for(client) == 0)
    (tmp_path / "go").touch()
    assert outputs(ended(running(count_up).start("a"))) and len(at_work(tmp_path)) == 2


def test_a_stop_ends_no_call_that_is_alike(running, tmp_path):
    one = running(wait)
    first, second = (one.start(str(tmp_path), session=one.sessions.mint()) for _ in range(2))
    assert until(lambda: len(at_work(tmp_path)) == 2, 10)
    one.runs.stop(one.runs.give_out(first))
    (tmp_path / "go").touch()
    assert outputs(ended(second))[0] in at_work(tmp_path)


def test_a_function_without_a_module_is_sent_whole(running):
    assert outputs(ended(running(lambda word, kept: (word.upper(), kept)).start("a"))) == ["A"]
