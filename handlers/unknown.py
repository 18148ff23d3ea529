"""The honest end: ask back, or say that nothing was found."""

from __future__ import annotations

from handlers.answer import Answer, Choice, Source
from handlers.compose import contact_line, say, suggestions
from handlers.proposal import Asked
from handlers.ranking import Scored
from knowledge.facets import LABELS
from knowledge.text import normalise

MOST_CHOICES = 4
_ECHO_MOST = 28  # characters of the question that are said back
_QUOTED = 0.42  # the score from which a passage is worth showing
_QUOTE_MOST = 160
_OF_THE_KIND = 0.5  # a facet so near to what is asked


def ask_back(readings: list[Scored]) -> Answer:
    """The readings that come near, to tap."""
    choices: list[Choice] = []
    for scored in readings:
        label = _title(scored)
        if label not in {c.label for c in choices}:
            choices.append(Choice(label, label))
        if len(choices) == MOST_CHOICES:
            break
    return Answer("没太明白您的意思，您想问的是下面哪一个？", "clarify", "unknown", choices=tuple(choices))


def _title(scored: Scored) -> str:
    unit = scored.unit
    label = LABELS[unit.fact.facet]
    return unit.record.name if label == "内容" else f"{unit.record.name}的{label}"


def nothing(asked: Asked) -> Answer:
    """Nothing was found: said plainly, with the nearest passage if one is near, the contact and what can be asked."""
    pack, text = asked.library.pack, " ".join(asked.question.asked.split()) if asked.question.text else ""
    echo = f"“{text if len(text) <= _ECHO_MOST else text[:_ECHO_MOST] + '…'}”" if text else "这个问题"
    lead = f"没有找到与{echo}有关的内容，本账号收录的文件未提及。"
    nearest = _passage(asked)
    if nearest is not None:
        lead, passage, source = nearest
        return Answer(lead, "unknown", "unknown", (passage, *_ways_out(asked)), (source,))
    return Answer(lead, "unknown", "unknown", _ways_out(asked), choices=suggestions(pack))


def _passage(asked: Asked) -> tuple[str, str, Source] | None:
    """The nearest passage of the documents, quoted as such, where it shares a telling word with the question."""
    best = next((s for s in asked.ranked if s.by_words and s.score >= _QUOTED), None)
    if best is None:
        return None
    unit = best.unit
    source = asked.library.source(unit.record, unit.item, unit.fact)
    if unit.fact.standing == "open":
        return "没有找到直接的答复，最接近的是：", say(unit.record, unit.fact, unit.item), source
    if not source.quote or len(source.quote) > _QUOTE_MOST:
        return None
    if best.facet < _OF_THE_KIND and not _shares_a_word(asked, source.quote):
        return None
    return "没有找到直接的答复，文件中最接近的一段是：", f"“{source.quote}”", source


def _shares_a_word(asked: Asked, quote: str) -> bool:
    """Whether two neighbouring characters of a telling word stand in the quote; else it would look like noise."""
    passage = normalise(quote)
    telling = (t.text for t in asked.question.tokens if t.role in {"name", "cue", "word"})
    return any(word[i : i + 2] in passage for word in telling for i in range(len(word) - 1))


def _ways_out(asked: Asked) -> tuple[str, ...]:
    """The contact, and a person where it is not the first time that nothing was found."""
    line = contact_line(asked.library.pack)
    person = "需要人工答复，请回复“人工”。" if asked.memory.misses else ""
    return tuple(x for x in (line, person) if x)
