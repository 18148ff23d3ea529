"""Summary tables (推荐汇总表) in the originals' layouts: read as people fill them in, and written to be printed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # ships no types
from python_calamine import CalamineWorkbook

from bot.errors import Error
from bot.submissions.reading import SubmissionFile
from bot.submissions.sheet import read_submissions
from bot.submissions.submission import Submission
from bot.submissions.summary_print import write_summary
from bot.submissions.summary_sheet import read_summary
from knowledge.applying import Application, Applying
from knowledge.pack import Pack, load_pack
from knowledge.summaries import Summary
from tests.bot.sheets import AWARD, Rows, comma, excel

PACKS = Path(__file__).parents[2] / "knowledge" / "packs"
PARTS, TWO = load_pack(PACKS / "shanxi"), load_pack(PACKS / "machinery")


def applying(pack: Pack) -> Applying:
    """The pack's layouts with something to apply for under each part."""
    records = [p.of for s in pack.applying.summaries for p in s.parts if p.of]
    made = {f"for-{r}": Application(id=f"for-{r}", name=r, of=r, workflow="award") for r in records}
    return Applying({"award": AWARD}, made, None, pack.applying.summaries)


FORM10, FORM3 = applying(PARTS), applying(TWO)


def read(path: Path, pack: Applying = FORM10) -> SubmissionFile:
    return read_submissions(path, pack, "a")


def made(path: Path, pack: Applying = FORM10) -> list[Submission]:
    return [r.submission for r in read(path, pack).rows]


def faults(path: Path, pack: Applying = FORM10) -> list[str]:
    with pytest.raises(Error) as refused:
        read(path, pack)
    return refused.value.message.splitlines()


GROUPS: Rows = [
    ("一、全省优秀质量管理小组成果",),
    ("序号", "单位名称\n（以公章为准）", "小组名称", "课题名称", "组长", "成员名单"),
    (1, "甲厂", "蓝天QC小组", "降低废品率", "张三", "张三、李四\n王五"),
    (2, "乙厂", "大地QC小组", "提高合格率", "赵六", ""),
    (3, "", "", "", "", ""),
    ("小组人数总计", 7),
]
TEAMS: Rows = [
    ("二、全省质量信得过班组",),
    ("序号", "单位名称（以公章为准）", "班组名称", "班组长", "成员名单"),
    (1, "甲厂", "雄鹰班组", "待补", "孙七"),
    ("班组人数总计", 1),
]
FIRMS: Rows = [
    ("三、全省质量管理小组活动优秀企业",),
    ("序号", "企业名称", "联系人", "联系电话"),
    (1, "甲厂", "张三", 13800003138.0),
]
PEOPLE: Rows = [
    ("四、全省质量管理小组活动卓越领导者",),
    ("姓名", "所在单位名称", "职务", "联系人", "联系电话"),
    ("周八", "甲厂", "厂长", "张三", "0351-3536138"),
    ("五、全省质量管理小组活动优秀推进者",),
    ("姓名", "所在单位名称", "职务或职称", "联系人", "联系电话"),
    ("吴九", "乙厂", "工程师", "赵六", "13900001234"),
    (),
    ("六、全省质量信得过班组建设先进个人",),
    ("姓 名", "岗位/职务", "企　业　名　称", "联系人", "联系电话"),
    ("郑十", "班长", "甲厂", "张三", "13800003138"),
]
OTHERS: Rows = [
    ("七、上会发表小组、班组名单",),
    (
        "编号",
        "QC小组名称\n（前面写全单位名称）",
        "发表成果课题",
        "课题类型",
        "",
        "",
        "",
        "",
        "经济效益\n（万元）",
        "发表人",
    ),
    ("", "", "", "现场", "攻关", "管理", "服务", "创新"),
    (1, "甲厂蓝天QC小组", "降低废品率", "√", "", "", "", "", 12.5, "张三"),
    ("八、本市、行业成果交流会上的评委名单",),
    ("序号", "姓名", "工作单位", "国家、省级QCC诊断师证书编号", "联系电话"),
    (1, "钱一", "乙厂", "Q-1", "1"),
]
TOP: Rows = [("推荐汇总表",), ("推荐市、行业", "太原市质协", "", "编号：")]
FOOT: Rows = [
    ("推荐市、行业：",),
    ("填表人：张三", "电话：1"),
    ("注：1. 此表为推荐单位的正式汇总材料",),
    ("2.企业名称均须写全称",),
]


