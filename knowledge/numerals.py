"""Numbers as people write them: 3, 1.5万, 两, 十八, 百分之九十, 八成二, 俩, 十几."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "俩": 2,
    "仨": 3,
    "壹": 1,
    "贰": 2,
    "叁": 3,
}
_DIGITS |= {"肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_CHINESE = "零〇一二三四五六七八九十百千万亿两俩仨壹贰叁肆伍陆柒捌玖拾佰仟"
_LONGEST = 32  # characters of a numeral; what is longer is no number that anybody means
_NUMBER = re.compile(
    r"(?P<half>一半|半数|对半)|(?P<tenths>[一二三四五六七八九十两壹贰叁肆伍陆柒捌玖\d])成(?P<hundredths>[一二三四五六七八九半])?(?!果|立|员|本|功|绩|效|为)"
    rf"|百分之(?P<share>[{_CHINESE}]+|\d+(?:\.\d+)?)"
    rf"|(?P<arabic>\d+(?:,\d{{3}})*(?:\.\d+)?)(?P<scale>[万亿千百](?![分度]))?"
    rf"|(?P<chinese>(?:[{_CHINESE}]+))(?P<more>几|多|来)?"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands; ``share`` marks a percentage, ``vague`` a 十几 or 三十多."""

    start: int
    end: int
    value: float
    share: bool = False
    vague: bool = False


def parse_chinese(text: str) -> float | None:
    """The value of a Chinese numeral, or None where the characters make none (一二三 reads digit by digit)."""
    if not 0 < len(text) <= _LONGEST or any(c not in _CHINESE for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return float(int("".join(str(_DIGITS[c]) for c in text)))
    total = section = 0
    digit: int | None = None
    last_unit = myriad = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _TENS:
            section += (1 if digit is None else digit) * _TENS[char]
            last_unit, digit = _TENS[char], None
        else:
            below, unit = section + (digit or 0), _MYRIADS[char]
            total = total + below * unit if unit < myriad else (total + below or 1) * unit  # 一亿二千万, 一万亿
            section, last_unit, myriad, digit = 0, unit, unit, None
    if digit:  # 一万二 is 12,000 and 三百五 350, but 一百零五 105
        colloquial = last_unit >= 100 and "零" not in text[-2:] and "〇" not in text[-2:]
        section += digit * (last_unit // 10 if colloquial else 1)
    return float(total + section)


def whole_number(text: str) -> int | None:
    """The value of a numeral in Arabic or Chinese digits, without its fraction; None where it is none."""
    value = float(text) if text.isdecimal() else parse_chinese(text)
    return None if value is None else int(value)


def numbers(text: str) -> Iterator[Number]:
    """Every number in a normalised text, in order."""
    for match in _NUMBER.finditer(text):
        if match["half"]:
            yield Number(*match.span(), 50.0, share=True)
            continue
        if match["tenths"]:
            tenths = parse_chinese(match["tenths"]) if not match["tenths"].isdigit() else float(match["tenths"])
            extra = 5.0 if match["hundredths"] == "半" else parse_chinese(match["hundredths"] or "零") or 0.0
            yield Number(*match.span(), (tenths or 0.0) * 10 + extra, share=True)
            continue
        share = match["share"]
        if share is not None:
            value = float(share) if share[0].isdigit() else parse_chinese(share)
            if value is not None and isfinite(value):
                yield Number(*match.span(), value, share=True)
            continue
        if match["arabic"]:
            scale = {"万": 1e4, "亿": 1e8, "千": 1e3, "百": 1e2}.get(match["scale"] or "", 1)
            value = float(match["arabic"].replace(",", "")) * scale
            if not isfinite(value):
                continue
            end = match.end()
            share_sign = text[end : end + 1] == "%"
            yield Number(match.start(), end + share_sign, value, share=share_sign)
            continue
        value = parse_chinese(match["chinese"])
        if value is not None:
            yield Number(*match.span(), value, vague=bool(match["more"]))


def plain(value: float) -> str:
    """A number without a useless fraction: 4, 1.5, 12000."""
    return f"{value:.4f}".rstrip("0").rstrip(".") if value != int(value) else str(int(value))
