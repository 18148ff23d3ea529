"""Submissions as their trail has them."""

from __future__ import annotations

import json
import sqlite3

from bot.submissions.submission import Change, Submission

_CURRENT = """
SELECT c.seq, c.at, c.by, c.action, c.since, c.undoes, c.number, c.application, c.unit, c.title, c.contact, c.phone,
    c.status, c.received, c.recommender, c.note
FROM submission_changes AS c LEFT JOIN imports AS i ON i.id = c.import_id
WHERE c.account = ? AND c.key = ? AND (c.import_id IS NULL OR i.done_at IS NOT NULL) ORDER BY c.seq DESC LIMIT 1
"""


def current(connection: sqlite3.Connection, account: str, key: str) -> Change | None:
    """The present state of a number: its last visible change."""
    rows = connection.execute(_CURRENT, (account, key)).fetchall()
    if not rows:
        return None
    seq, at, by, action, since, undoes, *texts, received, recommender, note = rows[0]
    number, application, unit, title, contact, phone, status = texts
    papers = tuple(json.loads(received)) if received else ()
    submission = Submission(
        account, number, application, unit, title, contact, phone, status, papers, recommender, note
    )
    return Change(seq, at, by, action, submission, since, undoes)
