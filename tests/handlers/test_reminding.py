"""Which messages ask for a reminder or for none, and which ask for something else."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from handlers.answer import Choice, Enquiry, Memory
from handlers.reminding.reading import Asked, Reader
from knowledge.pack import load_pack
from tests import sixth

PROJECT = Path(__file__).parents[2]
PACKS = PROJECT / "knowledge" / "packs"
SETS = sorted((PROJECT / "tests" / "questions" / "sets").glob("*.jsonl"))
ENTRY = "entry-deadline"

WISHES = (
    "提醒我", "截止前提醒我", "截止前提醒我一下", "请提醒我", "到时候提醒我", "能提醒我吗", "快截止的时候提醒我一下",
    "记得提醒我", "提前3天提醒我", "截止前通知我", "麻烦到期前提醒一下我", "我要截止提醒", "设置提醒", "开通提醒",
    "帮我设个提醒", "订阅截止提醒", "可以提醒我们吗？", "提醒我一下吧", "截止日期提醒",
)  # fmt: skip
NAMED = ("提醒我材料截止", "提醒我参评材料截止", "参评材料截止前提醒我", "提醒我交金盏奖参评表", "金盏奖截止提醒我")
MINE = ("我的提醒", "查看我的提醒", "我设置了哪些提醒", "看看我的提醒", "我们的截止提醒", "查看提醒")
UNWISHES = ("取消提醒", "取消我的提醒", "不用提醒我了", "不要提醒我", "别提醒我了", "删除提醒", "我要取消提醒")
OUT = ("退订提醒", "退订", "TD", "我要退订提醒", "退订所有提醒", "不要再给我发群发消息了", "不想接收推送", "退订群发")
IN = ("恢复提醒", "重新订阅提醒", "取消退订", "我要恢复提醒", "恢复群发")
OTHERS = (
    "你们会在截止前几天提醒我", "提醒我的短信是什么意思", "材料几号截止", "有没有截止提醒", "取消", "恢复",
    "退会怎么办",
    "没收到提醒", "取消评选", "更多", "怎么订阅", "期刊订阅多少钱", "通知在哪里看", "截止日期是几号", "我的申报",
)  # fmt: skip


@cache
def reader(pack: str) -> Reader:
    return Reader(load_pack(sixth.PACK if pack == sixth.PACK.name else PACKS / pack))


def read(text: str, memory: Memory | None = None, pack: str = sixth.PACK.name) -> Asked | None:
    return reader(pack).read(text, memory or Memory())


@pytest.mark.parametrize("text", WISHES)
def test_to_be_reminded_is_asked_for(text: str) -> None:
    assert read(text) == Asked("wish")


@pytest.mark.parametrize("text", NAMED)
def test_a_deadline_is_named(text: str) -> None:
    assert read(text) == Asked("wish", (ENTRY,))


def test_every_one_or_a_number_or_what_nobody_knows_may_be_meant() -> None:
    assert read("全部提醒我") == Asked("wish", every=True)
    assert read("提醒我第2个") == Asked("wish", number=2)
    assert read("提醒我吃药") == Asked("wish", named="吃药")
    assert read("提醒我参会名单截止", pack="shanxi") == Asked("wish", ("delegates-due",))
    assert read("提醒我申报截止", pack="shanxi") == Asked("wish", ("materials-due",))


@pytest.mark.parametrize("text", MINE)
def test_what_was_asked_for_is_to_be_listed(text: str) -> None:
    assert read(text) == Asked("mine")


@pytest.mark.parametrize("text", UNWISHES)
def test_a_reminder_is_taken_back(text: str) -> None:
    assert read(text) == Asked("unwish")


def test_it_may_be_taken_back_by_number_by_name_or_altogether() -> None:
    assert read("取消提醒2") == Asked("unwish", number=2)
    assert read("取消第二个提醒") == Asked("unwish", number=2)
    assert read("取消提醒参评材料截止") == Asked("unwish", (ENTRY,))
    assert read("取消参评材料的提醒") == Asked("unwish", (ENTRY,))
    assert read("取消全部提醒") == Asked("unwish", every=True)


@pytest.mark.parametrize("text", OUT)
def test_no_broadcasts_are_wanted(text: str) -> None:
    assert read(text) == Asked("opt-out")


@pytest.mark.parametrize("text", IN)
def test_broadcasts_are_wanted_again(text: str) -> None:
    assert read(text) == Asked("opt-in")


@pytest.mark.parametrize("text", OTHERS)
def test_other_things_are_for_others(text: str) -> None:
    assert read(text) is None


def test_a_choice_is_heard_as_what_it_says() -> None:
    offered = Memory(choices=(Choice("1. 参评材料截止：2025年9月18日", "提醒我参评材料截止"),))
    assert read("1", offered) == Asked("wish", (ENTRY,))
    assert read("2", offered) is None


@pytest.mark.parametrize("file", SETS, ids=lambda f: f.stem)
def test_no_question_of_the_sets_is_taken_for_a_wish(file: Path) -> None:
    cases = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    asked = [(case["account"], turn["ask"]) for case in cases for turn in case["turns"]]
    running = Memory(enquiry=Enquiry("submission"))
    assert [(a, t) for a, t in asked if reader(a).read(t, Memory()) or reader(a).read(t, running)] == []


def test_very_long_messages_are_read_in_no_time() -> None:
    for text in ("提醒我" * 300, "截止" * 30, "取消" * 30, "不要再发" * 15, "提醒" * 30):
        read(text)
