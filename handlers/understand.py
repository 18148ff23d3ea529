"""From a member's words to a Question: normalise, mend, cut into words with roles, weigh."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import rjieba

from handlers.lexicon import Lexicon, lexicon
from handlers.question import Question, Role, Token
from knowledge.index import Index, Names
from knowledge.numerals import numbers
from knowledge.spelling import Mend, Mender
from knowledge.text import is_han, normalise

LONGEST_QUESTION = 600  # characters; what is beyond is background
_CLAUSE_END = re.compile(r"[,.!?;\n]")
_COUNT_UNITS = "个家名人位支组份元块次回趟场遍项年月天条字分篇套本张届级%"
_UNIT = re.compile(rf"(?:多|几)?(万元|块钱|工作日|小时|[{_COUNT_UNITS}号日岁])")
_NOT_A_COUNT = re.compile(r"[第附哪每某这那]$|附件$|年$|月$")
_DIGITS = "零一二三四五六七八九十"
_NUMBERED_LETTER = re.compile(r"[一二三四五](?=a)")  # 三A
_AFTER_NEGATION = 3  # names that far behind a negation are still negated

_NAME, _CUE, _ASKING, _COMMON = 1.0, 1.2, 0.5, 0.25
_BACKGROUND = 0.4  # words of a clause that asks nothing, beside one that asks
_HOW_MANY = re.compile(r"(?:几|多少|几多)(年|份|个|天|次|届|分|字|家|名|人|项|岁|元|块|层|月)")
_NUMBER, _CHARACTER, _WORD_MOST = 0.35, 0.4, 1.8
_VAGUE_CUE = 0.7  # 有哪些, 内容 go with nearly everything
_OLDEST_YEAR = 1900
_YEAR = 0.1  # a calendar year says which edition, not what
_SHORT_NAME = 3  # a name so short may stand in a word by accident (附件一 in 附件一并)
_ALONE = 0.25  # a single character that no list knows
_RARE, _SELDOM, _FEW, _SOME = 1.7, 1.3, 4, 10
_CUTS_A_WORD = 0.72  # a word that cuts one of the dictionary in two is less likely meant


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    value: float


class Reader:
    """Reads questions to one pack; built once for each pack."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._lexicon: Lexicon = lexicon()
        self._synonyms = {**self._lexicon.synonyms, **index.synonyms}
        self._worth = self._values()
        self._lengths: dict[str, tuple[int, ...]] = _lengths(self._worth)
        self._strong = frozenset(w for w in index.vocabulary | frozenset(self._lexicon.facets) if len(w) > 1)
        cues = [w for w in self._lexicon.facets if len(w) > 1]
        names = [w for w, n in index.names.items() if n.records or n.rows or n.columns]
        self._mender = Mender(
            {*self._strong, *self._lexicon.interrogatives},
            (*cues, *names),
            _small_words(self._lexicon),
            names,
            [t.squeezed for t in index.pack.texts.values()],
        )

    def read(self, asked: str) -> Question:
        """The question in a member's words; any text gives one, be it without a single known word."""
        text = _NUMBERED_LETTER.sub(lambda m: str(_DIGITS.index(m.group())), normalise(asked)[:LONGEST_QUESTION])
        known = [
            (w.start, w.end)
            for w in self._cut(text)
            if w.end - w.start > 1 or text[w.start : w.end] not in self._lexicon.fillers
        ]
        text, mends = self._mender.mend(text, known)
        return self._question(asked, text, mends)

    def _question(self, asked: str, text: str, mends: tuple[Mend, ...]) -> Question:
        tokens = _focus(self._negate(self._tokens(text)))
        flags = {n for n, words in self._lexicon.flags.items() if any(w in text for w in words if len(w) > 1)}
        flags |= {n for n, found in self._lexicon.patterns.items() if any(p.search(text) for p in found)}
        if "days_left" in flags and not any("deadline" in t.facets for t in tokens if t.role == "cue"):
            tokens.append(Token(-1, -1, "还来得及", "cue", _CUE, facets=frozenset({"deadline"}), implied=True))
        sure = frozenset(f for t in tokens if t.role in {"cue", "name"} for f in t.facets)
        counted = _HOW_MANY.search(text)
        clauses = max((t.clause for t in tokens), default=0) + 1
        unit = counted.group(1) if counted else ""
        return Question(asked, text, tuple(tokens), mends, frozenset(flags), clauses, sure, unit)

    def _values(self) -> dict[str, float]:
        """How much a reader prefers to see each word: longer ones, names before cues before small words."""
        lex, index = self._lexicon, self._index
        kinds = (
            (lex.fillers, 0.7),
            (lex.common | index.vocabulary, 0.8),
            (lex.interrogatives, 0.95),
            ({*lex.facets, *self._synonyms}, 1.0),
            (index.names, 1.1),
        )
        return {word: len(word) ** 2 * worth for words, worth in kinds for word in words if word}

    def _cut(self, text: str, taken: frozenset[int] = frozenset()) -> list[_Word]:
        """The best non-overlapping words of a text, by dynamic programming over their values.

        A small word of one character is not cut out of a word of the dictionary (天 not out of 天津).
        """
        within, joints = self._within_words(text), _joints(text)
        best = [0.0] * (len(text) + 1)
        chosen: list[_Word | None] = [None] * (len(text) + 1)
        for start in range(len(text)):
            if best[start] > best[start + 1]:
                best[start + 1], chosen[start + 1] = best[start], None
            for length in self._lengths.get(text[start], ()):
                end = start + length
                value = self._worth.get(text[start:end]) if end <= len(text) else None
                if value is None or (length == 1 and start in within) or not taken.isdisjoint(range(start, end)):
                    continue
                if (start in joints or end in joints) and (
                    length <= _SHORT_NAME or text[start:end] not in self._index.names
                ):
                    value *= _CUTS_A_WORD
                if best[start] + value > best[end] and _whole_latin(text, start, end):
                    best[end], chosen[end] = best[start] + value, _Word(start, end, value)
        return _chosen(chosen)

    def _within_words(self, text: str) -> set[int]:
        """Characters of dictionary words that are not made of small words alone."""
        inside: set[int] = set()
        at = 0
        for word in rjieba.cut(text, hmm=False):
            if len(word) > 1 and any(c not in self._lexicon.fillers for c in word):
                inside.update(range(at, at + len(word)))
            at += len(word)
        return inside

    def _tokens(self, text: str) -> list[Token]:
        tokens = [self._token(text, w) for w in self._cut(text)]
        taken = {i for t in tokens if t.role in {"name", "cue"} and t.end - t.start > 1 for i in range(t.start, t.end)}
        counts = [t for t in _counts(text) if t.start not in taken]
        counted = frozenset(i for t in counts for i in range(t.start, t.end))
        tokens = [*(self._token(text, w) for w in self._cut(text, counted)), *counts]
        tokens += _leftovers(text, tokens)
        tokens = [self._weigh(t) for t in sorted(tokens, key=lambda t: t.start)]
        ends = [m.start() for m in _CLAUSE_END.finditer(text)]
        return [replace(t, clause=sum(e < t.start for e in ends)) for t in tokens]

    def _token(self, text: str, word: _Word) -> Token:
        said = text[word.start : word.end]
        lex = self._lexicon
        names = self._index.names.get(said, Names())
        facets = lex.facets.get(said, frozenset())
        expansions = self._synonyms.get(said, ())
        role: Role = "filler"
        weight = 0.0
        if (
            names.records or names.rows
        ) and said in lex.generic:  # a word of every day that the pack also uses as a name
            role, weight, names = "common", _COMMON, Names(records=names.records)
        elif names.records or names.rows or names.columns:
            role, weight = "name", _NAME + 0.2 * min(len(said) - 2, 5)
        elif facets:
            role, weight = "cue", _VAGUE_CUE if "about" in facets or said in lex.vague else _CUE
        elif said in lex.interrogatives:
            role, weight = "asking", _ASKING
        elif names.labels or said in self._index.vocabulary or (expansions and said not in lex.common):
            role, weight = "word", min(_WORD_MOST, _CHARACTER * len(said))
        elif said in lex.common:
            role, weight = "common", _COMMON
        likeliest = () if facets else lex.interrogatives.get(said, ())
        facets |= frozenset(likeliest)
        if role == "name" and not facets:
            facets = self._cue_within(said)
        return Token(
            word.start, word.end, said, role, weight, names, facets, likeliest if role == "asking" else (), expansions
        )

    def _cue_within(self, name: str) -> frozenset[str]:
        """The facets of the cue that a name ends with, as a level's dues end with 会费."""
        ends = (name[i:] for i in range(1, len(name) - 1))
        return next((self._lexicon.facets[e] for e in ends if e in self._lexicon.facets), frozenset())

    def _weigh(self, token: Token) -> Token:
        """A word that few places of the documents hold tells more of what is meant than one that is everywhere."""
        if token.role != "word":
            return token
        places = self._index.places(token.text)
        rare = _RARE if 0 < places <= _FEW else _SELDOM if 0 < places <= _SOME else 1.0
        return replace(token, weight=token.weight * rare)

    def _negate(self, tokens: list[Token]) -> list[Token]:
        """Names right behind 不是, 不当, 除了 are set aside."""
        result: list[Token] = []
        reach, clause = 0, -1
        for token in tokens:
            if token.clause != clause:
                reach, clause = 0, token.clause
            if reach and token.role == "name":
                result.append(replace(token, negated=True, weight=0.0))
                continue
            before = result[-1].text if result else ""
            said = before + token.text
            if (token.text in self._lexicon.flags["negations"] and len(token.text) > 1) or said in {
                "不当",
                "不是",
                "不做",
            }:
                reach = _AFTER_NEGATION
            elif reach:
                reach -= 1
            result.append(token)
        return result


