"""What the pages of the console work with."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.config import Settings
from bot.desks import Desks
from bot.store.database import Store
from bot.wechat.api import Api
from knowledge.pack import Pack


@dataclass(frozen=True, slots=True)
class Parts:
    """``packs`` and ``apis`` are by the account's id; only accounts that may call WeChat have an API.

    ``stopping`` is set when the service stops, so that no answer without an end keeps it waiting.
    """

    settings: Settings
    store: Store
    packs: Mapping[str, Pack]
    desks: Desks
    clock: Clock
    apis: Mapping[str, Api]
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
