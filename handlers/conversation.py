"""What a short question borrows from the turn before it, and only what it does not say itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.answer import Memory
from handlers.lexicon import near_facets
from handlers.question import Question, Token
from knowledge.index import Index, Names
from knowledge.schema import QuotaTable
from knowledge.text import normalise

FADES_AFTER = timedelta(minutes=30)
LONG_NUMBER = 3  # digits from which a number is no answer to a few choices
_SHORT = 12  # characters of a question that may lean on the last one
_SUBJECT, _POINTED_AT, _BESIDE, _ASIDE, _FACET = 0.6, 1.0, 0.25, 0.05, 1.0
_TOLD = 0.3
_RECOMMENDS = re.compile(r"推荐?|报")  # 可以推荐几名 asks for places, 要几个 for what was asked before
_TO_WHEN = re.compile(r"到(哪|几|什么|啥|何)")
_LEFT_OUT = re.compile(r"^(那么?|还有)|的?(话)?呢?[?.!]*$")  # what is left of 副的呢 begins the name of what is meant
_ALIKE = 2  # characters with which the names of parallel records end
_AS_GOOD = 0.75  # a facet so near to what is asked answers it of the last subject
_SAID = 1.0  # what the words of an elliptical question weigh at least
_PRONOUN = re.compile(r"[它其]|这个|那个|该|[这那]一?[项条款]|[这那]几[个名家位项条]")
_PLACE = re.compile(
    r"[^\W\d_这那俩两各全本几一哪每些](市|县|区|省|州)(?!质|里|级|场|别)"
)  # a place that the table does not know
_BOTH = re.compile(
    r"这?两[个样项者种档级边]|[这那]两家|两家(?=[^,.!?;]{0,4}(?:加|合|共|总|差|哪|都|各|比|相|区别))|[这那它他]?俩|前面两|前一?个.{0,6}后一?个|后一?个.{0,6}前一?个|都有|加起来|合起来|一共|总共|合计|相?差了?(多少|几)|哪个(贵|便宜|多|高)"
)
_LEANS = re.compile(rf"{_BOTH.pattern}|[这那]几[个名家位]")


def awake(memory: Memory, now: datetime) -> Memory:
    """The memory, or an empty one when the last turn was too long ago."""
    try:
        last = datetime.fromisoformat(memory.at)
    except ValueError:
        return Memory()
    return memory if abs(now - last) <= FADES_AFTER else Memory()


def chosen(text: str, memory: Memory) -> str:
    """What is said with a bare number or a label that answers the last turn's choices; else the text itself."""
    said = text.strip().strip("。.、)） ")
    if said.isdecimal() and len(said) < LONG_NUMBER and 1 <= int(said) <= len(memory.choices):
        return memory.choices[int(said) - 1].say
    return next((c.say for c in memory.choices if said == c.label), text)


def carry(question: Question, memory: Memory, index: Index) -> Question | None:
    """The question with what it leaves out taken from the last turn; None where it stands on its own."""
    if not (memory.subjects or memory.facet or memory.slots):
        return None
    if memory.facet == "period" and _TO_WHEN.search(question.text):
        question = _to_when(question)
    if question.has("ellipsis"):
        question = _of_the_same(question, memory, index)
    named = [t for t in question.named() if _names_something(t, index)]
    pronoun = bool(_PRONOUN.search(question.text))
    leans = question.has("ellipsis") or len(question.text) <= _SHORT or bool(_LEANS.search(question.text))
    compared = question.has("difference") and len(question.named()) == 1
    if not (leans or compared) or (named and question.facets and not (pronoun or compared)):
        return None
    if _changes_subject(named, memory, index) and not (pronoun or question.facets):
        return None
    implied = list(_implied(question, memory, index, pronoun))
    if not implied:
        return None
    spoken = tuple(t._replace(weight=max(t.weight, _SAID)) if _counts(question, t) else t for t in question.tokens)
    facets = question.facets | {f for t in implied if t.role == "cue" for f in t.facets}
    counted = question.counted or (memory.counted if facets - question.facets else "")
    return replace(question, tokens=(*spoken, *implied), facets=facets, counted=counted)


def _changes_subject(named: list[Token], memory: Memory, index: Index) -> bool:
    """Whether things are named of which nothing is told that is near to what was asked before: they are asked about."""
    records = [
        r for t in named if t.text[0] != "第" for r in t.names.records
    ]  # 第二条 may be an entry of the last list
    cells = any(t.names.rows or t.names.columns for t in named)
    asked = _nearly(frozenset((memory.facet,)))
    return bool(records) and bool(memory.facet) and not cells and not any(asked & index.facets_of(r) for r in records)


