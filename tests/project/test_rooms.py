"""Which room may look into which: bot -> handlers -> knowledge, and what each may use of the outside."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
ROOMS = ("bot", "handlers", "knowledge")
PLATFORM = frozenset({"aiohttp", "wechatpy", "requests", "socket", "http", "urllib"})
OUTSIDE = PLATFORM | {"sqlite3", "sqlite_utils", "asyncio"}
CLOCKS = frozenset({"datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time", "time.monotonic"})
FORBIDDEN = {
    "knowledge": OUTSIDE | {"bot", "handlers", "bench", "tests", "random"},
    "handlers": OUTSIDE | {"bot", "bench", "tests", "random"},
    "bot": frozenset({"bench", "tests"}),
}


def modules(room: str) -> list[Path]:
    found = sorted((PROJECT / room).rglob("*.py"))
    assert found, f"no modules in {room}"
    return found


def imported(file: Path) -> Iterator[str]:
    """The top-level name of everything that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively; name the room"
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_nothing_from_above_or_outside(room: str) -> None:
    wrong = {str(f.relative_to(PROJECT)): found for f in modules(room) if (found := FORBIDDEN[room] & set(imported(f)))}
    assert wrong == {}


@pytest.mark.parametrize("room", ["handlers", "knowledge"])
def test_the_pure_rooms_read_no_clock(room: str) -> None:
    wrong = [
        f"{file.relative_to(PROJECT)}:{node.lineno}"
        for file in modules(room)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).removeprefix("datetime.datetime.") in CLOCKS
    ]
    assert wrong == []


def test_the_platform_and_the_store_never_meet() -> None:
    for room, other in (("wechat", "bot.store"), ("store", "bot.wechat")):
        for file in (PROJECT / "bot" / room).rglob("*.py"):
            assert other not in file.read_text(encoding="utf-8"), f"{file} looks into {other}"
