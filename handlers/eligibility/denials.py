"""What a message says is not there, or is not done: 没有论文, 没出过事故, 不认章程."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.eligibility.finding import Finding
from handlers.question import Question
from knowledge.parts import Criterion
from knowledge.text import normalise

_DENIAL = re.compile(
    r"(?<!有)(没有?|未|无|从来没|从未|从没|不曾|零|不存在)[^,.!?;了]{0,6}((,|和|或|及|与)[^,.!?;有过了出发但可就是在去今前上]{0,4})*$"
)
_NONE = re.compile(
    r"[^,.!?;]{0,3}(没有(?!报|上|公)|没出|没发生|没受|为零|是零|0次)|[^,.!?;]{0,3}一[次个起回件](都|也)没"
)
_WITHOUT = r"(?<!有)(?:从来没|从没|从未|没有|没|未|无)(?!少)[^,.!?;的]{0,12}"
_NO_SUCH = (
    r"(?:一[个篇项次])?(?:都|也|还)?"
    r"(?:没有|没发表?过?|没拿过?|没得过?|没评上过?|为零|是零)(?:过|呢|啊|了)?(?=[,.!?;]|$)"
)
_REFUSED = re.compile(
    r"(?:不(?:想|愿意?|肯|打算|会|能)?(?:承?认可?|遵守|履行|接受|同意|执行|服从|赞成|致力|从事|支持)|拒绝|反对|违反)[^,.!?;]{0,4}$"
)


def denied(before: str, behind: str) -> bool:
    """Whether a mention between two texts is of there being none; one denial holds for a list: 没有质量、安全事故."""
    return bool(_NONE.match(behind) or _DENIAL.search(before))


def lacks(before: str, behind: str) -> bool:
    """Whether what stands around a word in its clause says that there is none of it."""
    return bool(re.search(_WITHOUT + "$", before) or re.match(_NO_SUCH, behind))


def refused(question: Question, criterion: Criterion) -> str:
    """What people judge and a message says is not so (不认章程), in its words; empty where nothing is."""
    stated = normalise(criterion.text)
    for token in question.tokens:
        if token.implied or len(token.text) < 2 or token.text not in stated:
            continue
        said = _REFUSED.search(question.text[: token.start])
        if said:
            return f"您说{said.group()}{token.text}"
    return ""


def alternatives(text: str, criterion: Criterion) -> Iterator[tuple[str, str, int]]:
    """Each of the things of which one is enough that a text mentions, with the word for it and where that stands."""
    for thing, words in criterion.any_of.items():
        word = next((w for w in map(normalise, (*words, thing)) if w in text), "")
        if word:
            yield thing, word, text.find(word)


def without(criterion: Criterion, missing: list[str]) -> Finding | None:
    """What follows from the missing ones of several things of which one is enough."""
    others = [thing for thing in criterion.any_of if thing not in missing]
    if not missing:
        return None
    if not others:
        return Finding(criterion, "failed", f"您说没有{'、'.join(missing)}")
    return Finding(criterion, "open", f"您说没有{'、'.join(missing)}，有{'或'.join(others)}也可以", narrow=True)