def _to_when(question: Question) -> Question:
    """The end of a period, and no deadline: 截止到哪个月 behind 从哪个月开始."""
    ended = frozenset({"period"})
    tokens = tuple(
        t._replace(facets=ended) if t.role == "cue" and "deadline" in t.facets else t for t in question.tokens
    )
    return replace(question, tokens=tokens, facets=question.facets - {"deadline"} | ended)


def _of_the_same(question: Question, memory: Memory, index: Index) -> Question:
    """The question without what its name alone would ask (网站 of 网站呢), where the last turn says what is asked."""
    if any(t.role == "cue" or (t.role == "asking" and t.facets) for t in question.tokens):
        return question
    bare = tuple(
        t._replace(facets=frozenset())
        if t.role == "name"
        and (
            any(memory.facet in index.facets_of(r) for r in t.names.records)
            or (t.names.rows and memory.slots.get("rows"))
        )
        else t
        for t in question.tokens
    )
    facets = frozenset(f for t in bare if t.role in {"cue", "name"} for f in t.facets)
    return replace(question, tokens=bare, facets=facets)


def _names_something(token: Token, index: Index) -> bool:
    """Whether a name is of something particular; the table of places is not, when a place is asked for."""
    records = [index.pack.records[r] for r in token.names.records if r in index.pack.records]
    tables = bool(records) and all(isinstance(r, QuotaTable) for r in records)
    if token.facets and not token.names.rows and not token.names.columns and not _holds_a_name(token, index):
        return False  # a name that is mostly what is asked for: 活动费, AB角
    rows = {(t, r) for t, r in token.names.rows if r != _total_row(index, t)}
    if token.names.rows and not rows and not token.names.records and not token.names.columns:
        return False  # 合计 is also what the table calls its last row
    return not tables or bool(token.names.rows or token.names.columns)


def _total_row(index: Index, table: str) -> str:
    record = index.pack.records.get(table)
    return record.total_row if isinstance(record, QuotaTable) else ""


def _holds_a_name(token: Token, index: Index) -> bool:
    """Whether a name is a shorter one of the same record with what is asked of it behind: 副会长单位 and 会费."""
    shorter = (index.names.get(token.text[:end]) for end in range(2, len(token.text) - 1))
    return any(n is not None and n.records & token.names.records for n in shorter)


def _is_statement(question: Question) -> bool:
    """Several words of its own that name nothing known: something is told, not left out."""
    words = sum(t.role == "word" and t.weight >= _TOLD for t in question.tokens)
    return words > 1 or (words == 1 and bool(question.numbers))


def _counts(question: Question, token: Token) -> bool:
    """The one thing that an elliptical question says is what it is about."""
    return (
        len(question.facets) == 0
        and token.role in {"word", "common", "name"}
        and len(token.text) > 1
        and token.weight > 0
    )


def _implied(question: Question, memory: Memory, index: Index, pronoun: bool) -> Iterator[Token]:
    named = [t for t in question.named() if _names_something(t, index)]
    records = any(t.names.records for t in named)
    rows = any(t.names.rows for t in named)
    columns = any(t.names.columns for t in named)
    at = -2
    subjects = memory.subjects
    if memory.earlier and not records and _BOTH.search(question.text):
        subjects = tuple(dict.fromkeys((*memory.earlier, *memory.subjects)))
    subjects = tuple(s for s in subjects if not _is_replaced(question, s, named, index))
    added = memory.facet == "fee" and question.has("sum") and question.facets == {"total"}
    for subject in filter(None, (s if added else _asked_of(question, s, index) for s in subjects)):
        substance = any(t.role in {"word", "common"} and len(t.text) > 1 and t.weight > 0 for t in question.tokens)
        beside = (records or columns or rows or substance) and not pronoun
        name = index.pack.records[subject].name
        yield Token(
            at,
            at,
            name,
            "name",
            _BESIDE if beside else _POINTED_AT if pronoun else _SUBJECT,
            Names(records=frozenset((subject,))),
            implied=True,
        )
        at -= 1
    if not question.facets - {"quota", "fee", "total"}:
        elsewhere = rows or _PLACE.search(question.text)
        kept_rows = frozenset() if elsewhere else _cells(memory, "rows")
        if _BOTH.search(question.text) and not rows:
            kept_rows |= _cells(memory, "rows_before")
        kept_columns = frozenset() if columns or records else _cells(memory, "columns")
        weight = _ASIDE if "fee" in question.facets else _SUBJECT  # cells have no price of their own
        if kept_rows:
            yield Token(at, at, "", "name", weight, Names(rows=kept_rows), implied=True)
        if kept_columns:
            yield Token(at - 1, at - 1, "", "name", weight, Names(columns=kept_columns), implied=True)
        at -= 2
    known = frozenset(f for s in memory.subjects if s in index.pack.records for f in index.facets_of(s))
    known = known if _RECOMMENDS.search(question.text) else frozenset()
    asks_else = any(_asks_else(t, memory.facet, known) for t in question.tokens)
    if memory.facet and not (
        question.facets or asks_else or _specific(question) or _is_statement(question) or _asks_behind(question)
    ):
        yield Token(at, at, "", "cue", _FACET, facets=frozenset((memory.facet,)), implied=True)


