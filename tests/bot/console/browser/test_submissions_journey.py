"""A clerk finds submissions, ticks off materials, moves one on and then many, and takes files in and out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.submissions.importing import prepare
from bot.submissions.sheet import COLUMNS, read_submissions
from tests.bot.console.browser.clerk import Clerk, Enter
from tests.bot.console.browser.office import BrowserOffice

pytestmark = pytest.mark.asyncio(loop_scope="module")

CITIES = ("太原", "大同", "忻州", "长治", "晋城", "运城", "临汾", "吕梁")
MANY = 60  # more than a page of the table holds


def sheet(rows: Iterable[Iterable[str]]) -> bytes:
    """A table as staff would keep it."""
    return "\n".join(",".join(row) for row in [COLUMNS, *rows]).encode()


def handed_in(number: int) -> tuple[str, ...]:
    """A row of it."""
    city = CITIES[number % len(CITIES)]
    name = f"{city}样例{number}厂"
    received = "申报表、注册登记表、成果报告" if number % 3 else "申报表"
    telephone, status = f"1390000{number:04}", "材料审核"
    title = f"提高{number}号线合格率"
    return f"SX2018-{number:04}", "优秀QC小组", name, title, "演示", telephone, status, received, city, ""


async def fill_the_table(office: BrowserOffice, folder: Path) -> None:
    """Take in more submissions than a page holds, as an import does."""
    file = folder / "更多.csv"
    file.write_bytes(sheet(handed_in(number) for number in range(101, 101 + MANY)))
    applying = office.packs["shanxi"].applying
    rows = read_submissions(file, applying, "shanxi").rows
    at = office.clock.real()
    plan = await prepare(office.store, "shanxi", rows, applying, year=2018, at=at)
    await office.store.import_submissions("shanxi", plan.drafts, by="演示", file=file.name, now=office.clock.real)


async def find(clerk: Clerk, words: str) -> None:
    await clerk.main.get_by_label("关键字").fill(words)
    await clerk.press("筛选")


async def test_the_table_is_filtered_sorted_and_paged(enter: Enter, office: BrowserOffice, tmp_path: Path) -> None:
    clerk = await enter("editor")
    await fill_the_table(office, tmp_path)
    await clerk.open("shanxi/today")
    await clerk.go("申报")
    rows = clerk.main.locator("tbody tr")
    await expect(rows).to_have_count(50)
    await clerk.look("submissions")
    await clerk.main.get_by_role("link", name="下一页").click()
    await expect(rows).to_have_count(13 + MANY - 50)
    await clerk.look()
    await clerk.main.get_by_label("排序").select_option("单位")
    await clerk.main.get_by_label("次序").select_option("从大到小")
    await clerk.main.get_by_label("没交齐").check()
    await clerk.press("筛选")
    await expect(clerk.main.get_by_role("status")).to_contain_text("符合条件")
    await expect(clerk.main.get_by_role("link", name="清除筛选")).to_be_visible()
    await find(clerk, "这样的单位没有")
    await expect(clerk.main.get_by_role("status")).to_have_text("没有符合条件的申报。")
    await clerk.look()


async def test_papers_are_ticked_and_a_status_is_changed_as_its_applicant_reads_it(
    enter: Enter, office: BrowserOffice
) -> None:
    clerk = await enter("editor")
    number, digits, lacking = (
        ("SX2018-0006", "1006", "班组简介") if clerk.on_phone else ("SX2018-0012", "3138", "成果报告")
    )
    applicant = f"oApplicant-{digits}"
    await office.peer("shanxi").text(f"进度 {number} {digits}", applicant)
    await clerk.open("shanxi/submissions")
    await find(clerk, number)
    await clerk.main.get_by_role("link", name=number).click()
    await clerk.look()
    await clerk.main.get_by_label(lacking, exact=True).check()
    await clerk.press("保存材料和备注")
    await expect(clerk.page.get_by_role("status")).to_be_visible()
    await clerk.main.get_by_label("新状态").select_option("评审中")
    with clerk.refused(400):
        await clerk.press("下一步：看申报人会收到什么")
        await expect(clerk.page.get_by_role("alert")).to_contain_text("评审中")
    await clerk.look()
    await clerk.main.get_by_label("新状态").select_option("材料审核")
    await clerk.main.get_by_label("给申报人的话").fill("材料已收齐，请等候审核。")
    await clerk.press("下一步：看申报人会收到什么")
    await expect(clerk.main.locator(".bubble-account")).to_contain_text("材料审核")
    await clerk.look("submission-preview")
    await clerk.press("确认修改")
    await expect(clerk.main.get_by_role("heading", level=1)).to_contain_text("材料审核")
    await expect(clerk.main.locator(".trail > li").first).to_contain_text("王敏")
    await clerk.unfold()
    await clerk.look("submission")
    told = await office.peer("shanxi").text("进度", applicant)
    assert "材料已收齐，请等候审核。" in told.text


async def test_many_are_changed_at_once_once_that_was_looked_at(enter: Enter) -> None:
    clerk = await enter("editor")
    await clerk.open("shanxi/submissions")
    with clerk.refused(400):
        await clerk.press("改勾选的")
        await expect(clerk.main).to_contain_text("还没有选申报")
    await clerk.look()
    city = "长治" if clerk.on_phone else "忻州"
    await clerk.open(f"shanxi/submissions?recommender={city}")
    boxes = clerk.main.locator("tbody input[type=checkbox]")
    await clerk.main.get_by_label("本页全选").check()
    count = await boxes.count()
    await boxes.first.uncheck()
    await clerk.press(f"改勾选的 {count - 1} 项")
    await clerk.look()
    with clerk.refused(400):
        await clerk.press("下一步：预览")
        await expect(clerk.page.get_by_role("alert")).to_be_visible()
    await clerk.look()
    await clerk.main.get_by_label("新状态").select_option("评审中")
    await clerk.press("下一步：预览")
    await expect(clerk.main.locator(".bubble-account").first).to_contain_text("评审中")
    await clerk.look("submissions-many")
    await clerk.press(f"确认改这 {count - 1} 项")
    await expect(clerk.page.get_by_role("status")).to_have_text(f"已改 {count - 1} 项。")
    await clerk.look()
    await clerk.open(f"shanxi/submissions?recommender={city}&status=评审中")
    await expect(clerk.main.locator("tbody tr")).to_have_count(count - 1)


async def choose_file(clerk: Clerk, content: bytes, name: str = "7月申报.csv") -> None:
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    await clerk.main.get_by_label("文件（").set_input_files(file)  # type: ignore[arg-type]  # what playwright tells
    await clerk.press("检查")


async def test_a_faulty_file_shows_its_faults_and_the_mended_one_is_imported(enter: Enter) -> None:
    clerk = await enter("editor")
    first = 401 if clerk.on_phone else 301
    good = [handed_in(number) for number in range(first, first + 3)]
    faulty = [
        good[0],
        (good[1][0], "优秀QC小租", *good[1][2:5], "1390000", *good[1][6:]),
        (good[1][0], *good[2][1:6], "审核", *good[2][7:]),
    ]
    await clerk.open("shanxi/submissions/import")
    await clerk.look()
    with clerk.refused(400):
        await choose_file(clerk, sheet(faulty))
        await expect(clerk.main.get_by_role("heading", name="有 2 行要改")).to_be_visible()
    await expect(clerk.main.locator("td.wrong").first).to_contain_text("优秀QC小租")
    await clerk.look("import-faults")
    with clerk.refused(400):
        await choose_file(clerk, "没有表头\n".encode())
        await expect(clerk.main).to_contain_text("没有找到表头")
    await clerk.look()
    contact = ("演示戊", "13800001005")
    known = ("SX2018-0005", "质量信得过班组", "示例发电厂", "运行三班", *contact, "评审中", "申报表", "电力", "")
    await choose_file(clerk, sheet([*good, known]))
    await expect(clerk.page.get_by_role("heading", level=1)).to_have_text("检查通过，还没有写入")
    await clerk.look("import-preview")
    await clerk.main.get_by_role("button", name="确认导入").click()
    await expect(clerk.page.get_by_role("status")).to_contain_text("已导入")
    await clerk.look()
    await clerk.open(f"shanxi/submissions/{good[2][0]}")
    await expect(clerk.main).to_contain_text(good[2][2])


async def test_a_membership_roll_is_imported_in_the_same_way(enter: Enter) -> None:
    clerk = await enter("editor")
    await clerk.open("hebei/submissions/import")
    await clerk.main.get_by_label("导入什么").select_option("会员名册")
    await clerk.look()
    level = "副会长单位" if clerk.on_phone else "常务理事单位"
    head = "会员编号,单位名称,会员级别,联系人,联系电话,会费已缴至"
    roll = f"{head}\nHBHY-004,示例物流有限公司,{level},演示丁,13800003138,2024\n"
    await choose_file(clerk, roll.encode(), "会员名册.csv")
    await expect(clerk.main.locator(".grid")).to_contain_text("更新")
    await clerk.look()
    await clerk.press("确认导入 1 条")
    await expect(clerk.page.get_by_role("status")).to_contain_text("已导入 1 条")


async def test_an_export_is_a_file_that_can_be_imported_again(
    enter: Enter, office: BrowserOffice, tmp_path: Path
) -> None:
    clerk = await enter("editor")
    await clerk.open("shanxi/submissions?application=class")
    await find(clerk, "示例发电厂")
    async with clerk.page.expect_download() as coming:
        await clerk.main.get_by_role("button", name="导出 .xlsx").click()
    download = await coming.value
    assert download.suggested_filename.startswith("申报-2018")
    await download.save_as(tmp_path / "out.xlsx")
    read = read_submissions(tmp_path / "out.xlsx", office.packs["shanxi"].applying, "shanxi")
    assert ("SX2018-0005", "13800001005") in [(r.submission.number, r.submission.phone) for r in read.rows]
    assert {r.submission.unit for r in read.rows} == {"示例发电厂"}


async def test_use_is_set_against_the_quota_table(enter: Enter) -> None:
    clerk = await enter("viewer")
    await clerk.open("shanxi/submissions")
    await expect(clerk.main.get_by_role("button", name="导出")).to_have_count(0)
    await clerk.main.get_by_role("link", name="统计和名额").click()
    await clerk.look("quota")
    row = clerk.main.get_by_role("row", name="大同").first
    await expect(row).to_contain_text("还剩")
    await row.get_by_role("link").click()
    await expect(clerk.main.get_by_role("link", name="SX2018-0012")).to_be_visible()
    await clerk.open("shanxi/submissions/SX2018-0012")
    await expect(clerk.main.get_by_role("button")).to_have_count(0)
    await clerk.look()
