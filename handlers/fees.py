"""What several things cost together, over several years, or more than another, with the working shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from handlers.answer import Answer, Reading, Source
from handlers.compose import edition, notes
from handlers.counting import PIECES
from handlers.fee_items import counted_things, differ, priced_things, prices_of, unclear
from handlers.levels import asks_leave
from handlers.pairing import Label, pair
from handlers.prices import Priced
from handlers.proposal import Asked, Proposal, background, computed_score
from handlers.question import Token
from handlers.spans import years_told
from knowledge.numerals import plain

_ADDENDS, _NEXT_TO = 3, 2  # counts of which one may be the sum of the others; characters between a count and its thing
_EACH_OR_ALL = re.compile(r"每[人个家名项][^,.!?;]{0,4}还是|还是[^,.!?;]{0,4}每[人个家名项]")
_TIMES = re.compile(r"几倍|多少倍|够.{0,10}(交|付|抵).{0,2}(几|多少)")
_PEOPLE = re.compile(r"人(?!会员)|组员|成员|员工|同事|代表|参会")
_PAYS_FOR = re.compile(r"够.{0,10}(几|多少)|(能|可以).{0,12}(交|付|报|缴).{0,2}(几|多少)")


def propose(asked: Asked) -> Proposal | None:
    """A sum, a multiple or a difference of stated fees."""
    question = asked.question
    going_on = asked.memory.facet == "fee" and not question.facets - {"fee", "total"}
    reckoned = _for_years(asked) or _TIMES.search(question.text) is not None
    going_on = going_on or (reckoned and not question.facets - {"total"}) or _has_purse(asked)
    asks = "fee" in question.facets or question.has("difference") or going_on or _adds_up(asked)
    if not asks or _EACH_OR_ALL.search(question.text):
        return None
    counted = counted_things(asked)
    priced = priced_things(asked, counted)
    if not priced or any(differ(prices) for _, prices in counted):
        return None  # of 2个企业, whose prices differ, no total would be right
    if any(t.implied for t, _ in priced) and not all(t.implied for t, _ in priced):
        compared = question.has("difference") and (asked.memory.facet == "fee" or "fee" in question.facets)
        priced = priced if compared else [(t, p) for t, p in priced if not t.implied]
    labels = [Label(t.start, t.end, p.record.id, t.clause) for t, p in priced]
    counts = pair([] if _means_all(asked, priced) else _apart_from_sum(_pieces(asked), labels), labels)
    if not counts and len(priced) == 1 and priced[0][0].implied:
        told = [n.value for n in question.numbers if n.unit in PIECES and n.value]
        counts = {priced[0][1].record.id: told[0]} if len(told) == 1 else {}
    alike = unclear(asked)
    if alike and counts:
        return _which(asked, alike)
    ratio = _ratio(asked, list({p.record.id: p for _, p in priced}.values()))
    if ratio is not None:
        return ratio
    years = _years(asked, priced)
    spells = _spells(asked, priced)
    differing = question.has("difference") and len({p.record.id for _, p in priced}) == 2
    differing = differing and not asks_leave(question.text)
    several = len({p.record.id for _, p in priced}) > 1 and question.has("sum")
    if not (differing or several or years > 1 or spells or any(c > 1 for c in counts.values()) or len(counts) > 1):
        return None
    items = list({p.record.id: p for _, p in priced}.values())
    build = (
        (lambda: _difference(asked, items, years))
        if differing
        else (lambda: _total(asked, items, counts, spells or dict.fromkeys((p.record.id for p in items), years)))
    )
    return _proposal(asked, items, background(question), build)


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
    return len(named) > 1 and len(_pieces(asked)) > 1 and not facets - {"total"}


def _proposal(asked: Asked, items: list[Priced], strength: dict[int, float], build: Callable[[], Answer]) -> Proposal:
    records = tuple(p.record.id for p in items)
    names = "、".join(p.record.name for p in items)
    return Proposal(Reading("fees", names, "fee", computed_score(asked, strength, records)), build, records, "fee")


def _for_years(asked: Asked) -> bool:
    """Whether a level whose dues recur is named with a number of years: 常务理事交四年多少."""
    named = (p for t in asked.question.named() for p in prices_of(asked, t))
    return any(p.fact.period for p in named) and bool(years_told(asked.question, asked.today))


def _pieces(asked: Asked) -> list[Token]:
    return [n for n in asked.question.numbers if n.unit in PIECES and not _of_people(asked, n)]


def _means_all(asked: Asked, priced: list[tuple[Token, Priced]]) -> bool:
    """Whether the one number counts the things of the last turns: 两个加起来."""
    told = _pieces(asked)
    things = {p.record.id for t, p in priced if t.implied}
    return len(told) == 1 and len(things) > 1 and told[0].value == len({p.record.id for _, p in priced})


def _apart_from_sum(numbers: list[Token], labels: list[Label]) -> list[Token]:
    """The counts without one that adds up all the others: 两家A, 一家B, 三家一年多少; not 1个A, 1个B, 2个C."""
    if len(numbers) < _ADDENDS:
        return numbers
    whole = sum(n.value or 0.0 for n in numbers) / 2
    bare = (n for n in numbers if not any(0 <= m.start - n.end <= _NEXT_TO for m in labels))
    total = next((n for n in bare if n.value == whole), None)
    return [n for n in numbers if n is not total]


def _of_people(asked: Asked, number: Token) -> bool:
    """Whether people of a group are counted (5个人, 10名组员), who cost nothing of their own."""
    return _PEOPLE.match(asked.question.text, number.end) is not None


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
    years = [replace(n, value=y) for n, y in years_told(asked.question, asked.today) if n.clause in clauses]
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
    answer = Answer(lead, "answered", "fees", (*lines, *_caveats(items)), _sources(asked, items))
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


def _total(asked: Asked, items: list[Priced], counts: dict[str, float], spells: dict[str, float]) -> Answer:
    terms, total = [], 0.0
    for item in items:
        count, years = counts.get(item.record.id, 1.0), spells.get(item.record.id, 1.0)
        total += item.amount * count * years
        factors = [plain(item.amount)] + [plain(f) for f in (count, years) if f != 1]
        terms.append("×".join(factors))
    working = "＋".join(terms)
    shown = f"{working}＝{plain(total)}元" if working != plain(total) else f"{plain(total)}元"
    first = items[0]
    lead = f"{edition(asked.library, first.record, asked.today, first.fact)}共{plain(total)}元：{shown}。"
    lines = [_line(p, counts.get(p.record.id, 1.0), spells.get(p.record.id, 1.0)) for p in items]
    return Answer(lead, "answered", "fees", (*lines, *_caveats(items)), _sources(asked, items))


def _line(item: Priced, count: float, years: float) -> str:
    each, spell = item.fact.each or "个", f"、{plain(years)}年" if years != 1 else ""
    per = item.fact.period or each
    return f"{item.record.name}：{plain(item.amount)}元/{per}，按{plain(count)}{each}算{spell}"


def _difference(asked: Asked, items: list[Priced], years: float) -> Answer:
    high, low = sorted(items, key=lambda p: -p.amount)[:2] if len(items) > 1 else (items[0], items[0])
    apart, working = high.amount - low.amount, f"{plain(high.amount)}－{plain(low.amount)}"
    if years > 1:
        lead = f"{plain(years)}年相差{plain(apart * years)}元：（{working}）×{plain(years)}。"
    else:
        lead = f"相差{plain(apart)}元{f'/{high.fact.period}' if high.fact.period else ''}：{working}。"
    lines = [p.line for p in (high, low)]
    prefix = edition(asked.library, high.record, asked.today, high.fact)
    return Answer(prefix + lead, "answered", "fees", (*lines, *_caveats(items)), _sources(asked, items))


def _caveats(items: list[Priced]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n for p in items for n in notes(p.record, p.fact)))


def _sources(asked: Asked, items: list[Priced]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(asked.library.source(p.record, p.fact) for p in items))
