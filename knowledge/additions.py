"""What is added to a pack's records without touching their files (补充): FAQ entries, and other names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.faq import FaqEntry
from knowledge.schema import Record
from knowledge.text import normalise


@dataclass(frozen=True, slots=True)
class Aliases:
    """Other names (别名) by which members mean a record, which goes by its id."""

    record: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Additions:
    """All that staff added to one pack, in the order in which it came."""

    faq: tuple[FaqEntry, ...] = ()
    aliases: tuple[Aliases, ...] = ()


def also_called(records: Mapping[str, Record], added: Iterable[Aliases]) -> dict[str, Record]:
    """The records, which go by these names too; what names none of them has no effect."""
    names: dict[str, list[str]] = defaultdict(list)
    for aliases in added:
        names[aliases.record] += aliases.names
    return {i: _called(record, names[i]) if i in names else record for i, record in records.items()}


def _called(record: Record, more: Iterable[str]) -> Record:
    known = {normalise(name) for name in (record.name, *record.aliases)}
    new = {key: name for name in more if (key := normalise(name)) and key not in known}
    return record.model_copy(update={"aliases": (*record.aliases, *new.values())})
