"""Places by recommending unit (名额): a cell, a row, several added up, what is too many, what a full row costs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from handlers.answer import Answer, Reading, Slots, Source
from handlers.compose import edition
from handlers.counting import COUNTABLE
from handlers.prices import price_of
from handlers.proposal import Asked, Proposal, computed_score
from handlers.question import Token
from knowledge.numerals import plain
from knowledge.pack import TableRow
from knowledge.schema import Column, QuotaTable
from knowledge.text import normalise

_TABULAR = 0.1  # what a full row costs is more than what one of each costs
_EACH = re.compile(r"[各每]个?(市|地|行业|家|单位|部门)|都一样|都是")
_PLACES = re.compile(r"名额|指标|限额|配额|合计|总数")
_LEFT = re.compile(r"还剩|剩下|剩余|剩多少|剩几|其余")
_MAY = re.compile(r"能|可以|可否|行不|行吗|想报|想推|要报|够不够|超")
_ASKS = frozenset({"quota", "total", "share"})


@dataclass(frozen=True)
class Cells:
    """The part of a quota table that a question is about."""

    table: QuotaTable
    rows: tuple[TableRow, ...]
    columns: tuple[Column, ...]
    all_columns: bool


def propose(asked: Asked) -> Proposal | None:
    """The cells that the question names, where it asks how many."""
    question = asked.question
    counted = [n for n in question.numbers if n.unit in COUNTABLE]
    costs = question.has("full") and ("fee" in question.facets or asked.memory.facet == "fee")
    how_many = any(t.role == "asking" and "quota" in t.facets for t in question.tokens)
    if not (question.facets & _ASKS or how_many or (question.has("polar") and counted) or costs):
        return None
    cells = _cells(asked)
    if cells is None or ("fee" in question.facets and not costs and not question.facets & {"quota"}):
        return None
    spoken = {f for t in question.tokens if not t.implied and t.role in {"cue", "name"} for f in t.facets}
    totals = (
        question.facets & {"total"} or question.has("mismatch") or question.has("sum") or _EACH.search(question.text)
    )
    if not cells.rows and asked.memory.facet == "fee" and not question.facets - {"total"}:
        return None  # adds up what was said to cost
    if not cells.rows and not (totals and spoken & {"quota", "total"} and _PLACES.search(question.text)):
        return None
    strength = {t.start: _explains(t) for t in question.tokens}
    if cells.all_columns and not spoken & _ASKS and not costs:
        return None
    score = computed_score(asked, strength, (cells.table.id,)) + (_TABULAR if costs else 0.0)
    names = "、".join([r.name for r in cells.rows] + [c.name for c in cells.columns])
    subjects = tuple(c.of for c in cells.columns if c.of) if not cells.all_columns else ()
    slots: Slots = {"rows": tuple((cells.table.id, r.name) for r in cells.rows)}
    if not cells.all_columns:
        slots["columns"] = tuple((cells.table.id, c.key) for c in cells.columns)
    build = (lambda: _cost(asked, cells)) if costs else (lambda: _answer(asked, cells, counted))
    return Proposal(Reading("quotas", names, "quota", score), build, subjects, "fee" if costs else "quota", slots=slots)


def _explains(token: Token) -> float:
    if token.role == "name":
        return 1.0 if token.names.rows or token.names.columns or token.names.records else 0.3
    if token.role == "cue":
        return 1.0 if token.facets & (_ASKS | {"fee", "rule"}) else 0.3
    return {"asking": 1.0, "number": 1.0}.get(token.role, 0.35)


def _cells(asked: Asked) -> Cells | None:
    pack, named = asked.library.pack, asked.question.named()
    tables = [r for r in pack.records.values() if isinstance(r, QuotaTable)]
    table = next(
        (t for t in tables if any(i == t.id for n in named for i, _ in (*n.names.rows, *n.names.columns))), None
    )
    table = table or (tables[0] if len(tables) == 1 else None)
    if table is None:
        return None
    wanted = {name for n in named for i, name in n.names.rows if i == table.id and name != table.total_row}
    rows = tuple(r for r in pack.tables[table.id].rows if r.name in wanted)
    columns = _columns(asked, table) or _counted_columns(asked, table)
    apart = {table.id, *(r.id for r in pack.lineage(table))}
    if not columns and any(t.names.records - apart for t in named if not t.names.rows and not t.implied):
        return None  # something without a column of its own
    return Cells(table, rows, columns or table.columns, all_columns=not columns and len(table.columns) > 1)


def _columns(asked: Asked, table: QuotaTable) -> tuple[Column, ...]:
    """The columns whose names take in most of what was said: 上会发表小组 before 小组."""
    takes = {c.key: _taken(asked, table, c) for c in table.columns}
    if any(not t.implied for n in takes.values() for t in n):
        takes = {k: frozenset(t for t in n if not t.implied) for k, n in takes.items()}
    said = {t.start for n in takes.values() for t in n}
    if not said:
        return ()
    kept = [c for c in table.columns if takes[c.key] and not any(takes[c.key] < takes[o.key] for o in table.columns)]
    return tuple(c for c in kept if _is_named(table, c, takes[c.key]))


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
    names = normalise(" ".join((column.name, *column.aliases)))
    return frozenset(
        t
        for t in asked.question.tokens
        if t.weight > 0 and not t.negated and not t.names.rows and t.names.records != {table.id}
        and ((table.id, column.key) in t.names.columns or (column.of and column.of in t.names.records)
             or (t.role in {"name", "word", "common"} and len(t.text) > 1 and not t.implied and _says(t, names)))
    )  # fmt: skip


def _says(token: Token, names: str) -> bool:
    """A name must stand in the column's names; other words may be scattered over them (会上发表)."""
    return token.text in names if token.role == "name" and token.names.records else set(token.text) <= set(names)


