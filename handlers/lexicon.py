"""How people ask, read once from ``lexicon.toml``: the same for every association."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.facets import FACETS
from knowledge.text import normalise


@dataclass(frozen=True)
class Lexicon:
    """Word lists by what they tell of a question. ``flags`` are the named groups that handlers look for."""

    fillers: frozenset[str]
    common: frozenset[str]
    generic: frozenset[str]
    vague: frozenset[str]
    outside: tuple[str, ...]
    facets: dict[str, frozenset[str]]  # noun cue -> facets
    interrogatives: dict[str, tuple[str, ...]]  # interrogative -> facets, the likeliest first
    synonyms: dict[str, tuple[str, ...]]
    flags: dict[str, frozenset[str]]
    patterns: dict[str, tuple[re.Pattern[str], ...]]  # flag -> expressions that raise it, its words among them

    @property
    def words(self) -> frozenset[str]:
        """Every word listed."""
        return (
            self.fillers
            | self.common
            | frozenset(self.facets)
            | frozenset(self.interrogatives)
            | frozenset(self.synonyms)
        )


FLAGS: tuple[str, ...] = (
    "ellipsis",
    "negations",
    "polar",
    "more",
    "difference",
    "sum",
    "full",
    "days_left",
    "mismatch",
    "contrast",
    "listing",
)


@cache
def lexicon() -> Lexicon:
    """The lexicon beside this module; raises ValueError where it names a facet that does not exist."""
    raw = tomllib.loads(Path(__file__).with_name("lexicon.toml").read_text(encoding="utf-8"))
    facets: dict[str, set[str]] = defaultdict(set)
    for facet, words in raw["facets"].items():
        for word in words:
            facets[normalise(word)].add(facet)
    asking: dict[str, tuple[str, ...]] = {}
    for group in raw["interrogatives"].values():
        for word in map(normalise, group["words"]):
            asking[word] = tuple(dict.fromkeys((*asking.get(word, ()), *group["facets"])))
    flags = {name: frozenset(map(normalise, raw[name])) for name in FLAGS}
    unknown = (set(raw["facets"]) | {f for g in raw["interrogatives"].values() for f in g["facets"]}) - FACETS
    if unknown:
        raise ValueError(f"lexicon.toml: no such facet: {', '.join(sorted(unknown))}")
    return Lexicon(
        fillers=frozenset(map(normalise, raw["fillers"])),
        common=frozenset(map(normalise, raw["common"])),
        generic=frozenset(map(normalise, raw["generic"])),
        vague=frozenset(map(normalise, raw["vague"])),
        outside=tuple(map(normalise, raw["outside"])),
        facets={w: frozenset(f) for w, f in facets.items()},
        interrogatives=asking,
        synonyms={normalise(w): tuple(map(normalise, s)) for w, s in raw["synonyms"].items()},
        patterns=_patterns(flags, raw["patterns"]),
        flags=flags,
    )


def _patterns(flags: dict[str, frozenset[str]], more: dict[str, list[str]]) -> dict[str, tuple[re.Pattern[str], ...]]:
    """What raises each flag: any of its words of two characters or more, or one of its expressions."""
    said = {n: [re.escape(w) for w in sorted(words) if len(w) > 1] for n, words in flags.items()}
    found = {n: (["|".join(said.get(n, ()))] if said.get(n) else []) + more.get(n, []) for n in {*said, *more}}
    return {n: tuple(map(re.compile, expressions)) for n, expressions in found.items()}


@cache
def near_facets() -> dict[str, dict[str, float]]:
    """How nearly a fact of one facet (inner key) answers a question for another (outer key), from ``near.toml``."""
    raw: dict[str, dict[str, float]] = tomllib.loads(Path(__file__).with_name("near.toml").read_text(encoding="utf-8"))
    unknown = ({*raw} | {f for told in raw.values() for f in told}) - FACETS
    if unknown:
        raise ValueError(f"near.toml: no such facet: {', '.join(sorted(unknown))}")
    return raw