def test_each_part_of_a_sheet_is_read_under_its_heading(tmp_path: Path) -> None:
    path = excel(tmp_path / "t.xlsx", [*TOP, *GROUPS, *TEAMS, *FIRMS, *PEOPLE, *OTHERS, *FOOT])
    file = read(path)
    by = [(s.application, s.unit, s.title, s.contact, s.phone) for s in (r.submission for r in file.rows)]
    assert by == [
        ("for-award-qc", "甲厂", "降低废品率", "张三", ""),
        ("for-award-qc", "乙厂", "提高合格率", "赵六", ""),
        ("for-award-team", "甲厂", "雄鹰班组", "", ""),
        ("for-award-qc-enterprise", "甲厂", "甲厂", "张三", "13800003138"),
        ("for-award-leader", "甲厂", "周八", "张三", "0351-3536138"),
        ("for-award-promoter", "乙厂", "吴九", "赵六", "13900001234"),
        ("for-award-team-person", "甲厂", "郑十", "张三", "13800003138"),
    ]
    assert {(r.submission.number, r.submission.status, r.submission.recommender) for r in file.rows} == {
        ("", "", "太原市质协")
    }
    assert file.rows[0].submission.note == "小组名称：蓝天QC小组\n成员名单：张三、李四 王五"
    assert file.rows[3].row.place("联系电话") == "t.xlsx 工作表「Sheet1」 第 15 行 D 列（联系电话）"
    assert file.warnings == (
        "t.xlsx 工作表「Sheet1」：「七、上会发表小组、班组名单」（第 28 行起）不是申报，未读入",
        "t.xlsx 工作表「Sheet1」：「八、本市、行业成果交流会上的评委名单」（第 31 行起）不是申报，未读入",
        "t.xlsx 工作表「Sheet1」 第 5-6、11 行：没有电话，补上以前申报人无法查询",
    )


def test_parts_on_sheets_of_their_own_are_told_by_the_sheet_s_name_or_their_columns(tmp_path: Path) -> None:
    sheets = {
        "卓越领导者": PEOPLE[1:3],
        "优秀推进者": [*TOP, ("姓名", "所在单位名称", "职务", "联系人", "联系电话"), PEOPLE[5]],
        "其他": TEAMS[1:],
        "说明": [("填写说明",)],
    }
    file = read(excel(tmp_path / "t.xlsx", sheets))
    of = [(r.submission.application, r.submission.title, r.submission.recommender) for r in file.rows]
    assert of == [
        ("for-award-leader", "周八", "太原市质协"),
        ("for-award-promoter", "吴九", "太原市质协"),
        ("for-award-team", "雄鹰班组", "太原市质协"),
    ]
    assert file.warnings[0] == "t.xlsx 工作表「优秀推进者」：第 3 行的列「职务」不认识，已忽略"
    assert "t.xlsx 工作表「说明」：没有汇总表的表头，已忽略" in file.warnings


def test_the_faults_of_all_parts_are_listed(tmp_path: Path) -> None:
    rows = [
        *GROUPS,
        ("六、全省质量信得过班组建设先进个人",),
        PEOPLE[8],
        ("", "班长", "甲厂", "张三", "123"),
        *FIRMS,
        FIRMS[2],
    ]
    broken = [*rows[:3], (2, "", "", "提高合格率", "", ""), *rows[3:]]
    assert faults(comma(tmp_path / "t.csv", broken)) == [
        "t.csv 第 4 行 B 列（单位名称（以公章为准））：不能为空",
        "t.csv 第 10 行 A 列（姓 名）：不能为空",
        "t.csv 第 10 行 E 列（联系电话）：「123」不足 7 位数字；请填写完整的电话号码",
        "t.csv 第 14 行 B 列（企业名称）：与第 13 行的「甲厂 甲厂」重复",
    ]


def test_who_recommends_is_read_from_the_line_under_the_title_however_it_is_filled_in(tmp_path: Path) -> None:
    for number, top in enumerate(
        (
            ("推荐市、行业    太原市质协                 编号：1",),
            ("推荐市、行业：太原市质协",),
            ("推荐市、行业：", "", "太原市质协"),
            ("", "推荐市、行业:", "太原市质协", "编号："),
        )
    ):
        path = comma(tmp_path / f"{number}.csv", [("推荐汇总表",), top, *FIRMS])
        assert [s.recommender for s in made(path)] == ["太原市质协"]
    path = comma(tmp_path / "none.csv", [("推荐市、行业      编号：",), ("推荐市、行业", "", "编号：1"), *FIRMS])
    assert [s.recommender for s in made(path)] == [""]
    assert "none.csv：没有写推荐单位，各行的推荐单位留空" in read(path).warnings


MARK = "* 以下 2 项为制作证书依据 务必填写正确并用 word 版本"
UPPER = ("序", MARK, "", "企业推荐 等级 1、2", "课题名称 (简写)", "小组\n人数", "联系人", "联系电话")
LOWER = ("", "单位名称", "QC 小组 (信组) 名称")
HEAD: Rows = [
    ("全国机械工业优秀信得过班组 优秀QC小组成果 推荐汇总表",),
    ("* 邮编", "100000", "* 单位名称", "某集团", "地区或集团、单位评委:"),
    UPPER,
    LOWER,
]


