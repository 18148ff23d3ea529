"""Which part of a quota table a question is about: the rows and columns that it names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from handlers.counting import COUNTABLE
from handlers.proposal import Asked
from handlers.question import Token
from knowledge.pack import TableRow
from knowledge.schema import Column, QuotaTable
from knowledge.text import normalise

_ENDS = 2
_FROM_TO = re.compile(r"从.{2,12}到.{2,12}")


@dataclass(frozen=True)
class Cells:
    """The part of a quota table that a question is about."""

    table: QuotaTable
    rows: tuple[TableRow, ...]
    columns: tuple[Column, ...]
    all_columns: bool


def cells_of(asked: Asked) -> Cells | None:
    """The rows and columns named, of the table they stand in; None where something else was named, or no table."""
    pack, named = asked.library.pack, asked.question.named()
    tables = asked.library.of_kind(QuotaTable)
    table = next(
        (t for t in tables if any(i == t.id for n in named for i, _ in (*n.names.rows, *n.names.columns))), None
    )
    table = table or (tables[0] if len(tables) == 1 else None)
    if table is None:
        return None
    wanted = {name for n in named for i, name in n.names.rows if i == table.id and name != table.total_row}
    rows = _rows(asked, table, wanted)
    columns = _columns(asked, table) or _counted_columns(asked, table)
    apart = {table.id, *(r.id for r in pack.lineage(table))}
    if not columns and any(t.names.records - apart for t in named if not t.names.rows and not t.implied):
        return None  # something without a column of its own
    return Cells(table, rows, columns or table.columns, all_columns=not columns and len(table.columns) > 1)


def _rows(asked: Asked, table: QuotaTable, wanted: set[str]) -> tuple[TableRow, ...]:
    """The rows named, with those between two that are named as the ends of a range (从甲县到丙县)."""
    every = [r for r in asked.library.pack.tables[table.id].rows if r.name != table.total_row]
    named = [r for r in every if r.name in wanted]
    if len(named) != _ENDS or not _FROM_TO.search(asked.question.text):
        return tuple(named)
    return tuple(every[every.index(named[0]) : every.index(named[1]) + 1])


def _columns(asked: Asked, table: QuotaTable) -> tuple[Column, ...]:
    """The columns whose names take in most of what was said: 上会发表小组 before 小组."""
    takes = {c.key: _taken(asked, table, c) for c in table.columns}
    if any(not t.implied for n in takes.values() for t in n):
        takes = {k: frozenset(t for t in n if not t.implied) for k, n in takes.items()}
    said = {t.start for n in takes.values() for t in n}
    if not said:
        return ()
    kept = [c for c in table.columns if takes[c.key] and not any(takes[c.key] < takes[o.key] for o in table.columns)]
    return _range(asked, table, [c for c in kept if _is_named(table, c, takes[c.key])])


def _range(asked: Asked, table: QuotaTable, named: list[Column]) -> tuple[Column, ...]:
    """The columns named, with those between two that are named as the ends of a range (从小组到推进者)."""
    if len(named) != 2 or not _FROM_TO.search(asked.question.text):
        return tuple(named)
    first, last = sorted(table.columns.index(c) for c in named)
    return table.columns[first : last + 1]


def _counted_columns(asked: Asked, table: QuotaTable) -> tuple[Column, ...]:
    """The columns whose names end with what is counted: 45个小组."""
    said = [t.text for t in asked.question.counted_words(COUNTABLE)]
    return tuple(
        c
        for c in table.columns
        if any(normalise(n).removesuffix("名额").endswith(w) for w in said for n in (c.name, *c.aliases))
    )


def _is_named(table: QuotaTable, column: Column, taken: frozenset[Token]) -> bool:
    """Whether the column itself was named, or enough of its name was said."""
    return (
        any((table.id, column.key) in t.names.columns or column.of in t.names.records for t in taken) or len(taken) > 1
    )


def _taken(asked: Asked, table: QuotaTable, column: Column) -> frozenset[Token]:
    names = _called(column.name, *column.aliases)
    return frozenset(
        t
        for t in asked.question.tokens
        if t.weight > 0 and not t.negated and not t.names.rows and t.names.records != {table.id}
        and ((table.id, column.key) in t.names.columns or (column.of and column.of in t.names.records)
             or (t.role in {"name", "word", "common"} and len(t.text) > 1 and not t.implied and _says(t, names)))
    )  # fmt: skip


@lru_cache(maxsize=1_000)  # the columns of tables come again with every question
def _called(*names: str) -> str:
    return normalise(" ".join(names))


def _says(token: Token, names: str) -> bool:
    """A name must stand in the column's names; other words may be scattered over them (会上发表)."""
    return token.text in names if token.role == "name" and token.names.records else set(token.text) <= set(names)
