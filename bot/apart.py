"""Long work beside the service: what takes the processor for seconds has a process of its own, which gives way."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

NICE = 19  # steps of priority that a large piece of work gives up

T = TypeVar("T")


def give_way() -> None:
    """Let the service have the processor first: members wait for its replies, nobody for an import's last second."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(NICE)


async def apart(work: Callable[[], T], *, large: bool) -> T:
    """What the work results in, done in a thread, or where it is ``large`` in a process.

    A process must be able to import ``work``, and its result must be one that can be handed over.
    """
    if not large:
        return await asyncio.to_thread(work)
    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=give_way)
    try:
        return await asyncio.wrap_future(pool.submit(work))
    finally:
        pool.shutdown(wait=False)
