"""What a member is told above the reply to whatever they wrote: news of their own, then what was sent to many.

All of it and the reply share one message; what no longer fits below waits for 「更多」.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.answer import Reply
from handlers.layout import MORE, TEXT_BYTES, clip, size

_RULE = "————"
_LEAST = 600  # bytes that the reply keeps, if it needs them
_FOR_MORE = 80
_ENDS = re.compile(r"[。！？；!?;]")


def room_for(news: Sequence[str], texts: Sequence[str], reply: Reply) -> int:
    """How many of the texts, the first ones, can be told whole; the first even in parts, where there are no news."""
    left = TEXT_BYTES - _FOR_MORE - min(size(reply.text), _LEAST) - size(_headed(news))
    for count, text in enumerate(texts):
        left -= size(_headed((text,)))
        if left < 0:
            return count or int(not news)
    return len(texts)


def above(news: Sequence[str], texts: Sequence[str], reply: Reply) -> Reply:
    """The reply with all of this above it."""
    head = _headed(news) + "".join(_headed((text,)) for text in texts)
    if not head:
        return reply
    if size(head) + size(reply.text) <= TEXT_BYTES:
        return replace(reply, text=head + reply.text)
    least = min(size(reply.text), _LEAST)
    shown, first = _parted(head.rstrip("\n").split("\n"), TEXT_BYTES - least - _FOR_MORE)
    kept, later = _parted(reply.text.split("\n"), TEXT_BYTES - _FOR_MORE - size("\n".join((*shown, ""))))
    first = first[:-1] if first and not later else first  # the rule parts it from nothing
    rest = (*first, *later, *reply.memory.rest)
    text = "\n".join((*shown, *((_RULE,) if first else ()), *kept, f"（还有{len(rest)}条，回复“{MORE}”继续看）"))
    return replace(reply, text=text, memory=replace(reply.memory, rest=rest))


def _headed(lines: Sequence[str]) -> str:
    return "\n".join((*lines, _RULE, "")) if lines else ""


def _parted(lines: Sequence[str], room: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines that fit, and the others; a line that alone is too long is parted where a sentence ends."""
    used = 0
    for at, line in enumerate(lines):
        used += size(line) + 1
        if used <= room:
            continue
        if at:
            return tuple(lines[:at]), tuple(lines[at:])
        begun = _sentences(line, room)
        return (begun,), tuple(x for x in (line[len(begun) :], *lines[1:]) if x)
    return tuple(lines), ()


def _sentences(line: str, room: int) -> str:
    """The beginning of a line that fits, whole sentences or else whole words of links."""
    fits = clip(line, room).removesuffix("…") if size(line) > room else line
    ends = [m.end() for m in _ENDS.finditer(fits)]
    if ends and ends[-1] > len(fits) // 2:
        return fits[: ends[-1]]
    opened = fits.rfind("<a ")
    return fits[:opened] if opened > fits.rfind("</a>") and opened > 0 else fits
