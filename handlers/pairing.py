"""Which number belongs to which thing: 「3个QC小组」, 「信得过班组2个」, 「区级2次、市级1次」."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.question import Token


@dataclass(frozen=True)
class Label:
    """A thing that is counted, where it stands in the question."""

    start: int
    end: int
    key: str
    clause: int = -1  # where it is known, numbers of the same clause are its own


def pair(numbers: Sequence[Token], labels: Sequence[Label]) -> dict[str, float]:
    """How many of each label; a label without a number of its own is not in the result.

    People count in one direction within a message: number first, or thing first. Which one shows in what
    stands first; a number with nothing on that side takes what stands on the other.
    """
    counts: dict[str, float] = {}
    for number, label in owners(numbers, labels):
        if label:
            counts[label.key] = counts.get(label.key, 0.0) + (number.value or 0.0)
    return counts


def owners(numbers: Sequence[Token], labels: Sequence[Label]) -> list[tuple[Token, Label | None]]:
    """Each number, in order, with the thing that it counts; none where none stands beside it."""
    left = sorted(numbers, key=lambda n: n.start)
    ordered = sorted(labels, key=lambda m: m.start)
    if not left or not ordered:
        return [(n, None) for n in left]
    found: list[tuple[Token, Label | None]] = []
    number_first = left[0].start < ordered[0].start
    for at, number in enumerate(left):
        near = [m for m in ordered if m.clause == number.clause] or ordered
        before = [m for m in near if m.end <= number.start and (at == 0 or m.start >= left[at - 1].end)]
        after = [m for m in near if m.start >= number.end and (at + 1 == len(left) or m.end <= left[at + 1].start)]
        chosen = (after[:1] or before[-1:]) if number_first else (before[-1:] or after[:1])
        found.append((number, chosen[0] if chosen else None))
    return found
