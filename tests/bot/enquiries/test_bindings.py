"""What was proved once holds as long as the telephone ends with the digits that proved it; news are told once."""

from __future__ import annotations

from dataclasses import replace

from bot.store.sqlite import SqliteStore
from bot.submissions.submission import Draft, Submission, Unit
from tests.bot.enquiries.conftest import DIGITS, NOTHING, NUMBER, UNIT, Office, Serve

OTHER_PHONE = "13900001234"


async def change(office: Office, **values: str) -> None:
    """Change the submission as staff's commands do."""
    store = SqliteStore.open(office.file)
    present = await store.submission("demo", NUMBER)
    assert present is not None
    changed = replace(present.submission, **values)  # type: ignore[arg-type]  # its texts
    await store.change_submission(Draft(changed, present.since, present.seq), by="王", at=office_time())
    await store.close()


def office_time() -> float:
    return 2_000_000_000.0


async def test_a_binding_ends_with_the_telephone_that_proved_it(serve: Serve, office: Office) -> None:
    office.submission()
    peer = (await serve()).peer()
    await peer.text(f"{NUMBER} {DIGITS}")
    await change(office, phone=OTHER_PHONE, unit="乙社", status="待补")
    assert office.rows("SELECT * FROM notifications WHERE state = 'pending'") == []
    told = (await peer.text("进度")).text
    assert "绑定已失效" in told
    assert "乙社" not in told
    assert "待补" not in told
    again = (await peer.text("进度")).text
    assert "失效" not in again
    assert "请发受理编号" in again
    assert NOTHING in (await peer.text(f"{NUMBER} {DIGITS}")).text
    assert "乙社" in (await peer.text(f"{NUMBER} 1234")).text
    assert "乙社" in (await peer.text("进度")).text


async def test_a_binding_to_a_unit_ends_in_the_same_way(serve: Serve, office: Office) -> None:
    store = SqliteStore.open(office.file)
    unit = Unit("demo", UNIT, "云溪茶社", "dues-stove", "苗青", f"1383510{DIGITS}", 2023)
    await store.merge_units("demo", [unit], by="王", file="m.csv", at=1)
    peer = (await serve()).peer()
    await peer.text(f"{UNIT} {DIGITS}")
    assert "云溪茶社" in (await peer.text("我的会费交了吗")).text
    await store.merge_units("demo", [replace(unit, phone=OTHER_PHONE)], by="王", file="m.csv", at=2)
    told = (await peer.text("我的会费交了吗")).text
    assert "绑定已失效" in told
    assert "云溪茶社" not in told
    await store.close()


async def test_an_import_that_changes_the_telephone_ends_bindings(serve: Serve, office: Office) -> None:
    office.submission()
    peer = (await serve()).peer()
    await peer.text(f"{NUMBER} {DIGITS}")
    store = SqliteStore.open(office.file)
    present = await store.submission("demo", NUMBER)
    assert present is not None
    moved: Submission = replace(present.submission, phone=OTHER_PHONE, status="待补")
    await store.import_submissions("demo", [Draft(moved, 1.0, present.seq)], by="王", file="a.csv", now=office_time)
    assert "绑定已失效" in (await peer.text("进度")).text
    assert office.rows("SELECT * FROM notifications") == []
    await store.close()


async def test_a_status_that_was_told_last_is_no_news(serve: Serve, office: Office) -> None:
    office.submission()
    peer = (await serve()).peer()
    await peer.text(f"{NUMBER} {DIGITS}")
    await change(office, status="待补")
    await change(office, status="初看")
    told = (await peer.text("会费多少")).text
    assert "初看" not in told
    assert "待补" not in told
    await change(office, status="待补")
    assert "待补" in (await peer.text("会费多少")).text


async def test_a_change_is_told_once_in_one_reply(serve: Serve, office: Office) -> None:
    office.submission()
    peer = (await serve()).peer()
    await peer.text(f"{NUMBER} {DIGITS}")
    await change(office, status="待补", tell="请重拍照片")
    told = (await peer.text("进度")).text
    assert told.count("待补（") == 1
    assert "现在是" not in told
    assert "协会留言：请重拍照片" in told
    assert office.rows("SELECT state FROM notifications") == [("told",)]
    assert "现在是" not in (await peer.text("会费多少")).text


async def test_what_the_office_has_to_say_is_told_with_the_news(serve: Serve, office: Office) -> None:
    office.submission()
    peer = (await serve()).peer()
    await peer.text(f"{NUMBER} {DIGITS}")
    await change(office, status="待补", tell="请重拍照片", note="照片太暗")
    told = (await peer.text("会费多少")).text
    assert "协会留言：请重拍照片" in told
    assert "照片太暗" not in told


async def test_what_is_asked_is_answered_first(serve: Serve, office: Office) -> None:
    office.submission(status="捧盏")
    peer = (await serve()).peer()
    await peer.text(f"{NUMBER} {DIGITS}")
    assert (await peer.text("评上了没有")).text.startswith("得了金盏奖。")
    office.submission(status="待补")
    assert (await peer.text("还缺什么")).text.startswith("还缺材料：茶席照片。")
    assert "下一步" in (await peer.text("下一步是什么")).text
    assert "登记。" in (await peer.text("是哪天登记的")).text


async def test_what_only_the_office_can_do_and_what_a_status_means(serve: Serve, office: Office) -> None:
    peer = (await serve()).peer()
    for text in ("我要撤销申报", "我要改联系电话", "我的联系电话换了怎么查进度"):
        assert "0999-5550142" in (await peer.text(text)).text
    assert "请补齐后寄到茶务部" in (await peer.text("待补是什么意思")).text
    assert "初看" in (await peer.text("收讫之后是什么")).text
    await peer.text("进度")
    assert "0999-5550142" in (await peer.text("在哪里找")).text


async def test_an_entry_of_the_list_is_opened_by_its_place(serve: Serve, office: Office) -> None:
    office.submission()
    office.submission("QL2025-0040", title="雪中一席")
    peer = (await serve()).peer()
    await peer.text(f"{NUMBER} {DIGITS} QL2025-0040 {DIGITS}")
    await peer.text("进度")
    told = (await peer.text("第二个")).text
    assert "雪中一席" in told
    assert "山间一席" not in told
