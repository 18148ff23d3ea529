"""What of a question is asked, and what is only told: negations, background, words that ask beside others that do."""

from __future__ import annotations

from handlers.lexicon import lexicon
from handlers.question import Token

CUE = 1.2  # the weight of a noun for what is asked
_OF_PLANS = {"about", "procedure", "change", "purpose"}  # asked of a thing, they are not asked by its name as well
_INDEFINITE = {"了", "过", "好", "这", "那"}  # 几个 behind them asks nothing
_OUTSIDE = {"之外", "以外"}
_WHICH = {"哪个", "哪家", "哪项", "哪种", "哪类", "什么", "啥", "哪"}
_MAY = {"能", "可以", "能不能", "可不可以", "会不会", "是不是", "能够"}  # what stands behind is asked, and not denied
_ABLE = {"能", "可以", "能够"}
_HOW_MANY = ("total", "quota", "share", "ordinal", "number", "rule")
_WHO_FACETS = {"conditions", "participants"}
_WHO_MAY = ("participants", "conditions")
_NOT = {"不", "没"}
_AFTER_NEGATION = 3  # names that far behind a negation are still negated
_BACKGROUND = 0.4  # words of a clause that asks nothing, beside one that asks
_SUCH = ("哪些", "哪几", "什么", "啥")
_AND_SO_ON = {"啥的", "什么的", "之类", "之类的", "等等", "那些"}
_ASKED_FOR = 1.4


def set_aside(tokens: list[Token]) -> list[Token]:
    """Names right behind 不是, 不当, 除了 are set aside."""
    negations = lexicon().flags["negations"]
    result: list[Token] = []
    reach, clause, excepted = 0, -1, False
    for token in tokens:
        if token.clause != clause or token.text in _MAY:
            reach, clause = 0, token.clause
        if reach and (token.role == "name" or (token.role == "word" and excepted)):
            result.append(token._replace(negated=True, weight=0.0))
            continue
        before = result[-1].text if result else ""
        said = before + token.text
        asks = before in _NOT and len(result) > 1 and result[-2].text == token.text  # 算不算, 有没有
        if asks or (said == "没有" and len(result) > 1 and result[-2].text == "有"):
            said = ""
        if (token.text in negations and len(token.text) > 1) or said in negations:
            reach, excepted = _AFTER_NEGATION, said.startswith("除")
        elif reach:
            reach -= 1
        if token.text in _OUTSIDE and result and result[-1].role == "name":
            result[-1] = result[-1]._replace(negated=True, weight=0.0)
        result.append(token)
    return result


def focus(tokens: list[Token]) -> list[Token]:
    """Words of clauses that ask nothing weigh less, where another clause asks: the background comes first."""
    tokens = [
        t._replace(role="filler", weight=0.0, facets=frozenset()) if _adds_nothing(tokens, i) else t
        for i, t in enumerate(tokens)
    ]
    tokens = [_told(tokens, i) for i in range(len(tokens))]
    asking = {t.clause for t in tokens if t.role in {"cue", "asking"}}
    tokens = [t._replace(weight=t.weight * _BACKGROUND) if _done_before(tokens, i) else t for i, t in enumerate(tokens)]
    tokens = [
        t._replace(weight=t.weight * _ASKED_FOR) if _follows_which(tokens, i) else t for i, t in enumerate(tokens)
    ]
    tokens = _without_examples(tokens)
    capped = {t.clause for t in tokens if t.role == "cue" and "cap" in t.facets}
    tokens = [  # 最高能拿几分 asks for the most there is, and not for the points of each
        t._replace(weight=t.weight * _BACKGROUND, facets=frozenset())
        if t.role == "cue" and t.facets == {"score"} and t.clause in capped
        else t
        for t in tokens
    ]
    nouns = {t.clause for t in tokens if t.role == "cue" and t.weight >= CUE}
    tokens = [
        t._replace(weight=t.weight * _BACKGROUND) if t.role == "asking" and t.clause in nouns else t for t in tokens
    ]
    return [
        t._replace(weight=t.weight * _BACKGROUND)
        if asking and t.clause not in asking and t.role in {"word", "common", "number"}
        else t
        for t in tokens
    ]


def _adds_nothing(tokens: list[Token], at: int) -> bool:
    """Whether a vague noun only rounds off what was asked for right before it: 标准 of 会费标准."""
    token, before = tokens[at], tokens[at - 1] if at else None
    vague = token.role == "cue" and token.text in lexicon().vague
    return vague and before is not None and before.end == token.start and before.role == "name" and bool(before.facets)


