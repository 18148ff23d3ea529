"""Files of submissions and members in the console: checked with faults in place, imported once, exported."""

from __future__ import annotations

import asyncio
import html
import io
import re
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from bot.spreadsheet.files import write_rows
from bot.submissions import uploads
from bot.submissions.sheet import COLUMNS, read_submissions
from bot.submissions.submission import Draft, Filter, Submission
from tests.bot.console.conftest import Browser, ConsoleOffice, Page

LIST = "/console/shanxi/submissions"
HEAD = "受理编号,申报类别,单位名称,名称,联系人,联系电话,状态,推荐单位\n"
GOOD = (
    HEAD + "SX2018-0001,优秀QC小组,甲厂,课题一,张三,13800003138,,太原\n"
    "SX2018-0002,优秀QC小组,乙厂,课题二,李四,13900004444,需补正,大同\n"
)

ROLLS = {p.stem: p.read_text(encoding="utf-8") for p in Path("demo/members").glob("*.csv")}


async def upload(browser: Browser, text: str | bytes, name: str = "申报.csv", **fields: str) -> Page:
    await browser.get(f"{LIST}/import")
    form = aiohttp.FormData(quote_fields=False)  # as browsers send names
    content = io.BytesIO(text.encode() if isinstance(text, str) else text)
    form.add_field("file", content, filename=name, content_type="application/octet-stream")
    for key, value in fields.items():
        form.add_field(key, value)
    account = fields.get("account", "shanxi")
    return await browser.post(f"/console/{account}/submissions/import", form)


async def known(office: ConsoleOffice, account: str = "shanxi") -> list[Submission]:
    return [c.submission for c in await office.store.submissions(account, Filter())]


async def test_a_file_is_checked_and_then_imported_once(office: ConsoleOffice) -> None:
    browser = await office.staff("editor", "李")
    checked = await upload(browser, GOOD)
    page = await browser.follow(checked)
    assert "检查通过，还没有写入" in page.text
    assert "确认导入 2 条" in page.text
    assert not await known(office)
    done = await browser.post(f"{checked.location}/import", {})
    assert "已导入 2 条" in (await browser.follow(done)).text
    assert [s.number for s in await known(office)] == ["SX2018-0001", "SX2018-0002"]
    again = await browser.follow(await browser.post(f"{checked.location}/import", {}))
    assert "没有再做一次" in again.text
    acts = await office.store.acts("shanxi")
    assert [(a.by, a.action, a.what, a.rows) for a in acts] == [("李", "import", "申报.csv", 2)]
    audit = await office.store.staff_acts(["shanxi"])
    assert ("导入表格", "申报.csv，2 条", "完成") in [(a.act, a.note, a.result) for a in audit]


async def test_two_presses_at_once_import_once(office: ConsoleOffice) -> None:
    browser = await office.staff("editor")
    checked = await upload(browser, GOOD)
    await browser.follow(checked)
    presses = await asyncio.gather(*(browser.post(f"{checked.location}/import", {}) for _ in range(3)))
    assert {page.status for page in presses} == {303}
    assert len(await office.store.acts("shanxi")) == 1
    assert len(await office.store.submission_trail("shanxi", "SX2018-0001")) == 1


