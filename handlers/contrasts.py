"""What tells two things of one kind apart (有什么区别), facet by facet, in what the documents state of both."""

from __future__ import annotations

from handlers.answer import Answer, Reading
from handlers.compose import edition, entries, say
from handlers.proposal import Asked, Proposal, background, computed_score
from knowledge.facets import Facet
from knowledge.numerals import plain
from knowledge.parts import Fact
from knowledge.schema import Record

_TOLD: tuple[Facet, ...] = (
    "about", "conditions", "fee", "quota", "materials", "deadline", "submit_to", "copies", "fields",
)  # fmt: skip
_LINES, _LONG, _ENTRIES = 6, 70, 2  # shown at most; characters of a statement; entries of a list
_PAIR = 2
_KINDS = ("award", "membership", "dues_level", "department", "form")  # what members compare, the likeliest first


def propose(asked: Asked) -> Proposal | None:
    """What the documents state of the two things named, where it is asked what tells them apart."""
    if not asked.question.has("contrast"):
        return None
    pair = _named(asked)
    if pair is None:
        return None
    wanted = [f for f in asked.question.facets if f in _TOLD[1:]] or list(_TOLD)
    lines = _lines(pair, wanted)
    if not lines:
        return None
    ids = tuple(r.id for r in pair)
    one, other = (r.name for r in pair)
    score = computed_score(asked, background(asked.question), ids)
    prefix = edition(asked.library, pair[0], asked.today)
    lead = f"{prefix}{_alike(pair, wanted)}{one}和{other}，文件分别这样写："
    answer = Answer(lead, "answered", "contrasts", tuple(lines[:_LINES]), tuple(asked.library.source(r) for r in pair))
    return Proposal(Reading("contrasts", f"{one}、{other}", "about", score), lambda: answer, ids, "about")


def _alike(pair: tuple[Record, Record], facets: list[Facet]) -> str:
    """That the one value that was asked for is the same of both, or not."""
    facts = [next((f for f in r.facts if f.facet in facets and f.amount is not None), None) for r in pair]
    if len(facets) != 1 or None in facts:
        return ""
    amounts = {f.amount for f in facts if f}
    return f"一样，都是{plain(amounts.pop() or 0)}元。" if len(amounts) == 1 else "不一样。"


def _named(asked: Asked) -> tuple[Record, Record] | None:
    """The two records that are named, of one kind; of a name that several have, the one that goes by it first."""
    records = asked.library.pack.records
    named = [[records[r] for r in sorted(t.names.records)] for t in asked.question.named() if t.names.records]
    if len(named) != _PAIR:
        return None
    pairs = [(a, b) for a in named[0] for b in named[1] if a.kind == b.kind and a.id != b.id]
    return min(pairs, key=lambda p: _KINDS.index(p[0].kind) if p[0].kind in _KINDS else len(_KINDS), default=None)


def _lines(pair: tuple[Record, Record], facets: list[Facet]) -> list[str]:
    """What is stated of both and not the same, a line for each, by facet."""
    lines: list[str] = []
    for facet in facets:
        told = [_told(record, facet) for record in pair]
        if all(told) and told[0] != told[1]:
            lines += [t if r.name in t else f"{r.name}：{t}" for r, t in zip(pair, told, strict=True)]
    return list(dict.fromkeys(lines))


def _told(record: Record, facet: Facet) -> str:
    """What a record's documents say of a facet, short; empty where they say nothing, or too much for a line."""
    fact = next((f for f in record.facts if f.facet == facet and f.standing != "open"), None)
    if fact is None:
        return ""
    text = _list(fact) if fact.items else say(record, fact)
    return text if len(text) <= _LONG else ""


def _list(fact: Fact) -> str:
    listed = entries(fact)
    rest = f"等{len(listed)}项" if len(listed) > _ENTRIES else ""
    return "；".join(listed[:_ENTRIES]).rstrip("。；") + rest
