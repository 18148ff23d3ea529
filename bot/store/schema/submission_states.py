"""The present states of submissions, so that lists of them need not go through the trail."""

from __future__ import annotations

from sqlite_utils import Database


def submission_states(db: Database) -> None:
    """One row for each number: which entry is its present state, and what lists filter and sort by.

    A row changes with the entry that becomes visible. An import of many rows is visible before all of its states stand
    here: ``unsettled`` has it until then, and how far it got, and who reads meanwhile reads the trail.
    """
    db.execute(
        "CREATE TABLE submission_states (seq INTEGER PRIMARY KEY, account TEXT NOT NULL, key TEXT NOT NULL, "
        "application TEXT NOT NULL, status TEXT NOT NULL, recommender TEXT NOT NULL, received TEXT NOT NULL, "
        "since FLOAT NOT NULL, unit TEXT NOT NULL, words TEXT NOT NULL)"
    )
    db.execute(
        "INSERT INTO submission_states SELECT e.seq, e.account, e.key, e.application, e.status, e.recommender, "
        "e.received, e.since, e.unit, "
        "lower(e.number || char(10) || e.unit || char(10) || e.title || char(10) || e.contact) "
        "FROM (SELECT max(seq) AS seq FROM submission_entries GROUP BY account, key) AS latest "
        "CROSS JOIN submission_entries AS e WHERE e.seq = latest.seq"
    )
    db.execute("CREATE UNIQUE INDEX submission_states_key ON submission_states (account, key)")
    for name, columns in (
        ("kinds", "account, application, status, recommender"),
        ("papers", "account, application, status, received"),
        ("status", "account, status, key"),
        ("unit", "account, unit, key"),
        ("since", "account, since, key"),
    ):
        db.execute(f"CREATE INDEX submission_states_{name} ON submission_states ({columns})")
    db.execute(
        "CREATE TABLE unsettled (import_id INTEGER PRIMARY KEY, account TEXT NOT NULL, through INTEGER NOT NULL)"
    )
    db.execute("ALTER TABLE imports ADD COLUMN action TEXT NOT NULL DEFAULT 'import'")


def reasons(db: Database) -> None:
    """Why a change was made against the order of the workflow."""
    db.execute("ALTER TABLE submission_changes ADD COLUMN reason TEXT NOT NULL DEFAULT ''")
    db.execute("DROP VIEW submission_entries")
    db.execute(  # as before, with the reason
        "CREATE VIEW submission_entries AS SELECT seq, at, by, action, since, undoes, replaces, reason, account, "
        "number, application, unit, title, contact, phone, status, received, recommender, note, tell, key "
        "FROM submission_changes "
        "AS c WHERE import_id IS NULL OR EXISTS (SELECT 1 FROM imports WHERE id = c.import_id AND done_at IS NOT NULL)"
    )
