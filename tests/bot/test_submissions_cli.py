"""``submissions`` and ``members`` as an association's staff call them."""

from __future__ import annotations

import getpass
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.cli.commands import run
from bot.cli.office import bar
from tests.bot.applying_pack import write_applying, write_sheet

Output = pytest.CaptureFixture[str]

ROWS = (
    "SX2018-0012,QC小组,某厂,提高合格率,张三,13800003138,,申报表,东城协会,",
    "SX2018-0013,小组成果,某所,缩短工期,李四,0888-5550188,材料审核,申报表、登记表,东城,加急",
    "HY2018-001,团体会员,某公司,入会,王五,13900004139,,,,",
)


class Staff:
    """Somebody at the office, at the command line."""

    def __init__(self, folder: Path, capsys: Output) -> None:
        self.folder = folder
        self._config = str(write_applying(folder))
        self._capsys = capsys
        self.out = self.err = ""

    def call(self, *arguments: str) -> int:
        status = run([*arguments, "--config", self._config])
        self.out, self.err = self._capsys.readouterr()
        return status

    def told(self, *arguments: str) -> Any:
        """The document of ``--json``."""
        assert self.call(*arguments, "--json") == 0, self.err
        return json.loads(self.out)

    def sheet(self, *rows: str, **header: str) -> str:
        return str(write_sheet(self.folder / "sheet.csv", rows, **header))

    def bring_in(self, *rows: str, account: str = "demo", **header: str) -> Any:
        file = self.sheet(*rows, **header)
        return self.told("submissions", "import", "--account", account, "--by", "王", file)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.folder / "data" / "demo.db")) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture
def staff(tmp_path: Path, capsys: Output) -> Staff:
    return Staff(tmp_path, capsys)


def counts(told: Any) -> tuple[int, int, int]:
    return told["added"], told["updated"], told["unchanged"]


def test_an_import_adds_updates_and_leaves(staff: Staff) -> None:
    assert counts(staff.bring_in(*ROWS)) == (3, 0, 0)
    assert counts(staff.bring_in(*ROWS)) == (0, 0, 3)
    assert counts(staff.bring_in(ROWS[0].replace("提高", "再提高"), ROWS[1])) == (0, 1, 1)
    assert staff.call("submissions", "import", "--account", "demo", staff.sheet(*ROWS)) == 0
    assert staff.out == "已导入：新增 0 条，更新 1 条，未变 2 条\n"


