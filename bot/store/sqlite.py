"""The store in one SQLite file: a keeper for each part of what ``Store`` promises."""

from __future__ import annotations

from bot.store.keepers.access import SqliteAccess
from bot.store.keepers.batches import SqliteBatches
from bot.store.keepers.broadcasts import SqliteBroadcasts
from bot.store.keepers.conversations import SqliteConversations
from bot.store.keepers.deliveries import SqliteDeliveries
from bot.store.keepers.faq import SqliteFaq
from bot.store.keepers.handoffs import SqliteHandoffs
from bot.store.keepers.notices import SqliteNotices
from bot.store.keepers.office import SqliteOffice
from bot.store.keepers.reminders import SqliteReminders
from bot.store.keepers.results import SqliteResults
from bot.store.keepers.reviews import SqliteReviews
from bot.store.keepers.staff import SqliteStaffBook
from bot.store.keepers.tallies import SqliteTallies
from bot.store.keepers.tokens import SqliteAccessTokens
from bot.store.keepers.wishes import SqliteWishes


class SqliteStore(
    SqliteConversations,
    SqliteAccess,
    SqliteOffice,
    SqliteNotices,
    SqliteBroadcasts,
    SqliteDeliveries,
    SqliteWishes,
    SqliteReminders,
    SqliteAccessTokens,
    SqliteFaq,
    SqliteResults,
    SqliteReviews,
    SqliteStaffBook,
    SqliteTallies,
    SqliteHandoffs,
    SqliteBatches,
):
    """See ``Store``. All keepers share the one file that it opens."""
