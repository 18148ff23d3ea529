"""The threads that compute answers."""

from __future__ import annotations

import asyncio
import threading
from typing import NoReturn

import pytest

from bot.lanes import Lanes
from tests.conftest import until


async def test_results_and_exceptions_come_back() -> None:
    lanes = Lanes()
    assert await lanes.run(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        await lanes.run(lambda: 1 // 0)
    lanes.close()


@pytest.mark.parametrize("ending", [StopIteration, SystemExit, KeyboardInterrupt])
async def test_what_would_end_the_loop_comes_back_as_an_error(ending: type[BaseException]) -> None:
    def work() -> NoReturn:
        raise ending

    lanes = Lanes()
    with pytest.raises(RuntimeError, match=ending.__name__):
        await lanes.run(work)
    lanes.close()


async def test_work_that_hangs_holds_up_no_other() -> None:
    release = threading.Event()
    lanes = Lanes(limit=4, patience=0.01)
    hanging = [asyncio.create_task(lanes.run(release.wait)) for _ in range(3)]
    await asyncio.sleep(0)
    assert await lanes.run(lambda: 7) == 7
    assert lanes.stuck == 3
    assert lanes.stacks().count("in wait") >= 3
    assert not lanes.full
    hanging.append(asyncio.create_task(lanes.run(release.wait)))
    await until(lambda: lanes.full)
    release.set()
    assert await asyncio.gather(*hanging) == [True] * 4
    assert await lanes.run(lambda: 8) == 8
    lanes.close()


async def test_work_that_nobody_waits_for_any_more_is_not_begun() -> None:
    begun: list[int] = []
    release = threading.Event()
    lanes = Lanes(limit=1)
    first = asyncio.create_task(lanes.run(release.wait))
    second = asyncio.create_task(lanes.run(lambda: begun.append(2)))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.sleep(0)
    release.set()
    await first
    await lanes.run(lambda: begun.append(3))
    assert begun == [3]
    lanes.close()
