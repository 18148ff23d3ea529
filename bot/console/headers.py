"""What every answer of the console tells the browser."""

from __future__ import annotations

from aiohttp import web

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",  # not no-referrer, by which browsers send forms with the Origin "null"
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
ONE_YEAR = 365 * 86400


def guard_headers(response: web.StreamResponse, *, encrypted: bool) -> None:
    """Add the headers; pages stay in no cache unless they say so themselves."""
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    if encrypted:
        response.headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}"
