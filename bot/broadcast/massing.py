"""The mass sends (群发) of one broadcast: each on disk before it is sent, and settled by what WeChat tells of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.broadcast import planning
from bot.broadcast.broadcast import Broadcast
from bot.broadcast.outlet import Mass
from bot.broadcast.sending import LEAST, LIST, MassJob
from bot.store.promises.deliveries import Deliveries
from bot.wechat import outcome as wechat
from bot.wechat.outcome import NotSent, QuotaUsedUp, Refused, Sent, Unknown, may_repeat

LEASE = 60.0  # seconds
HELD = 5000  # deliveries marked in one transaction
TOLD_WITHIN = 86_400.0  # seconds for which the result of a mass send is waited for
MINUTE = 65.0  # seconds until the next try, with some to spare: WeChat takes the same id once a minute (45066)

WHOLE = "这个账号只能群发给全部关注者或一个标签，不能排除个人"
ALONE = "群发的名单至少要有两名会员"
UNTOLD = "24 小时内没有收到微信的群发结果，结果不明"


class MassSender:
    """``send_all`` makes the mass sends that are left, one after the other."""

    def __init__(
        self,
        store: Deliveries,
        broadcast: Broadcast,
        mass: Mass | None,
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._broadcast = broadcast
        self._mass = mass
        self._now = now

    async def send_all(self, goes_on: Callable[[], bool]) -> str:
        """Make those that can be made now; why something is wrong for all of them, empty where nothing is."""
        most = LIST if self._mass is None or self._mass.takes_lists else None
        while goes_on() and (job := await self._lease(most)):
            if self._mass is None:
                await self._store.mass_not_sent(job, self._now(), certain=not _was_begun(job))
                return "这个账号不能群发"
            if not self._mass.takes_lists and (count := await self._store.opted_out_of(self._broadcast.ident)):
                await self._store.mass_not_sent(job, self._now(), certain=not _was_begun(job))
                return cannot_leave_out(count)
            while await self._store.hold_mass(job, HELD):
                pass
            if reason := await self._one(self._mass, job):
                return reason
        return ""

    async def waits_until(self) -> float | None:
        """When one that could not be made may be tried again; None: there is none."""
        return await self._store.mass_leased_until(self._broadcast.ident)

    async def _lease(self, most: int | None) -> MassJob | None:
        now = self._now()
        return await self._store.lease_mass(self._broadcast.ident, now, now + LEASE, most)

    async def _one(self, mass: Mass, job: MassJob) -> str:
        """Make one mass send; why no other can be made."""
        doubtful = _was_begun(job)
        if doubtful and not may_repeat("mass", job.sent_at, self._now()):
            await self._store.mass_failed(job, planning.UNKNOWN)
            return ""
        members: Sequence[str] = ()
        if mass.takes_lists:
            if not doubtful:
                await self._store.leave_out_of_mass(job, self._now())
            members = await self._store.members_of_mass(job)
            if len(members) < LEAST:
                await self._store.mass_failed(job, ALONE)
                return ""
        told = await self._once(mass, job, members)
        doubtful = doubtful or isinstance(told, Unknown)
        return await self._settle(job, told, doubtful=doubtful)

    async def _once(self, mass: Mass, job: MassJob, members: Sequence[str]) -> wechat.Outcome:
        if self._now() > job.until - LEASE / 2:
            return NotSent("发送前耽搁过久")
        draft = self._broadcast.draft
        if mass.takes_lists:
            return await mass.to_members(members, draft.text, client_msg_id=job.message_id)
        return await mass.to_audience(draft.audience, draft.text, client_msg_id=job.message_id)

    async def _settle(self, job: MassJob, told: wechat.Outcome, *, doubtful: bool) -> str:
        now = self._now()
        match told:
            case Sent(ident):
                account = self._broadcast.draft.account
                await self._store.mass_accepted(job, account, ident, job.sent_at + TOLD_WITHIN)
            case Refused(reason=reason, whom="account" | "channel") | QuotaUsedUp(reason=reason, lasts="day"):
                await self._store.mass_not_sent(job, now, certain=not doubtful)
                return reason
            case Refused(reason=reason):
                await self._store.mass_failed(job, f"{planning.UNKNOWN}：{reason}" if doubtful else reason)
            case _:
                await self._store.mass_not_sent(job, now + MINUTE, certain=not doubtful)
        return ""


def cannot_leave_out(count: int) -> str:
    """Why an account that sends to whole audiences only does not send to one with members who opted out."""
    return f"{WHOLE}：其中 {count} 位会员已退订提醒；请建一个不含他们的标签，或换一个渠道"


def _was_begun(job: MassJob) -> bool:
    """Whether somebody had begun to send it before it was leased."""
    return job.sent_at + LEASE != job.until
