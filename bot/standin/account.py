"""The official accounts that the stand-in knows, and what WeChat has agreed on with each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from bot.config import AccountSettings
from bot.simulator.delivery import secrets_of
from bot.simulator.wechat_side import Secrets


@dataclass(frozen=True, slots=True)
class Account:
    """An account. ``webhook`` is where its events are posted, if anywhere; ``templates`` which it has, empty: any."""

    id: str
    kind: Literal["service", "subscription"]
    verified: bool
    app_secret: str = field(repr=False)
    secrets: Secrets
    webhook: str = ""
    templates: frozenset[str] = frozenset()

    @property
    def app_id(self) -> str:
        """By what calls name it."""
        return self.secrets.app_id

    @property
    def serves(self) -> bool:
        """Whether it is a verified service account, which may do all."""
        return self.verified and self.kind == "service"


def accounts_of(settings: Iterable[AccountSettings], server: str = "") -> tuple[Account, ...]:
    """The accounts of a configuration; their events go to the service at ``server``, if that is given."""
    return tuple(
        Account(
            a.id,
            a.kind,
            a.verified,
            a.app_secret,
            secrets_of(a),
            f"{server.rstrip('/')}/wechat/{a.id}" if server else "",
            frozenset(t for t in (a.reminder_template, a.notice_template) if t),
        )
        for a in settings
    )
