"""A member's own dues, over the webhook."""

from __future__ import annotations

import pytest

from tests.bot.enquiries.conftest import DIGITS, NOTHING, UNIT, Office, Serve
from tests.wechat_peer import MEMBER


@pytest.mark.parametrize(
    ("level", "paid_through", "told_of"),
    [
        ("司炉单位", 2023, (("已缴至2023年", "1800元/年", "1800元×2年＝3600元", "620000427718", "依据"), "会籍终止")),
        ("掌壶单位", 2021, (("6600元×4年＝26400元", "连续3年未缴会费的，会籍终止"), "没有规定")),
        ("司炉单位", 2025, (("2025年的会费已缴", "应缴：0元"), "620000427718")),
        ("司炉单位", 2027, (("已缴至2027年", "应缴：0元"), "会籍终止")),
        ("司炉单位", None, (("没有登记", "1800元/年"), "应缴")),
        ("顾问单位", 2023, (("顾问单位", "文件没有规定"), "应缴")),
    ],
)
async def test_what_is_owed_follows_from_level_and_years(
    serve: Serve, office: Office, level: str, paid_through: int | None, told_of: tuple[tuple[str, ...], str]
) -> None:
    says, silent = told_of
    office.unit(level=level, paid_through=paid_through)
    peer = (await serve()).peer()
    assert "会员编号" in (await peer.text("我的会费交了吗")).text
    told = (await peer.text(f"{UNIT} {DIGITS}")).text
    for each in says:
        assert each in told
    assert silent not in told
    assert "13835103138" not in told
    assert office.bound() == [(MEMBER, "unit", "HY0007")]


async def test_a_bound_member_sees_the_dues_at_once(serve: Serve, office: Office) -> None:
    office.unit()
    peer = (await serve()).peer()
    assert NOTHING in (await peer.text(f"会员编号{UNIT} 尾号0000")).text
    assert "1800元×2年" in (await peer.text(f"{UNIT} {DIGITS}")).text
    for asked in ("我的会费交了吗", "我们欠多少会费", "查会费"):
        assert "1800元×2年＝3600元" in (await peer.text(asked)).text
    assert "请发受理编号" in (await peer.text("进度")).text


async def test_years_are_those_of_the_business_clock(serve: Serve, office: Office) -> None:
    office.unit()
    peer = (await serve("2026-01-01")).peer()
    assert "1800元×3年＝5400元" in (await peer.text(f"{UNIT} {DIGITS}")).text


async def test_the_rule_itself_is_for_the_desk(serve: Serve, office: Office) -> None:
    office.unit()
    peer = (await serve()).peer()
    for asked in ("会费多少", "两年没交会费会怎样", "会费交到哪里"):
        assert (await peer.text(asked)).text.endswith(f"：{asked}")