def _value(row: TableRow, column: Column) -> float | None:
    cell = row.cells[column.key].strip()
    return float(cell) if cell.isdecimal() else None


def _cell(row: TableRow, column: Column, short: bool = False) -> str:
    cell = row.cells[column.key].strip()
    name = column.name if short else f"{row.name}的{column.name}"
    if cell.isdecimal():
        return f"{name}：{cell}{column.unit}"
    if not cell:
        return f"{name}：表中是空格，没有规定"
    return f"{name}：{cell}"


def _remark(cells: Cells) -> tuple[str, ...]:
    starred = any("*" in r.cells[c.key] for r in cells.rows for c in cells.columns)
    return tuple(f.say or f.quote for f in cells.table.remarks if starred)


def _answer(asked: Asked, cells: Cells, counted: list[Token]) -> Answer:
    prefix = edition(asked.library, cells.table, asked.today)
    sources = (asked.library.source(cells.table),)
    if not cells.rows:
        return (_each if _EACH.search(asked.question.text) and "total" not in asked.question.facets else _totals)(
            asked, cells, prefix
        )
    pairs = [(r, c) for r in cells.rows for c in cells.columns]
    verdict = _verdict(*pairs[0], counted[0]) if len(counted) == 1 and _MAY.search(asked.question.text) else ""
    if len(pairs) == 1:
        row, column = pairs[0]
        left = _left(asked, cells, row, column) if _LEFT.search(asked.question.text) else ""
        lead = prefix + (left or verdict) + _cell(row, column) + "。"
        return Answer(lead, "answered", "quotas", _remark(cells), sources)
    if asked.question.has("difference") and len(pairs) == 2:
        return _difference(pairs, prefix, sources)
    if asked.question.has("sum") and not cells.all_columns:
        return _sum(pairs, prefix, sources)
    if cells.all_columns:
        several = len(cells.rows) > 1
        lines = tuple(
            (f"{r.name}：" if several else "") + "，".join(_cell(r, c, short=True) for c in cells.columns) + "。"
            for r in cells.rows
        )
        lead = f"{prefix}{'、'.join(r.name for r in cells.rows)}的名额："
        return Answer(lead, "answered", "quotas", (*lines, *_remark(cells)), sources)
    lines = (f"{verdict}{_cell(*pairs[0])}。", *(_cell(r, c) + "。" for r, c in pairs[1:]))
    return Answer(prefix + lines[0], "answered", "quotas", (*lines[1:], *_remark(cells)), sources)


def _verdict(row: TableRow, column: Column, counted: Token) -> str:
    value, wanted = _value(row, column), counted.value
    if value is None or wanted is None:
        return ""
    if wanted > value:
        return f"不可以，超出{plain(wanted - value)}{column.unit}。"
    return "可以，没有超出。"


def _left(asked: Asked, cells: Cells, row: TableRow, column: Column) -> str:
    """What the printed total leaves to the other rows."""
    table = asked.library.pack.tables[cells.table.id]
    total_row = next((r for r in table.rows if r.name == cells.table.total_row), None)
    total, own = _value(total_row, column) if total_row else None, _value(row, column)
    if total is None or own is None:
        return ""
    unit = column.unit
    return f"除{row.name}外还有{plain(total - own)}{unit}：合计{plain(total)}{unit}－{plain(own)}{unit}。"


