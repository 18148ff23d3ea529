"""What so many of several things cost over so many years, and why no total is told where one would be wrong."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.answer import Answer, Source
from handlers.compose import edition, notes
from handlers.prices import Priced
from handlers.proposal import Asked
from handlers.question import Token
from handlers.spans import CALENDAR
from knowledge.numerals import plain

_FEWEST = 2


@dataclass(frozen=True)
class Term:
    """So many of one thing for so many years."""

    item: Priced
    count: float
    years: float

    @property
    def amount(self) -> float:
        """What it costs."""
        return self.item.amount * self.count * self.years

    @property
    def working(self) -> str:
        """The multiplication."""
        return "×".join([plain(self.item.amount)] + [plain(f) for f in (self.count, self.years) if f != 1])

    @property
    def line(self) -> str:
        """The thing with its price, and how many of it for how long."""
        each = self.item.fact.each or "个"
        spell = f"、{plain(self.years)}年" if self.years != 1 else ""
        per = self.item.fact.period or each
        return f"{self.item.record.name}：{plain(self.item.amount)}元/{per}，按{plain(self.count)}{each}算{spell}"


def grouped(asked: Asked, items: list[Priced], counts: list[Token]) -> list[Term]:
    """Of one thing, so many for so long and so many for so long: 两家, 其中一家交三年, 一家交一年."""
    years = [n for n in asked.question.numbers if n.unit == "年" and 0 < (n.value or 0) < CALENDAR]
    if len(items) != 1 or not items[0].fact.period or len(years) < _FEWEST:
        return []
    pairs = [(c, [y for y in years if y.clause == c.clause]) for c in counts]
    parts = [(c.value or 0.0, own[0].value or 0.0) for c, own in pairs if len(own) == 1]
    rest = [c.value for c, own in pairs if not own]
    if len(parts) != len(years) or rest not in ([], [sum(count for count, _ in parts)]):
        return []
    return [Term(items[0], count, spell) for count, spell in parts]


def total(asked: Asked, terms: list[Term]) -> Answer:
    """The sum, with its working."""
    amount = sum(t.amount for t in terms)
    working = "＋".join(t.working for t in terms)
    shown = f"{working}＝{plain(amount)}元" if working != plain(amount) else f"{plain(amount)}元"
    items = [t.item for t in terms]
    lead = f"{_edition(asked, items)}共{plain(amount)}元：{shown}。"
    return Answer(lead, "answered", "fees", (*(t.line for t in terms), *caveats(items)), sources(asked, items))


def without_price(asked: Asked, items: list[Priced], strays: list[Token]) -> Answer:
    """No total, as something is counted of which no price is known."""
    text = asked.question.text
    behind = {t.start: t.text for t in asked.question.tokens}
    named = "、".join(f"“{n.text}{behind.get(n.end, text[n.end : n.end + 2])}”" for n in strays)
    lead = f"{_edition(asked, items)}不能合计：{named}没有对应的收费，请说清楚是哪一项。"
    lines = tuple(p.line for p in items)
    return Answer(lead, "clarify", "fees", (*lines, *caveats(items)), sources(asked, items))


def of_a_half(asked: Asked, terms: list[Term]) -> Answer:
    """No total, as prices are for whole things and whole years."""
    item = next(t.item for t in terms if not (t.count.is_integer() and t.years.is_integer()))
    per = item.fact.period or item.fact.each or "个"
    lead = f"{_edition(asked, [item])}{item.record.name}{plain(item.amount)}元/{per}，不满一{per}的怎么收，没有规定。"
    return Answer(lead, "unspecified", "fees", caveats([item]), sources(asked, [item]))


def caveats(items: list[Priced]) -> tuple[str, ...]:
    """What every answer about some prices must add."""
    return tuple(dict.fromkeys(n for p in items for n in notes(p.record, p.fact)))


def sources(asked: Asked, items: list[Priced]) -> tuple[Source, ...]:
    """Where some prices stand."""
    return tuple(dict.fromkeys(asked.library.source(p.record, p.fact) for p in items))


def _edition(asked: Asked, items: list[Priced]) -> str:
    return edition(asked.library, items[0].record, asked.today, items[0].fact)
