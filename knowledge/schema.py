"""The shape of a pack: documents, records, facts, and the rules that can be computed.

Every value that an answer states hangs on a quote that stands verbatim (white space aside) in
a section of a source document; ``knowledge check`` proves it.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from knowledge.office import OfficeHours
from knowledge.parts import Column, Criterion, Fact, Operand, Quoted, RowGroup, Scoring, Shape


class Section(Shape):
    """A named stretch of a document: first and last line, counted from 1, both inclusive."""

    name: str
    lines: tuple[int, int]


class Document(Shape):
    """A source document. ``year`` is its edition; a plan or notice of a past year is said to be past."""

    id: str
    file: str
    title: str
    kind: Literal["notice", "plan", "guide", "form"]
    year: int | None = None
    expires: date | None = None  # after this day the edition is past
    supersedes: str = ""
    sections: tuple[Section, ...]


class Omission(Shape):
    """Source lines that no record covers, and why that loses nothing."""

    document: str
    lines: tuple[int, int]
    reason: str


class MenuItem(Shape):
    """An entry of the account's menu; ``say`` is asked as if typed. At most 3 groups of 5."""

    name: str
    say: str = ""
    items: tuple[MenuItem, ...] = ()


class Manifest(Shape):
    """``pack.toml``: who speaks, from which documents, and how members are greeted."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    region: str = ""
    welcome: str
    examples: tuple[str, ...]
    contact: str = ""  # id of the contact record given when nothing else helps
    vocabulary: tuple[str, ...] = ()  # further proper words of the field, for mending typing errors
    synonyms: dict[str, tuple[str, ...]] = Field(default={})  # word members use -> words of the documents
    documents: tuple[Document, ...]
    omissions: tuple[Omission, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    office: OfficeHours | None = None  # when somebody is there; nothing is said of it where that is not known


class Base(Quoted):
    """What every record has. ``part_of`` names its parent; a record inherits its document from there."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    part_of: str = ""
    facts: tuple[Fact, ...] = ()
    note: str = ""


class Association(Base):
    """The association itself (协会): scope of work, activities, and what is asked of it as a whole."""

    kind: Literal["association"]


class Department(Base):
    """A department (部门): facet about = its duties, one item each; partner = its AB角."""

    kind: Literal["department"]


class Contact(Base):
    """A way to reach people (联系方式): phone, email, address, postcode, website, fax, person. ``serves``: for what."""

    kind: Literal["contact"]
    serves: tuple[str, ...] = ()


class Membership(Base):
    """A kind of membership (会员) with its conditions."""

    kind: Literal["membership"]
    criteria: tuple[Criterion, ...] = ()


class DuesLevel(Base):
    """A level of dues (会费档次); its fee is a fact."""

    kind: Literal["dues_level"]


class Topic(Base):
    """A subject of a document that is a list or a rule: rights, duties, procedure, withdrawal, scope, theme."""

    kind: Literal["topic"]


class Notice(Base):
    """A notice, plan or form as a whole: issuer, number, theme, agenda, participants, when, where."""

    kind: Literal["notice"]


class Deadline(Base):
    """A deadline (截止): the fact ``deadline`` carries the day; ``of`` lists what has to be in by then.

    ``remind_before``: how many days before it members are to be reminded; empty: never.
    """

    kind: Literal["deadline"]
    of: tuple[str, ...] = ()
    remind_before: tuple[Annotated[int, Field(ge=0, le=365)], ...] = (30, 7, 3, 1)


class Account(Base):
    """A bank account for payments (收款账户)."""

    kind: Literal["account"]


class Award(Base):
    """Something that can be applied for (奖项, 申报项目), with criteria, fee, quota and forms."""

    kind: Literal["award"]
    criteria: tuple[Criterion, ...] = ()
    forms: tuple[str, ...] = ()


class Form(Base):
    """A form (表) with its fields; ``number`` as members say it (附件3.1)."""

    kind: Literal["form"]
    number: str = ""
    of: tuple[str, ...] = ()


class Material(Base):
    """A paper to be handed in (材料) that is not a form."""

    kind: Literal["material"]
    of: tuple[str, ...] = ()


class PlanItem(Base):
    """An entry of a work plan (工作要点)."""

    kind: Literal["plan_item"]
    number: str = ""


class RubricGroup(Base):
    """A group of rubric items (指标) with its points and, if capped, its cap."""

    kind: Literal["rubric_group"]
    points: float
    cap: float | None = None


class RubricItem(Base):
    """An item of a rubric (评分项)."""

    kind: Literal["rubric_item"]
    number: int
    points: float | None = None
    cap: float | None = None
    scoring: tuple[Scoring, ...] = ()
    requires: tuple[str, ...] = ()  # ids of items without which this one earns nothing
    requires_words: tuple[str, ...] = ()
    requires_quote: str = ""


class Formula(Base):
    """An indicator (指标) computed as numerator / denominator."""

    kind: Literal["formula"]
    numerator: Operand
    denominator: Operand
    percent: bool = True
    bounded: bool = True  # the numerator can never exceed the denominator


class QuotaTable(Base):
    """A table of places by recommending unit (名额分配表); the rows stand in ``file`` as printed."""

    kind: Literal["quota_table"]
    file: str
    row_key: str  # header of the column that names the row
    total_row: str = ""
    columns: tuple[Column, ...]
    groups: tuple[RowGroup, ...] = ()
    remarks: tuple[Fact, ...] = ()  # footnotes; ``terms`` are the units they speak of

    @cached_property
    def column_names(self) -> tuple[tuple[Column, str], ...]:
        """The columns with each of their names, as ``Column.called``."""
        return tuple((c, name) for c in self.columns for name in c.called)

    @cached_property
    def column_ends(self) -> tuple[str, ...]:
        """What the columns' names end with, the shortest first."""
        return tuple(sorted({name[at:] for _, name in self.column_names for at in range(len(name) - 1)}, key=len))

    @cached_property
    def group_words(self) -> tuple[tuple[RowGroup, str], ...]:
        """The groups of rows with what matches any word for each, the longest first."""
        every = ((g, sorted(map(re.escape, (g.name, *g.words)), key=len, reverse=True)) for g in self.groups)
        return tuple((group, "|".join(words)) for group, words in every)


Record = Annotated[
    Association
    | Department
    | Contact
    | Membership
    | DuesLevel
    | Topic
    | Notice
    | Deadline
    | Account
    | Award
    | Form
    | Material
    | PlanItem
    | RubricGroup
    | RubricItem
    | Formula
    | QuotaTable,
    Field(discriminator="kind"),
]


class RecordFile(Shape):
    """One file of records."""

    record: tuple[Record, ...]


class FaqItem(Shape):
    """An entry of ``faq.toml``; ``basis`` is the source shown with the answer."""

    question: str
    similar: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()
    answer: str
    basis: str = ""


class FaqFile(Shape):
    """``faq.toml``."""

    entry: tuple[FaqItem, ...] = ()


class AliasItem(Shape):
    """Names by which members mean a record, beside those that it has in its own file."""

    record: str
    names: tuple[str, ...]


class AliasFile(Shape):
    """``aliases.toml``: names that were found in members' questions."""

    alias: tuple[AliasItem, ...] = ()
