"""Batches as the pages keep and find them: what is prepared for many at once, until the same person confirms it."""

from __future__ import annotations

import json
import secrets
from typing import Any

from bot.console.visit import Visit
from bot.store.promises.batches import Batch, BatchKind, BatchState

GONE = "这一批已经过期（一小时内没有确认），或者不是您准备的。请重新选择或上传。"
TWICE = "这一批已经提交过，没有再做一次。"


async def found(visit: Visit) -> Batch:
    """The batch of the address, if this member of staff made it. Raises what is missing."""
    batch = await visit.parts.store.batch(visit.account, visit.by, visit.request.match_info["token"])
    if batch is None:
        raise visit.missing(GONE)
    return batch


async def to_do(visit: Visit, *kinds: BatchKind) -> Batch:
    """The batch of the address, if it is of such a kind and still to be done. Raises what is missing, or its page."""
    batch = await found(visit)
    if batch.kind not in kinds:
        raise visit.missing(GONE)
    if batch.state is not BatchState.OPEN:
        raise visit.redirect(path_of(batch.token), TWICE)
    return batch


async def kept(visit: Visit, kind: BatchKind, name: str, content: bytes, plan: Any) -> str:
    """Keep a new batch; the path of its page."""
    token = secrets.token_urlsafe(24)
    planned = json.dumps(plan, ensure_ascii=False)
    await visit.parts.store.keep_batch(
        Batch(token, visit.account, visit.by, kind, name, content, visit.parts.clock.real(), plan=planned)
    )
    return path_of(token)


def path_of(token: str) -> str:
    """The path of a batch's page behind the account."""
    return f"submissions/batch/{token}"
