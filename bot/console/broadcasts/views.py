"""A broadcast as its pages show it, and who may do what with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.broadcast.audience import parse
from bot.broadcast.broadcast import Broadcast
from bot.broadcast.occasion import titled
from bot.broadcast.quota import mass_left
from bot.broadcast.review import own
from bot.broadcast.stage import STAGES, UNSENT, Stage, stage_of
from bot.clock import CHINA
from bot.config import AccountSettings
from bot.console.broadcasts.choices import audience_said, channel_said
from bot.console.broadcasts.form import WHO
from bot.console.roles import Right, Staff
from bot.console.visit import Visit
from bot.errors import Code, Error
from bot.notifications.quiet import QuietHours

TAGS = {
    Stage.DRAFT: "plain",
    Stage.SUBMITTED: "warn",
    Stage.APPROVED: "good",
    Stage.SENDING: "warn",
    Stage.PAUSED: "bad",
    Stage.DONE: "good",
    Stage.CANCELLED: "plain",
}
LONGEST_ID = 18  # digits


@dataclass(frozen=True, slots=True)
class View:
    """What a page shows of a broadcast."""

    broadcast: Broadcast
    title: str
    stage: Stage
    label: str
    tag: str
    audience: str
    channel: str


@dataclass(frozen=True, slots=True)
class May:
    """What who looks at a broadcast may do with it now.

    ``why_not`` tells who wrote it themselves why they do not approve it, or that they do.
    """

    edit: bool
    copy: bool
    submit: bool
    give_back: bool
    approve: bool
    schedule: bool
    pause: bool
    resume: bool
    cancel: bool
    report: bool
    preview: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class Quiet:
    """Quiet hours: from when until when, and whether it is within them; ``ever`` False: there are none."""

    start: str
    end: str
    now: bool

    @property
    def ever(self) -> bool:
        """Whether there are any."""
        return self.start != self.end


def view_of(visit: Visit, broadcast: Broadcast) -> View:
    """See ``View``."""
    stage = stage_of(broadcast)
    draft = broadcast.draft
    said = audience_said(draft.audience, visit.pack)
    return View(broadcast, titled(draft), stage, STAGES[stage], TAGS[stage], said, channel_said(draft.channel))


async def find(visit: Visit, ident: str = "") -> Broadcast:
    """The broadcast of an id, else of the one that the address names; another account's is not there."""
    ident = ident or visit.request.match_info["ident"]
    known = ident.isascii() and ident.isdigit() and len(ident) <= LONGEST_ID
    found = await visit.parts.store.broadcast(int(ident)) if known else None
    if found is None or found.draft.account != visit.account:
        raise visit.missing("没有这个群发，或者它不属于这个账号。")
    return found


async def others(visit: Visit, author: str) -> Sequence[str]:
    """Who beside the author can approve for this account: those who can sign in."""
    now = visit.parts.clock.real()
    here = [r for r in await visit.parts.store.all_staff() if r.password_until is None or r.password_until > now]
    may = (r.name for r in here if (s := Staff.of(r)).may(Right.SEND) and s.holds(visit.account))
    return [name for name in may if name.casefold() != author.strip().casefold()]


async def needs_another(visit: Visit, broadcast: Broadcast) -> bool:
    """Whether who wrote a broadcast may not approve it: where there is anybody else who can, or it is so settled."""
    return visit.parts.settings.broadcast.two_people or bool(await others(visit, broadcast.author))


async def may(visit: Visit, broadcast: Broadcast) -> May:
    """See ``May``."""
    stage, sends, composes = stage_of(broadcast), visit.staff.may(Right.SEND), visit.staff.may(Right.COMPOSE)
    mine = own(broadcast, visit.by)
    other = await needs_another(visit, broadcast) if mine and sends and stage is Stage.SUBMITTED else False
    why_not = ""
    if stage is Stage.SUBMITTED and mine and sends:
        why_not = (
            "这是您自己起草的，要由另一位可以批准的同事批准。"
            if other
            else "这个账号现在只有您一人可以批准，所以您可以批准自己起草的群发；操作记录里会留下。"
        )
    elif stage is Stage.SUBMITTED and not sends:
        why_not = "要由发送员或管理员批准。"
    return May(
        edit=composes and stage in UNSENT and writable(broadcast),
        copy=composes and writable(broadcast),
        submit=composes and stage is Stage.DRAFT,
        give_back=stage is Stage.SUBMITTED and (sends or (composes and mine)),
        approve=sends and stage is Stage.SUBMITTED and not other,
        schedule=sends and stage is Stage.APPROVED,
        pause=sends and stage is Stage.SENDING,
        resume=sends and stage is Stage.PAUSED,
        cancel=may_cancel(visit, broadcast),
        report=visit.staff.may(Right.EXPORT) and broadcast.frozen_at is not None,
        preview=composes and stage in UNSENT,
        why_not=why_not,
    )


def writable(broadcast: Broadcast) -> bool:
    """Whether the form can say to whom it goes: who asked something is told from the page of that question alone."""
    return parse(broadcast.draft.audience).kind in WHO


def may_cancel(visit: Visit, broadcast: Broadcast) -> bool:
    """Who sends ends any; who wrote a draft throws it away."""
    stage = stage_of(broadcast)
    if visit.staff.may(Right.SEND):
        return stage in {*UNSENT, Stage.SENDING, Stage.PAUSED}
    return visit.staff.may(Right.COMPOSE) and own(broadcast, visit.by) and stage in {Stage.DRAFT, Stage.SUBMITTED}


def quiet_of(visit: Visit) -> Quiet:
    """The quiet hours of broadcasts."""
    told = visit.parts.settings.broadcast
    now = QuietHours.between(told.quiet_from, told.quiet_until).left(visit.parts.clock.now()) > 0
    return Quiet(told.quiet_from, told.quiet_until, now)


async def quota_of(visit: Visit, but: int = 0) -> str:
    """What is left of the account's mass sends, beside those of one broadcast; nothing where it makes none."""
    now, store = visit.parts.clock.now(), visit.parts.store
    month = datetime(now.year, now.month, 1, tzinfo=CHINA).timestamp()
    day = datetime(now.year, now.month, now.day, tzinfo=CHINA).timestamp()
    used = [await store.mass_broadcasts(visit.account, since, but) for since in (month, day)]
    return mass_left(account_of(visit), *used)


def account_of(visit: Visit) -> AccountSettings:
    """The account's settings."""
    return visit.parts.settings.accounts_by_id[visit.account]


def forbidden(what: str) -> Error:
    """Who asks may not do this."""
    return Error(Code.FORBIDDEN, what)
