"""To how many notifications (订阅通知) of which template members agreed, as WeChat reported it.

``consents`` has a row for each member and template of which WeChat told anything; ``left`` is 0 for who refused, or was
sent all that they agreed to. Whoever chooses a channel joins it (bot.store.audiences).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from bot.results import Consent, ConsentChange
from bot.store import inbox, members
from bot.store.promises.conversations import MessageKey, Turn

_ACCEPT = (
    "INSERT INTO consents (account, member, template, left, at) VALUES (?, ?, ?, 1, ?) "
    "ON CONFLICT (account, member, template) DO UPDATE SET left = left + 1, at = excluded.at"
)
_USE = "UPDATE consents SET left = left - 1, at = ? WHERE account = ? AND member = ? AND template = ? AND left > 0"
_REFUSE = (
    "INSERT INTO consents (account, member, template, left, at) VALUES (?, ?, ?, 0, ?) "
    "ON CONFLICT (account, member, template) DO UPDATE SET left = 0, at = excluded.at"
)
_CONSENTS = "SELECT template, left FROM consents WHERE account = ? AND member = ? AND left > 0"
_FORGET = "DELETE FROM consents WHERE account = ? AND member = ?"


def change_consents(connection: sqlite3.Connection, event: Turn, changes: Sequence[ConsentChange]) -> bool:
    """Count what a member agreed to, refused and was sent, unless the event came before, or they left after it."""
    key, at = event.key, event.told_at
    if inbox.find(connection, key) is not None or members.left_since(connection, event):
        return False
    inbox.add(connection, [event])
    for change in changes:
        whose = (key.account, key.member, change.template)
        match change.consent:
            case Consent.ACCEPTED:
                connection.execute(_ACCEPT, (*whose, at))
            case Consent.USED:
                connection.execute(_USE, (at, *whose))
            case Consent.REFUSED:
                connection.execute(_REFUSE, (*whose, at))
    return True


def consents(connection: sqlite3.Connection, account: str, member: str) -> dict[str, int]:
    """How many notifications of each template a member may still be sent."""
    return dict(connection.execute(_CONSENTS, (account, member)).fetchall())


def forget(connection: sqlite3.Connection, key: MessageKey) -> None:
    """Drop what a member agreed to."""
    connection.execute(_FORGET, (key.account, key.member))
