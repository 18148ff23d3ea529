"""What several things cost together, over several years, or more than another, with the working shown."""

from __future__ import annotations

import re
from collections.abc import Callable

from handlers.answer import Answer, Reading
from handlers.compose import edition
from handlers.counting import PIECES
from handlers.fee_checks import check
from handlers.fee_counts import Numbers, apart_from_sum, numbers_of, whole
from handlers.fee_items import counted_things, differ, priced_things, prices_of, unclear
from handlers.fee_memory import counted_before, kept
from handlers.fee_totals import Term, caveats, grouped, of_a_half, sources, total, without_price
from handlers.levels import asks_leave
from handlers.pairing import Label, pair
from handlers.prices import Priced
from handlers.proposal import Asked, Proposal, background, computed_score
from handlers.question import Token
from handlers.spans import years_told
from knowledge.numerals import plain

_EACH_OR_ALL = re.compile(r"每[人个家名项][^,.!?;]{0,4}还是|还是[^,.!?;]{0,4}每[人个家名项]")
_TIMES = re.compile(r"几倍|多少倍|够.{0,10}(交|付|抵).{0,2}(几|多少)")
_PAYS_FOR = re.compile(r"够.{0,10}(几|多少)|(能|可以).{0,12}(交|付|报|缴).{0,2}(几|多少)")


def propose(asked: Asked) -> Proposal | None:
    """A sum, a multiple or a difference of stated fees, or whether an amount that was told is the stated one."""
    if not _asks(asked) or _EACH_OR_ALL.search(asked.question.text):
        return None
    counted = counted_things(asked)
    priced = _spoken_of(asked, priced_things(asked, counted))
    before = counted_before(asked, priced)
    priced += [(t, p) for t, p in before.things if p.record.id not in {q.record.id for _, q in priced}]
    if not priced or any(differ(prices) for _, prices in counted):
        return None  # of 2个企业, whose prices differ, no total would be right
    said = [(t, p) for t, p in priced if not t.implied] or priced
    labels = [Label(t.start, t.end, p.record.id, t.clause) for t, p in said]
    told = numbers_of(asked, labels)
    counts = before.counts | _counts(asked, priced, labels, told.counts)
    items = list({p.record.id: p for _, p in priced}.values())
    alike = unclear(asked)
    if alike and counts:
        return _which(asked, alike)
    ratio = _ratio(asked, items)
    if ratio is not None:
        return ratio
    years = _years(asked, priced)
    checked = check(asked, items, counts, years, told.amounts)
    if checked is not None:
        return _proposal(asked, items, background(asked.question), lambda: checked, counts)
    return _computed(asked, priced, counts, years, told)


def _computed(
    asked: Asked, priced: list[tuple[Token, Priced]], counts: dict[str, float], years: float, told: Numbers
) -> Proposal | None:
    """The difference or the sum, where one is asked for and every number that was told has its place in it."""
    question, items = asked.question, list({p.record.id: p for _, p in priced}.values())
    terms = grouped(asked, items, told.counts)
    spells = _spells(asked, priced)
    differing = question.has("difference") and len(items) == 2 and not asks_leave(question.text)
    many = any(c != 1 for c in counts.values()) or len(counts) > 1
    if not (differing or terms or (len(items) > 1 and question.has("sum")) or years != 1 or spells or many):
        return None
    strength = background(question)
    if differing:
        return _proposal(asked, items, strength, lambda: _difference(asked, items, years))
    spans = {y for _, y in years_told(question, asked.today) if y != 1}
    if len(items) == 1 and len(spans) > 1 and not terms:
        return None  # three years and one more: which of them is meant is not known
    if told.strays:
        return _proposal(asked, items, strength, lambda: without_price(asked, items, told.strays))
    each = spells or dict.fromkeys((p.record.id for p in items), years)
    terms = terms or [Term(p, counts.get(p.record.id, 1.0), each.get(p.record.id, 1.0)) for p in items]
    if not whole([n for t in terms for n in (t.count, t.years)]):
        return _proposal(asked, items, strength, lambda: of_a_half(asked, terms))
    return _proposal(asked, items, strength, lambda: total(asked, terms), counts)


def _asks(asked: Asked) -> bool:
    """Whether a price is asked for, or what could be nothing else."""
    question = asked.question
    going_on = asked.memory.facet == "fee" and not question.facets - {"fee", "total"}
    reckoned = _for_years(asked) or _TIMES.search(question.text) is not None
    going_on = going_on or (reckoned and not question.facets - {"total"}) or _has_purse(asked)
    differs = question.has("difference") and asked.memory.facet != "quota"  # of places, after they were talked of
    return "fee" in question.facets or differs or going_on or _adds_up(asked)


def _spoken_of(asked: Asked, priced: list[tuple[Token, Priced]]) -> list[tuple[Token, Priced]]:
    """Without what only the last turn was about, where something is named that is no more of the same."""
    if all(t.implied for t, _ in priced) or not any(t.implied for t, _ in priced):
        return priced
    question = asked.question
    compared = question.has("difference") and (asked.memory.facet == "fee" or "fee" in question.facets)
    return priced if compared else [(t, p) for t, p in priced if not t.implied]


def _counts(
    asked: Asked, priced: list[tuple[Token, Priced]], labels: list[Label], told: list[Token]
) -> dict[str, float]:
    """How many of each thing."""
    counts = pair([] if _means_all(told, priced) else apart_from_sum(told, labels), labels)
    if not counts and len(priced) == 1 and priced[0][0].implied:
        numbers = [n.value for n in asked.question.numbers if n.unit in PIECES and n.value]
        counts = {priced[0][1].record.id: numbers[0]} if len(numbers) == 1 else {}
    return counts


