"""Questions about another association: not answered with this one's facts."""

from __future__ import annotations

import re

from handlers.answer import Answer, Reading
from handlers.compose import contact_lines, suggestions
from handlers.proposal import Asked, Proposal
from handlers.regions import places
from knowledge.text import normalise

_BODY = r"(省|市|自治区)?(的|[^,.!?;的]{0,8}?)(协会|质协|学会|联合会|商会)"
_NATIONWIDE = re.compile(r"(?:中国|全国|中华|国际|世界)[^,.!?;的各]{0,8}?(?:协会|质协|学会|联合会|商会)")
_OF_IT = re.compile(r"(省|市|自治区)?(那边|那里)?(的|有)?")  # 广东的会费, 西安有多少名额
_OWN_CASE = re.compile(r"我|咱|俺|能|可以|可否|想|算")


def propose(asked: Asked) -> Proposal | None:
    """An association of a place or of the whole country that neither this one's names nor its documents know."""
    text, pack = asked.question.text, asked.library.pack
    own = "".join((pack.name, *pack.manifest.aliases, pack.manifest.region))
    for place, province, at in places(text):
        match = re.match(_BODY, text[at + len(place) :])
        body = text[at : at + len(place) + match.end()] if match else ""
        if not body and pack.manifest.region and not pack.says(place) and _asked_of(asked, at, place):
            body = place
        if not body or place in own or province in own or pack.says(body):
            continue
        return _declined(asked, body)
    nationwide = _NATIONWIDE.search(text)
    if nationwide and nationwide[0] not in normalise(own) and not _is_known(asked, nationwide):
        return _declined(asked, nationwide[0])
    return None


def _is_known(asked: Asked, body: re.Match[str]) -> bool:
    """Whether the documents speak of it, or of what its name begins with."""
    within = (t for t in asked.question.named() if body.start() <= t.start and t.end <= body.end())
    in_full = re.compile(".{0,2}".join(map(re.escape, body[0])))  # 中国质协 where they write 中国质量协会
    return any(in_full.search(t.squeezed) for t in asked.library.pack.texts.values()) or any(within)


def _declined(asked: Asked, body: str) -> Proposal:
    pack = asked.library.pack
    lead = f"没有找到{body}的内容：本账号只收录{pack.name}的文件。"
    answer = Answer(lead, "unknown", "elsewhere", contact_lines(pack), choices=suggestions(pack))
    return Proposal(Reading("elsewhere", body, "", 1.3), lambda: answer)


def _asked_of(asked: Asked, at: int, place: str) -> bool:
    """Whether what is asked for is said to be that place's own, and not the member's case told."""
    question = asked.question
    behind = _OF_IT.match(question.text, at + len(place))
    end = behind.end() if behind else at
    asks = any(t.start == end and t.role in {"name", "cue"} and t.facets for t in question.tokens)
    return asks and not _OWN_CASE.search(question.text)
