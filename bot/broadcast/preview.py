"""What a broadcast would do (预览): how many by which channel, whom nothing reaches and why, its cost, how it reads.

Nothing is frozen and nothing changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.broadcast.audience import Sought, parse
from bot.broadcast.broadcast import ANY_CHANNEL, Broadcast, Channel, MemberFacts, Skip, State
from bot.broadcast.choosing import Choose, chooser
from bot.broadcast.freezing import told_by
from bot.broadcast.massing import cannot_leave_out
from bot.broadcast.openids import Directory
from bot.broadcast.quota import cost
from bot.broadcast.reasons import OPTED_OUT
from bot.broadcast.rendering import Rendered, rendered
from bot.broadcast.timely import dues_year, late
from bot.clock import CHINA
from bot.config import AccountSettings
from bot.errors import Code, Error
from bot.store.promises.broadcasts import Broadcasts
from bot.wechat.capabilities import capabilities

PAGE = 10_000  # members read at once


@dataclass(frozen=True, slots=True)
class Preview:
    """``by_channel`` and ``skipped`` (by reason) add up to ``total``.

    ``unbound``: submissions or units of the audience that nobody is bound to; ``unrecorded``: units whose dues the roll
    does not state. ``quota`` is what it costs, ``faults`` what staff should know before they approve.
    """

    broadcast: Broadcast
    total: int
    by_channel: dict[Channel, int]
    skipped: dict[str, int]
    unbound: int
    unrecorded: int
    quota: tuple[str, ...]
    messages: tuple[Rendered, ...]
    faults: tuple[str, ...]


async def preview(
    store: Broadcasts, broadcast: Broadcast, account: AccountSettings, now: datetime, directory: Directory | None = None
) -> Preview:
    """Say what would happen if it were sent now. Raises Error: CONFLICT if its audience is frozen already."""
    if broadcast.frozen_at is not None:
        raise Error(Code.CONFLICT, f"群发 {broadcast.ident}：名单已经定下；请用 broadcast status 和 report 查看")
    sought = sought_by(broadcast, account, now)
    told = told_by(directory, broadcast) if broadcast.openids is None else None
    as_answer = sought.audience.kind == "askers"
    choose = chooser(broadcast.draft.channel, account, now.timestamp(), as_answer=as_answer)
    chosen = await _chosen(store, sought, choose)
    unheard: tuple[str, ...] = ()
    try:
        chosen += await _told(store, sought, choose, told)
    except Error as error:
        if sought.audience.kind != "all":
            raise
        unheard = (f"{error.message}；以上只算了本系统知道的关注者，发送时会再取",)
    nobody = await store.nobody_bound(sought)
    return await summed(store, broadcast, account, now, chosen=chosen, nobody=nobody, said=unheard)


def sought_by(broadcast: Broadcast, account: AccountSettings, now: datetime) -> Sought:
    """Whom it would go to if it were sent now."""
    year = dues_year(broadcast, now.year)
    return Sought(account.id, parse(broadcast.draft.audience), broadcast.openids, year, account.notice_template)


async def summed(
    store: Broadcasts,
    broadcast: Broadcast,
    account: AccountSettings,
    now: datetime,
    *,
    chosen: Counter[Channel | str],
    nobody: Mapping[str, int],
    said: tuple[str, ...] = (),
) -> Preview:
    """What so many sends by channel, and members who are not told by reason, come to.

    ``nobody``: see ``nobody_bound``; ``said``: of the counting.
    """
    draft, sought = broadcast.draft, sought_by(broadcast, account, now)
    by_channel = {c: chosen[c] for c in Channel if chosen[c]}
    skipped = {str(reason): n for reason, n in chosen.most_common() if not isinstance(reason, Channel)}
    month = datetime(now.year, now.month, 1, tzinfo=CHINA).timestamp()
    masses = await store.mass_broadcasts(account.id, month, broadcast.ident)
    quota, faults = cost(by_channel, account, masses)
    shown = list(by_channel) or [Channel.NEXT_CONTACT if draft.channel == ANY_CHANNEL else Channel(draft.channel)]
    return Preview(
        broadcast,
        sum(chosen.values()),
        by_channel,
        skipped,
        nobody.get("unbound", 0),
        nobody.get("unrecorded", 0),
        quota,
        tuple(rendered(channel, draft, account) for channel in shown),
        (*_late(broadcast, now), *said, *faults, *_whole_faults(sought, by_channel, skipped, account)),
    )


def _late(broadcast: Broadcast, now: datetime) -> Iterator[str]:
    if broadcast.state is State.DRAFT and (said := late(broadcast.draft, now.timestamp())):
        yield said


def _whole_faults(
    sought: Sought, by_channel: dict[Channel, int], skipped: dict[str, int], account: AccountSettings
) -> tuple[str, ...]:
    faults = []
    if not by_channel:
        faults.append("这次群发没有可以告知的人")
    able = capabilities(account.kind, verified=account.verified)
    if by_channel.get(Channel.MASS) and not able.mass_to_members and (opted_out := skipped.get(OPTED_OUT)):
        faults.append(f"不会发送：{cannot_leave_out(opted_out)}")
    if sought.audience.kind == "all" and by_channel.get(Channel.MASS):
        faults.append("向全部关注者群发，公众号管理员可能要在 30 分钟内在微信上确认（API 群发保护）")
    return tuple(faults)


async def _chosen(store: Broadcasts, sought: Sought, choose: Choose) -> Counter[Channel | str]:
    """How many of those that the store knows are told by which channel, or skipped for which reason."""
    chosen: Counter[Channel | str] = Counter()
    after = ""
    while page := await store.audience_page(sought, after, PAGE):
        _add(chosen, choose, (facts for _, facts in page))
        after = page[-1][0]
    return chosen


async def _told(
    store: Broadcasts, sought: Sought, choose: Choose, told: AsyncIterator[str] | None
) -> Counter[Channel | str]:
    """The same of those whom WeChat tells of beside them."""
    chosen: Counter[Channel | str] = Counter()
    if told is not None:
        whole = sought.audience.kind == "all"
        async for openids in _pages(told):
            known = await store.member_facts(sought.account, openids, sought.notice)
            # Of all followers those that the store knows are counted already; those it knows to have left are none.
            _add(chosen, choose, (facts for facts, here in known if not (whole and here)))
    return chosen


def _add(chosen: Counter[Channel | str], choose: Choose, members: Iterable[MemberFacts]) -> None:
    for choice in map(choose, members):
        chosen[choice.reason if isinstance(choice, Skip) else choice] += 1


async def _pages(openids: AsyncIterator[str]) -> AsyncIterator[list[str]]:
    page: list[str] = []
    async for openid in openids:
        page.append(openid)
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page
