"""From a member's words to a Question: normalise, mend, cut into words with roles, weigh."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from handlers.counting import DIGITS, counted_unit, counts
from handlers.cutting import Cut, Cutter, Preferred
from handlers.dialects import in_common_words
from handlers.focus import CUE, focus, set_aside
from handlers.item_numbers import in_digits
from handlers.lexicon import Lexicon, lexicon
from handlers.question import Question, Role, Token
from knowledge.dictionary import dictionary_words
from knowledge.facets import SELDOM_STATED
from knowledge.index import Index, Names
from knowledge.slips import Slips
from knowledge.spelling import Mend, Mender, Sounds
from knowledge.text import is_han, normalise

RECENT = 128  # readings that are kept: members ask the same things in the same words
LONGEST_QUESTION = 600  # characters; what is beyond is background
_CLAUSE_END = re.compile(r"[,.!?;\n]")
_NUMBERED_LETTER = re.compile(r"[一二三四五](?=a)")  # 三A
_POINTS = re.compile(r"(几|多少)分(?![钟之析别为成数类])")
_PHRASE = 3  # characters

_NAME, _CUE, _ASKING, _COMMON = 1.0, CUE, 0.5, 0.25
_NAME_CHARACTER, _NAME_MOST = 0.2, 5  # what each character beyond two adds to a name, and how many count
_PLAIN_CUE = 1.8  # 退费, 奖金: nothing else can be meant
_VAGUE_CUE = 0.7  # 有哪些, 内容 go with nearly everything
_CHARACTER, _WORD_MOST = 0.4, 1.8
_ALONE = 0.25  # a single character that no list knows
_FILLER_WORTH, _WORD_WORTH, _ASKING_WORTH, _CUE_WORTH, _NAME_WORTH = 0.7, 0.8, 0.95, 1.0, 1.1
_RARE, _SELDOM, _FEW, _SOME = 1.7, 1.3, 4, 10  # a word in few places of the documents weighs so much more


class Reader:
    """Reads questions to one pack; built once for each pack."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._lexicon: Lexicon = lexicon()
        self._synonyms = {**self._lexicon.synonyms, **index.synonyms}
        self._cutter = Cutter(_shared(), self._worth(), index.names, self._lexicon.fillers)
        names = [w for w, n in index.names.items() if n.records or n.rows or n.columns]
        self._recent = lru_cache(maxsize=RECENT)(self._read)  # a reading follows from the words alone
        self._slips = Slips(names)
        self._mender = Mender(
            index.vocabulary,
            names,
            _small_words(),
            names,
            [t.squeezed for t in index.pack.texts.values()],
            shared=_shared_sounds(),
        )

    def read(self, asked: str) -> Question:
        """The question in a member's words; any text gives one, be it without a single known word."""
        return self._recent(asked)

    def _read(self, asked: str) -> Question:
        text = _NUMBERED_LETTER.sub(lambda m: str(DIGITS.index(m.group())), in_common_words(normalise(asked)))
        text = self._meant(text[:LONGEST_QUESTION])
        cuts = self._cutter.cut(text)
        known = [(start, end) for start, end in cuts if end - start > 1 or text[start] not in self._lexicon.fillers]
        text, mends = self._mender.mend(text, known)
        if mends:
            text = normalise(text)
            cuts = self._cutter.cut(text)
        text, slips = self._slips.mend(text, cuts)
        if slips:
            cuts = self._cutter.cut(text)
        return self._question(asked, text, (*mends, *slips), cuts)

    def _meant(self, text: str) -> str:
        """几分 is 几份 where the documents give no points for anything, 第十五项 第15项 where an item is called so."""
        text = text if self._index.by_facet.get("score") else _POINTS.sub(r"\1份", text)
        return in_digits(text, self._index)

    def _question(self, asked: str, text: str, mends: tuple[Mend, ...], cuts: list[Cut]) -> Question:
        tokens = focus(set_aside(self._tokens(text, cuts)))
        flags = self._lexicon.raised(text)
        if "days_left" in flags and not any("deadline" in t.facets for t in tokens if t.role == "cue"):
            tokens.append(Token(-1, -1, "还来得及", "cue", _CUE, facets=frozenset({"deadline"}), implied=True))
        if "cap" in flags:  # 最多能到几分 asks for the most there is
            tokens = [
                t._replace(facets=frozenset({"cap"})) if t.role == "cue" and t.facets == {"score"} else t
                for t in tokens
            ]
        if any(t.unit == "元" and t.text != "万元" for t in tokens) and not any(t.role == "cue" for t in tokens):
            tokens.append(Token(-1, -1, "多少元", "cue", _CUE, facets=frozenset({"fee"}), implied=True))
        sure = frozenset(f for t in tokens if t.role in {"cue", "name"} for f in t.facets)
        clauses = max((t.clause for t in tokens), default=0) + 1
        return Question(asked, text, tuple(tokens), mends, flags, clauses, sure, counted_unit(text))

    def _worth(self) -> dict[str, float]:
        """How much a reader prefers to see each of the pack's own words; see ``_shared_worth``."""
        index, shared = self._index, _shared_worth()
        own = {word: max(_worth_of(word, _WORD_WORTH), shared.get(word, 0.0)) for word in index.vocabulary}
        own |= {word: _worth_of(word, _CUE_WORTH) for word in index.synonyms if word}
        return own | {word: _worth_of(word, _NAME_WORTH) for word in index.names if word}

    def _tokens(self, text: str, cuts: list[Cut]) -> list[Token]:
        read = {cut: self._token(text, cut) for cut in cuts}
        tokens = [*read.values()]
        taken = {i for t in tokens if _is_whole(t) for i in range(t.start, t.end)}
        told = [t for t in counts(text) if t.start not in taken]
        if told:
            counted = frozenset(i for t in told for i in range(t.start, t.end))
            tokens = [*(read.get(w) or self._token(text, w) for w in self._cutter.cut(text, counted)), *told]
        tokens += _leftovers(text, tokens)
        tokens = [self._weigh(t) for t in sorted(tokens, key=lambda t: t.start)]
        ends = [m.start() for m in _CLAUSE_END.finditer(text)]
        clauses = ((t, sum(e < t.start for e in ends)) for t in tokens)
        return [t._replace(clause=clause) if clause else t for t, clause in clauses]

    def _token(self, text: str, cut: Cut) -> Token:
        start, end = cut
        said = text[start:end]
        lex = self._lexicon
        names = self._index.names.get(said, Names())
        facets = lex.facets.get(said, frozenset())
        expansions = self._synonyms.get(said, ())
        if names.rows and said in lex.generic:
            names = Names(records=names.records)
        role, weight = self._role(said, names, bool(facets), bool(expansions))
        likeliest = lex.interrogatives.get(said, ()) if not facets else ()
        facets |= frozenset(likeliest)
        if role == "name" and not facets:
            facets = self._cue_within(said)
        ordered = likeliest if role == "asking" else ()
        return Token(start, end, said, role, weight, names, facets, ordered, expansions)

    def _role(self, said: str, names: Names, is_cue: bool, is_synonym: bool) -> tuple[Role, float]:
        """What a word is in the question, and how much an answer owes it."""
        lex = self._lexicon
        is_name = bool(names.records or names.rows or names.columns)
        if is_name and said in lex.generic:  # a word of every day that the pack also uses as a name
            return "common", _COMMON
        if is_name:
            return "name", _NAME + _NAME_CHARACTER * min(len(said) - 2, _NAME_MOST)
        if is_cue:
            vague = said in lex.vague or "about" in lex.facets[said]
            plain = _PLAIN_CUE if lex.facets[said] <= SELDOM_STATED else _CUE
            return "cue", _VAGUE_CUE if vague else plain
        if said in lex.interrogatives:
            return "asking", _ASKING
        if names.labels or said in self._index.vocabulary or (is_synonym and said not in lex.common):
            return "word", min(_WORD_MOST, _CHARACTER * len(said))
        return ("common", _COMMON) if said in lex.common else ("filler", 0.0)

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
        return token._replace(weight=token.weight * rare)


