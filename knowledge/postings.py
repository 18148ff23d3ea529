"""Which of many numbered texts hold a pair of characters, or a single one."""

from __future__ import annotations

import sys
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

Shares = NDArray[np.float64]
Numbers = NDArray[np.intp]
Counts = NDArray[np.intp] | NDArray[np.unsignedinteger]
Places = NDArray[np.unsignedinteger]

_MANY = 20_000  # texts
_ENOUGH = 60_000  # places that are looked at in any case, so that fewer texts are left to compare


class Postings:
    """Leads from pairs of characters, or single ones, to those of ``size`` texts, numbered from 0, that hold each."""

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
        kind = np.uint16 if size <= np.iinfo(np.uint16).max else np.uint32  # there may be a thousand packs
        self._numbers: Places = np.fromiter((n for numbers in rows for n in numbers), kind, self._begins[-1])

    def shares(self, pairs: Collection[str]) -> Shares:
        """The share of some pairs that each text holds."""
        return self._counts(self._held(pairs)) / max(len(pairs), 1)

    def holding_all(self, pairs: Collection[str]) -> int:
        """How many texts hold all of some pairs; none if there are none."""
        return int(np.count_nonzero(self._counts(self._held(pairs)) == len(pairs))) if pairs else 0

    def lacking_few(self, pairs: Collection[str], most: int) -> tuple[Numbers, Numbers]:
        """The texts that hold one of some pairs and lack at most ``most``; others may be among them.

        With each, how many pairs it lacks at least: the rarer ones are looked at, and not those in nearly every text.
        """
        rows = sorted(self._held(pairs), key=len)
        unknown = len(pairs) - len(rows)  # nothing holds them
        sizes = accumulate(map(len, rows))
        needed = most - unknown
        rows = [r for n, (r, size) in enumerate(zip(rows, sizes, strict=True)) if n <= needed or size < _ENOUGH]
        counts = self._counts(rows)
        numbers = np.flatnonzero(counts >= max(len(rows) - needed, 1))
        return numbers, unknown + len(rows) - counts[numbers].astype(np.intp)

    def holding(self, pair: str) -> Places:
        """The texts that hold a pair, in order."""
        row = self._rows.get(pair)
        return self._numbers[self._begins[row] : self._begins[row + 1]] if row is not None else self._numbers[:0]

    def _held(self, pairs: Collection[str]) -> list[Places]:
        """The places of each of the pairs that was found anywhere."""
        rows = [self._rows[pair] for pair in pairs if pair in self._rows]
        return [self._numbers[self._begins[row] : self._begins[row + 1]] for row in rows]

    def _counts(self, held: list[Places]) -> Counts:
        """In how many of these places each text is."""
        if held and self._size < _MANY:
            return np.bincount(np.concatenate(held), minlength=self._size)
        few = len(held) <= np.iinfo(np.uint8).max
        counts: NDArray[np.unsignedinteger] = np.zeros(self._size, np.uint8 if few else np.uint16)  # little memory
        for places in held:
            counts[places] += 1
        return counts
