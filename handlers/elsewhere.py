"""Questions about another association: not answered with this one's facts."""

from __future__ import annotations

import re

from handlers.answer import Answer, Reading
from handlers.compose import contact_lines, suggestions
from handlers.proposal import Asked, Proposal
from handlers.regions import places

_BODY = r"(省|市|自治区)?(的|[^,.!?;的]{0,8}?)(协会|质协|学会|联合会|商会)"
_OF_IT = re.compile(r"(省|市|自治区)?(那边|那里)?(的|有)?")  # 广东的会费, 西安有多少名额
_OWN_CASE = re.compile(r"我|咱|俺|能|可以|可否|想|算")


def propose(asked: Asked) -> Proposal | None:
    """An association of a place that neither this one's names nor its documents know as such."""
    text, pack = asked.question.text, asked.library.pack
    own = "".join((pack.name, *pack.manifest.aliases, pack.manifest.region))
    for place, province, at in places(text):
        match = re.match(_BODY, text[at + len(place) :])
        body = text[at : at + len(place) + match.end()] if match else ""
        if not body and pack.manifest.region and not pack.says(place) and _asked_of(asked, at, place):
            body = place
        if not body or place in own or province in own or pack.says(body):
            continue
        lead = f"没有找到{body}的内容：本账号只收录{pack.name}的文件。"
        return _declined(body, Answer(lead, "unknown", "elsewhere", contact_lines(pack), choices=suggestions(pack)))
    return None


def _declined(body: str, answer: Answer) -> Proposal:
    return Proposal(Reading("elsewhere", body, "", 1.3), lambda: answer)


def _asked_of(asked: Asked, at: int, place: str) -> bool:
    """Whether what is asked for is said to be that place's own, and not the member's case told."""
    question = asked.question
    behind = _OF_IT.match(question.text, at + len(place))
    end = behind.end() if behind else at
    asks = any(t.start == end and t.role in {"name", "cue"} and t.facets for t in question.tokens)
    return asks and not _OWN_CASE.search(question.text)