def test_an_empty_status_is_the_first_of_the_workflow_or_the_one_that_it_was(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    listed = staff.told("submissions", "list", "--account", "demo")
    assert {s["number"]: s["status"] for s in listed} == {
        "HY2018-001": "已收申请",
        "SX2018-0012": "已登记",
        "SX2018-0013": "材料审核",
    }
    staff.bring_in(ROWS[1].replace("材料审核", ""))
    assert staff.told("submissions", "show", "SX2018-0013")["status"] == "材料审核"


def test_a_column_that_a_file_lacks_leaves_what_is_known(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    header = "受理编号,申报类别,单位名称,名称,联系人,联系电话"
    staff.bring_in("sx2018 0013,QC小组,某研究所,缩短工期,李四,08885550188", header=header)
    shown = staff.told("submissions", "show", "SX2018-0013")
    kept = ["申报表", "登记表"], "东城", "加急", "材料审核"
    assert (shown["received"], shown["recommender"], shown["note"], shown["status"]) == kept
    assert shown["unit"] == "某研究所"
    staff.bring_in(ROWS[1].replace("加急", ""))
    assert staff.told("submissions", "show", "SX2018-0013")["note"] == ""


def test_a_dry_run_says_what_would_change_and_writes_nothing(staff: Staff) -> None:
    staff.bring_in(*ROWS[:2])
    changed = ROWS[0].replace("已登记", "").replace("13800003138,", "13800009999,材料审核")
    file = staff.sheet(changed, ROWS[1], ROWS[2])
    told = staff.told("submissions", "import", "--account", "demo", "--dry-run", file)
    assert counts(told) == (1, 1, 1)
    assert told["dry_run"] is True
    update, addition = told["changes"]
    assert update["fields"] == {"phone": ["138****3138", "138****9999"], "status": ["已登记", "材料审核"]}
    assert (addition["number"], addition["new"]) == ("HY2018-001", True)
    assert staff.call("submissions", "import", "--account", "demo", "--dry-run", file) == 0
    assert staff.out.splitlines() == [
        "更新 SX2018-0012　联系电话 138****3138 → 138****9999；状态 已登记 → 材料审核",
        "新增 HY2018-001　某公司　入会",
        "试运行，没有写入。将新增 1 条，更新 1 条，未变 1 条",
    ]
    assert len(staff.told("submissions", "list", "--account", "demo")) == 2


def test_a_file_with_a_fault_changes_nothing(staff: Staff) -> None:
    file = staff.sheet(*ROWS, "X-1,没有这种,某厂,某题,张三,13800003138")
    assert staff.call("submissions", "import", "--account", "demo", file) == 1
    assert "sheet.csv 第 5 行 B 列（申报类别）" in staff.err
    assert staff.out == ""
    assert staff.told("submissions", "list", "--account", "demo") == []


def test_a_kept_status_that_another_application_lacks_is_a_fault(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    file = staff.sheet(ROWS[0].replace("QC小组", "团体会员"))
    assert staff.call("submissions", "import", "--account", "demo", file) == 1
    assert staff.err == (
        "sheet.csv 第 2 行 G 列（状态）：没有「已登记」这个状态；可用的状态：已收申请、已批准、未批准\n"
    )


def test_set_follows_the_workflow_unless_forced(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    assert staff.call("submissions", "set", "sx2018-0012", "--status", "已入选") == 1
    assert staff.err == (
        "sx2018-0012：「已登记」之后不能是「已入选」；「已登记」之后可以是：材料审核、需补正。确实要改，请加 --force\n"
    ).replace("sx", "SX")
    assert staff.call("submissions", "set", "SX2018-0012", "--status", "需补正", "--note", "缺登记表") == 0
    assert staff.out == "SX2018-0012：状态 已登记 → 需补正；备注：缺登记表\n"
    assert staff.call("submissions", "set", "SX2018-0012", "--status", "已入选", "--force") == 0
    assert staff.call("submissions", "set", "SX2018-0012", "--status", "评审中") == 1
    assert "「已入选」是最后一步" in staff.err
    assert staff.call("submissions", "set", "HY2018-001", "--status", "已批准") == 0


def test_an_unknown_status_is_refused_with_the_valid_ones_even_when_forced(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    for force in ([], ["--force"]):
        assert staff.call("submissions", "set", "HY2018-001", "--status", "已入选", *force) == 1
        assert staff.err == "HY2018-001：没有「已入选」这个状态；可用的状态：已收申请、已批准、未批准\n"
    assert staff.call("submissions", "list", "--account", "demo", "--status", "没有") == 1
    assert "可用的状态：已登记、材料审核" in staff.err


def test_setting_what_is_already_so_changes_nothing_but_a_note(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    since = staff.told("submissions", "show", "SX2018-0012")["since"]
    assert staff.call("submissions", "set", "SX2018-0012", "--status", "已登记") == 0
    assert staff.out == "SX2018-0012：没有改动，状态本来就是「已登记」\n"
    assert staff.told("submissions", "set", "SX2018-0012", "--status", "已登记", "--note", "来电")["note"] == "来电"
    shown = staff.told("submissions", "show", "SX2018-0012")
    assert (len(shown["history"]), shown["since"]) == (2, since)


def test_wrong_usage_is_told_apart(staff: Staff) -> None:
    assert staff.call("submissions", "set", "SX2018-0012") == 2
    assert staff.call("submissions", "list") == 2
    assert staff.call("submissions", "import", "--account", "demo") == 2
    assert staff.call("submissions", "show", "SX2018-0012") == 1
    assert staff.err == "SX2018-0012：没有这个受理编号\n"
    assert staff.call("submissions", "list", "--account", "nobody") == 1


def test_the_account_is_needed_for_a_number_that_two_have(staff: Staff) -> None:
    (staff.folder / "packs" / "other").symlink_to(staff.folder / "packs" / "demo")
    staff.bring_in(ROWS[0])
    staff.bring_in(ROWS[0], account="other")
    for command in (["show"], ["undo"], ["set", "--status", "需补正"]):
        assert staff.call("submissions", command[0], "SX2018-0012", *command[1:]) == 1
        assert staff.err == "SX2018-0012：账号 demo、other 都有这个受理编号；请用 --account 指明是哪一个\n"
    set_ = staff.told("submissions", "set", "SX2018-0012", "--status", "需补正", "--account", "other")
    assert (set_["account"], set_["status"]) == ("other", "需补正")
    assert staff.told("submissions", "show", "SX2018-0012", "--account", "demo")["status"] == "已登记"


def test_undo_takes_back_the_last_change_by_a_new_entry(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    before = staff.told("submissions", "show", "SX2018-0012")
    staff.told("submissions", "set", "SX2018-0012", "--status", "需补正", "--note", "缺登记表")
    undone = staff.told("submissions", "undo", "SX2018-0012", "--by", "赵")
    assert [undone[k] for k in ("status", "note", "since")] == [before[k] for k in ("status", "note", "since")]
    assert undone["changed_by"] == "赵"
    shown = staff.told("submissions", "show", "SX2018-0012")
    first, second, third = shown["history"]
    assert [e["action"] for e in shown["history"]] == ["import", "set", "undo"]
    assert (first["undoes"], second["undoes"], third["undoes"]) == (None, None, second["seq"])
    assert staff.call("submissions", "undo", "SX2018-0012") == 0
    assert staff.out == "SX2018-0012：状态 已登记 → 需补正；备注：缺登记表\n"


def test_what_was_only_registered_cannot_be_undone(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    assert staff.call("submissions", "undo", "SX2018-0012") == 1
    assert "没有可以撤销的改动" in staff.err


def test_an_update_by_import_can_be_undone(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    staff.bring_in(ROWS[0].replace("某厂", "某某厂"))
    assert staff.told("submissions", "undo", "SX2018-0012")["unit"] == "某厂"


def test_the_list_and_a_submission_show_no_whole_phone(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    for command in (["list", "--account", "demo"], ["show", "SX2018-0012"]):
        for as_json in ([], ["--json"]):
            assert staff.call("submissions", *command, *as_json) == 0
            assert "138****3138" in staff.out
            assert "13800003138" not in staff.out


def test_the_list_is_filtered(staff: Staff) -> None:
    staff.bring_in(*ROWS)

    def numbers(*filters: str) -> list[str]:
        return [s["number"] for s in staff.told("submissions", "list", "--account", "demo", *filters)]

    assert numbers("--status", "材料审核") == ["SX2018-0013"]
    assert numbers("--application", "QC小组") == ["SX2018-0012", "SX2018-0013"]
    assert numbers("--recommender", "东城协会") == ["SX2018-0012"]
    assert numbers("--words", "王五") == ["HY2018-001"]
    assert staff.call("submissions", "list", "--account", "demo", "--application", "没有") == 1
    assert "可用的：小组成果、团体会员" in staff.err
    assert staff.call("submissions", "list", "--account", "demo", "--status", "材料审核") == 0
    head, total = staff.out.splitlines()
    assert head.startswith("SX2018-0013　小组成果　某所　缩短工期　李四")
    assert total == "共 1 条"


def test_a_submission_is_shown_with_what_is_missing_and_its_history(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    staff.call("submissions", "set", "SX2018-0012", "--status", "材料审核", "--by", "赵")
    assert staff.told("submissions", "show", "SX2018-0012")["missing"] == ["登记表"]
    assert staff.call("submissions", "show", "SX2018-0012") == 0
    lines = staff.out.splitlines()
    assert "还缺材料：登记表" in lines
    assert "　王　导入　登记　[已登记]" in lines[-2]
    assert "　赵　改状态　状态 已登记 → 材料审核　[材料审核]" in lines[-1]


def test_an_export_comes_back_unchanged_and_the_audit_says_who_made_it(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    file = str(staff.folder / "out.xlsx")
    assert staff.call("submissions", "export", "--account", "demo", file) == 0
    assert staff.out == f"已导出 3 条到 {file}\n"
    assert counts(staff.told("submissions", "import", "--account", "demo", file)) == (0, 0, 3)
    *_, last = staff.told("submissions", "audit", "--account", "demo")
    made = [last[k] for k in ("by", "action", "kind", "what", "rows")]
    assert made == [getpass.getuser(), "export", "submissions", file, 3]
    assert staff.told("submissions", "export", "--account", "demo", "--status", "材料审核", file)["rows"] == 1


def test_a_file_that_cannot_be_written_is_no_export(staff: Staff) -> None:
    for name in ("no/out.xlsx", "out.doc"):
        assert staff.call("submissions", "export", "--account", "demo", str(staff.folder / name)) == 1
        assert name in staff.err
    assert staff.told("submissions", "audit", "--account", "demo") == []


def test_the_audit_is_for_people_too(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    staff.call("submissions", "set", "SX2018-0012", "--status", "材料审核", "--by", "赵")
    assert staff.call("submissions", "audit", "--account", "demo") == 0
    imported, changed, total = staff.out.splitlines()
    assert imported.endswith("　王　导入　sheet.csv（申报 3 条）")
    assert changed.endswith("　赵　改状态　SX2018-0012")
    assert total == "共 2 条"


def test_statistics_hold_recommending_units_against_their_quota(staff: Staff) -> None:
    more = [
        f"N-{n},QC小组,某厂,课题{n},张三,13800003138,,,{who},"
        for n, who in enumerate(("西城区", "山区", "山区", "外地"))
    ]
    staff.bring_in(*ROWS, ROWS[2].replace("001", "002"), *more)
    told = staff.told("submissions", "statistics", "--account", "demo")
    assert told["total"] == 8
    assert [(s["application"], s["status"], s["count"]) for s in told["standings"]] == [
        ("小组成果", "已登记", 5),
        ("小组成果", "材料审核", 1),
        ("团体会员", "已收申请", 2),
    ]
    uses = [tuple(u[k] for k in ("recommender", "count", "allotted", "over", "listed")) for u in told["uses"]]
    assert uses == [
        ("东城", 2, "1", 1, True),
        ("西城", 1, "2", 0, True),
        ("山区", 2, "自定", 0, True),
        ("外地", 1, "", 0, False),
        ("", 2, "1", 1, True),
    ]
    assert [u["recommender"] for u in told["over"]] == ["东城", ""]
    assert staff.call("submissions", "statistics", "--account", "demo") == 0
    assert "  小组成果　东城　2 / 1　★超额 1" in staff.out.splitlines()
    assert "  小组成果　外地　1　（不在名额表中）" in staff.out.splitlines()


def test_a_summary_table_goes_out_and_comes_in_and_its_rows_get_numbers(staff: Staff) -> None:
    (staff.folder / "packs" / "other").symlink_to(staff.folder / "packs" / "demo")
    staff.bring_in(*ROWS)
    file = str(staff.folder / "summary.xlsx")
    assert staff.call("submissions", "export", "--account", "demo", "--summary", file) == 0
    assert (staff.out, staff.err) == (f"已导出 2 条到 {file}\n", "有 1 条的申报类别不在汇总表里，没有写入\n")
    arguments = ["submissions", "import", "--account", "other", "--year", "2018", file]
    assert staff.call(*arguments, "--dry-run") == 0
    assert staff.out.splitlines()[:2] == [
        "第 6 行　编号 OTHER-2018-0001　某厂　提高合格率",
        "第 7 行　编号 OTHER-2018-0002　某所　缩短工期",
    ]
    assert staff.told("submissions", "list", "--account", "other") == []
    told = staff.told(*arguments)
    assert [(a["number"], a["kept"]) for a in told["assigned"]] == [
        ("OTHER-2018-0001", False),
        ("OTHER-2018-0002", False),
    ]
    staff.bring_in(ROWS[2], ROWS[0].replace("提高", "改善").replace("SX2018", "OTHER-2018"), account="other")
    staff.told("submissions", "set", "OTHER-2018-0002", "--status", "需补正", "--account", "other")
    again = staff.told(*arguments)
    assert counts(again) == (0, 0, 2)
    assert all(a["kept"] for a in again["assigned"])


def test_a_summary_table_of_what_has_none_is_refused(staff: Staff) -> None:
    staff.bring_in(ROWS[2])
    file = str(staff.folder / "summary.xlsx")
    assert staff.call("submissions", "export", "--account", "demo", "--summary", file) == 1
    assert staff.err == "--summary：没有适用于这些申报的汇总表\n"


def test_a_roll_is_imported_listed_and_exported(staff: Staff) -> None:
    header = "会员编号,单位名称,会员级别,联系人,联系电话,会费已缴至"
    file = staff.sheet("HY-001,某厂,会费标准,张三,13800003138,2017", header=header)
    account = ["--account", "demo", "--by", "钱"]
    assert staff.call("members", "import", *account, file) == 0
    assert staff.out == "已导入：新增 1 家，更新 0 家，未变 0 家\n"
    (unit,) = staff.told("members", "list", "--account", "demo")
    assert (unit["number"], unit["phone"], unit["paid_through"]) == ("HY-001", "138****3138", 2017)
    assert staff.call("members", "list", "--account", "demo") == 0
    assert staff.out == "HY-001　某厂　会费标准　张三　138****3138　会费已缴至 2017 年\n共 1 家\n"
    out = str(staff.folder / "roll.xlsx")
    assert staff.told("members", "export", *account, out)["rows"] == 1
    assert counts(staff.told("members", "import", *account, out)) == (0, 0, 1)
    acts = staff.told("submissions", "audit", "--account", "demo")
    assert [(a["by"], a["action"], a["kind"]) for a in acts] == [
        ("钱", "import", "members"),
        ("钱", "export", "members"),
    ]


def test_a_roll_needs_a_pack_that_has_levels(staff: Staff) -> None:
    pack = staff.folder / "packs" / "demo" / "applications.toml"
    pack.write_text(pack.read_text(encoding="utf-8").partition("[roll]")[0], encoding="utf-8")
    assert staff.call("members", "import", "--account", "demo", staff.sheet()) == 1
    assert "不能使用会员名册" in staff.err


@pytest.mark.parametrize(
    ("total", "terminal", "shown"), [(1001, True, True), (1000, True, False), (1001, False, False)]
)
def test_a_bar_is_shown_on_a_terminal_for_more_than_a_thousand_rows(
    total: int, terminal: bool, shown: bool, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    monkeypatch.setenv("TERM", "xterm")
    with bar("导入", total) as progress:
        progress(total)
    out, err = capsys.readouterr()
    assert out == ""
    assert ("导入" in err) is shown
