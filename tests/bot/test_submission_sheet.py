"""Spreadsheets of submissions and of the membership roll, as people make them."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # ships no types
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bot.errors import Error
from bot.spreadsheet.cells import plain
from bot.spreadsheet.flaws import ERROR, ROUNDED, UNCOMPUTED
from bot.spreadsheet.hidden import stretches
from bot.submissions.phones import telephone
from bot.submissions.reading import BENT, LONGEST, PENDING, SubmissionFile
from bot.submissions.roll_sheet import COLUMNS as ROLL_COLUMNS
from bot.submissions.roll_sheet import UnitFile, levels_of, read_units, write_units
from bot.submissions.sheet import COLUMNS, read_submissions, write_submissions
from bot.submissions.submission import Submission, Unit, bare, folded, last_digits
from knowledge.applying import Applying, Roll
from knowledge.pack import load_pack
from knowledge.schema import DuesLevel
from tests.bot.sheets import APPLYING, AWARD, Rows, comma, excel

ROW = (
    "SX-0012",
    "优秀QC小组",
    "太原某厂",
    "降低某件废品率",
    "张三",
    "13800003138",
    "材料审核",
    "附件3.1；发表材料",
    "太原市",
    "无",
)
KEPT = Submission(
    "a",
    "SX-0012",
    "prize",
    "太原某厂",
    "降低某件废品率",
    "张三",
    "13800003138",
    "材料审核",
    ("申报表", "发表材料"),
    "太原市",
    "无",
)
SHORT = ("SX-1", "团体会员", "甲厂", "入会", "李四", "0351-3536138")
LEVELS = {"president": ("会长单位", "会长"), "plain": ("会员单位",)}
UNIT = ("HB-01", "甲厂", "会长", "王五", "13800003138", "2024")


def read(path: Path) -> SubmissionFile:
    return read_submissions(path, APPLYING, "a")


def only(path: Path) -> Submission:
    (row,) = read(path).rows
    return row.submission


def faults(path: Path) -> list[str]:
    with pytest.raises(Error) as refused:
        read(path)
    return refused.value.message.splitlines()


def units(path: Path) -> UnitFile:
    return read_units(path, LEVELS, "a")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_the_encodings_that_spreadsheets_write(tmp_path: Path, encoding: str) -> None:
    assert only(comma(tmp_path / "s.csv", [COLUMNS, ROW], encoding)) == KEPT


def test_a_header_under_a_merged_title_in_any_order_and_width_is_found(tmp_path: Path) -> None:
    path = tmp_path / "s.xlsx"
    header = ("序号", "受理\n编号", "联系 电话", " 名称", "*单位名称", "申报类别：", "联系人", "状态", "", "")
    cells = (1, "ＳＸ－００１２", 13800003138.0, "降低某件废品率", "太原某厂", "优秀ｑｃ小组", "张三", " ", "", "")
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("汇总")
        page.merge_range(0, 0, 0, 8, "2018年度申报汇总")
        page.write_row(1, 0, header)
        page.write_row(2, 0, cells)
        page.write_row(3, 0, ("", "  "))
        page.write_blank(40, 12, None, book.add_format({"bold": True}))
    file = read(path)
    assert file.rows[0].submission == replace(
        KEPT, number="ＳＸ－００１２", status="", received=(), recommender="", note=""
    )
    assert folded(file.rows[0].submission.number) == folded("sx0012")
    assert file.rows[0].row.place("联系电话") == "s.xlsx 工作表「汇总」 第 3 行 C 列（联系电话）"
    assert file.warnings == ("s.xlsx 工作表「汇总」：不认识的列「序号」，已忽略",)


def test_a_sheet_that_does_not_begin_at_its_first_cell_is_placed_rightly(tmp_path: Path) -> None:
    blank = ("", "")
    bad = (*ROW[:5], "123")
    path = excel(tmp_path / "s.xlsx", [(), (), (*blank, *COLUMNS), (*blank, *bad)])
    (line,) = faults(path)
    assert line == "s.xlsx 工作表「Sheet1」 第 4 行 H 列（联系电话）：「123」不足 7 位数字；请填写完整的电话号码"


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        (13800003138.0, "13800003138"),
        ("13800003138.0", "13800003138"),
        ("1.3800003138e10", "13800003138"),
        ("1.3800003138E+10", "13800003138"),
        ("１３８００００３１３８", "13800003138"),
        (" 0351-3536138、13800003138", "0351-3536138、13800003138"),
    ],
)
def test_telephone_numbers_are_read_as_people_meant_them(tmp_path: Path, cell: object, phone: str) -> None:
    assert only(excel(tmp_path / "s.xlsx", [COLUMNS, (*ROW[:5], cell)])).phone == phone
    assert only(comma(tmp_path / "s.csv", [COLUMNS, (*ROW[:5], cell)])).phone == phone


@pytest.mark.parametrize("cell", ["1.38E+10", "无", "3536", "12345、6789", "１２３４５６"])
def test_what_is_no_telephone_number_is_a_fault(tmp_path: Path, cell: str) -> None:
    (line,) = faults(comma(tmp_path / "s.csv", [COLUMNS, (*ROW[:5], cell)]))
    assert f"s.csv 第 2 行 F 列（联系电话）：「{cell}」" in line


@pytest.mark.parametrize(
    ("phone", "digits"),
    [
        ("13800003138", {"3138"}),
        ("138-0000-3138", {"3138"}),
        ("138 0000 3138", {"3138"}),
        ("13800003138 0351-3536138转801", {"3138", "6138"}),
        ("138-0000-3138、139 0000 1234", {"3138", "1234"}),
        ("+86 13800003138", {"3138"}),
        ("", set()),
        ("3536", set()),
    ],
)
def test_the_last_digits_are_those_of_each_number_however_it_is_parted(phone: str, digits: set[str]) -> None:
    assert last_digits(phone) == digits


def test_numbers_and_dates_where_text_is_expected_are_read_as_people_see_them(tmp_path: Path) -> None:
    row = (20180012, *ROW[1:4], *ROW[4:9], date(2018, 6, 10))
    made = only(excel(tmp_path / "s.xlsx", [COLUMNS, row]))
    assert (made.number, made.note) == ("20180012", "2018-06-10")


def test_what_programs_write_to_keep_a_number_a_text_is_taken_off(tmp_path: Path) -> None:
    row = ('="0012"', *ROW[1:5], "\t13800003138\t", *ROW[6:9], '=""')
    made = only(comma(tmp_path / "s.csv", [COLUMNS, row]))
    assert (made.number, made.phone, made.note) == ("0012", "13800003138", "")


def test_a_stray_cell_far_away_is_no_hindrance(tmp_path: Path) -> None:
    path = excel(tmp_path / "s.xlsx", [COLUMNS, ROW, *[()] * 60_000, ("",) * 11 + (" ",)])
    assert only(path) == KEPT


def test_a_number_that_excel_has_rounded_is_a_fault(tmp_path: Path) -> None:
    (line,) = faults(excel(tmp_path / "s.xlsx", [COLUMNS, (2018061000000012345, *ROW[1:])]))
    assert line == f"s.xlsx 工作表「Sheet1」 第 2 行 A 列（受理编号）：{ROUNDED}"


def test_hidden_rows_columns_and_sheets_are_read_and_named(tmp_path: Path) -> None:
    path = tmp_path / "s.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("甲")
        page.write_row(0, 0, COLUMNS)
        for n in range(1, 6):
            page.write_row(n, 0, (f"SX-{n}", *ROW[1:]))
        page.autofilter(0, 0, 5, 9)
        for n in (1, 3, 4, 8):
            page.set_row(n, options={"hidden": True})
        page.set_column(5, 6, None, None, {"hidden": True})
        other = book.add_worksheet("乙")
        other.write_row(0, 0, COLUMNS)
        other.write_row(1, 0, ("SX-9", *ROW[1:]))
        other.hide()
    file = read(path)
    assert [r.submission.number for r in file.rows] == ["SX-1", "SX-2", "SX-3", "SX-4", "SX-5", "SX-9"]
    assert file.warnings == (
        "s.xlsx 工作表「甲」：第 2、4-5 行是隐藏或被筛选掉的行，已照常读入",
        "s.xlsx 工作表「甲」：F 列（联系电话）是隐藏列，已照常读入",
        "s.xlsx 工作表「甲」：G 列（状态）是隐藏列，已照常读入",
        "s.xlsx 工作表「乙」：是隐藏的工作表，已照常读入",
    )


def test_many_rows_are_named_by_the_first_of_them() -> None:
    assert stretches([5]) == "5"
    assert stretches(range(2, 9)) == "2-8"
    assert stretches(range(0, 60, 2)) == "0、2、4、6、8、10、12、14、16、18、20、22 等 30 "


def test_a_cell_merged_over_several_rows_counts_for_each(tmp_path: Path) -> None:
    path = tmp_path / "s.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("甲")
        page.write_row(0, 0, COLUMNS)
        for n in (1, 2, 3):
            page.write_row(n, 0, (f"SX-{n}", *ROW[1:2], "", *ROW[3:]))
        page.merge_range(1, 2, 3, 2, "太原某厂")
    assert [r.submission.unit for r in read(path).rows] == ["太原某厂"] * 3


def test_numbers_that_are_one_when_typed_are_a_fault_that_names_both_rows(tmp_path: Path) -> None:
    one, two = ("ＳＸ 0012", *ROW[1:]), ("sx-0012", *ROW[1:])
    path = excel(tmp_path / "s.xlsx", {"甲": [COLUMNS, ROW, one], "乙": [("题",), COLUMNS, two]})
    same, other = faults(path)
    assert same == "s.xlsx 工作表「甲」 第 3 行 A 列（受理编号）：「ＳＸ 0012」与第 2 行的「SX-0012」重复；请只保留一行"
    assert other == (
        "s.xlsx 工作表「乙」 第 3 行 A 列（受理编号）："
        "「sx-0012」与s.xlsx 工作表「甲」 第 2 行的「SX-0012」重复；请只保留一行"
    )


def test_all_faults_are_listed_each_by_its_cell_with_what_may_stand_there(tmp_path: Path) -> None:
    rows: Rows = [
        COLUMNS,
        ("", "优秀QC小组", "", "丙", "张三", "", "", "", "", ""),
        ("SX-2", "优秀诗歌", *ROW[2:]),
        ("SX-3", *ROW[1:6], "已批准", *ROW[7:]),
        ("——", *ROW[1:]),
        ("SX-5", *ROW[1:9], "长" * (LONGEST + 1)),
        ("SX-6", *ROW[1:]),
    ]
    assert faults(comma(tmp_path / "s.csv", rows)) == [
        "s.csv 第 2 行 A 列（受理编号）：不能为空",
        "s.csv 第 2 行 C 列（单位名称）：不能为空",
        "s.csv 第 2 行 F 列（联系电话）：不能为空",
        "s.csv 第 3 行 B 列（申报类别）：没有「优秀诗歌」这个申报类别；可以填：优秀质量管理小组成果、团体会员",
        f"s.csv 第 4 行 G 列（状态）：「优秀质量管理小组成果」没有「已批准」这个状态；可以填：{'、'.join(AWARD.names)}",
        "s.csv 第 5 行 A 列（受理编号）：「——」没有数字，不能用作受理编号；请填写编号，还没有编号的先不要导入",
        f"s.csv 第 6 行 J 列（备注）：有 {LONGEST + 1} 个字，最多 {LONGEST} 个，请缩短",
    ]


def test_formulas_without_results_and_errors_are_refused_by_their_cells(tmp_path: Path) -> None:
    path = tmp_path / "s.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("甲")
        page.write_row(0, 0, (*COLUMNS, "序号"))
        page.write_row(1, 0, (*ROW[:2], "=A9", *ROW[3:], "", "=ROW()"))
        page.write_row(2, 0, ("SX-2", *ROW[1:]))
        page.write_formula(2, 5, "=NA()", None, "#N/A")
    assert faults(path) == [
        f"s.xlsx 工作表「甲」 第 2 行 C 列（单位名称）：{UNCOMPUTED}",
        f"s.xlsx 工作表「甲」 第 3 行 F 列（联系电话）：{ERROR}",
    ]


@pytest.mark.parametrize(
    "parted",
    ["申报表、发表材料", "附件3.1;发表材料", "申报表\n发表材料", "申报表，发表材料", "申报表 ； 发表材料、申报表"],
)
def test_papers_go_by_their_names_in_the_pack(tmp_path: Path, parted: str) -> None:
    assert only(comma(tmp_path / "s.csv", [COLUMNS, (*ROW[:7], parted)])).received == ("申报表", "发表材料")


def test_a_paper_that_the_pack_does_not_list_is_kept_and_named_once(tmp_path: Path) -> None:
    rows = [COLUMNS, *((f"SX-{n}", *ROW[1:7], "营业执照（正本，副本）、申报表") for n in range(3))]
    file = read(comma(tmp_path / "s.csv", rows))
    assert {r.submission.received for r in file.rows} == {("营业执照（正本，副本）", "申报表")}
    (warning,) = file.warnings
    assert warning == (
        "s.csv 第 2-4 行（已收材料）：「优秀质量管理小组成果」的材料清单里没有「营业执照（正本，副本）」，"
        "已照录，但不算作收到清单里的材料；清单：申报表、注册登记表、发表材料"
    )


def test_what_is_not_known_yet_is_written_and_read_as_pending(tmp_path: Path) -> None:
    bare = replace(KEPT, phone="", contact="", title="")
    write_submissions(tmp_path / "s.csv", [bare], APPLYING)
    assert f"{PENDING},{PENDING},{PENDING}" in (tmp_path / "s.csv").read_text("utf-8-sig")
    file = read(tmp_path / "s.csv")
    assert file.rows[0].submission == bare
    assert file.warnings == ("s.csv 第 2 行（联系电话）：没有电话，补上以前申报人无法查询",)


def test_columns_that_stand_twice_and_sheets_without_a_header_are_named(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {"说明": [("请先阅读",)], "空": [], "甲": [(*COLUMNS, "备注"), (*ROW, "另注")]}
    file = read(excel(tmp_path / "s.xlsx", sheets))
    assert file.rows[0].submission.note == "无"
    assert file.warnings == (
        "s.xlsx 工作表「甲」：「备注」有不止一列，只读了第一列",
        "s.xlsx 工作表「说明」：没有表头，已忽略",
    )


def test_a_sheet_whose_header_lacks_a_column_is_not_passed_over(tmp_path: Path) -> None:
    path = excel(tmp_path / "s.xlsx", {"甲": [COLUMNS, ROW], "乙": [("题",), COLUMNS[1:], ROW[1:]]})
    assert faults(path) == ["s.xlsx 工作表「乙」 第 2 行：像是表头，但缺少「受理编号」；请补上这一列，或改正列名"]


def test_a_table_without_rows_is_named(tmp_path: Path) -> None:
    file = read(comma(tmp_path / "s.csv", [COLUMNS]))
    assert file == SubmissionFile((), ("s.csv：表头下面没有数据",))


def cut(path: Path) -> bytes:
    whole = excel(path, [COLUMNS, *[ROW] * 50]).read_bytes()
    return whole[: len(whole) // 2]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("s.csv", ",".join(COLUMNS).encode() + b"\n\xff\xff\xff", "编码既不是 UTF-8 也不是 GB18030"),
        ("s.csv", ",".join(COLUMNS).encode("utf-16"), "编码既不是 UTF-8 也不是 GB18030"),
        ("s.csv", "受理编号,单位名称\n1,2\n".encode(), "没有找到表头；需要有一行同时包含「受理编号」「申报类别」"),
        ("s.csv", b"PK\x03\x04rest", "不是 CSV，像是改了扩展名的 Excel 文件"),
        ("s.xlsx", b"", "不是有效的 Excel 文件"),
        ("s.xlsx", b"cut", "不是有效的 Excel 文件"),
        ("s.xlsx", OLE + b"Workbook", "是旧版的 .xls 文件"),
        ("s.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "有密码保护"),
        ("s.xls", OLE, "只支持 .xlsx 和 .csv 文件"),
    ],
)
def test_a_file_that_is_none_is_refused_by_name(tmp_path: Path, name: str, data: bytes, expected: str) -> None:
    path = tmp_path / name
    path.write_bytes(cut(tmp_path / "whole.xlsx") if data == b"cut" else data)
    told = faults(path)
    assert name in told[0]
    assert expected in told[0]


def test_a_file_without_a_header_is_told_what_comes_nearest_to_one(tmp_path: Path) -> None:
    header = [c.replace("联系电话", "手机") for c in COLUMNS]
    assert faults(comma(tmp_path / "s.csv", [("题",), header, ROW]))[1:] == [
        "s.csv 第 2 行：像是表头，但缺少「联系电话」；请补上这一列，或改正列名"
    ]


@pytest.mark.parametrize("name", ["s.csv", "s.xlsx"])
def test_an_export_holds_no_formula_and_imports_again_unchanged(tmp_path: Path, name: str) -> None:
    wild = replace(KEPT, unit="=1+1", title="@某人", contact="-张", note='=HYPERLINK("http://127.0.0.1")\n+1')
    written = [wild, replace(KEPT, number="=SX1", note="'=已有引号", status="", received=("=纸", "申报表"))]
    write_submissions(tmp_path / name, written, APPLYING)
    assert [r.submission for r in read(tmp_path / name).rows] == written
    assert [p.name for p in tmp_path.iterdir()] == [name]
    if name.endswith("xlsx"):
        rows = CalamineWorkbook.from_path(tmp_path / name).get_sheet_by_index(0).to_python()
        cells = [str(cell) for row in rows for cell in row]
    else:
        with (tmp_path / name).open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell[:1] in set("=+-@")]


any_text = (st.text(max_size=12) | st.text("=+-@'＝１ａA1,;、\"\n\r\t _x0D-", max_size=12)).map(plain)
named_text = any_text.filter(bool)
numbers = named_text.map(lambda text: f"{text}7").filter(lambda text: not BENT.fullmatch(text))
telephones = st.from_regex(r"[+(0-9０-９]{0,3}[0-9]{7,12}(\n|、| |-)?", fullmatch=True).map(plain).map(telephone)
submissions = st.builds(
    Submission,
    account=st.just("a"),
    number=numbers,
    application=st.sampled_from(["prize"]),
    unit=named_text,
    title=any_text,
    contact=any_text,
    phone=telephones,
    status=st.sampled_from(["", "已登记", "需补正"]),
    received=st.lists(st.sampled_from(["申报表", "发表材料", "执照", "=1"]), unique=True).map(tuple),
    recommender=any_text,
    note=any_text,
)


@given(made=st.lists(submissions, min_size=1, max_size=4, unique_by=lambda s: bare(folded(s.number))))
@examples(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_whatever_is_written_is_read_unchanged(tmp_path: Path, made: list[Submission]) -> None:
    for name in ("s.csv", "s.xlsx"):
        write_submissions(tmp_path / name, made, APPLYING)
        assert [r.submission for r in read(tmp_path / name).rows] == made


@given(st.text())
def test_a_telephone_number_that_was_read_is_read_the_same_again(text: str) -> None:
    assert telephone(telephone(text)) == telephone(text)


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        (2024, 2024),
        ("2024年", 2024),
        ("２０２４ 年", 2024),
        (date(2024, 12, 31), 2024),
        (45657, 2024),
        ("2024/12/31", 2024),
        ("2024年12月", 2024),
        ("", None),
    ],
)
def test_dues_are_paid_through_the_year_that_a_cell_states(tmp_path: Path, cell: object, year: int | None) -> None:
    (row,) = units(excel(tmp_path / "m.xlsx", [("名册",), ROLL_COLUMNS, (*UNIT[:5], cell)])).rows
    assert row.unit == Unit("a", "HB-01", "甲厂", "president", "王五", "13800003138", year)


@pytest.mark.parametrize("cell", ["24", "去年", 0, 1024, 20244, "2024.5万", "2023-2024", "已缴", 999999])
def test_what_is_no_year_is_a_fault(tmp_path: Path, cell: object) -> None:
    with pytest.raises(Error) as refused:
        units(excel(tmp_path / "m.xlsx", [ROLL_COLUMNS, (*UNIT[:5], cell)]))
    (line,) = refused.value.message.splitlines()
    assert line.startswith(f"m.xlsx 工作表「Sheet1」 第 2 行 F 列（会费已缴至）：「{cell}」不是年份")


def test_the_roll_s_faults_are_listed_with_the_levels_that_there_are(tmp_path: Path) -> None:
    rows = [ROLL_COLUMNS, (*UNIT[:2], "元老", *UNIT[3:]), UNIT, ("", *UNIT[1:4], "123", "")]
    with pytest.raises(Error) as refused:
        units(comma(tmp_path / "m.csv", rows))
    assert refused.value.message.splitlines() == [
        "m.csv 第 2 行 C 列（会员级别）：没有「元老」这个级别；可以填：会长单位、会员单位",
        "m.csv 第 3 行 A 列（会员编号）：「HB-01」与第 2 行的「HB-01」重复；请只保留一行",
        "m.csv 第 4 行 A 列（会员编号）：不能为空",
        "m.csv 第 4 行 E 列（联系电话）：「123」不足 7 位数字；请填写完整的电话号码",
    ]


@pytest.mark.parametrize("name", ["m.csv", "m.xlsx"])
def test_the_roll_is_written_as_it_is_read(tmp_path: Path, name: str) -> None:
    kept = [
        Unit("a", "HB-01", "=甲厂", "president", "", "13800003138", 2024),
        Unit("a", "HB-02", "乙厂", "plain", "赵六", "", None),
    ]
    write_units(tmp_path / name, kept, LEVELS)
    file = units(tmp_path / name)
    assert [r.unit for r in file.rows] == kept
    assert [w[w.index("第") :] for w in file.warnings] == ["第 3 行（联系电话）：没有电话，补上以前会员无法查询"]


def test_levels_go_by_all_of_their_names_in_the_pack() -> None:
    pack = load_pack(Path(__file__).parents[2] / "knowledge" / "packs" / "hebei")
    assert levels_of(replace(pack, applying=Applying())) == {}
    level = next(r for r in pack.records.values() if isinstance(r, DuesLevel))
    told = levels_of(replace(pack, applying=Applying(roll=Roll(levels=(level.id,)))))
    assert told == {level.id: (level.name, *level.aliases)}


def test_a_roll_without_its_header_or_rows_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(Error, match="缺少「会费已缴至」"):
        units(comma(tmp_path / "m.csv", [ROLL_COLUMNS[:5], UNIT[:5]]))
    assert units(comma(tmp_path / "m.csv", [ROLL_COLUMNS])).warnings == ("m.csv：表头下面没有数据",)
