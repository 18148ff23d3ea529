"""What a broadcast says, by each channel: the same to every member."""

from __future__ import annotations

from collections.abc import Mapping

from bot.broadcast.broadcast import Draft
from bot.wechat.fields import Filled, filled


def as_text(draft: Draft) -> str:
    """As a message of its own (customer service, mass send) and above a reply."""
    return draft.text


def as_template(draft: Draft, patterns: Mapping[str, str]) -> Filled:
    """As a template's fields, by the account's patterns such as ``thing1 = "{name}"``."""
    return filled(patterns, {"name": draft.name, "text": draft.text, **draft.fields})