def _is_whole(token: Token) -> bool:
    """Whether a numeral in it is part of the word: 来一份."""
    length = token.end - token.start
    return (token.role in {"name", "cue"} and length > 1) or (token.role == "filler" and length >= _PHRASE)


def _worth_of(word: str, worth: float) -> float:
    return len(word) ** 2 * worth


@cache
def _shared_worth() -> dict[str, float]:
    """How much any reader prefers to see each word: longer ones, names before cues before small words."""
    lex = lexicon()
    kinds = (
        (lex.fillers, _FILLER_WORTH),
        (lex.common, _WORD_WORTH),
        (lex.interrogatives, _ASKING_WORTH),
        ({*lex.facets, *lex.synonyms}, _CUE_WORTH),
    )
    return {word: _worth_of(word, worth) for words, worth in kinds for word in words if word}


@cache
def _shared() -> Preferred:
    return Preferred(_shared_worth())


@cache
def _shared_sounds() -> Sounds:
    """The sounds of the words that mean the same to every association."""
    cues = [w for w in lexicon().facets if len(w) > 1]
    return Sounds((*cues, *lexicon().interrogatives), cues)


@cache
def _small_words() -> frozenset[str]:
    words = lexicon()
    return frozenset(w for w in (*words.fillers, *words.common, *words.interrogatives) if len(w) == 1) | set(
        DIGITS + "两"
    )


def _leftovers(text: str, tokens: list[Token]) -> Iterator[Token]:
    """What no list knows: the dictionary's words between the tokens."""
    covered = bytearray(len(text))
    for token in tokens:
        covered[token.start : token.end] = b"\1" * (token.end - token.start)
    for gap in re.finditer(rb"\0+", bytes(covered)):
        for at, word in dictionary_words(text[gap.start() : gap.end()]):
            if is_han(word[0]) or word[0].isalnum():
                weight = _ALONE if len(word) == 1 else min(_WORD_MOST, _CHARACTER * len(word))
                start = gap.start() + at
                yield Token(start, start + len(word), word, "word", weight)
