"""What staff prepared for many submissions at once, until they confirm it."""

from __future__ import annotations

from sqlite_utils import Database


def batches(db: Database) -> None:
    """``content`` is an uploaded file or the numbers that were chosen; it goes when the batch is done."""
    db.table("batches").create(
        {
            "token": str, "account": str, "staff": str, "kind": str, "name": str, "content": bytes, "made_at": float,
            "state": str, "plan": str,
        },
        pk="token",
        not_null={"account", "staff", "kind", "name", "content", "made_at", "state", "plan"},
    )  # fmt: skip
    db.table("batches").create_index(["made_at"])