def _has_purse(asked: Asked) -> bool:
    """Whether a sum of money is told, and asked how many it pays for: 3000块够报几个."""
    purse = any(n.unit == "元" and n.value for n in asked.question.numbers)
    return purse and _PAYS_FOR.search(asked.question.text) is not None


def _adds_up(asked: Asked) -> bool:
    """Whether nothing is asked but what several things with prices come to: 一家会长单位加两家理事单位."""
    question = asked.question
    named = [t for t in question.named() if len(prices_of(asked, t)) == 1 and not t.implied]
    last = max((t.clause for t in question.tokens if t.role == "asking"), default=-1) if question.has("sum") else -1
    facets = {f for t in question.tokens if t.role == "cue" and last in {-1, t.clause} for f in t.facets}
    numbers = numbers_of(asked, [Label(t.start, t.end, t.text, t.clause) for t in named])
    told = max(len(numbers.counts), len(numbers.amounts))
    return len(named) > 1 and told > 1 and not facets - {"total"}


def _proposal(
    asked: Asked,
    items: list[Priced],
    strength: dict[int, float],
    build: Callable[[], Answer],
    counts: dict[str, float] | None = None,
) -> Proposal:
    records = tuple(p.record.id for p in items)
    names = "、".join(p.record.name for p in items)
    reading = Reading("fees", names, "fee", computed_score(asked, strength, records))
    return Proposal(reading, build, records, "fee", slots=kept(asked, counts) if counts else {})


def _for_years(asked: Asked) -> bool:
    """Whether a level whose dues recur is named with a number of years: 常务理事交四年多少."""
    named = (p for t in asked.question.named() for p in prices_of(asked, t))
    return any(p.fact.period for p in named) and bool(years_told(asked.question, asked.today))


def _means_all(counts: list[Token], priced: list[tuple[Token, Priced]]) -> bool:
    """Whether the one number counts the things of the last turns: 两个加起来."""
    things = {p.record.id for t, p in priced if t.implied}
    return len(counts) == 1 and len(things) > 1 and counts[0].value == len({p.record.id for _, p in priced})


def _which(asked: Asked, fitting: list[Priced]) -> Proposal:
    """Ask which one is meant, rather than add up the wrong price."""
    kinds = "；".join(f"{p.record.name}{plain(p.amount)}元" for p in fitting)
    answer = Answer(
        f"同一个简称有{len(fitting)}种，收费不同：{kinds}。", "clarify", "fees", ("请写全称再问，我好合计。",)
    )
    return _proposal(asked, fitting, {}, lambda: answer)


def _spells(asked: Asked, priced: list[tuple[Token, Priced]]) -> dict[str, float]:
    """How many years of each, where each has its own: 两年常务理事, 一年理事."""
    clauses = {t.clause for t, _ in priced}
    years = [n._replace(value=y) for n, y in years_told(asked.question, asked.today) if n.clause in clauses]
    if len(years) < 2 or not all(p.fact.period for _, p in priced):
        return {}
    return pair(years, [Label(t.start, t.end, p.record.id, t.clause) for t, p in priced])


def _ratio(asked: Asked, items: list[Priced]) -> Proposal | None:
    """How many times one price is another, or how many a sum of money pays for."""
    text, told = asked.question.text, [n for n in asked.question.numbers if n.unit == "元" and n.value]
    if len(items) == 2 and _TIMES.search(text):
        whole, part, unit = items[0].amount, items[1].amount, _ratio_unit(text, items[1])
    elif len(items) == 1 and told and _PAYS_FOR.search(text):
        whole, part, unit = told[0].value or 0.0, items[0].amount, items[0].fact.period or items[0].fact.each or "个"
    else:
        return None
    if not part:
        return None
    result = whole / part
    divisible = unit in {"倍", "年"} and len(items) > 1
    exact = result if divisible else float(int(result))
    left = whole - exact * part if not divisible else 0.0
    rest = f"，余{plain(left)}元" if left else ""
    prefix = edition(asked.library, items[0].record, asked.today, items[0].fact)
    lead = f"{prefix}{plain(round(exact, 2))}{unit}：{plain(whole)}÷{plain(part)}＝{plain(round(result, 2))}{rest}。"
    lines = tuple(p.line for p in items)
    answer = Answer(lead, "answered", "fees", (*lines, *caveats(items)), sources(asked, items))
    return _proposal(asked, items, background(asked.question), lambda: answer)


def _ratio_unit(text: str, of: Priced) -> str:
    """In what one price is told by another: how many times, for how many years, how many of them."""
    if "倍" in text:
        return "倍"
    return "年" if "几年" in text else of.fact.each or "家"


def _years(asked: Asked, priced: list[tuple[Token, Priced]]) -> float:
    if not any(p.fact.period for _, p in priced):
        return 1
    return max((years for _, years in years_told(asked.question, asked.today)), default=1)


def _difference(asked: Asked, items: list[Priced], years: float) -> Answer:
    high, low = sorted(items, key=lambda p: -p.amount)[:2] if len(items) > 1 else (items[0], items[0])
    apart, working = high.amount - low.amount, f"{plain(high.amount)}－{plain(low.amount)}"
    if years > 1:
        lead = f"{plain(years)}年相差{plain(apart * years)}元：（{working}）×{plain(years)}。"
    else:
        lead = f"相差{plain(apart)}元{f'/{high.fact.period}' if high.fact.period else ''}：{working}。"
    lines = [p.line for p in (high, low)]
    prefix = edition(asked.library, high.record, asked.today, high.fact)
    return Answer(prefix + lead, "answered", "fees", (*lines, *caveats(items)), sources(asked, items))
