"""Source documents, and where a quote stands in them.

White space is never significant: the originals are converted office files whose line breaks and
blanks are accidents. Every comparison is made on text without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SPACE = re.compile(r"\s+")


def squeeze(text: str) -> str:
    """The text without any white space."""
    return _SPACE.sub("", text)


@dataclass(frozen=True)
class SourceText:
    """One document: its lines, and its squeezed text with the offset at which each line starts."""

    lines: tuple[str, ...]
    squeezed: str
    offsets: tuple[int, ...]  # offsets[i]: where line i+1 starts; one more at the end

    @classmethod
    def of(cls, text: str) -> SourceText:
        """Read a document's text."""
        lines = tuple(text.split("\n"))
        offsets, parts, at = [], [], 0
        for line in lines:
            offsets.append(at)
            parts.append(squeeze(line))
            at += len(parts[-1])
        return cls(lines, "".join(parts), (*offsets, at))

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The squeezed offsets of lines ``first`` to ``last``, counted from 1, both inclusive."""
        return self.offsets[first - 1], self.offsets[min(last, len(self.lines))]

    def find(self, quote: str, within: tuple[int, int]) -> Iterator[tuple[int, int]]:
        """Every stretch of ``within`` at which the quote stands."""
        wanted = squeeze(quote)
        at = within[0]
        while wanted and (at := self.squeezed.find(wanted, at, within[1])) >= 0:
            yield at, at + len(wanted)
            at += len(wanted)
