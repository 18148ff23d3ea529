"""What becomes of open questions, and what staff add so that they are answered."""

from __future__ import annotations

from itertools import islice

from sqlite_utils import Database

from handlers.alike import folded

_SOME = 5_000


def additions(db: Database) -> None:
    """Additions with their versions, and questions that know how they stand.

    What waits for an answer is counted by wording as it is asked, so that a page need not count a million rows.
    """
    for column in (
        "key TEXT NOT NULL DEFAULT ''", "state TEXT NOT NULL DEFAULT 'open'", "near TEXT NOT NULL DEFAULT ''",
        "addition INTEGER", "told INTEGER", "settled_by TEXT NOT NULL DEFAULT ''", "settled_at FLOAT",
    ):  # fmt: skip
        db.execute(f"ALTER TABLE questions ADD COLUMN {column}")
    _fold(db)
    db.execute("CREATE INDEX questions_state ON questions (account, state, number) WHERE outcome = 'unknown'")
    db.execute("CREATE INDEX questions_key ON questions (account, state, key, number) WHERE outcome = 'unknown'")
    db.execute("CREATE INDEX questions_addition ON questions (addition, member) WHERE addition IS NOT NULL")
    db.execute(
        "CREATE TABLE question_wordings (account TEXT NOT NULL, state TEXT NOT NULL, key TEXT NOT NULL, "
        "asked INTEGER NOT NULL, first_at FLOAT NOT NULL, last_at FLOAT NOT NULL, PRIMARY KEY (account, state, key)) "
        "WITHOUT ROWID"
    )
    db.execute("CREATE INDEX question_wordings_asked ON question_wordings (account, state, asked)")
    db.execute("CREATE INDEX question_wordings_last ON question_wordings (account, state, last_at)")
    db.execute(
        "INSERT INTO question_wordings (account, state, key, asked, first_at, last_at) "
        "SELECT account, state, key, count(*), min(asked_at), max(asked_at) FROM questions "
        "WHERE outcome = 'unknown' GROUP BY account, state, key"
    )
    db.table("question_totals").create(
        {"account": str, "state": str, "total": int}, pk=("account", "state"), not_null={"total"}
    )
    db.execute(
        "INSERT INTO question_totals (account, state, total) "
        "SELECT account, state, sum(asked) FROM question_wordings GROUP BY account, state"
    )
    db.execute("ALTER TABLE faq ADD COLUMN addition INTEGER")
    db.table("additions").create(
        {"id": int, "account": str, "state": str, "version": int, "live": int},
        pk="id",
        not_null={"account", "state", "version"},
    )
    db.table("additions").create_index(["account", "state"])
    db.execute(
        "CREATE TABLE addition_versions (addition INTEGER NOT NULL, version INTEGER NOT NULL, content TEXT NOT NULL, "
        "by TEXT NOT NULL, at FLOAT NOT NULL, PRIMARY KEY (addition, version)) WITHOUT ROWID"
    )
    db.table("addition_log").create(
        {"id": int, "addition": int, "what": str, "version": int, "by": str, "at": float, "note": str},
        pk="id",
        not_null={"addition", "what", "version", "by", "at", "note"},
    )
    db.table("addition_log").create_index(["addition"])
    for table in ("addition_versions", "addition_log"):
        for event in ("UPDATE", "DELETE"):
            db.execute(
                f"CREATE TRIGGER {table}_stay_{event.lower()} BEFORE {event} ON {table} "
                "BEGIN SELECT raise(ABORT, 'the history is append-only'); END"
            )
    db.execute(
        "CREATE TABLE addition_keys (addition INTEGER NOT NULL, account TEXT NOT NULL, key TEXT NOT NULL, "
        "PRIMARY KEY (addition, key)) WITHOUT ROWID"
    )
    db.execute("CREATE INDEX addition_keys_key ON addition_keys (account, key)")
    db.table("addition_trials").create(
        {"addition": int, "version": int, "against": int, "by": str, "at": float, "found": str},
        pk="addition",
        not_null={"version", "against", "by", "at", "found"},
    )


def _fold(db: Database) -> None:
    """Give the questions that are there their keys."""
    rows = db.execute("SELECT number, text FROM questions").fetchall()
    keys = ((folded(text), number) for number, text in rows)
    while some := list(islice(keys, _SOME)):
        db.conn.executemany("UPDATE questions SET key = ? WHERE number = ?", some)
