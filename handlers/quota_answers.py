"""What a quota table says: a cell, a row, several added up or compared, what is too many, what a full row costs."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.answer import Answer, Source
from handlers.compose import edition
from handlers.prices import price_of
from handlers.proposal import Asked
from handlers.question import Token
from handlers.quota_cells import Cells
from knowledge.numerals import plain
from knowledge.pack import TableRow
from knowledge.schema import Column

EACH = re.compile(r"[各每]个?(市|地|行业|家|单位|部门)|都一样|都是")
_WHICH_HOLDS = re.compile(r"为准|按哪个|哪个对|信哪个|听哪个")
_LEFT = re.compile(r"还剩|剩下|剩余|剩多少|剩几|其余|还(能|可以|可)(报|推|再)|还有几个|还差几个")
_MAY = re.compile(r"能|可以|可否|行不|行吗|想报|想推|要报|够不够|超")


def compose(asked: Asked, cells: Cells, counted: list[Token]) -> Answer:
    """The answer from some cells; ``counted`` are the numbers that the member wants to have places for."""
    prefix = edition(asked.library, cells.table, asked.today)
    sources = (asked.library.source(cells.table),)
    if not cells.rows:
        every = EACH.search(asked.question.text) and "total" not in asked.question.facets
        return (_each if every else _totals)(asked, cells, prefix)
    pairs = [(r, c) for r in cells.rows for c in cells.columns]
    verdict = _verdict(*pairs[0], counted[0]) if len(counted) == 1 and _asks_leave(asked) else ""
    if len(pairs) == 1:
        row, column = pairs[0]
        left = ""
        if _LEFT.search(asked.question.text):
            left = _unused(row, column, counted[0]) if len(counted) == 1 else _left(asked, cells, row, column)
        lead = prefix + (left or verdict) + _cell(row, column) + "。"
        return Answer(lead, "answered", "quotas", _remark(cells), sources)
    return _reckoned(asked, cells, pairs, prefix) or _listed(cells, pairs, prefix, verdict, sources)


def _reckoned(asked: Asked, cells: Cells, pairs: list[tuple[TableRow, Column]], prefix: str) -> Answer | None:
    """Several cells compared or added up, where that is asked for."""
    question, sources = asked.question, (asked.library.source(cells.table),)
    if (question.has("difference") or question.has("mismatch")) and len(cells.rows) == 2:
        return _differences(cells, prefix, sources)
    if question.has("difference") and len(pairs) == 2:
        return _difference(pairs, prefix, sources)
    if question.has("sum") and not cells.all_columns:
        return _sum(pairs, prefix, sources)
    if question.has("sum") and len(cells.rows) > 1:
        return _sums(cells, prefix, sources)
    return None


def _listed(
    cells: Cells, pairs: list[tuple[TableRow, Column]], prefix: str, verdict: str, sources: tuple[Source, ...]
) -> Answer:
    """Several cells, one after the other."""
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


def _asks_leave(asked: Asked) -> bool:
    return asked.question.has("polar") or bool(_MAY.search(asked.question.text))


def cost(asked: Asked, cells: Cells) -> Answer:
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


def _verdict(row: TableRow, column: Column, counted: Token) -> str:
    value, wanted = _value(row, column), counted.value
    if value is None or wanted is None:
        return ""
    if wanted > value:
        return f"不可以，超出{plain(wanted - value)}{column.unit}。"
    return "可以，没有超出。"


def _unused(row: TableRow, column: Column, used: Token) -> str:
    """What is left of a row's places after those that were used."""
    value, told = _value(row, column), used.value or 0.0
    if value is None:
        return ""
    if told > value:
        return f"没有剩余，已超出{plain(told - value)}{column.unit}。"
    return f"还剩{plain(value - told)}{column.unit}：{plain(value)}－{plain(told)}。"


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


def _sums(cells: Cells, prefix: str, sources: tuple[Source, ...]) -> Answer:
    """Several rows added up in each column."""
    lines = []
    for column in cells.columns:
        told = [v for row in cells.rows if (v := _value(row, column)) is not None]
        left = len(cells.rows) - len(told)
        missing = f"（{left}行没有数字，未计入）" if left else ""
        lines.append(f"{column.name}：{'＋'.join(map(plain, told)) or '0'}＝{plain(sum(told))}{column.unit}{missing}")
    lead = f"{prefix}{'、'.join(r.name for r in cells.rows)}合计："
    return Answer(lead, "answered", "quotas", (*lines, *_remark(cells)), sources)


def _differences(cells: Cells, prefix: str, sources: tuple[Source, ...]) -> Answer:
    """Two rows compared in each column."""
    one, other = cells.rows
    if len(cells.columns) == 1:
        return _difference([(one, cells.columns[0]), (other, cells.columns[0])], prefix, sources)
    lines = []
    for column in cells.columns:
        mine, yours = _value(one, column), _value(other, column)
        if mine is None or yours is None:
            apart = "表中不都是数字"
        else:
            apart = "一样" if mine == yours else f"相差{plain(abs(mine - yours))}{column.unit}"
        printed = "和".join(row.cells[column.key].strip() or "空格" for row in cells.rows)
        lines.append(f"{column.name}：{printed}，{apart}。")
    lead = f"{prefix}{one.name}和{other.name}的名额："
    return Answer(lead, "answered", "quotas", (*lines, *_remark(cells)), sources)


def _difference(pairs: list[tuple[TableRow, Column]], prefix: str, sources: tuple[Source, ...]) -> Answer:
    values = [_value(r, c) for r, c in pairs]
    lines = tuple(_cell(r, c) for r, c in pairs)
    if values[0] is None or values[1] is None:
        return Answer(f"{prefix}{lines[0]}。", "answered", "quotas", lines[1:], sources)
    high, low = max(values[0], values[1]), min(values[0], values[1])
    if high == low:
        same = f"{prefix}一样，都是{plain(high)}{pairs[0][1].unit}，相差0。"
        return Answer(same, "answered", "quotas", lines, sources)
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
    told = {n.value for n in asked.question.numbers}
    meant = [c for c in cells.columns if total_row and _value(total_row, c) in told] if cells.all_columns else []
    for column in meant or cells.columns:
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
    lines += ["以哪个为准，文件没有说明"] if _WHICH_HOLDS.search(asked.question.text) else []
    lead, rest = prefix + lines[0] + "。", tuple(line + "。" for line in lines[1:])
    return Answer(lead, "answered", "quotas", rest, (asked.library.source(cells.table),))


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
