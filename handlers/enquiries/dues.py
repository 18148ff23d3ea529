"""A unit's own dues (会费): up to which year they are paid, what is owed, how to pay, and when a membership lapses."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.answer import Answer, Source
from handlers.compose import contact_line
from handlers.enquiries.case import Paid
from handlers.enquiries.status import HANDLER
from handlers.layout import NOTE
from handlers.library import source
from knowledge.numerals import plain
from knowledge.pack import Pack
from knowledge.parts import Fact
from knowledge.schema import Record
from knowledge.text import normalise

_WAYS = ("payment", "payment_method", "submit_to")


def described(pack: Pack, paid: Paid, year: int, lead: str = "") -> Answer:
    """The dues of one unit in a year of the business clock."""
    told = _Told(pack, paid, year)
    level, fee = told.level()
    fact, sources = fee if fee else (None, ())
    ways, where = ways_to_pay(pack)
    lapse, basis = told.lapse()
    lines = (
        f"{paid.unit}（{paid.number}），会员级别：{level or '没有登记'}",
        told.annual(fact),
        "" if told.years else told.owed(fact),
        f"{NOTE}{fact.note}" if fact is not None and fact.note else "",
        *(ways if told.years != 0 else ()),
        lapse,
        f"联系电话：{paid.phone}" if paid.phone else "",
    )
    shown = (*sources, *(where if told.years != 0 else ()), *basis)
    return Answer(
        f"{lead}{told.head(fact)}", "answered", HANDLER, tuple(x for x in lines if x), tuple(dict.fromkeys(shown))
    )


def ways_to_pay(pack: Pack) -> tuple[tuple[str, ...], tuple[Source, ...]]:
    """How to pay, as the documents have it, or that they do not say."""
    roll = pack.applying.roll
    record = pack.records.get(roll.account) if roll and roll.account else None
    facts = [f for facet in _WAYS for f in (record.facts if record else ()) if f.facet == facet]
    stated = [f for f in facts if f.standing == "stated"]
    shown = (stated or facts)[:1]
    contact = contact_line(pack)
    if record is None or not shown:
        return tuple(x for x in ("会费怎么缴纳，文件没有规定。", contact) if x), ()
    sources = tuple(source(pack, record, f) for f in shown if f.quote or f.standing == "stated")
    lines = tuple(f"缴费：{f.say or f.quote}" for f in shown)
    return (*lines, *(() if stated or not contact else (contact,))), sources


def together(answers: list[Answer]) -> Answer:
    """The dues of several units."""
    first, *others = answers
    more = tuple(line for a in others for line in (a.lead, *a.lines))
    sources = tuple(dict.fromkeys(s for a in answers for s in a.sources))
    return Answer(first.lead, "answered", HANDLER, (*first.lines, *more), sources)


@dataclass(frozen=True)
class _Told:
    pack: Pack
    paid: Paid
    year: int

    @property
    def years(self) -> int | None:
        """How many years are owed; None where it is not known up to when dues are paid."""
        return None if self.paid.paid_through is None else max(0, self.year - self.paid.paid_through)

    def head(self, fee: Fact | None) -> str:
        """What was asked for: paid or not, and what is owed."""
        if self.years is None:
            return "会费缴到哪一年，名册上没有登记，请向协会核对。"
        paid = f"会费已缴至{self.paid.paid_through}年，"
        if self.years == 0:
            return f"{paid}{self.year}年的会费已缴。"
        owed = self.owed(fee)
        return f"{paid}还有{self.years}年的会费没有缴{'，' if owed else ''}{owed}。"

    def level(self) -> tuple[str, tuple[Fact, tuple[Source, ...]] | None]:
        """The level's name, and its fee with where it stands."""
        roll = self.pack.applying.roll
        records = [self.pack.records[i] for i in (roll.levels if roll else ()) if i in self.pack.records]
        record = next((r for r in records if _is(r, self.paid.level)), None)
        if record is None:
            return self.paid.level, None
        fee = next((f for f in record.facts if f.facet == "fee"), None)
        return record.name, (fee, (source(self.pack, record, fee),)) if fee else None

    def annual(self, fee: Fact | None) -> str:
        """The amount of the level."""
        if fee is None:
            return "这个级别的会费标准，文件没有规定。"
        if fee.amount is None:
            return fee.say
        return f"会费标准：{plain(fee.amount)}元" + (f"/{fee.period}" if fee.period else "")

    def owed(self, fee: Fact | None) -> str:
        """What is owed, with the working."""
        if self.years is None or fee is None or fee.amount is None:
            return ""
        if self.years == 0:
            return "应缴：0元"
        by_year = "" if fee.period else "按每年一次计，"
        working = f"{plain(fee.amount)}元×{self.years}年"
        return f"应缴：{by_year}{working}＝{plain(fee.amount * self.years)}元"

    def lapse(self) -> tuple[str, tuple[Source, ...]]:
        """What becomes of a membership whose dues are unpaid for so long, where it has come to that."""
        roll = self.pack.applying.roll
        if roll is None or roll.lapse_years is None or self.years is None or self.years < roll.lapse_years:
            return "", ()
        record = self.pack.records[roll.levels[0]]
        return f"{NOTE}{roll.lapse}", (source(self.pack, record, roll),)


def _is(record: Record, level: str) -> bool:
    return record.id == level or normalise(level) in map(normalise, (record.name, *record.aliases))
