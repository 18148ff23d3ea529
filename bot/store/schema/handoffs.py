"""Handoffs (求助): who asked for a person, and the conversation since."""

from __future__ import annotations

from sqlite_utils import Database


def handoffs(db: Database) -> None:
    """Their numbers are never given again, so that an address never leads to another member's."""
    db.execute(
        "CREATE TABLE handoffs (number INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, member TEXT NOT NULL, "
        "opened_at FLOAT NOT NULL, asked_at FLOAT NOT NULL, times INTEGER NOT NULL, unread INTEGER NOT NULL, "
        "waits INTEGER NOT NULL, since FLOAT NOT NULL, wrote_at FLOAT, clicked_at FLOAT, transferred_at FLOAT, "
        "taken_by TEXT NOT NULL DEFAULT '', closed_at FLOAT, closed_by TEXT NOT NULL DEFAULT '', "
        "note TEXT NOT NULL DEFAULT '')"
    )
    db.execute("CREATE INDEX handoffs_member ON handoffs (account, member)")
    db.execute("CREATE UNIQUE INDEX handoffs_once ON handoffs (account, member) WHERE closed_at IS NULL")
    db.execute(
        "CREATE INDEX handoffs_open ON handoffs (account, unread DESC, waits DESC, since, number) "
        "WHERE closed_at IS NULL"
    )
    db.execute("CREATE INDEX handoffs_closed ON handoffs (account, number) WHERE closed_at IS NOT NULL")
    db.execute("CREATE INDEX handoffs_closed_at ON handoffs (closed_at) WHERE closed_at IS NOT NULL")
    db.execute(
        "CREATE TABLE handoff_lines (id INTEGER PRIMARY KEY AUTOINCREMENT, handoff INTEGER NOT NULL, "
        "at FLOAT NOT NULL, speaker TEXT NOT NULL, \"by\" TEXT NOT NULL DEFAULT '', text TEXT NOT NULL, fate TEXT, "
        "reason TEXT NOT NULL DEFAULT '', token TEXT, until FLOAT, sent_at FLOAT, settled_at FLOAT)"
    )
    db.execute("CREATE INDEX handoff_lines_handoff ON handoff_lines (handoff, id)")
    db.execute("CREATE INDEX handoff_lines_sent ON handoff_lines (handoff, sent_at) WHERE sent_at IS NOT NULL")
    db.execute("CREATE UNIQUE INDEX handoff_lines_token ON handoff_lines (handoff, token) WHERE token IS NOT NULL")
    db.execute("CREATE INDEX handoff_lines_waiting ON handoff_lines (handoff) WHERE fate = 'waiting'")
