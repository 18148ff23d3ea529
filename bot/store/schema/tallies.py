"""Tallies of messages, and what makes figures of the console cheap."""

from __future__ import annotations

from sqlite_utils import Database


def tallies(db: Database) -> None:
    """Messages by account, day and outcome, from now on: what was answered before left no outcome."""
    db.execute(
        "CREATE TABLE message_tallies (account TEXT NOT NULL, day TEXT NOT NULL, outcome TEXT NOT NULL, "
        "count INTEGER NOT NULL, last_at FLOAT NOT NULL, PRIMARY KEY (account, day, outcome)) WITHOUT ROWID"
    )
    db.execute(
        "CREATE INDEX notifications_failed ON notifications (account, settled_at, reason) WHERE state = 'failed'"
    )
    db.execute(
        "CREATE INDEX notifications_stuck ON notifications (account, reason) "
        "WHERE state = 'pending' AND due IS NOT NULL AND reason <> ''"
    )
