"""「问一问」: the reply that a member would get, how it was reached, and no trace of it anywhere."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import get_args

import pytest
import pytest_asyncio

from bot.config_file import load_settings
from bot.console.knowledge.asking import LONGEST, MOST_TURNS
from bot.console.knowledge.wording import HANDLERS, OUTCOMES, ROLES
from bot.simulator.shown import text_parts
from handlers.answer import Outcome
from handlers.question import Role
from handlers.router import HANDLERS as ROUTED
from knowledge.faq import FaqEntry
from tests.bot.console.conftest import CONFIG, NOW, Browser, ConsoleOffice, running
from tests.bot.console.markup import Element, parsed

pytestmark = pytest.mark.asyncio(loop_scope="module")

ACCOUNTS = ("hebei", "hubei", "shanxi", "foshan", "machinery")
HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)> ' onfocus=x",
    "\u202e反过来\u2066\u200b 会费",
    "長" * 300,
    "{{ 7*7 }} {% raw %}",
    "会费\x00多少",
    "😀" * 40,
    "1" * 200,
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
)

each_account = pytest.mark.parametrize("account", ACCOUNTS)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def asked(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ConsoleOffice]:
    store: Path = tmp_path_factory.mktemp("console") / "console.db"
    async for office in running(
        load_settings(CONFIG, {"ZXT_STORE__URL": f"sqlite:///{store}", "ZXT_KNOWLEDGE__FAQ_SECONDS": "0.02"}), [NOW]
    ):
        yield office


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def viewer(asked: ConsoleOffice) -> Browser:
    return await asked.staff("viewer")


async def ask(browser: Browser, account: str, *fields: tuple[str, str], status: int = 200) -> Element:
    path = f"/console/{account}/knowledge/ask"
    await browser.get(path)
    answer = await browser.post(path, list(fields))
    assert answer.status == status, answer.text
    return parsed(answer.text)


def replies(page: Element) -> list[str]:
    """What the account says, without who says it."""
    return ["".join(_texts(b)) for b in page.all("p", "bubble-account")]


def said(page: Element) -> list[str]:
    return ["".join(_texts(b)) for b in page.all("p", "bubble-member")]


def _texts(bubble: Element) -> list[str]:
    parts = [p if isinstance(p, str) else p.text for p in bubble.holds if isinstance(p, str) or "by" not in p.classes]
    return parts[:-1] if isinstance(bubble.holds[-1], str) and not parts[-1].strip() else parts


def earlier(page: Element) -> list[tuple[str, str]]:
    """What the form carries of the conversation."""
    kept = [e.attributes["value"] for e in page.all("input") if e.attributes.get("name") == "earlier"]
    return [("earlier", text) for text in kept]


def kept_rows(office: ConsoleOffice) -> dict[str, int]:
    """How many rows each table of the store has, but those on staff and the beats of its heart."""
    with sqlite3.connect(office.settings.store_file) as db:
        names = [n for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {n: db.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0] for n in names if "staff" not in n}  # noqa: S608  # the schema's own names


@each_account
async def test_the_reply_is_the_one_that_a_member_gets(asked: ConsoleOffice, viewer: Browser, account: str) -> None:
    peer = asked.peer(account)
    examples = asked.packs[account].manifest.examples
    for number, question in enumerate((*examples, "会费多少", "护照怎么办", "人工", "提醒我", "进度", "你好")):
        told = await peer.text(question, f"oMember-of-{account}-{number:012}")
        page = await ask(viewer, account, ("question", question))
        assert replies(page) == ["".join(p.text for p in text_parts(told.text))], question


async def test_a_conversation_goes_on_as_a_member_s_would(asked: ConsoleOffice, viewer: Browser) -> None:
    peer, page = asked.peer("shanxi"), parsed("")
    for number, question in enumerate(("大同优秀QC小组几个名额", "那太原呢", "什么时候截止", "交多少钱"), 1):
        told = await peer.text(question, "oConversation-00000000000001")
        page = await ask(viewer, "shanxi", *earlier(page), ("question", question))
        assert len(replies(page)) == number
        assert replies(page)[-1] == "".join(p.text for p in text_parts(told.text))
    assert said(page) == ["大同优秀QC小组几个名额", "那太原呢", "什么时候截止", "交多少钱"]


async def test_a_choice_is_tapped_as_a_member_would(asked: ConsoleOffice, viewer: Browser) -> None:
    page = await ask(viewer, "shanxi", ("question", "进度"))
    (choice, *_) = [b for b in page.all("button") if b.attributes.get("name") == "tapped"]
    page = await ask(viewer, "shanxi", *earlier(page), ("question", ""), ("tapped", choice.attributes["value"]))
    assert said(page) == ["进度", choice.attributes["value"]]


async def test_a_long_conversation_forgets_its_beginning(viewer: Browser) -> None:
    page = parsed("")
    for number in range(MOST_TURNS + 3):
        page = await ask(viewer, "hebei", *earlier(page), ("question", f"第{number}个问题"))
    assert said(page) == [f"第{number}个问题" for number in range(3, MOST_TURNS + 3)]


async def test_an_answer_is_explained_with_its_words_and_leads_to_record_and_source(viewer: Browser) -> None:
    page = await ask(viewer, "hebei", ("question", "副会长单位会费多少钱"))
    assert "已回答" in page.text
    assert "副会长单位 · 费用标准" in page.text
    words = [[c.text for c in row.all() if c.tag in {"th", "td"}] for row in page.all("tr")][1:]
    assert [(w[0], w[1]) for w in words] == [("副会长单位会费", "名称"), ("多少钱", "问的是什么")]
    links = [link for link in page.links if "/records/" in link or "/documents/" in link]
    assert any("/records/" in link for link in links)
    source = next(link for link in links if "#q-" in link)
    shown = parsed((await viewer.get(source.partition("#")[0])).text)
    assert source.partition("#")[2] in shown.ids


async def test_what_was_typed_by_its_sound_is_shown_as_it_was_taken(viewer: Browser) -> None:
    page = await ask(viewer, "hebei", ("question", "会废多少"))
    assert "「会废」当作「会费」" in page.text


async def test_what_nobody_answers_is_explained_too(viewer: Browser) -> None:
    page = await ask(viewer, "hubei", ("question", "量子纠缠的贝尔不等式"))
    assert "没有找到答案" in page.text


async def test_another_day_is_answered_as_of_that_day(viewer: Browser) -> None:
    before = await ask(viewer, "shanxi", ("question", "材料什么时候截止"), ("day", "2018-06-01"))
    after = await ask(viewer, "shanxi", ("question", "材料什么时候截止"), ("day", "2019-01-01"))
    assert "已截止" not in replies(before)[0]
    assert "还剩9天" in replies(before)[0]
    assert "已过期" in replies(after)[0]
    assert "2018年6月1日" in before.text
    (day,) = [e for e in after.all("input") if e.attributes.get("name") == "day"]
    assert day.attributes["value"] == "2019-01-01", "the day stays while one goes on asking"


@pytest.mark.parametrize("day", ["昨天", "2018-02-30", "0001-01-01", "9999-12-31", "<b>", "20180601T00"])
async def test_a_day_that_is_none_is_a_fault_of_its_field(viewer: Browser, day: str) -> None:
    page = await ask(viewer, "hebei", ("question", "会费多少"), ("day", day), status=400)
    (field,) = [e for e in page.all("input") if e.attributes.get("name") == "day"]
    assert field.attributes["aria-invalid"] == "true"
    (area,) = page.all("textarea")
    assert area.text.strip() == "会费多少", "what was typed is not lost"


@pytest.mark.parametrize("question", ["", "   \n ", "长" * (LONGEST + 1)])
async def test_nothing_and_too_much_are_refused(viewer: Browser, question: str) -> None:
    page = await ask(viewer, "hebei", ("question", question), status=400)
    assert [e for e in page.all("p") if e.attributes.get("role") == "alert"]
    assert replies(page) == []


@pytest.mark.parametrize("question", HOSTILE)
async def test_whatever_is_typed_is_shown_as_text(viewer: Browser, question: str) -> None:
    page = await ask(viewer, "hebei", ("earlier", question), ("question", question))
    assert said(page) == [question.strip(), question.strip()] or said(page) == [question, question.strip()]
    assert not list(page.all("script"))
    assert not list(page.all("img"))
    assert len(replies(page)) == 2


async def test_a_question_may_come_with_the_address_and_is_not_asked_by_that(viewer: Browser) -> None:
    answer = await viewer.get("/console/hebei/knowledge/ask", params={"question": "<b>会费"})
    page = parsed(answer.text)
    (area,) = page.all("textarea")
    assert area.text.strip() == "<b>会费"
    assert replies(page) == []


async def test_nothing_of_it_is_kept(asked: ConsoleOffice, viewer: Browser) -> None:
    before = kept_rows(asked)
    for question in ("会费多少", "不知道什么东西的问题", "人工", "提醒我", "进度 SX2018-0012 3138", "删除我的信息"):
        page = await ask(viewer, "shanxi", ("question", question))
        await ask(viewer, "shanxi", *earlier(page), ("question", "确认删除"))
    assert kept_rows(asked) == before


async def test_a_submission_s_number_and_digits_show_nobody_s_submission(asked: ConsoleOffice, viewer: Browser) -> None:
    page = await ask(viewer, "shanxi", ("question", "进度 SX2018-0012 3138"))
    assert "没有查到" in replies(page)[0]


async def test_staff_s_own_answers_are_given_and_marked(asked: ConsoleOffice, viewer: Browser) -> None:
    entry = FaqEntry("停车场在哪里", ("哪里能停车",), (), "<b>楼后</b>有停车场。", "")
    await asked.store.merge_faq("foshan", [entry], replace=True)
    path = "/console/foshan/knowledge/faq"
    page = parsed((await viewer.get(path)).text)
    own = next(page.all("li", "card"))
    assert "本会答复" in own.text
    assert "<b>楼后</b>有停车场。" in own.text
    assert "/console/foshan/answers" in page.links
    async with asyncio.timeout(60):
        while "楼后" not in (told := await asked.peer("foshan").text("哪里能停车")).text:  # noqa: ASYNC110  # there is no event to wait for
            await asyncio.sleep(0.02)
    shown = await ask(viewer, "foshan", ("question", "哪里能停车"))
    assert replies(shown) == ["".join(p.text for p in text_parts(told.text))]
    assert "停车场在哪里" in shown.text, "it is told which question it was taken for"


async def test_whatever_may_answer_has_a_name_in_chinese() -> None:
    names = {handler.__module__.split(".")[1] for handler in ROUTED}
    assert names <= set(HANDLERS)
    assert set(get_args(Outcome)) == set(OUTCOMES)
    assert set(get_args(Role)) == set(ROLES)


async def test_a_forged_form_asks_nothing(viewer: Browser) -> None:
    for csrf in ("", "0" * 64):
        answer = await viewer.post("/console/hebei/knowledge/ask", {"question": "会费多少"}, csrf=csrf)
        assert answer.status == 403


async def test_another_account_s_desk_answers_nobody_else_s_staff(asked: ConsoleOffice) -> None:
    browser = await asked.staff("editor", name="只管湖北的", accounts=("hubei",))
    await browser.get("/console/hubei/knowledge/ask")
    assert (await browser.post("/console/hebei/knowledge/ask", {"question": "会费多少"})).status == 404
    assert (await browser.post("/console/hubei/knowledge/ask", {"question": "今年的会议"})).status == 200


async def test_the_audit_knows_that_somebody_tried_and_not_what(asked: ConsoleOffice, viewer: Browser) -> None:
    await ask(viewer, "hebei", ("question", "一句很特别的话"))
    (act, *_) = await asked.store.staff_acts(None, before=None, limit=1)
    assert act.act == "试问"
    assert "特别" not in repr(act)
