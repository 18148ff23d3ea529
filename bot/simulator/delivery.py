"""Deliver a member's act to the account's webhook as WeChat does, and report what the member then sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import aiohttp
from yarl import URL

from bot.config import AccountSettings
from bot.errors import Code, Error
from bot.simulator.act import Act, message
from bot.simulator.shown import Part, Shown, shown
from bot.simulator.wechat_side import Entropy, Push, Secrets, open_reply, push

DELIVERIES = 3
OUT_OF_ORDER = "该公众号提供的服务出现故障，请稍后再试"


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came of an act: what the member sees, under which id the service knows it, and the time it took.

    ``fault`` says, for whoever tries the service out, why WeChat would have shown its notice of failure.
    """

    message_id: str
    shown: Shown
    milliseconds: float
    fault: str = ""


class Platform:
    """WeChat, as far as one service's accounts need it. ``wait`` is the seconds that a reply may take."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        now: Callable[[], float],
        timer: Callable[[], float],
        entropy: Entropy,
        wait: float = 5.0,
    ) -> None:
        self._session = session
        self._now = now
        self._timer = timer
        self._entropy = entropy
        self._wait = aiohttp.ClientTimeout(total=wait)

    async def deliver(self, act: Act, account: AccountSettings, webhook: URL) -> Delivered:
        """Push the act to the account's webhook; a late or broken delivery is repeated as WeChat repeats it."""
        secrets = secrets_of(account)
        created = int(self._now())
        fields, message_id = message(act, secrets.original_id, created=created, entropy=self._entropy)
        started = self._timer()
        fault = ""
        for _ in range(DELIVERIES):
            pushed = push(secrets, fields, now=int(self._now()), openid=act.member, entropy=self._entropy)
            try:
                seen = shown(open_reply(secrets, await self._post(webhook, pushed), act.member))
                return Delivered(message_id, seen, self._since(started))
            except TimeoutError:
                fault = f"the webhook did not answer within {self._wait.total:g} seconds"
            except aiohttp.ClientError as error:
                fault = f"the webhook could not be reached: {error}"
            except Error as error:
                fault = error.message
                break
        notice = Shown("fault", (Part("text", OUT_OF_ORDER),))
        return Delivered(message_id, notice, self._since(started), fault)

    async def _post(self, webhook: URL, pushed: Push) -> bytes:
        request = self._session.post(
            webhook.update_query(pushed.query),
            data=pushed.body,
            headers={"Content-Type": "text/xml"},
            timeout=self._wait,
            allow_redirects=False,
        )
        async with request as response:
            body = await response.read()
            if response.status != 200:
                raise Error(Code.MALFORMED, f"the webhook answered with status {response.status}")
            return body

    def _since(self, started: float) -> float:
        return round((self._timer() - started) * 1000, 1)


def secrets_of(account: AccountSettings) -> Secrets:
    """What WeChat shares with an account; a demonstration account without 原始ID gets one from its id."""
    return Secrets(
        original_id=account.original_id or f"gh_{account.id}",
        app_id=account.app_id,
        token=account.token,
        encoding_aes_key=account.encoding_aes_key,
        mode=account.mode,
    )
