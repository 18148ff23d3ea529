"""What can be applied for (申报类别), by which steps (流程), with which papers (材料); and the membership roll's rules.

They stand in a pack's ``applications.toml``. Names are the originals' own, aliases their short forms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Annotated

from pydantic import Field, StringConstraints

from knowledge.parts import Quoted, Shape
from knowledge.summaries import Summary
from knowledge.text import normalise

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

_UNHEARD = str.maketrans("", "", " 《》")


@lru_cache(maxsize=4096)  # the same few names come again with every submission
def alike(name: str) -> str:
    """A name of an application or a paper as it is compared: however it is typed, spaced and wrapped in 《》."""
    return normalise(name).translate(_UNHEARD)


class Status(Shape):
    """A step of a workflow. ``means`` tells the applicant in plain words; ``then`` are the steps that may follow.

    ``acts``: the applicant has to do something. ``over``: nothing is to be waited for any more. ``handing_in``: papers
    are still taken, so that their deadlines matter. ``implies`` are papers that must have come for it to be reached.
    """

    name: Name
    means: Name
    then: tuple[str, ...] = ()
    acts: bool = False
    over: bool = False
    handing_in: bool = False
    implies: tuple[str, ...] = ()


class Workflow(Shape):
    """The steps of an application; the first is where it starts."""

    id: Name
    statuses: Annotated[tuple[Status, ...], Field(min_length=1)]

    def status(self, name: str) -> Status | None:
        """The step of a name."""
        return next((s for s in self.statuses if s.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the steps in order."""
        return tuple(s.name for s in self.statuses)


class Paper(Shape):
    """A form or paper to be handed in, by the name that an office writes down; ``record`` is the pack's record of it.

    An ``optional`` one is taken down when it comes, and not missed when it does not.
    """

    name: Name
    aliases: tuple[Name, ...] = ()
    record: str = ""
    optional: bool = False


class Application(Quoted):
    """Something that can be applied for: an award, a membership, a story.

    ``of`` is the pack's record of it. How many a recommending unit may put forward stands in the quota table
    ``quota_table`` in the column with the key ``quota``; where a rule gives every unit the same it is ``quota_each``,
    and the quote is its source. ``deadlines`` are the records whose days matter while papers are taken,
    ``deadlines_after`` those that matter until it is over; each earliest first.
    """

    id: Name
    name: Name
    aliases: tuple[Name, ...] = ()
    of: str
    workflow: str
    papers: tuple[Paper, ...] = ()
    quota_table: str = ""
    quota: str = ""
    quota_each: int | None = None
    deadlines: tuple[str, ...] = ()
    deadlines_after: tuple[str, ...] = ()

    @cached_property
    def _by_name(self) -> dict[str, Paper]:
        return {alike(name): p for p in reversed(self.papers) for name in (p.name, *p.aliases)}

    def paper(self, said: str) -> Paper | None:
        """The paper of a name or alias."""
        return self._by_name.get(alike(said))

    def received(self, noted: tuple[str, ...], status: Status | None) -> tuple[str, ...]:
        """The papers that were noted as received, and those that the status says came."""
        here = {p.name for r in noted if (p := self.paper(r))}
        implied = (p.name for n in (status.implies if status else ()) if (p := self.paper(n)))
        return (*noted, *(n for n in dict.fromkeys(implied) if n not in here))

    def missing(self, received: tuple[str, ...]) -> tuple[Paper, ...]:
        """The papers that are asked for and not among those received, by whichever of their names."""
        here = {p.name for r in received if (p := self.paper(r))}
        return tuple(p for p in self.papers if not p.optional and p.name not in here)

    def deadlines_at(self, status: Status) -> tuple[str, ...]:
        """The deadlines that matter at a step; the caller leaves out those that have passed."""
        if status.over:
            return ()
        return (*(self.deadlines if status.handing_in else ()), *self.deadlines_after)


class Roll(Quoted):
    """The membership roll (会员名册): the levels that it may state, and when a membership lapses for unpaid dues.

    ``levels`` are dues_level records with an amount, ``account`` a record whose fact ``payment`` tells how to pay, or
    that nothing is said of it. After ``lapse_years`` years without dues, what ``lapse`` says holds; the quote is its
    source. ``remind_on``: the day of each year, as 12-01, on which those who owe are to be reminded; empty: never.
    """

    levels: Annotated[tuple[str, ...], Field(min_length=1)]
    account: str = ""
    lapse_years: int | None = None
    lapse: str = ""
    remind_on: Annotated[str, StringConstraints(pattern=r"^((0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])|)$")] = ""


class ApplicationFile(Shape):
    """``applications.toml``."""

    workflow: tuple[Workflow, ...] = ()
    application: tuple[Application, ...] = ()
    roll: Roll | None = None
    summary: tuple[Summary, ...] = ()

    def repeated(self) -> Iterator[str]:
        """Ids that stand more than once, with what they are of."""
        for of, ids in (
            ("workflow", Counter(w.id for w in self.workflow)),
            ("application", Counter(a.id for a in self.application)),
        ):
            yield from (f"{of}.{i}" for i, times in ids.items() if times > 1)


@dataclass(frozen=True)
class Applying:
    """What a pack lets people apply for; empty where it lets them apply for nothing."""

    workflows: dict[str, Workflow] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)
    roll: Roll | None = None
    summaries: tuple[Summary, ...] = ()

    @classmethod
    def of(cls, file: ApplicationFile) -> Applying:
        """Index a file by ids."""
        return cls({w.id: w for w in file.workflow}, {a.id: a for a in file.application}, file.roll, file.summary)

    @cached_property
    def _named(self) -> dict[str, Application]:
        return {alike(n): a for a in self.applications.values() for n in (*a.aliases, a.name)}

    def named(self, said: str) -> Application | None:
        """The application of a name or alias, however it is written."""
        return self._named.get(alike(said))

    def applied_for(self, record: str) -> Application | None:
        """The application whose record in the pack this is."""
        return next((a for a in self.applications.values() if a.of == record), None)

    def workflow_of(self, application: str) -> Workflow:
        """The steps of an application, by its id."""
        return self.workflows[self.applications[application].workflow]
