"""Two keepers of one file are nearly two processes: their leases are of one, and so set apart here."""

import time

import pytest
from running import Running, outputs, until

import iface
from iface.runs import keeping
from iface.stores._leases import FileLeases


@pytest.fixture
def demo(go_on):
    def count(number, kept):
        for step in (1, 2):
            yield number + step, kept + step
            time.sleep(0.03)
        go_on.wait(5)
        yield number + 3, kept + 3

    return iface.Interface(count, ["number", iface.State(0)], ["number", iface.State()], concurrency_limit=1)


@pytest.fixture
def here(demo, tmp_path):
    """The process that works."""
    one = Running(demo, f"sqlite:{tmp_path / 'state.db'}")
    yield one
    one.close()


@pytest.fixture
def there(demo, here, tmp_path):
    """Another process with the same store."""
    one = Running(demo, f"sqlite:{tmp_path / 'state.db'}")
    yield one
    one.close()


@pytest.fixture
def run(here):
    """A run that another process knows of, and that waits after its second step."""
    one = here.start(0)
    here.runs.give_out(one)
    assert until(lambda: outputs(one)[-1:] == [2])
    return one


def test_another_process_sees_a_run_as_soon_as_its_id_is_given_out(here, there):
    one = here.start(0)
    found = there.runs.find(here.runs.give_out(one))
    assert found.is_elsewhere and not found.is_over and found.owner == one.owner


def test_it_sees_what_the_run_has_come_to_by_now(run, there):
    assert until(lambda: outputs(there.runs.find(run.id)) == [2])


def test_it_sees_the_end(run, there, go_on):
    go_on.set()
    assert until(lambda: there.runs.find(run.id).is_over)
    assert outputs(there.runs.find(run.id)) == [3]


def test_who_goes_on_there_misses_nothing_and_gets_nothing_twice(run, there, go_on):
    seen = run.look()[1]
    assert until(lambda: there.runs.find(run.id).news.count == seen)
    assert there.runs.find(run.id).look(seen)[0] == []
    go_on.set()
    assert until(lambda: there.runs.find(run.id).is_over)
    assert [one["type"] for one in there.runs.find(run.id).look(seen)[0]] == ["output", "done"]


def test_it_can_stop_the_run(run, there, go_on):
    there.runs.stop(run.id)
    assert until(lambda: run.is_stopped, 2)
    go_on.set()
    assert run.attend(2)


def test_it_can_stop_a_run_that_waits_in_line(run, here, there):
    second = here.start(10, session=here.sessions.mint())
    there.runs.stop(here.runs.give_out(second))
    assert second.attend(2) and not second.has_begun


def test_it_stops_the_generators_of_a_page_that_was_left(run, here, there, go_on):
    there.runs.stop_all_of(there.sessions.verify(here.session.token))
    assert until(lambda: run.is_stopped, 2)
    go_on.set()
    assert run.attend(2)


def test_a_page_that_comes_back_after_it_was_left_starts_anew(here, there, go_on):
    there.runs.stop_all_of(there.sessions.verify(here.session.token))
    run = here.start(0)
    here.runs.give_out(run)
    assert until(lambda: outputs(run)[-1:] == [2])
    time.sleep(2 * keeping.OFTEN)
    assert not run.is_stopped


def test_who_waits_in_line_is_seen_though_another_process_is_asked(run, here, there):
    second = here.start(10, session=here.sessions.mint())
    here.runs.give_out(second)
    second.seen = 0.0
    there.runs.find(second.id)
    assert until(lambda: second.seen > time.time() - 5)


@pytest.fixture
def dead(monkeypatch):
    """From now on no lease of a process is held, as if all had been killed."""
    plain = FileLeases.hold

    def hold(self, key, *, wait, line):
        return plain(self, f"{key}/free" if "process/" in key else key, wait=wait, line=line)

    return lambda: monkeypatch.setattr(FileLeases, "hold", hold)


def test_a_run_whose_process_has_died_was_interrupted(run, there, dead):
    assert until(lambda: outputs(there.runs.find(run.id)) == [2])
    dead()
    found = there.runs.find(run.id)
    events = found.look()[0]
    assert found.is_over and (events[-1]["type"], events[-1]["title"]) == (
        "error",
        "This run was interrupted.",
    )
    assert outputs(found) == [2]


def test_a_run_that_had_not_begun_is_asked_for_again(run, here, there, dead):
    second = here.start(10, session=here.sessions.mint())
    here.runs.give_out(second)
    dead()
    found = there.runs.find(second.id)
    assert found.is_over and found.look()[0][-1] == {"type": "waiting", "after": 0.1}


def test_ten_minutes_after_its_end_nothing_is_left(here, run, go_on):
    go_on.set()
    assert until(lambda: run.is_over and not here.runs._keeper._runs)
    store, prefix = here.sessions.store, here.sessions.prefix
    assert store.expire(time.time() + keeping.AFTER - 5, 100, f"{prefix}run/") == []
    assert len(store.expire(time.time() + keeping.AFTER, 100, f"{prefix}run/")) == 1


def test_of_very_many_runs_the_last_are_kept(here, go_on, monkeypatch):
    monkeypatch.setattr(keeping, "MOST", 3)
    ids = []
    for _ in range(6):
        go_on.clear()  # one that was over before its id was given out would not be kept at all
        run = here.start(0)
        ids.append(here.runs.give_out(run))
        go_on.set()
        assert run.attend(5) and until(lambda: not here.runs._keeper._runs)
    assert [id for id in ids if here.runs.find(id)] == ids[-3:]


def test_a_result_that_is_too_large_is_said_to_be(here, run, there, go_on, monkeypatch):
    monkeypatch.setattr(keeping, "LARGEST", 100)
    go_on.set()
    assert until(lambda: there.runs.find(run.id).is_over)
    (said, *_) = there.runs.find(run.id).look()[0]
    assert said["message"] == "This is too large to keep."


def test_a_store_that_fails_for_a_moment_loses_no_run(here, run, there, go_on, monkeypatch, caplog):
    store = type(here.sessions.store)
    with monkeypatch.context() as patch:
        patch.setattr(store, "put", lambda *_, **__: 1 / 0)
        go_on.set()
        assert run.attend(5) and until(lambda: "could not be kept" in caplog.text)
    assert until(lambda: there.runs.find(run.id).is_over)
