"""What members will read of a new status, and by which channel, before it is so; nothing is sent and nothing kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.config import AccountSettings
from bot.notifications import text
from bot.notifications.notice import Channel, Hearer, Notice, State
from bot.notifications.outlet import Ways
from bot.submissions.submission import Submission, folded
from bot.wechat.fields import filled
from handlers.enquiries import notices
from handlers.enquiries.case import Notice as Told
from knowledge.applying import Applying
from knowledge.pack import Pack


@dataclass(frozen=True, slots=True)
class When:
    """The moment: the business clock's, and the real one in seconds."""

    now: datetime
    real: float

    @property
    def today(self) -> date:
        """The business day."""
        return self.now.date()


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it will be read: a text, or the fields of a template."""

    channel: Channel
    text: str = ""
    fields: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Foreteller:
    """One account's. ``ways`` are those by which its notices will be sent."""

    account: AccountSettings
    pack: Pack | None
    ways: Ways
    when: When

    def channel(self, submission: Submission, hearer: Hearer) -> Channel:
        """The channel that is tried first for one member; later ones follow where WeChat refuses it."""
        found = self.ways.channels(self._notice(submission, hearer), self.when.now, self.when.today, self.when.real)
        return found[0] if found else Channel.NEXT_CONTACT

    def channels(self, submissions: Sequence[Submission], hearers: Sequence[Hearer]) -> dict[Channel, int]:
        """How many members will be told by which channel."""
        by_key = {folded(s.number): s for s in submissions}
        counts = Counter(self.channel(by_key[h.key], h) for h in hearers if h.key in by_key)
        return {channel: counts[channel] for channel in Channel if counts[channel]}

    def said(self, submission: Submission, channel: Channel) -> Said:
        """What a submission's applicant reads by a channel."""
        notice, account = self._notice(submission, None), self.account
        match channel:
            case Channel.CUSTOMER:
                return Said(channel, text.message(notice, self.pack))
            case Channel.NEXT_CONTACT:
                s = submission
                told = Told(s.number, s.application, s.title, s.status, s.tell)
                return Said(channel, notices.told(self.pack.applying if self.pack else Applying(), told))
            case Channel.TEMPLATE | Channel.SUBSCRIBE:
                patterns = account.reminder_fields if channel is Channel.TEMPLATE else account.notice_fields
                values = text.values(notice, self.pack, self.when.now, self.when.today)
                return Said(channel, fields=filled(patterns, values).data)

    def _notice(self, submission: Submission, hearer: Hearer | None) -> Notice:
        return Notice(
            0,
            submission.account,
            "",
            submission.number,
            submission.application,
            submission.status,
            self.when.real,
            State.PENDING,
            self.when.real,
            last_seen=hearer.last_seen if hearer else None,
            told=submission.tell,
        )
