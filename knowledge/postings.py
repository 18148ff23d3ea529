"""Which of many numbered texts hold a pair of characters."""

from __future__ import annotations

import sys
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable

import numpy as np
from numpy.typing import NDArray

Shares = NDArray[np.float64]
Counts = NDArray[np.intp]


class Postings:
    """Leads from pairs of characters to the ``size`` texts, numbered from 0, in which each was found."""

    def __init__(self, found: Iterable[tuple[int, Collection[str]]], size: int) -> None:
        self._size = size
        places: dict[str, list[int]] = defaultdict(list)
        for number, pairs in found:
            for pair in pairs:
                places[pair].append(number)
        rows: dict[tuple[int, ...], int] = {}  # pairs that were found in the same places share a row
        self._rows = {sys.intern(pair): rows.setdefault(tuple(numbers), len(rows)) for pair, numbers in places.items()}
        self._begins = array("L", [0])
        for numbers in rows:
            self._begins.append(self._begins[-1] + len(numbers))
        kind = np.uint16 if size <= np.iinfo(np.uint16).max else np.uint32
        self._numbers = np.fromiter((n for numbers in rows for n in numbers), kind, self._begins[-1])

    def shares(self, pairs: Collection[str]) -> Shares:
        """The share of some pairs that each text holds."""
        return self.counts(pairs) / max(len(pairs), 1)

    def holding_all(self, pairs: Collection[str]) -> int:
        """How many texts hold all of some pairs; none if there are none."""
        return int(np.count_nonzero(self.counts(pairs) == len(pairs))) if pairs else 0

    def counts(self, pairs: Collection[str]) -> Counts:
        """How many of some pairs each text holds."""
        rows = [self._rows[pair] for pair in pairs if pair in self._rows]
        if not rows:
            return np.zeros(self._size, np.intp)
        held = [self._numbers[self._begins[row] : self._begins[row + 1]] for row in rows]
        return np.bincount(np.concatenate(held), minlength=self._size)
