"""Functions in processes of their own, and those that an executor calls."""

import os
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest
from running import Running, outputs, until

import iface
from iface import DesignError, Interface, State

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


def count_up(number, kept, progress=iface.Progress()):
    progress(0.5, desc="half")
    iface.Info("a word")
    return f"{number} {os.getpid()}", kept + 1


def fail(number, kept):
    raise iface.Error("no", title="Refused")


def yielding(number, kept):
    for step in range(3):
        yield f"{number} {step} {os.getpid()}", kept + step + 1


async def waiting(number, kept):
    return f"{number} {os.getpid()}", kept + 1


def looping(number, kept):
    while True:
        pass


def yielding_then_looping(number, kept):
    yield "first", kept + 1
    while True:
        pass


def vanishing(number, kept):
    os._exit(3)


def unpicklable(number, kept):
    return threading.Lock(), kept


def own_error(number, kept):
    class Strange(Exception):
        def __init__(self, one, two):
            super().__init__(one)

    raise Strange("a", "b")


def random_number(number, kept):
    import numpy

    return str(numpy.random.random()), kept


def with_children(number, kept):
    from multiprocessing import get_context

    with get_context("fork").Pool(1) as pool:
        return str(pool.apply(abs, (-4,))), kept


def slow(number, kept):
    time.sleep(1)
    return "late", kept + 1


@pytest.fixture
def running():
    opened = []

    def run(fn, **options):
        demo = Interface(fn, ["number", State(0)], ["text", State()], api_name="work", **options)
        opened.append(Running(demo))
        return opened[-1]

    yield run
    for one in opened:
        one.close()


def ended(one, seconds=10):
    """The run of the page's event when it is over."""
    run = one.start(7)
    assert run.attend(seconds)
    return run


def messages(run):
    return [one["message"] for one in run.look()[0] if "message" in one]


@pytest.fixture(params=["isolate", "threads", "processes"])
def options(request):
    """Each way to run a function elsewhere."""
    if request.param == "isolate":
        yield {"isolate": True}
        return
    with (ThreadPoolExecutor if request.param == "threads" else ProcessPoolExecutor)(1) as executor:
        yield {"executor": executor}


def test_what_it_returns_is_shown_and_kept(running, options):
    one = running(count_up, **options)
    run = ended(one)
    assert outputs(run)[0].startswith("7 ") and one.value() == 1


def test_what_it_says_is_told(running, options):
    run = ended(running(count_up, **options))
    assert [said.message for said in run.outcomes[0].notices] == ["a word"]


def test_its_error_is_told_and_changes_nothing(running, options):
    one = running(fail, **options)
    assert messages(ended(one)) == ["no"] and one.value() == 0


@pytest.mark.parametrize("options", ["isolate", "threads"], indirect=True)
def test_its_progress_is_shown(running, options):
    run = ended(running(count_up, **options))
    assert [one["text"] for one in run.look()[0] if one["type"] == "progress"] == ["half · 50%"]


@pytest.mark.parametrize("options", ["isolate", "threads"], indirect=True)
def test_what_it_yields_is_shown_and_the_last_is_kept(running, options):
    one = running(yielding, **options)
    assert outputs(ended(one))[-1].startswith("7 2 ") and one.value() == 3


@pytest.mark.parametrize("options", ["isolate", "threads"], indirect=True)
def test_a_coroutine_is_awaited(running, options):
    assert outputs(ended(running(waiting, **options)))[0].startswith("7 ")


@pytest.mark.parametrize(
    ("options", "fn", "here"),
    [
        ("isolate", count_up, False),
        ("isolate", yielding, False),
        ("isolate", waiting, False),
        ("processes", count_up, False),
        ("threads", count_up, True),
    ],
    indirect=["options"],
)
def test_it_runs_where_it_is_told_to(running, options, fn, here):
    assert (outputs(ended(running(fn, **options)))[-1].split()[-1] == str(os.getpid())) is here


