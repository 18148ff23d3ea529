"""Today over HTTP: numbers and where they lead, deadlines, faults, and who may see it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from bot.broadcast.broadcast import Draft, State
from bot.clock import CHINA
from bot.console.roles import Role
from bot.store.promises.conversations import MessageKey, OpenQuestion, Turn
from bot.submissions.submission import Draft as Change
from bot.submissions.submission import Submission
from tests.bot.console.conftest import Browser, ConsoleOffice

TODAY = "/console/shanxi/today"
QC = ("申报表", "注册登记表", "成果报告")
JUNE = datetime(2018, 6, 1, 10, tzinfo=CHINA).timestamp()
_TILE = re.compile(
    r'<li class="card"><a href="([^"]+)"><span class="tile-name">([^<]+)</span> <span class="big">([\d,]+)</span></a>'
)
_STANDING = re.compile(r'<li><a href="([^"]+)">([^<]+) <strong>([\d,]+)</strong></a></li>')


@pytest.fixture
def june(office: ConsoleOffice) -> ConsoleOffice:
    """The office before the deadlines of the demonstration."""
    office.now[0] = JUNE
    return office


async def came(office: ConsoleOffice, outcomes: Sequence[str], account: str = "shanxi", days_ago: int = 0) -> None:
    """Messages that came to something, some days ago."""
    at = office.now[0] - 86_400 * days_ago
    for number, outcome in enumerate(outcomes):
        asked = OpenQuestion("问", "unknown") if outcome == "unknown" else None
        key = MessageKey(account, f"oMember{number}", f"{days_ago}-{number}")
        await office.store.settle(Turn(key, int(at), at, "答", question=asked, outcome=outcome)).done()


async def applied(office: ConsoleOffice, number: str, status: str, received: tuple[str, ...]) -> None:
    applicant = Submission("shanxi", number, "qc", "太原厂", "课题", "王", "13835103138", status, received)
    await office.store.change_submission(Change(applicant, office.now[0]), by="张", at=office.now[0])


async def drafted(office: ConsoleOffice, account: str = "shanxi", name: str = "通知", occasion: str = "") -> int:
    """A draft; one for an occasion waits to be approved as soon as it is made."""
    draft = Draft(account, name, "各位会员", "all", occasion=occasion)
    return (await office.store.create_broadcast(draft, "张", office.now[0])).ident


async def seen(browser: Browser, path: str = TODAY) -> str:
    page = await browser.get(path)
    assert page.status == 200, page.text
    return page.text


def tiles(text: str) -> dict[str, tuple[str, str]]:
    """Each number's name, with the number and where it leads."""
    return {name: (number, href) for href, name, number in _TILE.findall(text)}


async def test_each_number_leads_to_its_list(june: ConsoleOffice) -> None:
    viewer = await june.staff("viewer")
    await came(june, ["answered", "answered", "unspecified", "unknown", "handoff"])
    await came(june, ["unknown"], days_ago=3)
    await drafted(june)
    await drafted(june, occasion="materials-due|2018-06-10|3")
    text = await seen(viewer)
    shown = tiles(text)
    assert "另有 1 个草稿没提交" in text
    assert shown["今天的消息"] == ("5", f"{TODAY}#days")
    assert shown["今天已答"] == ("3", f"{TODAY}#days")
    assert shown["没答上的"] == ("2", "/console/shanxi/questions")
    assert shown["找人工"] == ("1", "/console/shanxi/handoffs")
    assert shown["待审核群发"] == ("1", "/console/shanxi/broadcasts?state=submitted")


async def test_submissions_are_counted_by_status_in_the_order_of_the_workflow(june: ConsoleOffice) -> None:
    viewer = await june.staff("viewer")
    for number, status in enumerate(("需补正", "已登记", "已登记", "评审中")):
        await applied(june, f"SX2018-000{number}", status, QC)
    standings = _STANDING.findall(await seen(viewer))
    counts = {
        "已登记": "2",
        "材料审核": "0",
        "需补正": "1",
        "评审中": "1",
        "已入选": "0",
        "未入选": "0",
        "证书已发": "0",
    }
    assert [(name, count) for _, name, count in standings[:7]] == list(counts.items())
    assert standings[0][0] == "/console/shanxi/submissions?status=%E5%B7%B2%E7%99%BB%E8%AE%B0"


async def test_a_deadline_ahead_says_how_many_are_not_complete(june: ConsoleOffice) -> None:
    viewer = await june.staff("viewer")
    await applied(june, "SX2018-0001", "已登记", QC)
    await applied(june, "SX2018-0002", "已登记", QC[:1])
    await applied(june, "SX2018-0003", "需补正", QC)
    text = await seen(viewer)
    assert "申报材料报送截止" in text
    assert "2018年6月10日" in text
    assert "正在收材料的 3 项申报里，<strong>2</strong> 项没交齐" in text
    assert "不是收申报材料的截止" in text
    assert ("/console/shanxi/submissions?application=qc&amp;papers=missing", "优秀质量管理小组成果", "2") in (
        _STANDING.findall(text)
    )


async def test_when_all_deadlines_passed_the_last_one_is_named(office: ConsoleOffice) -> None:
    text = await seen(await office.staff("viewer"))
    assert "资料库里的截止日期都过了" in text
    assert "参会代表名单报送截止" in text


