"""Knowledge made up from the demonstration's, as large and as hard to tell apart, with names of its own each time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random

from bench.settings import PROJECT
from bench.wording import QUESTIONS, Question
from handlers.lexicon import lexicon
from knowledge.faq import FaqEntry
from knowledge.pack import Pack, load_pack
from knowledge.text import is_han

_HERE = "\0"  # where a made-up name goes
_PROGRAMS = (PROJECT / "handlers", PROJECT / "knowledge")


class Disguise:
    """A pack's texts with other names: a made-up word before each, and other characters where no program knows them."""

    def __init__(self, pack: Pack) -> None:
        records = pack.records.values()
        names = {name for r in records for name in (r.name, *r.aliases)} | {pack.name, *pack.manifest.aliases}
        names = {n for n in names if len(n) > 1 and is_han(n[0]) and n not in lexicon().words}
        self._names = re.compile("|".join(map(re.escape, sorted(names, key=lambda n: (-len(n), n)))))

    def mark(self, text: str) -> str:
        """A text with the places marked where made-up words go."""
        return self._names.sub(lambda name: _HERE + name.group(), text)


def told_apart(marked: str, number: int) -> str:
    """A marked text of the copy with this number."""
    word, characters = _made_up(number)
    return marked.replace(_HERE, word).translate(characters)


def packs(folder: Path, size: int, based_on: Path) -> tuple[Question, ...]:
    """So many packs written into a folder, each under its number; the questions that they answer."""
    questions: list[Question] = []
    originals = sorted(p.parent for p in based_on.glob("*/pack.toml"))
    for place, original in enumerate(originals):
        disguise = Disguise(load_pack(original))
        files = {p.relative_to(original): p for p in original.rglob("*") if p.is_file()}
        marked = {name: disguise.mark(path.read_text(encoding="utf-8")) for name, path in files.items()}
        asked = [disguise.mark(text) for text in _questions_to(original.name)]
        for number in range(place, size, len(originals)):
            for name, text in marked.items():
                path = folder / f"p{number}" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(told_apart(text, number), encoding="utf-8")
            questions += [Question(f"p{number}", told_apart(text, number)) for text in asked]
    return tuple(questions)


def entries(size: int, pack: Pack) -> Iterator[FaqEntry]:
    """So many FAQ entries with three wordings each."""
    disguise = Disguise(pack)
    asked = [m if _HERE in (m := disguise.mark(text)) else f"{_HERE}的{text}" for text in _questions_to()]
    for number in range(size):
        text = told_apart(asked[number % len(asked)], number // len(asked))
        similar = (f"想知道{text}", f"{text}，有规定吗")
        yield FaqEntry(text, similar, (), f"第{number + 1}条答复。", "")


def nearly(entries: Sequence[FaqEntry], size: int) -> Iterator[str]:
    """Wordings of entries from all over the list, with a character left out."""
    for number in range(size):
        entry = entries[number * len(entries) // size]
        wording = (entry.question, *entry.similar)[number % 3]
        left_out = number % len(wording)
        yield wording[:left_out] + wording[left_out + 1 :]


def _questions_to(account: str = "") -> list[str]:
    lines = (line.partition(" ") for line in QUESTIONS.read_text(encoding="utf-8").splitlines() if line[:1] != "#")
    return [text for to, _, text in lines if text and account in {"", to}]


@cache
def _made_up(number: int) -> tuple[str, dict[int, str]]:
    """A word and other characters for the copy with this number."""
    free = _free_characters()
    word = free[number % len(free)] + free[number // len(free)]
    others = Random(number).sample(free, len(free))  # noqa: S311  # a choice that is the same each time
    return word, {ord(char): other for char, other in zip(free, others, strict=True)}


@cache
def _free_characters() -> list[str]:
    """The common characters that stand in no program and in no word list."""
    programs = (p for folder in _PROGRAMS for p in folder.iterdir() if p.suffix in {".py", ".toml"})
    known = {char for path in programs for char in path.read_text(encoding="utf-8")}
    common = bytes(b for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF) for b in (high, low)).decode("gb2312")
    return [char for char in common if char not in known]
