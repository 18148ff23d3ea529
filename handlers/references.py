"""What a member points at: an entry of the last list by its number, or what was meant instead of the last question."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from handlers.answer import Memory
from knowledge.index import Index, Unit
from knowledge.numerals import whole_number
from knowledge.text import normalise

_LAST = {"最后一": -1, "最后": -1, "倒数第一": -1, "倒数第二": -2, "倒数第三": -3, "头一": 0}
_POINTS = re.compile(
    r"^(?:那么?|请问|想问|我问|我说|还有|嗯|哦|,)*"
    rf"(?:第(?P<number>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})|(?P<last>{'|'.join(_LAST)}))"
    r"(?:个|条|项|种|类|样|份|点|款|张|档|步)(?P<rest>.{0,16})$"
)
_BARE = re.compile(
    r"(?:呢|吗|是)?(?:什么|啥|哪个|怎么说|说的?是?什么|讲的?是?什么|具体|说说|讲讲|内容|意思)*[呢吗呀啊?.!]*"
)
_CORRECTS = re.compile(
    r"^(?:不是|不对|错了|说错了|打错了|搞错了|弄错了|问错了|刚才?说错了)[^,.!?;]{0,10}[,.!; ]+"
    r"我?(?:想|要)?(?:问|说|指)?的?就?是"
    r"|^(?:不是|不对|错了|说错了|打错了|搞错了|弄错了|问错了)[,.!; ]+(?=[^,.!?;你您说算谢了吗]{1,8}[.!]*$)"
)
_OTHERS = re.compile(
    r"^(?:那么?|除了?(?:这个|它|他|她|这些|这)(?:之外|以外|外)?|,)*(?:还有|另外还?有?|其他|其余|别的)"
    r"(?:谁|啥|什么|别的|其他|哪些|哪几[个种条项类样])?的?[呢吗呀啊?.!]*$"
)
_LISTED, _OF_LIST = 2, 3  # record and facet: what a memory keeps of a list; and the entry, where only that was told
OTHERS = "others"  # where what was told last are the list's other entries
_LABEL = 14  # characters of an entry that stand for it where it has no label


@dataclass(frozen=True)
class Pointed:
    """The entry of the last list that was pointed at, none where the list is shorter than that.

    ``rest`` is what is asked of it, empty for the entry itself; ``length`` is how many entries the list has.
    """

    unit: Unit | None
    rest: str
    length: int

    @property
    def spoken(self) -> str:
        """The question with the entry's own name in place of its number."""
        item = self.unit.item if self.unit else None
        text = (item.label or re.split(r"[：:（(，,；;]", item.text or item.quote)[0][:_LABEL]) if item else ""
        return text + self.rest


def pointed_at(text: str, memory: Memory, index: Index) -> Pointed | None:
    """The entry meant by 第二个 or 最后一条, when the last list has it and the pack calls nothing by that number."""
    match = _POINTS.match(normalise(text)) if len(memory.listed) >= _LISTED else None
    if match is None:
        return None
    said = match.group()[: match.start("rest")]
    if any(said.endswith(name) for name in index.names if name.startswith("第")):
        return None
    number = _LAST[match["last"]] if match["last"] else (whole_number(match["number"]) or 0) - 1
    entries = (_others if len(memory.listed) > _OF_LIST else _entries)(memory, index)
    known = -len(entries) <= number < len(entries) and (number >= 0 or bool(match["last"]))
    rest = "" if _BARE.fullmatch(match["rest"]) else match["rest"]
    return Pointed(entries[number] if known else None, rest, len(entries)) if entries else None


def others_of(text: str, memory: Memory, index: Index) -> list[Unit]:
    """The other entries of the list of which the last turn told one: 还有谁, 除了这个还有哪些."""
    if len(memory.listed) != _OF_LIST or memory.listed[0] not in memory.subjects or memory.listed[1] != memory.facet:
        return []
    if not _OTHERS.match(normalise(text)):
        return []
    return _others(memory, index)


def _others(memory: Memory, index: Index) -> list[Unit]:
    told = int(memory.listed[_LISTED])
    return [u for i, u in enumerate(_entries(memory, index)) if i != told]


def corrected(text: str, memory: Memory) -> str:
    """What is meant instead, of a correction (不是，我问的是个人), as a question that leans on the last one."""
    if not memory.subjects and not memory.facet:
        return text
    meant = _CORRECTS.sub("", normalise(text))
    return text if meant == normalise(text) or not meant else f"{meant}呢"


def without_corrected(kept: Memory, before: Memory) -> Memory:
    """What is kept after a correction: nothing of what was meant by mistake."""
    counts = tuple(c for c in kept.slots.get("counts", ()) if c[0] not in before.subjects or c[0] in kept.subjects)
    slots = {k: v for k, v in kept.slots.items() if k != "counts"} | ({"counts": counts} if counts else {})
    return replace(kept, earlier=(), slots=slots)


def _entries(memory: Memory, index: Index) -> list[Unit]:
    record, facet = memory.listed[:_LISTED]
    own = (index.units[n] for n in index.by_record.get(record, ()))
    whole = next((u for u in own if u.item is None and u.fact.items and u.fact.facet == facet), None)
    return [index.units[n] for n, owner in index.lists.items() if whole is not None and owner == whole.number]
