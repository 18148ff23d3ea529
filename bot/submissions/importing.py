"""What an import would change: the rows of a file against the present state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from bot.errors import Code, Error
from bot.store.promises.office import Office
from bot.submissions.numbering import Numbering, latest_year
from bot.submissions.reading import SubmissionRow, written
from bot.submissions.submission import Change, Draft, Filter, Submission, folded, masked
from bot.submissions.workflow import unknown
from knowledge.applying import Applying
from knowledge.text import normalise

NUMBER, UNIT, STATUS = "受理编号", "单位名称", "状态"
CHUNK = 1000  # rows that are compared at a time: what is kept of the present state stays small
# A column that a file lacks says nothing; an empty cell says that there is nothing.
_OPTIONAL = {"received": "已收材料", "recommender": "推荐单位", "note": "备注"}
_TELL = "给申报人的话"
_NEVER_EMPTIED = ("title", "contact", "phone")


@dataclass(frozen=True, slots=True)
class Assigned:
    """The number of a row that came without one. ``kept``: it is that of a submission which is known already."""

    row: int
    number: str
    unit: str
    title: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """What would become of a submission: each field with what it was and will be; a new one was nothing."""

    number: str
    new: bool
    fields: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import changes; the differences only where they were asked for."""

    drafts: tuple[Draft, ...]
    added: int
    updated: int
    unchanged: int
    assigned: tuple[Assigned, ...] = ()
    differences: tuple[Difference, ...] = ()
    warnings: tuple[str, ...] = ()


async def prepare(
    store: Office,
    account: str,
    rows: Sequence[SubmissionRow],
    applying: Applying,
    *,
    year: int | None = None,
    at: float,
    detailed: bool = False,
) -> Plan:
    """What the rows of a file change; nothing is written. Raises Error (INPUT) with a line for each fault.

    A row without a number is the known submission of the same application, unit and title, else it gets the next free
    number of the year; without one that is the latest of the numbers there are, else that of the clock.
    """
    assigned: tuple[Assigned, ...] = ()
    if not all(row.submission.number for row in rows):
        present = {folded(c.submission.number): c for c in await store.submissions(account, Filter())}
        taken = [(s.application, s.number) for s in (*(c.submission for c in present.values()), *_said(rows))]
        numbering = Numbering(account, year or latest_year((n for _, n in taken), at), taken)
        rows, assigned = _numbered(rows, present, numbering)
        del present
    faults: list[str] = []
    drafts: list[Draft] = []
    warnings: list[str] = []
    differences: list[Difference] = []
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        wanted = Filter(numbers=tuple(row.submission.number for row in chunk))
        known = {folded(c.submission.number): c for c in await store.submissions(account, wanted)}
        faults += _confused(chunk, known, await store.alike(account, [folded(n) for n in wanted.numbers]))
        warnings += _renamed(chunk, known)
        found, changed = compare(chunk, known, applying, at)
        faults += found
        drafts += changed
        if detailed:
            differences += (_difference(d, known.get(folded(d.submission.number)), applying) for d in changed)
    if faults:
        raise Error(Code.INPUT, "\n".join(faults))
    added = sum(d.replaces is None for d in drafts)
    counts = added, len(drafts) - added, len(rows) - len(drafts)
    return Plan(tuple(drafts), *counts, assigned, tuple(differences), tuple(warnings))


def compare(
    rows: Sequence[SubmissionRow], present: Mapping[str, Change], applying: Applying, at: float
) -> tuple[list[str], list[Draft]]:
    """The faults of numbered rows, and what they change of the present states, which stand by folded number.

    An empty status is the first of the workflow, or the one that a known submission has.
    """
    faults: list[str] = []
    drafts: list[Draft] = []
    for row in rows:
        known = present.get(folded(row.submission.number))
        wanted = _completed(row, known, applying)
        if fault := unknown(applying.workflow_of(wanted.application), wanted.status):
            faults.append(f"{_place(row)}：{fault}")
        elif known is None or known.submission != wanted:
            drafts.append(_draft(wanted, known, at))
    return faults, drafts


