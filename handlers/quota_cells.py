"""Which part of a quota table a question is about: the rows and columns that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handlers.counting import COUNTABLE
from handlers.proposal import Asked
from handlers.question import Token
from knowledge.numerals import parse_chinese
from knowledge.pack import TableRow
from knowledge.parts import Column, RowGroup
from knowledge.schema import QuotaTable

_ENDS = 2
_NUMERAL = r"\d+|[一二两三四五六七八九十]+"
_JOINT = re.compile("(?:名额)?(?:和|及|与|跟|、|,|以及)")
_END_OF = "最[多少高低]的?(?:{words})|(?:{words})[^,.!?;]{{0,6}}最[多少高低]"
_FROM_TO = re.compile(r"从.{2,12}到.{2,12}")


@dataclass(frozen=True)
class Cells:
    """The part of a quota table that a question is about."""

    table: QuotaTable
    rows: tuple[TableRow, ...]
    columns: tuple[Column, ...]
    all_columns: bool
    group: str = ""  # the word that all the rows go by, where they were not named one by one


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
    group = group_named(asked, table) if not wanted else None
    if group is not None and not group.rows:
        return None  # another number of them than there are
    rows = _rows(asked, table, set(group.rows) if group else wanted)
    columns = _columns(asked, table) or _counted_columns(asked, table)
    apart = {table.id, *(r.id for r in pack.lineage(table)), *_of_its_ends(asked, table)}
    if not columns and any(t.names.records - apart for t in named if not t.names.rows and not t.implied):
        return None  # something without a column of its own
    return Cells(
        table, rows, columns or table.columns, not columns and len(table.columns) > 1, group.name if group else ""
    )


def number_in(row: TableRow, column: Column) -> float | None:
    """The number of a cell, if it holds one."""
    cell = row.cells[column.key].strip()
    return float(cell) if cell.isdecimal() else None


def printed(row: TableRow, column: Column, *, short: bool = False) -> str:
    """What a cell says."""
    cell = row.cells[column.key].strip()
    name = column.name if short else f"{row.name}的{column.name}"
    if cell.isdecimal():
        return f"{name}：{cell}{column.unit}"
    return f"{name}：{cell}" if cell else f"{name}：表中是空格，没有规定"


def rows_of(asked: Asked, table: QuotaTable) -> list[TableRow]:
    """The rows of a table but its total."""
    return [r for r in asked.library.pack.tables[table.id].rows if r.name != table.total_row]


def total_of(asked: Asked, table: QuotaTable) -> TableRow | None:
    """The row with the printed total, if there is one."""
    return next((r for r in asked.library.pack.tables[table.id].rows if r.name == table.total_row), None)


def group_named(asked: Asked, table: QuotaTable) -> RowGroup | None:
    """The rows that are meant all together: 11个市, 全部行业."""
    for group, words in table.group_words:
        if not any(word in asked.question.text for word in (group.name, *group.words)):
            continue
        said = re.search(rf"(?:(?P<number>{_NUMERAL})个|所有的?|全部的?|全省的?)(?:{words})", asked.question.text)
        if said:
            told = _count(said["number"]) if said["number"] else None
            return group if told in {None, float(len(group.rows))} else group.model_copy(update={"rows": ()})
    return None


def _of_its_ends(asked: Asked, table: QuotaTable) -> set[str]:
    """What speaks of the most and the fewest in all rows, where those of one group are asked for: 名额最少的市."""
    words, text = "|".join(words for _, words in table.group_words), asked.question.text
    if "最" not in text or not words or not re.search(_END_OF.format(words=words), text):
        return set()
    return {r.id for r in asked.library.pack.records.values() if r.part_of == table.id and "最" in r.name}


def _count(numeral: str) -> float | None:
    return float(numeral) if numeral.isdecimal() else parse_chinese(numeral)


def _rows(asked: Asked, table: QuotaTable, wanted: set[str]) -> tuple[TableRow, ...]:
    """The rows named, with those between two that are named as the ends of a range (从甲县到丙县)."""
    every = rows_of(asked, table)
    named = [r for r in every if r.name in wanted]
    if len(named) != _ENDS or not _FROM_TO.search(asked.question.text):
        return tuple(named)
    return tuple(every[every.index(named[0]) : every.index(named[1]) + 1])


def _columns(asked: Asked, table: QuotaTable) -> tuple[Column, ...]:
    """The columns whose names take in most of what was said: 上会发表小组 before 小组."""
    beside, span = _parallel(asked, table)
    said_of = {t: _named_by(table, t) for t in _naming(asked, table) if not span[0] <= t.start < span[1]}
    takes = {c.key: frozenset(t for t, keys in said_of.items() if c.key in keys) for c in table.columns}
    if any(not t.implied for n in takes.values() for t in n):
        takes = {k: frozenset(t for t in n if not t.implied) for k, n in takes.items()}
    said = {t.start for n in takes.values() for t in n}
    if not said:
        return beside
    kept = [c for c in table.columns if takes[c.key] and not any(takes[c.key] < takes[o.key] for o in table.columns)]
    named = [c for c in kept if _is_named(table, c, takes[c.key])]
    return tuple(c for c in table.columns if c in named or c in beside) if beside else _range(asked, table, named)


def _parallel(asked: Asked, table: QuotaTable) -> tuple[tuple[Column, ...], tuple[int, int]]:
    """Columns that are called by the ends of their names, and where: 小组和班组, 上会发表的小组和班组.

    What else is said of their names holds for both (上会发表); else those with a price of their own are meant.
    """
    text = asked.question.text
    ends = table.column_ends
    plain: tuple[tuple[Column, ...], tuple[int, int]] = ((), (0, 0))
    for at, behind, other in _joined(text, ends):
        for one in (e for e in ends if text.endswith(e, 0, at)):
            start = at - len(one)
            pairs = [(a, b) for a in _ending(table, one) for b in _ending(table, other) if a[0] is not b[0]]
            alike = [(a[0], b[0]) for a, b in pairs if a[1] and a[1] == b[1] and a[1] in text]
            if alike:
                return alike[0], (start, behind)
            priced = {(a[0].key, b[0].key): (a[0], b[0]) for a, b in pairs if a[0].of and b[0].of}
            if len(priced) == 1:
                first = plain[1][0] if plain[0] else start
                more = next(iter(priced.values()))
                plain = ((*plain[0], *(c for c in more if c not in plain[0])), (first, behind))
    return plain


def _joined(text: str, ends: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Where one of the ends of names stands behind a word that joins, from that word on, and the longest such end."""
    for joint in _JOINT.finditer(text):
        other = next((e for e in reversed(ends) if text.startswith(e, joint.end())), "")
        if other:
            yield joint.start(), joint.end() + len(other), other


