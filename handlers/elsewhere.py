"""Questions about another association: not answered with this one's facts."""

from __future__ import annotations

import re

from handlers.answer import Answer, Reading
from handlers.compose import contact_line, suggestions
from handlers.proposal import Asked, Proposal
from handlers.regions import places

_BODY = r"(省|市|自治区)?[^,.!?;的]{0,8}?(协会|质协|学会|联合会|商会)"


def propose(asked: Asked) -> Proposal | None:
    """An association of a place that neither this one's names nor its documents know as such."""
    text, pack = asked.question.text, asked.library.pack
    own = "".join((pack.name, *pack.manifest.aliases, pack.manifest.region))
    for place, province, at in places(text):
        match = re.match(_BODY, text[at + len(place) :])
        body = text[at : at + len(place) + match.end()] if match else ""
        if not body or place in own or province in own or _known(asked, body):
            continue
        lead = f"没有找到{body}的内容：本账号只收录{pack.name}的文件。"
        line = contact_line(pack)
        return _declined(body, Answer(lead, "unknown", "elsewhere", (line,) if line else (), choices=suggestions(pack)))
    return None


def _declined(body: str, answer: Answer) -> Proposal:
    return Proposal(Reading("elsewhere", body, "", 1.3), lambda: answer)


def _known(asked: Asked, body: str) -> bool:
    return any(body in t.squeezed for t in asked.library.pack.texts.values())
