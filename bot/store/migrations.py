"""The SQLite schema, as an ordered list of steps; a database knows how many it has taken (``user_version``)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from sqlite_utils import Database

from bot.errors import Code, Error
from bot.store.schema import (
    additions,
    batches,
    broadcasts,
    conversations,
    handoffs,
    reviews,
    staff,
    submission_states,
    submissions,
    tallies,
)

Step = Callable[[Database], None]

STEPS: tuple[Step, ...] = (
    conversations.first_tables,
    conversations.heartbeat,
    submissions.submissions,
    broadcasts.broadcasts,
    broadcasts.broadcasts_end,
    broadcasts.template_results,
    staff.staff,
    tallies.tallies,
    handoffs.handoffs,
    additions.additions,
    reviews.reviews,
    submission_states.submission_states,
    submission_states.reasons,
    batches.batches,
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
