"""The same conversation with ``ask``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.commands import run
from tests import sixth
from tests.bot.enquiries.conftest import DIGITS, LATER, NOTHING, NUMBER, Office
from tests.bot.small_pack import CONFIG

Output = pytest.CaptureFixture[str]
Ask = Callable[..., list[dict[str, str]]]


@pytest.fixture
def ask(tmp_path: Path, capsys: Output) -> Ask:
    """Ask as a member or as nobody; the replies."""
    file = tmp_path / "config.toml"
    config = CONFIG.replace('packs = "packs"', f'packs = "{sixth.PACKS}"').replace('pack = "demo"', 'pack = "qinglan"')
    file.write_text(config, encoding="utf-8")

    def asked(*texts: str, member: str = "oMember") -> list[dict[str, str]]:
        who = ["--member", member] if member else []
        arguments = ["ask", "--config", str(file), "--account", "demo", "--json", "--now", "2025-08-01", *who, *texts]
        assert run(arguments) == 0
        told: list[dict[str, str]] = json.loads(capsys.readouterr().out)
        return told

    return asked


def test_a_member_checks_a_submission_over_several_commands(ask: Ask, tmp_path: Path) -> None:
    (asked,) = ask("进度")
    assert asked["outcome"] == "clarify"
    office = Office(tmp_path / "data" / "demo.db")
    office.submission()
    wrong, right = ask(f"{NUMBER} 0000", f"{NUMBER} {DIGITS}")
    assert wrong["outcome"] == "unknown"
    assert NOTHING in wrong["reply"]
    assert (right["outcome"], right["handler"]) == ("answered", "enquiries")
    assert right["sources"]
    (again,) = ask("进度")
    assert "初看" in again["reply"]
    assert office.rows("SELECT * FROM questions") == []
    guesses = [ask(f"QL2025-{n:04} 0000")[0]["reply"] for n in range(5)]
    assert [LATER in told for told in guesses] == [False] * 4 + [True]
    office.notify(office.submission(status="待补"), "待补", member="oMember")
    told, once = ask("你好", "你好")
    assert "现在是“待补”" in told["reply"]
    assert "待补" not in once["reply"]


def test_without_a_member_nothing_is_bound(ask: Ask, tmp_path: Path) -> None:
    assert [NOTHING in told["reply"] for told in ask("进度", f"{NUMBER} {DIGITS}", member="")] == [False, True]
    assert not (tmp_path / "data").exists()
    ask("你好")
    office = Office(tmp_path / "data" / "demo.db")
    office.submission()
    shown, asked = ask(f"{NUMBER} {DIGITS}", "进度", member="")
    assert "初看" in shown["reply"]
    assert "请发受理编号" in asked["reply"]
    assert office.bound() == []
    assert office.rows("SELECT count(*) FROM inbox") == [(1,)]
