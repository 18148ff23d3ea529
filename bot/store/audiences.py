"""Who is in an audience: read in the order of openids, a page at a time, so that any number takes little memory.

A page comes as one row of JSON: SQLite lets go of the interpreter's lock at every step, which would cost the replies of
the same process more than it costs here.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from bot.broadcast.audience import Sought
from bot.broadcast.broadcast import MemberFacts
from knowledge.text import normalise

_HERE = "SELECT member FROM members WHERE account = :account AND left_at IS NULL AND member > :after"
_LISTED = "SELECT member FROM audience_members WHERE list = :list AND member > :after"
_STAYING = (
    f"{_LISTED} AND NOT EXISTS (SELECT 1 FROM members AS m "  # noqa: S608  # its parts are constants
    "WHERE m.account = :account AND m.member = audience_members.member AND m.left_at IS NOT NULL)"
)
_WISHING = "SELECT member FROM reminder_wishes WHERE account = :account AND deadline = :name AND member > :after"
STATES = """
EXISTS (SELECT 1 FROM submission_entries AS e WHERE e.seq =
    (SELECT max(seq) FROM submission_entries WHERE account = b.account AND key = b.key)
    AND (:status = '' OR e.status = :status) AND (:application = '' OR e.application = :application)
    AND (:recommender = '' OR normalised(e.recommender) = :recommender))
"""
OWING = "EXISTS (SELECT 1 FROM roll AS r WHERE r.account = b.account AND r.key = b.key AND r.paid_through < :year)"
_BOUND = (
    "SELECT DISTINCT b.member FROM bindings AS b "
    "WHERE b.account = :account AND b.member > :after AND b.kind = '{kind}' AND b.over_at IS NULL AND {which}"
)
_APPLYING = _BOUND.format(kind="submission", which=STATES)
_PAYING = _BOUND.format(kind="unit", which=OWING)
_HOLDS = {
    kind: f"SELECT EXISTS ({bound} AND b.member = :member)"
    for kind, bound in (("submissions", _APPLYING), ("members", _PAYING))
}
# To how many more notifications a member agreed; NULL: WeChat told nothing of it.
AGREED = "(SELECT left FROM consents WHERE (account, member, template) = ({account}, {member}, {notice}))"
_HIS = AGREED.format(account=":account", member="w.member", notice=":notice")
# Each half stops at the limit, so that a page costs the same wherever it begins.
_PAGE = f"""
SELECT w.member, m.last_seen AS seen, m.left_at IS NOT NULL AS gone, o.member IS NOT NULL AS out, {_HIS} AS agreed
FROM ({{wanted}}) AS w
LEFT JOIN members AS m ON m.account = :account AND m.member = w.member
LEFT JOIN opt_outs AS o ON o.account = :account AND o.member = w.member
ORDER BY w.member
"""  # noqa: S608  # as above
_FIRST = "SELECT member FROM ({wanted} ORDER BY member LIMIT :limit)"
# The same for the followers that the store knows, without looking each of them up again.
_PAGE_HERE = (
    "SELECT w.member, w.last_seen AS seen, 0 AS gone, EXISTS (SELECT 1 FROM opt_outs AS o "  # noqa: S608  # as above
    f"WHERE o.account = :account AND o.member = w.member) AS out, {_HIS} AS agreed FROM members AS w "
    "WHERE w.account = :account AND w.left_at IS NULL AND w.member > :after ORDER BY w.member LIMIT :limit"
)
_TOGETHER = "SELECT json_group_array(json_array(member, seen, gone, out, agreed)) FROM ({})"
_FACTS = f"""
SELECT json_group_array(json_array(w.value, m.last_seen, m.left_at IS NOT NULL, o.member IS NOT NULL,
    {AGREED.format(account="?2", member="w.value", notice="?3")}, m.member IS NOT NULL))
FROM json_each(?1) AS w
LEFT JOIN members AS m ON m.account = ?2 AND m.member = w.value
LEFT JOIN opt_outs AS o ON o.account = ?2 AND o.member = w.value
"""  # noqa: S608  # as above
_NOBODY_APPLYING = f"""
SELECT count(*) FROM (SELECT DISTINCT account, key FROM submission_entries WHERE account = :account) AS b
WHERE {STATES} AND NOT EXISTS
    (SELECT 1 FROM bindings AS w WHERE w.account = :account AND w.kind = 'submission' AND w.key = b.key
        AND w.over_at IS NULL)
