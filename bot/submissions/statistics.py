"""Submissions in figures: by application and status, and by recommending unit against its quota (推荐名额)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.submissions.submission import Tally
from knowledge.applying import Application
from knowledge.pack import Pack, TableRow
from knowledge.text import normalise


@dataclass(frozen=True, slots=True)
class Standing:
    """How many submissions of an application have a status; both by name."""

    application: str
    status: str
    count: int


@dataclass(frozen=True, slots=True)
class Use:
    """What a recommending unit put forward of an application. ``allotted`` is the quota as the source prints it.

    ``over``: how many are more than allotted; 0 where the source gives no number. ``listed``: the unit stands in the
    quota table, or none is needed.
    """

    application: str
    recommender: str
    count: int
    allotted: str
    over: int
    listed: bool


@dataclass(frozen=True, slots=True)
class Statistics:
    """The submissions of an account in figures."""

    total: int
    standings: tuple[Standing, ...]
    uses: tuple[Use, ...]


def statistics(tallies: Sequence[Tally], pack: Pack) -> Statistics:
    """Put the figures together, in the order of the pack's applications, statuses and quota table.

    Every submission counts against the quota, whatever became of it: it was put forward.
    """
    standings: list[Standing] = []
    uses: list[Use] = []
    known = list(pack.applying.applications)
    for ident in sorted(
        {t.application for t in tallies}, key=lambda i: (known.index(i) if i in known else len(known), i)
    ):
        application = pack.applying.applications.get(ident)
        its = [t for t in tallies if t.application == ident]
        standings += _standings(application.name if application else ident, its, pack, application)
        if application:
            uses += _uses(application, its, pack)
    return Statistics(sum(t.count for t in tallies), tuple(standings), tuple(uses))


def _standings(name: str, tallies: Sequence[Tally], pack: Pack, application: Application | None) -> list[Standing]:
    order = pack.applying.workflows[application.workflow].names if application else ()
    counts: Counter[str] = Counter()
    for tally in tallies:
        counts[tally.status] += tally.count
    statuses = [*(s for s in order if s in counts), *sorted(counts.keys() - set(order))]
    return [Standing(name, status, counts[status]) for status in statuses]


def _uses(application: Application, tallies: Sequence[Tally], pack: Pack) -> list[Use]:
    table = pack.tables.get(application.quota_table)
    rows = table.rows if table else ()
    by_name = {normalise(n): row for row in reversed(rows) for n in (*row.aliases, row.name)}
    counts: Counter[str] = Counter()
    for tally in tallies:
        found = by_name.get(normalise(tally.recommender))
        counts[found.name if found else tally.recommender] += tally.count
    named = {row.name: row for row in rows}
    order = {name: position for position, name in enumerate(named)}
    return [
        _use(application, name, counts[name], named.get(name), listed=name in named or table is None)
        for name in sorted(counts, key=lambda n: (order.get(n, len(order)), n))
    ]


def _use(application: Application, name: str, count: int, row: TableRow | None, *, listed: bool) -> Use:
    allotted = row.cells.get(application.quota, "").strip() if row else str(application.quota_each or "")
    over = max(0, count - int(allotted)) if allotted.isdecimal() else 0
    return Use(application.name, name, count, allotted, over, listed)
