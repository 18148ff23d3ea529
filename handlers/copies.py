"""How many copies (份) several things make together: 2个小组和3个班组一共带多少份."""

from __future__ import annotations

from handlers.answer import Answer, Reading
from handlers.compose import edition, notes, say
from handlers.counting import COUNTABLE
from handlers.proposal import Asked, Proposal, background, computed_score
from handlers.question import Token
from handlers.quota_cells import cells_of
from knowledge.index import Unit, bigrams
from knowledge.numerals import plain

_WITHIN = 0.2  # statements of copies that near to the best may be what one of the numbers is about


def propose(asked: Asked) -> Proposal | None:
    """The copies that each counted thing asks for, multiplied and added up."""
    question = asked.question
    if question.counted != "份":
        return None
    counts = _places(asked) or [n for n in question.numbers if n.unit in COUNTABLE - {"次", "场"} and n.value]
    if not counts or not (question.has("sum") or question.has("full") or len(counts) > 1):
        return None
    stated = [s for s in asked.ranked if s.unit.fact.limit and s.unit.fact.facet == "copies" and s.unit.item is None]
    units = [s.unit for s in stated if s.score >= stated[0].score - _WITHIN]
    pairs = [(n, u) for n in counts if (u := _meant(asked, n, units)) is not None]
    if not pairs or len(pairs) < len(counts):
        return None
    records = tuple(dict.fromkeys(u.record.id for _, u in pairs))
    strength = background(question)
    reading = Reading(
        "copies", "、".join(u.record.name for _, u in pairs), "copies", computed_score(asked, strength, records)
    )
    return Proposal(reading, lambda: _answer(asked, pairs), records, "copies")


def _places(asked: Asked) -> list[Token]:
    """The places of a row that are all to be used, as a number where their column is named: 名额全用上带多少份."""
    cells = cells_of(asked) if asked.question.has("full") else None
    if cells is None or len(cells.rows) != 1 or len(cells.columns) != 1:
        return []
    value = cells.rows[0].cells[cells.columns[0].key].strip()
    named = [t for t in asked.question.named() if t.names.columns or cells.columns[0].of in t.names.records]
    if not named or not value.isdecimal():
        return []
    at = named[0].start
    return [Token(at, at, value, "number", 0.0, value=float(value), unit=cells.columns[0].unit)]


def _meant(asked: Asked, number: Token, units: list[Unit]) -> Unit | None:
    """The statement whose words stand next to the number, up to the next number."""
    text = asked.question.text
    behind = next((n.start for n in asked.question.numbers if n.start >= number.end), len(text))
    words = bigrams(text[number.end : behind])
    shared = {u.number: len(words & bigrams(f"{u.names} {u.said}")) for u in units}
    best = max(units, key=lambda u: (shared[u.number], -u.number), default=None)
    return best if best is not None and shared[best.number] else None


def _answer(asked: Asked, pairs: list[tuple[Token, Unit]]) -> Answer:
    terms = [((n.value or 0.0), (u.fact.limit or 0.0)) for n, u in pairs]
    total = sum(count * each for count, each in terms)
    working = "＋".join(f"{plain(count)}×{plain(each)}" for count, each in terms)
    first = pairs[0][1]
    prefix = edition(asked.library, first.record, asked.today, first.fact)
    units = list({u.number: u for _, u in pairs}.values())
    lines = [say(u.record, u.fact) for u in units] + [x for u in units for x in notes(u.record, u.fact)]
    sources = tuple(dict.fromkeys(asked.library.source(u.record, u.fact) for u in units))
    lead = f"{prefix}共{plain(total)}份：{working}＝{plain(total)}。"
    return Answer(lead, "answered", "copies", tuple(dict.fromkeys(lines)), sources)
