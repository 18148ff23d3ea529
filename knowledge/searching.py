"""Words looked up in a pack's records and documents, as staff look for something; the same words find the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.index import bigrams
from knowledge.marking import Place, line_at
from knowledge.pack import Pack
from knowledge.parts import Fact
from knowledge.postings import Postings
from knowledge.schema import Form, QuotaTable, Record
from knowledge.sources import SourceText, squeeze
from knowledge.text import normalise, places_of

MOST_WORDS = 12  # of a search; what is typed behind them changes nothing
LONGEST_WORD = 60
_NEARLY = 0.6  # the share of its pairs of characters that a record has to hold where none holds the words themselves
# What a word counts by where it stands: as a name, within one, in another name, in what is answered, in a quote.
_WHOLE_NAME, _IN_NAME, _IN_ALIAS, _IN_ANSWER, _IN_QUOTE = 100, 60, 40, 12, 6


@dataclass(frozen=True, slots=True)
class LineFound:
    """A line of a document with the places of the words."""

    document: str
    number: int
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class _Written:
    """A record's words, normalised and without blanks, by how much each tells of what it is about."""

    record: Record
    name: str
    aliases: str
    answers: str
    quotes: str

    @property
    def all(self) -> str:
        return "\n".join((self.name, self.aliases, self.answers, self.quotes))

    def weight(self, word: str) -> int:
        if word == self.name or word in self.aliases.split("\n"):
            return _WHOLE_NAME
        tried = ((self.name, _IN_NAME), (self.aliases, _IN_ALIAS), (self.answers, _IN_ANSWER), (self.quotes, _IN_QUOTE))
        return next((weight for text, weight in tried if word in text), 0)


class Search:
    """Finds records and lines of one pack."""

    def __init__(self, pack: Pack) -> None:
        self._written = tuple(_written(pack, r) for r in pack.records.values())
        self._pairs = Postings(((n, bigrams(w.all)) for n, w in enumerate(self._written)), len(self._written))
        self._texts = {d.id: _Comparable(pack.texts[d.id]) for d in pack.manifest.documents}

    def records(self, said: str) -> tuple[Record, ...]:
        """The records that hold all the words, the nearest first; where none does, those that hold most of them."""
        words = _words(said)
        if not words:
            return ()
        scores = [
            (sum(weights), n) for n, w in enumerate(self._written) if all(weights := [w.weight(x) for x in words])
        ]
        if not scores:
            shares = self._pairs.shares({pair for word in words for pair in bigrams(word)})
            scores = [(share, n) for n, share in enumerate(shares.tolist()) if share >= _NEARLY]
        scores.sort(key=lambda s: (-s[0], s[1]))
        return tuple(self._written[n].record for _, n in scores)

    def lines(self, said: str) -> tuple[LineFound, ...]:
        """The lines in which all the words stand, in the order of the documents; a word may run on into the next."""
        words = _words(said)
        return tuple(f for document, text in self._texts.items() for f in text.lines(document, words)) if words else ()


class _Comparable:
    """A document in the normal form, with the way back to its own characters."""

    def __init__(self, text: SourceText) -> None:
        self._text = text
        self._origins: list[int] = []  # the squeezed offset of each character of the normal form
        parts = []
        for offset, character in enumerate(text.squeezed):
            part = squeeze(normalise(character))
            parts.append(part)
            self._origins += [offset] * len(part)
        self._normal = "".join(parts)

    def lines(self, document: str, words: tuple[str, ...]) -> Iterator[LineFound]:
        found: dict[int, list[Place]] = {}
        holding: list[set[int]] = []
        for word in words:
            here = set()
            for at in places_of(word, self._normal):
                start, end = self._origins[at], self._origins[at + len(word) - 1] + 1
                number = line_at(self._text, start)
                here.add(number)
                found.setdefault(number, []).append(Place(document, start, end))
            holding.append(here)
        for number in sorted(set.intersection(*holding)):
            yield LineFound(document, number, tuple(sorted(found[number], key=lambda p: (p.start, p.end))))


def _words(said: str) -> tuple[str, ...]:
    words = (squeeze(normalise(w))[:LONGEST_WORD] for w in said.split()[:MOST_WORDS])
    return tuple(dict.fromkeys(w for w in words if w))


def _written(pack: Pack, record: Record) -> _Written:
    facts: tuple[Fact, ...] = (*record.facts, *(record.remarks if isinstance(record, QuotaTable) else ()))
    rows = (
        [n for r in pack.tables[record.id].rows for n in (r.name, *r.aliases)] if isinstance(record, QuotaTable) else []
    )
    number = (record.number,) if isinstance(record, Form) else ()
    answers = [t for f in facts for t in (f.say, f.note, *(x for i in f.items for x in (i.label, i.text, i.say)))]
    quotes = [t for f in facts for t in (f.quote, *f.terms, *(x for i in f.items for x in (i.quote, *i.terms)))]
    return _Written(
        record,
        _plain(record.name),
        "\n".join(map(_plain, (*record.aliases, *number, *rows))),
        "\n".join(map(_plain, (*answers, record.note))),
        "\n".join(map(_plain, (*quotes, record.quote))),
    )


def _plain(text: str) -> str:
    return squeeze(normalise(text))
