"""What records are made of: facts and their entries, criteria, scales of points, columns of tables."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from knowledge.facets import Facet
from knowledge.text import normalise

Standing = Literal["stated", "open", "tba", "contradictory", "superseded"]


class Shape(BaseModel):
    """Base of all shapes: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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
        """The normalised words that tell of this component, the longest first."""
        tiers = tuple(w for t in self.tiers for w in (t.label, *t.words)) if self.kind == "tier" else ()
        return tuple(sorted(map(normalise, (self.label, *self.words, *tiers)), key=len, reverse=True))


class Operand(Shape):
    """One side of a formula and the words members use for it."""

    name: str
    words: tuple[str, ...] = ()

    @cached_property
    def told_by(self) -> tuple[str, ...]:
        """The normalised name and words, the longest first."""
        return tuple(sorted(map(normalise, (self.name, *self.words)), key=len, reverse=True))


class Column(Shape):
    """A column of a quota table. ``key`` heads it in the file; ``of`` is the record it allots places for."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    of: str = ""
    unit: str = "个"

    @cached_property
    def called(self) -> tuple[str, ...]:
        """The normalised names, without the word for places; a single character is none."""
        names = (normalise(name).removesuffix("名额") for name in (self.name, *self.aliases))
        return tuple(name for name in names if len(name) > 1)

    @cached_property
    def names_together(self) -> str:
        """All names in one normalised text, to look words up in."""
        return normalise(" ".join((self.name, *self.aliases)))

    @cached_property
    def characters(self) -> frozenset[str]:
        """The characters of all names."""
        return frozenset(self.names_together)


class RowGroup(Shape):
    """Rows of a quota table that go by one word (市, 行业) in 11个市, 哪些行业, 名额最少的市."""

    name: str
    words: tuple[str, ...] = ()
    rows: tuple[str, ...]
