"""The first tables: the inbox, members, open questions and FAQ entries; and the heartbeat."""

from __future__ import annotations

from sqlite_utils import Database


def first_tables(db: Database) -> None:
    """What a conversation is, as far as it is kept."""
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


def heartbeat(db: Database) -> None:
    """The row that proves that the store can be written."""
    db.table("heartbeat").create({"number": int, "beats": int}, pk="number", not_null={"beats"})
