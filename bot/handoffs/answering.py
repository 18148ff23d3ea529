"""Staff's answers on their way to members: kept before each is sent, settled after it, and none sent twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.clock import Clock
from bot.config import AccountSettings
from bot.errors import Code, Error
from bot.handoffs.handoff import Act, Draft, Fate, Handoff
from bot.handoffs.window import Window, window
from bot.store.promises.handoffs import Handoffs
from bot.wechat.api import Api
from bot.wechat.capabilities import capabilities
from bot.wechat.outcome import Outcome, Refused, Sent, Unknown
from handlers.layout import TEXT_BYTES, size

LEASE = 60.0  # seconds in which a send is settled, by far


class Answering:
    """``accounts`` and ``apis`` are by the account's id."""

    def __init__(
        self, kept: Handoffs, accounts: Mapping[str, AccountSettings], apis: Mapping[str, Api], clock: Clock
    ) -> None:
        self._kept = kept
        self._accounts = accounts
        self._apis = apis
        self._clock = clock

    def window(self, handoff: Handoff) -> Window | None:
        """How long the member may be sent an answer; None where the account may send none at all."""
        account = self._accounts[handoff.account]
        able = capabilities(account.kind, verified=account.verified)
        return window(handoff, self._clock.real()) if able.customer and handoff.account in self._apis else None

    async def answer(self, draft: Draft) -> Fate | None:
        """Send an answer now, where that may be; else it is told above the reply to the member's next message.

        What became of it; None where its form was used before, and nothing is done. Raises Error: INPUT for a text
        that is no message, and as ``Handoffs`` says.
        """
        draft = replace(draft, text=sayable(draft.text))
        act = draft.act
        handoff = await self._kept.handoff(act.account, act.number)
        possible = self.window(handoff) if handoff is not None else None
        until = act.at + LEASE if possible is not None and possible.open else None
        line, new = await self._kept.begin_answer(draft, until)
        if not new:
            return None
        if until is None or handoff is None:
            return Fate.WAITING
        return await self._send(act.account, line, handoff.member, draft.text)

    async def again(self, act: Act, line: int) -> Fate:
        """Send an answer that waits for the member's next message now. Raises Error (CONFLICT) where it cannot be."""
        handoff = await self._kept.handoff(act.account, act.number)
        possible = self.window(handoff) if handoff is not None else None
        if handoff is not None and not (possible and possible.open):
            raise Error(Code.CONFLICT, f"求助 {act.number}：现在不能发客服消息，这条答复会在会员下次来信时告知")
        taken = await self._kept.resume_answer(act, line, act.at + LEASE)
        if taken is None:
            raise Error(Code.CONFLICT, f"求助 {act.number}：这条答复已经不在等待，没有再发")
        return await self._send(act.account, line, *taken)

    async def _send(self, account: str, line: int, member: str, text: str) -> Fate:
        outcome = await self._apis[account].send_customer_text(member, text)
        fate, reason = _fate(outcome)
        await self._kept.settle_answer(line, fate, self._clock.real(), reason)
        return fate


def sayable(text: str) -> str:
    """A text as WeChat can send it. Raises Error (INPUT) where it is empty or too long."""
    said = "".join(map(_sayable, text.replace("\r\n", "\n"))).strip()
    if not said:
        raise Error(Code.INPUT, "请写下答复再发送。")
    if size(said) > TEXT_BYTES:
        over = size(said) - TEXT_BYTES
        raise Error(
            Code.INPUT, f"答复太长：微信一条消息最多 {TEXT_BYTES} 字节，超出 {over} 字节，约 {over // 3 + 1} 个汉字。"
        )
    return said


def _sayable(character: str) -> str:
    if character.isprintable() or character in "\n\u200d":  # the latter joins emoji
        return character
    return " " if character.isspace() else ""


def _fate(outcome: Outcome) -> tuple[Fate, str]:
    """What became of an answer; what was certainly not delivered, and may be said later, waits for the next message."""
    match outcome:
        case Sent():
            return Fate.SENT, ""
        case Unknown(reason):
            return Fate.UNKNOWN, reason
        case Refused(reason=reason, whom="message"):
            return Fate.FAILED, reason
        case _:
            return Fate.WAITING, outcome.reason
