"""What of a question has a stated price: by its name, by the end of it, by what it costs, or a whole scale."""

from __future__ import annotations

import re

from handlers.counting import COUNTABLE
from handlers.prices import Priced, dearest_and_cheapest, price_of, prices
from handlers.proposal import Asked
from handlers.question import Token
from knowledge.numerals import parse_chinese
from knowledge.text import normalise

Counted = tuple[Token, list[Priced]]  # a word that is counted, with all that is so called

_LEVELS = re.compile(r"(?:所有|全部|各|每)个?(?:档|级|层|类)|([二三四五六七八九十两]|\d{1,2})个?(?:档|级别|级|类|种)")
_OF_MEMBERS = "家"  # counts those who pay, not what is paid for
_BRACKETED = re.compile(r".{0,3}\(([^)]{1,10})\)")
_DEAREST, _CHEAPEST = re.compile(r"最(高|贵|多)"), re.compile(r"最(低|便宜|少)")


def priced_things(asked: Asked, counted: list[Counted]) -> list[tuple[Token, Priced]]:
    """What a question speaks of that has a price, in the order said, each with the one price that it has."""
    return _extremes(asked) or _whole_scale(asked) or _priced(asked, counted) or _by_amount(asked)


def _extremes(asked: Asked) -> list[tuple[Token, Priced]]:
    """The dearest and the cheapest of what was named together (会费最高和最低差多少)."""
    if not (asked.question.has("difference") and _DEAREST.search(asked.question.text)
            and _CHEAPEST.search(asked.question.text)):  # fmt: skip
        return []
    for token in asked.question.named():
        for record in sorted(token.names.records):
            if ends := dearest_and_cheapest(asked.library, record):
                return [(token, p) for p in ends]
    return []


def _whole_scale(asked: Asked) -> list[tuple[Token, Priced]]:
    """All that belongs to what was named, where just so many are to be added up: 五档会费加一块."""
    said = _LEVELS.search(asked.question.text) if asked.question.has("sum") else None
    if said is None:
        return []
    for token in asked.question.named():
        for record in sorted(token.names.records):
            own = [p for p in prices(asked.library) if p.record.part_of == record]
            if len(own) > 1 and (said[1] is None or parse_chinese(said[1]) == len(own) or said[1] == str(len(own))):
                return [(token, p) for p in own]
    return []


def _by_amount(asked: Asked) -> list[tuple[Token, Priced]]:
    """The two things of one scale that are only called by what they cost: 5000的换到8000的."""
    told = [n for n in asked.question.numbers if n.unit in {"", "元"} and n.value]
    if len(told) != 2 or not asked.question.has("difference"):
        return []
    fitting = [[p for p in prices(asked.library) if p.amount == n.value] for n in told]
    pairs = [(a, b) for a in fitting[0] for b in fitting[1] if a.record.part_of == b.record.part_of]
    return list(zip(told, pairs[0], strict=True)) if len(pairs) == 1 else []


def prices_of(asked: Asked, token: Token) -> list[Priced]:
    """What a name stands for that has a price."""
    return [p for r in sorted(token.names.records) if (p := price_of(asked.library, r))]


def _priced(asked: Asked, counted: list[Counted]) -> list[tuple[Token, Priced]]:
    """What was named, or counted by the end of its name, with the one price that it has, in the order said."""
    found = [(t, prices[0]) for t, prices in counted if prices and not differ(prices)]
    for token in asked.question.named():
        fitting = prices_of(asked, token)
        if (fitting and not differ(fitting)) or (fitting := _meant(asked, token, fitting)):
            found.append((token, fitting[0]))
    found += _beside(asked, found)
    return sorted(found, key=lambda f: f[0].start)


def _beside(asked: Asked, found: list[tuple[Token, Priced]]) -> list[tuple[Token, Priced]]:
    """What has no price by its own name, but is the start of one beside what was found: 会员 of 3家理事, 4家会员."""
    parents = {p.record.part_of for _, p in found}
    if len(parents) != 1:
        return []
    known = {p.record.id for _, p in found}
    level = [p for p in prices(asked.library) if p.record.part_of in parents and p.record.id not in known]
    behind = {n.end for n in asked.question.numbers if n.unit in COUNTABLE}
    told = []
    for token in asked.question.named():
        said = token.start in behind or (len(found) == 1 and asked.question.has("difference"))
        meant = [p for p in level if normalise(p.record.name).startswith(token.text)] if said else []
        if len(meant) == 1 and not prices_of(asked, token):
            told.append((token, meant[0]))
    return told


def counted_things(asked: Asked) -> list[Counted]:
    """What is counted by the end of its name (3个小组), with all that has a price and is so called."""
    words = asked.question.counted_words(COUNTABLE - {_OF_MEMBERS})
    priced = prices(asked.library) if words else []
    return [
        (t, [p for p in priced if any(normalise(n).endswith(t.text) for n in (p.record.name, *p.record.aliases))])
        for t in words
    ]


def differ(prices: list[Priced]) -> bool:
    """Whether some things do not all cost the same."""
    return len({p.amount for p in prices}) > 1


def unclear(asked: Asked) -> list[Priced]:
    """The records among which a name of the question does not tell, though their prices differ."""
    for token in asked.question.named():
        fitting = prices_of(asked, token)
        if differ(fitting) and not _meant(asked, token, fitting):
            return fitting
    return []


def _meant(asked: Asked, token: Token, fitting: list[Priced]) -> list[Priced]:
    """Of records that share an alias, the one that is also named in full, or told apart in brackets: 优秀企业(QC的)."""
    text = asked.question.text
    exact = [p for p in fitting if normalise(p.record.name) in text]
    if len(exact) == 1:
        return exact
    apart = _BRACKETED.match(text, token.end)
    said = apart[1].removesuffix("的") if apart else ""
    told = [p for p in fitting if said and any(said in normalise(n) for n in (p.record.name, *p.record.aliases))]
    return told if len(told) == 1 else []
