"""Numbers as offices write and members type them: what is one, what is not, and which of several is meant."""

from __future__ import annotations

import pytest

from bot.submissions.submission import folded, masked
from handlers.desk import Desk
from tests.bot.enquiries.conftest import DIGITS, NOTHING, NUMBER, PACK, Office, Serve
from tests.wechat_peer import MEMBER

ASKS_DIGITS = "请再发这个编号"
OTHER = "oOther-0000000000000000000000"


def test_what_parts_two_groups_of_digits_counts_and_nothing_else_does() -> None:
    assert folded("TY-1-11") != folded("TY-11-1")
    assert folded("2018-1-12") != folded("2018-11-2")
    assert len({folded(n) for n in ("SX2018-0012", "sx 2018 0012", "ＳＸ２０１８－００１２", "S-X2018/0012")}) == 1
    assert len({folded(n) for n in ("晋QC〔2018〕12号", "晋qc[2018]12", "晉QC(2018)12号")}) == 1
    assert folded("2018年第3号") == folded("2018-3")
    assert folded("\ufeffSX\u200b2018\u00ad-0012\u202d") == "SX2018-0012"
    assert folded(folded("SX2018年0012")) == "SX2018-0012"


async def test_a_number_without_its_hyphen_is_found_where_only_one_can_be_meant(serve: Serve, office: Office) -> None:
    office.submission("TY-1-11", unit="甲社")
    office.submission("TY-11-1", unit="乙社")
    office.submission("TY-2-34", unit="丙社")
    peer = (await serve()).peer()
    assert "甲社" in (await peer.text(f"编号TY-1-11 尾号{DIGITS}")).text
    assert "乙社" in (await peer.text(f"受理编号TY-11-1 {DIGITS}", OTHER)).text
    assert "丙社" in (await peer.text(f"受理编号ty234 {DIGITS}", OTHER)).text
    assert NOTHING in (await peer.text(f"受理编号ty111 {DIGITS}", OTHER)).text
    assert (OTHER, "submission", "TY11-1") in office.bound()


async def test_however_a_number_is_typed_its_failures_count_together(serve: Serve, office: Office) -> None:
    office.submission()
    service = await serve()
    peer = service.peer()
    for at, number in enumerate((NUMBER, "ql20250012", "QL2025 0012", "QL2025/0012", "QL-2025-0012")):
        await peer.text(f"{number} 0000", f"oGuess-{at}")
    assert "稍后再试" in (await peer.text(f"{NUMBER} {DIGITS}")).text


@pytest.mark.parametrize(
    "text",
    [
        f"【{NUMBER}】 {DIGITS}",
        f"{NUMBER}+{DIGITS}",
        f"{NUMBER}={DIGITS}",
        f"{NUMBER}<{DIGITS}>",
        f"{NUMBER}|{DIGITS}",
        f"{NUMBER}#{DIGITS}",
        f"{NUMBER}&{DIGITS}",
        f"{NUMBER}加{DIGITS}",
        f"{NUMBER} 尾数{DIGITS}",
        f"{NUMBER} 138****{DIGITS}",
        f"{NUMBER} +86 138 3510 3138",
        f"QL2025年0012 {DIGITS}",
        f"{NUMBER} {DIGITS}\n{NUMBER} {DIGITS}\n{NUMBER} {DIGITS}",
        f"QL\u200b2025-0012\u202d {DIGITS}",
        f"我们社报了金盏奖，编号{NUMBER} 尾号{DIGITS}，到哪一步了",
        f"我要查询 {NUMBER} {DIGITS} 谢谢",
        f"绑定 {NUMBER} {DIGITS}",
        f"单位：云溪茶社\n编号：{NUMBER}\n电话：{DIGITS}",
        f"{NUMBER} {DIGITS} 还缺材料吗",
        f"我是云溪茶社苗青，{NUMBER}，{DIGITS}",
        f"请问{NUMBER}的评审结果，尾号{DIGITS}",
    ],
)
async def test_a_number_and_its_digits_are_understood_whatever_stands_around_them(
    serve: Serve, office: Office, text: str
) -> None:
    office.submission()
    assert "初看" in (await (await serve()).peer().text(text)).text
    assert office.bound() == [(MEMBER, "submission", "QL2025-0012")]


@pytest.mark.parametrize("text", [f"【{NUMBER}】", f"进度 【{NUMBER}】", f"我想查一下{NUMBER}", f"{NUMBER}怎么补正"])
async def test_a_number_in_a_sentence_gets_the_question_for_the_digits(serve: Serve, office: Office, text: str) -> None:
    peer = (await serve()).peer()
    assert ASKS_DIGITS in (await peer.text(text)).text


@pytest.mark.parametrize("text", [f"{DIGITS}{NUMBER}", f"{NUMBER}/{DIGITS}", f"{NUMBER}-{DIGITS}"])
async def test_number_and_digits_in_one_word_are_no_failure(serve: Serve, office: Office, text: str) -> None:
    office.submission()
    peer = (await serve()).peer()
    await peer.text("进度")
    assert "空格" in (await peer.text(text)).text
    assert office.rows("SELECT * FROM failures") == []
    assert "初看" in (await peer.text(f"{NUMBER} {DIGITS}")).text


async def test_two_pairs_in_one_message_are_one_attempt(serve: Serve, office: Office) -> None:
    office.submission()
    office.submission("QL2025-0040", title="雪中一席", phone="13900001234")
    peer = (await serve()).peer()
    assert NOTHING in (await peer.text(f"{NUMBER} {DIGITS} QL2025-0040 9999")).text
    assert office.bound() == []
    told = (await peer.text(f"{NUMBER} {DIGITS} QL2025-0040 1234")).text
    assert "山间一席" in told
    assert "雪中一席" in told
    assert len(office.bound()) == 2


@pytest.mark.parametrize(
    "number", ["晋QC〔2018〕12号", "2018年第3号", "12", "001", "1388", "QC(2018)007", "太原2018-3"]
)
async def test_a_number_that_was_asked_for_is_taken_as_it_is_typed(serve: Serve, office: Office, number: str) -> None:
    office.submission(number)
    peer = (await serve()).peer()
    await peer.text("进度")
    assert "初看" in (await peer.text(f"{number} {DIGITS}")).text
    await peer.text("进度", OTHER)
    await peer.text(DIGITS, OTHER)
    assert "初看" in (await peer.text(number, OTHER)).text


@pytest.mark.parametrize(
    "text", ["T/CAQ 10201-2020", "G1234", "C1234567", "91140100MA0K1234X5", "6222021234567890123 4567", "12345678 2018"]
)
async def test_what_looks_like_no_number_of_an_office_is_for_the_desk(serve: Serve, office: Office, text: str) -> None:
    office.submission()
    assert (await (await serve()).peer().text(text)).text.endswith(f"：{text}")
    assert office.rows("SELECT * FROM failures") == []


async def test_a_number_is_not_kept_with_a_question(serve: Serve, office: Office) -> None:
    peer = (await serve(demo=Desk(PACK))).peer()
    await peer.text("火星上的签证去哪办，我的手机13835103138")
    await peer.text(f"火星签证{NUMBER}明天下雨")
    kept = [t for (t,) in office.rows("SELECT text FROM questions")]
    assert kept
    assert not [t for t in kept if NUMBER in t or "3138" in t or "0012" in t]


def test_each_telephone_is_masked_by_itself() -> None:
    assert masked("0351-4061234转8012") == "035****1234"
    assert masked("13803513009、13903510000") == "138****3009、139****0000"
    assert masked("+86 138-0351-3006") == "138****3006"
    assert masked("见备注") == "****"
