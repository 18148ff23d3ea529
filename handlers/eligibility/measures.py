"""How much, how long and how long ago, as members say it: always a range, so that nothing vague is taken for exact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import inf, isfinite

from knowledge.numerals import parse_chinese, plain

_DIGITS = "一二三四五六七八九"
_READ = 64  # texts of which it is kept what they tell: a message is read against one record after another
_CALENDAR = 1900  # numbers of years from it on are years of the calendar
_YEAR, _MONTHS = 365.25, 12
_SHORT_OF = 1e-6
_ROUGHLY = 0.2  # 大概3年 may be so much less or more
_NEARLY = 0.7  # 快三年 is no less than that share
_SEVERAL = (2.0, 9.0)  # 几个
_HALF = (0.5, 0.5)
_SCALES = {"": 1.0, "百": 1e2, "千": 1e3, "万": 1e4}
_ARABIC = re.compile(r"(\d+(?:\.\d+)?)([万千百]?)")

_VALUE = r"(?:\d+(?:\.\d+)?[万千百]?|[零〇一二两三四五六七八九十百千万俩仨]+|半)"
_BELOW = "还?不到|还?不足|没到|没有到|还?没满|还?不满|未满|未到|未达|不够|(?<!不)少于|(?<!不)低于"
_ALMOST = "将近|接近|快到|快满|快有|快要?|马上"
_ROUGH = "差不多|大概|大约|估计|可能|约|左右|上下"
_OR_MORE = "超过|多于|不止|至少|起码|最少|不少于|不低于"
_AT_MOST = "最多|至多|顶多|(?<!不)超不过|不超过"
_UNITS = "个|家|名|人|位|支|组|份|元|次|回|场|项|年|天|条|篇|部|本|套|张|件|幅|台|届|周岁|岁|个月"
_BEFORE = re.compile(
    rf"(?:(?P<below>{_BELOW}|(?<!有)没有?)|(?P<almost>{_ALMOST})|(?P<rough>{_ROUGH})"
    rf"|(?P<more>{_OR_MORE})|(?P<most>{_AT_MOST}))(?:有|是|也就|就|了|才|只有?|满|达到?)?$"
)
_NO_AMOUNT = re.compile(r"(?:第|附件|附表|还?差|还?缺|再过|还有|前|[是为]|\d)$")
_PERIOD = re.compile(r"(?:近|最近|过去|这|前|头)$")
_SINCE = re.compile(r"(?:从|自|打)[^,.!?;]{0,4}$")
_ON = re.compile(r"(?:\d{1,2}月(?:份)?)?(?:底|初|中)?(?:起|开始|以来|就|到现在|至今|到今)")

_SINCE_AGO = re.compile(r"(?:以|之)?前(?:就)?(?:开始|起|接手|上任|当上)")
_NOT_ONE = re.compile(r"[^,.!?;]{0,8}(?:都|也|还)没")

_PEOPLE, _HOUSES = frozenset("人名位"), frozenset("家")
_ALIKE = (_PEOPLE, frozenset("次场届回"), frozenset("篇部本份"), frozenset("个项件支组条张幅台"))
_OF_TIME = frozenset({"年", "岁", "周岁", "个月", "天", "元"})  # not to be taken for one another, nor for things
_SAME_TIME = frozenset({("个月", "年"), ("周岁", "岁"), ("年", "周岁"), ("岁", "周岁")})


@dataclass(frozen=True, slots=True)
class Measure:
    """An amount that was told, and where: at least ``low`` and at most ``high`` of the unit."""

    start: int
    end: int
    low: float
    high: float
    unit: str
    said: str

    @property
    def exact(self) -> bool:
        """Whether the one number is meant and no other."""
        return self.low == self.high

    def fits(self, wanted: str) -> bool:
        """Whether what is counted in another unit may be what was told: 项 for 个, 个月 for 年, never 家 for 个."""
        if self.unit in {"", wanted}:
            return True
        if self.unit in _OF_TIME or wanted in _OF_TIME:
            return (self.unit, wanted) in _SAME_TIME
        if wanted == "个":
            return self.unit not in _PEOPLE | _HOUSES
        return self.unit == "个" or any({self.unit, wanted} <= group for group in _ALIKE)

    def range_in(self, wanted: str) -> tuple[float, float]:
        """The range in the unit that is wanted."""
        by = _MONTHS if (self.unit, wanted) == ("个月", "年") else 1
        return self.low / by, self.high / by


@lru_cache(maxsize=256)
def _pattern(units: tuple[str, ...]) -> re.Pattern[str]:
    unit = "|".join(sorted({*map(re.escape, units), *_UNITS.split("|")}, key=len, reverse=True))
    return re.compile(
        rf"(?P<low>{_VALUE}|好几|几)(?:(?:到|至|-|~)(?P<high>{_VALUE}))?(?P<odd>几|多|来|余)?(?P<unit>{unit})?"
        rf"(?:(?P<half>半)|(?:零|又|加)?(?P<months>{_VALUE})个月)?(?P<tail>多|出头|有余|开外|以上|以下|以内|左右|上下|不到|整)?"
    )


@lru_cache(maxsize=_READ)
def measures(text: str, units: tuple[str, ...] = (), today: date | None = None) -> tuple[Measure, ...]:
    """The amounts told in a normalised text, with a unit or in Arabic digits; no periods looked at, like 近三年."""
    return tuple(_measures(text, units, today))


def _measures(text: str, units: tuple[str, ...], today: date | None) -> Iterator[Measure]:
    for match in _pattern(units).finditer(text):
        before, behind = text[: match.start()], text[match.end() :]
        unit = match["unit"] or ""
        if (not unit and not match["low"][0].isdigit()) or match["low"] == "几":  # 几年 asks
            continue
        if _NO_AMOUNT.search(before) and not re.search(r"(?:也就|大概|差不多|已经|应该|还)是$", before):
            continue
        value = _values(match["low"])
        if value is None:
            continue
        if unit == "年" and value[0] > _CALENDAR:
            since = _since(int(value[0]), before, behind, today)
            if since:
                yield Measure(match.start(), match.end(), *since, "年", match.group() + "起")
            continue
        if unit == "年" and _SINCE_AGO.match(behind):
            yield Measure(match.start(), match.end(), value[0] - 0.5, value[1] + 1, "年", match.group() + "前")
            continue
        if unit == "年" and (_PERIOD.search(before) or re.match(r"(?:之?内|以来|里|来|前|以前|之前|后|以后)", behind)):
            continue
        if unit == "" and re.match(r"[月日号点:%./]", behind):
            continue
        low, high = (0.0, 0.0) if value == (1, 1) and _NOT_ONE.match(behind) else _ranged(match, value, before)
        hedge = _BEFORE.search(before)
        start = hedge.start() if hedge else match.start()
        yield Measure(start, match.end(), low, high, unit, text[start : match.end()])


def bare_amount(text: str) -> Measure | None:
    """The amount of a message that is nothing but a numeral without its unit: 四, 十五, 五六."""
    value = _values(text)
    return Measure(0, len(text), *value, "", text) if value else None


def _values(said: str) -> tuple[float, float] | None:
    """The least and the most that a numeral may stand for: 五六, 两三, 十五六, 二三十, 几."""
    if said in {"几", "好几"}:
        return _SEVERAL
    if said == "半":
        return _HALF
    if said[0].isdigit():
        return _arabic(said)
    plainly = said.replace("两", "二")
    pair = re.fullmatch(rf"(十)?([{_DIGITS}])([{_DIGITS}])(十)?", plainly)
    if pair and _DIGITS.index(pair[3]) == _DIGITS.index(pair[2]) + 1:
        base, by = (10 if pair[1] else 0), (10 if pair[4] else 1)
        first = _DIGITS.index(pair[2]) + 1
        return float(base + first * by), float(base + (first + 1) * by)
    value_or_none = parse_chinese(said)
    return None if value_or_none is None else (value_or_none, value_or_none)


def _arabic(said: str) -> tuple[float, float] | None:
    """The value of a numeral in digits, with 万, 千 or 百 behind it; None where it is none, or beyond all counting."""
    number = _ARABIC.fullmatch(said)
    value = float(number[1]) * _SCALES[number[2]] if number else inf
    return (value, value) if isfinite(value) else None


def _ranged(match: re.Match[str], value: tuple[float, float], before: str) -> tuple[float, float]:
    """The range of an amount with what is said around the number: 不到两年, 三年出头, 十几个, 至少4个."""
    low, high = value
    if match["high"]:
        other = _values(match["high"]) or value
        low, high = min(low, other[0]), max(high, other[1])
    if match["half"]:
        low, high = low + 0.5, high + 0.5
    if match["months"]:
        more = (_values(match["months"]) or (0.0, 0.0))[0] / _MONTHS
        low, high = low + more, high + more
    hedge = _BEFORE.search(before)
    said = hedge.lastgroup if hedge else ""
    tail = match["tail"] or ""
    if match["odd"]:
        step = next((u for u in (10_000, 1000, 100, 10) if low >= u and low % u == 0), 1)
        around = match["odd"] == "来"
        low, high = (low * (1 - _ROUGHLY), low + step) if around else (low, low + step - _SHORT_OF)
    if tail in {"多", "出头", "有余", "开外"}:
        high = high + 1 - _SHORT_OF
    if said == "below" or tail == "不到":
        return 0.0, max(0.0, high - _SHORT_OF)
    if said == "almost":
        return low * _NEARLY, max(low * _NEARLY, high - _SHORT_OF)
    if said == "more" or tail == "以上":
        return low, inf
    if said == "most" or tail in {"以下", "以内"}:
        return 0.0, high
    if said == "rough" or tail in {"左右", "上下"}:
        return low * (1 - _ROUGHLY), high * (1 + _ROUGHLY)
    return low, high


def _since(year: int, before: str, behind: str, today: date | None) -> tuple[float, float] | None:
    """How many years it is since a year of the calendar, where it is told as a beginning: 从2015年起."""
    if today is None or year > today.year or not (_SINCE.search(before) or _ON.match(behind)):
        return None
    return _ago(date(year, 12, 31), today), _ago(date(year, 1, 1), today)


def spoken(value: float, unit: str) -> str:
    """An amount as people say it: 3个, 半年, 8个月."""
    if unit == "年" and value % 1 == 0.5:  # a half is exact in binary
        return f"{int(value)}年半" if value > 1 else "半年"
    months = value * _MONTHS
    if unit == "年" and value % 1 and abs(months - round(months)) < _SHORT_OF:
        years, rest = divmod(round(months), _MONTHS)
        return (f"{years}年" if years else "") + f"{rest}个月"
    return f"{plain(round(value, 2))}{unit}"


# When something was: the words, and the years ago that they stand for.

_RELATIVE = {"大前年": 3, "前年": 2, "去年": 1, "上一年": 1, "上年": 1, "今年": 0, "本年": 0}
_LATELY = "上个?月|本月|这个?月|上周|上星期|这周|昨天|前天|今天|前几天|前阵子|刚刚|刚才?|最近|近期|近日"
_WHEN = re.compile(
    rf"(?P<period>(?:近|最近|过去|这|前|头)(?P<span>{_VALUE})(?P<span_unit>年|个月)(?:多)?(?:之?内|以来|里|来)?)"
    rf"|(?P<inside>(?P<inner>{_VALUE})(?P<inner_unit>年|个月)(?:之?内|以来|里))"
    rf"|(?P<back>(?P<ago>{_VALUE})(?P<ago_unit>年|个月|天|周)(?P<ago_more>多|半)?(?:以|之)?前)"
    rf"|(?P<relative>{'|'.join(sorted(_RELATIVE, key=len, reverse=True))})"
    rf"|(?P<year>(?:19|20)?\d\d|[一二][零〇一二三四五六七八九]{{3}})年(?:(?P<month>1[0-2]|[1-9])月)?"
    rf"|(?P<lately>{_LATELY})"
)


@dataclass(frozen=True, slots=True)
class Past:
    """When something was: between ``near`` and ``far`` years ago; ``period``: the whole of that time."""

    start: int
    end: int
    near: float
    far: float
    said: str
    period: bool = False

    def lies_within(self, years: float) -> bool | None:
        """Whether it was within the last so many years; None where it may or may not have been."""
        if self.far <= years + _SHORT_OF:
            return True
        return False if self.near >= years else None


@lru_cache(maxsize=_READ)
def pasts(text: str, today: date) -> tuple[Past, ...]:
    """The times told in a normalised text, in order."""
    return tuple(_pasts(text, today))


def _pasts(text: str, today: date) -> Iterator[Past]:
    for match in _WHEN.finditer(text):
        found = _past(match, today)
        if found is not None:
            period = bool(match["period"] or match["inside"])
            yield Past(match.start(), match.end(), *found, match.group(), period)


def _past(match: re.Match[str], today: date) -> tuple[float, float] | None:
    if match["period"] or match["inside"]:
        span = _values(match["span"] or match["inner"])
        by = _MONTHS if "个月" in {match["span_unit"], match["inner_unit"]} else 1
        return (0.0, span[1] / by) if span else None
    if match["back"]:
        return _back(match)
    if match["lately"]:
        return 0.0, 0.5
    if match["relative"]:
        year = today.year - _RELATIVE[match["relative"]]
    else:
        said = match["year"]
        number = int(said) if said.isdecimal() else int(parse_chinese(said) or 0)
        year = number if number > _CALENDAR else 2000 + number
    if year > today.year:
        return None
    first, last = (int(match["month"] or 1), int(match["month"] or 12))
    return _ago(date(year, last, 28 if match["month"] else 31), today), _ago(date(year, first, 1), today)


def _back(match: re.Match[str]) -> tuple[float, float] | None:
    """三年前 is rarely to the day: it may be half a year less, or nearly four."""
    ago = _values(match["ago"])
    if ago is None:
        return None
    per = {"年": 1.0, "个月": float(_MONTHS), "周": 52.0, "天": _YEAR}[match["ago_unit"]]
    low, high = ago[0] / per, ago[1] / per
    if ago == _HALF:
        return low * _NEARLY, high * 1.5
    if match["ago_more"] == "半":
        return low + 0.25, high + 0.75
    if match["ago_more"]:
        return low, high + 1 / per
    return low - 0.5 / per, high + 1 / per - _SHORT_OF


def _ago(day: date, today: date) -> float:
    return max((today - day).days / _YEAR, 0.0)
