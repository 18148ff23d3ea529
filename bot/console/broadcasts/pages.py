"""The addresses of broadcasts, and their list."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

from bot.broadcast.stage import STAGES, Stage
from bot.console.broadcasts.calendar import calendar
from bot.console.broadcasts.counting import Counter
from bot.console.broadcasts.one import One
from bot.console.broadcasts.progress import Watch
from bot.console.broadcasts.streams import Streams
from bot.console.broadcasts.views import LONGEST_ID, quota_of, view_of
from bot.console.broadcasts.writing import Writing
from bot.console.parts import Parts
from bot.console.roles import Right
from bot.console.route import Route
from bot.console.visit import Visit

PAGE = 30


def routes(parts: Parts) -> Iterable[Route]:
    """The pages of broadcasts and the calendar."""
    counter, watch = Counter(parts), Watch(parts.store, parts.clock)
    writing, one = Writing(counter), One(counter, watch, Streams(parts, watch))
    see, compose, send = Right.SEE, Right.COMPOSE, Right.SEND
    its = "/broadcasts/{ident}"
    return (
        Route("GET", "/broadcasts", listed, see),
        Route("GET", "/broadcasts/new", writing.new, compose),
        Route("POST", "/broadcasts", writing.keep, compose, "起草群发"),
        Route("GET", "/broadcasts/count", writing.counted, compose),
        Route("POST", "/broadcasts/count", writing.count, compose, "计算群发人数"),
        Route("GET", "/broadcasts/looks", writing.looks, compose),
        Route("GET", "/broadcasts/hints", writing.hints, compose),
        Route("GET", its, one.show, see),
        Route("GET", f"{its}/edit", writing.edit, compose),
        Route("GET", f"{its}/count", one.counted, see),
        Route("GET", f"{its}/events", one.events, see),
        Route("POST", f"{its}/submit", one.submit, compose, "提交群发审核"),
        Route("POST", f"{its}/return", one.give_back, compose, "退回群发"),
        Route("POST", f"{its}/approve", one.approve, send, "批准群发"),
        Route("POST", f"{its}/schedule", one.schedule, send, "定群发时间"),
        Route("POST", f"{its}/pause", one.pause, send, "暂停群发"),
        Route("POST", f"{its}/resume", one.resume, send, "继续群发"),
        Route("GET", f"{its}/cancel", one.ask_to_cancel, compose),
        Route("POST", f"{its}/cancel", one.cancel, compose, "取消群发"),
        Route("POST", f"{its}/preview", one.preview, compose, "预览群发"),
        Route("POST", f"{its}/report", one.report, Right.EXPORT, "下载群发报告"),
        Route("GET", "/calendar", calendar, see),
    )


async def listed(visit: Visit) -> web.StreamResponse:
    """The broadcasts of an account, the latest first, those of one stage or all."""
    query, store = visit.request.query, visit.parts.store
    stage = Stage(query["state"]) if query.get("state") in set(Stage) else None
    before = query.get("before", "")
    start = int(before) if before.isascii() and before.isdigit() and len(before) <= LONGEST_ID else None
    found = await store.listed_broadcasts(visit.account, stage, start, PAGE + 1)
    shown = found[:PAGE]
    return visit.render(
        "broadcasts_list.html",
        views=[view_of(visit, b) for b in shown],
        stage=stage,
        stages=STAGES,
        counts=await store.stage_counts(visit.account),
        first=start is None,
        older=shown[-1].ident if len(found) > PAGE else None,
        quota=await quota_of(visit),
    )