def _is_replaced(question: Question, subject: str, named: list[Token], index: Index) -> bool:
    """Whether something else of the same kind and parent is named in place of the last subject: 那个人会员呢."""
    last = index.pack.records.get(subject)
    if last is None or question.has("difference") or question.has("contrast") or _BOTH.search(question.text):
        return False
    others = [r for t in named for i in t.names.records if (r := index.pack.records.get(i))]
    beside = [r for r in others if r.kind == last.kind and r.part_of == last.part_of and r.section == last.section]
    return bool(beside) and last not in others


def _asks_behind(question: Question) -> bool:
    """Whether a clause of its own says what is asked of the new subject: 那自贸区呢, 跟哪个联盟有约定."""
    last = question.clauses - 1
    there = [t for t in question.tokens if t.clause == last and not t.implied]
    asks = any(t.role == "asking" for t in there)
    return last > 0 and asks and any(t.role in {"name", "word"} and len(t.text) > 1 for t in there)


def _asks_else(token: Token, facet: str, known: frozenset[str]) -> bool:
    """Whether an interrogative asks something likelier of the last subject than what was asked before."""
    if token.role != "asking" or not token.likeliest:
        return False
    if facet not in token.likeliest:
        return True
    before = token.likeliest[: token.likeliest.index(facet)]
    return token.likeliest[0] in known and token.likeliest[0] in before


def _cells(memory: Memory, slot: str) -> frozenset[tuple[str, str]]:
    return frozenset((table, name) for table, name in memory.slots.get(slot, ()))


def _asked_of(question: Question, subject: str, index: Index) -> str:
    """The last subject, or what it belongs to, of which what is asked for is told; empty where none is meant."""
    beside = "" if question.has("difference") else _parallel(question, subject, index)
    record = index.pack.records.get(beside or subject)
    lineage = [r.id for r in index.pack.lineage(record)] if record else []
    if not question.facets:
        return lineage[0] if lineage else ""
    if lineage and _nearly(question.facets) & index.facets_of(lineage[0]):
        return lineage[0]
    return next((r for r in lineage if question.facets & index.facets_of(r)), "")


def _nearly(facets: frozenset[str]) -> frozenset[str]:
    """The facets, and those that answer one of them nearly as well."""
    near = {n for f in facets for n, strength in near_facets().get(f, {}).items() if strength >= _AS_GOOD}
    return facets | near


def _parallel(question: Question, subject: str, index: Index) -> str:
    """The record beside the last subject that is called alike but for what is said now: 小组发表材料, and 班组的呢."""
    last = index.pack.records.get(subject)
    if last is None or not question.has("ellipsis"):
        return ""
    name = normalise(last.name)
    said = [t.text for t in question.tokens if t.role in {"name", "word", "common"} and len(t.text) > 1]
    level = [
        (r.id, normalise(r.name))
        for r in index.pack.records.values()
        if r.kind == last.kind and r.section == last.section
    ]
    beside = [(r, other) for r, other in level if other[-_ALIKE:] == name[-_ALIKE:]]
    start = _LEFT_OUT.sub("", question.text)
    called = [r for r, other in beside if start and other == start + name]
    called = called or [r for r, other in beside if any(w in other and w not in name for w in said)]
    begin = [r for r, other in level if start and other.startswith(start) and not name.startswith(start)]
    return next(iter(called), begin[0] if len(begin) == 1 else "")


def _specific(question: Question) -> bool:
    """Whether an interrogative of the question's own says what is asked."""
    return any(t.role == "asking" and len(t.facets) <= 7 for t in question.tokens)
