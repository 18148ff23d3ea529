"""What the office adds to broadcasts: drafts that wait to be approved, and when a person lets one be sent."""

from __future__ import annotations

from sqlite_utils import Database


def reviews(db: Database) -> None:
    """Drafts that made themselves waited to be approved before there was anything else.

    ``token``: of the form that a draft was written in, so that one form makes one draft.
    """
    db.execute("ALTER TABLE broadcasts ADD COLUMN submitted_at FLOAT")
    db.execute("ALTER TABLE broadcasts ADD COLUMN any_hour INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE broadcasts ADD COLUMN token TEXT")
    db.execute("UPDATE broadcasts SET submitted_at = created_at WHERE state = 'draft' AND occasion <> ''")
    db.execute("CREATE UNIQUE INDEX broadcasts_token ON broadcasts (account, token) WHERE token IS NOT NULL")
    db.execute("CREATE INDEX broadcasts_account ON broadcasts (account, id)")
