"""The console's sections, as the bar on each page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.console.roles import Right, Staff

# The section's path behind the account, its name, and what it takes to see it.
SECTIONS = (
    ("today", "今天", Right.SEE),
    ("questions", "没答上的", Right.SEE),
    ("handoffs", "找人工", Right.SEE),
    ("submissions", "申报", Right.SEE),
    ("broadcasts", "群发", Right.SEE),
    ("calendar", "日历", Right.SEE),
    ("knowledge", "资料库", Right.SEE),
)
HOME = "today"


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the bar."""

    name: str
    href: str
    current: bool


def links(staff: Staff, account: str, path: str) -> Sequence[Link]:
    """The sections of an account that a member of staff may see; ``path`` is the page's own."""
    prefix = f"/console/{account}/"
    at = path.removeprefix(prefix).split("/", 1)[0]
    return [Link(name, prefix + section, section == at) for section, name, right in SECTIONS if staff.may(right)]
