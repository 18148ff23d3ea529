"""The questions that are timed, each in any number of different wordings, so that no cache can know them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import count
from math import gcd
from pathlib import Path

QUESTIONS = Path(__file__).with_name("questions.txt")

_BEFORE = (
    "",
    "请问",
    "您好，",
    "你好，请问",
    "老师好，",
    "麻烦问一下",
    "想问问",
    "咨询一下，",
    "打扰了，",
    "哈喽，",
    "急，",
    "请教一下",
)
_AFTER = (
    "",
    "？",
    "。",
    "，谢谢",
    "，谢谢老师",
    "，麻烦了",
    "，急",
    "，辛苦了",
    "？在线等",
    "！",
    "，多谢",
    "～",
    "，拜托了",
    "，谢谢啦",
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question to one account."""

    account: str
    text: str


def read_questions(accounts: Collection[str], file: Path = QUESTIONS) -> tuple[Question, ...]:
    """The questions of a file for these accounts: on each line the account, a blank, and the text."""
    lines = (line.partition(" ") for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return tuple(Question(account, text) for account, _, text in lines if account in accounts and text)


def wordings(questions: tuple[Question, ...]) -> Iterator[Question]:
    """Every question in every wording, accounts mixed; after the last it starts again from the first."""
    frames = [(before, after) for before in _BEFORE for after in _AFTER]
    stride = next(s for s in count(len(questions) * 5 // 8) if gcd(s, len(questions)) == 1)
    while True:
        for turn, _ in enumerate(frames):
            for i in range(len(questions)):
                question = questions[i * stride % len(questions)]
                before, after = frames[(turn + i) % len(frames)]
                yield Question(question.account, f"{before}{question.text}{after}")
