"""A made-up member who talks with a desk. What is remembered between turns goes through its text, as in service."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from handlers.answer import Memory, Reply
from handlers.desk import Desk
from knowledge.pack import Pack, load_pack
from tests import sixth

PACKS = Path(__file__).parent / "packs"
ZONE = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)


@cache
def pack_of(name: str) -> Pack:
    """A made-up pack, read once."""
    return load_pack(sixth.PACK if name == sixth.PACK.name else PACKS / name)


@cache
def desk_of(name: str) -> Desk:
    """The desk of a made-up pack; it holds no state between turns."""
    return Desk(pack_of(name))


@dataclass
class Talk:
    """One member's conversation; each turn is a minute after the one before."""

    desk: Desk
    now: datetime
    remembered: str = field(default_factory=Memory().dump)

    @classmethod
    def with_(cls, pack: str, day: str) -> Talk:
        """A first contact in the morning of a day."""
        return cls(desk_of(pack), datetime.fromisoformat(day).replace(hour=9, tzinfo=ZONE))

    def ask(self, text: str, after: timedelta = MINUTE) -> Reply:
        """The reply to the next message, sent so long after the last one."""
        self.now += after
        reply = self.desk.reply(text, Memory.load(self.remembered), self.now)
        self.remembered = reply.memory.dump()
        return reply

    def told(self, text: str) -> str:
        """The text of the reply to the next message."""
        return self.ask(text).text


def tea(day: str = "2025-08-01") -> Talk:
    """With the sixth association, whose notice is of 2025."""
    return Talk.with_("qinglan", day)


def bamboo(day: str = "2026-08-01") -> Talk:
    """With the association of shared names, long lists, scales and places; its notice is of 2026."""
    return Talk.with_("zhuyi", day)


def club(day: str = "2026-08-01") -> Talk:
    """With the smallest one, which nobody can be reached at."""
    return Talk.with_("yanchi", day)
