"""Years that no document knows of: what is told instead is of another year, and says so."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.answer import Answer
from handlers.proposal import Asked

_ASKED = re.compile(r"((?:19|20)\d\d)年度?(?:的|有|会|要|计划|工作|通知|活动|会议|申报|截止|名额)")
_OWN_CASE = re.compile(r"我|咱|俺|成立|入会|入的|注册|拿过|获|得过|填|写")  # a year of the member's own


def other_year(asked: Asked, answer: Answer) -> Answer:
    """The answer, after a word that no document is of the year that was asked about, where that is so."""
    text = asked.question.text
    year = next((y for y in _ASKED.findall(text) if not asked.library.pack.says(y)), "")
    of_a_year = any(d.expires or d.year for d in asked.library.pack.manifest.documents)  # what has no end holds on
    if not year or not of_a_year or _OWN_CASE.search(text) or answer.outcome == "clarify":
        return answer
    return replace(answer, lead=f"文件没有{year}年的内容，收录的是：{answer.lead}")
