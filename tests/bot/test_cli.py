"""The commands, as people and scripts call them."""

from __future__ import annotations

import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli.commands import run
from tests.bot.small_pack import CONFIG, write_config

Output = pytest.CaptureFixture[str]


@pytest.fixture
def config(tmp_path: Path) -> str:
    return str(write_config(tmp_path))


def test_ask_answers_each_turn_as_json_and_leaves_no_trace(config: str, capsys: Output) -> None:
    assert run(["ask", "--config", config, "--account", "demo", "--json", "会费多少", "你好"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert list(first) == ["ask", "reply", "outcome", "handler", "sources", "reading", "runner_up"]
    assert (first["ask"], first["outcome"]) == ("会费多少", "answered")
    assert "2000元" in first["reply"]
    assert first["sources"][0] == {"document": "示例协会入会须知", "section": "全文", "quote": "会员单位2000元/年"}
    assert second["ask"] == "你好"
    assert not (Path(config).parent / "data").exists()


def test_ask_prints_for_people_and_takes_the_config_before_the_command(config: str, capsys: Output) -> None:
    assert run(["--config", config, "ask", "--account", "demo", "会费多少", " "]) == 0
    out = capsys.readouterr().out
    assert out.startswith("问：会费多少\n")
    assert "2000元" in out


def test_ask_as_a_member_goes_on_with_their_conversation(config: str, capsys: Output) -> None:
    arguments = ["ask", "--config", config, "--account", "demo", "--member", "oMember"]
    assert run([*arguments, "会费多少"]) == 0
    assert run([*arguments, "转人工"]) == 0
    capsys.readouterr()
    with closing(sqlite3.connect(Path(config).parent / "data" / "demo.db")) as connection:
        members = connection.execute("SELECT member FROM members").fetchall()
        questions = connection.execute("SELECT text FROM questions").fetchall()
    assert members == [("oMember",)]
    assert questions == [("转人工",)]


def test_ask_knows_the_entries_that_staff_imported(config: str, tmp_path: Path, capsys: Output) -> None:
    sheet = tmp_path / "faq.csv"
    sheet.write_text("问题,答复\n火星上有什么,有水冰。\n", encoding="utf-8")
    assert run(["faq", "import", "--config", config, "--account", "demo", str(sheet)]) == 0
    assert capsys.readouterr().out == "已导入：新增 1 条，更新 0 条，未变 0 条\n"
    assert run(["ask", "--config", config, "--account", "demo", "--json", "火星上有什么"]) == 0
    assert "有水冰" in json.loads(capsys.readouterr().out)[0]["reply"]


def test_chat_answers_until_it_is_left(config: str, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    for ending in ("退出\n", ""):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"会费多少\n{ending}"))
        assert run(["chat", "--config", config, "--account", "demo"]) == 0
        assert "2000元" in capsys.readouterr().out


def test_chat_refuses_what_is_no_text(config: str, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe\n"), encoding="utf-8"))
    assert run(["chat", "--config", config, "--account", "demo"]) == 1
    assert capsys.readouterr().err == "输入的不是 UTF-8 文字；请用 UTF-8 编码输入\n"


def test_faq_entries_go_out_and_come_back(config: str, tmp_path: Path, capsys: Output) -> None:
    sheet, export = tmp_path / "faq.csv", tmp_path / "out.xlsx"
    sheet.write_text("问题,答复,序号\n停车,免费,1\n食堂,没有,2\n", encoding="utf-8")
    account = ["--config", config, "--account", "demo"]
    assert run(["faq", "list", *account]) == 0
    assert capsys.readouterr().out == "共 0 条\n"
    assert run(["faq", "import", *account, "--json", str(sheet)]) == 0
    taken = capsys.readouterr()
    assert json.loads(taken.out) == {
        "added": 2,
        "updated": 0,
        "unchanged": 0,
        "warnings": ["faq.csv：不认识的列「序号」，已忽略"],
    }
    assert "序号" in taken.err
    assert run(["faq", "export", *account, str(export)]) == 0
    assert run(["faq", "import", *account, "--replace", str(export)]) == 0
    assert capsys.readouterr().out.endswith("新增 0 条，更新 0 条，未变 2 条\n")
    assert run(["faq", "export", *account, "--json", str(export)]) == 0
    assert json.loads(capsys.readouterr().out)["entries"] == 2
    assert run(["faq", "list", *account]) == 0
    assert capsys.readouterr().out == "问：停车\n答：免费\n\n问：食堂\n答：没有\n\n共 2 条\n"


def test_a_sheet_with_a_fault_changes_nothing(config: str, tmp_path: Path, capsys: Output) -> None:
    sheet = tmp_path / "faq.csv"
    sheet.write_text("问题,答复\n停车,免费\n食堂,\n", encoding="utf-8")
    account = ["--config", config, "--account", "demo"]
    assert run(["faq", "import", *account, str(sheet)]) == 1
    refused = capsys.readouterr()
    assert (refused.out, refused.err) == ("", "faq.csv 第 3 行 B 列（答复）：不能为空\n")
    assert run(["faq", "list", *account, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_knowledge_check_passes_a_sound_pack(config: str, capsys: Output) -> None:
    assert run(["knowledge", "check", "--config", config, "--coverage"]) == 0
    assert capsys.readouterr().out == "demo：没有错误\n"
    assert run(["knowledge", "check", "demo", "--config", config, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"packs": ["demo"], "faults": [], "uncovered": {}}


def test_knowledge_check_lists_faults_and_uncovered_lines(config: str, capsys: Output) -> None:
    pack = Path(config).parent / "packs" / "demo"
    source = pack / "sources" / "000.txt"
    source.write_text(source.read_text("utf-8") + "办公地点另行通知\n", encoding="utf-8")
    assert run(["knowledge", "check", "--config", config]) == 0
    capsys.readouterr()
    assert run(["knowledge", "check", "--config", config, "--coverage"]) == 1
    assert capsys.readouterr().err == "demo: 000:3: 办公地点另行通知\n"
    source.write_text("空\n", encoding="utf-8")
    assert run(["knowledge", "check", "--config", config]) == 1
    assert "dues" in capsys.readouterr().err


def test_an_unknown_pack_is_named(config: str, capsys: Output) -> None:
    assert run(["knowledge", "check", "mars", "--config", config]) == 1
    assert "mars：没有这个知识包" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["ask"],
        ["ask", "会费"],
        ["ask", "--account", "demo"],
        ["faq", "import", "--account", "demo"],
        ["serve", "--port", "many"],
        ["chat", "--account", "demo", "--surprise"],
    ],
)
def test_wrong_usage_ends_with_two(arguments: list[str], capsys: Output) -> None:
    assert run(arguments) == 2
    assert capsys.readouterr().out == "" or arguments == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["ask", "--account", "mars", "会费"], "--account mars：没有这个账号；现有 demo"),
        (["faq", "list", "--account", "mars"], "--account mars：没有这个账号"),
        (["ask", "--account", "demo", "--now", "soon", "会费"], "--now soon: expected an ISO time"),
        (["ask", "--account", "demo", "--now", "0001-01-01", "会费"], "--now 0001-01-01: expected a year from 1970 to"),
        (["ask", "--account", "demo", "--now", "9999-12-31", "会费"], "--now 9999-12-31: expected a year from 1970 to"),
        (["ask", "--account", "demo", "--member", "o\udcff", "会费"], "第 7 个参数不是 UTF-8 文字：o\\udcff"),
        (["ask", "--account", "demo", "会\udce4费"], "第 6 个参数不是 UTF-8 文字：会\\udce4费"),
        (["serve", "--port", "70000"], "command line: server.port: expected less than or equal to 65535"),
        (["serve", "--workers", "0"], "command line: server.workers: expected greater than or equal to 1"),
    ],
)
def test_a_fault_of_the_input_ends_with_one_and_one_clear_line(
    config: str, arguments: list[str], expected: str, capsys: Output
) -> None:
    assert run(["--config", config, *arguments]) == 1
    refused = capsys.readouterr()
    assert refused.out == ""
    assert refused.err.startswith(expected)
    assert refused.err.count("\n") == 1