def _sum(pairs: list[tuple[TableRow, Column]], prefix: str, sources: tuple[Source, ...]) -> Answer:
    values = [_value(r, c) for r, c in pairs]
    total = sum(v for v in values if v is not None)
    working = "＋".join(plain(v) for v in values if v is not None)
    missing = tuple(_cell(r, c) + "（未计入）" for (r, c), v in zip(pairs, values, strict=True) if v is None)
    lines = tuple(_cell(r, c) for (r, c), v in zip(pairs, values, strict=True) if v is not None)
    return Answer(
        f"{prefix}共{plain(total)}{pairs[0][1].unit}：{working}＝{plain(total)}。",
        "answered",
        "quotas",
        (*lines, *missing),
        sources,
    )


def _difference(pairs: list[tuple[TableRow, Column]], prefix: str, sources: tuple[Source, ...]) -> Answer:
    values = [_value(r, c) for r, c in pairs]
    lines = tuple(_cell(r, c) for r, c in pairs)
    if values[0] is None or values[1] is None:
        return Answer(f"{prefix}{lines[0]}。", "answered", "quotas", lines[1:], sources)
    high, low = max(values[0], values[1]), min(values[0], values[1])
    lead = f"{prefix}相差{plain(high - low)}{pairs[0][1].unit}：{plain(high)}－{plain(low)}。"
    return Answer(lead, "answered", "quotas", lines, sources)


def _each(asked: Asked, cells: Cells, prefix: str) -> Answer:
    """What the rows of a column have in common."""
    table = asked.library.pack.tables[cells.table.id]
    lines = []
    for column in cells.columns:
        values = [v for r in table.rows if r.name != cells.table.total_row and (v := _value(r, column)) is not None]
        if not values:
            lines.append(f"{column.name}：表中没有数字，没有规定。")
            continue
        same = min(values) == max(values)
        spread = f"都是{plain(values[0])}" if same else f"不一样，从{plain(min(values))}到{plain(max(values))}"
        lines.append(f"{column.name}：列了数字的{len(values)}个单位{spread}{column.unit}。")
    return Answer(prefix + lines[0], "answered", "quotas", tuple(lines[1:]), (asked.library.source(cells.table),))


def _totals(asked: Asked, cells: Cells, prefix: str) -> Answer:
    table = asked.library.pack.tables[cells.table.id]
    total_row = next((r for r in table.rows if r.name == cells.table.total_row), None)
    lines = []
    for column in cells.columns:
        added = sum(_value(r, column) or 0 for r in table.rows if r is not total_row)
        printed = _value(total_row, column) if total_row else None
        if printed is None:
            lines.append(f"{column.name}：各行相加{plain(added)}{column.unit}，表中没有规定合计")
        elif printed == added:
            lines.append(f"{column.name}：合计{plain(printed)}{column.unit}，与各行相加一致")
        else:
            lines.append(
                f"{column.name}：表中合计印的是{plain(printed)}{column.unit}，各行相加是{plain(added)}{column.unit}，不一致"
            )
    lead, rest = prefix + lines[0] + "。", tuple(line + "。" for line in lines[1:])
    return Answer(lead, "answered", "quotas", rest, (asked.library.source(cells.table),))


def _cost(asked: Asked, cells: Cells) -> Answer:
    """What it costs to use every place of the rows."""
    total, terms, lines, open_cells = 0.0, [], [], []
    for row in cells.rows:
        for column in cells.columns:
            priced, value = price_of(asked.library, column.of), _value(row, column)
            if priced is None:
                continue
            if value is None:
                open_cells.append(_cell(row, column) + "，未计入")
                continue
            total += priced.amount * value
            terms.append(f"{plain(priced.amount)}×{plain(value)}")
            lines.append(
                f"{column.name}：{plain(value)}{column.unit}×{plain(priced.amount)}元＝{plain(priced.amount * value)}元"
            )
    prefix = edition(asked.library, cells.table, asked.today)
    rows = "、".join(r.name for r in cells.rows)
    answer = Answer(
        f"{prefix}{rows}名额报满共{plain(total)}元：{'＋'.join(terms)}。",
        "answered",
        "quotas",
        (*(lines if len(lines) > 1 else ()), *open_cells),
        (asked.library.source(cells.table),),
    )
    return answer if terms else replace(answer, lead="这些名额的收费，文件没有规定。", outcome="unspecified")
