"""What a quota table says: a cell, a row, several added up or compared, what is too many, what a full row costs."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.answer import Answer, Source
from handlers.compose import edition
from handlers.prices import price_of
from handlers.proposal import Asked
from handlers.question import Token
from handlers.quota_cells import Cells, number_in, printed, rows_of, total_of
from handlers.quota_verdicts import LEFT, asks_leave, is_so, left_over, unused, verdict
from knowledge.numerals import plain
from knowledge.pack import TableRow
from knowledge.parts import Column

EACH = re.compile(r"[各每]个?(市|地|行业|家|单位|部门)|都一样|都是")
_WHICH_HOLDS = re.compile(r"为准|按哪个|哪个对|信哪个|听哪个")


def compose(asked: Asked, cells: Cells, counted: list[Token]) -> Answer:
    """The answer from some cells; ``counted`` are the numbers that the member wants to have places for."""
    prefix = edition(asked.library, cells.table, asked.today)
    sources = (asked.library.source(cells.table),)
    if not cells.rows:
        every = EACH.search(asked.question.text) and "total" not in asked.question.facets
        return (_each if every else _totals)(asked, cells, prefix)
    pairs = [(r, c) for r in cells.rows for c in cells.columns]
    one = counted[0] if len(counted) == 1 else None
    word = is_so(asked, *pairs[0], one) or (verdict(*pairs[0], one) if one and asks_leave(asked) else "")
    if len(pairs) == 1:
        row, column = pairs[0]
        left = ""
        if LEFT.search(asked.question.text):
            left = unused(row, column, one) if one else left_over(asked, cells, row, column)
        lead = prefix + (left or word) + printed(row, column) + "。"
        return Answer(lead, "answered", "quotas", _remark(cells), sources)
    return _reckoned(asked, cells, pairs, prefix) or _listed(cells, pairs, prefix, word, sources)


def _reckoned(asked: Asked, cells: Cells, pairs: list[tuple[TableRow, Column]], prefix: str) -> Answer | None:
    """Several cells compared or added up, where that is asked for."""
    question, sources = asked.question, (asked.library.source(cells.table),)
    if (question.has("difference") or question.has("mismatch")) and len(cells.rows) == 2:
        return _differences(cells, prefix, sources)
    if question.has("difference") and len(pairs) == 2:
        return _difference(pairs, prefix, sources)
    if (question.has("sum") or cells.group) and len(cells.columns) == 1:
        return _sum(pairs, prefix, sources)
    if question.has("sum") and not (cells.all_columns or cells.group):
        return _sum(pairs, prefix, sources)
    if (question.has("sum") or cells.group) and len(cells.rows) > 1:
        return _sums(cells, prefix, sources)
    return None


def _listed(
    cells: Cells, pairs: list[tuple[TableRow, Column]], prefix: str, word: str, sources: tuple[Source, ...]
) -> Answer:
    """Several cells, one after the other."""
    if cells.all_columns:
        several = len(cells.rows) > 1
        lines = tuple(
            (f"{r.name}：" if several else "") + "，".join(printed(r, c, short=True) for c in cells.columns) + "。"
            for r in cells.rows
        )
        lead = f"{prefix}{'、'.join(r.name for r in cells.rows)}的名额："
        return Answer(lead, "answered", "quotas", (*lines, *_remark(cells)), sources)
    lines = (f"{word}{printed(*pairs[0])}。", *(printed(r, c) + "。" for r, c in pairs[1:]))
    return Answer(prefix + lines[0], "answered", "quotas", (*lines[1:], *_remark(cells)), sources)


def cost(asked: Asked, cells: Cells) -> Answer:
    """What it costs to use every place of the rows."""
    total, terms, lines, open_cells = 0.0, [], [], []
    for row in cells.rows:
        for column in cells.columns:
            priced, value = price_of(asked.library, column.of), number_in(row, column)
            if priced is None:
                continue
            if value is None:
                open_cells.append(printed(row, column) + "，未计入")
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


def _sum(pairs: list[tuple[TableRow, Column]], prefix: str, sources: tuple[Source, ...]) -> Answer:
    values = [number_in(r, c) for r, c in pairs]
    total = sum(v for v in values if v is not None)
    working = "＋".join(plain(v) for v in values if v is not None)
    missing = tuple(printed(r, c) + "（未计入）" for (r, c), v in zip(pairs, values, strict=True) if v is None)
    lines = tuple(printed(r, c) for (r, c), v in zip(pairs, values, strict=True) if v is not None)
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
        told = [v for row in cells.rows if (v := number_in(row, column)) is not None]
        left = len(cells.rows) - len(told)
        missing = f"（{left}行没有数字，未计入）" if left else ""
        lines.append(f"{column.name}：{'＋'.join(map(plain, told)) or '0'}＝{plain(sum(told))}{column.unit}{missing}")
    names = f"{len(cells.rows)}个{cells.group}" if cells.group else "、".join(r.name for r in cells.rows)
    lead = f"{prefix}{names}合计："
    return Answer(lead, "answered", "quotas", (*lines, *_remark(cells)), sources)


def _differences(cells: Cells, prefix: str, sources: tuple[Source, ...]) -> Answer:
    """Two rows compared in each column."""
    one, other = cells.rows
    if len(cells.columns) == 1:
        return _difference([(one, cells.columns[0]), (other, cells.columns[0])], prefix, sources)
    lines = []
    for column in cells.columns:
        mine, yours = number_in(one, column), number_in(other, column)
        if mine is None or yours is None:
            apart = "表中不都是数字"
        else:
            apart = "一样" if mine == yours else f"相差{plain(abs(mine - yours))}{column.unit}"
        printed = "和".join(row.cells[column.key].strip() or "空格" for row in cells.rows)
        lines.append(f"{column.name}：{printed}，{apart}。")
    lead = f"{prefix}{one.name}和{other.name}的名额："
    return Answer(lead, "answered", "quotas", (*lines, *_remark(cells)), sources)


def _difference(pairs: list[tuple[TableRow, Column]], prefix: str, sources: tuple[Source, ...]) -> Answer:
    values = [number_in(r, c) for r, c in pairs]
    lines = tuple(printed(r, c) for r, c in pairs)
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
    lines = []
    for column in cells.columns:
        values = [v for r in rows_of(asked, cells.table) if (v := number_in(r, column)) is not None]
        if not values:
            lines.append(f"{column.name}：表中没有数字，没有规定。")
            continue
        same = min(values) == max(values)
        spread = f"都是{plain(values[0])}" if same else f"不一样，从{plain(min(values))}到{plain(max(values))}"
        lines.append(f"{column.name}：列了数字的{len(values)}个单位{spread}{column.unit}。")
    return Answer(prefix + lines[0], "answered", "quotas", tuple(lines[1:]), (asked.library.source(cells.table),))


def _totals(asked: Asked, cells: Cells, prefix: str) -> Answer:
    total_row = total_of(asked, cells.table)
    lines = []
    told = {n.value for n in asked.question.numbers}
    meant = [c for c in cells.columns if total_row and number_in(total_row, c) in told] if cells.all_columns else []
    for column in meant or cells.columns:
        added = sum(number_in(r, column) or 0 for r in rows_of(asked, cells.table))
        printed = number_in(total_row, column) if total_row else None
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


def _remark(cells: Cells) -> tuple[str, ...]:
    starred = any("*" in r.cells[c.key] for r in cells.rows for c in cells.columns)
    return tuple(f.say or f.quote for f in cells.table.remarks if starred)
