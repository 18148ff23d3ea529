"""How many an audience has, told from a bounded look: exact where all were looked at, near enough where not."""

from __future__ import annotations

import pytest

from bot.broadcast import estimate as module
from bot.broadcast.broadcast import Broadcast, Channel, Draft
from bot.broadcast.estimate import FROM_WECHAT, SAMPLED, STORE_ALONE, Estimate, estimate
from bot.broadcast.openids import each
from bot.broadcast.preview import preview
from bot.config import AccountSettings
from bot.store.sqlite import SqliteStore
from tests.bot.broadcast.audiences import AT, BARE, NOON, SERVICE, TEMPLATE, Followers, drafted
from tests.bot.broadcast.outbox import people
from tests.bot.broadcast.test_audience import submitted
from tests.conftest import account

SUBSCRIBED = account(kind="service", verified=True, notice_template="N1", notice_fields={"thing1": "{text}"})


async def estimated(
    store: SqliteStore,
    draft: Draft,
    settings: AccountSettings = TEMPLATE,
    *,
    told: int | None = None,
    asked: bool = False,
    openids: int | None = None,
) -> Estimate:
    made = await store.create_broadcast(draft, "王", AT, openids)
    return await estimate(store, made, settings, NOON, told, asked=asked)


async def mixed(store: SqliteStore, followers: Followers) -> None:
    """Members of every kind."""
    followers.follow("oA", "oB", "oLeft")
    followers.follow("oNear", "oOut", wrote=AT - 60)
    followers.leave("oLeft")
    followers.opt_out("oOut", "oGone")
    followers.wish("entry-deadline", "oA", "oNear", "oOut", "oLeft", "oUnknown")
    for number, status in (("A-1", "需补正"), ("A-2", "需补正"), ("A-3", "材料审核")):
        await submitted(store, number, status)
    followers.bind("submission", "A-1", "oA", "oLeft")
    followers.bind("submission", "A-2", "oA")
    followers.bind("submission", "A-3", "oNear")


@pytest.mark.parametrize("audience", ["all", "deadline:entry-deadline", "submissions:状态=需补正", "file:名单.txt"])
@pytest.mark.parametrize("its", [TEMPLATE, SERVICE, BARE, SUBSCRIBED])
async def test_where_few_are_it_says_what_the_preview_says(
    store: SqliteStore, followers: Followers, audience: str, its: AccountSettings
) -> None:
    await mixed(store, followers)
    openids = await store.keep_openids("demo", each(["oA", "oOut", "oNew"]), AT) if audience[:4] == "file" else None
    for channel in ("auto", "next-contact", "customer"):
        found = await estimated(store, drafted(audience, channel), its, openids=openids)
        exact = await preview(store, found.preview.broadcast, its, NOON)
        assert found.preview == exact, channel
        assert not found.rough


async def test_of_many_a_part_is_looked_at(
    store: SqliteStore, followers: Followers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOKED_AT", 100)
    followers.follow(*people(1000))
    followers.opt_out(*people(1000)[::10])
    found = await estimated(store, drafted())
    assert found.rough
    assert found.preview.by_channel == {Channel.TEMPLATE: 900}
    assert found.preview.skipped == {"会员已退订提醒": 100}
    assert SAMPLED in found.preview.faults


async def test_what_wechat_tells_of_counts_where_it_is_more(store: SqliteStore, followers: Followers) -> None:
    followers.follow("oA", "oB")
    followers.opt_out("oB")
    whole = await estimated(store, drafted(), told=10, asked=True)
    assert (whole.preview.total, whole.rough) == (10, True)
    assert FROM_WECHAT in whole.preview.faults
    tag = await estimated(store, drafted("tag:重点"), told=7, asked=True)
    assert tag.preview.by_channel == {Channel.TEMPLATE: 7}
    silent = await estimated(store, drafted(), asked=True)
    assert (silent.preview.total, silent.rough) == (2, True)
    assert STORE_ALONE in silent.preview.faults


async def test_nothing_is_kept_by_it(store: SqliteStore, followers: Followers) -> None:
    followers.follow("oA")
    made = Broadcast(0, drafted(), (await store.create_broadcast(drafted(), "王", AT)).state, "王", AT)
    before = followers.rows("SELECT * FROM broadcasts")
    await estimate(store, made, TEMPLATE, NOON, None, asked=False)
    assert followers.rows("SELECT * FROM broadcasts") == before
