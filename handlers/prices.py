"""What has a stated price, and which things cost so much."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from handlers.library import Library
from knowledge.numerals import plain
from knowledge.parts import Fact
from knowledge.schema import Record


@dataclass(frozen=True)
class Priced:
    """A record with the one price that its documents state."""

    record: Record
    fact: Fact

    @property
    def line(self) -> str:
        """The record with its price, by the year where it recurs."""
        return f"{self.record.name}：{plain(self.amount)}元{'/' + self.fact.period if self.fact.period else ''}"

    @property
    def amount(self) -> float:
        """The price in 元."""
        return self.fact.amount or 0.0


def price_of(library: Library, record_id: str) -> Priced | None:
    """The stated price of a record, if it has one."""
    fact = library.fees.get(record_id)
    return Priced(library.pack.records[record_id], fact) if fact else None


def prices(library: Library) -> list[Priced]:
    """Everything that has a stated price, in the order of the pack; a form repeats the price of what it is for."""
    found = [Priced(library.pack.records[r], fact) for r, fact in library.fees.items()]
    return [p for p in found if p.record.kind not in {"form", "material"}] or found


def dearest_and_cheapest(library: Library, parent: str, purse: float = inf) -> tuple[Priced, Priced] | None:
    """Of the things that belong to a record, and that a purse pays for, the ones with the highest and the lowest price.

    None where fewer than two things with prices belong to it, or the purse pays for none.
    """
    own = sorted((p for p in prices(library) if p.record.part_of == parent), key=lambda p: p.amount)
    paid = [p for p in own if p.amount <= purse]
    return (paid[-1], paid[0]) if len(own) > 1 and paid else None
