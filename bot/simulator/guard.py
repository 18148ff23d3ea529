"""Who may talk to the simulator: this machine's own browser, from the simulator's own page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import HttpVersion11, web
from yarl import URL

from bot.config import is_loopback
from bot.direct import is_direct

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def guarded(handler: Handler) -> Handler:
    """The handler behind the checks; every answer, refusals too, carries the security headers."""

    async def guard(request: web.Request) -> web.StreamResponse:
        refusal = _refusal(request)
        try:
            response = web.json_response({"fault": refusal}, status=403) if refusal else await handler(request)
        except web.HTTPException as answer:
            answer.headers.update(HEADERS)
            raise
        response.headers.update(HEADERS)
        return response

    return guard


def _refusal(request: web.Request) -> str:
    """Why the request is refused, or nothing.

    The Host must name this machine (a foreign name that was made to resolve to it is DNS rebinding). What a proxy
    hands on may be anybody's: most say so in a header, and nginx, left as it is, by an HTTP version that no browser
    speaks.
    """
    if not is_direct(request) or request.version < HttpVersion11:
        return "the request comes through a proxy; open the page on this machine itself"
    if not _names_this_machine(request.host):
        return "the Host is not this machine; open the page at 127.0.0.1 or localhost"
    return "" if request.method in ("GET", "HEAD") else _refusal_of_act(request)


def _refusal_of_act(request: web.Request) -> str:
    """As above: an act must be JSON, which no foreign page can send unasked, and come from the page itself."""
    if request.content_type != "application/json":
        return "the Content-Type is not application/json"
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"{request.scheme}://{request.host}":
        return "the Origin is another page"
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return "the request comes from another site"
    return ""


def _names_this_machine(host: str) -> bool:
    try:
        return is_loopback(URL.build(scheme="http", authority=host).host or "")
    except ValueError:
        return False
