"""Applicants who ask where their submission stands, over the service's webhook, while something else goes on."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Sequence
from itertools import count

from bench.letters import Letter, PostOffice
from bench.load import Exchange, paced
from bench.made_submissions import number_of, phone_of
from bench.servers import Server
from bench.thinking import reached
from bench.wording import Question
from bot.config import AccountSettings

BOUND = 200  # members who looked their submission up before
PACE = 50.0  # messages a second
BATCH = 50  # letters that are sealed together
LINES = 8  # connections
STATUS = "进度"


class Applicants:
    """Half of them ask for what they are bound to, half look a number up and are bound by that."""

    def __init__(self, server: Server, account: AccountSettings, rows: int) -> None:
        self._server = server
        self._account = account.id
        self._rows = rows
        self._office = PostOffice({account.id: account})
        self._chance = random.Random(1)  # noqa: S311  # which numbers are looked up is no secret
        self._turn = count()
        bound = min(BOUND, rows // 10)
        self._own = {f"oBound{n:022d}": n * rows // bound for n in range(bound)}
        self._number: dict[str, str] = {}  # what the reply to a member must name
        self.times: dict[str, list[float]] = {}

    async def bind(self) -> None:
        """The look-ups of those who are bound later on."""
        await self._post([self._look_up(place, member) for member, place in self._own.items()])
        self.times.clear()

    async def work(self, over: asyncio.Event) -> None:
        """Ask at a steady pace until it is over; whoever asked by then is waited for."""
        while not over.is_set():
            await self._post([self._next() for _ in range(BATCH)])

    def rows(self) -> Iterator[tuple[str, int, float, float]]:
        """What was asked, how often, the median in milliseconds, and what 1 in 100 exceeds."""
        for what, times in sorted(self.times.items()):
            yield what, len(times), reached(times, 0.50), reached(times, 0.99)

    async def _post(self, letters: Sequence[Letter]) -> None:
        run = await paced(self._server.port, letters, PACE, LINES)
        for exchange in run.exchanges:
            self._check(exchange)
            what = "a bound member's status" if exchange.letter.question.text == STATUS else "a look-up that binds"
            self.times.setdefault(what, []).append(((exchange.done or run.ended) - exchange.due) * 1000)

    def _check(self, exchange: Exchange) -> None:
        text = self._office.open(exchange.letter, exchange.status, exchange.body)
        if self._number[exchange.letter.member] not in text:
            raise SystemExit(f"{exchange.letter.question.text} is answered with: {text}")

    def _next(self) -> Letter:
        n = next(self._turn)
        if n % 2:
            return self._look_up(self._chance.randrange(self._rows))
        member = list(self._own)[n // 2 % len(self._own)]
        return self._office.letter(Question(self._account, STATUS), member)

    def _look_up(self, place: int, member: str = "") -> Letter:
        number = number_of(place)
        letter = self._office.letter(Question(self._account, f"{number} {phone_of(place)[-4:]}"), member)
        self._number[letter.member] = number
        return letter
