"""Mass sends: taken at once, finished a little later, and reported by MASSSENDJOBFINISH."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.standin.account import Account
from bot.standin.followers import MASS_A_MONTH, PAGE
from bot.standin.world import Body, World, refused

REMEMBERED = 86_400.0  # seconds for which a clientmsgid is known
LONGEST_ID = 32
HELPER = "mphelper"  # from whom WeChat's own event comes


@dataclass(slots=True)
class Job:
    """A mass send. ``state`` is what ``mass/get`` says of it."""

    ident: int
    account: Account
    key: str
    at: float
    members: Sequence[str]
    content: object
    state: str = "SENDING"


class Mass:
    """Takes mass sends. ``verdict`` is the Status with which the jobs to come end."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._jobs: dict[tuple[str, int], Job] = {}
        self._keys: dict[tuple[str, str], tuple[float, Job]] = {}
        self._successes: Counter[tuple[str, int]] = Counter()  # by account and day
        self._to_all: Counter[tuple[str, int]] = Counter()  # by account and day, or month
        self.verdict = "send success"

    def to_tag(self, account: Account, body: Body) -> dict[str, Any]:
        """``message/mass/sendall``: to all followers, or to those who have a tag."""
        chosen = body.get("filter")
        if not isinstance(chosen, dict):
            return refused(40008)
        followers = self._world.followers[account.app_id]
        to_all = chosen.get("is_to_all") is True
        if to_all:
            return self._take(account, body, followers.listed(), to_all=True)
        if (tag := followers.tags.get(chosen.get("tag_id", -1))) is None:
            return refused(40152)
        return self._take(account, body, sorted(tag[1]))

    def to_list(self, account: Account, body: Body) -> dict[str, Any]:
        """``message/mass/send``: to 2 to 10,000 openids."""
        if not account.serves:
            return refused(48001)
        members = body.get("touser")
        if not isinstance(members, list) or not 2 <= len(members) <= PAGE:
            return refused(40130)
        return self._take(account, body, list(dict.fromkeys(map(str, members))))

    def preview(self, account: Account, body: Body) -> dict[str, Any]:
        """``message/mass/preview``: to one openid, or to a WeChat id, which is its owner's openid here."""
        content = _content(body)
        if isinstance(content, int):
            return refused(content)
        member = str(body.get("towxname") or body.get("touser", ""))
        if code := self._world.followers[account.app_id].refusal(member):
            return refused(code)
        ident = self._world.number()
        self._world.deliver(account, member, "preview", content, ident=ident)
        return refused(0, msg_id=ident)

    def state(self, account: Account, body: Body) -> dict[str, Any]:
        """``message/mass/get``: how far a job is, without counts."""
        ident = str(body.get("msg_id", ""))
        job = self._jobs.get((account.app_id, int(ident))) if ident.isdigit() else None
        return refused(0, msg_id=job.ident, msg_status=job.state) if job else refused(40059)

    def _take(self, account: Account, body: Body, members: Sequence[str], *, to_all: bool = False) -> dict[str, Any]:
        content = _content(body)
        if isinstance(content, int):
            return refused(content)
        key = str(body.get("clientmsgid") or _digest(to_all=to_all, members=members, content=content))
        if len(key) > LONGEST_ID:
            return refused(45067)
        now = self._world.now()
        before = self._keys.get((account.app_id, key))
        if before is not None and now - before[1].at < REMEMBERED:
            tried, job = before
            self._keys[account.app_id, key] = now, job
            return refused(45066) if now - tried < self._world.mass_apart else refused(45065, msg_id=job.ident)
        if self._used_up(account, to_all=to_all):
            return refused(45028)
        job = Job(self._world.number(), account, key, now, members, content)
        self._jobs[account.app_id, job.ident] = job
        self._keys[account.app_id, key] = now, job
        task = asyncio.get_running_loop().create_task(self._finish(job))
        self._world.tasks.add(task)
        task.add_done_callback(self._world.tasks.discard)
        return refused(0, msg_id=job.ident, msg_data_id=job.ident)

    def _used_up(self, account: Account, *, to_all: bool) -> bool:
        """Whether the account has none left; counts."""
        day, month = self._dates()
        if not account.serves:
            used = self._successes[account.app_id, day] >= 1
        else:
            used = to_all and (
                self._to_all[account.app_id, day] >= 1 or self._to_all[account.app_id, -month] >= MASS_A_MONTH
            )
        if not used:
            self._successes[account.app_id, day] += 1
            for period in (day, -month) if to_all else ():
                self._to_all[account.app_id, period] += 1
        return used

    async def _finish(self, job: Job) -> None:
        await asyncio.sleep(self._world.mass_seconds)
        followers = self._world.followers[job.account.app_id]
        verdict, month = self.verdict, self._dates()[1]
        good = verdict == "send success"
        reached = [m for m in job.members if followers.spend_mass(m, month)] if good else []
        for member in reached:
            self._world.deliver(job.account, member, "mass", job.content, ident=job.ident, key=job.key)
        job.state = "SEND_SUCCESS" if good else "SEND_FAIL"
        counts = {"TotalCount": len(job.members), "FilterCount": len(reached), "SentCount": len(reached)}
        told = {"MsgID": job.ident, "Status": verdict, **counts, "ErrorCount": 0}
        fields = [(name, str(value)) for name, value in told.items()]
        self._world.events.post(job.account, HELPER, "MASSSENDJOBFINISH", *fields)

    def _dates(self) -> tuple[int, int]:
        """China's day and month, as numbers."""
        moment = datetime.fromtimestamp(self._world.now(), UTC) + timedelta(hours=8)
        return moment.toordinal(), moment.year * 12 + moment.month


def _content(body: Body) -> dict[str, str] | int:
    """The text of a mass send, or an errcode: other kinds are not taken."""
    text = body.get("text")
    if body.get("msgtype") != "text" or not isinstance(text, dict):
        return 40008
    content = text.get("content")
    return {"text": content} if isinstance(content, str) and content else 44004


def _digest(*, to_all: bool, members: Sequence[str], content: object) -> str:
    told = json.dumps([to_all, list(members), content])
    return hashlib.sha256(told.encode()).hexdigest()[:LONGEST_ID]
