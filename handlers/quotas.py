"""Places by recommending unit (名额): whether a question is about them, and about which."""

from __future__ import annotations

import re
from collections.abc import Callable

from handlers.answer import Answer, Reading, Slots
from handlers.counting import COUNTABLE
from handlers.proposal import Asked, Proposal, computed_score
from handlers.question import Token
from handlers.quota_answers import EACH, compose, cost
from handlers.quota_cells import Cells, cells_of
from handlers.quota_rows import which_rows
from handlers.quota_verdicts import WANTS

_TABULAR = 0.1  # what a full row costs is more than what one of each costs
_PLACES = re.compile(r"名额|指标|限额|配额|合计|总数")
_NAMED = re.compile(r"名额|指标|限额|配额|表")  # what is counted beside them is places, and not what is paid for
_ONE_OR_OTHER = re.compile(r"[个名家]?还是[\d一二两三四五六七八九十]+[个名家]")
_ALL = re.compile(r"全省|全部|所有")
_IN_ALL = re.compile(r"一共|总共|都是")
_OF_THE_TABLE = re.compile(r"(?:几|多少)个?(?:行(?!业)|列|栏|页|格)")  # how long the table is, and not what it says
_ASKS = frozenset({"quota", "total", "share"})
_ASKS_WHICH = _ASKS | {"about", "options", "participants"}  # rows, by what they hold


def propose(asked: Asked) -> Proposal | None:
    """The cells that the question names, where it asks how many."""
    question = asked.question
    which = not question.facets - _ASKS_WHICH
    costs = _asks_cost(asked)
    asks = costs or _asks_how_many(asked)
    aside = (not asks and question.facets) or _OF_THE_TABLE.search(question.text) or _prices_told(asked)
    cells = cells_of(asked) if which or not aside else None
    if cells is None:
        return None
    rows = which_rows(asked, cells) if which else None
    if rows is not None:
        return _proposal(asked, cells, lambda: rows, costs=False)
    if aside or (costs and not cells.rows):
        return None
    if not (asks or _is_pointed_at(asked, cells)) or not (costs or _is_about(asked, cells)):
        return None
    build = (lambda: cost(asked, cells)) if costs else (lambda: compose(asked, cells, _counted(asked)))
    return _proposal(asked, cells, build, costs=costs)


def _asks_cost(asked: Asked) -> bool:
    """Whether all places of some rows are to be paid for, or those that the last turn added up."""
    question, memory = asked.question, asked.memory
    if question.has("full"):
        return "fee" in question.facets or memory.facet == "fee"
    said = any(not t.implied for t in question.named() if t.names.rows or t.names.columns or t.names.records)
    stored = memory.facet == "quota" and memory.slots.get("rows") and memory.slots.get("columns")
    return bool(stored and question.has("sum") and "fee" in question.facets and not said and not question.numbers)


def _prices_told(asked: Asked) -> bool:
    """Whether it is an amount of money that is asked about: 300块是每人还是两人一共."""
    told = any(n.unit == "元" for n in asked.question.numbers)
    return told and not _PLACES.search(asked.question.text)


def _asks_how_many(asked: Asked) -> bool:
    question = asked.question
    how_many = any(t.role == "asking" and "quota" in t.facets for t in question.tokens)
    held = (question.has("polar") or WANTS.search(question.text)) and _counted(asked)
    added = _NAMED.search(question.text) and (question.has("sum") or _ALL.search(question.text))
    return bool(question.facets & _ASKS or how_many or held or added)


def _counted(asked: Asked) -> list[Token]:
    return [n for n in asked.question.numbers if n.unit in COUNTABLE]


def _is_about(asked: Asked, cells: Cells) -> bool:
    """Whether the places themselves are asked for, and of all rows only where a total or each of them is."""
    question = asked.question
    if "fee" in question.facets and "quota" not in question.facets:
        return False
    spoken = {f for t in question.tokens if not t.implied and t.role in {"cue", "name"} for f in t.facets}
    compared = question.has("difference") and len(cells.rows) > 1  # 大同比太原多几个: of whatever they have
    goes_on = asked.memory.facet == "quota" and not spoken - _ASKS  # 那阳泉呢, after another row
    if cells.all_columns and not (spoken & _ASKS or compared or goes_on):
        return False
    if cells.rows:
        return True
    adds_up = asked.memory.facet == "fee" and not question.facets - {"total"}  # what was said to cost
    had = question.numbers and not question.has("mismatch") and not _NAMED.search(question.text)  # is not all there is
    every = question.facets & {"total"} or question.has("mismatch") or question.has("sum") or EACH.search(question.text)
    return bool(every and spoken & {"quota", "total"} and _tells_of_places(asked, cells) and not adds_up and not had)


def _proposal(asked: Asked, cells: Cells, build: Callable[[], Answer], *, costs: bool) -> Proposal:
    strength = {t.start: _explains(t) for t in asked.question.tokens}
    score = computed_score(asked, strength, (cells.table.id,)) + (_TABULAR if costs else 0.0)
    names = "、".join([r.name for r in cells.rows] + [c.name for c in cells.columns])
    subjects = tuple(c.of for c in cells.columns if c.of) if not cells.all_columns else ()
    slots: Slots = {"rows": tuple((cells.table.id, r.name) for r in cells.rows)}
    if not cells.all_columns:
        slots["columns"] = tuple((cells.table.id, c.key) for c in cells.columns)
    return Proposal(Reading("quotas", names, "quota", score), build, subjects, "fee" if costs else "quota", slots=slots)


def _tells_of_places(asked: Asked, cells: Cells) -> bool:
    text = asked.question.text
    return bool(_PLACES.search(text)) or (not cells.all_columns and bool(_IN_ALL.search(text)))


def _is_pointed_at(asked: Asked, cells: Cells) -> bool:
    """Whether a cell is named by its row and column and nothing else is said, or two rows are compared."""
    question = asked.question
    compared = question.has("difference") or question.has("mismatch")
    said = (t for t in question.tokens if t.role in {"word", "asking", "number"} and t.weight > 0 and not t.implied)
    bare = bool(_ONE_OR_OTHER.search(question.text)) or not any(len(t.text) > 1 or t.role == "asking" for t in said)
    rows = {r for t in question.named() if not t.implied for r in t.names.rows}
    return bool(rows) and ((bare and not cells.all_columns) or (compared and len(cells.rows) > 1))


def _explains(token: Token) -> float:
    if token.role == "name":
        return 1.0 if token.names.rows or token.names.columns or token.names.records else 0.3
    if token.role == "cue":
        return 1.0 if token.facets & (_ASKS | {"fee", "rule"}) else 0.3
    return {"asking": 1.0, "number": 1.0}.get(token.role, 0.35)
