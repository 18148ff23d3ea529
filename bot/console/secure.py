"""Whether a browser reaches the console safely, from which address, and how its cookies are called then."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from aiohttp import web
from multidict import MultiDictProxy

from bot.config import Settings, is_loopback
from bot.direct import is_direct

Form = MultiDictProxy[str | bytes | bytearray | web.FileField]

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
    handed_on = request.headers.getall("X-Forwarded-For", [])  # a proxy may add a line of its own after the browser's
    if is_loopback(peer) and handed_on and (last := handed_on[-1].rsplit(",", 1)[-1].strip()):
        return last.encode(errors="replace").decode()[:64]
    return peer


def place_of(request: web.Request) -> str:
    """What the attempts from an address are counted by: of IPv6, whoever has one address has all of its network's."""
    try:
        address = ip_address(address_of(request))
    except ValueError:
        return address_of(request)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address.packed, 64), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)


async def form_of(request: web.Request, limit: int) -> Form:
    """The form of a POST of at most so many bytes. Raises HTTPRequestEntityTooLarge, and ValueError for what is none.

    Whatever it holds can be kept, and be shown as a page: there is no half of a character in it.
    """
    try:
        form = await request.clone(client_max_size=limit).post()
    except LookupError as error:
        raise ValueError("an encoding that is not known") from error
    for key, value in form.items():
        said = value if isinstance(value, str) else value.filename if isinstance(value, web.FileField) else ""
        if not (is_whole(key) and is_whole(said)):
            raise ValueError("half of a character")
    return form


def is_whole(text: str) -> bool:
    """Whether a text has no half of a character (a surrogate), which no store keeps."""
    return not any("\ud800" <= c <= "\udfff" for c in text)


def cookie_of(request: web.Request, settings: Settings, name: str) -> str:
    """A cookie's value, or nothing."""
    value = request.cookies.get(_named(name, encrypted=is_encrypted(request, settings)), "")
    return value if value.isascii() else ""  # ours are


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
