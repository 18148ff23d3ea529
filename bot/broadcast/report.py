"""The report of a broadcast (群发报告): a row for each member, as a spreadsheet of any length."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bot.broadcast.broadcast import Broadcast, Outcome, ReportRow, State
from bot.broadcast.choosing import NAMES
from bot.clock import CHINA
from bot.spreadsheet.files import write_rows
from bot.store.promises.broadcasts import Broadcasts

HEADER = ("openid", "channel", "state", "reason", "time", "渠道", "状态（已发：微信已受理）")
PAGE = 5_000
OUTCOMES = {
    Outcome.PENDING: "待发",
    Outcome.SENDING: "正在发送",
    Outcome.SENT: "已发",
    Outcome.FAILED: "失败",
    Outcome.SKIPPED: "跳过",
}
_CANCELLED = "群发已取消，没有发送"


async def write_report(store: Broadcasts, broadcast: Broadcast, path: Path) -> int:
    """Write the report as the file's name says; how many rows it has. Raises Error (INPUT) if it cannot be written.

    Rows are read by the page as they are written: it is not all of one moment while the broadcast runs.
    """
    loop = asyncio.get_running_loop()
    written = 0

    def rows() -> Iterator[tuple[str, ...]]:
        nonlocal written
        yield HEADER
        after = 0
        while page := asyncio.run_coroutine_threadsafe(store.report_page(broadcast.ident, after, PAGE), loop).result():
            yield from (_row(row, cancelled=broadcast.state is State.CANCELLED) for row in page)
            after = page[-1].number
            written += len(page)

    await asyncio.to_thread(write_rows, path, "report", rows())
    return written


def _row(row: ReportRow, *, cancelled: bool) -> tuple[str, ...]:
    open_ = row.outcome in {Outcome.PENDING, Outcome.SENDING}
    # A send that is under way counts as pending, as it does in the counts.
    outcome = Outcome.PENDING if open_ else row.outcome
    reason = row.reason or (_CANCELLED if cancelled and row.outcome is Outcome.PENDING else "")
    time = datetime.fromtimestamp(row.at, CHINA).isoformat(timespec="seconds") if row.at is not None else ""
    channel, name = (row.channel.value, NAMES[row.channel]) if row.channel else ("", "")
    return row.member, channel, outcome.value, reason, time, name, OUTCOMES[row.outcome]
