"""The page of a batch: what it would change, or what came of it."""

from __future__ import annotations

import json

from aiohttp import web

from bot.console.submissions import many, prepared, wording
from bot.console.visit import Visit
from bot.store.promises.batches import BatchKind, BatchState
from bot.submissions.history import FIELDS


async def shown(visit: Visit) -> web.StreamResponse:
    """Where a batch stands."""
    batch = await prepared.found(visit)
    plan = json.loads(batch.plan)
    if batch.state is not BatchState.OPEN:
        return visit.render("submissions/outcome.html", batch=batch, plan=plan, path=visit.path("submissions"))
    if batch.kind is BatchKind.CHANGE:
        return await many.shown(visit, batch)
    return visit.render(
        "submissions/trial.html",
        batch=batch,
        plan=plan,
        labels=FIELDS,
        channels={channel.value: name for channel, name in wording.CHANNELS.items()},
        path=visit.path(prepared.path_of(batch.token)),
        again=visit.path("submissions/import"),
    )
