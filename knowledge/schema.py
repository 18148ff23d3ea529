"""The shape of a pack: documents, records, facts, and the rules that can be computed.

Every value that an answer states hangs on a quote that stands verbatim (white space aside) in
a section of a source document; ``knowledge check`` proves it.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from knowledge.facets import Facet
from knowledge.text import normalise

Standing = Literal["stated", "open", "tba", "contradictory", "superseded"]


class Shape(BaseModel):
    """Base of all shapes: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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
    synonyms: dict[str, tuple[str, ...]] = {}  # word members use -> words of the documents
    documents: tuple[Document, ...]
    omissions: tuple[Omission, ...] = ()
    menu: tuple[MenuItem, ...] = ()


class Quoted(Shape):
    """Anything that rests on a source."""

    quote: str = ""
    section: str = ""  # begins with the name of one of the document's sections; empty: the record's own
    document: str = ""  # empty: the record's, else the pack's first

    terms: tuple[str, ...] = ()  # other words for this very thing, as members say them


class Item(Quoted):
    """One entry of a list. ``text`` is what a member reads; it defaults to the quote."""

    text: str = ""
    label: str = ""  # a short name of the entry, when it has one
    say: str = ""  # a whole sentence for when this entry alone answers


class Fact(Quoted):
    """One facet of one record.

    ``say`` is the sentence that answers, complete in itself (it names its subject) and short (the value stands
    in the first 80 characters); it defaults to the quote. ``note`` is a discrepancy or caveat that every
    answer shows. An ``open`` fact says in ``say`` what the source leaves open, with 没有规定, 未注明 or their like.
    """

    facet: Facet
    say: str = ""
    note: str = ""
    standing: Standing = "stated"
    items: tuple[Item, ...] = ()
    amount: float | None = None  # money in 元 for a fee; 0 is free
    each: str = ""  # the counted unit that the amount, quota or copies are for: 个, 家, 名, 份
    period: str = ""  # 年 when the amount recurs
    on: date | None = None  # the day of a deadline, when or date
    # The most that is allowed: characters of words, number of a quota, copies asked for; a rule holds for fewer years.
    limit: float | None = None
    allows: tuple[str, ...] = ()  # what a yes-or-no question may name and is allowed
    denies: tuple[str, ...] = ()  # what it may name and is not allowed

    @model_validator(mode="after")
    def _speaks(self) -> Fact:
        if not (self.say or self.quote or self.items):
            raise ValueError("needs say, quote or items")
        return self


class Criterion(Quoted):
    """A condition to qualify, decided by machine where it can be.

    at_least / at_most compare the member's number near one of ``metric_words``; ``place`` wants one of ``values``
    (regions); ``category`` wants the applicant to be one of ``values``; ``exclusion`` bars who has any ``metric_words``
    (within ``within_years``, if given); ``judgement`` is for people to judge, and listed as such.

    ``ask`` is the question with which a member is asked for it; without one it is made from the other keys. Yes to it
    bars (``exclusion``), or meets (``category`` with one value, ``at_least`` one). A criterion that holds for some
    applicants only says which under ``applies_to``: a value of the record's ``category``.
    """

    kind: Literal["at_least", "at_most", "place", "category", "exclusion", "judgement"]
    text: str
    metric_words: tuple[str, ...] = ()
    threshold: float | None = None
    unit: str = ""
    within_years: float | None = None
    values: dict[str, tuple[str, ...]] = {}  # accepted value -> words for it
    ask: str = ""
    applies_to: str = ""
    any_of: dict[str, tuple[str, ...]] = {}  # at_least one: the things of which any is enough -> words for each

    @cached_property
    def told_by(self) -> tuple[str, ...]:
        """The normalised ``metric_words``, the longest first."""
        return tuple(sorted(map(normalise, self.metric_words), key=len, reverse=True))


class Tier(Shape):
    """One rung of a scale. A ``share`` tier is reached at ``at_least`` per cent."""

    label: str
    words: tuple[str, ...] = ()
    points: float
    at_least: float | None = None


class Scoring(Quoted):
    """How points are earned.

    ``flat``: all or nothing. ``piece``: points for each ``unit``, up to ``cap``. ``tier``: the one tier that
    applies. ``share``: the tier reached by part / whole in per cent; ``count_at_least`` of the part alone
    earns ``count_points``. ``judged``: experts decide up to ``points``.
    """

    kind: Literal["flat", "piece", "tier", "share", "judged"]
    label: str
    words: tuple[str, ...] = ()
    points: float = 0
    unit: str = ""
    cap: float | None = None
    tiers: tuple[Tier, ...] = ()
    part_words: tuple[str, ...] = ()
    whole_words: tuple[str, ...] = ()
    count_at_least: float | None = None
    count_points: float | None = None
    note: str = ""  # shown beside the points
    within_years: float | None = None  # what is older earns nothing
    any_of: int | None = None  # flat: how many of ``words`` are needed for the points

    @cached_property
    def told_by(self) -> tuple[str, ...]:
        """The normalised words that tell of this component."""
        tiers = tuple(w for t in self.tiers for w in (t.label, *t.words)) if self.kind == "tier" else ()
        return tuple(map(normalise, (self.label, *self.words, *tiers)))


class Operand(Shape):
    """One side of a formula and the words members use for it."""

    name: str
    words: tuple[str, ...] = ()


class Column(Shape):
    """A column of a quota table. ``key`` heads it in the file; ``of`` is the record it allots places for."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    of: str = ""
    unit: str = "个"


class RowGroup(Shape):
    """Rows of a quota table that go by one word (市, 行业) in 11个市, 哪些行业, 名额最少的市."""

    name: str
    words: tuple[str, ...] = ()
    rows: tuple[str, ...]


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
