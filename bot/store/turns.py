"""Turns, written many at a time: each statement handles a whole group.

SQLite lets go of the interpreter's lock at every step, and getting it back from a busy event loop takes longer than the
step; so a group takes five steps, however many turns it has.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.broadcast.reasons import ERASED, LEFT
from bot.store import access, awaiting, handoffs, inbox, members, questions, results, tallies, telling, wishes
from bot.store.promises.conversations import Settled, Turn

_OF = {"account": "json_extract(t.value, '$[0]')", "member": "json_extract(t.value, '$[1]')"}
# One row, of [position, reply given before, memory, whether the member left after writing, notices that wait,
# broadcasts that wait, the open handoff, answers of staff that wait] for each.
_STATE = f"""
SELECT json_group_array(json_array(t.key, i.reply, m.memory, m.left_at > json_extract(t.value, '$[3]'),
    (SELECT group_concat(n.id) FROM notifications AS n WHERE n.account = json_extract(t.value, '$[0]')
        AND n.member = json_extract(t.value, '$[1]') AND n.state = 'pending'),
    ({awaiting.WAITING_OF.format(**_OF)}), ({handoffs.OPEN_OF.format(**_OF)}), ({handoffs.ANSWERS_OF.format(**_OF)})))
FROM json_each(?) AS t
LEFT JOIN inbox AS i ON i.account = json_extract(t.value, '$[0]')
    AND i.member = json_extract(t.value, '$[1]') AND i.message = json_extract(t.value, '$[2]')
