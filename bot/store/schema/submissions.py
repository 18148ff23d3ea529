"""Submissions, the membership roll, who may see which of them, and notices."""

from __future__ import annotations

from sqlite_utils import Database


def submissions(db: Database) -> None:
    """Submissions are a trail of changes: the present state of a number is its last visible one.

    A change that came with an import is visible once that import is ``done``, so that an import of any size takes
    effect at one instant and keeps nobody waiting. What was written by an import that died is never seen.
    """
    db.table("imports").create(
        {
            "id": int, "account": str, "kind": str, "by": str, "file": str, "rows": int, "started_at": float,
            "alive_at": float, "done_at": float, "abandoned_at": float,
        },
        pk="id",
        not_null={"account", "kind", "by", "file", "rows", "started_at", "alive_at"},
    )  # fmt: skip
    db.table("imports").create_index(["account"])
    # A seq is never given again, though an import that died may have had it: what came later has a greater one.
    db.execute(
        "CREATE TABLE submission_changes (seq INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, "
        "key TEXT NOT NULL, number TEXT NOT NULL, application TEXT NOT NULL, unit TEXT NOT NULL, title TEXT NOT NULL, "
        "contact TEXT NOT NULL, phone TEXT NOT NULL, status TEXT NOT NULL, received TEXT NOT NULL, "
        "recommender TEXT NOT NULL, note TEXT NOT NULL, tell TEXT NOT NULL DEFAULT '', "
        "since FLOAT NOT NULL, at FLOAT NOT NULL, by TEXT NOT NULL, "
        "action TEXT NOT NULL, import_id INTEGER, replaces INTEGER, undoes INTEGER)"
    )
    db.execute("CREATE INDEX submission_changes_key ON submission_changes (account, key, seq, import_id)")
    db.execute("CREATE INDEX submission_changes_bare ON submission_changes (account, replace(key, '-', ''))")
    db.execute("CREATE INDEX submission_changes_import ON submission_changes (import_id) WHERE import_id IS NOT NULL")
    db.execute(  # the entries that are visible; the order of the columns is what bot.store.submissions reads
        "CREATE VIEW submission_entries AS SELECT seq, at, by, action, since, undoes, replaces, account, number, "
        "application, unit, title, contact, phone, status, received, recommender, note, tell, key "
        "FROM submission_changes "
        "AS c WHERE import_id IS NULL OR EXISTS (SELECT 1 FROM imports WHERE id = c.import_id AND done_at IS NOT NULL)"
    )
    db.table("exports").create(  # and what else is noted for the audit alone: ``action``
        {"id": int, "account": str, "kind": str, "by": str, "action": str, "file": str, "rows": int, "at": float},
        pk="id",
        not_null={"account", "kind", "by", "action", "file", "rows", "at"},
    )
    db.table("exports").create_index(["account"])
    for table, kept in (
        # What an import that died left behind may go.
        ("submission_changes", "old.import_id IS NULL OR (SELECT done_at FROM imports WHERE id = old.import_id) > 0"),
        ("imports", "old.done_at > 0 OR old.abandoned_at > 0"),
        ("exports", "true"),
    ):
        for event in ("UPDATE", "DELETE"):
            db.execute(
                f"CREATE TRIGGER {table}_stay_{event.lower()} BEFORE {event} ON {table} WHEN {kept} "
                "BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END"
            )
    db.table("roll").create(
        {
            "account": str, "key": str, "number": str, "unit": str, "level": str, "contact": str, "phone": str,
            "paid_through": int, "at": float, "by": str,
        },
        pk=("account", "key"),
        not_null={"number", "unit", "level", "contact", "phone", "at", "by"},
    )  # fmt: skip
    db.execute("CREATE INDEX roll_bare ON roll (account, replace(key, '-', ''))")
    # The digits are those that proved it: it is over when the telephones no longer end with them. ``told`` is the
    # status that the member was told last.
    db.table("bindings").create(
        {
            "account": str, "member": str, "kind": str, "key": str, "digits": str, "told": str, "bound_at": float,
            "over_at": float,
        },
        pk=("account", "member", "kind", "key"),
        not_null={"digits", "bound_at"},
    )  # fmt: skip
    # With the member, as SQLite otherwise prefers the primary key and goes through all of an account's bindings.
    db.table("bindings").create_index(["account", "kind", "key", "member"])
    db.table("failures").create(
        {"id": int, "account": str, "subject": str, "at": float}, pk="id", not_null={"account", "subject", "at"}
    )
    db.table("failures").create_index(["account", "subject", "at"])
    db.table("locks").create(
        {"account": str, "subject": str, "until": float}, pk=("account", "subject"), not_null={"until"}
    )
    db.table("notifications").create(
        {
            "id": int, "account": str, "member": str, "key": str, "seq": int, "status": str, "state": str,
            "channel": str, "at": float, "settled_at": float, "reason": str,
            "due": float, "tried": str, "tries": int, "sent_at": float,
        },
        pk="id",
        not_null={"account", "member", "key", "seq", "status", "state", "at"},
    )  # fmt: skip
    db.table("notifications").create_index(["account", "member", "state"])
    db.table("notifications").create_index(["state", "due"])
    db.table("notifications").create_index(["account", "member", "key", "seq"], unique=True)
    db.table("access_tokens").create({"app_id": str, "token": str, "renew_at": float, "forced_at": float}, pk="app_id")
