"""Structured logs on standard error: one line an event."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress

import structlog

from bot.config import LogSettings

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


class Lines:
    """Writes each event as a line on standard error; a log that cannot be written keeps no member waiting."""

    def msg(self, line: str) -> None:
        """Write a line."""
        with suppress(OSError, ValueError):  # no room, or nobody reads any more
            sys.stderr.write(line + "\n")

    debug = info = warning = error = msg


def configure(settings: LogSettings) -> None:
    """Set up logging for a serving process; libraries' own warnings go the same way as plain lines."""
    level = _LEVELS[settings.level]
    logging.basicConfig(
        stream=sys.stderr, level=max(level, logging.WARNING), format="%(levelname)s %(name)s %(message)s"
    )
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.TimeStamper("iso"), renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: Lines(),
        cache_logger_on_first_use=True,
    )
