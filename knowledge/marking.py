"""Where the quotes of a pack's records stand, and a document's lines cut at the ends of the quotes.

White space is as little significant as for ``knowledge check``: a quote may run over several lines.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from knowledge.pack import Pack, section_named
from knowledge.quotes import claims
from knowledge.schema import Section
from knowledge.sources import SourceText


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a document's squeezed text; ``record`` and ``key`` tell whose quote it is."""

    document: str
    start: int
    end: int
    record: str = ""
    key: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line. ``places`` are those that it lies in; ``at`` is the offset at which it begins, once only.

    A piece that goes on from the line before has no ``at``, so that it may serve as an anchor.
    """

    text: str
    places: tuple[Place, ...] = ()
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document, counted from 1, as its pieces in order."""

    number: int
    pieces: tuple[Piece, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """The places that the line has a part of."""
        return tuple(dict.fromkeys(p for piece in self.pieces for p in piece.places))

    @property
    def text(self) -> str:
        """The line as it stands in the document."""
        return "".join(piece.text for piece in self.pieces)


class Places:
    """Every quote of a pack's records, wherever it stands in the section that it names."""

    def __init__(self, pack: Pack) -> None:
        self.of_record: dict[str, list[Place]] = defaultdict(list)
        self.in_document: dict[str, list[Place]] = {d: [] for d in pack.documents}
        for record in pack.records.values():
            for claim in claims(pack, record):
                section = section_named(pack.documents[claim.document], claim.section)
                if section is None:
                    continue
                text = pack.texts[claim.document]
                for start, end in text.find(claim.quote, text.span(*section.lines)):
                    place = Place(claim.document, start, end, record.id, claim.key, claim.section)
                    self.of_record[record.id].append(place)
                    self.in_document[claim.document].append(place)


def marked(text: SourceText, places: Iterable[Place], first: int = 1, last: int | None = None) -> Iterator[Line]:
    """The lines from ``first`` to ``last`` with these places, which are all of this document, marked."""
    lying = _Lying(places)
    for number in range(max(first, 1), min(last or len(text.lines), len(text.lines)) + 1):
        yield Line(number, tuple(_pieces(text.lines[number - 1], text.offsets[number - 1], lying)))


def line_at(text: SourceText, offset: int) -> int:
    """The line, counted from 1, in which the character at a squeezed offset stands."""
    return bisect_right(text.offsets, offset, 0, len(text.lines))


def line_with_words(text: SourceText, section: Section) -> int:
    """The first line of a section that is not empty; 0 where all are."""
    first, last = section.lines
    return next((n for n in range(first, last + 1) if text.lines[n - 1].strip()), 0)


class _Lying:
    """Which places lie over an offset."""

    def __init__(self, places: Iterable[Place]) -> None:
        every = sorted(places, key=lambda p: (p.start, -p.end))
        self.cuts = sorted({offset for p in every for offset in (p.start, p.end)})
        self.begins = frozenset(self.cuts)
        self._within: list[tuple[Place, ...]] = []
        lying: list[Place] = []
        at = 0
        for cut in self.cuts:
            lying = [p for p in lying if p.end > cut]
            while at < len(every) and every[at].start == cut:
                lying.append(every[at])
                at += 1
            self._within.append(tuple(lying))

    def over(self, offset: int) -> tuple[Place, ...]:
        """The places over a character, the longest first of those that begin together."""
        number = bisect_right(self.cuts, offset)
        return self._within[number - 1] if number else ()


def _pieces(line: str, offset: int, lying: _Lying) -> Iterator[Piece]:
    """A line, which begins at a squeezed offset, cut where places begin and end; blanks between are pieces too."""
    columns = [column for column, character in enumerate(line) if not character.isspace()]
    begins = [n for n in range(len(columns)) if not n or offset + n in lying.begins]
    told = 0
    for begin, end in pairwise((*begins, len(columns))):
        first, last = columns[begin], columns[end - 1] + 1
        if first > told:
            yield Piece(line[told:first])
        places = lying.over(offset + begin)
        yield Piece(line[first:last], places, offset + begin if places and offset + begin in lying.begins else None)
        told = last
    if told < len(line):
        yield Piece(line[told:])
