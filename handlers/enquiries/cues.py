"""The expressions of ``cues.toml``, made ready."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from handlers.cue_file import any_of, read_cues

_OF_SHOWN = ("next", "since")  # topics that mean a submission only after it was shown
_LONGEST = 40  # characters of what asks, beside numbers and politeness


@dataclass(frozen=True)
class Cue:
    """What asks for one thing; ``rule`` is what shows that the rule is asked for, not the member's own case."""

    asks: re.Pattern[str]
    rule: re.Pattern[str] | None = None

    def found(self, rest: str) -> bool:
        """Whether a message says this and nothing else."""
        if not rest or len(rest) > _LONGEST or not self.asks.fullmatch(rest):
            return False
        return self.rule is None or not self.rule.search(rest)


@dataclass(frozen=True)
class Cues:
    """All that tells an enquiry from a question."""

    status: Cue
    dues: Cue
    unbind: Cue
    settled: Cue
    shown: Cue
    explain: tuple[str, str]
    asking: re.Pattern[str]
    topics: tuple[tuple[str, re.Pattern[str]], ...]
    ordinal: re.Pattern[str]
    erase: Cue
    confirm: Cue
    lost: Cue
    lost_meanwhile: Cue
    stop: Cue
    labelled_digits: re.Pattern[str]
    counted: re.Pattern[str]
    polite: re.Pattern[str]
    particles: re.Pattern[str]
    fillers: re.Pattern[str]
    standards: re.Pattern[str]
    own: re.Pattern[str]
    noise: re.Pattern[str]
    named: re.Pattern[str]
    labels: tuple[tuple[str, re.Pattern[str]], ...]

    def bare(self, rest: str) -> str:
        """What is said without politeness."""
        return self.particles.sub("", self.polite.sub("", rest))

    def gist(self, rest: str, *, numbered: bool) -> str:
        """What is asked of one's own case, in fewer words; ``numbered``: a number stood in it, under its name."""
        bare = self.bare(rest)
        return self.own.sub("我", self.noise.sub("", self.named.sub("", bare) if numbered else bare))

    def left_of(self, rest: str) -> str:
        """What is said besides all that belongs around a number."""
        return self.fillers.sub("", self.bare(rest))

    def topic(self, rest: str, *, shown: bool = False) -> str:
        """What of a submission is wanted first; empty: nothing before all else. ``shown``: it is spoken of already."""
        return next((t for t, said in self.topics if said.search(rest) and (shown or t not in _OF_SHOWN)), "")

    def called(self, rest: str) -> str:
        """What a number is by what it is called: a submission, a unit, or empty."""
        return next((kind for kind, label in self.labels if label.search(rest)), "")


@cache
def cues() -> Cues:
    """The cues, read once."""
    raw = read_cues(__file__)
    return Cues(
        status=Cue(any_of(raw["status"]["patterns"]), re.compile(raw["status"]["rule"])),
        dues=Cue(any_of(raw["dues"]["patterns"]), re.compile(raw["dues"]["rule"])),
        unbind=Cue(any_of(raw["unbind"])),
        settled=Cue(any_of(raw["settled"])),
        shown=Cue(any_of(raw["shown"])),
        explain=(raw["explain"]["before"], raw["explain"]["after"]),
        asking=re.compile(raw["asking"]),
        topics=tuple((topic, re.compile(said)) for topic, said in raw["topics"].items()),
        ordinal=re.compile(raw["ordinal"]),
        erase=Cue(any_of(raw["erase"])),
        confirm=Cue(any_of(raw["confirm"])),
        lost=Cue(any_of(raw["lost"])),
        lost_meanwhile=Cue(re.compile(raw["lost_meanwhile"])),
        stop=Cue(re.compile(raw["stop"])),
        labelled_digits=re.compile(rf"{raw['digits_label']}(?:[是为:,( ])*(?P<digits>[0-9]{{4}})(?![0-9a-z])"),
        counted=re.compile(raw["counted"]),
        polite=re.compile(raw["polite"]),
        particles=re.compile(raw["particles"]),
        fillers=re.compile(raw["fillers"]),
        standards=re.compile(raw["standards"]),
        own=re.compile(raw["own"]),
        noise=re.compile(raw["noise"]),
        named=re.compile(raw["named"]),
        labels=(("submission", re.compile(raw["submission_label"])), ("unit", re.compile(raw["unit_label"]))),
    )