def _ending(table: QuotaTable, word: str) -> list[tuple[Column, str]]:
    """The columns with a name that ends with a word, and what stands before it there."""
    return [(c, n.removesuffix(word).removesuffix("的")) for c, n in table.column_names if n.endswith(word)]


def _range(asked: Asked, table: QuotaTable, named: list[Column]) -> tuple[Column, ...]:
    """The columns named, with those between two that are named as the ends of a range (从小组到推进者)."""
    if len(named) != 2 or not _FROM_TO.search(asked.question.text):
        return tuple(named)
    first, last = sorted(table.columns.index(c) for c in named)
    return table.columns[first : last + 1]


def _counted_columns(asked: Asked, table: QuotaTable) -> tuple[Column, ...]:
    """The columns whose names end with what is counted: 45个小组."""
    said = tuple(t.text for t in asked.question.counted_words(COUNTABLE))
    return tuple(c for c in table.columns if any(name.endswith(said) for name in c.called)) if said else ()


def _is_named(table: QuotaTable, column: Column, taken: frozenset[Token]) -> bool:
    """Whether the column itself was named, or enough of its name was said."""
    return (
        any((table.id, column.key) in t.names.columns or column.of in t.names.records for t in taken) or len(taken) > 1
    )


def _naming(asked: Asked, table: QuotaTable) -> list[Token]:
    """The tokens that may name columns of a table."""
    tokens = (t for t in asked.question.tokens if t.weight > 0 and not t.negated)
    return [t for t in tokens if not t.names.rows and t.names.records != {table.id}]


def _named_by(table: QuotaTable, token: Token) -> set[str]:
    """The keys of the columns of whose names a token says a part, or what they are for.

    A name must stand in the column's names; other words may be scattered over them (会上发表).
    """
    keys = {key for of, key in token.names.columns if of == table.id}
    keys |= {c.key for c in table.columns if c.of and c.of in token.names.records}
    if token.role not in {"name", "word", "common"} or len(token.text) == 1 or token.implied:
        return keys
    if token.role == "name" and token.names.records:
        return keys | {c.key for c in table.columns if token.text in c.names_together}
    characters = set(token.text)
    return keys | {c.key for c in table.columns if characters <= c.characters}
