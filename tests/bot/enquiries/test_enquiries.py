"""Checking a submission as a conversation, over the webhook: from 「进度」 to where it stands."""

from __future__ import annotations

import pytest

from handlers.desk import Desk
from tests.bot.enquiries.conftest import DIGITS, NOTHING, NUMBER, PACK, UNIT, Office, Serve
from tests.wechat_peer import MEMBER

OTHER = "oOther-0000000000000000000000"
ASKS_BOTH, ASKS_DIGITS, ASKS_NUMBER = "请发受理编号和", "请再发这个编号", "请再发受理编号"
SHOWN = (NUMBER, "云溪茶社", "山间一席", "初看", "2025年7月1日", "参评表", "茶席照片", "2025年9月18日", "138****3138")


@pytest.mark.parametrize(
    "turns",
    [
        ("进度", NUMBER, DIGITS),
        ("查询申报进度", DIGITS, NUMBER),
        ("我的申报到哪一步了", f"{NUMBER} {DIGITS}"),
        ("收到我的材料没有", f"{DIGITS} {NUMBER}"),
        ("还缺什么", "编号是ql20250012尾号3138"),
        (f"{NUMBER} {DIGITS}",),
        (f"进度 {NUMBER} {DIGITS}",),
        (f"进度{DIGITS} {NUMBER}",),
        ("ＱＬ２０２５－００１２　３１３８",),
        ("ql20250012 3138",),
        ("QL2025 0012 3138",),
        ("受理编号：QL2025—0012，手机后四位：3138，谢谢",),
        (NUMBER, DIGITS),
        (NUMBER, "13835103138"),
    ],
)
async def test_number_and_digits_come_in_any_order_and_dress(
    serve: Serve, office: Office, turns: tuple[str, ...]
) -> None:
    office.submission()
    peer = (await serve()).peer()
    told = [(await peer.text(said)).text for said in turns]
    for shown in SHOWN:
        assert shown in told[-1]
    assert "13835103138" not in "".join(told)
    assert "内部备注" not in told[-1]
    assert office.bound() == [(MEMBER, "submission", "QL2025-0012")]


async def test_each_turn_asks_for_what_is_missing(serve: Serve, office: Office) -> None:
    office.submission()
    peer = (await serve()).peer()
    assert ASKS_BOTH in (await peer.text("进度")).text
    assert ASKS_NUMBER in (await peer.text(DIGITS)).text
    assert NUMBER in (await peer.text(NUMBER)).text
    assert ASKS_BOTH in (await peer.text("进度", OTHER)).text
    assert ASKS_DIGITS in (await peer.text(NUMBER, OTHER)).text
    assert "4位" in (await peer.text("31388", OTHER)).text
    assert NUMBER in (await peer.text(DIGITS, OTHER)).text


async def test_a_bound_member_gets_the_status_at_once(serve: Serve, office: Office) -> None:
    office.submission()
    peer = (await serve()).peer()
    await peer.text(f"{NUMBER} {DIGITS}")
    for asked in ("进度", "查询申报进度", "我的申报到哪一步了", "收到我的材料没有", "评上了没有", f"进度 {NUMBER}"):
        assert "初看" in (await peer.text(asked)).text
    office.submission(status="待补", received=["照片"])
    told = (await peer.text("还缺什么")).text
    assert "待补" in told
    assert "还缺材料：参评表" in told
    assert "需要您处理" in told
    assert ASKS_BOTH in (await peer.text("进度", OTHER)).text


async def test_a_number_alone_gets_the_question_for_the_digits_whether_it_exists_or_not(
    serve: Serve, office: Office
) -> None:
    office.submission()
    peer = (await serve()).peer()
    there, not_there = (await peer.text(NUMBER)).text, (await peer.text("QL2025-9999")).text
    assert ASKS_DIGITS in there
    assert there == not_there
    assert (await peer.text("QL2025-9998", OTHER)).text == there


async def test_wrong_number_and_wrong_digits_get_one_and_the_same_reply(serve: Serve, office: Office) -> None:
    office.submission()
    office.submission("QL2025-0013", phone="")
    peer = (await serve()).peer()
    told = [(await peer.text(t)).text for t in ("QL2025-9999 3138", f"{NUMBER} 0000", "QL2025-0013 3138")]
    assert NOTHING in told[0]
    assert len(set(told)) == 1
    assert office.bound() == []
    assert office.rows("SELECT * FROM questions") == []


async def test_any_number_in_the_cell_of_telephones_counts(serve: Serve, office: Office) -> None:
    office.submission(phone="0999-5550142、13835103138")
    peer = (await serve()).peer()
    assert NOTHING in (await peer.text(f"{NUMBER} 9550")).text
    assert "初看" in (await peer.text(f"{NUMBER} 0142")).text
    assert "初看" in (await peer.text(f"{NUMBER} 3138", OTHER)).text


async def test_wrong_digits_can_be_corrected_by_themselves(serve: Serve, office: Office) -> None:
    office.submission()
    peer = (await serve()).peer()
    await peer.text("进度")
    assert NOTHING in (await peer.text(f"{NUMBER} 3139")).text
    assert "初看" in (await peer.text("3138")).text