def test_a_faulty_configuration_stops_every_command(tmp_path: Path, capsys: Output) -> None:
    config = write_config(tmp_path, CONFIG.replace("port = 0", "prot = 0"))
    for command in (["serve"], ["ask", "--account", "demo", "会费"], ["faq", "list", "--account", "demo"]):
        assert run([*command, "--config", str(config)]) == 1
        assert "server.prot: unknown key" in capsys.readouterr().err


def test_a_missing_pack_stops_the_start(tmp_path: Path, capsys: Output) -> None:
    config = write_config(tmp_path, CONFIG.replace('pack = "demo"', 'pack = "mars"'))
    assert run(["serve", "--config", str(config)]) == 1
    assert "no such pack" in capsys.readouterr().err


def test_a_pack_whose_source_lacks_a_quote_stops_the_start(config: str, capsys: Output) -> None:
    source = Path(config).parent / "packs" / "demo" / "sources" / "000.txt"
    source.write_text("示例协会\n会费标准\n", encoding="utf-8")
    assert run(["knowledge", "check", "--config", config]) == 1
    (told,) = capsys.readouterr().err.splitlines()
    assert "not verbatim" in told
    assert run(["serve", "--config", config]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == told


def test_help_is_there_for_every_command(capsys: Output) -> None:
    for command in ([], ["serve"], ["ask"], ["chat"], ["faq"], ["faq", "import"], ["knowledge", "check"]):
        assert run([*command, "--help"]) == 0
        assert "--help" in capsys.readouterr().out
