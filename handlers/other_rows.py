"""The rows of a quota table besides those that a question sets aside (除甲县外还有哪些县)."""

from __future__ import annotations

import re

from handlers.answer import Answer, Reading
from handlers.compose import edition
from handlers.proposal import Asked, Proposal, background, computed_score
from knowledge.pack import TableRow
from knowledge.schema import QuotaTable

_BESIDES = re.compile(
    r"(除|以外|之外|不算)[^.!?;]*(还有|其他|其它|另外|剩下)[^,.!?;]{0,3}(哪|什么|啥|谁|几个)(些|几个|个|种)?(?P<kind>.{0,2})"
)
_LEAST = 2  # rows of which a kind of place is the end of a name


def propose(asked: Asked) -> Proposal | None:
    """The names of the other rows; of the kind alone that is asked for, where the table tells it apart."""
    asks = _BESIDES.search(asked.question.text)
    negated = {row for t in asked.question.tokens if t.negated for row in t.names.rows}
    table = asked.library.pack.records.get(next((t for t, _ in sorted(negated)), ""))
    if asks is None or not isinstance(table, QuotaTable):
        return None
    left_out = {name for _, name in negated} | {table.total_row}
    rows = [r for r in asked.library.pack.tables[table.id].rows if r.name not in left_out]
    shown = _of_kind(rows, asks["kind"]) or _of_kind(rows, asks["kind"][:1]) or rows
    excepted = "、".join(name for _, name in sorted(negated))
    lead = f"{edition(asked.library, table, asked.today)}除{excepted}外还有{len(shown)}个："
    answer = Answer(
        lead, "answered", "other_rows", ("、".join(r.name for r in shown) + "。",), (asked.library.source(table),)
    )
    score = computed_score(asked, background(asked.question), (table.id,))
    return Proposal(Reading("other_rows", table.name, "about", score), lambda: answer, (table.id,), "about")


def _of_kind(rows: list[TableRow], kind: str) -> list[TableRow]:
    """The rows of which a name ends so: 市, 行业; none where hardly any does."""
    alike = [r for r in rows if kind and any(n.endswith(kind) for n in (r.name, *r.aliases))]
    return alike if len(alike) >= _LEAST else []