async def test_the_days_of_the_last_weeks_are_added_up(june: ConsoleOffice) -> None:
    viewer = await june.staff("viewer")
    await came(june, ["answered", "clarify"])
    await came(june, ["unknown", "failed", "other"], days_ago=6)
    await came(june, ["handoff"], days_ago=29)
    await came(june, ["answered"] * 4, days_ago=89)
    await came(june, ["answered"], days_ago=90)
    rows = re.findall(r'<tr><th scope="row" class="nowrap">([^<]+)</th>(.*?)</tr>', await seen(viewer))
    assert {name: re.findall(r">(\d+)<", cells) for name, cells in rows} == {
        "今天": ["2", "1", "1", "0", "0", "0", "0"],
        "最近 7 天": ["5", "1", "1", "1", "0", "1", "1"],
        "最近 30 天": ["6", "1", "1", "1", "1", "1", "1"],
        "最近 90 天": ["10", "5", "1", "1", "1", "1", "1"],
    }


@pytest.mark.parametrize(("asked", "days"), [("", 30), ("7", 7), ("90", 90), ("1000000", 30), ("<b>", 30)])
async def test_the_plots_show_as_many_days_as_one_may_choose(june: ConsoleOffice, asked: str, days: int) -> None:
    text = await seen(await june.staff("viewer"), f"{TODAY}?days={asked}")
    assert f"最近 {days} 天每天的消息" in text
    assert text.count('role="img"') == 2
    first = (datetime.fromtimestamp(JUNE, CHINA) - timedelta(days=days - 1)).date()
    assert text.count(f'<th scope="row">{first.month}月{first.day}日</th>') == 2


async def test_all_is_well_in_one_line(june: ConsoleOffice) -> None:
    viewer = await june.staff("viewer")
    await came(june, ["answered"])
    june.pass_time(600)
    text = await seen(viewer)
    assert "一切正常。最后一条消息：" in text
    assert "（10 分钟前）" in text


async def test_what_is_wrong_is_named_with_what_to_do(june: ConsoleOffice) -> None:
    viewer = await june.staff("viewer")
    assert "还没有收到过消息" in await seen(viewer)
    await came(june, ["answered", "failed"])
    ident = await drafted(june, name="<script>截止</script>")
    for origin, to, note in (
        (State.DRAFT, State.APPROVED, ""),
        (State.APPROVED, State.SENDING, ""),
        (State.SENDING, State.PAUSED, "当日接口调用额度已用完（45009）"),
    ):
        await june.store.move_broadcast(ident, (origin,), to, by="李", at=june.now[0], note=note)
    text = await seen(viewer)
    assert "一切正常" not in text
    assert "今天有 1 条消息没能答复" in text
    assert "群发「&lt;script&gt;截止&lt;/script&gt;」暂停了：当日接口调用额度已用完（45009）" in text
    assert f'href="/console/shanxi/broadcasts/{ident}"' in text


async def test_a_store_that_takes_no_writes_is_told_on_the_page(june: ConsoleOffice) -> None:
    viewer = await june.staff("viewer")
    await came(june, ["answered"])
    with closing(sqlite3.connect(june.settings.store_file, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        text = await seen(viewer)
        holder.execute("ROLLBACK")
    assert "数据写不进去" in text
    assert "请马上找管服务器的人" in text


async def test_messages_that_the_service_answers_are_counted_at_once(office: ConsoleOffice) -> None:
    viewer = await office.staff("viewer")
    peer = office.peer("shanxi")
    await peer.text("你好")
    await peer.text("火星上的签证去哪办")
    shown = tiles(await seen(viewer))
    assert shown["今天的消息"][0] == "2"
    assert shown["没答上的"][0] == "1"


@pytest.mark.parametrize("role", list(Role))
async def test_every_role_sees_it(june: ConsoleOffice, role: Role) -> None:
    assert "今天的消息" in await seen(await june.staff(role))


async def test_who_is_not_signed_in_sees_nothing(june: ConsoleOffice) -> None:
    page = await (await june.browser()).get(TODAY)
    assert page.status == 303
    assert "消息" not in page.text


async def test_another_account_has_its_own_numbers_and_is_not_to_be_reached_by_who_does_not_hold_it(
    june: ConsoleOffice,
) -> None:
    await came(june, ["answered"] * 3, account="hebei")
    await drafted(june, account="hebei", name="河北的通知", occasion="dues|2018-12-01|0")
    own = await june.staff("viewer", accounts=("shanxi",))
    shown = tiles(await seen(own))
    assert shown["今天的消息"][0] == shown["待审核群发"][0] == "0"
    other = await own.get("/console/hebei/today")
    assert other.status == 404
    assert "今天的消息" not in other.text
    assert tiles(await seen(await june.staff("editor"), "/console/hebei/today"))["今天的消息"][0] == "3"


async def test_the_page_works_for_an_association_without_applications_or_deadlines(june: ConsoleOffice) -> None:
    text = await seen(await june.staff("viewer"), "/console/hubei/today")
    assert "资料库里没有写明日期的截止" in text
    assert '<h2 id="submissions">' not in text