"""  # noqa: S608  # as above
_NOBODY_PAYING = """
SELECT count(*) FROM roll AS r WHERE r.account = :account AND r.paid_through < :year AND NOT EXISTS
    (SELECT 1 FROM bindings AS w WHERE w.account = :account AND w.kind = 'unit' AND w.key = r.key
        AND w.over_at IS NULL)
"""
_RECOMMENDERS = """
SELECT DISTINCT e.recommender
FROM (SELECT max(seq) AS seq FROM submission_entries WHERE account = ? GROUP BY key) AS latest
CROSS JOIN submission_entries AS e WHERE e.seq = latest.seq AND e.recommender <> '' ORDER BY 1
"""
_UNRECORDED = "SELECT count(*) FROM roll WHERE account = :account AND paid_through IS NULL"

Page = list[tuple[str, MemberFacts]]


def page(connection: sqlite3.Connection, sought: Sought, after: str, limit: int) -> Page:
    """The next members after an openid."""
    statement = _PAGE_HERE
    parts = _parts(sought)
    if parts != (_HERE,):
        halves = " UNION ".join(_FIRST.format(wanted=part) for part in parts)
        statement = _PAGE.format(wanted=halves if len(parts) == 1 else _FIRST.format(wanted=halves))
    ((found,),) = connection.execute(_TOGETHER.format(statement), values(sought, after) | {"limit": limit}).fetchall()
    return [(member, _facts(*known)) for member, *known in sorted(json.loads(found))]


def count(connection: sqlite3.Connection, sought: Sought) -> int:
    """How many there are."""
    wanted = " UNION ".join(_parts(sought))
    (found,) = connection.execute(f"SELECT count(*) FROM ({wanted})", values(sought, "")).fetchone()  # noqa: S608  # as above
    return int(found)


def holds(connection: sqlite3.Connection, sought: Sought, member: str) -> bool:
    """Whether a member is of those whose submissions or dues are sought; of any other audience everybody stays."""
    statement = _HOLDS.get(sought.audience.kind)
    if statement is None:
        return True
    return bool(connection.execute(statement, values(sought, "") | {"member": member}).fetchone()[0])


def facts(
    connection: sqlite3.Connection, account: str, members: Sequence[str], notice: str
) -> list[tuple[MemberFacts, bool]]:
    """What is known of each of these openids, and whether the store knows it at all."""
    ((rows,),) = connection.execute(_FACTS, (json.dumps(list(members)), account, notice)).fetchall()
    found = {member: (_facts(*known), bool(here)) for member, *known, here in json.loads(rows)}
    return [found[member] for member in members]


def recommenders(connection: sqlite3.Connection, account: str) -> tuple[str, ...]:
    """The recommending units (推荐单位) of the submissions of an account, as they are written there."""
    return tuple(name for (name,) in connection.execute(_RECOMMENDERS, (account,)).fetchall())


def nobody(connection: sqlite3.Connection, sought: Sought) -> dict[str, int]:
    """How many submissions or units of an audience nobody is bound to; and how many units state no year of dues."""
    given = values(sought, "")
    match sought.audience.kind:
        case "submissions":
            return {"unbound": connection.execute(_NOBODY_APPLYING, given).fetchone()[0]}
        case "members":
            unbound = connection.execute(_NOBODY_PAYING, given).fetchone()[0]
            return {"unbound": unbound, "unrecorded": connection.execute(_UNRECORDED, given).fetchone()[0]}
    return {}


def _facts(seen: float | None, left: int, out: int, agreed: int | None) -> MemberFacts:
    return MemberFacts(seen, bool(left), bool(out), None if agreed is None else agreed > 0)


def _parts(sought: Sought) -> tuple[str, ...]:
    match sought.audience.kind:
        case "all":
            return (_HERE,) if sought.openids is None else (_HERE, _STAYING)
        case "tag" | "file" | "askers":
            return (_LISTED,)
        case "deadline":
            return (_WISHING,)
        case "submissions":
            return (_APPLYING,)
        case "members":
            return (_PAYING,)


def values(sought: Sought, after: str) -> dict[str, object]:
    """What the statements about an audience ask for."""
    audience = sought.audience
    return {
        "account": sought.account,
        "after": after,
        "list": sought.openids,
        "name": audience.name,
        "status": audience.status,
        "application": audience.application,
        "recommender": normalise(audience.recommender),
        "year": sought.year,
        "notice": sought.notice,
    }
