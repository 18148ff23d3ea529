"""What an FAQ entry must be, wherever staff write it: in a spreadsheet or in the console."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from handlers.layout import room_for
from knowledge.faq import FaqEntry

LONGEST_WORDING = (
    200  # characters of a question: nobody asks in more, and what is compared with every question is short
)
_SEPARATORS = re.compile(r"[\n;；]")

Field = Literal["question", "similar", "negative", "answer", "basis"]


@dataclass(frozen=True, slots=True)
class EntryFault:
    """What is wrong with one field of an entry, in Chinese."""

    field: Field
    why: str


def wordings(text: str) -> tuple[str, ...]:
    """The wordings that staff wrote one beneath the other or parted by semicolons, each once."""
    return tuple(dict.fromkeys(w for part in _SEPARATORS.split(text) if (w := part.strip())))


def same(wording: str) -> str:
    """A wording without what does not tell it from another: width, case, white space."""
    return "".join(unicodedata.normalize("NFKC", wording).casefold().split())


def too_long(entry: FaqEntry) -> EntryFault | None:
    """A reply shows the answer and its basis together, and neither is to be cut."""
    size, room = len(entry.answer.encode()), room_for(entry.basis)
    if size <= room:
        return None
    if room <= 0:
        return EntryFault("basis", f"有 {len(entry.basis.encode())} 字节，没有给答复留下位置，请缩短")
    beside = "连同这条依据" if entry.basis else ""
    return EntryFault("answer", f"有 {size} 字节，微信一条回复{beside}最多容纳 {room} 字节的答复，请缩短")


def faults(entry: FaqEntry, others: Iterable[FaqEntry]) -> list[EntryFault]:
    """Everything that keeps an entry from being kept beside others."""
    found = [*_empty(entry), *_too_much(entry), *_twice(entry)]
    if (long := too_long(entry)) is not None:
        found.append(long)
    meant = {same(w): w for w in (entry.question, *entry.similar)}
    taken = ((meant[same(w)], other) for other in others for w in (other.question, *other.similar) if same(w) in meant)
    found += [EntryFault(_field(entry, w), f"「{w}」已经是答复「{other.question}」的问法") for w, other in taken]
    return found


def _empty(entry: FaqEntry) -> Iterator[EntryFault]:
    if not entry.question:
        yield EntryFault("question", "不能为空")
    if not entry.answer:
        yield EntryFault("answer", "不能为空")


def _too_much(entry: FaqEntry) -> Iterator[EntryFault]:
    for wording in (entry.question, *entry.similar, *entry.negative):
        if len(wording) > LONGEST_WORDING:
            yield EntryFault(_field(entry, wording), f"「{wording[:20]}…」超过 {LONGEST_WORDING} 个字，会员不会这样问")


def _twice(entry: FaqEntry) -> Iterator[EntryFault]:
    refused = {same(n) for n in entry.negative}
    for wording in (entry.question, *entry.similar):
        if wording and same(wording) in refused:
            yield EntryFault("negative", f"「{wording}」既是问法又是反例")
    seen = {same(entry.question)}
    for wording in entry.similar:
        if same(wording) in seen:
            yield EntryFault("similar", f"「{wording}」重复了")
        seen.add(same(wording))


def _field(entry: FaqEntry, wording: str) -> Field:
    if wording == entry.question:
        return "question"
    return "similar" if wording in entry.similar else "negative"
