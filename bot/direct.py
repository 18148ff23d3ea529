"""Whether a request was made on this very machine, rather than handed on by a proxy that runs on it."""

from __future__ import annotations

from aiohttp import web

from bot.config import is_loopback

PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via")


def is_direct(request: web.Request) -> bool:
    """Whether it came from a loopback address and no proxy says that it came from elsewhere before."""
    return is_loopback(request.remote or "") and not any(h in request.headers for h in PROXY_HEADERS)
