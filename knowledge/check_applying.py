"""Prove ``applications.toml``: references lead somewhere, names mean one thing, workflows begin, lead on and end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from knowledge.applying import Application, Roll, Workflow, alike
from knowledge.errors import Fault
from knowledge.pack import Pack
from knowledge.quotes import applying_claims, unproven
from knowledge.schema import Award, Deadline, DuesLevel, Form, Material, Membership, QuotaTable

FILE = "applications.toml"
_BETWEEN_PAPERS = re.compile("[、;；]")  # what parts the papers that an office writes into one cell

Told = Iterator[tuple[str, str]]  # the key, and what is wrong with it


def applying_faults(pack: Pack, folder: Path) -> Iterator[Fault]:
    """Every fault of what can be applied for and of the membership roll."""
    told: list[tuple[str, str]] = []
    used = {a.workflow for a in pack.applying.applications.values()}
    for workflow in pack.applying.workflows.values():
        key = f"workflow.{workflow.id}"
        told += ((f"{key}.{k}".rstrip("."), wrong) for k, wrong in _workflow_faults(workflow))
        if workflow.id not in used:
            told.append((key, "no application goes by this workflow; remove it or name it under `workflow`"))
    for application in pack.applying.applications.values():
        key = f"application.{application.id}"
        told += ((f"{key}.{k}", wrong) for k, wrong in _application_faults(pack, application))
    told += _ambiguous((f"application.{a.id}", (a.name, *a.aliases)) for a in pack.applying.applications.values())
    if pack.applying.roll:
        told += ((f"roll.{k}", wrong) for k, wrong in _roll_faults(pack, pack.applying.roll))
    told += ((c.key, wrong) for c in applying_claims(pack) if (wrong := unproven(pack, c)))
    return (Fault(str(folder / FILE), key, wrong) for key, wrong in told)


def _workflow_faults(workflow: Workflow) -> Told:
    yield from _ambiguous((f"statuses.{s.name}", (s.name,)) for s in workflow.statuses)
    for status in workflow.statuses:
        key = f"statuses.{status.name}"
        for name in status.then:
            if workflow.status(name) is None:
                yield f"{key}.then", f"names {name!r}, which is no status of this workflow; they are {_list(workflow)}"
            elif name == status.name:
                yield f"{key}.then", "leads to itself; leave it out, staying needs no step"
        if status.over and status.then:
            yield key, "is over and leads on all the same; drop `over` or `then`"
        if status.over and (status.acts or status.handing_in):
            yield key, "is over, and the applicant is still to do something; drop one of the two"
        if not status.over and not status.then:
            yield key, "leads nowhere and is not over; name what follows under `then`, or set `over = true`"
    ways = {s.name: {n for n in s.then if workflow.status(n)} for s in workflow.statuses}
    for name in (n for n in ways if n not in _reached(ways, workflow.statuses[0].name)):
        yield f"statuses.{name}", f"cannot be reached from {workflow.statuses[0].name}; name it under some `then`"
    ends = {s.name for s in workflow.statuses if s.over}
    for name in (n for n, then in ways.items() if then and not ends & _reached(ways, n)):
        yield f"statuses.{name}", "never comes to a status that is over; set `over = true` where it ends"


def _reached(ways: dict[str, set[str]], start: str) -> set[str]:
    """All statuses that can come after one, and itself."""
    reached, left = {start}, [start]
    while left:
        new = ways[left.pop()] - reached
        reached |= new
        left += new
    return reached


def _application_faults(pack: Pack, application: Application) -> Told:
    if not isinstance(pack.records.get(application.of), Award | Membership):
        yield "of", f"names {application.of!r}, which is no award or membership of this pack"
    if application.workflow not in pack.applying.workflows:
        known = "、".join(pack.applying.workflows) or "none"
        yield "workflow", f"names {application.workflow!r}, which is no workflow of this file; they are {known}"
    else:
        for status in pack.applying.workflows[application.workflow].statuses:
            for name in (n for n in status.implies if application.paper(n) is None):
                yield (
                    "papers",
                    f"lack {name!r}, which status {status.name} of its workflow implies; add it or drop it there",
                )
    for paper in application.papers:
        if not isinstance(pack.records.get(paper.record), Form | Material):
            yield f"papers.{paper.name}.record", f"names {paper.record!r}, which is no form or material of this pack"
        for name in filter(_BETWEEN_PAPERS.search, (paper.name, *paper.aliases)):
            yield f"papers.{paper.name}", f"{name!r} has a mark that parts papers in a list; write it without 、 and ;"
    yield from _ambiguous((f"papers.{p.name}", (p.name, *p.aliases)) for p in application.papers)
    yield from _quota_faults(pack, application)
    yield from _deadline_faults(pack, "deadlines", application.deadlines)
    yield from _deadline_faults(pack, "deadlines_after", application.deadlines_after)


def _quota_faults(pack: Pack, application: Application) -> Told:
    if application.quota_each is not None:
        if application.quota_each < 1:
            yield "quota_each", f"is {application.quota_each}; it has to be 1 or more"
        if application.quota_table:
            yield "quota_each", "stands beside a quota table; keep the one that the document states"
        if not application.quote:
            yield "quota_each", "rests on no quote; give the words that state it under `quote`"
    if bool(application.quota_table) != bool(application.quota):
        yield "quota", "quota_table and quota go together: the table's id, and the key of its column"
        return
    if not application.quota_table:
        return
    table = pack.records.get(application.quota_table)
    if not isinstance(table, QuotaTable):
        yield "quota_table", f"names {application.quota_table!r}, which is no quota table of this pack"
        return
    column = next((c for c in table.columns if c.key == application.quota), None)
    if column is None:
        keys = "、".join(c.key for c in table.columns)
        yield "quota", f"names {application.quota!r}, which is no column of {table.id}; they are {keys}"
    elif column.of and column.of != application.of:
        yield "quota", f"the column {column.key} is for {column.of!r} and not for {application.of!r}; name its own"


def _deadline_faults(pack: Pack, key: str, names: Iterable[str]) -> Told:
    days: list[date] = []
    for name in names:
        record = pack.records.get(name)
        if not isinstance(record, Deadline):
            yield key, f"names {name!r}, which is no deadline of this pack"
            continue
        days += [f.on for f in record.facts if f.facet == "deadline" and f.on][:1]
    if days != sorted(days):
        yield key, "the earliest has to stand first; put them in the order of their days"


def _roll_faults(pack: Pack, roll: Roll) -> Told:
    levels = []
    for name in roll.levels:
        record = pack.records.get(name)
        if not isinstance(record, DuesLevel):
            yield "levels", f"names {name!r}, which is no dues_level of this pack"
            continue
        levels.append(record)
        if not any(f.facet == "fee" and f.amount is not None for f in record.facts):
            yield "levels", f"{name!r} has no fact `fee` with its `amount`; what is owed cannot be computed"
    yield from _ambiguous((f"levels.{r.id}", (r.name, *r.aliases)) for r in levels)
    if roll.account:
        account = pack.records.get(roll.account)
        if account is None or not any(f.facet == "payment" for f in account.facts):
            yield "account", f"names {roll.account!r}, which is no record of this pack with a fact `payment`"
    if (roll.lapse_years is None) != (not roll.lapse):
        yield "lapse", "lapse_years and lapse go together: after how many years, and what then holds"
    if roll.lapse_years is not None and roll.lapse_years < 1:
        yield "lapse_years", f"is {roll.lapse_years}; it has to be 1 or more"
    if roll.lapse and not roll.quote:
        yield "lapse", "rests on no quote; give the words that state it under `quote`"


def _ambiguous(named: Iterable[tuple[str, tuple[str, ...]]]) -> Told:
    """Names that two things share, however they are written."""
    seen: dict[str, str] = {}
    for position, (key, names) in enumerate(named):
        for name in names:
            first = seen.setdefault(alike(name), f"{position} {key}")
            if first != f"{position} {key}":
                yield key, f"the name {name!r} means {first.partition(' ')[2]} already; keep it for one of the two"


def _list(workflow: Workflow) -> str:
    return "、".join(workflow.names)
