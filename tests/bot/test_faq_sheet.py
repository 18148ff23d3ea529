"""FAQ spreadsheets as people make them."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # ships no types
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bot.errors import Error
from bot.faq.sheet import COLUMNS, read_faq, write_faq
from bot.spreadsheet.cells import column_letters, neutral, plain
from bot.spreadsheet.files import find_marks
from handlers.answer import Memory
from handlers.desk import Desk
from knowledge.faq import FaqEntry
from knowledge.pack import load_pack
from tests.bot.small_pack import write_pack

ENTRY = FaqEntry("能停车吗", ("有停车场吗", "停车"), ("停车费多少",), "可以，免费。\n入口在东侧。", "须知第3条")
ROW = ("能停车吗", "有停车场吗；停车", "停车费多少", "可以，免费。\n入口在东侧。", "须知第3条")
FORMULAS = FaqEntry("=1+1", ("+86", "@某人"), ("-1",), '=HYPERLINK("http://127.0.0.1")', "'=已有引号")

Rows = Sequence[Sequence[object]]


def excel(path: Path, rows: Rows, sheet: str = "Sheet1", first: Rows = ()) -> Path:
    with xlsxwriter.Workbook(path) as book:
        if first:
            book.add_worksheet("说明").write_row(0, 0, first[0])
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(number, column, cell, book.add_format({"num_format": "yyyy-mm-dd"}))
                elif cell != "":
                    page.write(number, column, cell)
    return path


def comma(path: Path, rows: Rows, encoding: str) -> Path:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def faults(path: Path) -> list[str]:
    with pytest.raises(Error) as refused:
        read_faq(path)
    return refused.value.message.splitlines()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_the_encodings_that_spreadsheets_write(tmp_path: Path, encoding: str) -> None:
    assert read_faq(comma(tmp_path / "f.csv", [COLUMNS, ROW], encoding)).entries == (ENTRY,)


def test_titles_above_the_header_blank_rows_and_other_columns_are_no_hindrance(tmp_path: Path) -> None:
    header = ("序号", "答复", "问题", "依据", "反例", "相似问法")
    row = (1, ROW[3], ROW[0], ROW[4], ROW[2], "有停车场吗\n停车;有停车场吗")
    path = excel(tmp_path / "f.xlsx", [("常见问题汇总",), (), header, (), row, ("", " ")], first=[("说明",)])
    file = read_faq(path)
    assert file.entries == (ENTRY,)
    assert file.warnings == (
        "f.xlsx 工作表「Sheet1」：不认识的列「序号」，已忽略",
        "f.xlsx 工作表「说明」没有表头，已忽略",
    )


def test_numbers_and_dates_are_read_as_people_see_them(tmp_path: Path) -> None:
    path = excel(tmp_path / "f.xlsx", [("问题", "答复", "依据"), ("会费", 2000, date(2024, 7, 30))])
    assert read_faq(path).entries == (FaqEntry("会费", (), (), "2000", "2024-07-30"),)


def uncached(path: Path) -> Path:
    """The workbook as programs write it that store no result beside a formula."""
    with zipfile.ZipFile(path) as book:
        parts = {name: re.sub(rb"</f><v>[^<]*</v>", b"</f>", book.read(name)) for name in book.namelist()}
    with zipfile.ZipFile(path, "w") as book:
        for name, part in parts.items():
            book.writestr(name, part)
    return path


@pytest.mark.parametrize("stored", [lambda path: path, uncached], ids=["placeholder", "nothing"])
def test_a_formula_without_a_result_is_refused_by_its_cell(tmp_path: Path, stored: Callable[[Path], Path]) -> None:
    rows = [("序号", *COLUMNS), ("=ROW()", "问", "", "", "=1+1", ""), ("", "=A1", "", "", "", "")]
    assert faults(stored(excel(tmp_path / "f.xlsx", rows, first=[("说明",)]))) == [
        "f.xlsx 工作表「Sheet1」 第 2 行 E 列（答复）：公式还没有计算结果；请在 Excel 中复制后「选择性粘贴」为「值」",
        "f.xlsx 工作表「Sheet1」 第 3 行 B 列（问题）：公式还没有计算结果；请在 Excel 中复制后「选择性粘贴」为「值」",
    ]


def test_truth_values_and_errors_are_refused_by_their_cells(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("甲")
        page.write_row(0, 0, COLUMNS)
        page.write_row(1, 0, ("问", "", "", True))
        page.write_formula(1, 4, "=NA()", None, "#N/A")
    assert faults(path) == [
        "f.xlsx 工作表「甲」 第 2 行 D 列（答复）：是逻辑值 TRUE 或 FALSE；请改成文字",
        "f.xlsx 工作表「甲」 第 2 行 E 列（依据）：是错误值；请改成文字，或用「选择性粘贴」粘贴为「值」",
    ]


def test_the_result_of_a_formula_is_read_and_columns_that_mean_nothing_may_hold_anything(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("甲")
        page.write_row(0, 0, (*COLUMNS, "启用", "序号"))
        page.write_row(1, 0, ("会费", "", "", "", "", True, "=ROW()"))
        page.write_formula(1, 3, "=1000*2", None, 2000)
        page.write_formula(1, 4, '=IF(1,"","无")', None, "")
    text = '<c r="E2" t="str"><f>IF(1,"","无")</f><v></v></c>'
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    parts["xl/worksheets/sheet1.xml"] = re.sub(r'<c r="E2".*?</c>', text, sheet).encode()
    with zipfile.ZipFile(path, "w") as book:
        for name, part in parts.items():
            book.writestr(name, part)
    assert read_faq(path).entries == (FaqEntry("会费", (), (), "2000", ""),)


def test_each_fault_names_file_sheet_row_and_column(tmp_path: Path) -> None:
    rows = [
        ("汇总",),
        COLUMNS,
        ("能停车吗", "", "", "", ""),
        ("", "", "", "答", ""),
        ("长", "", "", "字" * 657, ""),
        ("能 停车吗", "", "", "答", ""),
        ("问", "长", "问", "答", ""),
    ]
    assert faults(excel(tmp_path / "f.xlsx", rows, "问答")) == [
        "f.xlsx 工作表「问答」 第 3 行 D 列（答复）：不能为空",
        "f.xlsx 工作表「问答」 第 4 行 A 列（问题）：不能为空",
        "f.xlsx 工作表「问答」 第 5 行 D 列（答复）：有 1971 字节，微信一条回复最多容纳 1968 字节的答复，请缩短",
        "f.xlsx 工作表「问答」 第 6 行 A 列（问题）：「能 停车吗」与第 3 行重复",
        "f.xlsx 工作表「问答」 第 7 行 C 列（反例）：「问」既是问法又是反例",
        "f.xlsx 工作表「问答」 第 7 行 B 列（相似问法）：「长」与第 5 行重复",
    ]


@pytest.mark.parametrize("basis", ["", "须知第3条", "依" * 600])
def test_the_longest_answer_that_is_taken_is_shown_whole(tmp_path: Path, basis: str) -> None:
    room = 2048 - 80 - (len(f"\n依据：{basis}".encode()) if basis else 0)
    answer = "a" * room
    (entry,) = read_faq(comma(tmp_path / "f.csv", [COLUMNS, ("火星上有什么", "", "", answer, basis)], "utf-8")).entries
    desk = Desk(load_pack(write_pack(tmp_path)), [entry])
    told = desk.reply("火星上有什么", Memory(), datetime(2026, 1, 1, tzinfo=UTC)).text
    assert told == "\n".join(filter(None, (answer, basis and f"依据：{basis}")))
    (line,) = faults(comma(tmp_path / "f.csv", [COLUMNS, ("火星上有什么", "", "", answer + "a", basis)], "utf-8"))
    assert f"D 列（答复）：有 {room + 1} 字节" in line


def test_a_basis_that_leaves_no_room_for_its_answer_is_named(tmp_path: Path) -> None:
    (line,) = faults(comma(tmp_path / "f.csv", [COLUMNS, ("问", "", "", "答", "依" * 680)], "utf-8"))
    assert line == "f.csv 第 2 行 E 列（依据）：有 2040 字节，没有给答复留下位置，请缩短"


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("f.csv", "问题,备注\n一,二\n".encode(), "没有找到表头"),
        ("f.csv", b"", "没有找到表头"),
        ("f.csv", "问题,答复\n".encode() + b"\xff\xff\xff", "编码既不是 UTF-8 也不是 GB18030"),
        ("f.csv", '问题,答复\n"一,二'.encode(), "不是有效的 CSV"),
        ("f.xlsx", b"PK nonsense", "不是有效的 Excel 文件"),
        ("f.xlsx", b"", "不是有效的 Excel 文件"),
        ("f.doc", b"x", "只支持 .xlsx 和 .csv 文件"),
    ],
)
def test_a_file_that_is_none_is_refused_by_name(tmp_path: Path, name: str, data: bytes, expected: str) -> None:
    (tmp_path / name).write_bytes(data)
    (line,) = faults(tmp_path / name)
    assert name in line
    assert expected in line


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    (line,) = faults(tmp_path / "none.csv")
    assert "none.csv：无法读取" in line


@pytest.mark.parametrize("name", ["f.csv", "f.xlsx"])
def test_an_export_imports_again_unchanged_and_holds_no_formula(tmp_path: Path, name: str) -> None:
    write_faq(tmp_path / name, [ENTRY, FORMULAS])
    assert read_faq(tmp_path / name).entries == (ENTRY, FORMULAS)
    assert [p.name for p in tmp_path.iterdir()] == [name]
    if name.endswith("xlsx"):
        rows = CalamineWorkbook.from_path(tmp_path / name).get_sheet_by_index(0).to_python()
        cells = [str(cell) for row in rows for cell in row]
    else:
        cells = next(zip(*[csv.reader((tmp_path / name).read_text("utf-8-sig").splitlines())], strict=True))[0]
    assert not [cell for cell in cells if cell[:1] in set("=+-@")]


def test_an_export_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(Error, match="无法写入"):
        write_faq(tmp_path / "nowhere" / "f.csv", [ENTRY])
    with pytest.raises(Error, match=r"只支持 \.xlsx"):
        write_faq(tmp_path / "f.txt", [ENTRY])
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(Error, match="无法写入"):
        write_faq(tmp_path / "folder.csv", [ENTRY])
    assert [p.name for p in tmp_path.iterdir()] == ["folder.csv"]


def test_an_export_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "any").touch()
    write_faq(tmp_path / "f.csv", [ENTRY])
    assert (tmp_path / "f.csv").stat().st_mode == (tmp_path / "any").stat().st_mode


words = st.text("=+-@'＝会费a1,;\"\n", min_size=1, max_size=12).map(plain).filter(bool)


@given(answer=words, question=words.filter(lambda w: w not in COLUMNS))
@examples(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_any_words_survive_the_way_out_and_in(tmp_path: Path, question: str, answer: str) -> None:
    for name in ("f.csv", "f.xlsx"):
        write_faq(tmp_path / name, [FaqEntry(question, (), (), answer, "")])
        (entry,) = read_faq(tmp_path / name).entries
        assert (entry.question, entry.answer) == (question, answer)


@given(st.text())
def test_a_neutral_cell_is_read_as_it_was(text: str) -> None:
    assert plain(neutral(plain(text))) == plain(text)


def test_columns_are_named_as_spreadsheets_name_them() -> None:
    assert [column_letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_a_file_whose_parts_are_put_together_oddly_has_no_known_flaws() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("xl/Workbook.xml", "<workbook/>")
    assert find_marks(made.getvalue()) == {}
    assert find_marks(b"no archive") == {}


def test_entities_in_a_workbook_are_not_expanded() -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><workbook>&b;</workbook>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("xl/workbook.xml", bomb)
    assert find_marks(made.getvalue()) == {}
