"""A place of a document by its numbers, in the document's own words: 第三部分第4条, 附件9注第二条."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from handlers.answer import Answer, Reading, Slots, Source
from handlers.compose import edition_of
from handlers.proposal import Asked, Proposal
from handlers.question import Question
from knowledge.numerals import whole_number
from knowledge.schema import Document, Section
from knowledge.text import normalise

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_HAN_N = "[一二三四五六七八九十]"
_STEP = re.compile(
    rf"附[件表](?P<annex>\d{{1,2}}(?:\.\d)?|{_HAN_N}{{1,3}})|第(?P<part>{_N})(?:部分|大?块|章)"
    rf"|(?P<note>注)(?P<of_note>{_N})?|第(?P<entry>{_N})[条项点款个]|[((](?P<bracketed>{_N})[))]"
    rf"|(?:^|(?<=附件\d)|(?<=附件\d\d)|(?<=附件{_HAN_N})|(?<=[\d一二三四五六七八九十] ))(?P<head>{_HAN_N}{{1,2}})(?=,)"
    rf"|^(?P<bare>{_HAN_N}{{1,2}})(?=[^\W\d_]{{3}})(?![项条个])"
)
_SMALL_WORDS = re.compile(
    r"是什么|什么|内容|请问|想问|具体|原文|规定|要求|通知|文件|怎么|分别|那么|[是说讲写呢的了有吗啥哪里面那和,.?!;\s]"
)
_MARKS = tuple(
    re.compile(p)
    for p in (r"(?<![\d.])(\d{1,2})[、.．](?!\d)", r"[（(](\d{1,2})[）)]", r"([①-⑳])", rf"[（(]({_N})[）)]",
              rf"(?:^|(?<=[\s。；;]))({_N})、", r"([一二三四五六七八九十])是[,，、：:]?")
)  # fmt: skip
_NAMES = 4_096  # sections whose names are kept cut into steps: their questions look at all of them
_LONGEST = 420
_SURE = 1.3
_TITLE = 3
_SLOT = "section"


@dataclass(frozen=True)
class Place:
    """A section, and the number of one of its entries where that is meant; 0 for all of it."""

    document: Document
    section: Section
    entry: int = 0

    @property
    def name(self) -> str:
        """How a reader would cite it."""
        return f"{self.section.name} 第{self.entry}条" if self.entry else self.section.name


def propose(asked: Asked) -> Proposal | None:
    """What the documents say at the place that is named by its numbers, and by nothing else."""
    read = [(place, *_read(asked, place)) for place in _places(asked)]
    there = [(p, said) for p, said, known in read if said] or [(p, said) for p, said, known in read if known]
    if not there:
        return None
    leads = [_lead(asked, place, said, _read(asked, place)[1]) for place, said in there]
    sources = tuple(Source(p.document.title, p.name, _short(said)) for p, said in there if said)
    answer = Answer(leads[0], "answered" if sources else "unknown", "sections", tuple(leads[1:]), sources)
    place = there[0][0]
    slots: Slots = {_SLOT: ((place.document.id, _parent(place)),)}
    return Proposal(Reading("sections", place.name, "", _SURE), lambda: answer, slots=slots)


def _lead(asked: Asked, place: Place, said: str, known: int) -> str:
    edition = edition_of(place.document, asked.today)
    if not said:
        return f"{edition}“{place.section.name}”只有{known}条，没有第{place.entry}条。"
    return f"{edition}{place.name}的原文：{_short(said)}"


def _read(asked: Asked, place: Place) -> tuple[str, int]:
    """The words at a place, empty where there is no such entry; and how many entries the section has."""
    lines = asked.library.pack.texts[place.document.id].lines
    first, last = place.section.lines
    text = " ".join(line.strip() for line in lines[first - 1 : last] if line.strip())
    if not place.entry:
        return text, 1
    found = _entries(text)
    return (found[place.entry - 1] if place.entry <= len(found) else ""), len(found)


def goes_on(slots: Slots) -> bool:
    """Whether a section was told last, so that 第三条 is one of it."""
    return _SLOT in slots


def _parent(place: Place) -> str:
    """The section that holds the entry told, or the section told."""
    if place.entry:
        return place.section.name
    above = _path(place.section.name)[:-1]
    return next((s.name for s in place.document.sections if above and _path(s.name) == above), place.section.name)


def _places(asked: Asked) -> list[Place]:
    path, documents = _path(asked.question.text), asked.library.pack.manifest.documents
    before = asked.memory.slots.get(_SLOT)
    if not path or (not path[-1].isdecimal() and path[-1] != "注"):
        return []
    if before and len(path) == 1 and _says_no_more(asked.question):
        document = next(d for d in documents if d.id == before[0][0])
        last = next(s for s in document.sections if s.name == before[0][1])
        return [_found(document, (*_path(last.name), path[0])) or Place(document, last, int(path[0]))]
    if len(path) > 1 and _says_no_more(asked.question):
        return [p for d in documents if (p := _found(d, path))]
    return _titled(asked, path[-1])


def _titled(asked: Asked, entry: str) -> list[Place]:
    """The entry of a section that is called by its title: 申报要求第3项."""
    found: list[Place] = []
    for document in asked.library.pack.manifest.documents:
        for section in document.sections:
            title = _title(section.name)
            named = len(title) >= _TITLE and title in asked.question.text and not _STEP.search(title)
            if named and entry.isdecimal() and _says_no_more(asked.question, title):
                whole = _found(document, (*_path(section.name), entry))
                found.append(whole or Place(document, section, int(entry)))
    return found


def _found(document: Document, path: tuple[str, ...]) -> Place | None:
    """The section of that path; else the entry of the one above it."""
    sections = [(s, _path(s.name)) for s in document.sections]
    whole = next((Place(document, s) for s, p in sections if p == path and len(p) > 1), None)
    entries = (Place(document, s, int(path[-1])) for s, p in sections if p == path[:-1] and path[-1].isdecimal())
    return whole or next(entries, None)


@lru_cache(maxsize=_NAMES)
def _path(text: str) -> tuple[str, ...]:
    """The numbers by which a place is named, from the outermost on; those of annexes and notes say so."""
    return tuple(_steps(normalise(text)))


def _steps(text: str) -> Iterator[str]:
    for step in _STEP.finditer(text):
        if step["annex"]:
            said = step["annex"]
            yield f"附{said if '.' in said else whole_number(said)}"
        elif step["note"]:
            yield "注"
            if step["of_note"]:
                yield str(whole_number(step["of_note"]))
        else:
            said = next(g for k in ("part", "entry", "bracketed", "head", "bare") if (g := step[k]))
            yield str(whole_number(said))


@lru_cache(maxsize=_NAMES)
def _title(name: str) -> str:
    return normalise(re.sub(rf"^{_N}[、,]", "", name)).split(" ")[-1]


def _says_no_more(question: Question, title: str = "") -> bool:
    """Whether nothing is asked of the place but what it says."""
    text = question.text
    left = _SMALL_WORDS.sub("", _STEP.sub("", text.replace(title, "") if title else text))
    asks = any(t.role == "cue" and t.text in left for t in question.tokens)
    return len(left) <= (1 if asks else _TITLE - 1)


def _entries(text: str) -> list[str]:
    """The numbered entries of a text, those of the outermost kind of number."""
    runs = [r for marks in _MARKS if len(r := _run(marks, text)) > 1]
    starts = min(runs, key=lambda r: r[0], default=[])
    if not starts:
        return []
    return [text[a:b].strip() for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]


def _run(marks: re.Pattern[str], text: str) -> list[int]:
    """Where the entries 1, 2, 3 … of one kind of number begin."""
    starts: list[int] = []
    for match in marks.finditer(text):
        said = match[1]
        value = ord(said) - ord("①") + 1 if said >= "①" and said <= "⑳" else whole_number(said)
        if value == len(starts) + 1:
            starts.append(match.start())
    return starts


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……"
