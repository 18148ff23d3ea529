"""Which messages ask for the member's own case, and which for what the documents say."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from handlers.answer import Check, Choice, Enquiry, Memory
from handlers.enquiries import phrases
from handlers.enquiries.case import Case
from handlers.enquiries.credentials import credentials
from handlers.enquiries.reading import Reader, Wanted
from handlers.enquiries.status import described
from knowledge.pack import load_pack
from tests import sixth

PROJECT = Path(__file__).parents[2]
PACKS = PROJECT / "knowledge" / "packs"
SETS = sorted((PROJECT / "tests" / "questions" / "sets").glob("*.jsonl"))
RUNNING = Memory(enquiry=Enquiry("submission"))

STATUS = (
    "进度", "查进度", "申报进度", "查询申报进度", "我的申报到哪一步了", "我们公司的申报进度怎么样了？",
    "收到我的材料没有", "我们寄的材料你们收到没有", "材料收到了吗", "收到了吗", "还缺什么", "我们的材料还缺什么",
    "还差哪些材料呀", "材料齐了吗", "评上了没有", "我们评上了吗", "我们小组入选了没", "审核到哪了",
    "请问我们单位的入会审核到哪个环节了", "入会申请批下来了吗", "审核通过了没有", "证书啥时候发给我",
    "我的证书什么时候发", "牌匾做好了吗", "我们的结果出来了吗", "怎么查进度", "帮我查一下申报进度", "状态",
)  # fmt: skip
DUES = (
    "我的会费交了吗", "我们欠多少会费", "我们单位会费交到哪一年了", "查会费", "会费交了没有",
    "我们公司今年会费交了吗", "还欠多少会费", "我们有没有欠会费", "我们要补多少会费",
)  # fmt: skip
RULES = (
    "申报要交什么材料", "入会流程几步", "会费多少", "会费多少钱一年", "欠会费怎么办", "两年没交会费会怎样",
    "我们要交多少会费", "会费怎么交", "证书什么时候发", "材料交到哪里", "材料寄到哪", "评上了有奖金吗",
    "什么时候公布结果", "审核要多久", "申报材料要几份", "怎么申报", "没评上怎么办", "更多", "你好", "2018年", "附件3",
    "2400人", "GB/T19580-2012", "ISO9001", "进度安排表怎么填", "收到材料后多久通知", "编号写在哪里",
)  # fmt: skip


PLAIN = (
    ("shanxi", "我的QC成果过了吗"), ("shanxi", "我的申报有结果了吗"), ("shanxi", "我报上去的那个成果现在怎么样了呀"),
    ("shanxi", "我的申报为什么还没审核"), ("shanxi", "我们报的QC小组到哪一步了"), ("shanxi", "查询我的受理情况"),
    ("shanxi", "请问我的申报有消息了吗"), ("machinery", "我们的品牌故事评上了吗"), ("machinery", "成果表交了吗"),
    ("machinery", "推荐汇总表收到没"), ("machinery", "发证了吗"), ("foshan", "我们申报的成果到哪一步了"),
    ("foshan", "共治成果进度"), ("hebei", "2024年会费交了吗"), ("hebei", "HB-0001的会费"), ("hebei", "会费收到了吗"),
    ("hebei", "我欠不欠会费"), ("hebei", "我是会员吗"),
)  # fmt: skip


@cache
def reader(pack: str) -> Reader:
    folder = sixth.PACK if pack == sixth.PACK.name else PACKS / pack
    return Reader(load_pack(folder))


def read(text: str, memory: Memory | None = None) -> Wanted | None:
    return reader(sixth.PACK.name).read(text, memory or Memory())


@pytest.mark.parametrize("text", STATUS)
def test_ones_own_submission_is_asked_for(text: str) -> None:
    wanted = read(text)
    assert wanted is not None
    assert replace(wanted, topic="") == Wanted("see", "submission")


@pytest.mark.parametrize("text", DUES)
def test_ones_own_dues_are_asked_for(text: str) -> None:
    assert read(text) == Wanted("see", "unit")


@pytest.mark.parametrize("text", RULES)
def test_the_rule_is_for_the_desk(text: str) -> None:
    assert read(text) is None
    assert read(text, RUNNING) is None


@pytest.mark.parametrize("file", SETS, ids=lambda f: f.stem)
def test_no_question_of_the_sets_is_taken_for_an_enquiry(file: Path) -> None:
    """Not even while number and digits are waited for."""
    cases = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    asked = [(case["account"], turn["ask"]) for case in cases for turn in case["turns"]]
    taken = [(a, t) for a, t in asked if reader(a).read(t, Memory()) or reader(a).read(t, RUNNING)]
    assert taken == []


@pytest.mark.parametrize(
    ("text", "number", "digits"),
    [
        ("SX2018-0012 3138", "sx2018-0012", "3138"),
        ("3138,SX2018-0012", "sx2018-0012", "3138"),
        ("ｓｘ２０１８００１２　３１３８", "sx20180012", "3138"),
        ("编号是SX2018-0012尾号3138", "sx2018-0012", "3138"),
        ("手机后四位3138 编号SX2018-0012", "sx2018-0012", "3138"),
        ("SX2018 0012 3138", "sx2018-0012", "3138"),
        ("SX2018 0012", "sx2018-0012", ""),
        ("FS-0001", "fs-0001", ""),
        ("fs 0001 3138", "fs-0001", "3138"),
        ("SX2018-0012 13835103138", "sx2018-0012", "3138"),
        ("你好，我的编号SX2018-0012，谢谢", "sx2018-0012", ""),
        ("会员编号0007 尾号3138", "0007", "3138"),
        ("20180012 3138", "20180012", "3138"),
    ],
)
def test_number_and_digits_are_told_apart(text: str, number: str, digits: str) -> None:
    wanted = read(text)
    assert wanted is not None
    assert (wanted.act, wanted.number, wanted.digits) == ("give", number, digits)


def test_what_was_asked_for_need_not_look_like_a_number() -> None:
    for text in ("20180012", "3138", "0012345"):
        assert read(text) is None
        assert read(text, RUNNING) is not None
    assert read("编号是青茶2025-012 3138", RUNNING) == Wanted("give", "submission", "青茶2025-012", "3138")
    assert read("31", RUNNING) is None
    assert read("31388", RUNNING) == Wanted("give", "submission", miscounted=True)


def test_what_stands_in_the_documents_is_no_number() -> None:
    pack = load_pack(sixth.PACK)
    printed = next(d for d in ("2025-09-18", "620000427718") if pack.says(d))
    assert read(printed) is None


def test_a_case_that_is_checked_keeps_its_replies() -> None:
    checked = replace(RUNNING, check=Check(("gold-cup",), asked="人数"))
    assert read("3138", checked) is None
    assert read("不知道", checked) is None
    assert read("SX2018-0012 3138", checked) is not None


def test_a_choice_is_heard_as_what_it_says() -> None:
    offered = Memory(choices=(Choice("会费多少", "会费多少"), Choice("看看第二项", "进度 SX2018-0012")))
    assert read("2", offered) == Wanted("see", "submission", "sx2018-0012")
    assert read("1", offered) is None


@pytest.mark.parametrize("text", ["删除我的信息", "把我的资料都删了", "清除我的数据", "帮我删除我的所有信息"])
def test_removal_is_asked_for_of_any_association(text: str) -> None:
    assert read(text) == Wanted("erase")
    assert reader("hubei").read(text, Memory()) == Wanted("erase")


def test_very_long_messages_are_read_in_no_time() -> None:
    for text in ("我的申报材料" * 300, "1" * 2000, "a-" * 1000, "申报申请" * 10 + "进", "我们" * 20):
        assert read(text) is None


def test_a_year_is_no_telephones_end() -> None:
    assert credentials("2018年").digits == ""
    assert credentials("尾号2018").digits == "2018"


@pytest.mark.parametrize(("account", "text"), PLAIN)
def test_plain_questions_about_ones_own_case_are_no_questions_to_the_documents(account: str, text: str) -> None:
    wanted = reader(account).read(text, Memory())
    assert wanted is not None
    assert wanted.act == "see"
    assert wanted.kind == ("unit" if account == "hebei" else "submission")


@pytest.mark.parametrize(
    ("text", "act", "topic"),
    [
        ("需补正是什么意思", "explain", "需补正"),
        ("材料要补正怎么办", "explain", "需补正"),
        ("已登记之后是什么", "explain", "已登记"),
        ("我要撤销申报", "settled", ""),
        ("我要改联系电话", "settled", ""),
        ("我的联系电话换了怎么查进度", "settled", ""),
    ],
)
def test_what_a_status_means_and_what_the_office_alone_can_do(text: str, act: str, topic: str) -> None:
    wanted = reader("shanxi").read(text, Memory())
    assert wanted is not None
    assert (wanted.act, wanted.topic) == (act, topic)


def test_the_rule_of_an_association_is_no_enquiry() -> None:
    assert reader("shanxi").read("需要补什么材料", Memory()) is None
    assert reader("hebei").read("会员状态", Memory()) is None


@pytest.mark.parametrize(
    "text", ["进度", "SX2018-1100 4100", "我们厂报了优秀QC小组，编号SX2018-1100 尾号4100，到哪一步了"]
)
def test_an_association_that_keeps_no_submissions_says_so(text: str) -> None:
    assert reader("hubei").read(text, Memory()) == Wanted("nothing_kept")
    assert "没有申报查询" in phrases.nothing_kept(load_pack(PACKS / "hubei")).lead


def test_a_status_may_say_which_papers_came() -> None:
    pack = load_pack(PACKS / "hebei")
    case = Case("HB-0001", "group", "某厂", "入会", "已收申请", date(2026, 1, 1), (), "")
    told = "\n".join(described(pack, case, date(2026, 1, 2)).lines)
    assert "已收材料：入会申请书" in told
    assert "还缺" not in told
