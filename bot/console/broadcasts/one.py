"""One broadcast: what it says and to whom, who did what with it, how far it is; and what may be done with it now."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable
from datetime import datetime
from pathlib import Path

from aiohttp import web

from bot.broadcast import review
from bot.broadcast.audience import parse
from bot.broadcast.broadcast import Broadcast
from bot.broadcast.choosing import NAMES, possible
from bot.broadcast.rendering import Rendered, rendered
from bot.broadcast.report import write_report
from bot.broadcast.review import Sending
from bot.broadcast.stage import STEPS, UNSENT, Stage, actor, stage_of
from bot.casting import show_to_name
from bot.clock import CHINA
from bot.config import AccountSettings
from bot.console.broadcasts.counting import Counter
from bot.console.broadcasts.form import moment, plainly
from bot.console.broadcasts.progress import Watch
from bot.console.broadcasts.streams import LIVE, Streams
from bot.console.broadcasts.views import (
    account_of,
    find,
    forbidden,
    may,
    may_cancel,
    needs_another,
    others,
    quiet_of,
    quota_of,
    view_of,
)
from bot.console.broadcasts.writing import act_of, step_of
from bot.console.visit import Visit
from bot.errors import Code, Error
from bot.store.promises.reviews import Seen

AT_ONCE = 0.06  # seconds for which a page waits for a count
LONGEST_WECHAT = 40  # characters of a WeChat id
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FAULTS = {Code.INPUT: 400, Code.CONFLICT: 409, Code.FORBIDDEN: 403}


class One:
    """The pages of one broadcast."""

    def __init__(self, counter: Counter, watch: Watch, streams: Streams) -> None:
        self._counter = counter
        self._watch = watch
        self._streams = streams
        self._reports = asyncio.Semaphore(1)

    async def show(self, visit: Visit) -> web.StreamResponse:
        """The page."""
        return await self._page(visit, await find(visit))

    async def counted(self, visit: Visit) -> web.StreamResponse:
        """How many it would reach if it were sent now, as a part of the page."""
        broadcast = await find(visit)
        fault, found = "", None
        try:
            found = await self._counter.count(broadcast, account_of(visit))
        except Error as error:
            fault = plainly(error.message)
        return visit.render("broadcasts_count.html", fault=fault, found=found, names=NAMES)

    async def events(self, visit: Visit) -> web.StreamResponse:
        """How far it is, as events."""
        return await self._streams.serve(visit, (await find(visit)).ident)

    async def submit(self, visit: Visit) -> web.StreamResponse:
        """Hand it in to be approved."""
        broadcast = await find(visit)
        work = review.submit(visit.parts.store, self._seen(visit, broadcast), act_of(visit))
        return await self._done(visit, broadcast, work, "已提交审核。")

    async def give_back(self, visit: Visit) -> web.StreamResponse:
        """Give it back to who wrote it."""
        broadcast = await find(visit)
        if not (await may(visit, broadcast)).give_back and stage_of(broadcast) is Stage.SUBMITTED:
            raise forbidden("只有起草人自己，或发送员、管理员，可以退回。")
        act = act_of(visit, visit.field("note"))
        work = review.give_back(visit.parts.store, self._seen(visit, broadcast), act)
        return await self._done(visit, broadcast, work, "已退回为草稿。")

    async def approve(self, visit: Visit) -> web.StreamResponse:
        """Let it be sent."""
        broadcast = await find(visit)
        another = await needs_another(visit, broadcast)
        act, store = act_of(visit), visit.parts.store
        try:
            seen, sending = self._seen(visit, broadcast), _sending(visit, broadcast, act.now)
        except Error as error:
            return await self._page(visit, broadcast, fault=error.message, status=400)
        work = review.approve(store, broadcast, seen, act, sending, another=another)
        return await self._done(visit, broadcast, work, "已批准。")

    async def schedule(self, visit: Visit) -> web.StreamResponse:
        """Give it another time, or send it now."""
        broadcast = await find(visit)
        act, store = act_of(visit), visit.parts.store
        try:
            seen, sending = self._seen(visit, broadcast), _sending(visit, broadcast, act.now)
        except Error as error:
            return await self._page(visit, broadcast, fault=error.message, status=400)
        work = review.schedule(store, broadcast, seen, act, sending)
        return await self._done(visit, broadcast, work, "发送时间已定。")

    async def pause(self, visit: Visit) -> web.StreamResponse:
        """Send no more of it for now."""
        broadcast = await find(visit)
        act = act_of(visit, visit.field("note") or f"由 {visit.by} 暂停")
        work = review.pause(visit.parts.store, self._seen(visit, broadcast), act)
        return await self._done(visit, broadcast, work, "已暂停；正在途中的几条会发完。")

    async def resume(self, visit: Visit) -> web.StreamResponse:
        """Go on with it."""
        broadcast = await find(visit)
        seen, any_hour = self._seen(visit, broadcast), bool(visit.field("any_hour"))
        work = review.resume(visit.parts.store, broadcast, seen, act_of(visit), any_hour=any_hour)
        return await self._done(visit, broadcast, work, "继续发送。")

    async def ask_to_cancel(self, visit: Visit) -> web.StreamResponse:
        """Whether it is really to be ended, and what that means."""
        broadcast = await find(visit)
        if not may_cancel(visit, broadcast):
            raise forbidden("您不能取消这个群发，或者它已经结束。")
        seen = await visit.parts.store.seen(broadcast.ident)
        progress = await self._watch.soon(broadcast.ident, AT_ONCE) if broadcast.frozen_at is not None else None
        view = view_of(visit, broadcast)
        return visit.render("broadcasts_cancel.html", view=view, seen=seen, progress=progress, unsent=UNSENT)

    async def cancel(self, visit: Visit) -> web.StreamResponse:
        """End it for good."""
        broadcast = await find(visit)
        seen = self._seen(visit, broadcast)
        if not may_cancel(visit, broadcast) and stage_of(broadcast) in {*UNSENT, Stage.SENDING, Stage.PAUSED}:
            raise forbidden("只有起草人可以取消自己的草稿；其他的由发送员或管理员取消。")
        work = review.cancel(visit.parts.store, seen, act_of(visit, visit.field("note")))
        return await self._done(visit, broadcast, work, "已取消，不会再发给任何人。")

    async def preview(self, visit: Visit) -> web.StreamResponse:
        """Send the text to a member of staff alone."""
        broadcast, name = await find(visit), visit.field("wechat")
        visit.note(f"群发 {broadcast.ident}，发到微信号 {name[:LONGEST_WECHAT]}")
        try:
            if not name or len(name) > LONGEST_WECHAT:
                raise Error(Code.INPUT, "请填您自己的微信号（在微信「我」的页面上，名字下面）")
            await show_to_name(name, broadcast.draft.text, account_of(visit), visit.parts.apis.get(visit.account))
        except Error as error:
            status = _FAULTS.get(error.code, 503)
            return await self._page(visit, broadcast, fault=plainly(error.message), status=status)
        return visit.redirect(f"broadcasts/{broadcast.ident}", f"预览已发到微信号 {name}，请在手机上看。")

    async def report(self, visit: Visit) -> web.StreamResponse:
        """What became of each member, as a spreadsheet."""
        broadcast = await find(visit)
        if broadcast.frozen_at is None:
            raise Error(Code.CONFLICT, f"群发 {broadcast.ident} 还没有开始发送，报告里没有人")
        async with self._reports:
            with tempfile.TemporaryDirectory(prefix="zhixietong-report-") as folder:
                path = Path(folder) / "report.xlsx"
                rows = await write_report(visit.parts.store, broadcast, path)
                body = await asyncio.to_thread(path.read_bytes)
        visit.note(f"群发 {broadcast.ident}，{rows} 行")
        named = {"Content-Disposition": f'attachment; filename="broadcast-{broadcast.ident}.xlsx"'}
        return web.Response(body=body, content_type=XLSX, headers=named)

    def _seen(self, visit: Visit, broadcast: Broadcast) -> Seen:
        visit.note(f"群发 {broadcast.ident}「{broadcast.draft.name}」")
        return Seen(broadcast.ident, step_of(visit))

    async def _done(self, visit: Visit, broadcast: Broadcast, work: Awaitable[Broadcast], said: str) -> web.Response:
        """Back to the page; where it could not be done, the page as it is now says why."""
        try:
            await work
        except Error as error:
            if error.code not in _FAULTS:
                raise
            present = await find(visit)
            return await self._page(visit, present, fault=error.message, status=_FAULTS[error.code])
        raise visit.redirect(f"broadcasts/{broadcast.ident}", said)

    async def _page(self, visit: Visit, broadcast: Broadcast, *, fault: str = "", status: int = 200) -> web.Response:
        store, account, stage = visit.parts.store, account_of(visit), stage_of(broadcast)
        now = visit.parts.clock.now()
        frozen = broadcast.frozen_at is not None
        asked = visit.request.query.get("count") == "1"
        found = None
        if not frozen and stage in UNSENT:
            found = await self._counter.soon(broadcast, account, None if asked else AT_ONCE)
        at = broadcast.draft.send_at
        return visit.render(
            "broadcasts_one.html",
            status=status,
            fault=fault,
            view=view_of(visit, broadcast),
            seen=await store.seen(broadcast.ident),
            may=await may(visit, broadcast),
            others=await others(visit, broadcast.author),
            log=await store.broadcast_log(broadcast.ident),
            steps=STEPS,
            actor=actor,
            names=NAMES,
            found=found,
            frozen=frozen,
            counting=not frozen and stage in UNSENT,
            progress=await self._watch.soon(broadcast.ident, AT_ONCE) if frozen else None,
            live=stage in LIVE,
            messages=_shown(broadcast, account),
            planned=at is not None and at > now.timestamp(),
            today=f"{now:%Y-%m-%d}",
            until=datetime.fromtimestamp(broadcast.draft.valid_until, CHINA) if broadcast.draft.valid_until else None,
            quiet=quiet_of(visit),
            quota=await quota_of(visit, broadcast.ident),
        )


def _shown(broadcast: Broadcast, account: AccountSettings) -> list[Rendered]:
    """The message in each channel by which it may be told."""
    draft = broadcast.draft
    answers = parse(draft.audience).kind == "askers"
    return [rendered(way, draft, account) for way in possible(draft.channel, account, as_answer=answers)]


def _sending(visit: Visit, broadcast: Broadcast, now: float) -> Sending:
    """When it is to be sent, as the form says. Raises Error (INPUT)."""
    any_hour = bool(visit.field("any_hour"))
    match visit.field("when"):
        case "now":
            return Sending(now, any_hour)
        case "planned" if broadcast.draft.send_at is not None:
            return Sending(max(now, broadcast.draft.send_at), any_hour)
        case "at":
            return Sending(moment(visit.field("day"), visit.field("time")), any_hour)
    raise Error(Code.INPUT, "请选择什么时候发送")
