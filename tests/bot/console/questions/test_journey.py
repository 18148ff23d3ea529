"""What nobody knew is answered once, and whoever asks next is told; whoever asked is told exactly once."""

from __future__ import annotations

from pathlib import Path

from tests.bot.console.conftest import ConsoleOffice
from tests.bot.console.questions.conftest import (
    ALSO,
    ANSWER,
    MORNING,
    UNKNOWN,
    drafted,
    eventually,
    group,
    live,
    opened,
    settings_for,
    told,
)
from tests.conftest import until
from tests.wechat_api import CUSTOMER, WeChatApi

SECOND = "oSecond-000000000000000000000"
THIRD = "oThird-0000000000000000000000"
LATER = 49 * 3600.0


async def test_a_question_that_nobody_could_answer_becomes_one_that_is_answered(
    office: ConsoleOffice, wechat: WeChatApi
) -> None:
    peer = office.peer("shanxi")
    assert "没有找到" in (await peer.text(UNKNOWN)).text
    office.pass_time(60)
    assert "没有找到" in (await peer.text(ALSO, SECOND)).text
    browser = await office.staff("editor")
    address = await group(browser)
    shown = await browser.get(address)
    assert "2 次" in shown.text
    assert ALSO in shown.text
    tested = await drafted(browser, address)
    assert tested.status == 303, tested.text
    result = await browser.follow(tested)
    assert "2 / 2 种答得上" in result.text
    assert "别的答复都不变" in result.text
    assert "没有找到" in (await peer.text(UNKNOWN, THIRD)).text, "nothing changes before it is live"
    page = await live(browser, tested)
    assert "已上线" in page.text
    assert (await peer.text("会场的洗衣房几点关门？")).text.startswith(ANSWER)
    assert "没有答不上的问题" in (await browser.get("/console/shanxi/questions")).text
    assert UNKNOWN in (await browser.get("/console/shanxi/questions?state=answered")).text


async def test_who_asked_is_told_exactly_once(office: ConsoleOffice, wechat: WeChatApi) -> None:
    peer = office.peer("shanxi")
    await peer.text(UNKNOWN, SECOND)
    office.pass_time(LATER)
    for member in ("", "", THIRD):
        await (peer.text(UNKNOWN, member) if member else peer.text(UNKNOWN))
    browser = await office.staff("editor")
    page = await live(browser, await drafted(browser, await group(browser)))
    assert "有 3 人问过" in page.text
    assert "其中 2 人 48 小时内来过消息" in page.text
    assert "oSecond" not in page.text
    text = f"您问的有答复了：{ANSWER}"
    await told(browser, page, text)
    assert "没有还要告知的人" in (await told(browser, page, "再说一遍")).text
    await until(lambda: len(wechat.sent(CUSTOMER)) == 2)
    assert {m["text"]["content"] for m in wechat.sent(CUSTOMER)} == {text}
    assert SECOND not in {m["touser"] for m in wechat.sent(CUSTOMER)}
    assert (await peer.text("会费多少", SECOND)).text.startswith(text)
    assert text not in (await peer.text("会费多少", SECOND)).text

    async def all_told() -> bool:
        return "已告知 3" in (await browser.get("/console/shanxi/questions/answers/1")).text

    await eventually(all_told)
    assert len(wechat.sent(CUSTOMER)) == 2


async def test_an_account_that_may_not_write_first_tells_at_the_next_contact(wechat: WeChatApi, tmp_path: Path) -> None:
    async with opened(settings_for(wechat, tmp_path / "s.db", verified=False), [MORNING]) as office:
        peer = office.peer("shanxi")
        await peer.text(UNKNOWN)
        browser = await office.staff("editor")
        page = await live(browser, await drafted(browser, await group(browser)))
        assert "不能主动发消息" in page.text
        await told(browser, page, "有答复了")

        async def heard() -> bool:
            return (await peer.text("你好")).text.startswith("有答复了")

        await eventually(heard)
        assert not await heard()
        assert wechat.sent(CUSTOMER) == []


async def test_two_processes_answer_alike_at_once(office: ConsoleOffice) -> None:
    await office.peer("shanxi").text(UNKNOWN)
    browser = await office.staff("editor")
    async with opened(office.settings, office.now) as other:
        await live(browser, await drafted(browser, await group(browser)))

        async def answered() -> bool:
            return (await other.peer("shanxi").text(UNKNOWN, THIRD)).text.startswith(ANSWER)

        await eventually(answered)