LEFT JOIN members AS m ON m.account = json_extract(t.value, '$[0]') AND m.member = json_extract(t.value, '$[1]')
"""  # noqa: S608  # its parts are constants


@dataclass(frozen=True, slots=True)
class _State:
    told: str | None
    memory: str | None
    left: bool
    waiting: frozenset[int]
    broadcasts: tuple[int, ...]
    handoff: int | None
    answers: tuple[int, ...]


def settle(connection: sqlite3.Connection, turns: Sequence[Turn]) -> list[Settled]:
    """Write the turns that nothing speaks against, and say of each what its member is told; see ``Store.settle``."""
    if len({(t.key.account, t.key.member) for t in turns}) < len(turns):  # a later one must see the one before
        return [settled for turn in turns for settled in settle(connection, [turn])]
    if len(turns) > 1 and any(t.effects for t in turns):  # a look-up must see the failures of those before
        plain = iter(settle(connection, [t for t in turns if not t.effects]))
        return [settle(connection, [t])[0] if t.effects else next(plain) for t in turns]
    states = _states(connection, turns)
    stale = [_is_stale(connection, t, s) for t, s in zip(turns, states, strict=True)]
    accepted = [(t, s) for t, s, is_stale in zip(turns, states, stale, strict=True) if s.told is None and not is_stale]
    staying = [(t, s) for t, s in accepted if not s.left and not _erases(t)]
    for turn, state in accepted:
        if turn.effects or turn.tells or turn.answers or turn.broadcasts or turn.passes:
            _take_effect(connection, turn, left=state.left)
    inbox.add(connection, [_emptied(t) if s.left else t for t, s in accepted])
    members.seen(connection, [t for t, _ in staying])
    questions.add(connection, [t for t, s in accepted if not s.left and t.question is not None])
    handoffs.heard(connection, [(t, s.handoff) for t, s in staying])
    tallies.count(connection, [t for t, _ in accepted])
    return [_outcome(t, s, stale=is_stale) for t, s, is_stale in zip(turns, states, stale, strict=True)]


def forget(connection: sqlite3.Connection, turn: Turn) -> Settled:
    """Remove what is kept on a member, once for each message; see ``Store.forget``."""
    if inbox.find(connection, turn.key) is None:
        inbox.forget(connection, turn.key)
        _forget_affairs(connection, turn, LEFT)
        wishes.forget_opting_out(connection, turn.key)
        members.forget(connection, turn)
        inbox.add(connection, [turn])
    return Settled(turn.reply, None)


def purge(connection: sqlite3.Connection, before: float) -> int:
    """Drop the replies that were given before a time, and what no longer keeps anybody out; how many replies."""
    access.purge(connection, before)
    return inbox.purge(connection, before)


def correct(connection: sqlite3.Connection, turn: Turn) -> Settled:
    """Keep what a member was told in truth; see ``Store.correct``."""
    if inbox.find(connection, turn.key) is None:  # what is corrected never came to be
        tallies.count(connection, [turn])
    inbox.correct(connection, _emptied(turn) if members.left_since(connection, turn) else turn)
    return Settled(turn.reply, None)


def _take_effect(connection: sqlite3.Connection, turn: Turn, *, left: bool) -> None:
    """What a turn does besides its reply and its memory; of a member who left, only what they failed at counts."""
    access.settle(connection, turn, left=left)
    if left:
        return
    for binding in turn.effects.unbinds if turn.effects else ():
        telling.unbound(connection, turn.key, binding)
    telling.told(connection, turn)
    handoffs.told(connection, turn)
    awaiting.told(connection, turn)
    wishes.settle(connection, turn)
    if _erases(turn):
        inbox.empty(connection, turn.key)
        _forget_affairs(connection, turn, ERASED)
        members.erase(connection, turn.key)


def _forget_affairs(connection: sqlite3.Connection, turn: Turn, why: str) -> None:
    questions.forget(connection, turn.key)
    handoffs.forget(connection, turn.key)
    access.forget(connection, turn.key)
    telling.forget(connection, turn.key)
    results.forget(connection, turn.key)
    wishes.forget(connection, turn.key)
    awaiting.forget(connection, turn.key, turn.told_at, why)


def _erases(turn: Turn) -> bool:
    return turn.effects is not None and turn.effects.erases


def _states(connection: sqlite3.Connection, turns: Sequence[Turn]) -> list[_State]:
    asked = [(t.key.account, t.key.member, t.key.message, t.sent_at) for t in turns]
    ((found,),) = connection.execute(_STATE, (json.dumps(asked, ensure_ascii=False),)).fetchall()
    states = {
        position: _State(
            told, memory, bool(left), frozenset(_numbers(waiting)), _ordered(broadcasts), handoff, _ordered(answers)
        )
        for position, told, memory, left, waiting, broadcasts, handoff, answers in json.loads(found)
    }
    return [states[n] for n in range(len(turns))]


def _numbers(joined: str | None) -> Sequence[int]:
    return tuple(map(int, joined.split(","))) if joined else ()


def _ordered(joined: str | None) -> tuple[int, ...]:
    return tuple(sorted(_numbers(joined)))


def _emptied(turn: Turn) -> Turn:
    """A turn as it is kept of a member who left: a reply may repeat what they wrote."""
    return replace(turn, reply="")


def _is_stale(connection: sqlite3.Connection, turn: Turn, state: _State) -> bool:
    if turn.memory is None:  # it takes nothing for granted
        return False
    return turn.expects != state.memory or _untold(turn, state) or access.is_stale(connection, turn)


def _untold(turn: Turn, state: _State) -> bool:
    """Whether what waits is not what a turn tells.

    That is all notices, the oldest answers of staff as far as there is room, and then the oldest broadcasts; later ones
    that say the same as one of these are told with it. Who leaves is told nothing any more; who opts out, no
    broadcasts; who is handed over to WeChat's customer service, nothing yet.
    """
    if state.left or _erases(turn) or turn.transfers:
        return False
    if turn.passed_on not in (None, state.handoff is not None):
        return True
    if state.answers[: len(turn.answers)] != turn.answers or (state.answers and not (turn.answers or turn.tells)):
        return True
    passed = {ident for ident, _ in turn.passes}
    due = () if turn.effects is not None and turn.effects.opts == "out" else state.broadcasts
    due = tuple(ident for ident in due if ident not in passed)
    told = turn.broadcasts
    still = tuple(i for i in due if i in told)
    if state.waiting != set(turn.tells) or told != still or (told and told[0] != due[0]):
        return True
    return bool(due) and not (told or turn.tells or turn.answers)


def _outcome(turn: Turn, state: _State, *, stale: bool) -> Settled:
    if state.told is not None:
        return Settled(state.told, state.memory, repeated=True)
    if stale:
        waiting = bool(state.waiting or state.broadcasts or state.answers or state.handoff)
        return Settled(None, state.memory, waiting=waiting)
    if _erases(turn) and not state.left:
        return Settled(turn.reply, None)
    return Settled(turn.reply, state.memory if turn.memory is None or state.left else turn.memory)
