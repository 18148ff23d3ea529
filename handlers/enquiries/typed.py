"""A number in reply to the question for one: taken as it was typed, with the words and brackets that offices write."""

from __future__ import annotations

import re

from handlers.enquiries.credentials import Credentials, credentials, is_card
from handlers.enquiries.cues import cues
from knowledge.text import normalise

_TRIED = "3139"
_EDGES = " ,.;:!?\"'"
_BEFORE = re.compile(
    r"^(?:我(?:们)?的?|受理编号|会员编号|受理号|会员号|编号|号码|是|为|叫|请查一?下?|查一?下?|[ ,.:;])+"
)
_LAST = re.compile(r"(?:^|[\s,;:|+=<>#&])(?P<digits>[0-9]{4})$")
_FIRST = re.compile(r"^(?P<digits>[0-9]{4})(?:[\s,;:|+=<>#&]|$)")
# 晋QC〔2018〕12号, 2018年第3号, QC(2018)007, 太原2018-3
_DRESSED = re.compile(
    r"[\u4e00-\u9fff]{0,6}[-/ ]?[a-z]{0,6}[-/ ]?[\u4e00-\u9fff]{0,2}"
    r"(?:[(\[〔【](?:19|20)[0-9]{2}[)\]〕】] ?第?[0-9]{1,6}号?|"
    r"(?:19|20)[0-9]{2}(?:年第?[0-9]{1,6}号|[-/][0-9]{1,6}号?))"
)
_BESIDE = re.compile(r"[\u4e00-\u9fff]{0,8}[-a-z0-9/_.()\[\]〔〕【】年第字号 ]{1,34}")  # with the digits beside it
_BEGINS_NONE = re.compile(r"附件|附表|表|第|项目|[0-9]+[a-z\u4e00-\u9fff]+$")


def typed(said: str) -> Credentials | None:
    """Number and digits of a message that holds little else; None where it holds no number that is to be taken so."""
    text, digits = said.strip(_EDGES), ""
    read = credentials(said)
    labelled = read.digits if cues().labelled_digits.search(text) else ""
    if labelled:
        text, digits = cues().labelled_digits.sub(" ", text), labelled
    elif found := _LAST.search(text) or _FIRST.search(text):
        text, digits = text[: found.start()] + " " + text[found.end() :], found["digits"]
    number = _BEFORE.sub("", cues().particles.sub("", _polite(text))).strip(_EDGES)
    if not any(c.isdigit() for c in number) or _BEGINS_NONE.match(number):
        return None
    if _DRESSED.fullmatch(number) or (digits and _BESIDE.fullmatch(number) and any(map(_is_han, number))):
        return Credentials(number, digits, "", read.kind)
    return None


def as_asked(number: str) -> str:
    """What is read of a number that is sent with four digits, when both were asked for; empty where none is."""
    said = normalise(f"{number} {_TRIED}")
    read = typed(said)
    if read is None:
        given = credentials(said)
        read = given if not cues().left_of(given.rest) and not is_card(given.number) else None
    return read.number if read is not None and read.digits == _TRIED else ""


def _polite(text: str) -> str:
    """Without what is said for politeness; brackets and hyphens stay."""
    return re.sub(r"你好|您好|谢谢(?:你|您|了)?|麻烦(?:您|你)?|请问", " ", text)


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or char in "〔〕【】()[]"
