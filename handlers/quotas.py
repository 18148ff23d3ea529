"""Places by recommending unit (名额): whether a question is about them, and about which."""

from __future__ import annotations

import re

from handlers.answer import Reading, Slots
from handlers.counting import COUNTABLE
from handlers.proposal import Asked, Proposal, computed_score
from handlers.question import Token
from handlers.quota_answers import EACH, compose, cost
from handlers.quota_cells import Cells, cells_of

_TABULAR = 0.1  # what a full row costs is more than what one of each costs
_PLACES = re.compile(r"名额|指标|限额|配额|合计|总数")
_IN_ALL = re.compile(r"一共|总共|都是")
_ASKS = frozenset({"quota", "total", "share"})


def propose(asked: Asked) -> Proposal | None:
    """The cells that the question names, where it asks how many."""
    question = asked.question
    counted = [n for n in question.numbers if n.unit in COUNTABLE]
    costs = question.has("full") and ("fee" in question.facets or asked.memory.facet == "fee")
    how_many = any(t.role == "asking" and "quota" in t.facets for t in question.tokens)
    asks = bool(question.facets & _ASKS or how_many or (question.has("polar") and counted) or costs)
    if not asks and question.facets:
        return None
    cells = cells_of(asked)
    if (
        cells is None
        or not (asks or _is_pointed_at(asked, cells))
        or ("fee" in question.facets and not costs and not question.facets & {"quota"})
    ):
        return None
    spoken = {f for t in question.tokens if not t.implied and t.role in {"cue", "name"} for f in t.facets}
    totals = (
        question.facets & {"total"} or question.has("mismatch") or question.has("sum") or EACH.search(question.text)
    )
    if not cells.rows and asked.memory.facet == "fee" and not question.facets - {"total"}:
        return None  # adds up what was said to cost
    if not cells.rows and not (totals and spoken & {"quota", "total"} and _tells_of_places(asked, cells)):
        return None
    strength = {t.start: _explains(t) for t in question.tokens}
    if cells.all_columns and not spoken & _ASKS and not costs:
        return None
    score = computed_score(asked, strength, (cells.table.id,)) + (_TABULAR if costs else 0.0)
    names = "、".join([r.name for r in cells.rows] + [c.name for c in cells.columns])
    subjects = tuple(c.of for c in cells.columns if c.of) if not cells.all_columns else ()
    slots: Slots = {"rows": tuple((cells.table.id, r.name) for r in cells.rows)}
    if not cells.all_columns:
        slots["columns"] = tuple((cells.table.id, c.key) for c in cells.columns)
    build = (lambda: cost(asked, cells)) if costs else (lambda: compose(asked, cells, counted))
    return Proposal(Reading("quotas", names, "quota", score), build, subjects, "fee" if costs else "quota", slots=slots)


def _tells_of_places(asked: Asked, cells: Cells) -> bool:
    text = asked.question.text
    return bool(_PLACES.search(text)) or (not cells.all_columns and bool(_IN_ALL.search(text)))


def _is_pointed_at(asked: Asked, cells: Cells) -> bool:
    """Whether a cell is named by its row and column and nothing else is said, or two rows are compared."""
    question = asked.question
    compared = question.has("difference") or question.has("mismatch")
    said = (t for t in question.tokens if t.role in {"word", "asking", "number"} and t.weight > 0 and not t.implied)
    bare = not any(len(t.text) > 1 or t.role == "asking" for t in said)
    rows = {r for t in question.named() if not t.implied for r in t.names.rows}
    return bool(rows) and ((bare and not cells.all_columns) or (compared and len(cells.rows) > 1))


def _explains(token: Token) -> float:
    if token.role == "name":
        return 1.0 if token.names.rows or token.names.columns or token.names.records else 0.3
    if token.role == "cue":
        return 1.0 if token.facets & (_ASKS | {"fee", "rule"}) else 0.3
    return {"asking": 1.0, "number": 1.0}.get(token.role, 0.35)
