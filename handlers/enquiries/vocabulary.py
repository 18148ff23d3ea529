"""The words that an association's own applications add to how members ask: statuses, papers, what is applied for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from handlers.enquiries.cues import cues
from knowledge.applying import Applying
from knowledge.text import normalise

_PAPER, _THING = "材料", "成果"
_SHORTEST = 2  # characters of a name
_PREFIX = "需已"  # without which a status is spoken of, too: 要补正


@dataclass(frozen=True)
class Vocabulary:
    """What an association's names are in general words, and which status a question asks about."""

    papers: re.Pattern[str]
    things: re.Pattern[str]
    statuses: tuple[tuple[str, re.Pattern[str]], ...]

    @classmethod
    def of(cls, applying: Applying) -> Vocabulary:
        """The words of a pack's applications."""
        applications = applying.applications.values()
        papers = (n for a in applications for p in a.papers for n in (p.name, *p.aliases))
        things = (n for a in applications for n in (a.name, *a.aliases) if not n.startswith("入会") and "会员" not in n)
        statuses = tuple(dict.fromkeys(s.name for w in applying.workflows.values() for s in w.statuses))
        before, after = cues().explain
        asked = tuple((s, re.compile(f"{before}{_named(s)}{after}")) for s in statuses)
        return cls(_any(papers), _any(things), asked)

    def general(self, gist: str) -> str:
        """What is asked, with papers and what is applied for in general words."""
        return self.things.sub(_THING, self.papers.sub(_PAPER, gist))

    def explained(self, said: str) -> str:
        """The status whose meaning is asked for, or empty."""
        return next((status for status, asked in self.statuses if asked.fullmatch(said)), "")


def _named(status: str) -> str:
    name = normalise(status)
    short = name.lstrip(_PREFIX)
    return f"(?:{re.escape(name)}|{re.escape(short)})" if len(short) >= _SHORTEST else re.escape(name)


def _any(names: Iterable[str]) -> re.Pattern[str]:
    """Any of some names, the longest first; nothing where there are none."""
    spoken = {cues().noise.sub("", normalise(n)) for n in names}
    told = sorted((n for n in spoken if len(n) >= _SHORTEST), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, told)) or r"(?!)")