@pytest.mark.parametrize("options", ["threads", "processes"], indirect=True)
def test_a_stop_does_not_wait_for_an_executor(running, options):
    one = running(slow, **options)
    run = one.start(7)
    assert until(lambda: run.has_begun)
    one.runs.stop(one.runs.give_out(run))
    assert run.is_over and until(lambda: not one.runs._at_work, 0.8)
    assert one.value() == 0


@pytest.mark.parametrize("fn", [yielding, waiting])
def test_what_gives_something_on_its_way_is_refused_for_other_processes(fn):
    with ProcessPoolExecutor(1) as executor, pytest.raises(DesignError, match="isolate=True"):
        Interface(fn, ["number", State(0)], ["text", State()], executor=executor)


def test_an_isolated_function_that_never_ends_is_stopped_at_once(running):
    one = running(looping, isolate=True)
    run = one.start(7)
    assert until(lambda: run.has_begun)
    time.sleep(0.2)
    one.runs.stop(one.runs.give_out(run))
    assert run.is_over and until(lambda: not one.runs._at_work, 2)
    assert one.value() == 0 and children() == []


def test_an_isolated_generator_that_is_stopped_keeps_what_it_has_shown(running):
    one = running(yielding_then_looping, isolate=True)
    run = one.start(7)
    assert until(lambda: outputs(run) == ["first"])
    one.runs.stop(one.runs.give_out(run))
    assert run.attend(2) and one.value() == 1 and children() == []


def children():
    """The processes that were started here and still run."""
    import multiprocessing

    return multiprocessing.active_children()


@pytest.mark.parametrize("fn", [count_up, yielding, fail, vanishing])
def test_no_process_is_left_of_an_isolated_function(running, fn):
    ended(running(fn, isolate=True))
    assert children() == []


def test_no_descriptor_is_left_of_isolated_functions(running):
    one = running(yielding, isolate=True)
    ended(one)
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        ended(one)
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_process_that_vanishes_is_an_error(running, caplog):
    run = ended(running(vanishing, isolate=True))
    assert "failed" in messages(run)[0] and "exit code 3" in caplog.text


def test_a_value_that_cannot_be_sent_is_an_error(running, caplog):
    run = ended(running(unpicklable, isolate=True))
    assert "failed" in messages(run)[0] and "cannot pickle" in caplog.text


def test_the_log_says_where_an_isolated_function_failed(running, caplog):
    ended(running(own_error, isolate=True))
    assert "in own_error" in caplog.text


def test_each_isolated_call_draws_random_numbers_of_its_own(running):
    import numpy

    numpy.random.seed(1)
    one = running(random_number, isolate=True)
    assert len({outputs(ended(one))[0] for _ in range(3)}) == 3


def test_an_isolated_function_may_have_processes_of_its_own(running):
    assert outputs(ended(running(with_children, isolate=True))) == ["4"]


def test_an_isolated_function_ends_with_the_process_that_waits_for_it():
    read, write = os.pipe()

    def endless():
        os.write(write, f"{os.getpid()}\n".encode())
        while True:
            pass

    parent = os.fork()
    if parent == 0:
        from iface.function.elsewhere import apart

        apart(endless, [], {}, lambda: False)
        os._exit(0)
    child = int(os.read(read, 20))
    os.kill(parent, 9)
    os.waitpid(parent, 0)
    assert until(lambda: not is_running(child))


def is_running(process):
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_an_interface_with_isolate_has_a_button_to_stop_it():
    assert Interface(slow, ["number", State(0)], ["text", State()], isolate=True).stop_button is not None
    assert Interface(slow, ["number", State(0)], ["text", State()]).stop_button is None


def test_the_librarys_own_functions_stay_here():
    with ProcessPoolExecutor(1) as executor:
        demo = Interface(count_up, ["number", State(0)], ["text", State()], executor=executor)
    assert [one.name for one in demo.page.events.values() if one.executor] == ["count_up"]
