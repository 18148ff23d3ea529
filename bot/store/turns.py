"""Turns, written many at a time: each statement handles a whole group.

SQLite lets go of the interpreter's lock at every step, and getting it back from a busy event loop takes longer than the
step; so a group takes four steps, however many turns it has.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.store import inbox, members, questions
from bot.store.database import Settled, Turn

# One row, of [position, reply given before, memory, whether the member left after writing] for each turn.
_STATE = """
SELECT json_group_array(json_array(t.key, i.reply, m.memory, m.left_at > json_extract(t.value, '$[3]')))
FROM json_each(?) AS t
LEFT JOIN inbox AS i ON i.account = json_extract(t.value, '$[0]')
    AND i.member = json_extract(t.value, '$[1]') AND i.message = json_extract(t.value, '$[2]')
LEFT JOIN members AS m ON m.account = json_extract(t.value, '$[0]') AND m.member = json_extract(t.value, '$[1]')
"""


@dataclass(frozen=True, slots=True)
class _State:
    told: str | None
    memory: str | None
    left: bool


def settle(connection: sqlite3.Connection, turns: Sequence[Turn]) -> list[Settled]:
    """Write the turns that nothing speaks against, and say of each what its member is told; see ``Store.settle``."""
    if len({(t.key.account, t.key.member) for t in turns}) < len(turns):  # a later one must see the one before
        return [settled for turn in turns for settled in settle(connection, [turn])]
    states = _states(connection, turns)
    accepted = [(t, s) for t, s in zip(turns, states, strict=True) if s.told is None and not _stale(t, s)]
    inbox.add(connection, [_emptied(t) if s.left else t for t, s in accepted])
    kept = [t for t, s in accepted if not s.left]
    members.seen(connection, kept)
    questions.add(connection, [t for t in kept if t.question is not None])
    return [_outcome(t, s) for t, s in zip(turns, states, strict=True)]


def forget(connection: sqlite3.Connection, turn: Turn) -> Settled:
    """Remove what is kept on a member, once for each message; see ``Store.forget``."""
    if inbox.find(connection, turn.key) is None:
        inbox.forget(connection, turn.key)
        questions.forget(connection, turn.key)
        members.forget(connection, turn)
        inbox.add(connection, [turn])
    return Settled(turn.reply, None)


def correct(connection: sqlite3.Connection, turn: Turn) -> Settled:
    """Keep what a member was told in truth; see ``Store.correct``."""
    inbox.correct(connection, _emptied(turn) if members.left_since(connection, turn) else turn)
    return Settled(turn.reply, None)


def _states(connection: sqlite3.Connection, turns: Sequence[Turn]) -> list[_State]:
    asked = [(t.key.account, t.key.member, t.key.message, t.sent_at) for t in turns]
    ((found,),) = connection.execute(_STATE, (json.dumps(asked, ensure_ascii=False),)).fetchall()
    states = {position: _State(told, memory, bool(left)) for position, told, memory, left in json.loads(found)}
    return [states[n] for n in range(len(turns))]


def _emptied(turn: Turn) -> Turn:
    """A turn as it is kept of a member who left: a reply may repeat what they wrote."""
    return replace(turn, reply="")


def _stale(turn: Turn, state: _State) -> bool:
    return turn.memory is not None and turn.expects != state.memory


def _outcome(turn: Turn, state: _State) -> Settled:
    if state.told is not None:
        return Settled(state.told, state.memory, repeated=True)
    if _stale(turn, state):
        return Settled(None, state.memory)
    return Settled(turn.reply, state.memory if turn.memory is None or state.left else turn.memory)
