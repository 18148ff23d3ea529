"""One-time codes (动态口令) of an authenticator on a telephone: TOTP, RFC 6238; each is used once."""

from __future__ import annotations

import hmac

import pyotp
import segno
from markupsafe import Markup

STEP = 30  # seconds that a code lasts
DRIFT = 1  # steps by which a telephone's clock may be off
ISSUER = "质协通"


def new_secret() -> str:
    """A new secret, as an authenticator takes it (base32, 160 bits)."""
    return pyotp.random_base32()


def is_secret(text: str) -> bool:
    """Whether a text is such a secret."""
    return len(text) == 32 and all(c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" for c in text)


def counter_of(secret: str, code: str, at: float) -> int | None:
    """The counter of a code that is right about now, or None."""
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdigit() and len(typed) == 6):
        return None
    codes = pyotp.TOTP(secret)
    present = int(at) // STEP
    near = range(present - DRIFT, present + DRIFT + 1)
    return next((n for n in reversed(near) if hmac.compare_digest(codes.generate_otp(n), typed)), None)


def picture(secret: str, name: str) -> Markup:
    """The secret as a QR code to scan: an SVG."""
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
    drawn = segno.make(address, error="m").svg_inline(scale=4, dark="#000", light="#fff", title="动态口令二维码")
    return Markup(drawn)  # noqa: S704  # made of the address alone, by segno, which escapes the title
