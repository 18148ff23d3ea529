"""What WeChat reports of earlier sends, and of what members agreed to: events that ask for no answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class MassFinished:
    """A mass send is over (MASSSENDJOBFINISH): how many got it, not who.

    ``total`` were meant, ``filtered`` were left after WeChat's own rules, ``sent`` got it, ``errors`` did not.
    ``reason`` is empty where the send succeeded; else nobody got it, and it says why, in Chinese.
    """

    msg_id: str
    total: int
    filtered: int
    sent: int
    errors: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TemplateFinished:
    """A template message arrived or not (TEMPLATESENDJOBFINISH): ``success``, ``failed:user block``, ``failed: …``."""

    msg_id: str
    status: str


class Consent(StrEnum):
    """What a member did about notifications of a template (订阅通知)."""

    ACCEPTED = "accepted"  # one more may be sent
    REFUSED = "refused"  # none may be sent any more
    USED = "used"  # one of them arrived


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """One of the templates that an event is about."""

    template: str
    consent: Consent


@dataclass(frozen=True, slots=True)
class Consents:
    """What a member agreed to or refused, or was sent; an event may tell of several templates."""

    changes: tuple[ConsentChange, ...]


Result = MassFinished | TemplateFinished | Consents
