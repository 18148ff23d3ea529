"""The form of a broadcast (起草): what it says is counted and shown while it is written, and kept as a draft."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace

from aiohttp import web

from bot.broadcast import review
from bot.broadcast.audience import parse, settled
from bot.broadcast.broadcast import ANY_CHANNEL, Broadcast, Channel, Draft, State
from bot.broadcast.choosing import NAMES, check, possible
from bot.broadcast.composing import Desk, filled
from bot.broadcast.estimate import Estimate
from bot.broadcast.openids import read
from bot.broadcast.rendering import LONGEST, Rendered, rendered
from bot.broadcast.stage import UNSENT, stage_of
from bot.broadcast.timely import late
from bot.casting import following
from bot.console.broadcasts.choices import choices
from bot.console.broadcasts.counting import Counter, Latest
from bot.console.broadcasts.form import LONGEST_NAME, LONGEST_VALUE, Typed, file_named, places, plainly
from bot.console.broadcasts.views import account_of, find, quiet_of, quota_of, writable
from bot.console.visit import Visit
from bot.errors import Code, Error
from bot.store.promises.reviews import Seen
from knowledge.pack import Pack

LONGEST_TOKEN = 64
LONGEST_LIST = 10_000  # characters of names that a list of suggestions has


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form as it was begun: its token, and what it replaces as that was then."""

    token: str
    replaces: Seen | None = None


class Writing:
    """The pages on which a broadcast is written."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._latest = Latest()

    async def new(self, visit: Visit) -> web.StreamResponse:
        """An empty form, or one that begins with what another broadcast says (``from``) or the address names."""
        typed = Typed.read(lambda name: visit.request.query.get(name, "").strip(), places(account_of(visit)))
        if ident := visit.request.query.get("from", ""):
            old = await _written(visit, ident)
            typed = replace(Typed.of(old), file="", when="now", day="", time="", until="")
        return await self._page(visit, typed, Sheet(_token()))

    async def edit(self, visit: Visit) -> web.StreamResponse:
        """The form with what a draft says; it is replaced by what is kept then."""
        old = await _written(visit)
        if stage_of(old) not in UNSENT:
            return visit.redirect(f"broadcasts/{old.ident}", "已经开始发送或已经结束，不能再改；可以照它再写一份。")
        seen = await visit.parts.store.seen(old.ident)
        return await self._page(visit, Typed.of(old), Sheet(_token(), seen), old=old)

    async def keep(self, visit: Visit) -> web.StreamResponse:
        """Keep the draft."""
        typed, sheet, old = await self._read(visit)
        try:
            openids = await _handed_in(visit)
            if openids is not None:
                typed = replace(typed, file=openids.file)
            draft = typed.draft(visit.account)
            if late(draft, visit.parts.clock.now().timestamp()):
                raise Error(Code.INPUT, "发送时间：这个时间已经过了；要马上发送，请选「批准后立即发送」")
            _check_list(typed, openids, old)
            made = await review.draft(
                visit.parts.store,
                self._desk(visit),
                draft,
                act_of(visit),
                token=sheet.token,
                openids=openids if typed.who == "file" else None,
                replaces=sheet.replaces,
            )
        except Error as error:
            if error.code is not Code.INPUT:
                raise
            return await self._page(visit, typed, sheet, old=old, fault=plainly(error.message), status=400)
        visit.note(f"群发 {made.ident}「{made.draft.name}」")
        return visit.redirect(f"broadcasts/{made.ident}", "草稿已保存。请看一遍会员会看到什么，再提交审核。")

    async def counted(self, visit: Visit) -> web.StreamResponse:
        """How many, as a part of the page; 204 where a later question of the same person took its place."""
        typed = Typed.read(lambda name: visit.request.query.get(name, "").strip(), ())
        try:
            probe = self._probe(visit, typed)
            found = await self._counter.count(probe, account_of(visit), self._latest.ask(visit.by))
        except Error as error:
            return visit.render("broadcasts_count.html", fault=plainly(error.message), found=None, names=NAMES)
        if found is None:
            return web.Response(status=204)
        return visit.render("broadcasts_count.html", fault="", found=found, names=NAMES)

    async def count(self, visit: Visit) -> web.StreamResponse:
        """The form again, with how many it would reach; for browsers without a script."""
        typed, sheet, old = await self._read(visit)
        fault, found = "", None
        try:
            found = await self._counter.count(self._probe(visit, typed, old), account_of(visit))
        except Error as error:
            fault = plainly(error.message)
        return await self._page(visit, typed, sheet, old=old, found=found, fault=fault, counted=True)

    async def looks(self, visit: Visit) -> web.StreamResponse:
        """How the message reads in each channel, as a part of the page."""
        typed = Typed.read(lambda name: visit.request.query.get(name, "").strip(), places(account_of(visit)))
        return visit.render("broadcasts_looks.html", messages=self._shown(visit, typed), names=NAMES)

    async def hints(self, visit: Visit) -> web.StreamResponse:
        """The names that the form suggests: recommending units, and the account's tags."""
        names = await visit.parts.store.recommenders(visit.account)
        tags = await self._counter.tags(account_of(visit))
        return visit.json({"recommender": _some(names), "tag": _some(tags)})

    async def _page(
        self,
        visit: Visit,
        typed: Typed,
        sheet: Sheet,
        *,
        old: Broadcast | None = None,
        fault: str = "",
        found: Estimate | None = None,
        counted: bool = False,
        status: int = 200,
    ) -> web.Response:
        account, pack = account_of(visit), _pack(visit)
        return visit.render(
            "broadcasts_form.html",
            status=status,
            typed=typed,
            sheet=sheet,
            old=old,
            fault=fault,
            found=found,
            counted=counted,
            names=NAMES,
            choices=choices(account, pack, visit.parts.clock.now().date()),
            places=places(account_of(visit)),
            messages=self._shown(visit, typed),
            size=len(typed.text.encode()),
            most=LONGEST,
            longest_name=LONGEST_NAME,
            longest_value=LONGEST_VALUE,
            quiet=quiet_of(visit),
            quota=await quota_of(visit),
        )

    async def _read(self, visit: Visit) -> tuple[Typed, Sheet, Broadcast | None]:
        """What a posted form says, and what it replaces, if anything. Raises Error."""
        typed = Typed.read(visit.field, places(account_of(visit)))
        token = visit.field("token")
        if not token or len(token) > LONGEST_TOKEN:
            raise Error(Code.INPUT, "表单不完整，请刷新页面再填一次")
        if not visit.field("replaces"):
            return typed, Sheet(token), None
        old = await find(visit, visit.field("replaces"))
        return typed, Sheet(token, Seen(old.ident, step_of(visit))), old

    def _probe(self, visit: Visit, typed: Typed, old: Broadcast | None = None) -> Broadcast:
        """A broadcast that is not kept, to be counted. Raises Error."""
        audience = settled(parse(typed.audience), _pack(visit))
        kept = old.openids if old is not None and old.draft.audience == audience.expression else None
        if audience.kind == "file" and kept is None:
            raise Error(Code.INPUT, "名单在保存草稿时核对，那时可以看到各渠道的人数")
        check(typed.channel, audience, account_of(visit))
        draft = Draft(visit.account, typed.name, typed.text, audience.expression, typed.channel)
        return Broadcast(0, draft, State.DRAFT, visit.by, visit.parts.clock.real(), openids=kept)

    def _shown(self, visit: Visit, typed: Typed) -> list[Rendered]:
        account, pack = account_of(visit), _pack(visit)
        channel = typed.channel if typed.channel in set(Channel) else ANY_CHANNEL
        name, text = typed.name or "（名称）", typed.text or "（正文）"
        draft = Draft(visit.account, name, text, "all", channel, fields=typed.fields)
        with suppress(Error):  # where nobody is chosen yet
            draft = replace(draft, fields=filled(draft, settled(parse(typed.audience), pack), pack))
        return [rendered(way, draft, account) for way in possible(channel, account)]

    def _desk(self, visit: Visit) -> Desk:
        account = account_of(visit)
        return Desk(account, _pack(visit), following(account, visit.parts.apis.get(visit.account)))