def _focus(tokens: list[Token]) -> list[Token]:
    """Words of clauses that ask nothing weigh less, where another clause asks: the background comes first."""
    asking = {t.clause for t in tokens if t.role in {"cue", "asking"}}
    tokens = [replace(t, weight=t.weight * _BACKGROUND) if _done_before(tokens, i) else t for i, t in enumerate(tokens)]
    return [
        replace(t, weight=t.weight * _BACKGROUND)
        if asking and t.clause not in asking and t.role in {"word", "common", "number"}
        else t
        for t in tokens
    ]


def _done_before(tokens: list[Token], at: int) -> bool:
    """Whether a name is what was done already (交了会费), with another name still to come in the clause."""
    token = tokens[at]
    done = at > 0 and tokens[at - 1].text in {"了", "过"} and tokens[at - 1].end == token.start
    return (
        done and token.role == "name" and any(t.role == "name" and t.clause == token.clause for t in tokens[at + 1 :])
    )


def _joints(text: str) -> set[int]:
    """The places between the characters of one dictionary word."""
    inside: set[int] = set()
    at = 0
    for word in rjieba.cut(text, hmm=False):
        inside.update(range(at + 1, at + len(word)))
        at += len(word)
    return inside


def _small_words(words: Lexicon) -> frozenset[str]:
    return frozenset(w for w in (*words.fillers, *words.common, *words.interrogatives) if len(w) == 1)


