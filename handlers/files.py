"""Who wants a form sent (给我发个申请表) is told where it is to be had, or that nothing says so."""

from __future__ import annotations

import re

from handlers.answer import Answer, Reading
from handlers.compose import answer_unit, contact_lines
from handlers.proposal import Asked, Proposal, background, computed_score
from knowledge.schema import Form

_SENT = re.compile(
    r"(给|帮)(我|我们|俺|咱)?(发|传|寄|转|弄|来)(我|我们)?(一|1)?(个|份|张|下|套)|发(我|给我|过来)(一|1)?(个|份|张|下)?"
    r"|传(给)?我|(求|要|来)(一|1)?(份|张)(?!数)|有没有.{0,10}(模板|空白表|电子版的?表)|把.{0,14}发(给)?我"
)


def propose(asked: Asked) -> Proposal | None:
    """Where the one form that was named is to be had."""
    question = asked.question
    if not _SENT.search(question.text) or question.facets or (question.numbers and question.has("polar")):
        return None
    records = asked.library.pack.records
    named = list(dict.fromkeys(r for t in question.named() if not t.implied for r in sorted(t.names.records)))
    forms = [r for i in named if isinstance(r := records.get(i), Form)]
    if len(forms) != 1 or any(t.role == "asking" for t in question.tokens):
        return None
    form, index = forms[0], asked.library.index
    told = [index.units[n] for n in index.by_facet.get("download", ()) if index.units[n].related & {form.id}]
    own = sorted(told, key=lambda u: u.record.id != form.id)
    score = computed_score(asked, background(question), (form.id,))
    lead = f"这里发不了文件；{form.name}在哪里领取或下载，文件没有说明。"
    answer = Answer(lead, "unspecified", "files", contact_lines(asked.library.pack))
    if own:
        answer = answer_unit(asked.library, own[0], asked.today, "files")
    return Proposal(Reading("files", form.name, "download", score), lambda: answer, (form.id,), "download")
