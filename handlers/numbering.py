"""Numbers that the documents do not have: 附件11 where there are ten, 第30项 of 27."""

from __future__ import annotations

import re

from handlers.answer import Answer, Reading
from handlers.compose import contact_lines
from handlers.proposal import Asked, Proposal
from knowledge.numerals import whole_number

_NUMBERED = re.compile(
    r"(附件|附表|第)(\d{1,3}|[一二三四五六七八九十]{1,3})(?![.\d年月日号天周份字张页套个次届家名人篇本元万%])(项|条|章|款)?"
)
_LEAST = 3  # so many numbers make a series; of annexes, one does
_ANNEXES = {"附件", "附表"}
_SURE = 1.25  # above whatever else its words go with


def propose(asked: Asked) -> Proposal | None:
    """That a number named lies beyond a series of the pack's names, with where the series ends."""
    found = _beyond(asked)
    if found is None:
        return None
    said, first, last = found
    known = first if first == last else f"{first}至{last}"
    answer = Answer(f"没有找到{said}：文件里只有{known}。", "unknown", "numbering", contact_lines(asked.library.pack))
    return Proposal(Reading("numbering", said, "", _SURE), lambda: answer)


def _beyond(asked: Asked) -> tuple[str, str, str] | None:
    """What is said and is not there, with the first and the last of its series."""
    for match in _NUMBERED.finditer(asked.question.text):
        head, tail, number = match[1], match[3] or "", whole_number(match[2])
        series = asked.library.index.series.get((head, tail), frozenset())
        least = 1 if head in _ANNEXES else _LEAST
        if number is not None and len(series) >= least and not min(series) <= number <= max(series):
            return match.group(), f"{head}{min(series)}{tail}", f"{head}{max(series)}{tail}"
    return None
