"""The SQLite schema, as an ordered list of steps; a database knows how many it has taken (``user_version``)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from sqlite_utils import Database

from bot.errors import Code, Error

Step = Callable[[Database], None]


def _first_tables(db: Database) -> None:
    db.table("inbox").create(
        {"account": str, "member": str, "message": str, "reply": str, "told_at": float},
        pk=("account", "member", "message"),
        not_null={"reply", "told_at"},
    )
    db.table("inbox").create_index(["told_at"])
    db.table("members").create(
        {"account": str, "member": str, "memory": str, "first_seen": int, "last_seen": int, "left_at": int},
        pk=("account", "member"),
    )
    db.table("questions").create(
        {"number": int, "account": str, "member": str, "text": str, "outcome": str, "asked_at": float},
        pk="number",
        not_null={"account", "member", "text", "outcome", "asked_at"},
    )
    db.table("questions").create_index(["account", "member"])
    db.table("faq").create(
        {"number": int, "account": str, "question": str, "similar": str, "negative": str, "answer": str, "basis": str},
        pk="number",
        not_null={"account", "question", "similar", "negative", "answer", "basis"},
    )
    db.table("faq").create_index(["account", "question"], unique=True)
    db.table("faq_versions").create({"account": str, "version": int}, pk="account", not_null={"version"})


def _heartbeat(db: Database) -> None:
    db.table("heartbeat").create({"number": int, "beats": int}, pk="number", not_null={"beats"})


def _submissions(db: Database) -> None:
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


def _broadcasts(db: Database) -> None:
    """Broadcasts and their deliveries, who opted out, and who asked to be reminded of which deadline."""
    db.table("broadcasts").create(
        {
            "id": int, "account": str, "name": str, "text": str, "audience": str, "channel": str, "send_at": float,
            "fields": str, "occasion": str, "state": str, "author": str, "approver": str, "created_at": float,
            "frozen_at": float, "reason": str, "list": int,
        },
        pk="id",
        not_null={"account", "name", "text", "audience", "channel", "fields", "occasion", "state", "author",
                  "created_at"},
    )  # fmt: skip
    db.table("broadcasts").create_index(["state", "send_at"])
    db.execute("CREATE UNIQUE INDEX broadcasts_occasion ON broadcasts (account, occasion) WHERE occasion <> ''")
    # Openids that stood in a file or that WeChat told; a list that no broadcast names is a leftover.
    db.table("audience_lists").create({"id": int, "account": str, "at": float}, pk="id", not_null={"account", "at"})
    db.execute(
        "CREATE TABLE audience_members (list INTEGER NOT NULL, member TEXT NOT NULL, PRIMARY KEY (list, member)) "
        "WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE deliveries (broadcast INTEGER NOT NULL, number INTEGER NOT NULL, account TEXT NOT NULL, "
        "member TEXT NOT NULL, channel TEXT, state TEXT NOT NULL, until FLOAT, sent_at FLOAT, settled_at FLOAT, "
        "reason TEXT NOT NULL DEFAULT '', PRIMARY KEY (broadcast, number)) WITHOUT ROWID"
    )
    db.execute("CREATE UNIQUE INDEX deliveries_once ON deliveries (broadcast, member)")
    db.execute("CREATE INDEX deliveries_state ON deliveries (broadcast, state, channel, number)")
    db.execute(
        "CREATE INDEX deliveries_next_contact ON deliveries (account, member) "
        "WHERE channel = 'next-contact' AND state = 'pending'"
    )
    db.execute(
        "CREATE TABLE mass_jobs (broadcast INTEGER NOT NULL, part INTEGER NOT NULL, first INTEGER NOT NULL, "
        "last INTEGER NOT NULL, size INTEGER NOT NULL, state TEXT NOT NULL, until FLOAT, sent_at FLOAT, account TEXT, "
        "msg_id TEXT, unsent INTEGER, reason TEXT NOT NULL, PRIMARY KEY (broadcast, part)) WITHOUT ROWID"
    )
    db.execute("CREATE INDEX mass_jobs_open ON mass_jobs (state) WHERE state <> 'settled'")
    db.table("mass_results").create(
        {"account": str, "msg_id": str, "total": int, "sent": int, "reason": str, "at": float},
        pk=("account", "msg_id"),
        not_null={"total", "sent", "reason", "at"},
    )
    db.table("broadcast_log").create(
        {"id": int, "broadcast": int, "at": float, "by": str, "what": str, "note": str},
        pk="id",
        not_null={"broadcast", "at", "by", "what", "note"},
    )
    db.table("broadcast_log").create_index(["broadcast"])
    for event in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER broadcast_log_stays_{event.lower()} BEFORE {event} ON broadcast_log "
            "BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END"
        )
    db.table("opt_outs").create({"account": str, "member": str, "at": float}, pk=("account", "member"), not_null={"at"})
    db.table("reminder_wishes").create(
        {"account": str, "member": str, "deadline": str, "at": float},
        pk=("account", "member", "deadline"),
        not_null={"at"},
    )
    db.table("reminder_wishes").create_index(["account", "deadline", "member"])
    db.table("consents").create(
        {"account": str, "member": str, "template": str, "left": int, "at": float},
        pk=("account", "member", "template"),
        not_null={"left", "at"},
    )


def _broadcasts_end(db: Database) -> None:
    """Until when a broadcast is worth telling: what waited until now has the days that it would be given today."""
    db.execute("ALTER TABLE broadcasts ADD COLUMN valid_until FLOAT")
    db.execute("UPDATE broadcasts SET valid_until = frozen_at + 30 * 86400.0 WHERE state IN ('sending', 'paused')")


def _template_results(db: Database) -> None:
    """Which template messages did not arrive: WeChat tells it by the message's id, perhaps before that is on disk."""
    db.execute("ALTER TABLE deliveries ADD COLUMN msg_id TEXT")
    db.execute("CREATE INDEX deliveries_msg_id ON deliveries (msg_id) WHERE msg_id IS NOT NULL")
    db.table("template_failures").create(
        {"account": str, "msg_id": str, "reason": str, "at": float},
        pk=("account", "msg_id"),
        not_null={"reason", "at"},
    )


STEPS: tuple[Step, ...] = (
    _first_tables,
    _heartbeat,
    _submissions,
    _broadcasts,
    _broadcasts_end,
    _template_results,
)


def migrate(connection: sqlite3.Connection, steps: tuple[Step, ...] = STEPS) -> None:
    """Take the steps that a database lacks, all or none; processes that start together take turns.

    Raises Error (CONFIG) if a newer version of the software wrote the database.
    """
    db = Database(connection)
    connection.execute("BEGIN IMMEDIATE")
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > len(steps):
            raise Error(
                Code.CONFIG,
                f"the store has schema {version}, this software knows {len(steps)}; start the newer version instead",
            )
        for step in steps[version:]:
            step(db)
        connection.execute(f"PRAGMA user_version = {len(steps)}")
    except BaseException:
        connection.rollback()
        raise
    connection.execute("COMMIT")