async def test_faults_are_shown_in_their_cells(office: ConsoleOffice) -> None:
    browser = await office.staff("editor")
    wrong = HEAD + (
        "SX2018-0001,优秀QC小组,甲厂,课题一,张三,13800003138,,太原\n"
        "SX2018-0002,没有的类别,乙厂,课题二,李四,123,,大同\n"
        "SX2018-0001,优秀QC小组,丙厂,,王五,13900005555,没有的状态,大同\n"
    )
    page = await upload(browser, "关于申报的表,,,,,,,\n" + wrong)
    assert page.status == 400
    assert not await known(office)
    assert "有 2 行要改" in page.text
    assert ">第 4 行</h3>" in page.text
    cells = re.findall(r'<td class="wrong"><bdi>(.*?)</bdi><p class="error pre"><bdi>(.*?)</bdi>', page.text)
    told = dict(cells)
    assert "没有「没有的类别」这个申报类别" in told["没有的类别"]
    assert "不足 7 位" in told["123"]
    assert "不能为空" in told["（空）"]
    assert "重复" in told["SX2018-0001"]
    assert "没有「没有的状态」这个状态" in told["没有的状态"]
    assert '<th scope="col" class="wrong">F　<bdi>联系电话</bdi></th>' in page.text
    assert "13900005555" not in page.text, "a telephone that is right stays masked"


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        ("没有表头\n1,2\n", "a.csv", "没有找到表头"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "a.xlsx", "旧版的 .xls"),
        (b"PK\x03\x04broken", "a.xlsx", "不是有效的 Excel 文件"),
        ("x", "a.pdf", "只支持 .xlsx 和 .csv"),
        (HEAD + "SX2018-1,优秀QC小组,甲厂,题,张三,13800003138,,\n", "../../<b>etc.csv", ""),
        ("<script>alert(1)</script>,2\n", "<script>.csv", "没有找到表头"),
    ],
)
async def test_a_file_that_is_none_is_refused_with_the_reason(
    office: ConsoleOffice, content: str | bytes, name: str, says: str
) -> None:
    browser = await office.staff("editor")
    page = await upload(browser, content, name)
    page = page if says else await browser.follow(page)
    assert page.status == (400 if says else 200)
    assert says in page.text
    assert "<script>" not in page.text
    assert "<b>" not in page.text
    assert "zhixietong-" not in page.text, "nobody needs to know where files are kept"
    assert "etc/" not in page.text


async def test_a_faulty_sheet_with_lines_and_marks_in_its_cells_shows_as_text(office: ConsoleOffice) -> None:
    browser = await office.staff("editor")
    hostile = '"<img src=x>\n第 9 行 A 列（受理编号）：假的"'
    page = await upload(browser, HEAD + f"SX2018-0001,{hostile},甲厂,题,张三,13800003138,,\n")
    assert page.status == 400
    assert "<img" not in page.text
    assert page.text.count("</h3>\n  <div") == 1


async def test_no_file_is_a_fault_of_the_form(office: ConsoleOffice) -> None:
    browser = await office.staff("editor")
    await browser.get(f"{LIST}/import")
    page = await browser.post(f"{LIST}/import", {"kind": "import"})
    assert page.status == 400
    assert "请选择一个文件" in page.text


async def test_a_file_that_is_too_large_is_refused(office: ConsoleOffice) -> None:
    browser = await office.staff("editor")
    page = await upload(browser, b"x" * (office.settings.console.upload_mib * 1024 * 1024 + 1))
    assert page.status == 413


async def test_what_changed_since_the_check_is_checked_again(office: ConsoleOffice) -> None:
    browser = await office.staff("editor")
    first = await upload(browser, GOOD)
    await browser.follow(first)
    await browser.post(f"{first.location}/import", {})
    changed = GOOD.replace("甲厂", "甲甲厂").replace("需补正", "材料审核")
    checked = await upload(browser, changed)
    page = await browser.follow(checked)
    assert "1 项变为「材料审核」" in page.text
    assert "单位名称由「甲厂」改成「甲甲厂」" in page.text
    present = await office.store.submission("shanxi", "SX2018-0002")
    assert present
    other = Draft(replace(present.submission, note="别人"), present.since, present.seq)
    await office.store.change_submission(other, by="别人", at=office.clock.real())
    late = await browser.post(f"{checked.location}/import", {})
    assert late.status == 409
    assert "请重新上传检查" in late.text
    assert {s.status for s in await known(office)} == {"已登记", "需补正"}


async def test_members_who_would_be_told_are_counted(office: ConsoleOffice) -> None:
    browser = await office.staff("editor")
    first = await upload(browser, GOOD)
    await browser.follow(first)
    await browser.post(f"{first.location}/import", {})
    await office.peer("shanxi").text("进度 SX2018-0002 4444", "oApplicant-2")
    page = await browser.follow(await upload(browser, GOOD.replace("需补正", "材料审核")))
    assert "会通知已绑定的会员" in page.text
    assert " 1 位" in page.text


