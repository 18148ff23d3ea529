"""What the files that staff import have in common: where their tables are, and which cells cannot be taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import Code, Error
from bot.spreadsheet.cells import column_letters
from bot.spreadsheet.files import Sheet
from bot.spreadsheet.hidden import stretches
from bot.spreadsheet.table import Row, Table, find_table, nearly_header
from bot.submissions.phones import SHORTEST, numbers_in, rounded
from bot.submissions.submission import MARK, Submission, bare, folded
from handlers.enquiries.typed import as_asked
from knowledge.text import normalise

PENDING = "待补"  # stands in an exported cell that must not be empty and is not known yet, and is read as empty
LONGEST = 2000  # characters of a cell
LONGEST_NUMBER = 40  # as much of one as is read in a message

_ASIDE = re.compile(r"(?:合计|总计|小计|共计|填表|制表|审核人|注[:：]|备注[:：]|说明[:：])")
_PARTED, _BESIDE_LETTERS = re.compile(r"[\s\-/_.]+"), re.compile(r"(?<![0-9])-|-(?![0-9])")
_DIGIT = re.compile(r"[0-9]")
BENT = re.compile(r"\d+\.\d+|\d+(?:\.\d+)?[eE]\+?\d+|\d{1,2}月\d{1,2}日|\d{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\d{2}|#+")
_DECIMALS = re.compile(r"\d+\.\d*[1-9]\d*")
_PLAIN = re.compile(r"[A-Za-z]{1,6}-?(?:19|20)\d\d-?\d{3,6}")  # what needs no trial


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """A submission and its row. Empty are the status of an empty cell, and a number that is yet to be given."""

    submission: Submission
    row: Row


@dataclass(frozen=True, slots=True)
class SubmissionFile:
    """What a file holds, and what staff should know about it."""

    rows: tuple[SubmissionRow, ...]
    warnings: tuple[str, ...]


def tables_of(sheets: Sequence[Sheet], required: Sequence[str]) -> tuple[Table, ...]:
    """The table of each sheet that has one."""
    return tuple(t for s in sheets if (t := find_table(s, required)))


def no_header(path: Path, sheets: Sequence[Sheet], required: Sequence[str]) -> Error:
    """A file without a header: what is wanted, and what the row that comes nearest lacks."""
    wanted = f"{path.name}：没有找到表头；需要有一行同时包含「{'」「'.join(required)}」这 {len(required)} 列"
    return Error(Code.INPUT, "\n".join([wanted, *half_headers(sheets, required)]))


def half_headers(sheets: Iterable[Sheet], required: Sequence[str]) -> Iterator[str]:
    """Faults of sheets whose header lacks columns."""
    for sheet in sheets:
        if near := nearly_header(sheet, required):
            row, lacking = near
            place = Table(sheet, row, {}).place
            yield f"{place} 第 {row} 行：像是表头，但缺少「{'」「'.join(lacking)}」；请补上这一列，或改正列名"


def remarks(sheets: Sequence[Sheet], tables: Sequence[Table], known: Sequence[str]) -> list[str]:
    """What staff should know of a file: columns and sheets that are not read, and hidden ones that are."""
    told: list[str] = []
    for table in tables:
        told += [f"{table.place}：不认识的列「{c}」，已忽略" for c in table.unknown(known)]
        told += [f"{table.place}：「{c}」有不止一列，只读了第一列" for c in table.repeated(known)]
        told += hidden_remarks(table, known)
    skipped = [s for s in sheets if any(map(any, s.rows)) and all(t.sheet is not s for t in tables)]
    return told + [f"{Table(s, 0, {}).place}：没有表头，已忽略" for s in skipped]


def hidden_remarks(table: Table, known: Sequence[str]) -> Iterator[str]:
    """What of a table is hidden; it is read like the rest."""
    hidden = table.sheet.hidden
    if hidden.sheet:
        yield f"{table.place}：是隐藏的工作表，已照常读入"
    if rows := [r.number for r in table.rows() if r.number in hidden.rows] if hidden.rows else []:
        yield f"{table.place}：第 {stretches(rows)} 行是隐藏或被筛选掉的行，已照常读入"
    for name, index in table.columns.items():
        if name in known and hidden.column(index):
            yield f"{table.place}：{column_letters(index)} 列（{name}）是隐藏列，已照常读入"


def cell_faults(row: Row, columns: Sequence[str], required: Sequence[str]) -> list[str]:
    """Cells that nobody wrote, that are empty and must not be, and that are too long."""
    if row.table.sheet.flaws and (flawed := [f"{row.place(c)}：{flaw}" for c in columns if (flaw := row.flaw(c))]):
        return flawed  # what else may be wrong with the row is only seen once these are mended
    faults = [f"{row.place(c)}：不能为空" for c in required if not row[c]]
    long = [c for c in columns if len(row[c]) > LONGEST]
    return faults + [f"{row.place(c)}：有 {len(row[c])} 个字，最多 {LONGEST} 个，请缩短" for c in long]


def phone_faults(row: Row, column: str) -> Iterator[str]:
    """A telephone number that is none; an empty cell is for others to judge."""
    cell = row[column]
    if rounded(cell):
        yield f"{row.place(column)}：「{cell}」是科学计数法，末尾的数字已经丢失；请把这一列设为「文本」格式后重新输入"
    elif _DECIMALS.fullmatch(cell):
        yield f"{row.place(column)}：「{cell}」是小数，不是电话号码；请把这一列设为「文本」格式后重新输入"
    elif cell and cell != PENDING and not numbers_in(cell):
        yield f"{row.place(column)}：「{cell}」不足 {SHORTEST} 位数字；请填写完整的电话号码"


def is_aside(row: Row, required: Sequence[str]) -> bool:
    """Whether a row is a line under the data: a sum, who filled it in."""
    first = next(filter(None, row.cells), "")
    return bool(_ASIDE.match("".join(first.split()))) and sum(not row[c] for c in required) > len(required) // 2


def aside_fault(row: Row) -> str:
    """What is wrong with such a row."""
    return f"{row.table.place} 第 {row.number} 行：像是表格下面的合计或说明，不是一条记录；请删除这一行"


def written(number: str) -> str:
    """A number without the differences that nobody means: width, case, kinds of hyphens and blanks."""
    return _BESIDE_LETTERS.sub("", _PARTED.sub(MARK, normalise(number)))


class Numbers:
    """The numbers of a file, of which no two may be one when typed on a phone."""

    def __init__(self) -> None:
        self._rows: dict[str, Row] = {}
        self._bare: dict[str, str] = {}  # bare form -> the key that has no marks
        self._odd: dict[tuple[str, str], list[int]] = {}  # place and column -> rows

    def warnings(self) -> Iterator[str]:
        """What staff should know of numbers that members can hardly type."""
        for (place, column), rows in self._odd.items():
            where = f"{place} 第 {stretches(rows)} 行（{column}）"
            yield f"{where}：会员在公众号里发这样的编号，可能认不出来；建议改成字母加年份加序号"

    def faults(self, row: Row, column: str) -> Iterator[str]:
        """What is wrong with the number of a row, beyond that it is missing."""
        number = row[column]
        key = folded(number)
        if not number:
            return
        if altered := row.altered(column):
            yield f"{row.place(column)}：「{number}」{altered}"
            return
        if not _DIGIT.search(key):
            yield f"{row.place(column)}：「{number}」没有数字，不能用作{column}；请填写编号，还没有编号的先不要导入"
            return
        if BENT.fullmatch(number):
            told = "像是被 Excel 改成了小数或日期；请把这一列设为「文本」格式后重新输入"
            yield f"{row.place(column)}：「{number}」{told}"
            return
        if len(number) > LONGEST_NUMBER:
            yield f"{row.place(column)}：有 {len(number)} 个字，{column}最多 {LONGEST_NUMBER} 个"
        if not _PLAIN.fullmatch(number) and folded(as_asked(number)) != key:
            self._odd.setdefault((row.table.place, column), []).append(row.number)
        first = self._rows.setdefault(self._same(key), row)
        if first is not row:
            alike = written(first[column]) == written(number)
            told = "重复；请只保留一行" if alike else "在查询时分不清；同一项请只保留一行，不同的请改编号"
            where = f"第 {first.number} 行的「{first[column]}」"
            where = where if first.table is row.table else f"{first.table.place} {where}"
            yield f"{row.place(column)}：「{number}」与{where}{told}"

    def _same(self, key: str) -> str:
        """The key that stands for all that a member might type for this number."""
        unmarked = self._bare.setdefault(bare(key), key)
        return unmarked if MARK not in key or MARK not in unmarked else key
