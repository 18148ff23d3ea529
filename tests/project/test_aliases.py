"""Whatever a thing is called, what is asked of it gets the same reply."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers.answer import Answer, Memory
from handlers.compose import EDITION
from handlers.desk import Desk
from handlers.lexicon import lexicon
from knowledge.index import Index
from knowledge.pack import Pack, load_pack
from knowledge.schema import Record, RubricItem
from knowledge.text import normalise
from tests import sixth
from tests.handlers.talk import PACKS as MADE_UP

PROJECT = Path(__file__).parents[2]
REAL = sorted(p.parent for p in (PROJECT / "knowledge" / "packs").glob("*/pack.toml"))
FOLDERS = [*REAL, sixth.PACK, MADE_UP / "zhuyi"]
NOW = datetime(2026, 8, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MOST = 600  # questions to a pack; which things are asked about is drawn the same each time
ASKED = {
    "fee": "多少钱",
    "deadline": "几号截止",
    "copies": "要几份",
    "words": "多少字",
    "seal": "盖什么章",
    "conditions": "有什么条件",
    "procedure": "怎么办理",
    "materials": "要交哪些材料",
    "fields": "要填什么",
    "submit_to": "交到哪里",
    "format": "什么格式",
    "phone": "电话多少",
    "email": "邮箱是什么",
    "address": "地址在哪",
    "responsible": "归谁管",
    "when": "什么时候举行",
    "where": "地点在哪里",
    "frequency": "多久一次",
    "participants": "哪些人参加",
    "purpose": "有什么用",
    "score": "得几分",
    "formula": "怎么算",
    "number": "文号是多少",
    "prize_money": "有奖金吗",
    "invoice": "有发票吗",
}
# Names that are known to get another reply, with what they are taken for; to be dropped when they are mended.
KNOWN = {
    ("foshan", "item-10", "formula", "冇评"),  # a name in dialect is never met in a question
    ("hebei", "secretariat", "phone", "协会秘书处"),  # the association
}


@dataclass(frozen=True)
class Thing:
    """What is asked of a record, and the names by which it can be asked."""

    record: str
    facet: str
    names: tuple[str, ...]


@cache
def pack_in(folder: Path) -> Pack:
    return load_pack(folder)


@cache
def desk_of(folder: Path) -> Desk:
    return Desk(pack_in(folder))


def names_of(record: Record, index: Index, cue: str) -> tuple[str, ...]:
    """The names that mean this record and nothing else, that ask nothing themselves and make no name with the cue."""
    words = lexicon()
    asking = {w for w in (*words.facets, *words.interrogatives, *words.flags["negations"]) if len(w) > 1}
    found = []
    for name in dict.fromkeys((record.name, *record.aliases)):
        said = normalise(name)
        known = index.names[said]
        alone = known.records == {record.id} and not (known.rows or known.columns or known.labels)
        longer = any(n in said + cue for n in index.longer_names(said))
        plain = said not in words.generic | words.common and not any(w in said for w in asking)
        if len(said) > 1 and alone and plain and not longer:
            found.append(name)
    return tuple(found)


def things(pack: Pack) -> Iterator[Thing]:
    """Of each record, each facet that one fact tells: where there are more, a name's own words say which is meant."""
    index = Index(pack)
    for record in pack.records.values():
        told = Counter(f.facet for f in record.facts)
        for facet in sorted(f for f, times in told.items() if times == 1 and f in ASKED):
            if isinstance(record, RubricItem) and facet == "score":
                continue  # its aliases name what it has points for, and each has points of its own
            names = names_of(record, index, ASKED[facet])
            if len(names) > 1:
                yield Thing(record.id, facet, names)


def drawn(pack: Pack) -> Iterator[Thing]:
    """As many things as there are questions for."""
    every = list(things(pack))
    random.Random(pack.id).shuffle(every)  # noqa: S311  # no secret
    left = MOST
    for thing in every:
        left -= len(thing.names)
        if left >= 0:
            yield thing


def asked(desk: Desk, name: str, facet: str) -> Answer:
    """The answer, without the name in the question where it repeats that."""
    answer: Answer = desk.reply(name + ASKED[facet], Memory(), NOW).answer
    lead = EDITION.sub("", answer.lead).replace(f"“{name}{ASKED[facet]}”", "").replace(f"关于{name}的", "关于")
    return replace(answer, lead=lead)


def alike(one: Answer, other: Answer) -> bool:
    """Whether two answers say the same: the same first, or two things that fit as well, each with the other."""
    if one.outcome != other.outcome:
        return False
    if one.lead == other.lead:
        return not (one.listed or other.listed) or one.lines == other.lines
    return one.lead in other.lines and other.lead in one.lines


def odd_names(desk: Desk, thing: Thing) -> list[str]:
    """The names that get another reply than most of the others."""
    answers = {n: asked(desk, n, thing.facet) for n in thing.names}
    usual = max(answers.values(), key=lambda a: sum(alike(a, b) for b in answers.values()))
    return [n for n, a in answers.items() if not alike(a, usual)]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_a_thing_is_answered_alike_by_all_of_its_names(folder: Path) -> None:
    pack, desk = pack_in(folder), desk_of(folder)
    odd = {(pack.id, t.record, t.facet, n) for t in drawn(pack) for n in odd_names(desk, t)}
    assert odd - KNOWN == set()


@pytest.mark.parametrize(("pack", "record", "facet", "name"), sorted(KNOWN))
def test_a_name_that_was_mended_is_no_longer_excused(pack: str, record: str, facet: str, name: str) -> None:
    folder = next(f for f in FOLDERS if f.name == pack)
    (thing,) = [t for t in things(pack_in(folder)) if (t.record, t.facet) == (record, facet)]
    assert name in odd_names(desk_of(folder), thing)


@pytest.mark.parametrize("folder", REAL, ids=lambda f: f.name)
def test_enough_is_asked_of_a_pack(folder: Path) -> None:
    assert sum(len(t.names) for t in drawn(pack_in(folder))) > 100
