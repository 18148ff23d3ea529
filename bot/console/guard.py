"""Lets a request in, or not: who is signed in, what the role may, which accounts are held, and where a form comes from.

Each POST is in the audit afterwards, refused ones too.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from urllib.parse import quote

import structlog
from aiohttp import web

from bot.console.headers import guard_headers
from bot.console.parts import Parts
from bot.console.rendering import rendered
from bot.console.roles import Staff
from bot.console.route import Route
from bot.console.secure import address_of, form_of, is_encrypted
from bot.console.sessions import SignedIn, find
from bot.console.visit import Visit
from bot.errors import HTTP_STATUS, Code, Error
from bot.store.promises.staff import StaffAct
from bot.traces import trace

SIGN_IN = "/console/-/sign-in"
PASSWORD = "/console/-/password"  # noqa: S105  # an address
SIGN_OUT = "/console/-/sign-out"
CSRF_FIELD, CSRF_HEADER = "csrf", "X-CSRF-Token"
DONE, REFUSED, FAILED = "完成", "拒绝", "失败"
LONGEST_NOTE = 2000

log = structlog.get_logger()

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Refused(Exception):  # noqa: N818  # it is no fault of the program's
    """A request that is not let in."""

    def __init__(self, status: int, title: str, why: str) -> None:
        super().__init__(title)
        self.status, self.title, self.why = status, title, why


class Guard:
    """Makes of a route what the web server calls."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._limit = parts.settings.console.upload_mib * 1024 * 1024

    def guarded(self, route: Route) -> Handler:
        """The route's handler behind all checks."""

        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                response = await self._answer(request, route)
            except Error as error:  # before it was known who asks, such as when the store is away
                response = _bare(_status(error), _TITLES.get(error.code, "没有做成"))
            except Exception as error:
                if "text/event-stream" in request.headers.get("Accept", ""):  # its answer has begun
                    raise
                log.error("console failed", path=request.path, traceback=trace(error))
                response = _bare(500, "系统出错了")
            if not response.prepared:
                guard_headers(response, encrypted=is_encrypted(request, self._parts.settings))
            return response

        return answer

    async def _answer(self, request: web.Request, route: Route) -> web.StreamResponse:
        who = await find(self._parts, request)
        if who is None:
            return _to_sign_in(request)
        account = request.match_info.get("account", "")
        visit = Visit(request, who, self._parts, account)
        if who.staff.must_change and request.path not in (PASSWORD, SIGN_OUT):
            return _see_other(PASSWORD)
        result = REFUSED
        try:
            self._check(visit, route)
            if route.method == "POST":
                await self._read_form(visit, who)
            result = FAILED
            response = await _called(route, visit)
            result = DONE if response.status < 400 else FAILED
        except Refused as refused:
            response = _page(visit, refused.status, refused.title, refused.why)
        except web.HTTPNotFound as missing:
            response = _page(visit, 404, "没有找到", missing.text or "")
        except Error as error:
            log.info("console act refused", path=request.path, staff=visit.by, reason=error.message)
            response = _page(visit, _status(error), _TITLES.get(error.code, "没有做成"), error.message)
        finally:
            visit.close()
            if route.method == "POST":
                await self._audit(visit, route, result)
        await self._remember(visit, response)
        return response

    def _check(self, visit: Visit, route: Route) -> None:
        if route.of_account:
            known = visit.account in self._parts.settings.accounts_by_id
            if not known or not visit.staff.holds(visit.account):
                raise Refused(404, "没有找到", "没有这个账号，或者它不归您管。")
        if not visit.staff.may(route.right):
            raise Refused(403, "没有权限", f"{_role(visit.staff)}不能做这件事（{route.right}）。需要的话请找管理员。")

    async def _read_form(self, visit: Visit, who: SignedIn) -> None:
        """Parse the form and make sure that it is one of ours. Raises Refused."""
        request = visit.request
        try:
            visit.form = await form_of(request, self._limit)
        except web.HTTPRequestEntityTooLarge as error:
            raise Refused(413, "文件太大", f"最多 {self._parts.settings.console.upload_mib} MB。") from error
        except ValueError as error:
            raise Refused(400, "表单不完整", "请返回上一页，刷新后再试。") from error
        given = visit.field(CSRF_FIELD) or request.headers.get(CSRF_HEADER, "")
        elsewhere = request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")
        if elsewhere or not given.isascii() or not hmac.compare_digest(given, who.csrf):
            raise Refused(403, "这个表单不是本页发出的", "可能是登录换过了。请刷新页面，再填一次。")

    async def _audit(self, visit: Visit, route: Route, result: str) -> None:
        note = "；".join(visit.notes)[:LONGEST_NOTE]
        at, address = self._parts.clock.real(), address_of(visit.request)
        await self._parts.store.note_act(StaffAct(at, visit.by, visit.account, route.act, note, result, address))

    async def _remember(self, visit: Visit, response: web.StreamResponse) -> None:
        """Keep what the next page shows; what this one showed is over."""
        shown = visit.notice and response.content_type == "text/html" and "Location" not in response.headers
        if visit.said or shown:
            await self._parts.store.touch_session(visit.session.token, self._parts.clock.real(), visit.said)


_TITLES = {
    Code.INPUT: "填写的内容有问题",
    Code.CONFLICT: "刚刚已被改动",
    Code.UNKNOWN: "没有找到",
    Code.UNAVAILABLE: "暂时办不了",
}


def _status(error: Error) -> int:
    return 400 if error.code is Code.INPUT else HTTP_STATUS.get(error.code, 500)


def _role(staff: Staff) -> str:
    return f"您的角色（{staff.label}）"


async def _called(route: Route, visit: Visit) -> web.StreamResponse:
    """What a handler answers; redirections may be raised or returned."""
    try:
        response = await route.handler(visit)
    except web.HTTPSeeOther as elsewhere:
        response = elsewhere
    if isinstance(response, web.HTTPException):
        return _see_other(response.headers["Location"])
    return response


def _see_other(address: str) -> web.Response:
    return web.Response(status=303, headers={"Location": address})


def _page(visit: Visit, status: int, title: str, why: str) -> web.Response:
    try:
        return visit.render("fault.html", status=status, title=title, why=why)
    except Exception as error:  # noqa: BLE001  # a page about a fault must not fail itself
        log.error("fault not shown", traceback=trace(error))
        return web.Response(status=status, text=f"{title}。{why}")


def _bare(status: int, title: str) -> web.Response:
    """A page that needs nothing of the store."""
    text = rendered("signed_out.html", {"title": title, "expired": False})
    return web.Response(status=status, text=text, content_type="text/html")


def _to_sign_in(request: web.Request) -> web.StreamResponse:
    """A page asks to sign in first; what a script asked for is refused plainly."""
    if request.method == "GET" and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
        return _see_other(f"{SIGN_IN}?next={quote(request.path_qs)}")
    text = rendered("signed_out.html", {"title": "登录已过期", "expired": True})
    return web.Response(status=401, text=text, content_type="text/html")
