"""Mass sends, followers and tags, called for at the stand-in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.broadcast.platform import MassSends
from bot.errors import Code, Error
from bot.standin.control import made_up
from bot.wechat.api import Api
from bot.wechat.followers import followers, tag_members, tag_number
from bot.wechat.mass import preview, send_to_all, send_to_list, send_to_tag
from bot.wechat.outcome import NotSent, QuotaUsedUp, Refused, Sent, Unknown
from tests.standing import MEMBER, NEWS, OTHER, PLAIN, SERVICE, Caller, api_to, caller

BOTH = [MEMBER, OTHER]


@pytest.fixture
async def wechat() -> AsyncIterator[Caller]:
    async with caller() as calling:
        await calling.steer("followers", account="demo", members=BOTH)
        await calling.steer("followers", account="demo", members=[OTHER], tag="会员", tag_id=101)
        yield calling


@pytest.fixture
async def api(wechat: Caller, tmp_path: Path) -> AsyncIterator[Api]:
    async with api_to(wechat, tmp_path) as api:
        yield api


async def reached(wechat: Caller, channel: str = "mass") -> list[str]:
    await asyncio.sleep(0.01)
    return [r["member"] for r in await wechat.look("received", channel=channel)]


async def no_pause(_seconds: float) -> None:
    """Time does not pass."""


async def test_a_list_a_tag_and_all_are_sent_to(wechat: Caller, api: Api) -> None:
    sent = await send_to_list(api, BOTH, "通知", client_msg_id="b1-m1")
    assert isinstance(sent, Sent)
    assert await reached(wechat) == BOTH
    assert isinstance(await send_to_tag(api, 101, "通知", client_msg_id="b1-m2"), Sent)
    assert await reached(wechat) == [*BOTH, OTHER]
    assert isinstance(await send_to_all(api, "通知", client_msg_id="b1-m3"), Sent)
    assert await reached(wechat) == [*BOTH, OTHER, *BOTH]


async def test_a_send_of_unknown_outcome_is_found_again_by_its_id(wechat: Caller, api: Api) -> None:
    await wechat.steered("troubles", [{"kind": "reset", "path": "/cgi-bin/message/mass/send", "times": 1}])
    assert isinstance(await send_to_list(api, BOTH, "通知", client_msg_id="b1-m1"), Unknown)
    assert isinstance(await send_to_list(api, BOTH, "通知", client_msg_id="b1-m1"), NotSent)  # too soon
    wechat.wait(61)
    again = await send_to_list(api, BOTH, "通知", client_msg_id="b1-m1")
    assert isinstance(again, Sent)
    assert await reached(wechat) == BOTH


async def test_a_preview_reaches_one(wechat: Caller, api: Api) -> None:
    assert isinstance(await preview(api, MEMBER, "通知"), Sent)
    assert await reached(wechat, "preview") == [MEMBER]
    refused = await preview(api, "oNobody", "通知")
    assert isinstance(refused, Refused)
    assert refused.whom == "member"


async def test_what_wechat_would_refuse_is_refused_before_the_call(wechat: Caller, api: Api) -> None:
    for told in (
        await send_to_list(api, [MEMBER], "通知", client_msg_id="m"),
        await send_to_list(api, ["o"] * 10_001, "通知", client_msg_id="m"),
        await send_to_list(api, BOTH, "通知", client_msg_id="m" * 33),
    ):
        assert isinstance(told, Refused)
        assert told.whom == "message"
    assert (await wechat.look("calls"))["latest"] == []


async def test_used_up_mass_sends_wait_for_another_day(wechat: Caller, tmp_path: Path) -> None:
    async with api_to(wechat, tmp_path, NEWS) as api:
        assert isinstance(await send_to_all(api, "一", client_msg_id="1"), Sent)
        used_up = await send_to_all(api, "二", client_msg_id="2")
        assert isinstance(used_up, QuotaUsedUp)
        assert (used_up.code, used_up.lasts) == (45028, "day")


async def test_an_account_sends_to_audiences_by_their_names(wechat: Caller, api: Api) -> None:
    mass = MassSends(SERVICE, api)
    assert isinstance(await mass.to_audience("tag:会员", "通知", client_msg_id="1"), Sent)
    assert isinstance(await mass.to_audience("all", "通知", client_msg_id="2"), Sent)
    assert isinstance(await mass.to_members(BOTH, "通知", client_msg_id="3"), Sent)
    for audience in ("tag:没有", "members:dues=unpaid"):
        told = await mass.to_audience(audience, "通知", client_msg_id="4")
        assert isinstance(told, Refused)
        assert told.whom == "account"  # staff have to change something before anything is sent


async def test_all_followers_are_read_page_by_page(wechat: Caller, api: Api) -> None:
    await wechat.steer("followers", account="demo", count=20_000)
    pages = [page async for page in followers(api)]
    assert [len(page) for page in pages] == [10_000, 10_000, 2]
    assert {openid for page in pages for openid in page} == {*BOTH, *map(made_up, range(20_000))}


async def test_exactly_a_page_of_followers_ends(wechat: Caller, tmp_path: Path) -> None:
    await wechat.steer("followers", account="news", count=10_000)
    async with api_to(wechat, tmp_path, NEWS) as api:
        assert [len(page) async for page in followers(api)] == [10_000]


async def test_the_members_of_a_tag_are_read_by_its_name(api: Api) -> None:
    number = await tag_number(api, "会员")
    assert [list(page) async for page in tag_members(api, number)] == [[OTHER]]
    with pytest.raises(Error, match="没有标签「来宾」；现有：会员") as raised:
        await tag_number(api, "来宾")
    assert raised.value.code is Code.UNKNOWN


async def test_reading_is_tried_again_but_not_for_ever(wechat: Caller, api: Api) -> None:
    rule = {"kind": "garbage", "path": "/cgi-bin/user/get"}
    await wechat.steered("troubles", [{**rule, "times": 2}])
    assert [len(page) async for page in followers(api, no_pause)] == [2]
    await wechat.steered("troubles", [rule])
    with pytest.raises(Error, match="没有取到公众号的关注者"):
        assert [page async for page in followers(api, no_pause)]


async def test_an_account_without_the_right_is_told_so(wechat: Caller, tmp_path: Path) -> None:
    async with api_to(wechat, tmp_path, PLAIN) as api:
        with pytest.raises(Error, match="没有这个接口的权限"):
            assert [page async for page in followers(api, no_pause)]