def _told(tokens: list[Token], at: int) -> Token:
    """A word that would ask, as it is meant beside the others: told, or asked only by what stands next to it.

    几个 of 抽了几个人 asks nothing where something else does; 写啥 of 邮编写啥 asks for the postcode; 网站 of
    网站打算怎么弄 is only what is asked about.
    """
    token = tokens[at]
    before = tokens[at - 1] if at and tokens[at - 1].end == token.start else None
    others = [t for t in tokens if t is not token and t.role in {"cue", "asking"}]
    if token.role == "asking":
        return _asking(tokens, at, before, others)
    if token.role == "cue":
        of_another = token.facets == {"fields"} and before is not None and before.role == "cue"
        aside = of_another or (token.facets == {"total"} and _is_alternative(tokens, at))
        return token._replace(role="filler", weight=0.0, facets=frozenset()) if aside else token
    if token.text in _ABLE and any(t.role == "cue" and t.facets & _WHO_FACETS for t in others):
        return token._replace(weight=0.0)
    if token.role == "name" and token.names.records and token.facets:
        beside = [t for t in others if t.clause == token.clause and t.facets and t.facets <= _OF_PLANS]
        return token._replace(facets=frozenset()) if beside else token
    return token


def _asking(tokens: list[Token], at: int, before: Token | None, others: list[Token]) -> Token:
    """An interrogative that asks nothing beside others, or asks who may."""
    token = tokens[at]
    if "participants" in token.likeliest and _is_able(tokens, at):
        return token._replace(facets=frozenset(_WHO_MAY), likeliest=_WHO_MAY)
    if token.likeliest[:1] == ("fee",) and _counts_things(tokens, at):
        return token._replace(facets=frozenset(_HOW_MANY), likeliest=_HOW_MANY)
    if others and token.text[0] == "几" and before is not None and before.text in _INDEFINITE:
        return token._replace(role="word", facets=frozenset(), likeliest=())
    return token


def _is_able(tokens: list[Token], at: int) -> bool:
    """Whether it is asked who may do something (啥人能入), and not who does it."""
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    return behind is not None and behind.text in _ABLE and behind.start == tokens[at].end


def _counts_things(tokens: list[Token], at: int) -> bool:
    """Whether it is asked how many there are of what stands right behind, and not what it costs: 有多少会员."""
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    if behind is None or behind.start != tokens[at].end or behind.facets:
        return False
    return behind.role in {"name", "common"} and len(behind.text) > 1


def _is_alternative(tokens: list[Token], at: int) -> bool:
    """Whether a word for a sum is one of two ways to count, of which one is asked: 每人还是两人一共."""
    before = tokens[max(at - 2, 0) : at]
    return any(t.text == "还是" for t in before) and all(t.clause == tokens[at].clause for t in before)


def _follows_which(tokens: list[Token], at: int) -> bool:
    """Whether a word is the kind of thing asked for: 哪个委员会, 什么协作网."""
    if not at or tokens[at].role not in {"word", "name"} or tokens[at - 1].end != tokens[at].start:
        return False
    return tokens[at - 1].text in _WHICH


def _without_examples(tokens: list[Token]) -> list[Token]:
    """Without the weight of what is only an example of what a clause before asks for: 搞哪些评选, 示范单位啥的."""
    end = next((t for t in tokens if t.text in _AND_SO_ON and t.clause), None)
    before = [t for t in tokens if end is not None and t.clause < end.clause]
    if end is None or not any(t.role == "name" and _behind_which(before, i) for i, t in enumerate(before)):
        return tokens
    given = [t for t in tokens if t.clause == end.clause and t.start < end.start and t.role in {"name", "word"}]
    return [t._replace(weight=0.0) if t in given else t for t in tokens]


def _behind_which(tokens: list[Token], at: int) -> bool:
    asks = at > 0 and tokens[at - 1].end == tokens[at].start and tokens[at - 1].role in {"cue", "asking"}
    return asks and tokens[at - 1].text.endswith(_SUCH)


def _done_before(tokens: list[Token], at: int) -> bool:
    """Whether a name is what was done already (交了会费), with another name still to come in the clause."""
    token = tokens[at]
    done = at > 0 and tokens[at - 1].text in {"了", "过"} and tokens[at - 1].end == token.start
    return (
        done and token.role == "name" and any(t.role == "name" and t.clause == token.clause for t in tokens[at + 1 :])
    )
