"""A member who looks up, guesses, unbinds and has their data removed, and what must be kept of them then."""

from __future__ import annotations

import random
import sqlite3
from dataclasses import dataclass, replace
from typing import Any

from bot.store.access import MOST, member_subject, number_subject
from bot.submissions.submission import folded
from tests.wechat_peer import Peer, Told

ACCOUNT = "demo"
DIGITS = "3138"


@dataclass(frozen=True)
class Kept:
    """What the store keeps of a member. ``failed`` counts against them and against the number they guess at."""

    bound: frozenset[str] = frozenset()
    failed: int = 0

    @property
    def locked(self) -> bool:
        return self.failed >= MOST


@dataclass(frozen=True)
class Message:
    """What a member sends, what the reply must say, and what is kept then."""

    fields: dict[str, Any]
    says: tuple[str, ...]
    then: Kept

    @property
    def ident(self) -> str:
        return str(self.fields["MsgId"])


class Applicant:
    """``kept`` is what replies that arrived have acknowledged; ``pending`` the message that got none yet."""

    def __init__(self, openid: str, numbers: tuple[str, ...], guessed: str) -> None:
        self.openid = openid
        self.kept = Kept()
        self.pending: Message | None = None
        self.acknowledged = 0
        self._numbers = numbers
        self._guessed = guessed
        self._erasing = False

    async def act(self, peer: Peer) -> None:
        """Send something; raises the client's error if no reply arrives."""
        self.pending = self._message(peer)
        await self.repeat(peer)

    async def repeat(self, peer: Peer) -> None:
        """Send what got no reply, as WeChat does."""
        if (message := self.pending) is None:
            return
        self._heard(message, await peer.post(message.fields))
        self.kept, self.pending = message.then, None
        self.acknowledged += 1

    async def look(self, peer: Peer) -> None:
        """Ask for what is bound: it shows, and nothing else."""
        await self.repeat(peer)
        self.pending = self._see(peer)
        await self.repeat(peer)

    def check(self, connection: sqlite3.Connection) -> None:
        """What is kept is what was acknowledged; a message without a reply counts whole or not at all."""
        found = self._found(connection)
        if self.pending is None:
            assert found == self.kept
            return
        told = "SELECT 1 FROM inbox WHERE member = ? AND message = ?"
        answered = bool(connection.execute(told, (self.openid, self.pending.ident)).fetchall())
        assert found == (self.pending.then if answered else self.kept)

    def _found(self, connection: sqlite3.Connection) -> Kept:
        keys = connection.execute("SELECT key FROM bindings WHERE member = ?", (self.openid,)).fetchall()
        mine, number = member_subject(ACCOUNT, self.openid), number_subject("submission", folded(self._guessed))
        counts = "SELECT count(*) FROM {} WHERE subject IN (?, ?) GROUP BY subject"
        failed = {n for (n,) in connection.execute(counts.format("failures"), (mine, number))}
        locks = [n for (n,) in connection.execute(counts.format("locks"), (mine, number))]
        assert len(failed) <= 1, "a failure counts against a member and not against the number, or the other way round"
        kept = Kept(frozenset(key for (key,) in keys), failed.pop() if failed else 0)
        assert bool(locks) == kept.locked
        return kept

    def _heard(self, message: Message, told: Told) -> None:
        assert told.status == 200
        for words in message.says:
            assert words in told.text, (message.fields["Content"], told.text)

    def _message(self, peer: Peer) -> Message:
        if self._erasing:
            self._erasing = False
            return self._saying(peer, "确认删除", ("已删除",), replace(self.kept, bound=frozenset()))
        match random.choices(("look up", "guess", "see", "unbind", "erase"), (5, 2, 2, 1, 1))[0]:  # noqa: S311  # any will do
            case "look up":
                return self._look_up(peer, random.choice(self._numbers))  # noqa: S311  # any will do
            case "guess":
                failed = self.kept.failed + (not self.kept.locked)
                says = "稍后再试" if self.kept.locked else "没有查到"
                return self._saying(peer, f"{self._guessed} {DIGITS}", (says,), replace(self.kept, failed=failed))
            case "see":
                return self._see(peer)
            case "unbind":
                says = "已解除绑定" if self.kept.bound else "没有可以解除的绑定"
                return self._saying(peer, "解除绑定", (says,), replace(self.kept, bound=frozenset()))
            case _:
                self._erasing = True
                return self._saying(peer, "删除我的信息", ("确认删除",), self.kept)

    def _look_up(self, peer: Peer, number: str) -> Message:
        if self.kept.locked:
            return self._saying(peer, f"{number} {DIGITS}", ("稍后再试",), self.kept)
        bound = self.kept.bound | {folded(number)}
        return self._saying(peer, f"{number} {DIGITS}", (number,), replace(self.kept, bound=bound))

    def _see(self, peer: Peer) -> Message:
        shown = tuple(n for n in self._numbers if folded(n) in self.kept.bound)
        return self._saying(peer, "进度", shown or ("请发受理编号",), self.kept)

    def _saying(self, peer: Peer, text: str, says: tuple[str, ...], then: Kept) -> Message:
        return Message(peer.message("text", self.openid, Content=text), says, then)
