"""What stands in a delivery for the openid of a member who left or was erased."""

from __future__ import annotations

from bot.broadcast.broadcast import ERASED_PREFIX

ERASED_MEMBER = f"substr(deliveries.member, 1, {len(ERASED_PREFIX)}) = '{ERASED_PREFIX}'"
ERASE = f"member = '{ERASED_PREFIX}' || lower(hex(randomblob(8))), msg_id = NULL"
