"""When the collector of reference cycles runs: answers make none, and members need not wait while it looks for them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEW_OBJECTS = 5_000  # that are kept before it looks again; Python's own 700 are there after a few first questions


@contextmanager
def undisturbed() -> Iterator[None]:
    """The collector waits while packs are loaded: it would walk them all, again and again."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def settle() -> None:
    """What is there now lives as long as the process: the collector need not walk it again, and seldom the rest."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])
