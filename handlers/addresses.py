"""Whether an address that a member speaks of is the stated one: 能发到qq邮箱吗."""

from __future__ import annotations

import re

from handlers.answer import Answer, Reading
from handlers.compose import edition, notes, say
from handlers.proposal import Asked, Proposal, computed_score
from handlers.ranking import Scored
from knowledge.text import normalise

_SPOKEN_OF = re.compile(
    r"[a-z\d._+-]+@[a-z\d.-]+|(?<![a-z\d])(?:qq|163|126|139|189|sina|gmail|foxmail|outlook|hotmail)(?=[^\d])"
)
_PROVIDERS = {"新浪": "sina", "腾讯": "qq", "谷歌": "gmail"}


def propose(asked: Asked) -> Proposal | None:
    """Yes or no, with the address that is stated."""
    question = asked.question
    spoken = _spoken_of(question.text)
    if not spoken or "email" not in question.facets or not question.has("polar"):
        return None
    told = [s for s in asked.ranked if _states_one(s)]
    named = {r for t in question.named() for r in t.names.records}
    alone = (s for s in told if s.unit.related & named and s.unit.said.count("@") == 1)  # one that says whose it is
    stated = next(alone, None) or next(iter(told), None)
    if stated is None:
        return None
    record = stated.unit.record
    score = computed_score(asked, {t.start: 1.0 for t in question.tokens}, (record.id,))
    reading = Reading("addresses", record.name, "email", score)
    return Proposal(reading, lambda: _answer(asked, stated, spoken), (record.id,), "email")


def _spoken_of(text: str) -> str:
    named = next((provider for word, provider in _PROVIDERS.items() if word in text), "")
    found = _SPOKEN_OF.search(text)
    return found.group() if found else named


def _states_one(scored: Scored) -> bool:
    unit = scored.unit
    return unit.fact.facet in {"email", "submit_to"} and unit.fact.standing == "stated" and "@" in unit.said


def _answer(asked: Asked, stated: Scored, spoken: str) -> Answer:
    unit = stated.unit
    said = say(unit.record, unit.fact, unit.item)
    verdict = "是：" if spoken in normalise(said) else "不是，文件写的不是这个邮箱："
    if normalise(said).count("@") > 1 and spoken in normalise(said):
        verdict = "要看发什么："
    lead = f"{edition(asked.library, unit.record, asked.today, unit.fact)}{verdict}{said}"
    source = asked.library.source(unit.record, unit.item, unit.fact)
    return Answer(lead, "answered", "addresses", notes(unit.record, unit.fact, unit.item), (source,))
