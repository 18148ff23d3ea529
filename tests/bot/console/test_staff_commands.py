"""``zhixietong staff``: the first member of staff comes from the command line, and from nowhere else."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli.commands import run
from bot.console.passwords import matches
from bot.store.promises.staff import Session, StaffAct
from bot.store.sqlite import SqliteStore
from tests.bot.small_pack import CONFIG, write_config


@pytest.fixture
def config(tmp_path: Path) -> str:
    """A configured deployment of one account."""
    write_config(tmp_path, CONFIG)
    return str(tmp_path / "config.toml")


def told(capsys: pytest.CaptureFixture[str]) -> str:
    """What the last command printed."""
    return capsys.readouterr().out


def test_a_new_deployment_has_no_staff(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["staff", "list", "--config", config, "--json"]) == 0
    assert json.loads(told(capsys)) == []
    assert run(["staff", "list", "--config", config]) == 0
    assert "还没有工作人员" in told(capsys)


async def _verified(folder: Path, name: str, password: str) -> bool:
    store = SqliteStore.open(folder / "data" / "demo.db")
    try:
        record = await store.staff(name)
        return await matches(password, record.password if record else None)
    finally:
        await store.close()


def test_add_prints_a_one_time_password_that_only_its_hash_is_kept_of(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["staff", "add", "张三", "--role", "administrator", "--config", config, "--json"]) == 0
    added = json.loads(told(capsys))
    assert added["name"] == "张三"
    with closing(sqlite3.connect(tmp_path / "data" / "demo.db")) as connection:
        (kept,) = connection.execute("SELECT password FROM staff").fetchone()
    assert kept.startswith("$argon2id$")
    assert added["password"] not in (tmp_path / "data" / "demo.db").read_bytes().decode("latin-1")


async def test_reset_gives_another_password(config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import asyncio  # noqa: PLC0415  # commands run a loop of their own

    def command(*words: str) -> dict[str, str]:
        assert run(["staff", *words, "--config", config, "--json"]) == 0
        found: dict[str, str] = json.loads(told(capsys))
        return found

    first = await asyncio.to_thread(command, "add", "张三", "--role", "editor")
    second = await asyncio.to_thread(command, "reset", "张三")
    assert not await _verified(tmp_path, "张三", first["password"])
    assert await _verified(tmp_path, "张三", second["password"])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["add", "张 三", "--role", "viewer"], "不含空格"),
        (["add", "张三", "--role", "viewer", "--account", "nosuch"], "nosuch"),
        (["reset", "没有"], "没有这个工作人员"),
        (["remove", "没有"], "没有这个工作人员"),
        (["change", "没有", "--role", "viewer"], "没有这个工作人员"),
    ],
)
def test_what_cannot_be_done_says_why(
    config: str, words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["staff", *words, "--config", config]) == 1
    assert says in capsys.readouterr().err


def test_a_name_that_is_taken_is_not_taken_again(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["staff", "add", "Li.Si", "--role", "viewer", "--config", config]) == 0
    assert run(["staff", "add", "li.si", "--role", "administrator", "--config", config]) == 1
    assert "已有这个名字" in capsys.readouterr().err


def test_what_is_done_on_the_command_line_is_in_the_audit(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["staff", "add", "张三", "--role", "viewer", "--config", config]) == 0
    assert run(["staff", "change", "张三", "--role", "sender", "--account", "demo", "--config", config]) == 0
    assert run(["staff", "remove", "张三", "--config", config]) == 0
    told(capsys)
    assert run(["staff", "audit", "--config", config, "--json"]) == 0
    acts = json.loads(told(capsys))
    assert [a["act"] for a in acts] == ["移除工作人员", "改角色和账号", "添加工作人员"]
    assert acts[1]["note"] == "张三，发送员，demo"


async def test_the_audit_can_only_grow(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path / "audit.db")
    try:
        await store.note_act(StaffAct(1.0, "张三", "demo", "改申报状态", "", "完成", "127.0.0.1"))
    finally:
        await store.close()
    with closing(sqlite3.connect(tmp_path / "audit.db")) as connection:
        for change in ("UPDATE staff_acts SET staff = '李四'", "DELETE FROM staff_acts"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(change)


async def test_sessions_that_ended_are_dropped(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path / "sessions.db")
    try:
        for token, seen in (("old", 10.0), ("new", 100.0)):
            await store.open_session(Session(token, "张三", 1.0, seen))
        assert await store.end_sessions(before=50.0) == 1
        assert await store.end_sessions(before=50.0) == 0
        assert await store.end_sessions(staff="张三") == 1
    finally:
        await store.close()
