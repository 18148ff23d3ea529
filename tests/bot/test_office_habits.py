"""What staff do with the commands besides the plain case: words for applicants, bindings, exports that fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.applying_pack import HEADER
from tests.bot.test_submissions_cli import ROWS, Staff

NUMBER = "SX2018-0012"


@pytest.fixture
def staff(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Staff:
    return Staff(tmp_path, capsys)


def test_a_word_to_the_applicant_goes_with_the_status_and_a_note_can_be_changed_alone(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    made = staff.told(
        "submissions", "set", NUMBER, "--status", "需补正", "--tell", "请重扫\u200b公章", "--note", "章不清"
    )
    assert (made["tell"], made["note"]) == ("请重扫公章", "章不清")
    made = staff.told("submissions", "set", NUMBER, "--note", "已电话告知")
    assert (made["status"], made["tell"], made["note"]) == ("需补正", "请重扫公章", "已电话告知")
    made = staff.told("submissions", "set", NUMBER, "--status", "材料审核")
    assert (made["tell"], made["note"]) == ("", "已电话告知")
    assert staff.call("submissions", "set", NUMBER, "--note", "") == 0
    assert "备注已清除" in staff.out
    assert staff.call("submissions", "set", NUMBER) == 2


def test_the_command_line_takes_what_the_import_takes(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    assert staff.call("submissions", "set", NUMBER, "--note", "长" * 2001) == 1
    assert "最多 2000 个" in staff.err
    assert staff.call("submissions", "set", NUMBER, "--note", "注", "--by", " ") == 1
    assert "--by" in staff.err
    assert staff.told("submissions", "set", NUMBER, "--note", "一\x07二")["note"] == "一二"


def test_the_word_to_the_applicant_is_a_column(staff: Staff) -> None:
    header = f"{HEADER},给申报人的话"
    staff.bring_in(
        "SX2018-0012,QC小组,某厂,提高合格率,张三,13800003138,需补正,申报表,东城协会,,请补公章", header=header
    )
    assert staff.told("submissions", "show", NUMBER)["tell"] == "请补公章"
    out = staff.folder / "out.csv"
    assert staff.call("submissions", "export", "--account", "demo", str(out)) == 0
    assert staff.told("submissions", "import", "--account", "demo", str(out))["unchanged"] == 1
    staff.bring_in("SX2018-0012,QC小组,某厂,提高合格率,张三,13800003138,材料审核,申报表,东城协会,")
    assert staff.told("submissions", "show", NUMBER)["tell"] == ""


def test_a_number_that_becomes_another_units_is_named(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    told = staff.bring_in(ROWS[0].replace("某厂", "别家厂"))
    assert any("「某厂」改成「别家厂」" in w for w in told["warnings"])


def test_numbers_that_could_be_taken_for_those_that_are_kept_are_faults(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    for number in ("SX20180012", "SX2018年第0012号"):
        file = staff.sheet(ROWS[0].replace(NUMBER, number))
        assert staff.call("submissions", "import", "--account", "demo", file) == 1
        assert f"已有的「{NUMBER}」" in staff.err


def test_bindings_to_a_number_are_ended_and_noted(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    assert staff.told("submissions", "unbind", "sx20180012", "--by", "王") == {"number": NUMBER, "unbound": 0}
    assert staff.call("submissions", "audit", "--account", "demo") == 0
    assert f"王　解除绑定　{NUMBER}" in staff.out


def test_an_export_that_fails_is_not_in_the_audit(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    folder = staff.folder / "is.xlsx"
    folder.mkdir()
    assert staff.call("submissions", "export", "--account", "demo", str(folder)) == 1
    assert "是一个文件夹" in staff.err
    assert [p.name for p in staff.folder.iterdir() if p.name.startswith(".")] == []
    acts = staff.told("submissions", "audit", "--account", "demo")
    assert [a["action"] for a in acts] == ["import"]


def test_a_summary_of_nothing_is_refused_in_plain_words(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    file = str(staff.folder / "s.xlsx")
    assert staff.call("submissions", "export", "--account", "demo", "--summary", "--recommender", "火星", file) == 1
    assert "没有符合条件的申报" in staff.err


def test_a_dry_run_names_things_as_people_do(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    file = staff.sheet("SX2018-0012,团体会员,某厂,提高合格率,张三,138-0000-3138,已收申请,,东城协会,")
    assert staff.call("submissions", "import", "--account", "demo", "--dry-run", file) == 0
    assert "申报类别 小组成果 → 团体会员" in staff.out
    assert "写法不同" in staff.out


def test_a_unit_with_a_line_break_is_one_line_of_the_list(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    file = staff.folder / "lines.csv"
    file.write_text(f'{HEADER}\nSX2018-0099,QC小组,"某厂\n分厂",课题,张三,13800003138,,,,\n', encoding="utf-8")
    assert staff.call("submissions", "import", "--account", "demo", str(file)) == 0
    assert staff.call("submissions", "list", "--account", "demo", "--words", "0099") == 0
    assert "某厂 分厂" in staff.out


def test_members_can_be_tried_first(staff: Staff) -> None:
    file = staff.folder / "m.csv"
    header = "会员编号,单位名称,会员级别,联系人,联系电话,会费已缴至"
    file.write_text(f"{header}\nHY-001,某厂,会费标准,张三,13800003138,2017\n", encoding="utf-8")
    assert staff.call("members", "import", "--account", "demo", str(file), "--dry-run") == 0
    assert "试运行，没有写入。将新增 1 家" in staff.out
    assert staff.told("members", "list", "--account", "demo") == []
    assert staff.call("members", "import", "--account", "demo", str(file)) == 0
    file.write_text(f"{header}\nHY-001,别家厂,会费标准,张三,13800003138,2017\n", encoding="utf-8")
    assert staff.call("members", "import", "--account", "demo", str(file), "--dry-run") == 0
    assert "「某厂」改成「别家厂」" in staff.err


def test_rows_without_a_number_go_on_with_the_year_of_those_there_are(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    file = staff.folder / "summary.csv"
    file.write_text(
        "推荐汇总表\n小组成果\n序号,单位,课题,联系人,电话\n1,新厂,新课题,赵六,13800001111\n", encoding="utf-8"
    )
    (assigned,) = staff.told("submissions", "import", "--account", "demo", str(file))["assigned"]
    assert assigned["number"] == "SX2018-0014"
