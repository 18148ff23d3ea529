"""Tracebacks for the log: where it went wrong and by which exception, without the values an exception quotes."""

from __future__ import annotations

import traceback

from bot.errors import Error

MAX_LINKS = 5


def trace(error: BaseException) -> str:
    """The frames of an exception and of its causes.

    The message of an exception is left out, as it may hold a member's words, except for the service's own errors.
    """
    parts: list[str] = []
    at: BaseException | None = error
    for _ in range(MAX_LINKS):
        if at is None:
            break
        frames = "".join(traceback.format_list(traceback.extract_tb(at.__traceback__)))
        message = "\n".join([f": {at.message}", *getattr(at, "__notes__", ())]) if isinstance(at, Error) else ""
        parts.append(f"{frames}{type(at).__name__}{message}")
        at = at.__cause__ or at.__context__
    return "\ncaused by\n".join(parts)
