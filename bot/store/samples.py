"""How many an audience has, told from a bounded look at it: as quick with a million followers as with a few.

Looked at are the first of an account's members, wishes or bindings by openid, which are spread evenly.
"""

from __future__ import annotations

import sqlite3

from bot.broadcast.audience import Sought
from bot.broadcast.broadcast import MemberFacts
from bot.store import audiences
from bot.store.promises.reviews import Sampled

_ROWS = {
    "all": "members WHERE account = :account",
    "deadline": "reminder_wishes WHERE account = :account AND deadline = :name",
    "submissions": "bindings WHERE account = :account AND kind = 'submission'",
    "members": "bindings WHERE account = :account AND kind = 'unit'",
    "tag": "audience_members WHERE list = :list",
    "file": "audience_members WHERE list = :list",
    "askers": "audience_members WHERE list = :list",
}
_AGREED = audiences.AGREED.format(account=":account", member="w.member", notice=":notice")
_WHICH = {"submissions": audiences.STATES, "members": audiences.OWING}
_SAMPLE = f"""
WITH b AS (SELECT * FROM {{rows}} ORDER BY member LIMIT :limit),
w AS (SELECT DISTINCT member FROM b WHERE {{which}})
SELECT m.left_at IS NOT NULL, o.member IS NOT NULL, m.last_seen > :opened,
    CASE WHEN :notice <> '' THEN {_AGREED} > 0 END, count(*)
FROM w LEFT JOIN members AS m ON m.account = :account AND m.member = w.member
LEFT JOIN opt_outs AS o ON o.account = :account AND o.member = w.member
GROUP BY 1, 2, 3, 4
"""  # noqa: S608  # its parts are constants


def sample(connection: sqlite3.Connection, sought: Sought, opened: float, limit: int) -> Sampled:
    """Look at so many of those who may be in an audience, at most."""
    kind = sought.audience.kind
    which = f"over_at IS NULL AND {_WHICH[kind]}" if kind in _WHICH else "true"
    values = audiences.values(sought, "") | {"limit": limit, "opened": opened}
    statement = _SAMPLE.format(rows=_ROWS[kind], which=which)
    groups = [
        (_facts(open_, out=bool(out), left=bool(left), agreed=agreed, opened=opened), int(number))
        for left, out, open_, agreed, number in connection.execute(statement, values).fetchall()
        if not (left and kind == "all")
    ]
    counted = f"SELECT count(*) FROM {_ROWS[kind]}"  # noqa: S608  # as above
    rows = int(connection.execute(counted, values).fetchone()[0])
    return Sampled(tuple(groups), min(rows, limit), rows)


def _facts(open_: int | None, *, out: bool, left: bool, agreed: int | None, opened: float) -> MemberFacts:
    seen = None if open_ is None else opened + 1 if open_ else opened
    return MemberFacts(seen, left, out, None if agreed is None else bool(agreed))
