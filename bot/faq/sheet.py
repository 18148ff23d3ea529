"""FAQ entries as a spreadsheet: 问题, 相似问法, 反例, 答复, 依据."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import Code, Error
from bot.faq.checking import same, too_long, wordings
from bot.spreadsheet.files import read_sheets, write_rows
from bot.spreadsheet.table import Row, Table, find_table
from knowledge.faq import FaqEntry

QUESTION, SIMILAR, NEGATIVE, ANSWER, BASIS = COLUMNS = ("问题", "相似问法", "反例", "答复", "依据")
REQUIRED = (QUESTION, ANSWER)
TITLE = "常见问题"


@dataclass(frozen=True, slots=True)
class FaqFile:
    """What a file holds, and what staff should know about it."""

    entries: tuple[FaqEntry, ...]
    warnings: tuple[str, ...]


def read_faq(path: Path) -> FaqFile:
    """The entries of a file, all or none. Raises Error (INPUT) with one line for each fault."""
    sheets = read_sheets(path)
    tables = [t for s in sheets if (t := find_table(s, REQUIRED))]
    if not tables:
        raise Error(Code.INPUT, f"{path.name}：没有找到表头；需要有一行同时包含「{'」「'.join(REQUIRED)}」两列")
    warnings = [f"{t.place}：不认识的列「{c}」，已忽略" for t in tables for c in t.unknown(COLUMNS)]
    skipped = [s for s in sheets if s.rows and all(t.sheet is not s for t in tables)]
    warnings += [f"{s.file} 工作表「{s.name}」没有表头，已忽略" for s in skipped]
    entries, faults = _entries(tables)
    if faults:
        raise Error(Code.INPUT, "\n".join(faults))
    return FaqFile(tuple(entries), tuple(warnings))


def write_faq(path: Path, entries: Sequence[FaqEntry]) -> None:
    """Write entries so that ``read_faq`` reads the same. Raises Error (INPUT)."""
    rows = [(e.question, "\n".join(e.similar), "\n".join(e.negative), e.answer, e.basis) for e in entries]
    write_rows(path, TITLE, [COLUMNS, *rows])


def _entries(tables: Sequence[Table]) -> tuple[list[FaqEntry], list[str]]:
    entries: list[FaqEntry] = []
    faults: list[str] = []
    seen: dict[str, Row] = {}  # the row of each wording
    for row in (r for t in tables for r in t.rows()):
        entry = FaqEntry(row[QUESTION], wordings(row[SIMILAR]), wordings(row[NEGATIVE]), row[ANSWER], row[BASIS])
        faults += _faults(entry, row, seen)
        entries.append(entry)
    return entries, faults


def _faults(entry: FaqEntry, row: Row, seen: dict[str, Row]) -> list[str]:
    if flawed := [f"{row.place(column)}：{flaw}" for column in COLUMNS if (flaw := row.flaw(column))]:
        return flawed  # what else may be wrong with the row is only seen once these are mended
    faults = [f"{row.place(column)}：不能为空" for column in REQUIRED if not row[column]]
    faults += _too_long(entry, row)
    refused = {same(n) for n in entry.negative}
    for column, given in ((QUESTION, (entry.question,)), (SIMILAR, entry.similar)):
        for wording in filter(None, given):
            folded = same(wording)
            first = seen.setdefault(folded, row)
            if first is not row or (column == SIMILAR and folded == same(entry.question)):
                faults.append(f"{row.place(column)}：「{wording}」与第 {first.number} 行重复")
            if folded in refused:
                faults.append(f"{row.place(NEGATIVE)}：「{wording}」既是问法又是反例")
    return faults


def _too_long(entry: FaqEntry, row: Row) -> list[str]:
    fault = too_long(entry)
    return [f"{row.place(ANSWER if fault.field == 'answer' else BASIS)}：{fault.why}"] if fault else []
