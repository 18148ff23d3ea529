"""What kind of answer a question wants: a list, a number of something, an address; and which units give it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

import numpy as np

from handlers.evidence import Numbers, Strengths
from handlers.question import Question
from knowledge.facets import SELDOM_STATED
from knowledge.index import Unit

_OTHER_FACET, _NEAR = 0.05, 0.3  # tells something quite different from what a noun asks for
_SELDOM, _NEAR_SELDOM = 0.3, 0.5  # the same, where a noun asks for what is seldom stated: 打折, 退费
_LISTED, _ITS_ENTRY = 0.07, 0.03
_SPEAKS_OF_IT = 2  # words of its own from which an entry is meant, and not its list
_WHAT_IT_IS = 0.1
_COUNTS_SO = 0.06  # states a number of what is counted
_IN_FORM = 0.1  # states an address of the kind that is asked for by its own noun, or does not
_FORMS = {
    "email": re.compile(r"@"),
    "website": re.compile(r"www\.|https?:"),
    "postcode": re.compile(r"(?<!\d)\d{6}(?!\d)"),
}
_NUMERAL = r"[\d一二三四五六七八九十两百千万]+"
_WHICH_ADDRESS = re.compile(r"什么|啥|哪|多少|几|咩")


class Kind(IntEnum):
    """What kind of thing a unit is, as far as that decides which questions it answers."""

    PLAIN = 0
    TOTAL = 1  # how many there are of something
    LIST = 2
    ENTRY = 3  # of a list
    ABOUT = 4  # what something is
    ABOUT_LIST = 5  # the same as a list


def kind_of(unit: Unit) -> Kind:
    """What kind of thing a unit is."""
    if unit.item is not None:
        return Kind.ENTRY
    if unit.fact.facet == "about":
        return Kind.ABOUT_LIST if unit.fact.items else Kind.ABOUT
    if unit.fact.items:
        return Kind.LIST
    return Kind.TOTAL if unit.fact.facet == "total" else Kind.PLAIN


@dataclass(frozen=True)
class Shape:
    """What kind of answer a question wants: a list, a number of something, of what was named."""

    listing: bool
    single: bool  # one value or a yes or no, and no list
    bare: bool  # a name and nothing else
    leans: bool  # what is asked is what was asked before, of something else
    subjects: bool  # something was named that can be asked about
    facets: bool  # a noun says what is asked
    seldom: bool  # and it is nothing that a document about something else answers by the way: 打折, 退费
    words: tuple[str, ...]
    counted: str  # the unit of which a number is asked for
    thing: str  # what is counted in it
    form: re.Pattern[str] | None

    @classmethod
    def of(cls, question: Question, subjects: bool) -> Shape:
        """What a question wants; ``subjects`` is whether it names something that can be asked about."""
        words = tuple(
            t.text for t in question.tokens if t.role in {"word", "common"} and len(t.text) > 1 and t.weight > 0
        )
        return cls(
            listing=_wants_list(question),
            single=bool(question.counted) or question.has("polar"),
            bare=_is_bare(question),
            leans=any(t.implied and t.role == "cue" for t in question.tokens),
            subjects=subjects,
            facets=bool(question.facets),
            seldom=bool(question.facets) and question.facets <= SELDOM_STATED,
            words=words,
            counted=question.counted,
            thing=_counted_thing(question),
            form=_form(question),
        )

    @property
    def varies(self) -> bool:
        """Whether it has to be looked into a unit to see how well it fits."""
        return bool(self.counted) or self.form is not None

    @property
    def most(self) -> float:
        """The most that ``varying`` adds to a unit's score."""
        return (_COUNTS_SO if self.counted else 0.0) + (_IN_FORM if self.form is not None else 0.0)

    def varying(self, unit: Unit, named: bool) -> float:
        """How well a unit fits by what its text holds: a number of what is counted, an address of a form."""
        return self._counts(unit) + self._forms(unit, named)

    def of_kinds(self, kinds: Numbers, words: Numbers) -> Strengths:
        """How well units of these kinds fit that each say so many words of the question."""
        fits: Strengths = _fits(self.listing, self.single, self.bare, self.leans)[
            kinds, np.minimum(words, _SPEAKS_OF_IT)
        ]
        return fits

    def beside_it(self, facet: Strengths) -> Strengths:
        """What is held against units whose facets are that near to what a noun asks for."""
        if self.seldom:
            return np.where(facet < _NEAR_SELDOM, _SELDOM, 0.0)
        return np.where(facet < _NEAR, _OTHER_FACET if self.facets else 0.0, 0.0)

    def _forms(self, unit: Unit, named: bool) -> float:
        """Who asks for an e-mail address wants one, unless what was named is handed in another way."""
        if self.form is None or unit.fact.standing == "open" or named:
            return 0.0
        return _IN_FORM if self.form.search(unit.text) else -_IN_FORM

    def _counts(self, unit: Unit) -> float:
        """Who asks 几年 wants a number of years, and not a list that holds one somewhere."""
        if self.counted not in unit.text or not self.counted or (unit.fact.items and unit.item is None):
            return 0.0
        stated = _number_of(self.counted).search(unit.text)
        if stated is None:
            return 0.0
        if self.thing:
            return _COUNTS_SO if _stands_beside(self.thing, self.counted, unit.said) else 0.0
        return _COUNTS_SO / 2 if stated.group(1) or stated.group(2) else _COUNTS_SO  # 近二年内 is a span


