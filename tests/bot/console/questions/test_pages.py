"""The pages of unanswered questions: who sees what, what is refused, and what a change would change."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.faq.checking import faults
from bot.faq.pack_file import alias_file, faq_file
from handlers.answer import Memory
from handlers.desk import Desk
from handlers.layout import room_for
from knowledge.additions import Additions, Aliases
from knowledge.check import check
from knowledge.faq import FaqEntry
from knowledge.pack import load_pack
from tests.bot.console.conftest import ConsoleOffice
from tests.bot.console.questions.conftest import ALSO, ANSWER, NOON, UNKNOWN, drafted, group, live, numbers
from tests.bot.small_pack import write_pack
from tests.wechat_peer import MEMBER

OTHER = "oOther-0000000000000000000000"
HOSTILE = "<script>alert(1)</script>\u202e" + "洗衣" * 300 + "谁管"
LIST = "/console/shanxi/questions"


async def test_members_words_are_for_those_who_answer_them(office: ConsoleOffice) -> None:
    await office.peer("shanxi").text(UNKNOWN)
    viewer = await office.staff("viewer")
    page = await viewer.get(LIST)
    assert page.status == 200
    assert UNKNOWN not in page.text
    assert "第 1 号，1 种问法" in page.text
    for path in ("/1", "/each", "/1/answer", "/1/alias", "/answers/new", "/answers/1/test"):
        assert (await viewer.get(LIST + path)).status == 403, path
    for path in ("/1/answer", "/1/alias", "/1/dismiss", "/answers/1/live", "/answers/1/withdraw", "/answers/1/tell"):
        assert (await viewer.post(LIST + path, {})).status == 403, path
    assert (await viewer.get(f"{LIST}/answers")).status == 200


async def test_a_draft_quotes_members_and_is_for_those_who_answer_them(office: ConsoleOffice) -> None:
    await office.peer("shanxi").text(UNKNOWN)
    editor, viewer = await office.staff("editor"), await office.staff("viewer")
    tested = await drafted(editor, await group(editor))
    assert UNKNOWN not in (await viewer.get(f"{LIST}/answers?state=draft")).text
    assert (await viewer.get(f"{LIST}/answers/1")).status == 404
    await live(editor, tested)
    assert ANSWER in (await viewer.get(f"{LIST}/answers/1")).text, "what is live is told to everybody"


async def test_what_members_write_is_shown_as_text(office: ConsoleOffice) -> None:
    await office.peer("shanxi").text(HOSTILE)
    editor = await office.staff("editor")
    for path in ("", "/1", "/each", "/1/answer", "/1/alias"):
        page = await editor.get(LIST + path)
        assert page.status == 200, page.text
        assert "&lt;script&gt;alert" in page.text
        assert "<script>alert" not in page.text


async def test_another_account_s_numbers_lead_nowhere(office: ConsoleOffice) -> None:
    await office.peer("shanxi").text(UNKNOWN)
    editor = await office.staff("editor")
    await drafted(editor, await group(editor))
    for path in ("/1", "/1/answer", "/1/alias", "/answers/1", "/answers/1/edit", "/answers/1/test"):
        assert (await editor.get(f"/console/hebei/questions{path}")).status == 404, path
    for path in ("/1/dismiss", "/answers/1/live", "/answers/1/withdraw", "/answers/1/discard", "/answers/1/tell"):
        assert (await editor.post(f"/console/hebei/questions{path}", {})).status == 404, path
    only = await office.staff("editor", "hebei-editor", ("hebei",))
    assert (await only.get(LIST)).status == 404
    assert UNKNOWN not in (await only.get("/console/hebei/questions")).text


async def test_a_forged_form_changes_nothing(office: ConsoleOffice) -> None:
    await office.peer("shanxi").text(UNKNOWN)
    editor = await office.staff("editor")
    await editor.get(f"{LIST}/1")
    assert (await editor.post(f"{LIST}/1/dismiss", {"wording": "1"}, csrf="0" * 64)).status == 403
    assert UNKNOWN in (await editor.get(LIST)).text


async def test_an_answer_that_does_not_fit_into_a_reply_is_not_kept(office: ConsoleOffice) -> None:
    await office.peer("shanxi").text(UNKNOWN)
    editor = await office.staff("editor")
    address = await group(editor)
    room = room_for("《须知》")
    long = "长" * (room // 3 + 1)
    page = await drafted(editor, address, answer=long, basis="《须知》")
    assert page.status == 400
    assert f"最多容纳 {room} 字节" in page.text
    assert long in page.text, "what was typed stays"
    assert (await drafted(editor, address, answer="")).status == 400
    assert (await drafted(editor, address, negative=ALSO)).status == 400
    assert (await drafted(editor, address, answer="长" * (room // 3), basis="《须知》")).status == 303


async def test_the_preview_is_what_a_member_is_told(office: ConsoleOffice) -> None:
    peer = office.peer("shanxi")
    await peer.text(UNKNOWN)
    editor = await office.staff("editor")
    address = await group(editor)
    page = await drafted(editor, address, basis="《会务手册》第3页", do="preview")
    assert page.status == 200
    shown = re.search(r'<p class="bubble bubble-account">([^<]+)</p>', page.text)
    assert shown
    assert "照资料回答" not in page.text
    assert "没有" in (await editor.get(f"{LIST}/answers?state=draft")).text, "a preview keeps nothing"
    await live(editor, await drafted(editor, address, basis="《会务手册》第3页"))
    assert (await peer.text(UNKNOWN)).text == shown[1]


async def test_what_else_would_change_is_shown_before_it_does(office: ConsoleOffice) -> None:
    peer = office.peer("shanxi")
    await peer.text(UNKNOWN)
    editor = await office.staff("editor")
    asked = office.packs["shanxi"].regressions[0]
    before = (await peer.text(asked, OTHER)).text
    greedy = asked[:-1]
    page = await editor.follow(await drafted(editor, await group(editor), similar=f"{ALSO}\n{greedy}"))
    assert asked in page.text
    assert "个答复会变" in page.text
    assert "看清楚了也可以照样上线" in page.text
    assert "原来有答复" in page.text, "the documents answered that wording before"
    assert (await peer.text(asked, OTHER)).text == before


async def test_what_changed_since_the_test_is_tested_again(office: ConsoleOffice) -> None:
    await office.peer("shanxi").text(UNKNOWN)
    editor = await office.staff("editor")
    tested = await drafted(editor, await group(editor))
    page = await editor.follow(tested)
    await office.store.merge_faq("shanxi", [FaqEntry("能带宠物吗", (), (), "不能。", "")])
    again = await editor.post(f"{LIST}/answers/1/live", {"version": "1"})
    assert again.location.endswith("/answers/1/test")
    page = await editor.follow(again)
    assert "已经重新试了一遍" in page.text
    assert "上线中" not in page.text
    assert (await editor.post(f"{LIST}/answers/1/live", {"version": "1"})).location.endswith("/answers/1")


async def test_a_name_that_members_use_leads_to_the_record(office: ConsoleOffice) -> None:
    peer = office.peer("hebei")
    asked = "红皮册子是什么"
    first = await peer.text(asked)
    editor = await office.staff("editor")
    page = await editor.get("/console/hebei/questions")
    assert asked in page.text, first.text
    form = await editor.get("/console/hebei/questions/1/alias?q=内刊")
    record = re.search(r'name="record" value="([^"]+)"[^>]*><span><strong>“河北质量文化”内刊', form.text)
    assert record, form.text
    short = await editor.post("/console/hebei/questions/1/alias", {"record": record[1], "names": "册"})
    assert (short.status, "太短" in short.text) == (400, True)
    fields = [("record", record[1]), ("names", "红皮册子"), ("wording", "1")]
    tested = await editor.post("/console/hebei/questions/1/alias", fields)
    result = await editor.follow(tested)
    assert "1 / 1 种答得上" in result.text
    page = await live(editor, tested)
    assert "「红皮册子」就是「“河北质量文化”内刊」" in page.text
    meant = await peer.text("内刊是什么", OTHER)
    assert (await peer.text(asked)).text == meant.text
    await editor.post("/console/hebei/questions/answers/1/withdraw", {"why": "试试"})
    assert (await peer.text(asked, "oThird")).text == first.text


async def test_an_answer_is_withdrawn_and_an_earlier_one_comes_back(office: ConsoleOffice) -> None:
    peer = office.peer("shanxi")
    await peer.text(UNKNOWN)
    editor = await office.staff("editor")
    await live(editor, await drafted(editor, await group(editor)))
    form = await editor.get(f"{LIST}/answers/1/edit")
    assert ANSWER in form.text
    fields = {"version": "1", "question": UNKNOWN, "similar": ALSO, "negative": "", "answer": "改成十点。", "basis": ""}
    tested = await editor.post(f"{LIST}/answers/1/edit", {**fields, "do": "test"})
    assert (await peer.text(UNKNOWN)).text.startswith(ANSWER)
    await live(editor, tested)
    assert (await peer.text(UNKNOWN)).text.startswith("改成十点。")
    await live(editor, await editor.post(f"{LIST}/answers/1/restore", {"version": "1"}))
    assert (await peer.text(UNKNOWN)).text.startswith(ANSWER)
    await editor.post(f"{LIST}/answers/1/withdraw", {"why": "场馆换了"})
    assert "没有找到" in (await peer.text(UNKNOWN)).text
    page = await editor.get(f"{LIST}/answers/1")
    assert "场馆换了" in page.text
    assert "恢复第 1 版" in page.text
    assert UNKNOWN in (await editor.get(LIST)).text
    late = await editor.post(f"{LIST}/answers/1/edit", {**fields, "version": "1"})
    assert late.status == 409


async def test_chatter_is_set_aside_and_stays_there(office: ConsoleOffice) -> None:
    peer = office.peer("shanxi")
    await peer.text(UNKNOWN)
    editor = await office.staff("editor")
    page = await editor.get(f"{LIST}/1")
    assert (await editor.post(f"{LIST}/1/dismiss", [])).status == 400
    await editor.post(f"{LIST}/1/dismiss", [("wording", n) for n in numbers(page)])
    await peer.text(UNKNOWN, OTHER)
    assert UNKNOWN not in (await editor.get(LIST)).text
    page = await editor.get(f"{LIST}?state=dismissed")
    assert UNKNOWN in page.text
    await editor.post(f"{LIST}/1/reopen", [("wording", "1")])
    assert UNKNOWN in (await editor.get(LIST)).text


async def test_whoever_has_their_data_removed_is_in_no_page(office: ConsoleOffice) -> None:
    peer = office.peer("shanxi")
    await peer.text(UNKNOWN)
    editor = await office.staff("editor")
    await drafted(editor, await group(editor), question="洗衣房开到几点", similar="")
    assert UNKNOWN in (await editor.get(f"{LIST}/answers/1/test")).text
    await peer.text("删除我的信息")
    assert "已删除" in (await peer.text("确认删除")).text
    for path in ("", "/each", "/answers/1", "/answers/1/test"):
        page = await editor.get(LIST + path)
        assert page.status == 200
        assert UNKNOWN not in page.text, path
    assert (await editor.get(f"{LIST}/1")).status == 404
    again = await editor.post(f"{LIST}/answers/1/live", {"version": "1"})
    assert again.status == 303
    assert MEMBER not in (await editor.get(f"{LIST}/answers/1")).text


async def test_entries_of_spreadsheets_are_taken_up(office: ConsoleOffice) -> None:
    await office.store.merge_faq("shanxi", [FaqEntry("能带宠物吗", (), (), "不能。", "")])
    editor = await office.staff("editor")
    page = await editor.get(f"{LIST}/answers?state=imported")
    number = re.search(r'name="number" value="(\d+)"', page.text)
    assert number
    form = await editor.follow(await editor.post(f"{LIST}/answers/take-up", {"number": number[1]}))
    assert "不能。" in form.text
    assert "能带宠物吗" in (await editor.get(f"{LIST}/answers")).text


def test_what_is_exported_is_part_of_a_pack_that_passes_and_answers_the_same(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    added = Additions(
        (FaqEntry('能带"宠物"吗', ("狗能进吗\\",), ("导盲犬能进吗",), "不能。\n请谅解。\x7f", "《须知》"),),
        (Aliases("dues", ("份子钱",)), Aliases("gone", ("没了",))),
    )
    pack = load_pack(folder)
    before = Desk(pack).with_additions(added)
    (folder / "faq.toml").write_text(faq_file(added, pack.faq), encoding="utf-8")
    (folder / "aliases.toml").write_text(alias_file(added, pack.aliases, pack.records), encoding="utf-8")
    (folder / "regressions.txt").write_text("# 说明\n会费多少\n\n会费多少\n份子钱多少\n", encoding="utf-8")
    assert [str(f) for f in check(folder)] == []
    taken = load_pack(folder)
    assert taken.faq == added.faq
    assert taken.aliases == (Aliases("dues", ("份子钱",)),)
    assert taken.regressions == ("会费多少", "份子钱多少")
    for asked in ("份子钱一年多少", "狗能进吗\\", "会费多少", '能带"宠物"吗'):
        told = Desk(taken).reply(asked, Memory(), NOON)
        assert told.text == before.reply(asked, Memory(), NOON).text
        assert told.answer.outcome == "answered", asked
    again = Additions((replace(added.faq[0], answer="能。"),))
    assert faq_file(again, taken.faq).count("[[entry]]") == 1


def test_an_alias_of_no_record_is_a_fault_of_the_pack(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    (folder / "aliases.toml").write_text('[[alias]]\nrecord = "gone"\nnames = ["没了"]\n', encoding="utf-8")
    assert ["gone" in str(f) for f in check(folder)] == [True]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (FaqEntry("", (), (), "答", ""), "question"),
        (FaqEntry("问", (), (), "", ""), "answer"),
        (FaqEntry("问" * 201, (), (), "答", ""), "question"),
        (FaqEntry("问", ("ＷＩＦＩ", "wifi"), (), "答", ""), "similar"),
        (FaqEntry("问", ("甲",), ("甲 ",), "答", ""), "negative"),
        (FaqEntry("问", ("别人的",), (), "答", ""), "similar"),
        (FaqEntry("问", (), (), "答", "依" * 700), "basis"),
    ],
)
def test_what_is_wrong_with_an_entry_is_told_of_its_field(entry: FaqEntry, field: str) -> None:
    others = [FaqEntry("别的", ("别人的",), (), "答", "")]
    assert {f.field for f in faults(entry, others)} == {field}
