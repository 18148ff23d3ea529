"""When the collector of reference cycles runs: answers make none, so it need not look for them while members wait."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_YOUNG = 5_000  # objects that are kept since the last look before there is another; Python's 700 cost 1 reply in 20


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
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
