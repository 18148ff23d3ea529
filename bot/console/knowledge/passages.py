"""The stretches of the originals that a record rests on, with some lines around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.console.knowledge.shelves import Shelf
from knowledge.marking import Line, Place, line_at, marked
from knowledge.schema import Document, Record
from knowledge.sources import SourceText

AROUND = 2  # lines with words that are shown before and behind a quote


@dataclass(frozen=True, slots=True)
class Passage:
    """What is shown of one document: blocks of lines, others left out between them; ``first`` is the first quote."""

    document: Document
    sections: tuple[str, ...]
    blocks: tuple[tuple[Line, ...], ...]
    first: Place


def passages(shelf: Shelf, record: Record) -> tuple[Passage, ...]:
    """A passage of each document that the record quotes."""
    places = shelf.catalogue.places.of_record[record.id]
    return tuple(
        _passage(document, shelf.pack.texts[document.id], here)
        for document in shelf.pack.manifest.documents
        if (here := [p for p in places if p.document == document.id])
    )


def _passage(document: Document, text: SourceText, places: list[Place]) -> Passage:
    wanted = _with_context(text, {n for p in places for n in _lines(text, p)})
    lines = {line.number: line for line in marked(text, places, min(wanted), max(wanted))}
    blocks = tuple(tuple(lines[n] for n in run if lines[n].text.strip()) for run in _runs(sorted(wanted)))
    sections = tuple(dict.fromkeys(p.section for p in places if p.section))
    return Passage(document, sections, blocks, min(places, key=lambda p: p.start))


def _lines(text: SourceText, place: Place) -> range:
    return range(line_at(text, place.start), line_at(text, place.end - 1) + 1)


def _with_context(text: SourceText, numbers: set[int]) -> set[int]:
    """The lines and, on either side of each, those with words nearest to it, with all that lie between."""
    wanted = set(numbers)
    for number in numbers:
        for step in (-1, 1):
            at, left = number, AROUND
            while left and 1 <= at + step <= len(text.lines):
                at += step
                if at in numbers:
                    break
                left -= bool(text.lines[at - 1].strip())
                wanted.add(at)
    return wanted


def _runs(numbers: Iterable[int]) -> Iterator[list[int]]:
    """Numbers in order, parted where some are left out."""
    run: list[int] = []
    for number in numbers:
        if run and number > run[-1] + 1:
            yield run
            run = []
        run.append(number)
    if run:
        yield run
