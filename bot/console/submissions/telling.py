"""Who will be told of new statuses, how, and in which words: what the pages show before it is so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.console.submissions import wording
from bot.console.visit import Visit
from bot.notifications.foretelling import Foreteller, Said, When
from bot.notifications.notice import Channel
from bot.notifications.outlet import Ways
from bot.submissions.submission import Submission, folded

NOBODY = "会员绑定以后会这样收到"


@dataclass(frozen=True, slots=True)
class Telling:
    """``counts``: members by the channel's name; ``samples``: a submission's number with what its applicant reads."""

    counts: Mapping[str, int]
    samples: tuple[tuple[str, Said, str], ...]
    enabled: bool  # whether the service tells anybody at all

    @property
    def total(self) -> int:
        """How many members hear of it; one who is bound to two submissions counts twice."""
        return sum(self.counts.values())


async def foretold(visit: Visit, changed: Sequence[Submission], samples: Sequence[Submission]) -> Telling:
    """What comes of submissions whose status changed; where nobody is bound the sample is how it would be read."""
    settings, clock = visit.parts.settings, visit.parts.clock
    account = settings.accounts_by_id[visit.account]
    ways = Ways(account, visit.pack, calls=visit.account in visit.parts.apis)
    teller = Foreteller(account, visit.pack, ways, When(clock.now(), clock.real()))
    hearers = await visit.parts.store.hearers(visit.account, [(folded(s.number), s.status) for s in changed])
    counts = teller.channels(changed, hearers)
    by_key = {h.key: h for h in reversed(hearers)}
    shown = []
    for submission in samples:
        hearer = by_key.get(folded(submission.number))
        channel = teller.channel(submission, hearer) if hearer else next(iter(counts), Channel.CUSTOMER)
        how = wording.CHANNELS[channel] if counts else NOBODY
        shown.append((submission.number, teller.said(submission, channel), how))
    return Telling(
        {wording.CHANNELS[channel]: count for channel, count in counts.items()},
        tuple(shown),
        settings.notifications.enabled,
    )