def act_of(visit: Visit, note: str = "") -> review.Act:
    """Who acts, and when."""
    clock = visit.parts.clock
    return review.Act(visit.by, clock.real(), clock.now().timestamp(), note)


def step_of(visit: Visit) -> int:
    """From which step of a broadcast a form was made. Raises Error (INPUT)."""
    step = visit.field("step")
    if not step.isascii() or not step.isdigit() or len(step) > LONGEST_TOKEN:
        raise Error(Code.INPUT, "表单不完整，请刷新页面再试")
    return int(step)


def _pack(visit: Visit) -> Pack:
    if visit.pack is None:
        raise visit.missing("这个账号没有知识包，不能群发。")
    return visit.pack


async def _written(visit: Visit, ident: str = "") -> Broadcast:
    """A broadcast that was written in the form, or could have been. Raises Error (INPUT)."""
    old = await find(visit, ident)
    if not writable(old):
        raise Error(Code.INPUT, "这是告知提问人的消息，在那个问题的页面上写，不能在这里改")
    return old


async def _handed_in(visit: Visit) -> review.Openids | None:
    """The list that was handed in with the form. Raises Error (INPUT)."""
    handed = visit.form.get("list")
    if not isinstance(handed, web.FileField) or not handed.filename:
        return None
    name = file_named(handed.filename)
    with handed.file as lines:
        found = await asyncio.to_thread(lambda: list(dict.fromkeys(read(lines, name))))
    return review.Openids(found, name)


def _check_list(typed: Typed, openids: review.Openids | None, old: Broadcast | None) -> None:
    if typed.who != "file" or openids is not None:
        return
    if old is None or old.openids is None or old.draft.audience != typed.audience:
        raise Error(Code.INPUT, "发给谁：请选择名单文件，每行一个 openid")


def _some(names: Iterable[str]) -> list[str]:
    """As many of the names as a browser can well do with."""
    kept: list[str] = []
    size = 0
    for name in names:
        size += len(name)
        if size > LONGEST_LIST:
            break
        kept.append(name)
    return kept


def _token() -> str:
    return secrets.token_urlsafe(24)
