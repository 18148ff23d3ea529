"""Whether a browser reaches the console safely, from which address, and how its cookies are called then."""

from __future__ import annotations

from aiohttp import web

from bot.config import Settings, is_loopback
from bot.direct import is_direct

SESSION, FORM = "zxt", "zxt-form"  # the signed-in browser, and the one that is about to sign in


def is_encrypted(request: web.Request, settings: Settings) -> bool:
    """Whether the browser came by TLS: the service's public address says so, or the proxy on this machine does."""
    if settings.server.public_url.startswith("https://") or request.secure:
        return True
    return is_loopback(request.remote or "") and request.headers.get("X-Forwarded-Proto", "") == "https"


def is_safe(request: web.Request, settings: Settings) -> bool:
    """Whether passwords may be typed: nobody on the way can read them."""
    return is_encrypted(request, settings) or is_direct(request)


def address_of(request: web.Request) -> str:
    """The browser's address; behind a proxy on this machine, the one that it adds at the end of X-Forwarded-For."""
    peer = request.remote or ""
    if is_loopback(peer) and (handed_on := request.headers.get("X-Forwarded-For", "")):
        return handed_on.rsplit(",", 1)[-1].strip()[:64]
    return peer


def cookie_of(request: web.Request, settings: Settings, name: str) -> str:
    """A cookie's value, or nothing."""
    return request.cookies.get(_named(name, encrypted=is_encrypted(request, settings)), "")


def set_cookie(response: web.StreamResponse, request: web.Request, settings: Settings, name: str, value: str) -> None:
    """Give the browser a cookie that no script reads and no other site sends; an empty value takes it back."""
    encrypted = is_encrypted(request, settings)
    called = _named(name, encrypted=encrypted)
    if not value:
        response.del_cookie(called, path="/", secure=encrypted, httponly=True, samesite="Strict")
        return
    response.set_cookie(called, value, path="/", secure=encrypted, httponly=True, samesite="Strict")


def _named(name: str, *, encrypted: bool) -> str:
    """With the prefix, a browser takes it by TLS alone and from no other host of the domain."""
    return f"__Host-{name}" if encrypted else name
