"""What can be applied for (申报类别), by which steps (流程), with which papers (材料); and the membership roll's rules.

They stand in a pack's ``applications.toml``. Names are the originals' own, aliases their short forms.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from knowledge.schema import Quoted, Shape
from knowledge.summaries import Summary
from knowledge.text import normalise


class Status(Shape):
    """A step of a workflow. ``means`` tells the applicant in plain words; ``then`` are the steps that may follow.

    ``acts``: the applicant has to do something. ``over``: nothing is to be waited for any more.
    """

    name: str
    means: str
    then: tuple[str, ...] = ()
    acts: bool = False
    over: bool = False


class Workflow(Shape):
    """The steps of an application; the first is where it starts."""

    id: str
    statuses: tuple[Status, ...]

    def status(self, name: str) -> Status | None:
        """The step of a name."""
        return next((s for s in self.statuses if s.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the steps in order."""
        return tuple(s.name for s in self.statuses)


class Paper(Shape):
    """A form or paper to be handed in; ``record`` is the pack's record of it."""

    name: str
    aliases: tuple[str, ...] = ()
    record: str = ""
    optional: bool = False


class Application(Quoted):
    """Something that can be applied for: an award, a membership, a story.

    ``of`` is the pack's record of it, ``quota`` the key of its column in the quota table ``quota_table``, ``deadlines``
    the records whose days matter to applicants, earliest first.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    of: str
    workflow: str
    papers: tuple[Paper, ...] = ()
    quota_table: str = ""
    quota: str = ""
    deadlines: tuple[str, ...] = ()

    def paper(self, said: str) -> Paper | None:
        """The paper of a name or alias."""
        wanted = normalise(said)
        return next((p for p in self.papers if wanted in map(normalise, (p.name, *p.aliases))), None)


class Roll(Quoted):
    """The membership roll (会员名册): the levels that it may state, and when a membership lapses for unpaid dues.

    ``levels`` are dues_level records, ``account`` the record that tells how to pay. After ``lapse_years`` years without
    dues, what ``lapse`` says holds; the quote is its source.
    """

    levels: tuple[str, ...]
    account: str = ""
    lapse_years: int | None = None
    lapse: str = ""


class ApplicationFile(Shape):
    """``applications.toml``."""

    workflow: tuple[Workflow, ...] = ()
    application: tuple[Application, ...] = ()
    roll: Roll | None = None
    summary: tuple[Summary, ...] = ()


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
        return {normalise(n): a for a in self.applications.values() for n in (*a.aliases, a.name)}

    def named(self, said: str) -> Application | None:
        """The application of a name or alias, however it is written."""
        return self._named.get(normalise(said))

    def applied_for(self, record: str) -> Application | None:
        """The application whose record in the pack this is."""
        return next((a for a in self.applications.values() if a.of == record), None)

    def workflow_of(self, application: str) -> Workflow:
        """The steps of an application, by its id."""
        return self.workflows[self.applications[application].workflow]
