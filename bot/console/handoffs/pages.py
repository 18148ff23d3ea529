"""The pages of handoffs (求助), and what staff do there."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from aiohttp import web

from bot.console.handoffs.views import bubbles, member_of, row, window_of
from bot.console.parts import Parts
from bot.console.roles import Right
from bot.console.route import Route
from bot.console.visit import Visit
from bot.errors import Code, Error
from bot.handoffs.answering import Answering, sayable
from bot.handoffs.handoff import Act, Draft, Fate, Handoff
from handlers.layout import TEXT_BYTES

LISTED = 100
SHOWN = 300  # lines of a conversation, the last ones
LONGEST_NOTE = 200  # characters
LONGEST_FORM = 64

_TOLD = {
    Fate.SENT: "答复已发送给会员。",
    Fate.WAITING: "没有直接发出；答复已存好，会员下次来信时告知，能发时也可以点“现在发送”。",
    Fate.UNKNOWN: "微信没有给出结果：答复可能已送达，不会重发。",
    Fate.FAILED: "微信拒绝了这条答复，没有送达；请改一改再发。",
    None: "这条答复刚才已经提交过，没有再发。",
}


def routes(parts: Parts) -> Iterable[Route]:
    """Where they are."""
    pages = _Pages(parts)
    one = "/handoffs/{number:[0-9]{1,15}}"
    line = one + "/lines/{line:[0-9]{1,15}}"
    return (
        Route("GET", "/handoffs", pages.listed, Right.SEE),
        Route("GET", "/handoffs/list", pages.list_alone, Right.SEE),
        Route("GET", "/handoffs/closed", pages.closed, Right.TALK),
        Route("GET", one, pages.one, Right.TALK),
        Route("GET", f"{one}/talk", pages.talk, Right.TALK),
        Route("POST", f"{one}/take", pages.take, Right.TALK, "接手求助"),
        Route("POST", f"{one}/release", pages.release, Right.TALK, "放下求助"),
        Route("POST", f"{one}/reply", pages.reply, Right.TALK, "答复会员"),
        Route("POST", f"{one}/phone", pages.phone, Right.TALK, "记录电话答复"),
        Route("POST", f"{one}/close", pages.close, Right.TALK, "结束求助"),
        Route("POST", f"{one}/reopen", pages.reopen, Right.TALK, "重新打开求助"),
        Route("POST", f"{line}/send", pages.again, Right.TALK, "再发等待的答复"),
        Route("POST", f"{line}/withdraw", pages.withdraw, Right.TALK, "撤回等待的答复"),
    )


class _Pages:
    """The handlers, with what answers members."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.store
        self._clock = parts.clock
        self._answering = Answering(parts.store, parts.settings.accounts_by_id, parts.apis, parts.clock)

    async def listed(self, visit: Visit) -> web.StreamResponse:
        """Who waits."""
        return visit.render("handoffs.html", **await self._waiting(visit))

    async def list_alone(self, visit: Visit) -> web.StreamResponse:
        """The list without the page around it, for its script."""
        return visit.render("handoffs_list.html", **await self._waiting(visit))

    async def closed(self, visit: Visit) -> web.StreamResponse:
        """What is over, the newest first."""
        before = visit.request.query.get("before", "")
        last = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
        found = await self._store.closed_handoffs(visit.account, LISTED + 1, last)
        older = found[LISTED - 1].number if len(found) > LISTED else None
        shown = [(h, member_of(h)) for h in found[:LISTED]]
        return visit.render("handoffs_closed.html", shown=shown, older=older, days=self._days(visit))

    async def one(self, visit: Visit) -> web.StreamResponse:
        """A handoff."""
        return await self._page(visit)

    async def talk(self, visit: Visit) -> web.StreamResponse:
        """Its conversation alone, for the page's script."""
        return visit.render("handoffs_talk.html", **await self._conversation(visit, await self._handoff(visit)))

    async def take(self, visit: Visit) -> web.StreamResponse:
        """Take it, from a colleague where asked to."""
        await self._store.take_handoff(self._act(visit), over=visit.field("over") == "yes")
        if text := visit.field("text"):  # a reply that was refused, as a colleague had it
            return await self._page(visit, status=200, fault="", text=text)
        return self._back(visit, "已由您接手，别的同事会看到。")

    async def release(self, visit: Visit) -> web.StreamResponse:
        """Give it back."""
        await self._store.release_handoff(self._act(visit))
        return self._back(visit, "已放下，同事可以接手。")

    async def reply(self, visit: Visit) -> web.StreamResponse:
        """Answer the member."""
        text = visit.field("text")
        try:
            fate = await self._answering.answer(Draft(self._act(visit), text, _form(visit)))
        except Error as error:
            return await self._again(visit, error, text=text)
        return self._back(visit, _TOLD[fate])

    async def phone(self, visit: Visit) -> web.StreamResponse:
        """Note a call."""
        text = visit.field("call")
        try:
            await self._store.note_call(Draft(self._act(visit), sayable(text), _form(visit)))
        except Error as error:
            return await self._again(visit, error, call=text)
        return self._back(visit, "电话答复已记下。")

    async def close(self, visit: Visit) -> web.StreamResponse:
        """Close it."""
        note = " ".join(visit.field("note").split())
        act = self._act(visit)
        if len(note) > LONGEST_NOTE:
            fault = Error(Code.INPUT, f"说明太长：最多 {LONGEST_NOTE} 个字。")
            return await self._again(visit, fault, note=note)
        await self._store.close_handoff(act, note)
        visit.said = f"求助 {act.number} 已结束。"
        return visit.redirect("handoffs", visit.said)

    async def reopen(self, visit: Visit) -> web.StreamResponse:
        """Open it again."""
        await self._store.reopen_handoff(self._act(visit))
        return self._back(visit, "已重新打开，由您接手。")

    async def again(self, visit: Visit) -> web.StreamResponse:
        """Send now what waits."""
        fate = await self._answering.again(self._act(visit), int(visit.request.match_info["line"]))
        return self._back(visit, _TOLD[fate])

    async def withdraw(self, visit: Visit) -> web.StreamResponse:
        """Take back what waits."""
        done = await self._store.withdraw_answer(self._act(visit), int(visit.request.match_info["line"]))
        return self._back(visit, "已撤回，会员不会看到这条答复。" if done else "这条答复已经不在等待，没有撤回。")

    async def _waiting(self, visit: Visit) -> dict[str, Any]:
        now = self._clock.real()
        found = await self._store.handoffs(visit.account, LISTED)
        return {
            "count": await self._store.open_handoffs(visit.account),
            "rows": [row(h, self._answering.window(h), now) for h in found],
            "office": _office(visit),
            "talks": visit.staff.may(Right.TALK),
            "listed": LISTED,
        }

    async def _conversation(self, visit: Visit, handoff: Handoff) -> dict[str, Any]:
        """What changes by itself; whatever of it is shown counts as read."""
        now = self._clock.real()
        lines = await self._store.handoff_lines(visit.account, handoff.number, SHOWN, now)
        if handoff.unread and lines:
            await self._store.see_handoff(visit.account, handoff.number, lines[-1].ident)
        window = self._answering.window(handoff)
        may_send = window is not None and window.open
        return {
            "handoff": handoff,
            "row": row(handoff, window, now),
            "shown": list(bubbles(visit.account, lines, may_send=may_send)),
            "cut": len(lines) == SHOWN,
            "direct": may_send,
            "window": window_of(window, now),
            "office": _office(visit),
        }

    async def _page(self, visit: Visit, *, status: int = 200, fault: str = "", **typed: str) -> web.Response:
        handoff = await self._handoff(visit)
        bound = await self._store.bound(visit.account, handoff.member)
        return visit.render(
            "handoffs_one.html",
            status=status,
            fault=fault,
            typed={"text": "", "call": "", "note": ""} | typed,
            form=secrets.token_urlsafe(12),
            bound=[b.key for b in bound if b.kind == "submission" and not b.over],
            most=TEXT_BYTES,
            days=self._days(visit),
            longest=LONGEST_NOTE,
            **await self._conversation(visit, handoff),
        )

    async def _again(self, visit: Visit, error: Error, **typed: str) -> web.Response:
        """The page with what was typed, and why it was not taken; other errors are the guard's."""
        if error.code not in (Code.INPUT, Code.CONFLICT):
            raise error
        status = 400 if error.code is Code.INPUT else error.http_status
        return await self._page(visit, status=status, fault=error.message, **typed)

    async def _handoff(self, visit: Visit) -> Handoff:
        found = await self._store.handoff(visit.account, int(visit.request.match_info["number"]))
        if found is None:
            raise visit.missing("没有这件求助：会员可能已取消关注或删除了个人信息，或者它不属于这个账号。")
        return found

    def _act(self, visit: Visit) -> Act:
        number = int(visit.request.match_info["number"])
        visit.note(f"求助 {number}")
        return Act(visit.account, number, visit.by, self._clock.real())

    def _back(self, visit: Visit, notice: str) -> web.StreamResponse:
        return visit.redirect(f"handoffs/{visit.request.match_info['number']}", notice)

    def _days(self, visit: Visit) -> int:
        return visit.parts.settings.console.conversation_days


def _form(visit: Visit) -> str:
    """The form's token. Raises Error (INPUT) where there is none."""
    token = visit.field("form")
    if not 0 < len(token) <= LONGEST_FORM:
        raise Error(Code.INPUT, "页面不完整，请刷新后再填一次。")
    return token


def _office(visit: Visit) -> tuple[bool, str] | None:
    """Whether it is office time, and when that is; None where it is not known."""
    hours = visit.pack.manifest.office if visit.pack else None
    return None if hours is None else (hours.holds(visit.parts.clock.now()), hours.stated)
