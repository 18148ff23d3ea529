"""Numbers that the documents do not have: 附件11 where there are ten, 第30项 of 27."""

from __future__ import annotations

import re

from handlers.answer import Answer, Reading
from handlers.compose import contact_lines, edition
from handlers.proposal import Asked, Proposal, background, computed_score
from knowledge.numerals import whole_number
from knowledge.schema import Form
from knowledge.text import normalise

_NUMBERED = re.compile(
    r"(附件|附表|第)(\d{1,3}|[一二三四五六七八九十]{1,3})(?![.\d年月日号天周份字张页套个次届家名人篇本元万%])(项|条|章|款)?"
)
_WHICH_ANNEX = re.compile(
    r"(?:是|在|叫|见|属于?)(?:哪个|第几个)?附[件表](?:几|多少|哪个)?(?:[呢吗啊,.!?]|$)|附[件表]几(?:是|[,.!?]|$)|(?:第几|哪)个附[件表]是"
)
_ENDING = 3  # characters with which the names of parallel forms end
_LEAST = 3  # so many numbers make a series; of annexes, one does
_ANNEXES = {"附件", "附表"}
_SURE = 1.25  # above whatever else its words go with


def propose(asked: Asked) -> Proposal | None:
    """That a number named lies beyond a series of the pack's names, with where the series ends."""
    found = _beyond(asked)
    if found is None:
        return _of_form(asked)
    said, first, last = found
    known = first if first == last else f"{first}至{last}"
    answer = Answer(f"没有找到{said}：文件里只有{known}。", "unknown", "numbering", contact_lines(asked.library.pack))
    return Proposal(Reading("numbering", said, "", _SURE), lambda: answer)


def _of_form(asked: Asked) -> Proposal | None:
    """Which annex the one form named is: 申报表是附件几."""
    records = asked.library.pack.records
    named = {r for t in asked.question.named() if not t.implied for r in t.names.records}
    forms = [r for i in sorted(named) if isinstance(r := records.get(i), Form) and r.number]
    asks = _WHICH_ANNEX.search(asked.question.text) is not None
    forms = forms if asks else _beside(asked)
    if len(forms) != 1:
        return None
    form = forms[0]
    lead = f"{edition(asked.library, form, asked.today)}{form.name.removeprefix(form.number).strip()}是{form.number}。"
    answer = Answer(lead, "answered", "numbering", (), (asked.library.source(form),))
    score = computed_score(asked, background(asked.question), (form.id,)) if asks else _SURE
    return Proposal(Reading("numbering", form.name, "number", score), lambda: answer, (form.id,), "number")


def _beside(asked: Asked) -> list[Form]:
    """The form that is called as the last one but for what is said now: 班组的呢 behind 小组申报表是附件几."""
    question, records = asked.question, asked.library.pack.records
    last = records.get(asked.memory.subjects[0]) if asked.memory.subjects else None
    if asked.memory.facet != "number" or not isinstance(last, Form) or not question.has("ellipsis"):
        return []
    said = [t.text + normalise(last.name)[-_ENDING:] for t in question.tokens if t.role in {"name", "word", "common"}]
    forms = (r for r in asked.library.of_kind(Form) if r.number and r is not last)
    return [f for f in forms if any(word in normalise(f.name) for word in said)]


def _beyond(asked: Asked) -> tuple[str, str, str] | None:
    """What is said and is not there, with the first and the last of its series."""
    for match in _NUMBERED.finditer(asked.question.text):
        head, tail, number = match[1], match[3] or "", whole_number(match[2])
        series = asked.library.index.series.get((head, tail), frozenset())
        least = 1 if head in _ANNEXES else _LEAST
        if number is not None and len(series) >= least and not min(series) <= number <= max(series):
            return match.group(), f"{head}{min(series)}{tail}", f"{head}{max(series)}{tail}"
    return None
