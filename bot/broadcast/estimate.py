"""How many an audience has, told while staff still write (估算): from a bounded look, and from WeChat's own numbers."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.broadcast.broadcast import Broadcast, Channel, MemberFacts, Skip
from bot.broadcast.choosing import Choose, chooser
from bot.broadcast.preview import Preview, sought_by, summed
from bot.config import AccountSettings
from bot.store.promises.broadcasts import Broadcasts
from bot.store.promises.reviews import Reviews, Sampled
from bot.wechat.capabilities import CUSTOMER_WINDOW

LOOKED_AT = 5_000  # members, of any audience
SAMPLED = "人很多，按一部分推算；发送时逐人核对"
FROM_WECHAT = "人数来自微信；谁取消了关注、退订了提醒，发送时逐人核对"
STORE_ALONE = "只算了本系统知道的关注者，发送时会向微信取最新的名单"


class Books(Broadcasts, Reviews, Protocol):
    """What is asked of the store."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A preview whose numbers are ``rough``, or exact as of now."""

    preview: Preview
    rough: bool


async def estimate(
    store: Books, broadcast: Broadcast, account: AccountSettings, now: datetime, told: int | None, *, asked: bool
) -> Estimate:
    """What a draft would do if it were sent now, as quick for a million followers as for a few.

    ``told``: how many of its audience WeChat tells of, for all followers or a tag; None: it did not. ``asked``: whether
    WeChat is asked for them when it is sent.
    """
    sought = sought_by(broadcast, account, now)
    kind = sought.audience.kind
    choose = chooser(broadcast.draft.channel, account, now.timestamp(), as_answer=kind == "askers")
    chosen: Counter[Channel | str] = Counter()
    said: tuple[str, ...] = ()
    rough = False
    nobody: Mapping[str, int] = {}
    if kind != "tag" or sought.openids is not None:
        sampled, nobody = await asyncio.gather(
            store.sample_audience(sought, now.timestamp() - CUSTOMER_WINDOW, LOOKED_AT), store.nobody_bound(sought)
        )
        chosen = scaled(sampled, choose)
        if rough := sampled.looked < sampled.rows:
            said = (SAMPLED,)
    if told is not None and (more := told - sum(chosen.values())) > 0:
        chosen[_key(choose, MemberFacts())] += more
        rough, said = True, (FROM_WECHAT,)
    elif told is None and asked and kind == "all":
        rough, said = True, (*said, STORE_ALONE)
    return Estimate(await summed(store, broadcast, account, now, chosen=chosen, nobody=nobody, said=said), rough)


def scaled(sampled: Sampled, choose: Choose) -> Counter[Channel | str]:
    """How many would be told by which channel, or not for which reason."""
    chosen: Counter[Channel | str] = Counter()
    for facts, number in sampled.groups:
        chosen[_key(choose, facts)] += number
    if sampled.looked < sampled.rows:
        share = sampled.rows / sampled.looked
        return Counter({key: round(number * share) for key, number in chosen.items()})
    return chosen


def _key(choose: Choose, facts: MemberFacts) -> Channel | str:
    choice = choose(facts)
    return choice.reason if isinstance(choice, Skip) else choice
