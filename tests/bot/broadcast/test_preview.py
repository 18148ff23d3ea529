"""What the preview says beforehand, and that it changes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.broadcast import rendering
from bot.broadcast.broadcast import Channel, State
from bot.broadcast.freezing import freeze
from bot.broadcast.openids import each
from bot.broadcast.preview import Preview, preview
from bot.config import AccountSettings
from bot.errors import Code, Error
from bot.store.sqlite import SqliteStore
from tests.bot.broadcast.audiences import (
    AT,
    BARE,
    MOMENT,
    NOON,
    SERVICE,
    SUBSCRIPTION,
    TEMPLATE,
    Followers,
    WeChat,
    begun,
    drafted,
)
from tests.bot.broadcast.conftest import NewOffice
from tests.bot.broadcast.outbox import Kept, people
from tests.bot.broadcast.test_audience import submitted
from tests.conftest import account
from tests.wechat_api import WeChatApi

TABLES = ("broadcasts", "broadcast_log", "deliveries", "audience_lists", "audience_members", "members")


async def previewed(
    store: SqliteStore, audience: str, channel: str, settings: AccountSettings, directory: WeChat | None = None
) -> Preview:
    made = await store.create_broadcast(drafted(audience, channel), "王", AT)
    return await preview(store, made, settings, NOON, directory)


async def test_it_says_how_many_by_which_channel_and_whom_nothing_reaches(
    store: SqliteStore, followers: Followers
) -> None:
    followers.follow("oA", "oB", "oC")
    followers.follow("oNear", "oOut", wrote=AT - 60)
    followers.opt_out("oOut")
    found = await previewed(store, "all", "auto", SERVICE)
    assert found.total == 5
    assert found.by_channel == {Channel.CUSTOMER: 1, Channel.NEXT_CONTACT: 3}
    assert found.skipped == {"会员已退订提醒": 1}
    found = await previewed(store, "all", "customer", SERVICE)
    assert found.by_channel == {Channel.CUSTOMER: 1}
    assert sum(found.skipped.values()) == 4


async def test_it_counts_whom_wechat_tells_of_once(store: SqliteStore, followers: Followers) -> None:
    followers.follow("oA", "oLeft")
    followers.leave("oLeft")
    wechat = WeChat(["oA", "oB", "oLeft", "oC"], {"重点": ["oA", "oLeft", "oB"]})
    assert (await previewed(store, "all", "auto", TEMPLATE, wechat)).by_channel == {Channel.TEMPLATE: 3}
    tagged = await previewed(store, "tag:重点", "auto", TEMPLATE, wechat)
    assert (tagged.total, tagged.by_channel) == (3, {Channel.TEMPLATE: 2})


async def test_what_nobody_is_bound_to_is_told(store: SqliteStore, followers: Followers) -> None:
    for number in ("A-1", "A-2", "A-3"):
        await submitted(store, number, "需补正")
    followers.bind("submission", "A-1", "oA")
    found = await previewed(store, "submissions:状态=需补正", "auto", BARE)
    assert (found.total, found.unbound) == (1, 2)


async def test_it_changes_nothing_and_agrees_with_the_freezing(store: SqliteStore, followers: Followers) -> None:
    followers.follow("oA", "oB")
    openids = await store.keep_openids("demo", each(["oB", "oNew"]), AT)
    made = await store.create_broadcast(drafted("file:x"), "王", AT, openids)
    before = [followers.rows(f"SELECT * FROM {table}") for table in TABLES]  # noqa: S608  # names from above
    found = await preview(store, made, TEMPLATE, NOON)
    assert [followers.rows(f"SELECT * FROM {table}") for table in TABLES] == before  # noqa: S608  # as above
    assert found.by_channel == {Channel.TEMPLATE: 2}
    going = await begun(store, drafted("file:x"), openids)
    done = await freeze(store, going, TEMPLATE, MOMENT)
    assert [row.channel for row in await store.report_page(done.ident, 0, 9)] == ["template", "template"]
    with pytest.raises(Error, match="名单已经定下"):
        await preview(store, done, TEMPLATE, NOON)


async def test_it_shows_what_a_template_cuts_and_what_has_no_value(store: SqliteStore, followers: Followers) -> None:
    followers.follow("oA")
    text = "请在六月三十日以前把申报表一式两份寄到秘书处，逾期不再受理。"
    made = await store.create_broadcast(drafted(channel="template"), "王", AT)
    short = await preview(store, made, TEMPLATE, NOON)
    assert short.messages[0].lines == ("thing1：申报提醒", "thing2：请交材料", "time3：")
    assert any("deadline" in fault for fault in short.messages[0].faults)
    made = await store.create_broadcast(
        type(made.draft)("demo", "申报提醒", text, "all", fields={"deadline": "2018年6月30日"}), "王", AT
    )
    (message,) = (await preview(store, made, TEMPLATE, NOON)).messages
    assert message.lines[1] == f"thing2：{text[:19]}…"
    (fault,) = message.faults
    assert text in fault


async def test_it_says_what_it_costs_of_the_quota(store: SqliteStore, followers: Followers) -> None:
    followers.follow("oA", "oB")
    (template,) = (await previewed(store, "all", "template", TEMPLATE)).quota
    assert "2 次" in template
    assert "100,000" in template
    mass = await previewed(store, "all", "mass", SERVICE)
    assert "4 条中的 1 条（本系统本月已群发 0 次）" in mass.quota[0]
    await freeze(store, await begun(store, drafted(channel="mass")), SERVICE, MOMENT)
    assert "本月已群发 1 次" in (await previewed(store, "all", "mass", SERVICE)).quota[0]
    assert "1 次中的 1 次" in (await previewed(store, "all", "mass", SUBSCRIPTION)).quota[0]
    assert "不占配额" in (await previewed(store, "all", "next-contact", BARE)).quota[0]


async def test_it_warns_of_what_would_go_wrong(store: SqliteStore, followers: Followers) -> None:
    nobody = await previewed(store, "all", "auto", BARE)
    assert "没有可以告知的人" in nobody.faults[0]
    followers.follow("oA", "oB", "oC")
    followers.opt_out("oB")
    whole = await previewed(store, "all", "mass", SUBSCRIPTION)
    assert any("不会发送" in fault and "1 位会员已退订提醒" in fault for fault in whole.faults)
    followers.opt_out("oC")
    assert any("至少要 2 人" in fault for fault in (await previewed(store, "all", "mass", SERVICE)).faults)


class Unreachable(WeChat):
    """A WeChat that breaks off in the middle of its list."""

    async def followers(self) -> AsyncIterator[str]:
        yield "oB"
        raise Error(Code.UNAVAILABLE, "没有取到公众号的关注者：连接不上")

    async def tagged(self, tag: str) -> AsyncIterator[str]:
        yield "oB"
        raise Error(Code.UNAVAILABLE, f"没有取到标签「{tag}」的关注者：连接不上")


async def test_where_wechat_cannot_be_asked_it_says_what_it_counted(store: SqliteStore, followers: Followers) -> None:
    followers.follow("oA")
    found = await previewed(store, "all", "auto", TEMPLATE, Unreachable())
    assert found.total == 1
    assert "只算了本系统知道的关注者" in found.faults[0]
    with pytest.raises(Error, match="连接不上"):
        await previewed(store, "tag:重点", "auto", TEMPLATE, Unreachable())


@pytest.mark.parametrize(("channel", "by"), [("template", Channel.TEMPLATE), ("subscribe", Channel.SUBSCRIBE)])
async def test_what_it_shows_is_what_is_sent(
    kept: Kept, office: NewOffice, wechat: WeChatApi, monkeypatch: pytest.MonkeyPatch, *, channel: str, by: Channel
) -> None:
    """Also when what is shown is made in another way: there is one place for it."""
    its = account(kind="service", verified=True, reminder_template="T1", reminder_fields={"thing1": "{name}"},
                  notice_template="S1", notice_fields={"thing1": "{text}"})  # fmt: skip
    monkeypatch.setattr(rendering, "values", lambda draft: {"name": draft.name * 2, "text": draft.text * 2})
    kept.broadcast(people(1), channel)
    here = office(accounts=(its,))
    shown = rendering.rendered(by, (await here.found()).draft, its)
    assert await here.run() is State.DONE
    ((field, value),) = wechat.messages[0]["data"].items()
    assert (f"{field}：{value['value']}",) == shown.lines
