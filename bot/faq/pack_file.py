"""Additions as files of a pack: ``faq.toml`` and ``aliases.toml``, which ``knowledge check`` takes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from bot.faq.checking import same
from knowledge.additions import Additions, Aliases
from knowledge.faq import FaqEntry

FAQ_FILE, ALIAS_FILE = "faq.toml", "aliases.toml"


def faq_file(additions: Additions, own: Iterable[FaqEntry]) -> str:
    """The whole ``faq.toml``: what staff wrote, and what the pack has and staff did not write anew."""
    written = {same(entry.question) for entry in additions.faq}
    kept = [entry for entry in own if same(entry.question) not in written]
    return "\n".join(_entry(entry) for entry in (*additions.faq, *kept))


def alias_file(additions: Additions, own: Sequence[Aliases], records: Iterable[str]) -> str:
    """The whole ``aliases.toml``: what the pack has and what staff added, for the records that there are."""
    names: dict[str, list[str]] = {record: [] for record in records}
    for aliases in (*own, *additions.aliases):
        if aliases.record in names:
            names[aliases.record] += [n for n in aliases.names if n not in names[aliases.record]]
    return "\n".join(f"[[alias]]\nrecord = {_text(r)}\nnames = {_list(given)}\n" for r, given in names.items() if given)


def _entry(entry: FaqEntry) -> str:
    lines = ["[[entry]]", f"question = {_text(entry.question)}"]
    if entry.similar:
        lines.append(f"similar = {_list(entry.similar)}")
    if entry.negative:
        lines.append(f"negative = {_list(entry.negative)}")
    lines.append(f"answer = {_text(entry.answer)}")
    if entry.basis:
        lines.append(f"basis = {_text(entry.basis)}")
    return "\n".join(lines) + "\n"


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _text(text: str) -> str:
    """A basic string of TOML: as JSON has it, but for DEL, which TOML does not take as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