def _confused(rows: Sequence[SubmissionRow], known: Mapping[str, Change], alike: Mapping[str, str]) -> Iterator[str]:
    """Faults of numbers that members could not tell from those of other submissions."""
    for row in rows:
        number = row.submission.number
        change = known.get(folded(number))
        kept = alike.get(folded(number), "") if change is None else change.submission.number
        if kept and written(kept) != written(number):
            told = f"{_place(row, NUMBER)}：「{number}」和已有的「{kept}」在查询时分不清；"
            yield f"{told}同一项申报请照原来的写法，不同的请改编号"


def _renamed(rows: Sequence[SubmissionRow], known: Mapping[str, Change]) -> Iterator[str]:
    """What staff should know of numbers that become another unit's."""
    for row in rows:
        change = known.get(folded(row.submission.number))
        if change is not None and normalise(change.submission.unit) != normalise(row.submission.unit):
            units = f"「{change.submission.unit}」改成「{row.submission.unit}」"
            yield f"{_place(row, UNIT)}：{row.submission.number} 的单位名称由{units}；请确认没有用错编号"


def _said(rows: Sequence[SubmissionRow]) -> Iterator[Submission]:
    return (row.submission for row in rows if row.submission.number)


def _numbered(
    rows: Sequence[SubmissionRow], present: Mapping[str, Change], numbering: Numbering
) -> tuple[Sequence[SubmissionRow], tuple[Assigned, ...]]:
    taken = {folded(s.number) for s in _said(rows)}
    known: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, change in present.items():
        if key not in taken:
            known[_identity(change.submission)].append(change.submission.number)
    numbered: list[SubmissionRow] = []
    assigned: list[Assigned] = []
    for row in rows:
        submission = row.submission
        if not submission.number:
            same = known[_identity(submission)]
            number = same.pop(0) if same else numbering.next(submission.application)
            kept = folded(number) in present
            submission = replace(submission, number=number)
            assigned.append(Assigned(row.row.number, number, submission.unit, submission.title, kept))
        numbered.append(replace(row, submission=submission))
    return numbered, tuple(assigned)


def _identity(submission: Submission) -> tuple[str, ...]:
    return submission.application, normalise(submission.unit), normalise(submission.title)


def _completed(row: SubmissionRow, known: Change | None, applying: Applying) -> Submission:
    """The submission with what its row does not say."""
    submission = row.submission
    if known is None:
        status = submission.status or applying.workflow_of(submission.application).statuses[0].name
        return submission if status == submission.status else replace(submission, status=status)
    columns = row.row.table.columns
    unsaid = [*_NEVER_EMPTIED, *(field for field, column in _OPTIONAL.items() if column not in columns)]
    kept = {field: getattr(known.submission, field) for field in unsaid if not getattr(submission, field)}
    status = submission.status or known.submission.status
    if _TELL not in columns and status == known.submission.status:  # a word on a status goes with it
        kept["tell"] = known.submission.tell
    if kept or status != submission.status:
        return replace(submission, status=status, **kept)
    return submission


def _draft(wanted: Submission, known: Change | None, at: float) -> Draft:
    if known is None:
        return Draft(wanted, at)
    same = known.submission.status == wanted.status
    return Draft(wanted, known.since if same else at, known.seq)


def _difference(draft: Draft, known: Change | None, applying: Applying) -> Difference:
    before, after = _shown(known.submission, applying) if known else {}, _shown(draft.submission, applying)
    if known and known.submission.phone != draft.submission.phone and before["phone"] == after["phone"]:
        after["phone"] += "（写法不同）"
    changed = {name: (before.get(name, ""), text) for name, text in after.items() if before.get(name, "") != text}
    return Difference(draft.submission.number, known is None, changed)


def _shown(submission: Submission, applying: Applying) -> dict[str, str]:
    texts = {f.name: getattr(submission, f.name) for f in fields(submission) if f.name not in {"account", "number"}}
    phone = submission.phone and masked(submission.phone)
    application = applying.applications.get(submission.application)
    texts["application"] = application.name if application else submission.application
    return {**texts, "number": submission.number, "phone": phone, "received": "、".join(submission.received)}


def _place(row: SubmissionRow, column: str = STATUS) -> str:
    if column in row.row.table.columns:
        return row.row.place(column)
    return f"{row.row.table.place} 第 {row.row.number} 行"