def _lengths(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """How long the words are that begin with a character."""
    found: dict[str, set[int]] = defaultdict(set)
    for word in words:
        found[word[0]].add(len(word))
    return {char: tuple(sorted(lengths)) for char, lengths in found.items()}


def _chosen(chosen: list[_Word | None]) -> list[_Word]:
    words, at = [], len(chosen) - 1
    while at > 0:
        word = chosen[at]
        if word is None:
            at -= 1
        else:
            words.append(word)
            at = word.start
    return words[::-1]


def _whole_latin(text: str, start: int, end: int) -> bool:
    """Whether the ends do not cut a Latin word or a number in two."""

    def cuts(left: str, right: str) -> bool:
        both_letters = left.isascii() and right.isascii() and left.isalpha() and right.isalpha()
        both_digits = left.isdigit() and right.isdigit() and left.isascii() and right.isascii()
        return both_letters or both_digits

    return not (start > 0 and cuts(text[start - 1], text[start])) and not (
        end < len(text) and cuts(text[end - 1], text[end])
    )


def _counts(text: str) -> Iterable[Token]:
    """Numbers that count something: those with a unit behind them, and Arabic ones."""
    for number in numbers(text):
        before = text[: number.start]
        match = _UNIT.match(text, number.end)
        arabic = text[number.start].isdigit()
        if not (match or arabic or number.share) or (_NOT_A_COUNT.search(before) and not arabic):
            continue
        unit = match.group(1) if match else ""
        value = number.value * (10_000 if unit == "万元" else 1)
        end = match.end() if match else number.end
        yield Token(
            number.start, end, text[number.start : end], "number", _YEAR if unit == "年" and value > _OLDEST_YEAR else _NUMBER,
            expansions=_written(number.value, unit), value=value, unit={"万元": "元", "块": "元", "块钱": "元", "俩": "个", "回": "次", "趟": "次", "场": "次", "遍": "次"}.get(unit, unit), share=number.share,
        )  # fmt: skip


def _written(value: float, unit: str) -> tuple[str, ...]:
    """Other ways of writing a small count: 2年, 二年, 两年."""
    if value != int(value) or not 0 < value < len(_DIGITS):
        return ()
    forms = {f"{int(value)}{unit}", f"{_DIGITS[int(value)]}{unit}"} | ({f"两{unit}"} if value == 2 else set())
    return tuple(sorted(forms))


def _leftovers(text: str, tokens: list[Token]) -> Iterable[Token]:
    """What no list knows: the dictionary's words between the tokens."""
    covered = bytearray(len(text))
    for token in tokens:
        covered[token.start : token.end] = b"\1" * (token.end - token.start)
    start = 0
    while start < len(text):
        if covered[start]:
            start += 1
            continue
        end = start
        while end < len(text) and not covered[end]:
            end += 1
        at = start
        for word in rjieba.cut(text[start:end], hmm=False):
            if is_han(word[0]) or word[0].isalnum():
                weight = _ALONE if len(word) == 1 else min(_WORD_MOST, _CHARACTER * len(word))
                yield Token(at, at + len(word), word, "word", weight)
            at += len(word)
        start = end