def merged(path: Path, rows: Rows) -> Path:
    """The form with its header merged over two rows, as it is printed."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Sheet1")
        for number, row in enumerate([*HEAD, *rows]):
            page.write_row(number, 0, row)
        style: Any = book.add_format({"border": 1})
        for at in (0, 3, 4, 5, 6, 7):
            page.merge_range(2, at, 3, at, UPPER[at], style)
        page.merge_range(2, 1, 2, 2, MARK, style)
        page.merge_range(0, 0, 0, 7, HEAD[0][0], style)
    return path


def test_a_header_of_two_rows_is_read_and_each_row_tells_its_kind(tmp_path: Path) -> None:
    rows = [
        (1, "甲厂", "蓝天QC小组", 1, "降低废品率", 8.0, "张三", 13800003138.0),
        (2, "甲厂", "雄鹰班组", 2, "安全", 6, "李四", ""),
        ("填表人: 张三 联系电话: 1",),
    ]
    one, two = made(merged(tmp_path / "t.xlsx", rows), FORM3)
    assert (one.application, one.title, one.phone) == ("for-award-qc", "降低废品率", "13800003138")
    assert one.note == "QC小组(信组)名称：蓝天QC小组\n企业推荐等级1、2：1\n小组人数：8"
    assert (two.application, two.title, two.phone) == ("for-award-team", "雄鹰班组", "")
    assert two.note == "企业推荐等级1、2：2\n课题名称(简写)：安全\n小组人数：6"
    assert one.recommender == two.recommender == "某集团"


def test_a_row_whose_kind_cannot_be_told_is_a_fault_with_the_remedy(tmp_path: Path) -> None:
    (line,) = faults(merged(tmp_path / "t.xlsx", [(1, "甲厂", "蓝天", 1, "降低班组废品率", 8, "张三", "")]), FORM3)
    assert line == (
        "t.xlsx 工作表「Sheet1」 第 5 行：看不出属于哪一类；"
        "请分成几张表，在标题或工作表名中写明「信得过班组」或「QC小组」"
    )
    rows = [("优秀QC小组成果推荐汇总表",), *HEAD[1:], (1, "甲厂", "蓝天", 1, "降低班组废品率", 8, "张三", "")]
    assert [s.application for s in made(excel(tmp_path / "q.xlsx", rows), FORM3)] == ["for-award-qc"]


def kept(summary: Summary, pack: Applying) -> list[Submission]:
    """Two of each part, as they would be read."""
    return [
        Submission(
            account="a",
            number="",
            application=f"for-{part.of}",
            unit=f"=第{n}厂",
            title=f"'{part.heading}{n}" if "title" in part.fields else f"=第{n}厂",
            contact="张三" if "contact" in part.fields else "",
            phone="13800003138" if "phone" in part.fields and n else "",
            status="",
            recommender="@太原市",
            note="\n".join(f"{''.join(name.split())}：=值{n}" for name in part.notes),
        )
        for part in summary.parts
        if part.of and pack.applied_for(part.of)
        for n in range(2)
    ]


@pytest.mark.parametrize("pack", [FORM10, FORM3], ids=["parts", "two"])
def test_a_summary_is_written_in_its_layout_and_read_again_unchanged(tmp_path: Path, pack: Applying) -> None:
    (summary,) = pack.summaries
    submissions = kept(summary, pack)
    assert write_summary(tmp_path / "t.xlsx", submissions, pack, summary) == ()
    assert [r.submission for r in read_summary(tmp_path / "t.xlsx", pack, "a").rows] == submissions
    book = CalamineWorkbook.from_path(tmp_path / "t.xlsx")
    cells = [str(c) for n in book.sheet_names for row in book.get_sheet_by_name(n).to_python() for c in row]
    for part in summary.parts:
        assert part.heading in cells or summary.apart
        assert {c.name for c in part.columns} <= set(cells)
    assert set(summary.footer) <= set(cells)
    assert not [c for c in cells if c[:1] in set("=+@")]


def test_what_has_no_part_in_the_layout_is_told(tmp_path: Path) -> None:
    (summary,) = FORM10.summaries
    other = Submission("a", "1", "member", "甲厂", "入会", "张三", "13800003138", "")
    assert write_summary(tmp_path / "t.xlsx", [other], FORM10, summary, "太原市") == (other,)
    assert read(tmp_path / "t.xlsx").rows == ()
    with pytest.raises(Error, match=r"只能写成 \.xlsx"):
        write_summary(tmp_path / "t.csv", [], FORM10, summary)


def test_a_file_that_is_no_summary_is_told_so(tmp_path: Path) -> None:
    path = comma(tmp_path / "t.csv", [("问题", "答复"), ("一", "二")])
    assert faults(path)[0].startswith("t.csv：没有找到表头")
    with pytest.raises(Error, match="没有找到汇总表的表头"):
        read_summary(path, FORM10, "a")


@pytest.mark.parametrize("pack", [PARTS, TWO], ids=lambda p: p.id)
def test_the_layouts_of_the_packs_are_those_of_the_originals(pack: Pack) -> None:
    sources = [(PACKS / pack.id / d.file).read_text(encoding="utf-8") for d in pack.manifest.documents]
    printed = "".join("".join(sources).split())
    for summary in pack.applying.summaries:
        assert summary.form in pack.records
        texts = [summary.title, *summary.top, *summary.footer]
        for part in summary.parts:
            assert not part.of or part.of in pack.records
            texts += [part.heading, part.total, *(c.name for c in part.columns), *(c.group for c in part.columns)]
        assert [t for t in texts if "".join(t.split()) not in printed] == []
