"""What several items of a rubric give together: at most, or for what was told of each."""

from __future__ import annotations

import re

from handlers.answer import Answer, Reading
from handlers.counting import told_counts
from handlers.earned import Earned
from handlers.library import mentioned
from handlers.piece_counts import count
from handlers.points import cap_of, capped, earned_of
from handlers.proposal import Asked, Proposal, background, computed_score
from knowledge.numerals import plain
from knowledge.schema import Record, RubricGroup, RubricItem

_ONE_BY_ONE = Answer("几项一起我算不准，请一项一项地问，再把分数加起来。", "clarify", "scoring")
_SUMMED = re.compile(r"一?共|合计|合起来|加起来|总")  # 两项合计 counts the items
_FULL = re.compile(r"满分|拿满|得满|全拿")


def summed(asked: Asked) -> Proposal | None:
    """The points that several items give together, where that is asked for."""
    return (_most_together(asked) or _several(asked)) if asked.question.has("sum") else None


def _most_together(asked: Asked) -> Proposal | None:
    """What the items or groups named, or talked of last, give at most together: 这两项加起来."""
    question, records = asked.question, asked.library.pack.records
    named = list(dict.fromkeys(r for t in question.named() if not t.implied for r in sorted(t.names.records)))
    asks_most = "cap" in question.facets or bool(_FULL.search(question.text))
    nothing_told = not question.numbers and question.facets <= {"score", "total"}
    asks_most = asks_most or nothing_told  # 1项和2项加起来几分
    ids = named
    if not named and asked.memory.facet in {"cap", "score"}:
        ids, asks_most = list(dict.fromkeys((*asked.memory.earlier, *asked.memory.subjects))), True
    parts = [(r, most) for i in ids if (r := records.get(i)) and (most := _most(r)) is not None]
    inside = {r.id for r, _ in parts}
    apart = not any(({a.id for a in asked.library.pack.lineage(r)} - {r.id}) & inside for r, _ in parts)
    told = [n for n in question.numbers if n.value != len(parts)]
    if not (asks_most and len(parts) > 1 and len(parts) == len(ids) and apart) or told:
        return None
    total = sum(most for _, most in parts)
    lead = f"最高共{plain(total)}分：{'＋'.join(plain(most) for _, most in parts)}＝{plain(total)}。"
    lines = tuple(f"{r.name}：最高{plain(most)}分" for r, most in parts)
    sources = tuple(dict.fromkeys(asked.library.source(r) for r, _ in parts))
    score = computed_score(asked, background(question), inside)
    reading = Reading("scoring", "、".join(r.name for r, _ in parts), "cap", score)
    return Proposal(reading, lambda: Answer(lead, "answered", "scoring", lines, sources), tuple(ids), "cap")


def _several(asked: Asked) -> Proposal | None:
    """The points of two items or more together, where a sum is asked for and the case tells of each."""
    question = asked.question
    records = asked.library.pack.records
    if not question.facets & {"score", "total"}:
        return None
    named = sorted(mentioned(t for t in question.named() if not t.implied))
    items = [r for n in named if isinstance(r := records.get(n), RubricItem) and r.scoring]
    if len(items) < 2 or sum(any(c.kind == "share" for c in i.scoring) for i in items) > 1:
        return None
    told = [n for n in told_counts(question) if not (n.value == len(items) and _SUMMED.match(question.text, n.end))]
    counted = count(question.text, told, items)
    earned = {i.id: earned_of(asked, i, counted.counts) for i in items}
    pieces = sum(part.component.kind == "piece" for e in earned.values() for part in e)
    # each count is of one thing, and no other
    sure = not told or (not counted.left and len(counted.counts) == pieces)
    if not all(e and all(part.stated for part in e) for e in earned.values()):
        return None
    reading = Reading(
        "scoring",
        "、".join(i.name for i in items),
        "score",
        computed_score(asked, background(question), [i.id for i in items]),
    )
    build = (lambda: _together(asked, items, earned)) if sure else (lambda: _ONE_BY_ONE)
    return Proposal(reading, build, tuple(i.id for i in items), "score")


def _together(asked: Asked, items: list[RubricItem], earned: dict[str, list[Earned]]) -> Answer:
    got = [capped(i, earned[i.id]) for i in items]
    total = sum(got)
    lead = f"共{plain(total)}分：{'＋'.join(map(plain, got))}＝{plain(total)}。"
    lines = tuple(
        f"第{i.number}项{i.name}：{plain(points)}分" + (f"（{working}）" if working != plain(points) else "")
        for i, points in zip(items, got, strict=True)
        for working in ("＋".join(e.working for e in earned[i.id]),)
    )
    sources = tuple(dict.fromkeys(asked.library.source(i, earned[i.id][0].component) for i in items))
    return Answer(lead, "answered", "scoring", lines, sources)


def _most(record: Record) -> float | None:
    if isinstance(record, RubricItem):
        return cap_of(record)
    return record.points if isinstance(record, RubricGroup) else None
