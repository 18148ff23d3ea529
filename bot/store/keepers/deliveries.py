"""Deliveries and mass sends in SQLite."""

from __future__ import annotations

from collections.abc import Sequence

from bot.broadcast.broadcast import Broadcast, Channel, Delivery
from bot.broadcast.sending import MassJob, Reasons, Result
from bot.store import deliveries, expiring, mass_jobs
from bot.store.file import SqliteFile


class SqliteDeliveries(SqliteFile):
    """See ``Deliveries``."""

    async def due_broadcasts(self, accounts: Sequence[str], business: float, now: float) -> Sequence[Broadcast]:
        """See Deliveries."""
        return self._read(lambda c: deliveries.due(c, accounts, business, now))

    async def spent_broadcasts(self) -> Sequence[int]:
        """See Deliveries."""
        return self._read(deliveries.spent)

    async def lease_deliveries(
        self, ident: int, channels: Sequence[Channel], now: float, until: float, limit: int
    ) -> Sequence[Delivery]:
        """See Deliveries."""
        return await self._write(lambda c: deliveries.lease(c, ident, channels, now, until, limit=limit))

    async def is_being_sent(self, ident: int) -> bool:
        """See Deliveries."""
        return self._read(lambda c: deliveries.being_sent(c, ident))

    async def has_to_call(self, ident: int) -> bool:
        """See Deliveries."""
        return self._read(lambda c: deliveries.has_to_call(c, ident))

    async def leased_until(self, ident: int, channels: Sequence[Channel]) -> float | None:
        """See Deliveries."""
        return self._read(lambda c: deliveries.leased_until(c, ident, channels))

    async def settle_deliveries(self, results: Sequence[Result]) -> int:
        """See Deliveries."""
        return await self._write(lambda c: deliveries.settle(c, results))

    async def abandon_deliveries(self, now: float, reason: str) -> int:
        """See Deliveries."""
        if not self._read(lambda c: deliveries.are_abandoned(c, now)):  # asked every second, and nearly never true
            return 0
        return await self._write(lambda c: deliveries.abandon(c, now, reason))

    async def expire_deliveries(self, business: float, now: float, reasons: Reasons, limit: int) -> int:
        """See Deliveries."""
        if not self._read(lambda c: expiring.are_over(c, business, now)):  # asked every second, and nearly never true
            return 0
        return await self._write(lambda c: expiring.expire(c, business, now, reasons, limit))

    async def lease_mass(self, ident: int, now: float, until: float, most: int | None) -> MassJob | None:
        """See Deliveries."""
        return await self._write(lambda c: mass_jobs.lease(c, ident, now, until, most))

    async def mass_leased_until(self, ident: int) -> float | None:
        """See Deliveries."""
        return self._read(lambda c: mass_jobs.leased_until(c, ident))

    async def hold_mass(self, job: MassJob, limit: int) -> int:
        """See Deliveries."""
        return await self._write(lambda c: mass_jobs.hold(c, job, limit))

    async def members_of_mass(self, job: MassJob) -> Sequence[str]:
        """See Deliveries."""
        return self._read(lambda c: mass_jobs.members(c, job))

    async def leave_out_of_mass(self, job: MassJob, at: float) -> int:
        """See Deliveries."""
        return await self._write(lambda c: mass_jobs.leave_out(c, job, at))

    async def opted_out_of(self, ident: int) -> int:
        """See Deliveries."""
        return self._read(lambda c: mass_jobs.opted_out(c, ident))

    async def mass_accepted(self, job: MassJob, account: str, msg_id: str, until: float) -> bool:
        """See Deliveries."""
        return await self._write(lambda c: mass_jobs.accept(c, job, account, msg_id, until))

    async def mass_not_sent(self, job: MassJob, again: float, *, certain: bool) -> bool:
        """See Deliveries."""
        return await self._write(lambda c: mass_jobs.wait(c, job, again, certain=certain))

    async def mass_failed(self, job: MassJob, reason: str) -> bool:
        """See Deliveries."""
        return await self._write(lambda c: mass_jobs.fail(c, job, reason))

    async def settle_mass(self, now: float, reason: str, limit: int) -> int:
        """See Deliveries."""
        if not self._read(mass_jobs.are_open):  # asked every second, and nearly never true
            return 0
        return await self._write(lambda c: mass_jobs.settle(c, now, reason, limit))
