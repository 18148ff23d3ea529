"""The points for a share: of the numbers told, which is the part and which the whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.counting import told_counts
from handlers.earned import Earned
from handlers.proposal import Asked
from handlers.question import Token, before_in_clause, behind_in_clause
from knowledge.numerals import plain
from knowledge.parts import Scoring
from knowledge.text import normalise

_SHORT_OF = re.compile(r"(不到|不足|没到|未到|(?<!有)没(有)?(达到)?|未达到|达不到|低于|少于|不满|接近|将近)了?$")
_NOT_QUITE = re.compile(r"不到|不足|以下|以内|之下")
_BUT = re.compile(r"但是?|可是|不过|却")
_REACH = 8  # characters between a number and the word that tells what it counts
_ASIDE = 99


def share_of(asked: Asked, component: Scoring) -> Earned | None:
    """The points for the share that was told, or that follows from the part and the whole."""
    text, counts = asked.question.text, told_counts(asked.question)
    shares = [n for n in asked.question.numbers if n.share]
    part, whole = _part_and_whole(text, counts, component)
    both = part is not None and whole is not None
    if both and not any(_speaks_of(text, n, component) for n in shares):
        aside, shares = shares, []  # a share of something else: 只公开了一半
    else:
        aside = []
    reached = [n for n in shares if not (_SHORT_OF.search(text[: n.start]) or _NOT_QUITE.match(text, n.end))]
    if shares and not reached:
        return None  # below half may be anything
    earned = _reached(component, part, whole, reached[0].value if reached else None)
    used = {n.start for n in (part, whole) if n is not None}
    beside = [n for n in counts if n.start not in used] if both and not reached else []
    return replace(earned, beside=(*beside, *aside)) if earned else None


def _reached(component: Scoring, part: Token | None, whole: Token | None, share: float | None) -> Earned | None:
    working = f"{plain(share)}%" if share is not None else ""
    if share is None and part is not None and whole is not None and whole.value:
        share = 100 * (part.value or 0) / whole.value
        working = f"{plain(part.value or 0)}÷{plain(whole.value)}＝{plain(round(share, 1))}%"
    tiers = [t for t in component.tiers if share is not None and t.at_least is not None and share >= t.at_least]
    best = max(tiers, key=lambda t: t.points, default=None)
    if component.count_at_least and part is not None and (part.value or 0) >= component.count_at_least:
        points, unit = component.count_points or 0.0, component.unit
        if best is None or points > best.points:
            enough = f"达到{plain(component.count_at_least)}{unit}"
            return Earned(component, points, f"{plain(part.value or 0)}{unit}，{enough}")
    if best is not None:
        return Earned(component, best.points, f"{working}，达到{plain(best.at_least or 0)}%")
    if share is not None:
        lowest = min(t.at_least for t in component.tiers if t.at_least is not None)
        return Earned(component, 0.0, f"{working}，不到最低一档{plain(lowest)}%", stated=False)
    return None


def _part_and_whole(text: str, counts: Sequence[Token], component: Scoring) -> tuple[Token | None, Token | None]:
    part = _nearest(text, counts, component.part_words)
    whole = _nearest(text, [n for n in counts if n is not part], component.whole_words)
    if part is None and whole is not None and len(counts) > 1:
        part = next((n for n in counts if n is not whole), None)
    if whole is None and part is not None and len(counts) > 1:
        whole = max((n for n in counts if n is not part), key=lambda n: n.value or 0)
    if part and whole and (part.value or 0) > (whole.value or 0):
        return whole, part
    return part, whole


def _speaks_of(text: str, number: Token, component: Scoring) -> bool:
    """Whether the words around a share say that it is the component's, or say nothing else."""
    around = _BUT.split(before_in_clause(text, number.start))[-1] + behind_in_clause(text, number.end)
    words = map(normalise, (*component.part_words, *component.words, *component.whole_words))
    return any(w in around for w in words)


def _nearest(text: str, numbers: Sequence[Token], words: tuple[str, ...]) -> Token | None:
    """The number next to one of the words, in its clause if one is: 签了150家, 150家签了."""
    found = [(gap, n.start, n) for n in numbers for w in map(normalise, words) if (gap := _gap(text, n, w)) < _ASIDE]
    return min(found)[2] if found else None


def _gap(text: str, number: Token, word: str) -> int:
    """How far a word stands from a number; one of another clause or behind it is further off."""
    at = text.rfind(word, 0, number.start)
    before = number.start - at - len(word) if at >= 0 else _ASIDE
    if before <= _REACH and word in before_in_clause(text, number.start):
        return before
    behind = behind_in_clause(text, number.end).find(word)
    if 0 <= behind <= _REACH:
        return _REACH + 1 + behind
    return 2 * _REACH + before if before <= _REACH else _ASIDE
