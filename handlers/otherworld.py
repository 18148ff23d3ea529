"""Whether a question speaks of something that no document knows: 护照办理流程, 外卖电话."""

from __future__ import annotations

from handlers.proposal import Asked
from handlers.question import Question, Token
from knowledge.text import is_han

_TIMES = {"今天", "明天", "昨天", "今年", "明年", "去年", "现在", "目前", "下周", "上周", "下个月", "月底", "年底"}
_KNOWN = 0.35  # a word that some unit explains so far is one of the documents' world


def is_of_another_world(asked: Asked, facet: float) -> bool:
    """Whether nothing of the pack is named, and what is asked is asked of a thing unknown to it.

    ``facet`` is how near the best reading is to what a noun of the question asks. Who asks for a telephone number in so
    many words and tells a story is answered all the same, unless the number is said to be that thing's.
    """
    question = asked.question
    if any(t.names.records or t.names.rows for t in question.tokens if not t.implied):
        return False
    strange = _strange_words(asked)
    if any(t.names.records for t in question.tokens):  # of the last turn: what is asked now may not be of it
        return bool(strange) and not any(t.role == "cue" and not t.implied for t in question.tokens)
    if facet < 1.0:
        return bool(strange)
    return any(_owner(question, cue) in strange for cue in question.tokens if cue.role == "cue" and not cue.implied)


def _owner(question: Question, cue: Token) -> Token | None:
    """The thing of which a noun is asked: what stands last before it in its clause, small words aside."""
    before = (
        t
        for t in question.tokens
        if t.clause == cue.clause and t.start < cue.start and t.role in {"word", "name"} and t.text not in _TIMES
    )
    return max(before, key=lambda t: (len(t.text) > 1, t.start), default=None)  # 水管 of 水管漏了


def _strange_words(asked: Asked) -> list[Token]:
    """The words of the clauses that ask which no unit explains."""
    tokens, evidence = asked.question.tokens, asked.library.ranker.evidence
    asking = {t.clause for t in tokens if t.role in {"cue", "asking"}}
    return [
        t
        for t in tokens
        if t.role == "word" and len(t.text) > 1 and is_han(t.text[0]) and t.clause in asking and not t.implied
        and evidence.best(t) < _KNOWN
    ]  # fmt: skip
