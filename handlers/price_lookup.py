"""From an amount back to what costs so much (三千块是哪一级), and to the dearest or the cheapest."""

from __future__ import annotations

import re
from dataclasses import replace
from math import inf

from handlers.answer import Answer, Reading
from handlers.compose import edition, notes
from handlers.prices import Priced, dearest_and_cheapest, prices
from handlers.proposal import Asked, Proposal, background, computed_score
from knowledge.numerals import plain
from knowledge.text import normalise

_WHICH = re.compile(r"哪|什么|啥|谁|几[类种档级]")
_HOW_MUCH = re.compile(
    r"多少|几[块元钱个年]|差|够|吗|退|给谁|交给|打到|汇|怎么|为什么|为啥|依据|根据|什么时候|几号|发票|账|帐"
)
_WHICH_HOLDS = re.compile(r"哪个|到底|究竟|怎么又?是?|为什么|为啥|按多少|该交")
_TWO = 2
_PURSE = re.compile(r"预算|手里|手头|只有|只肯|只能出|拿得出|出得起|掏得起|够")
_WHICH_LEVEL = re.compile(r"(哪|什么|啥)(一?个?|种|类)?(级|档|层|会员|单位|身份|位置)|几级")
_DEAREST_PAID = re.compile(r"(最高|最多|顶多|至多|最大|最好)[^,.!?;]{0,6}(当|做|进|入|到|选|交|够|报)")
_DEAREST, _CHEAPEST = re.compile(r"最(高|贵|多)"), re.compile(r"最(低|便宜|少)(?!得)")


def propose(asked: Asked) -> Proposal | None:
    """The things that cost the amount told, or the one at the end of a scale that is asked for."""
    return _of_amount(asked) or _between(asked) or _at_the_end(asked) or _for_purse(asked)


def _of_amount(asked: Asked) -> Proposal | None:
    question = asked.question
    told = {n.value for n in question.numbers if n.unit == "元" and n.value}
    if len(told) != 1 or not _WHICH.search(question.text) or _HOW_MUCH.search(question.text):
        return None
    if question.facets - {"fee", "about", "options", "score"} or any(
        n.unit not in {"元", ""} for n in question.numbers
    ):
        return None
    fitting = [p for p in prices(asked.library) if p.amount in told]
    return _proposal(asked, fitting, "、".join(p.record.name for p in fitting)) if fitting else None


def _between(asked: Asked) -> Proposal | None:
    """Which of two stated amounts holds for what was named: 一处写600, 一处写1000, 我报的该交多少."""
    question = asked.question
    told = {n.value for n in question.numbers if n.unit in {"元", ""}}
    if len(told) < _TWO or not _WHICH_HOLDS.search(question.text):
        return None
    stated = prices(asked.library)
    told &= {p.amount for p in stated}
    if len(told) < _TWO:
        return None
    named = [p for p in stated if normalise(p.record.name) in question.text and p.amount in told]
    named = named or [p for p in stated if any(t.names.records == {p.record.id} for t in question.named())]
    if not named:
        return None
    longest = max(named, key=lambda p: len(p.record.name))
    others = [p for p in stated if p.amount in told - {longest.amount} and p.record.kind == longest.record.kind]
    proposal = _proposal(asked, [longest], longest.record.name)
    answer = proposal.build()
    lines = (*answer.lines, *(p.line for p in others[:_TWO]))
    return replace(proposal, build=lambda: replace(answer, lines=lines))


def _at_the_end(asked: Asked) -> Proposal | None:
    """最高的会费是多少: of what belongs to what was named, or of it what a sum of money is enough for."""
    text, question = asked.question.text, asked.question
    dearest, cheapest = _DEAREST.search(text), _CHEAPEST.search(text)
    if "fee" not in question.facets or bool(dearest) == bool(cheapest) or question.facets & {"cap", "score"}:
        return None
    purse = max((n.value or 0.0 for n in question.numbers if n.unit == "元"), default=inf)
    for record in sorted(r for t in question.named() for r in t.names.records):
        if ends := dearest_and_cheapest(asked.library, record, purse):
            one = ends[0] if dearest else ends[1]
            said = dearest[0] if dearest else cheapest[0] if cheapest else ""
            return _proposal(asked, [one], f"{said}的是{one.record.name}")
    return None


def _for_purse(asked: Asked) -> Proposal | None:
    """The highest level of dues that a sum of money pays for: 预算6000最高能当到哪一级."""
    question = asked.question
    said = _PURSE.search(question.text)
    money = [n for n in question.numbers if n.value and (n.unit == "元" or (n.unit == "" and said))]
    if len(money) != 1 or not (_WHICH_LEVEL.search(question.text) and (said or _DEAREST_PAID.search(question.text))):
        return None
    purse = money[0].value or 0.0
    levels = sorted((p for p in prices(asked.library) if p.record.kind == "dues_level"), key=lambda p: p.amount)
    paid = [p for p in levels if p.amount <= purse]
    if not levels:
        return None
    if not paid:
        return _proposal(asked, levels[:1], f"{plain(purse)}元不够任何一级，最低的是{levels[0].record.name}")
    return _proposal(asked, paid[-1:], f"{plain(purse)}元最高够{paid[-1].record.name}")


def _proposal(asked: Asked, fitting: list[Priced], lead: str) -> Proposal:
    first = fitting[0]
    records = tuple(p.record.id for p in fitting)
    prefix = edition(asked.library, first.record, asked.today, first.fact)
    period = f"/{first.fact.period}" if first.fact.period else ""
    answer = Answer(
        f"{prefix}{lead}：{plain(first.amount)}元{period}。",
        "answered",
        "price_lookup",
        tuple(dict.fromkeys(n for p in fitting for n in notes(p.record, p.fact))),
        tuple(dict.fromkeys(asked.library.source(p.record, p.fact) for p in fitting)),
    )
    names = "、".join(p.record.name for p in fitting)
    score = computed_score(asked, background(asked.question), records)
    return Proposal(Reading("price_lookup", names, "fee", score), lambda: answer, records, "fee")
