"""What somebody wrote to do harm is shown as they wrote it, and does none: on a desktop and on a phone."""

from __future__ import annotations

import pytest
import pytest_asyncio
from playwright.async_api import Dialog, expect

from bot.broadcast.broadcast import Draft, State
from bot.submissions.submission import Draft as SubmissionDraft
from bot.submissions.submission import Submission
from tests.bot.console.browser.clerk import Clerk, Enter
from tests.bot.console.browser.office import BrowserOffice
from tests.bot.console.browser.test_submissions_journey import choose_file, sheet

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCRIPT = '<script>window.ran=1</script><img src=x onerror="window.ran=1">'
QUOTES = "\"'><b onmouseover=alert(1)>粗</b>{{ 7*7 }}${7*7}</textarea></title>"
BACKWARDS = "\u202e反过来\u2066写\u200f"
STRAIGHT = "反过来写"  # what is left of it where the marks are taken out of what staff enter
LONG = "W" * 300
NUMBER = "FS-<i>1</i>"


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def stored(office: BrowserOffice) -> int:
    """A submission and a broadcast with such text in every field that takes it; the broadcast's id."""
    at, store = office.clock.real(), office.store
    kind = next(iter(office.packs["foshan"].applying.applications))
    submission = Submission(
        "foshan",
        NUMBER,
        kind,
        unit=SCRIPT + LONG,
        title=QUOTES + BACKWARDS,
        contact=BACKWARDS + SCRIPT,
        phone="13800003138",
        status="需补正",
        received=(SCRIPT, LONG),
        recommender=QUOTES + LONG,
        note=SCRIPT + LONG,
        tell=BACKWARDS + QUOTES + LONG[:60],
    )
    await store.import_submissions(
        "foshan", [SubmissionDraft(submission, at)], by=SCRIPT, file=SCRIPT + LONG, now=office.clock.real
    )
    draft = Draft("foshan", SCRIPT + LONG, QUOTES + BACKWARDS + LONG, "all", "customer", send_at=at + 86400)
    made = await store.create_broadcast(draft, BACKWARDS + SCRIPT, at)
    await store.move_broadcast(made.ident, {State.DRAFT}, State.APPROVED, by=SCRIPT + LONG, at=at, note=QUOTES + LONG)
    return made.ident


async def harmless(clerk: Clerk, *shown: str) -> None:
    """All of the page is unfolded and fair, what was written stands on it, and none of it is markup or ran."""
    await clerk.unfold()
    text = await clerk.main.evaluate(
        "m => m.textContent + [...m.querySelectorAll('input, textarea')].map(f => f.value)"
    )
    for each in shown:
        assert each in text, f"{clerk.page.url} does not show {each[:40]}"
    await expect(clerk.main.locator("img, script, i, b")).to_have_count(0)
    assert await clerk.page.evaluate("window.ran") is None
    await clerk.look()


async def test_it_is_text_on_every_page_of_submissions(enter: Enter) -> None:
    clerk = await watched(enter)
    await clerk.open("foshan/submissions")
    await harmless(clerk, SCRIPT + LONG, QUOTES + BACKWARDS, BACKWARDS + SCRIPT)
    await clerk.main.get_by_role("link", name=NUMBER).click()
    await harmless(clerk, SCRIPT + LONG, QUOTES + BACKWARDS, QUOTES + LONG, BACKWARDS + QUOTES)
    await clerk.main.get_by_label("新状态").select_option("材料审核")
    await clerk.main.get_by_label("给申报人的话").fill(SCRIPT + BACKWARDS)
    await clerk.press("下一步：看申报人会收到什么")
    await harmless(clerk, NUMBER, SCRIPT + STRAIGHT)
    await clerk.open("foshan/submissions/quota")
    await harmless(clerk)
    await clerk.open("foshan/submissions")
    await clerk.main.get_by_label(f"选 {NUMBER}").check()
    await clerk.press("改勾选的 1 项")
    await clerk.main.get_by_label("备注（内部）").fill(QUOTES + LONG)
    await clerk.press("下一步：预览")
    await harmless(clerk, QUOTES + LONG)


async def test_it_is_text_in_a_file_that_is_checked(enter: Enter) -> None:
    clerk = await watched(enter)
    await clerk.open("foshan/submissions/import")
    written = [text.replace('"', "") for text in (SCRIPT + LONG, QUOTES + LONG, BACKWARDS + LONG)]
    row = ["FS-9001", written[1], written[0], written[2], written[0], "13800003138", written[2], "", written[1], ""]
    with clerk.refused(400):
        await choose_file(clerk, sheet([row]), f"<b>{QUOTES[:2]}{LONG[:50]}.csv")
        await expect(clerk.main.locator("td.wrong").first).to_be_visible()
    await harmless(clerk, *written[:2], STRAIGHT + LONG)


async def test_it_is_text_on_every_page_of_broadcasts(enter: Enter, stored: int) -> None:
    clerk = await watched(enter)
    await clerk.open("foshan/broadcasts")
    await harmless(clerk, SCRIPT + LONG, BACKWARDS + SCRIPT, QUOTES + LONG)
    await clerk.open(f"foshan/broadcasts/{stored}")
    await harmless(clerk, SCRIPT + LONG, QUOTES + BACKWARDS + LONG)
    await clerk.open(f"foshan/broadcasts/new?from={stored}")
    await expect(clerk.main.locator("#looks")).to_contain_text(LONG)
    await harmless(clerk, SCRIPT + LONG, QUOTES + BACKWARDS + LONG)
    await clerk.main.get_by_label("正文").fill(SCRIPT + BACKWARDS)
    await expect(clerk.main.locator("#looks")).to_contain_text(SCRIPT + BACKWARDS)
    await harmless(clerk)
    await clerk.open("foshan/calendar")
    await harmless(clerk, SCRIPT + LONG)


async def watched(enter: Enter) -> Clerk:
    """An administrator whose browser counts a dialog as a fault."""
    clerk = await enter("administrator")

    async def opened(dialog: Dialog) -> None:
        clerk.faults.append(f"a dialog: {dialog.message}")
        await dialog.dismiss()

    clerk.page.on("dialog", opened)
    return clerk
