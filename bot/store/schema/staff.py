"""Staff accounts of the console, their sessions, and the audit of what they did."""

from __future__ import annotations

from sqlite_utils import Database


def staff(db: Database) -> None:
    """Nothing of these tables holds a password, a token or an address of a session in a readable form."""
    # ``key`` is the folded name; ``accounts`` a JSON list, empty: all. ``password_until``: the end of a one-time
    # password; ``code_counter``: the last counter of a one-time code (TOTP) that was used.
    db.table("staff").create(
        {
            "key": str, "name": str, "role": str, "accounts": str, "password": str, "password_until": float,
            "secret": str, "code_counter": int, "created_at": float, "created_by": str,
        },
        pk="key",
        not_null={"name", "role", "accounts", "password", "secret", "code_counter", "created_at", "created_by"},
    )  # fmt: skip
    db.table("staff_sessions").create(
        {"token": str, "staff": str, "began_at": float, "seen_at": float, "notice": str, "address": str},
        pk="token",
        not_null={"staff", "began_at", "seen_at", "notice", "address"},
    )
    db.table("staff_sessions").create_index(["staff"])
    db.table("sign_in_attempts").create({"id": int, "subject": str, "at": float}, pk="id", not_null={"subject", "at"})
    db.table("sign_in_attempts").create_index(["subject", "at"])
    db.table("staff_acts").create(
        {"id": int, "at": float, "staff": str, "account": str, "act": str, "note": str, "result": str, "address": str},
        pk="id",
        not_null={"at", "staff", "account", "act", "note", "result", "address"},
    )
    db.table("staff_acts").create_index(["account", "id"])
    for event in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER staff_acts_stay_{event.lower()} BEFORE {event} ON staff_acts "
            "BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END"
        )
