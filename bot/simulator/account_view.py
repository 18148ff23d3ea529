"""What the page shows of an account: its name, its avatar, its kind, and its menu bar."""

from __future__ import annotations

from dataclasses import dataclass

from bot.config import AccountSettings
from bot.plan import ASK_PREFIX
from bot.service import Service
from knowledge.pack import Pack
from knowledge.schema import MenuItem

TINTS = 6
KINDS = {"service": "服务号", "subscription": "订阅号"}
MODES = {"plain": "明文模式", "compatible": "兼容模式", "secure": "安全模式"}


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An entry of the menu bar, or one that pops up; ``key`` is the EventKey that a tap sends."""

    name: str
    key: str
    entries: tuple[MenuEntry, ...]


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account in the list and in the conversation's header; ``tint`` picks the avatar's colour."""

    id: str
    name: str
    initial: str
    tint: int
    kind: str
    mode: str
    menu: tuple[MenuEntry, ...]


def account_views(service: Service) -> tuple[AccountView, ...]:
    """The accounts in the configuration's order, with the menus of their packs."""
    return tuple(_view(a, service.packs.get(a.id), n) for n, a in enumerate(service.settings.accounts))


def _view(account: AccountSettings, pack: Pack | None, position: int) -> AccountView:
    name = account.name or (pack.manifest.name if pack else account.id)
    return AccountView(
        id=account.id,
        name=name,
        initial=name[0],
        tint=position % TINTS,
        kind=("已认证" if account.verified else "") + KINDS[account.kind],
        mode=MODES[account.mode],
        menu=tuple(_entry(item) for item in pack.manifest.menu) if pack else (),
    )


def _entry(item: MenuItem) -> MenuEntry:
    return MenuEntry(item.name, ASK_PREFIX + item.say, tuple(_entry(i) for i in item.items))
