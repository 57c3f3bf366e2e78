from pathlib import Path

import pytest
from gunicorns import free_port
from redises import KEY

from iface import cli
from iface.check import Server, server_of

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.py"))
HEAD = "import iface, time, threading, socket\n"
PLAIN = HEAD + "demo = iface.Interface(lambda a: a, 'text', 'text')\n"
COUNTING = HEAD + (
    "count = 0\nseen = []\n"
    "def visit(name):\n    global count\n    count += 1\n    seen.append(name)\n    return str(count)\n"
    "demo = iface.Interface(visit, 'text', 'text')\n"
)
SLOW = HEAD + (
    "def wait(seconds):\n    time.sleep(seconds)\n    return 'done'\n"
    "demo = iface.Interface(wait, 'number', 'text')\n"
)
LOCKED = HEAD + (
    "def use(name, model):\n    return name, model\n"
    "state = iface.State(lambda: {'lock': threading.Lock()})\n"
    "demo = iface.Interface(use, ['text', state], ['text', 'state'])\n"
)
UNCOPIED = HEAD + (
    "def use(name, model):\n    return name, model\n"
    "demo = iface.Interface(use, ['text', iface.State(threading.Lock())], ['text', 'state'])\n"
)


@pytest.fixture
def check(tmp_path, capsys, monkeypatch):
    """`check(program, *options) -> (status, what it says)`."""
    monkeypatch.setenv("IFACE_STORE", "")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def run(program, *options):
        (tmp_path / "app.py").write_text(program)
        status = cli.main(["check", str(tmp_path / "app.py"), *options])
        return status, capsys.readouterr().out

    return run


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.stem)
def test_it_is_silent_on_every_example(example, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert (cli.main(["check", str(example)]), capsys.readouterr().out) == (0, "")


def test_a_store_of_one_process_does_not_fit_several_workers(check):
    status, said = check(PLAIN, "--store", "memory:")
    assert status == 1 and "belongs to one process" in said


def test_it_fits_one_worker(check):
    assert check(PLAIN, "--store", "memory:", "--workers", "1") == (0, "")


def test_globals_that_a_function_changes_are_named(check):
    status, said = check(COUNTING)
    assert status == 1 and "visit() changes count, seen" in said


def test_one_worker_may_have_globals(check):
    assert check(COUNTING, "--workers", "1") == (0, "")


def test_a_name_of_the_functions_own_is_no_global(check):
    program = (
        HEAD
        + "seen = []\ndef f(seen):\n    seen.append(1)\n"
        + "    own = []\n    own.append(seen)\n    return str(own)\n"
    )
    assert check(program + "demo = iface.Interface(f, 'json', 'text')\n") == (0, "")


def test_a_slow_function_does_not_fit_the_sync_worker(check):
    status, said = check(SLOW, "-k", "sync")
    assert status == 1 and "wait() may take long" in said and "--threads 64" in said


def test_it_fits_threads(check):
    assert check(SLOW, "--threads", "8") == (0, "")


def test_a_state_that_cannot_be_pickled_is_named_with_its_path(check):
    status, said = check(LOCKED)
    assert status == 1 and "state['lock'] is a _thread.lock" in said


def test_a_state_that_cannot_be_copied_is_named(check):
    status, said = check(UNCOPIED)
    assert status == 1 and "cannot be copied" in said


def test_a_folder_that_cannot_be_written_is_named(check, tmp_path):
    (tmp_path / "state").write_text("a file where the folder should be")
    status, said = check(PLAIN)
    assert status == 1 and "cannot be written" in said


def test_a_store_that_is_not_there_is_named(check):
    status, said = check(PLAIN, "--store", "mysql://localhost")
    assert status == 1 and "There is no store at" in said


def test_a_weak_key_is_named_and_not_repeated(check, monkeypatch):
    monkeypatch.setenv("IFACE_SECRET_KEY", "hunter2")
    status, said = check(PLAIN)
    assert status == 1 and "IFACE_SECRET_KEY" in said and "hunter2" not in said


def test_settings_come_from_gunicorns_own_file(tmp_path):
    (tmp_path / "gunicorn.conf.py").write_text("workers = 2\nthreads = 8\nworker_class = 'gthread'\n")
    assert server_of(tmp_path, None, None, None) == Server(2, "gthread", 8)
    assert server_of(tmp_path, 3, None, None).workers == 3


# Redis


@pytest.fixture
def with_key(monkeypatch):
    monkeypatch.setenv("IFACE_SECRET_KEY", KEY)


def test_a_redis_that_can_be_used_is_no_finding(check, redis, with_key):
    assert check(PLAIN, "--store", redis.address) == (0, "")


def test_a_redis_that_cannot_be_reached_is_named_without_its_password(check, with_key):
    status, said = check(PLAIN, "--store", f"redis://:hunter2@127.0.0.1:{free_port()}/0")
    assert status == 1 and "cannot be used" in said and "Start it" in said and "hunter2" not in said


def test_a_redis_that_drops_sessions_is_named(check, start_redis, with_key):
    status, said = check(PLAIN, "--store", start_redis("--maxmemory-policy", "volatile-lru").address)
    assert status == 1 and "maxmemory-policy volatile-lru" in said


def test_a_redis_needs_a_key_that_is_given(check, redis):
    status, said = check(PLAIN, "--store", redis.address)
    assert status == 1 and "IFACE_SECRET_KEY has none" in said


def test_another_machines_key_is_named(check, redis, with_key, monkeypatch):
    assert check(PLAIN, "--store", redis.address) == (0, "")
    monkeypatch.setenv("IFACE_SECRET_KEY", f"another {KEY}")
    status, said = check(PLAIN, "--store", redis.address)
    assert status == 1 and "signed with another secret key" in said


def test_a_folder_for_files_that_cannot_be_written_is_named(check, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("IFACE_FILES", str(tmp_path / "file"))
    status, said = check(PLAIN)
    assert status == 1 and "cannot be written" in said and "IFACE_FILES" in said