async def test_several_submissions_are_listed_and_each_can_be_opened(serve: Serve, office: Office) -> None:
    office.submission()
    office.submission("QL2025-0040", title="雪中一席", status="待补")
    peer = (await serve()).peer()
    await peer.text(f"{NUMBER} {DIGITS}")
    await peer.text(f"QL2025-0040 {DIGITS}")
    told = (await peer.text("进度")).text
    assert "2项申报" in told
    assert told.index("1. QL2025-0012 山间一席") < told.index("2. QL2025-0040 雪中一席")
    for choice in ("2", "进度 ql2025 0040", "进度 QL2025-0040"):
        await peer.text("进度")
        opened = (await peer.text(choice)).text
        assert "雪中一席" in opened
        assert "山间一席" not in opened


async def test_a_past_deadline_is_told_with_its_date(serve: Serve, office: Office) -> None:
    office.submission()
    peer = (await serve("2025-10-01")).peer()
    told = (await peer.text(f"{NUMBER} {DIGITS}")).text
    assert "2025年9月18日" in told
    assert "已截止" in told


async def test_what_is_over_waits_for_nothing_any_more(serve: Serve, office: Office) -> None:
    office.submission(status="捧盏")
    told = (await (await serve()).peer().text(f"{NUMBER} {DIGITS}")).text
    assert "得了金盏奖" in told
    assert "截止" not in told
    assert "还缺" not in told


async def test_what_the_pack_no_longer_knows_is_shown_all_the_same(serve: Serve, office: Office) -> None:
    office.submission(status="另行处理", application="gone")
    told = (await (await serve()).peer().text(f"{NUMBER} {DIGITS}")).text
    assert "另行处理" in told
    assert "山间一席" in told


async def test_another_question_is_answered_meanwhile_and_the_enquiry_goes_on(serve: Serve, office: Office) -> None:
    office.submission()
    service = await serve()
    peer = service.peer()
    await peer.text("进度")
    assert (await peer.text("会费多少")).text.endswith("：会费多少")
    assert ASKS_DIGITS in (await peer.text(NUMBER)).text
    assert (await peer.text("申报要交什么材料")).text.endswith("：申报要交什么材料")
    assert "初看" in (await peer.text(DIGITS)).text
    assert service.desk.heard == ["会费多少", "申报要交什么材料"]


async def test_a_checked_case_is_not_mistaken_for_digits(serve: Serve, office: Office) -> None:
    office.submission()
    peer = (await serve(demo=Desk(PACK))).peer()
    await peer.text("进度")
    assert "（1/2）" in (await peer.text("我们够不够条件报金盏奖")).text
    await peer.text("没有")
    assert "请再发" not in (await peer.text("2024")).text
    await peer.text("我们够不够条件报金盏奖")
    assert "初看" in (await peer.text(f"{NUMBER} {DIGITS}")).text
    assert "（1/2）" in (await peer.text("继续")).text


async def test_a_member_who_lost_the_number_is_told_whom_to_ask(serve: Serve, office: Office) -> None:
    office.submission()
    peer = (await serve()).peer()
    for turns in (("忘了编号怎么办",), ("进度", "忘了"), ("进度", "1")):
        told = [(await peer.text(t)).text for t in turns][-1]
        assert "0999-5550142" in told
    assert "好的" in (await peer.text("算了")).text
    assert (await peer.text("忘了")).text.endswith("：忘了")


async def test_what_is_no_enquiry_goes_to_the_desk(serve: Serve, office: Office) -> None:
    office.submission()
    service = await serve()
    peer = service.peer()
    asked = [
        "会费多少",
        "入会流程几步",
        "申报要交什么材料",
        "3138",
        "2025年",
        "GB/T19580-2012",
        "附件1",
        "证书什么时候发",
    ]
    for text in asked:
        assert (await peer.text(text)).text.endswith(f"：{text}")
    assert service.desk.heard == asked


async def test_an_account_without_submissions_leaves_all_to_its_desk(serve: Serve, office: Office) -> None:
    peer = (await serve()).peer("open")
    for text in ("进度", f"{NUMBER} {DIGITS}", "我的会费交了吗", "解除绑定"):
        assert (await peer.text(text)).text.endswith(f"：{text}")
    assert office.rows("SELECT * FROM failures") == []


async def test_accounts_do_not_share_submissions(serve: Serve, office: Office) -> None:
    office.submission()
    service = await serve()
    assert NOTHING in (await service.peer("both").text(f"{NUMBER} {DIGITS}")).text
    await service.peer().text(f"{NUMBER} {DIGITS}")
    assert ASKS_BOTH in (await service.peer("both").text("进度")).text


async def test_a_binding_ends_when_its_member_says_so(serve: Serve, office: Office) -> None:
    office.submission()
    office.submission("QL2025-0040")
    office.unit()
    peer = (await serve()).peer()
    for said in (f"{NUMBER} {DIGITS}", f"QL2025-0040 {DIGITS}", f"{UNIT} {DIGITS}"):
        await peer.text(said)
    told = (await peer.text("解除绑定 QL2025-0040")).text
    assert "QL2025-0040" in told
    assert NUMBER not in told
    told = (await peer.text("解除绑定")).text
    assert NUMBER in told
    assert UNIT in told
    assert office.bound() == []
    assert ASKS_BOTH in (await peer.text("进度")).text
    assert "没有可以解除的绑定" in (await peer.text("解绑")).text


async def test_an_enquiry_fades_like_the_rest_of_a_conversation(serve: Serve, office: Office) -> None:
    office.submission()
    await (await serve("2025-08-01T10:00:00")).peer().text(NUMBER)
    later = (await serve("2025-08-01T10:40:00")).peer()
    assert (await later.text(DIGITS)).text.endswith(f"：{DIGITS}")
