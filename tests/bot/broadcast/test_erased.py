"""Whom broadcasts still reach of those who had their data removed, over the real webhook."""

from __future__ import annotations

from bot.broadcast.audience import Sought, parse
from bot.broadcast.reasons import OPTED_OUT
from bot.config import Settings
from bot.store.sqlite import SqliteStore
from tests.bot.broadcast.audiences import BARE, WeChat, drafted, frozen
from tests.bot.broadcast.conftest import Serve
from tests.bot.broadcast.members import DEADLINE, sending, told
from tests.bot.broadcast.test_consents import NOTICE, says
from tests.bot.enquiries.conftest import DIGITS, NUMBER, UNIT, Office
from tests.wechat_peer import MEMBER

ERASE = ("删除我的信息", "确认删除")
FOLLOWS = WeChat([MEMBER], {"重点": [MEMBER]})
OF_THEIR_OWN = (f"deadline:{DEADLINE}", "submissions:状态=待补", "members:dues=unpaid")


async def test_who_opted_out_and_was_erased_is_sent_nothing_until_they_want_it_again(
    serve: Serve, store: SqliteStore
) -> None:
    """That they opted out is all that stays: without it WeChat's list of followers would bring them back."""
    service = await serve()
    before = await sending(store, "旧的通知", MEMBER)
    assert "退订过提醒的，仍不会再收到群发" in await told(service, "退订提醒", *ERASE)
    (row,) = await store.report_page(before.ident, 0, 9)
    assert (row.outcome, MEMBER in row.member) == ("skipped", False)
    for audience in ("all", "tag:重点"):
        assert await frozen(store, drafted(audience), NOTICE, FOLLOWS) == {MEMBER: ("", OPTED_OUT)}
    await sending(store, "新的通知", MEMBER)
    assert "新的通知" not in await told(service, "会费多少")
    assert "已恢复" in await told(service, "恢复提醒")
    assert await frozen(store, drafted(), BARE, FOLLOWS) == {MEMBER: ("next-contact", "pending")}


async def test_who_was_erased_is_in_no_audience_of_what_they_had_here(
    serve: Serve, store: SqliteStore, settings: Settings
) -> None:
    service, office = await serve(), Office(settings.store_file)
    office.submission(status="待补")
    office.unit()
    await told(service, "提醒我", f"{NUMBER} {DIGITS}", f"{UNIT} {DIGITS}")
    await says(service, "accept")
    sought = [Sought("demo", parse(audience), None, 2030, "S1") for audience in (*OF_THEIR_OWN, "all")]
    assert all([await store.audience_page(s, "", 9) for s in sought])
    await told(service, *ERASE)
    assert [await store.audience_page(s, "", 9) for s in sought] == [[]] * 4
    assert await frozen(store, drafted(), NOTICE) == {}
    assert await frozen(store, drafted(), NOTICE, FOLLOWS) == {MEMBER: ("next-contact", "pending")}