@cache
def _fits(listing: bool, single: bool, bare: bool, leans: bool) -> Strengths:
    """How well a unit fits, by its kind and by how many words of the question it says, of which two are enough.

    A list is answered whole when a list is asked for, by its entry when the entry's own words were said.
    Who says a name and nothing else is told what it is.
    """
    of_list = _LISTED if listing else -0.06 if single else 0.0
    fits = {
        Kind.PLAIN: (0.0, 0.0, 0.0),
        Kind.TOTAL: (-0.06 if listing else 0.0,) * 3,  # how many, where which was asked
        Kind.LIST: (of_list,) * 3,
        Kind.ENTRY: (-0.06, -0.06, _ITS_ENTRY) if listing else (-0.05, -0.05 if leans else 0.01, _ITS_ENTRY),
        Kind.ABOUT: (_WHAT_IT_IS if bare else 0.0,) * 3,
        Kind.ABOUT_LIST: (_WHAT_IT_IS if bare else of_list,) * 3,
    }
    return np.array([fits[kind] for kind in Kind])


def _is_bare(question: Question) -> bool:
    """Whether a single name is said, with nothing that asks."""
    names = [t for t in question.tokens if t.role == "name"]
    small = all(t.role in {"name", "filler"} and not t.facets for t in question.tokens)
    return small and len(names) == 1 and not question.has("polar")


def _counted_thing(question: Question) -> str:
    """The name of what is counted, right behind 几个: 省优成果 of 要几个省优成果."""
    asking = (t.end for t in question.tokens if t.role == "asking" and question.counted and question.counted in t.text)
    behind = {e for end in asking for e in (end, end + 1, end + 2)}
    return next((t.text for t in question.tokens if t.start in behind and t.role == "name" and len(t.text) > 1), "")


@cache
def _number_of(unit: str) -> re.Pattern[str]:
    return re.compile(rf"(近?){_NUMERAL}{unit}(内?)")


@cache
def _number_around(unit: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A number that ends right before a place, or that begins right behind it."""
    return (
        re.compile(rf"{_NUMERAL}{unit}(以上)?[^,.;]{{0,4}}\Z"),
        re.compile(rf"[^,.;]{{0,4}}{_NUMERAL}{unit}"),
    )


def _stands_beside(thing: str, unit: str, text: str) -> bool:
    """Whether a number in the unit stands beside the thing that is counted."""
    before, behind = _number_around(unit)
    at = text.find(thing)
    while at >= 0:
        if before.search(text, 0, at) or behind.match(text, at + len(thing)):
            return True
        at = text.find(thing, at + 1)
    return False


def _form(question: Question) -> re.Pattern[str] | None:
    """What an answer has to look like where a noun asks for an address of one kind: 哪个邮箱, 邮编多少."""
    asking = {t.clause for t in question.tokens if t.role == "asking"}
    for token in question.tokens:
        asked = token.clause in asking or _WHICH_ADDRESS.search(token.text)
        if token.role == "cue" and not token.implied and asked:
            for facet in sorted(f for f in token.facets if f in _FORMS):
                return _FORMS[facet]
    return None


def _wants_list(question: Question) -> bool:
    """Whether several things are asked for; a count of one kind (几年) never is."""
    if question.counted and not question.has("listing"):
        return False
    return question.has("listing") or any(
        t.role in {"cue", "asking"} and "about" in t.facets and t.text[-1:] in "些啥么类种项" for t in question.tokens
    )
