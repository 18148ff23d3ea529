"""Access tokens of WeChat's API, which all processes share; by AppID."""

from __future__ import annotations

import sqlite3

_FIND = "SELECT token, renew_at FROM access_tokens WHERE app_id = ? AND token IS NOT NULL"
_KEEP = (
    "INSERT INTO access_tokens (app_id, token, renew_at) VALUES (?, ?, ?) "
    "ON CONFLICT (app_id) DO UPDATE SET token = excluded.token, renew_at = excluded.renew_at"
)
_FORCE = (
    "INSERT INTO access_tokens (app_id, forced_at) VALUES (?1, ?2) ON CONFLICT (app_id) "
    "DO UPDATE SET forced_at = ?2 WHERE forced_at IS NULL OR forced_at <= ?2 - ?3 OR forced_at > ?2"
)


def find(connection: sqlite3.Connection, app_id: str) -> tuple[str, float] | None:
    """The token and when it is to be renewed."""
    rows = connection.execute(_FIND, (app_id,)).fetchall()
    return rows[0] if rows else None


def keep(connection: sqlite3.Connection, app_id: str, token: str, renew_at: float) -> None:
    """Remember a token."""
    connection.execute(_KEEP, (app_id, token, renew_at))


def may_force(connection: sqlite3.Connection, app_id: str, now: float, apart: float) -> bool:
    """Note that a new token is forced now, unless that was done less than ``apart`` seconds ago."""
    return connection.execute(_FORCE, (app_id, now, apart)).rowcount == 1
