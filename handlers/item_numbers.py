"""Items of a rubric by their number: 第十五项 and 15项 are 第15项 where an item is called so."""

from __future__ import annotations

import re
from collections.abc import Iterable

from handlers.answer import Memory
from knowledge.index import Index
from knowledge.numerals import parse_chinese
from knowledge.schema import RubricItem
from knowledge.text import normalise

_WRITTEN = re.compile(r"第([一二三四五六七八九十]{1,3})([项条])")
_BARE = re.compile(r"(?:(?<=^)|(?<=[,.!?;那问请]))(\d{1,2})项(?P<rest>[^,.!?;]*)")
_ASKED = re.compile(
    r"的?(?:封顶|满分|上限|顶格|最高|最多|[共总]?(?:几|多少)分|怎么|咋|如何|要|扣|评|看|讲|说|是|属|有没有|什么|啥)"
)
_COUNT = re.compile(r"[\d一二两三四五六七八九十]+(?![项分年月日号\d一二两三四五六七八九十])")
_LISTED = re.compile(r"(?<![第\d])\d{1,2}项(?:[和跟与加]第?\d{1,2}项)+")
_NEXT = re.compile(
    r"^(?:那么?|换成?|,)*第?(?:(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})(?P<unit>[项条]?)|(?P<step>[下上前后][一1]?)[个项条])"
    r"(?P<asks>的?呢)?[呀啊?.!]*$"
)
_RANGE = re.compile(r"第(\d{1,2})[项条]?[到至-]第?(\d{1,2})[项条]")
_TOGETHER = re.compile(r"一?共|合计|加起来|总|各|分别")
_WIDEST = 30


def in_digits(text: str, index: Index) -> str:
    """A normalised text with the numbers of items as the pack writes them."""
    text = _WRITTEN.sub(lambda m: _named(m, index), text)
    if _TOGETHER.search(text) and not re.search(r"\d", _RANGE.sub("", text)):  # what is compared is asked of all
        text = _RANGE.sub(lambda m: _each_between(m, index), text)
    text = _LISTED.sub(lambda m: _each(m.group(), index), text)
    return _BARE.sub(lambda m: f"第{m.group()}" if _is_item(m, index) else m.group(), text)


def next_item(text: str, memory: Memory, index: Index) -> str:
    """17项呢, 17呢 and 下一项呢 behind what was asked of 第16项 are 第17项呢, unless so many were counted."""
    said, items = _NEXT.match(normalise(text)), _items(index, memory.subjects)
    if said is None or memory.facet == "" or not items:
        return text
    if said["step"]:
        number = items[-1].number + (1 if said["step"][0] in "下后" else -1)
    else:
        number = int(parse_chinese(said["number"]) or 0) if not said["number"].isdecimal() else int(said["number"])
        counted = memory.facet == "score" and _counts_things(items, memory)
        if (not said["unit"] and not said["asks"]) or counted:
            return text
    return f"第{number}项呢" if f"第{number}项" in index.names else text


def _counts_things(items: list[RubricItem], memory: Memory) -> bool:
    """Whether so many 项 may be what the item counts, of which one was told or which it counts in that word."""
    return bool(memory.slots.get("counted")) or any(c.unit in {"项", "个"} for i in items for c in i.scoring)


def _each_between(said: re.Match[str], index: Index) -> str:
    """第6项到第9项 as each of them, where all are items."""
    first, last = int(said[1]), int(said[2])
    between = [f"第{n}项" for n in range(first, last + 1)]
    known = 0 < last - first < _WIDEST and all(name in index.names for name in between)
    return "和".join(between) if known else said.group()


def _named(said: re.Match[str], index: Index) -> str:
    number = parse_chinese(said[1])
    written = f"第{int(number)}{said[2]}" if number else ""
    return written if written in index.names else said.group()


def _each(said: str, index: Index) -> str:
    """1项和2项 as 第1项和第2项, where all of them are items."""
    numbers = re.findall(r"\d+", said)
    known = len(set(numbers)) == len(numbers) and all(f"第{n}项" in index.names for n in numbers)
    return re.sub(r"(?<![第\d])(\d+项)", r"第\1", said) if known else said


def _is_item(said: re.Match[str], index: Index) -> bool:
    """Whether so many 项 are the item of that number: something is asked of it, or counted that it gives points for."""
    names, rest = index.names.get(f"第{said[1]}项"), said["rest"]
    items = _items(index, names.records) if names else []
    if not items:
        return False
    counted = any(w in rest for i in items for c in i.scoring for w in c.told_by) and _COUNT.search(rest)
    return bool(_ASKED.match(rest) or counted)


def _items(index: Index, ids: Iterable[str]) -> list[RubricItem]:
    return [r for i in ids if isinstance(r := index.pack.records.get(i), RubricItem)]
