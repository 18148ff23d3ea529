"""Lay an answer out as one WeChat text: first the answer, last the source, never more than fits."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.answer import Answer, Choice, Link, Source

TEXT_BYTES = 2048
PAGE_CHARACTERS = 560  # of a list: what a phone shows in two screens
MORE = "更多"
NOTE = "注意："  # lines that begin so are caveats: never numbered, never on a later page
CHOICE_BYTES = 1500  # what tappable choices may take, mark-up included
_FOR_MORE = 80
_TITLE_MOST = 46


@dataclass(frozen=True)
class Page:
    """A laid-out text, and the lines that did not fit."""

    text: str
    rest: tuple[str, ...]


def size(text: str) -> int:
    """The bytes that WeChat counts."""
    return len(text.encode())


def source_line(sources: tuple[Source, ...]) -> str:
    """The sources as one closing line: 依据：《…》附件4 注1."""
    places: dict[str, list[str]] = {}
    for source in sources:
        sections = places.setdefault(source.document, [])
        if source.section and source.section not in sections:
            sections.append(source.section)
    return "；".join(f"依据：《{_short(t)}》{'、'.join(s[:3])}" for t, s in list(places.items())[:2])


def _short(title: str) -> str:
    return title if len(title) <= _TITLE_MOST else title[: _TITLE_MOST - 1] + "…"


def room_for(basis: str) -> int:
    """The bytes that an FAQ answer may take beside its basis line without being cut."""
    return TEXT_BYTES - _FOR_MORE - size(f"\n依据：{basis}" if basis else "")


def lay_out(answer: Answer, link: Link) -> Page:
    """The text of an answer with its choices; lines that do not fit wait for 「更多」."""
    tail = source_line(answer.sources)
    choices = _choice_lines(answer.choices, link)
    notes = tuple(x for x in answer.lines if x.startswith(NOTE))
    room = TEXT_BYTES - _FOR_MORE - size("\n".join(x for x in (tail, *notes, answer.then, *choices) if x))
    lead = clip(answer.lead, room)
    lines, rest = _fit(answer, room - size(lead), PAGE_CHARACTERS - len(lead) - len(tail))
    more = (f"（还有{len(rest)}条，回复“{MORE}”继续看）",) if rest else ()
    text = "\n".join(part for part in (lead, *lines, *more, *notes, tail, answer.then, *choices) if part)
    return Page(text, rest)


def lay_out_rest(lines: tuple[str, ...]) -> Page:
    """The next page of a list."""
    taken: list[str] = []
    used = 0
    for line in lines:
        if taken and (used + size(line) + 1 > TEXT_BYTES - 100 or sum(map(len, taken)) + len(line) > PAGE_CHARACTERS):
            break
        taken.append(clip(line, TEXT_BYTES - 100))
        used += size(line) + 1
    rest = lines[len(taken) :]
    more = [f"（还有{len(rest)}条，回复“{MORE}”继续看）"] if rest else []
    return Page("\n".join((*taken, *more)), rest)


def clip(text: str, room: int) -> str:
    """A text that fits into ``room`` bytes, ended by an ellipsis where it was cut."""
    if size(text) <= room:
        return text
    cut = text.encode()[: max(room - 3, 0)].decode(errors="ignore")
    return cut + "…"


def _fit(answer: Answer, room: int, characters: int) -> tuple[list[str], tuple[str, ...]]:
    numbered = _numbered(answer)
    taken: list[str] = []
    for at, line in enumerate(numbered):
        if size(line) + 1 > room or (taken and len(line) > characters):
            return taken, tuple(numbered[at:])
        taken.append(line)
        room -= size(line) + 1
        characters -= len(line)
    return taken, ()


def _numbered(answer: Answer) -> list[str]:
    lines = [x for x in answer.lines if not x.startswith(NOTE)]
    return [f"{n}. {line}" for n, line in enumerate(lines, 1)] if answer.listed else lines


def _choice_lines(choices: tuple[Choice, ...], link: Link) -> list[str]:
    """The choices as lines, as many as leave room for the answer itself."""
    lines: list[str] = []
    for choice in choices:
        line = f"▸ {link(choice)}"
        if size("\n".join((*lines, line))) > CHOICE_BYTES:
            break
        lines.append(line)
    return lines
