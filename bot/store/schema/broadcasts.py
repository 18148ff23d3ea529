"""Broadcasts, their deliveries, and what members want to be told."""

from __future__ import annotations

from sqlite_utils import Database


def broadcasts(db: Database) -> None:
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


def broadcasts_end(db: Database) -> None:
    """Until when a broadcast is worth telling: what waited until now has the days that it would be given today."""
    db.execute("ALTER TABLE broadcasts ADD COLUMN valid_until FLOAT")
    db.execute("UPDATE broadcasts SET valid_until = frozen_at + 30 * 86400.0 WHERE state IN ('sending', 'paused')")


def template_results(db: Database) -> None:
    """Which template messages did not arrive: WeChat tells it by the message's id, perhaps before that is on disk."""
    db.execute("ALTER TABLE deliveries ADD COLUMN msg_id TEXT")
    db.execute("CREATE INDEX deliveries_msg_id ON deliveries (msg_id) WHERE msg_id IS NOT NULL")
    db.table("template_failures").create(
        {"account": str, "msg_id": str, "reason": str, "at": float},
        pk=("account", "msg_id"),
        not_null={"reason", "at"},
    )
