"""Signed-in browsers: a random token in a cookie, its digest in the store, and an end, idle and absolute."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from aiohttp import web

from bot.config import ConsoleSettings
from bot.console.parts import Parts
from bot.console.roles import Staff
from bot.console.secure import SESSION, address_of, cookie_of, set_cookie
from bot.store.promises.staff import Session

TOUCH = 60.0  # seconds between two notes that a session is in use


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whose request it is, and the token that each of their forms carries."""

    staff: Staff
    session: Session
    csrf: str


def csrf_of(token: str) -> str:
    """What a form must carry: it follows from what the browser holds, and no other site can know it."""
    return hmac.new(token.encode(), b"zhixietong form", hashlib.sha256).hexdigest()


def digest(token: str) -> str:
    """What the store keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def over(session: Session, limits: ConsoleSettings, now: float) -> bool:
    """Whether a session has ended: unused for too long, or simply too old."""
    idle, absolute = limits.idle_minutes * 60.0, limits.absolute_hours * 3600.0
    return now - session.seen_at >= idle or now - session.began_at >= absolute


async def begin(parts: Parts, request: web.Request, response: web.StreamResponse, name: str, notice: str = "") -> None:
    """Sign somebody in: a token that nobody held before, so that none can be planted."""
    token, now = secrets.token_urlsafe(32), parts.clock.real()
    await parts.store.open_session(Session(digest(token), name, now, now, notice, address_of(request)))
    set_cookie(response, request, parts.settings, SESSION, token)


async def find(parts: Parts, request: web.Request) -> SignedIn | None:
    """Who is signed in at the browser that asks; None: nobody, or no longer."""
    token = cookie_of(request, parts.settings, SESSION)
    found = await parts.store.session(digest(token)) if token else None
    if found is None:
        return None
    session, record = found
    now = parts.clock.real()
    if over(session, parts.settings.console, now):
        await parts.store.end_session(session.token)
        return None
    if now - session.seen_at >= TOUCH:
        await parts.store.touch_session(session.token, now, session.notice)
    return SignedIn(Staff.of(record), session, csrf_of(token))


async def end(parts: Parts, request: web.Request, response: web.StreamResponse) -> None:
    """Sign the browser out."""
    if token := cookie_of(request, parts.settings, SESSION):
        await parts.store.end_session(digest(token))
    set_cookie(response, request, parts.settings, SESSION, "")
