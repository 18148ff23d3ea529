"""Submissions from the originals' summary tables (推荐汇总表), whose layouts stand in the packs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.errors import Code, Error
from bot.spreadsheet.files import Sheet, read_sheets
from bot.spreadsheet.hidden import stretches
from bot.spreadsheet.table import Row, Table
from bot.submissions.phones import telephone
from bot.submissions.reading import SubmissionFile, SubmissionRow, cell_faults, hidden_remarks, phone_faults
from bot.submissions.submission import Submission
from bot.submissions.summary_tables import PartTable, find_parts, flat
from knowledge.applying import Application, Applying
from knowledge.summaries import SummaryPart


def read_summary(path: Path, applying: Applying, account: str) -> SubmissionFile:
    """The submissions of a summary table, without numbers. Raises Error (INPUT) with one line for each fault."""
    if found := summary_in(read_sheets(path), applying, account):
        return found
    raise Error(Code.INPUT, f"{path.name}：没有找到汇总表的表头；请用原表的各部分标题和列名")


def summary_in(sheets: Sequence[Sheet], applying: Applying, account: str) -> SubmissionFile | None:
    """What ``read_summary`` reads, from sheets; none where they hold no summary table of the pack."""
    for summary in applying.summaries:
        tables = find_parts(sheets, summary)
        if any(p.of for t in tables for p in t.parts):
            return _read(sheets, tables, applying, account)
    return None


def note_of(part: SummaryPart, row: Row) -> str:
    """What a row tells beyond the fields of a submission, each column on a line of its own."""
    lines = [f"{flat(name)}：{' '.join(row[name].split())}" for name in part.notes if row[name]]
    return "\n".join(lines)


def noted(note: str, name: str) -> str:
    """What a note tells of a column."""
    begin = f"{flat(name)}："
    return next((line.removeprefix(begin) for line in note.split("\n") if line.startswith(begin)), "")


def _read(sheets: Sequence[Sheet], tables: Sequence[PartTable], applying: Applying, account: str) -> SubmissionFile:
    reading = _Reading(applying, account)
    recommender = next((t.recommender for t in tables if t.recommender), "")
    rows = tuple(r for t in tables for r in reading.rows(t, t.recommender or recommender))
    if reading.faults:
        raise Error(Code.INPUT, "\n".join(reading.faults))
    warnings = [w for t in tables for w in _remarks(t)]
    skipped = [s for s in sheets if any(map(any, s.rows)) and all(t.table.sheet is not s for t in tables)]
    warnings += [f"{Table(s, 0, {}).place}：没有汇总表的表头，已忽略" for s in skipped]
    if not recommender:
        warnings.append(f"{sheets[0].file}：没有写推荐单位，各行的推荐单位留空")
    if pending := reading.pending():
        warnings.append(pending)
    return SubmissionFile(rows, tuple(dict.fromkeys(warnings)))


def _remarks(found: PartTable) -> Iterator[str]:
    part = found.parts[0]
    if any(p.of for p in found.parts):
        yield from hidden_remarks(found.table, [c.name for c in part.columns])
        header = found.table.sheet.rows[found.table.header_row - 1]
        known = {at for _, columns in found.fits for at in columns.values()}
        yield from (
            f"{found.table.place}：第 {found.table.header_row} 行的列「{flat(c)}」不认识，已忽略"
            for at, c in enumerate(header)
            if c and at not in known
        )
    elif next(found.rows(), None):
        name = part.heading or "、".join(part.notes)
        yield f"{found.table.place}：「{name}」（第 {found.table.header_row} 行起）不是申报，未读入"


class _Reading:
    def __init__(self, applying: Applying, account: str) -> None:
        self.faults: list[str] = []
        self._applying = applying
        self._account = account
        self._seen: dict[tuple[str, str, str], Row] = {}
        self._pending: list[Row] = []

    def rows(self, found: PartTable, recommender: str) -> Iterator[SubmissionRow]:
        for raw in found.rows() if any(p.of for p in found.parts) else ():
            ordinals = {at for p, columns in found.fits for n, at in columns.items() if n in p.ordinals}
            known = {at for _, columns in found.fits for at in columns.values()} - ordinals
            if not any(c for at, c in enumerate(raw.cells) if at in known):
                continue  # numbered beforehand and not filled in
            part = _part(found, raw)
            if part is None:
                words = "」或「".join(p.words[0] for p in found.parts)
                place = f"{raw.table.place} 第 {raw.number} 行"
                self.faults.append(f"{place}：看不出属于哪一类；请分成几张表，在标题或工作表名中写明「{words}」")
            elif made := self._row(part, Row(found.table_of(part), raw.number, raw.cells), recommender):
                yield made

    def _row(self, part: SummaryPart, row: Row, recommender: str) -> SubmissionRow | None:
        fields = part.fields
        needed = [fields[f] for f in ("unit", "title") if f in fields]
        faults = cell_faults(row, [c for c in row.table.columns if c not in part.ordinals], needed)
        faults += phone_faults(row, fields["phone"]) if "phone" in fields else ()
        application = self._applying.applied_for(part.of)
        if application is None:
            faults.append(f"{row.table.place} 第 {row.number} 行：「{part.heading}」不在可申报的类别里")
        elif not faults:
            made = self._submission(part, row, application, recommender)
            first = self._seen.setdefault((made.application, made.unit, made.title), row)
            if first is row:
                return SubmissionRow(made, row)
            what = fields.get("title", fields["unit"])
            elsewhere = "" if first.table.sheet is row.table.sheet else f"{first.table.place} "
            faults.append(f"{row.place(what)}：与{elsewhere}第 {first.number} 行的「{made.unit} {made.title}」重复")
        self.faults += faults
        return None

    def _submission(self, part: SummaryPart, row: Row, application: Application, recommender: str) -> Submission:
        said = {field: row[column] for field, column in part.fields.items()}
        phone = telephone(said.get("phone", ""))
        if not phone:
            self._pending.append(row)
        return Submission(
            account=self._account,
            number="",
            application=application.id,
            unit=said["unit"],
            title=said.get("title", said["unit"]),  # what is applied for is the unit itself
            contact=said.get("contact", ""),
            phone=phone,
            status="",
            recommender=recommender,
            note=note_of(part, row),
        )

    def pending(self) -> str:
        """What staff should know of the rows without a telephone number."""
        places: dict[str, list[int]] = {}
        for row in self._pending:
            places.setdefault(row.table.place, []).append(row.number)
        told = [f"{place} 第 {stretches(rows)} 行：没有电话，补上以前申报人无法查询" for place, rows in places.items()]
        return "\n".join(told)


def _part(found: PartTable, row: Row) -> SummaryPart | None:
    """The part that a row belongs to: the table's, else the only one whose words stand in the column that tells."""
    if len(found.parts) == 1:
        return found.parts[0]
    text = flat(row[found.summary.telling])
    told = [p for p in found.parts if any(flat(w) in text for w in p.row_words)]
    return told[0] if len(told) == 1 else None
