"""One page or act of the console, and what it needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from aiohttp import web

from bot.console.roles import Right
from bot.console.visit import Visit

Handler = Callable[[Visit], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """``path`` stands behind ``/console/{account}``; ``act`` is what the audit calls a POST.

    ``of_account`` False: the path stands behind ``/console/-``, and concerns no one account.
    """

    method: Literal["GET", "POST"]
    path: str
    handler: Handler
    right: Right
    act: str = ""
    of_account: bool = True

    def __post_init__(self) -> None:
        """A POST without a name would leave an audit that nobody can read."""
        if (self.method == "POST") != bool(self.act):
            raise ValueError(f"{self.method} {self.path}: a POST has an act for the audit, a GET has none")