async def test_a_large_file_is_read_in_a_process_of_its_own(
    office: ConsoleOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGE", 10)
    monkeypatch.setattr("bot.console.submissions.files.LARGE", 10)
    browser = await office.staff("editor")
    faulty = await upload(browser, GOOD.replace("13800003138", "1"))
    assert faulty.status == 400
    assert "不足 7 位" in faulty.text
    checked = await upload(browser, GOOD)
    await browser.follow(checked)
    await browser.post(f"{checked.location}/import", {})
    assert len(await known(office)) == 2
    late = await upload(browser, GOOD.replace("甲厂", "新厂"))
    await browser.follow(late)
    (present, _) = await office.store.submissions("shanxi", Filter())
    other = Draft(replace(present.submission, note="别人"), present.since, present.seq)
    await office.store.change_submission(other, by="别人", at=office.clock.real())
    refused = await browser.post(f"{late.location}/import", {})
    assert refused.status == 409, (await browser.follow(refused)).text[-1500:]


async def test_an_export_holds_whole_telephones_and_imports_again(office: ConsoleOffice, tmp_path: Path) -> None:
    browser = await office.staff("editor", "李")
    first = await upload(browser, GOOD)
    await browser.follow(first)
    await browser.post(f"{first.location}/import", {})
    await browser.get(LIST)
    page = await browser.post(f"{LIST}/export", {"status": "需补正"})
    assert page.status == 200
    assert "attachment" in page.headers["Content-Disposition"]
    file = tmp_path / "out.xlsx"
    file.write_bytes(page.body)
    read = read_submissions(file, office.packs["shanxi"].applying, "shanxi")
    assert [(r.submission.number, r.submission.phone) for r in read.rows] == [("SX2018-0002", "13900004444")]
    assert ("李", "export", 1) in [(a.by, a.action, a.rows) for a in await office.store.acts("shanxi")]
    assert (await office.store.staff_acts(["shanxi"]))[0].act == "导出申报（完整电话）"
    unchanged = await browser.follow(await upload(browser, page.body, "out.xlsx"))
    assert "没有要改的" in unchanged.text


async def test_the_empty_sheet_takes_rows(office: ConsoleOffice, tmp_path: Path) -> None:
    browser = await office.staff("editor")
    page = await browser.get(f"{LIST}/template?kind=import")
    assert page.status == 200
    write_rows(tmp_path / "same.xlsx", "申报", [COLUMNS])
    file = tmp_path / "t.xlsx"
    file.write_bytes(page.body)
    read = read_submissions(file, office.packs["shanxi"].applying, "shanxi")
    assert not read.rows


async def test_a_membership_roll_is_imported(office: ConsoleOffice) -> None:
    account = next(i for i, pack in office.packs.items() if pack.applying.roll)
    browser = await office.staff("editor")
    text = ROLLS[account]
    faulty = await upload(browser, text.replace("会长单位", "没有的级别", 1), "会员.csv", kind="roll", account=account)
    assert faulty.status == 400
    assert "没有「没有的级别」这个级别" in html.unescape(faulty.text)
    checked = await upload(browser, text, "会员.csv", kind="roll", account=account)
    page = await browser.follow(checked)
    rows = len(text.strip().splitlines()) - 1
    assert f"确认导入 {rows} 条" in page.text
    await browser.post(f"{checked.location}/import", {})
    assert len(await office.store.units(account)) == rows


async def test_an_account_without_a_roll_takes_none(office: ConsoleOffice) -> None:
    assert office.packs["shanxi"].applying.roll is None
    browser = await office.staff("editor")
    assert (await upload(browser, GOOD, kind="roll")).status == 400
    assert (await browser.get(f"{LIST}/template?kind=roll")).status == 404
