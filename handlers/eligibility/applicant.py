"""What the applicant is and where: the places and kinds that a message tells, against those that are accepted."""

from __future__ import annotations

import re
from collections.abc import Collection

from handlers.eligibility.finding import Finding, State
from handlers.lexicon import lexicon
from handlers.regions import places, within
from knowledge.parts import Criterion
from knowledge.text import normalise, places_of

_BESIDE_IT = re.compile(r"(离|靠近|挨着|去|到|跑)$")
_NOT_IN = re.compile(r"(不|没|没有|未|并未|非)(在|是)?$")
_NOT_THERE = re.compile(r"[^,.!?;]{0,3}(没|未|不)|(省|市)?(以外|之外|外(?!资|企|商|贸))")
_WHETHER = re.compile(r"(.)[不没]\1|[不没](?=[,.!?;]|$)")  # 行不行, 能入会不 ask and deny nothing
_BRANCH = re.compile(r"分公司|子公司|分部|办事处|分店|总部|总公司|分会")
_NOT = re.compile(r"(不是|不算|并非|不在|不属于)$")
_OWN_REGION = (("省内", "省"), ("本省", "省"), ("我省", "省"), ("本市", "市"), ("市内", "市"))
_NEAR = 4  # characters between a place and the word that says that it is the one that counts
_FAR = 99


def placed(text: str, criterion: Criterion) -> Finding | None:
    """Whether the place told lies in one of the regions; open where a branch tells two and not which one counts."""
    outside = next((w for w in lexicon().outside if w in text and not _NOT.search(text[: text.find(w)])), "")
    found = [(p, home, at) for p, home, at in places(text) if not _BESIDE_IT.search(text[:at])]
    regions = [w for v, words in criterion.values.items() for w in (v, *words)]
    told = [(p, at, any(within(p, home, r) for r in regions) and not _denied(text, p, at)) for p, home, at in found]
    if outside and not any(inside for _, _, inside in told):
        return Finding(criterion, "failed", f"您说的是{outside}")
    if not told:
        return _by_its_own_words(text, criterion)
    told += [(outside, text.find(outside), False)] if outside else []
    place, at, inside = min(told, key=lambda p: _distance(text, p[1], criterion))
    either_way = len({i for _, _, i in told}) > 1
    if either_way and _BRANCH.search(text) and _distance(text, at, criterion) > _NEAR:
        return Finding(criterion, "open", f"您说到{'和'.join(p for p, _, _ in told)}")
    there = "不在" if not inside and _denied(text, place, at) else ""
    part = any(within(p, home, r) and not r.startswith(p) for p, home, _ in found for r in regions if p == place)
    if there and part:  # who is not in a city may still be elsewhere in its province
        return Finding(criterion, "open", f"您说的是不在{place}")
    return Finding(criterion, "met" if inside else "failed", f"您说的是{there}{place}")


def named_value(
    text: str, criterion: Criterion, negated: Collection[str] = (), taken: Collection[int] = ()
) -> tuple[str, str] | None:
    """The accepted value that a text names, and the word that it does so with; not at the places that are ``taken``."""
    for value, words in criterion.values.items():
        for word in sorted((value, *words), key=len, reverse=True):
            said = normalise(word)
            at = text.find(said)
            if at >= 0 and said not in negated and at not in taken and not _NOT.search(text[:at]):
                return value, word
    return None


def as_told(criterion: Criterion, value: str, word: str) -> Finding:
    """That the applicant is one of the accepted kinds."""
    return Finding(criterion, "met", f"您说的{word}属于{value}" if word != value else f"{value}在列", value)


def _by_its_own_words(text: str, criterion: Criterion) -> Finding | None:
    """A region that no list of places knows, or 省内 and 本市, which are the association's own."""
    own = [w for v, words in criterion.values.items() for w in map(normalise, (v, *words))]
    own += [w for w, ending in _OWN_REGION if any(v.endswith(ending) for v in criterion.values)]
    said = next((w for w in own if w in text), "")
    if not said:
        return None
    state: State = "failed" if _NOT_IN.search(text[: text.find(said)]) else "met"
    return Finding(criterion, state, f"您说的是{'不在' if state == 'failed' else ''}{said}")


def _denied(text: str, place: str, at: int) -> bool:
    behind = _WHETHER.sub("", text[at + len(place) :])
    return bool(_NOT_THERE.match(behind) or _NOT_IN.search(text[:at]))


def _distance(text: str, at: int, criterion: Criterion) -> int:
    return min((abs(place - at) for w in criterion.told_by for place in places_of(w, text)), default=_FAR)
