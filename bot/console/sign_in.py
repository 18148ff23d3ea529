"""Signing in (登录): the only page that is served to nobody in particular."""

from __future__ import annotations

import hmac
import secrets

from aiohttp import web

from bot.console import codes, sessions
from bot.console.guard import DONE, REFUSED, SIGN_IN
from bot.console.headers import guard_headers
from bot.console.parts import Parts
from bot.console.passwords import matches
from bot.console.rendering import rendered
from bot.console.secure import FORM, address_of, cookie_of, form_of, is_encrypted, is_safe, place_of, set_cookie
from bot.store.promises.staff import StaffAct, StaffRecord
from bot.store.staff import folded

WITHIN = 900.0  # seconds in which attempts are counted, and after which a lock ends
OF_ONE_AT_ONE_PLACE, OF_ONE, AT_ONE_PLACE = 5, 30, 20  # attempts; an office shares one address
MAX_BODY = 16 * 1024
LONGEST_NAME = 40

NOBODY = "（没有这个名字）"  # what was typed may be a password
WRONG = "名字、密码或动态口令不对。"
LOCKED = "尝试的次数太多，请 15 分钟后再试。忘了密码请找管理员重设。"
EXPIRED = "这个一次性密码已经过期，请管理员重设。"
UNSAFE = "请用 https:// 开头的地址打开工作台：现在的连接没有加密，密码会被别人看到。"
STALE = "页面放得太久了，请再填一次。"


def limits_of(name: str, request: web.Request) -> dict[str, int]:
    """How many attempts there may be, for one person at one address, for one person, and at one address."""
    who, address = folded(name)[:LONGEST_NAME], place_of(request)
    return {f"both {who} {address}": OF_ONE_AT_ONE_PLACE, f"name {who}": OF_ONE, f"address {address}": AT_ONE_PLACE}


def inside(address: str) -> str:
    """Where to go after signing in: a page of the console, whatever an address may claim."""
    plain = address.startswith("/console/") and not any(c in address for c in ("\\", "\n", "\r", "//"))
    return address if plain and not address.startswith("/console/-/sign") else "/console/"


class SignIn:
    """Serves the form and takes what is typed into it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def add_routes(self, app: web.Application) -> None:
        """Serve under ``/console/-/sign-in``."""
        app.router.add_get(SIGN_IN, self.form)
        app.router.add_post(SIGN_IN, self.sign_in)

    async def form(self, request: web.Request) -> web.StreamResponse:
        """The form."""
        return self._page(request, request.query.get("next", ""))

    async def sign_in(self, request: web.Request) -> web.StreamResponse:
        """Sign in, or say what is wrong without saying which part."""
        try:
            form = await form_of(request, MAX_BODY)
        except (web.HTTPRequestEntityTooLarge, ValueError):
            return self._page(request, "", 400, STALE)
        typed = {key: value for key, value in form.items() if isinstance(value, str)}
        going = inside(typed.get("next", ""))
        given, held = typed.get("form", ""), cookie_of(request, self._parts.settings, FORM)
        if not is_safe(request, self._parts.settings):
            return self._page(request, going, 403)
        if not held or not hmac.compare_digest(given.encode(), held.encode()):
            return self._page(request, going, 403, STALE)
        name, address = typed.get("name", "").strip()[:LONGEST_NAME], address_of(request)
        limits, now = limits_of(name, request), self._parts.clock.real()
        if not await self._parts.store.attempt_sign_in(limits, now, now - WITHIN):
            return self._page(request, going, 429, LOCKED, name)
        record = await self._parts.store.staff(name)
        fault = await self._fault(record, typed)
        if record is None or fault:
            await self._note(record.name if record else NOBODY, REFUSED, address)
            return self._page(request, going, 403, fault, name)
        await self._parts.store.clear_attempts(list(limits))
        await self._note(record.name, DONE, address)
        response = web.Response(status=303, headers={"Location": going})
        await sessions.end(self._parts, request, response)
        await sessions.begin(self._parts, request, response, record.name)
        set_cookie(response, request, self._parts.settings, FORM, "")
        return self._guarded(request, response)

    async def _fault(self, record: StaffRecord | None, typed: dict[str, str]) -> str:
        """Why somebody is not let in, or nothing; it takes as long where nobody has the name."""
        right = await matches(typed.get("password", ""), record.password if record else None)
        if record is None or not right:
            return WRONG
        now = self._parts.clock.real()
        if record.secret:
            counter = codes.counter_of(record.secret, typed.get("code", ""), now)
            if counter is None or not await self._parts.store.use_code(record.name, counter):
                return WRONG
        return EXPIRED if record.password_until is not None and now >= record.password_until else ""

    async def _note(self, name: str, result: str, address: str) -> None:
        await self._parts.store.note_act(StaffAct(self._parts.clock.real(), name, "", "登录", "", result, address))

    def _page(
        self, request: web.Request, going: str, status: int = 200, fault: str = "", name: str = ""
    ) -> web.StreamResponse:
        safe = is_safe(request, self._parts.settings)
        ticket = cookie_of(request, self._parts.settings, FORM) or secrets.token_urlsafe(24)
        text = rendered(
            "sign_in.html",
            {"fault": fault if safe else UNSAFE, "safe": safe, "form": ticket, "next": going, "name": name},
        )
        response = web.Response(status=status, text=text, content_type="text/html")
        set_cookie(response, request, self._parts.settings, FORM, ticket)
        return self._guarded(request, response)

    def _guarded(self, request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
        guard_headers(response, encrypted=is_encrypted(request, self._parts.settings))
        return response
