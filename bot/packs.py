"""Load the packs that the accounts speak for, and open a desk for each account."""

from __future__ import annotations

from collections.abc import Iterable

from bot.config import Settings
from bot.desks import Answering
from bot.errors import Code, Error
from handlers.answer import Link
from handlers.desk import Desk
from knowledge.errors import PackError
from knowledge.pack import Pack, load_pack


def load_packs(settings: Settings, accounts: Iterable[str]) -> dict[str, Pack]:
    """The pack of each account by the account's id. Raises Error (CONFIG) with every fault of every pack."""
    packs: dict[str, Pack] = {}
    faults: list[str] = []
    wanted = {settings.accounts_by_id[ident].pack for ident in accounts}
    for name in sorted(wanted):
        folder = settings.packs_folder / name
        if not folder.is_dir():
            faults.append(f"{folder}: no such pack; expected a folder, as accounts name the pack {name}")
            continue
        try:
            packs[name] = load_pack(folder)
        except PackError as error:
            faults.append(str(error))
    if faults:
        raise Error(Code.CONFIG, "\n".join(faults))
    return {ident: packs[settings.accounts_by_id[ident].pack] for ident in accounts}


def open_desks(settings: Settings, accounts: Iterable[str], link: Link) -> dict[str, Answering]:
    """A desk for each account, with the pack's own FAQ entries. Raises Error (CONFIG)."""
    return {ident: Desk(pack, link=link) for ident, pack in load_packs(settings, accounts).items()}
