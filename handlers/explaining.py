"""What was understood of each word of a question, for those who look at how an answer was reached."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.answer import Reply
from handlers.question import Role, Token
from knowledge.pack import Pack


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question with its part in it, and how much an answer owes it.

    ``records``, ``rows`` and ``columns`` are what it may name (ids of records, names of a quota table's rows and
    columns), ``facets`` what it asks for. ``implied``: it was not said, but taken from the turn before or from what was
    said otherwise. ``negated``: it is set aside (不是, 除了).
    """

    text: str
    role: Role
    weight: float
    records: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    value: float | None = None
    unit: str = ""
    implied: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it was taken: in one normal form; ``mends`` are what was written, and what it was taken for."""

    text: str
    mends: tuple[tuple[str, str], ...]
    words: tuple[Word, ...]


def understood(reply: Reply, pack: Pack) -> Understood | None:
    """What was understood of a turn's words, in the order in which they stand; None where nothing was to be understood.

    Words that were taken from before come first.
    """
    question = reply.question
    if question is None:
        return None
    tokens = sorted(question.tokens, key=lambda t: (not t.implied, t.start))
    mends = tuple((m.written, m.word) for m in question.mends)
    return Understood(question.text, mends, tuple(_word(t, pack) for t in tokens))


def _word(token: Token, pack: Pack) -> Word:
    facets = token.likeliest or tuple(sorted(token.facets))
    return Word(
        token.text,
        token.role,
        token.weight,
        tuple(i for i in pack.records if i in token.names.records),
        tuple(sorted({row for _, row in token.names.rows})),
        tuple(sorted({_column(pack, table, key) for table, key in token.names.columns})),
        facets,
        token.value,
        token.unit,
        token.implied,
        token.negated,
    )


def _column(pack: Pack, table: str, key: str) -> str:
    """The name of a quota table's column."""
    columns = getattr(pack.records[table], "columns", ())
    return next((c.name for c in columns if c.key == key), key)
