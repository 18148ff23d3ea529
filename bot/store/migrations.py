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


STEPS: tuple[Step, ...] = (_first_tables, _heartbeat)


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
