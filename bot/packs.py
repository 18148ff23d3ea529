"""Load the packs that the accounts speak for, and open a desk for each account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import structlog

from bot.config import Settings
from bot.desks import Answering
from bot.errors import Code, Error
from bot.traces import trace
from handlers.answer import Link, Memory
from handlers.desk import Desk
from knowledge.check import prove
from knowledge.errors import PackError
from knowledge.pack import Pack, load_pack

WARM_UP = "warm up: nihao 会费"  # Latin letters, pinyin and Chinese, for everything that is read at its first use

log = structlog.get_logger()


def load_packs(settings: Settings, accounts: Iterable[str], *, proven: bool = False) -> dict[str, Pack]:
    """The pack of each account by the account's id. Raises Error (CONFIG) with every fault of every pack.

    ``proven``: a pack that ``knowledge check`` finds fault with is refused too, such as one whose source lacks a quote.
    """
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
            faults += map(str, prove(packs[name], folder)) if proven else ()
        except PackError as error:
            faults.append(str(error))
    if faults:
        raise Error(Code.CONFIG, "\n".join(faults))
    return {ident: packs[settings.accounts_by_id[ident].pack] for ident in accounts}


def open_desks(settings: Settings, accounts: Iterable[str], link: Link) -> dict[str, Answering]:
    """A desk for each account, with the pack's own FAQ entries. Raises Error (CONFIG)."""
    return desks_of(load_packs(settings, accounts), link)


def desks_of(packs: Mapping[str, Pack], link: Link) -> dict[str, Answering]:
    """A desk for each account's pack."""
    return {ident: Desk(pack, link=link) for ident, pack in packs.items()}


def warm_up(desks: Mapping[str, Answering], now: datetime) -> None:
    """Ask each desk what it gives as examples: what is prepared at its first use would else cost a member's time.

    For word lists that is up to half a second, for a pack some milliseconds.
    """
    for ident, desk in desks.items():
        try:
            examples = [choice.say for choice in desk.welcome(Memory(), now).answer.choices]
            for text in (WARM_UP, *examples):
                desk.reply(text, Memory(), now)
        except Exception as error:  # noqa: BLE001  # the edge: a desk may raise anything, and other questions may fare better
            log.error("desk not warmed up", account=ident, traceback=trace(error))
