"""A deadline as a calendar file (RFC 5545), exact to the byte: CRLF, lines of 75 octets, escaped text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LINE = 75  # octets of a line, its end not counted
REMIND_DAYS = 3


@dataclass(frozen=True, slots=True)
class Event:
    """A whole day. ``uid`` stays when the day moves, so that a calendar moves it too."""

    uid: str
    day: date
    summary: str
    description: str


def calendar(event: Event, made_at: float) -> bytes:
    """The file. ``made_at``: seconds of the real clock; of two files the later one holds."""
    stamp = f"{datetime.fromtimestamp(made_at, UTC):%Y%m%dT%H%M%SZ}"
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//zhixietong//deadlines//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_escaped(event.uid)}",
        f"DTSTAMP:{stamp}",
        f"LAST-MODIFIED:{stamp}",
        f"SEQUENCE:{int(made_at)}",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(event.summary)}",
        f"DESCRIPTION:{_escaped(event.description)}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(event.summary)}",
        f"TRIGGER:-P{REMIND_DAYS}D",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _escaped(text: str) -> str:
    plain = "".join(c for c in text.replace("\r\n", "\n").replace("\r", "\n") if c >= " " or c == "\n")
    for special in ("\\", ";", ","):
        plain = plain.replace(special, f"\\{special}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> Iterator[bytes]:
    """The line in parts that begin with a blank, but the first; no character is parted."""
    part = b""
    for character in line:
        octets = character.encode("utf-8", "ignore")
        if len(part) + len(octets) > LINE:
            yield part
            part = b" "
        part += octets
    yield part
