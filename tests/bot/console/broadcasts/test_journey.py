"""A broadcast's whole way through the console, over HTTP: written, counted, approved by another, sent, reported."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import python_calamine

from bot.broadcast.broadcast import Draft
from bot.broadcast.stage import Stage
from tests.bot.console.broadcasts.conftest import HERE, OUT, PEOPLE, TEXT, Desk, events, made_by, written


async def test_it_is_written_counted_approved_by_another_sent_by_the_service_and_reported(desk: Desk) -> None:
    editor, sender = await desk.office.staff("editor"), await desk.office.staff("sender")
    counted = await editor.get(f"{HERE}/broadcasts/count", params={"who": "all", "channel": "auto"})
    assert "3 人" in counted.text
    assert "不告知 1 人：会员已退订提醒" in counted.text
    looks = await editor.get(f"{HERE}/broadcasts/looks", params=written())
    assert "thing1：申报提醒" in looks.text
    ident = await desk.compose(editor)
    shown = await editor.get(f"{HERE}/broadcasts/{ident}")
    assert "3 人" in shown.text
    assert (await desk.act(editor, ident, "submit")).status == 303
    assert await desk.stage(ident) is Stage.SUBMITTED
    assert desk.got() == []
    assert (await desk.act(sender, ident, "approve", when="now")).status == 303
    await desk.comes(ident, Stage.DONE)
    assert sorted(desk.got()) == PEOPLE
    told = await events(sender, ident)
    assert told[-2] == ("progress", {**told[-2][1], "stage": "done", "total": 4, "sent": 3, "skipped": 1, "pending": 0})
    assert told[-1] == ("end", {"why": "settled"})
    page = await sender.get(f"{HERE}/broadcasts/{ident}")
    for step in ("起草", "提交审核", "批准", "开始发送", "定下名单", "发完"):
        assert step in page.text
    report = await sender.post(f"{HERE}/broadcasts/{ident}/report")
    assert report.headers["Content-Disposition"] == f'attachment; filename="broadcast-{ident}.xlsx"'
    assert {row[0] for row in rows_of(report.body)[1:]} == {*PEOPLE, OUT}


async def test_the_list_shows_each_stage_with_its_number(desk: Desk) -> None:
    editor, sender = await desk.office.staff("editor"), await desk.office.staff("sender")
    await desk.compose(editor, name="还在写")
    waits = await desk.submitted(editor, name="等批准")
    over = await desk.submitted(editor, name="不发了")
    await desk.act(sender, over, "cancel", note="重复了")
    page = await editor.get(f"{HERE}/broadcasts")
    for label in ("全部 3", "草稿 1", "待审核 1", "已取消 1", "已完成 0"):
        assert label in page.text
    waiting = await editor.get(f"{HERE}/broadcasts", params={"state": "submitted"})
    assert f"broadcasts/{waits}" in waiting.text
    assert "还在写" not in waiting.text
    assert "重复了" in (await editor.get(f"{HERE}/broadcasts/{over}")).text


async def test_a_long_list_is_turned_over_page_by_page(desk: Desk) -> None:
    editor = await desk.office.staff("editor")
    for number in range(35):
        await desk.office.store.create_broadcast(
            Draft("shanxi", f"第{number:02}号", TEXT, "all"), "王", desk.office.clock.real()
        )
    first = await editor.get(f"{HERE}/broadcasts")
    assert "第34号" in first.text
    assert "第04号" not in first.text
    assert "before=6" in first.text
    second = await editor.get(f"{HERE}/broadcasts", params={"before": "6"})
    assert "第04号" in second.text
    assert "第05号" not in second.text


async def test_a_list_of_openids_is_handed_in_and_stays_with_a_draft_that_is_changed(desk: Desk) -> None:
    editor, sender = await desk.office.staff("editor"), await desk.office.staff("sender")
    ident = made_by(await desk.hand_in(editor, "名单.txt", "\n".join([PEOPLE[0], PEOPLE[1], PEOPLE[0], ""])))
    page = await editor.get(f"{HERE}/broadcasts/{ident}")
    assert "2 人" in page.text
    changed = await desk.edit(editor, ident, who="file", kept="名单.txt", text="改过的正文")
    assert await desk.stage(ident) is Stage.CANCELLED
    assert "已改为群发" in (await editor.get(f"{HERE}/broadcasts/{ident}")).text
    await desk.act(editor, changed, "submit")
    await desk.act(sender, changed, "approve", when="now")
    await desk.comes(changed, Stage.DONE)
    assert sorted(desk.got()) == PEOPLE[:2]


async def test_a_list_with_something_else_in_it_is_refused_where_it_was_typed(desk: Desk) -> None:
    editor = await desk.office.staff("editor")
    page = await desk.hand_in(editor, "名单.txt", "oGood\n张三\n")
    assert page.status == 400
    assert "名单.txt 第 2 行" in page.text
    assert TEXT in page.text
    assert (await desk.hand_in(editor, "空.txt", "\n\n")).status == 400


async def test_faults_are_told_in_the_words_of_the_form_and_keep_what_was_typed(desk: Desk) -> None:
    editor = await desk.office.staff("editor")
    for values, said in (
        ({"name": ""}, "名称：还没有填"),
        ({"text": "长" * 700}, "正文：比微信允许的 2048 字节多了 52 字节"),
        ({"who": "deadline"}, "请选择是哪一项截止"),
        ({"who": "submissions"}, "至少选一个状态"),
        ({"who": "submissions", "recommender": "没有这个市"}, "申报里没有这个推荐单位"),
        ({"when": "at", "day": "2018-05-01", "time": "09:00"}, "这个时间已经过了"),
        ({"when": "at", "day": "2018-06-31", "time": "09:00"}, "日期或时间写得不对"),
        ({"who": "deadline", "deadline": "nothing"}, "没有这个截止事项"),
        ({"channel": "subscribe"}, "渠道"),
    ):
        page = await desk.try_to_compose(editor, **values)
        assert page.status == 400, values
        assert said in page.text, values
        assert "--" not in page.text.split('role="alert">')[1].split("</p>")[0]
    assert await desk.office.store.listed_broadcasts("shanxi", None, None, 9) == ()


async def test_a_preview_goes_to_the_wechat_id_of_staff_alone(desk: Desk) -> None:
    editor = await desk.office.staff("editor")
    ident = await desk.compose(editor)
    sent = await editor.post(f"{HERE}/broadcasts/{ident}/preview", {"wechat": PEOPLE[0]})
    assert sent.status == 303, sent.text
    assert desk.got() == [PEOPLE[0]]
    refused = await editor.post(f"{HERE}/broadcasts/{ident}/preview", {"wechat": "nobody"})
    assert refused.status == 400
    assert "预览没有发出" in refused.text
    assert (await editor.post(f"{HERE}/broadcasts/{ident}/preview", {"wechat": ""})).status == 400
    assert await desk.stage(ident) is Stage.DRAFT


async def test_what_members_of_staff_and_others_write_is_shown_as_text(desk: Desk) -> None:
    editor = await desk.office.staff("editor")
    hostile = '<script>alert(1)</script>" onload="x \u202e倒过来'
    ident = await desk.compose(editor, name=hostile, text=hostile + "长" * 500)
    await desk.act(editor, ident, "submit")
    await desk.act(editor, ident, "return", note=hostile)
    for path in ("broadcasts", f"broadcasts/{ident}", f"broadcasts/{ident}/edit", f"broadcasts/{ident}/cancel"):
        page = await editor.get(f"{HERE}/{path}")
        assert page.status == 200
        assert "<script>alert" not in page.text
        assert '" onload="x' not in page.text
        assert "&lt;script&gt;" in page.text
    looks = await editor.get(f"{HERE}/broadcasts/looks", params=written(text=hostile))
    assert "<script>" not in looks.text


def rows_of(spreadsheet: bytes) -> Sequence[Sequence[object]]:
    return python_calamine.load_workbook(BytesIO(spreadsheet)).get_sheet_by_index(0).to_python()
