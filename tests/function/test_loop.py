import asyncio
import os
import threading

import pytest

from iface.function.loop import awaited, in_step


async def both(barrier):
    await asyncio.wait_for(asyncio.to_thread(barrier.wait, 5), 5)
    return threading.current_thread().name


async def counting(closed):
    try:
        for number in range(3):
            yield number
    finally:
        await asyncio.sleep(0)
        closed.append(True)


def test_a_coroutine_is_awaited():
    assert awaited(asyncio.sleep(0, "done")) == "done"


def test_what_it_raises_is_raised():
    async def fail():
        raise KeyError("no")

    with pytest.raises(KeyError):
        awaited(fail())


def test_coroutines_of_several_threads_run_beside_each_other_in_one_loop():
    barrier, names = threading.Barrier(2), []
    threads = [threading.Thread(target=lambda: names.append(awaited(both(barrier)))) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(10)
    assert names == ["iface-loop"] * 2


def test_an_asynchronous_generator_is_taken_step_by_step():
    assert list(in_step(counting([]))) == [0, 1, 2]


def test_one_that_is_left_early_is_closed():
    closed = []
    steps = in_step(counting(closed))
    assert next(steps) == 0
    steps.close()
    assert closed == [True]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
def test_a_fork_has_a_loop_of_its_own():
    awaited(asyncio.sleep(0))
    child = os.fork()
    if child == 0:
        os._exit(awaited(asyncio.sleep(0, 7)))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
