"""What this process saw last, by a key: bounded, and only ever a guess that the store confirms or corrects."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Latest(Generic[K]):
    """Texts by key, the latest ``limit`` of them."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[K, str] = OrderedDict()

    def get(self, key: K) -> str | None:
        """What was seen last, or None."""
        return self._kept.get(key)

    def keep(self, key: K, text: str | None) -> None:
        """Take note of a text, or with None that there is none."""
        if text is None:
            self._kept.pop(key, None)
            return
        self._kept[key] = text
        self._kept.move_to_end(key)
        if len(self._kept) > self._limit:
            self._kept.popitem(last=False)

    def drop(self, concerned: Callable[[K], bool]) -> None:
        """Drop what concerns somebody who left."""
        for key in [k for k in self._kept if concerned(k)]:
            del self._kept[key]
