"""Who is in an audience, by each of its expressions."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.broadcast.audience import Audience, Sought, parse, settled
from bot.broadcast.openids import each, lines_of
from bot.errors import Error
from bot.store.sqlite import SqliteStore
from bot.submissions.submission import Draft as Change
from bot.submissions.submission import Submission, Unit
from knowledge.pack import load_pack
from tests.bot.applying_pack import write_applying
from tests.bot.broadcast.audiences import AT, BARE, Followers, WeChat, begun, drafted, frozen

TOLD = ("next-contact", "pending")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("all", "all"),
        (" tag:重点 单位 ", "tag:重点 单位"),
        ("deadline：materials", "deadline:materials"),
        ("submissions:状态=需补正", "submissions:状态=需补正"),
        ("submissions: 推荐单位 = 东城 ， 状态＝需补正", "submissions:状态=需补正,推荐单位=东城"),
        ("members:dues = unpaid", "members:dues=unpaid"),
        ("file:C:/名单,1.txt", "file:C:/名单,1.txt"),
    ],
)
def test_an_expression_is_understood_however_it_is_spaced(written: str, meant: str) -> None:
    assert parse(written).expression == meant
    assert parse(meant).expression == meant


@pytest.mark.parametrize(
    "written",
    ["", "everybody", "all:x", "tag:", "members:", "members:dues=paid", "submissions:", "submissions:状态", "file:",
     "submissions:状态=", "submissions:颜色=红", "submissions:状态=需补正,状态=已登记", "submissions:状态=需补正,"],
)  # fmt: skip
def test_what_is_not_understood_is_refused_in_one_line(written: str) -> None:
    with pytest.raises(Error) as refused:
        parse(written)
    assert "--audience" in refused.value.message
    assert "\n" not in refused.value.message


def test_names_are_settled_by_the_pack(tmp_path: Path) -> None:
    write_applying(tmp_path)
    pack = load_pack(tmp_path / "packs" / "demo")
    wanted = settled(parse("submissions:申报类别=QC小组,状态=需补正"), pack)
    assert wanted == Audience("submissions", status="需补正", application="circle")
    for wrong, told in (
        ("submissions:状态=没有这个", "已登记"),
        ("submissions:申报类别=团体会员,状态=需补正", "已收申请"),
        ("submissions:申报类别=没有这个", "小组成果"),
        ("deadline:没有这个", "没有这个截止事项"),
    ):
        with pytest.raises(Error) as refused:
            settled(parse(wrong), pack)
        assert told in refused.value.message


async def test_all_are_the_followers_that_the_store_knows(store: SqliteStore, followers: Followers) -> None:
    followers.follow("oA", "oB", "oC", "oLeft")
    followers.leave("oLeft")
    followers.opt_out("oB")
    Followers.follow(followers, "oD")
    assert await frozen(store, drafted()) == {
        "oA": TOLD, "oB": ("", "会员已退订提醒"), "oC": TOLD, "oD": TOLD,
    }  # fmt: skip


async def test_all_are_also_those_whom_wechat_tells_of(store: SqliteStore, followers: Followers) -> None:
    followers.follow("oA", "oC", "oLeft")
    followers.leave("oLeft")
    followers.opt_out("oX")
    told = await frozen(store, drafted(), BARE, WeChat(["oZ", "oC", "oLeft", "oB", "oX", "oZ"]))
    assert told == {"oA": TOLD, "oB": TOLD, "oC": TOLD, "oX": ("", "会员已退订提醒"), "oZ": TOLD}


async def test_a_tag_is_what_wechat_says_it_is(store: SqliteStore, followers: Followers) -> None:
    followers.follow("oA", "oB", "oLeft")
    followers.leave("oLeft")
    told = await frozen(store, drafted("tag:重点"), BARE, WeChat(tags={"重点": ["oB", "oNew", "oLeft"]}))
    assert told == {"oB": TOLD, "oLeft": ("", "会员已取消关注"), "oNew": TOLD}
    with pytest.raises(Error, match="不能向微信查询标签"):
        await frozen(store, drafted("tag:重点"))


async def test_a_deadline_is_for_who_asked_to_be_reminded(store: SqliteStore, followers: Followers) -> None:
    followers.follow("oA", "oB")
    followers.wish("due", "oB", "oA")
    followers.wish("other", "oC")
    assert await frozen(store, drafted("deadline:due")) == {"oA": TOLD, "oB": TOLD}


async def submitted(
    store: SqliteStore, number: str, status: str, *, recommender: str = "东城协会", phone: str = "13800003138"
) -> None:
    present = await store.submission("demo", number)
    what = Submission("demo", number, "circle", "某厂", "题", "王", phone, status, (), recommender)
    await store.change_submission(Change(what, AT, present.seq if present else None), by="王", at=AT)


async def test_submissions_are_for_who_is_bound_to_one_that_is_so_now(store: SqliteStore, followers: Followers) -> None:
    for number, status in (("A-1", "需补正"), ("A-2", "需补正"), ("A-3", "已登记"), ("A-4", "需补正")):
        await submitted(store, number, status)
    await submitted(store, "A-2", "材料审核")
    await submitted(store, "A-5", "需补正", recommender="西城协会")
    followers.bind("submission", "A-1", "oA", "oB")
    followers.bind("submission", "A-4", "oA")
    followers.bind("submission", "A-2", "oC")
    followers.bind("submission", "A-3", "oD")
    followers.bind("submission", "A-5", "oE")
    assert set(await frozen(store, drafted("submissions:状态=需补正"))) == {"oA", "oB", "oE"}
    assert set(await frozen(store, drafted("submissions:状态=需补正,推荐单位=西城协会"))) == {"oE"}
    assert set(await frozen(store, drafted("submissions:状态=需补正,推荐单位=西城"))) == set()
    assert set(await frozen(store, drafted("submissions:申报类别=other"))) == set()
    assert len(await frozen(store, drafted("submissions:申报类别=circle"))) == 5


async def test_whose_binding_is_over_belongs_to_no_audience_until_it_holds_again(
    store: SqliteStore, followers: Followers
) -> None:
    """A binding is over when the telephone that proved it has changed."""

    async def kept(phone: str) -> None:
        await submitted(store, "A-1", "需补正", phone=phone)
        unit = Unit("demo", "M-1", "某厂", "dues", "王", phone, 2017)
        await store.merge_units("demo", [unit], by="王", file="f", at=AT)

    audiences = ("submissions:状态=需补正", "submissions:申报类别=circle", "members:dues=unpaid")
    await kept("13800003138")
    followers.follow("oA")
    followers.bind("submission", "A-1", "oA")
    followers.bind("unit", "M-1", "oA")
    for phone, found in (("13800009999", set()), ("13800003138", {"oA"})):
        await kept(phone)
        for audience in audiences:
            sought = Sought("demo", parse(audience), None, 2018)
            assert {member for member, _ in await store.audience_page(sought, "", 9)} == found
            assert (await store.nobody_bound(sought))["unbound"] == 1 - len(found)
            assert set(await frozen(store, drafted(audience))) == found


async def test_unpaid_dues_are_for_who_is_bound_to_a_unit_that_owes(store: SqliteStore, followers: Followers) -> None:
    paid = {"M-1": 2017, "M-2": 2018, "M-3": None}
    units = [Unit("demo", number, "某厂", "dues", "王", "13800003138", year) for number, year in paid.items()]
    await store.merge_units("demo", units, by="王", file="f", at=AT)
    for number, member in (("M-1", "oOwes"), ("M-2", "oPaid"), ("M-3", "oUnknown")):
        followers.bind("unit", number, member)
    followers.bind("submission", "M-1", "oOther")
    assert set(await frozen(store, drafted("members:dues=unpaid"))) == {"oOwes"}


async def test_a_line_that_stands_twice_counts_once_and_a_file_that_changes_changes_nothing(
    store: SqliteStore, tmp_path: Path
) -> None:
    file = tmp_path / "list.txt"
    file.write_text("\ufeffoB\r\n\r\noA  \noB\n", encoding="utf-8")
    openids = await store.keep_openids("demo", each(lines_of(file)), AT)
    made = await store.create_broadcast(drafted(f"file:{file}"), "王", AT, openids)
    file.write_text("oZ\n", encoding="utf-8")
    assert (await store.counts(made.ident)).total == 2


async def test_lists_that_nothing_rests_on_are_removed(store: SqliteStore, followers: Followers) -> None:
    await store.keep_openids("demo", each(["oForgotten"]), AT - 7200)
    held = await store.keep_openids("demo", each(["oHeld"]), AT - 7200)
    await begun(store, drafted("file:x"), held)
    fresh = await store.keep_openids("demo", each(["oFresh"]), AT)
    assert {row[0] for row in followers.rows("SELECT list FROM audience_members")} == {held, fresh}


@pytest.mark.parametrize(
    "data", [b"oA\nnot an openid\n", "oA\n\u5f20\u4e09\n".encode(), b"\xff\xfe\x00", b"PK\x03\x04\x00"]
)
async def test_a_file_at_fault_is_refused_and_leaves_nothing(
    store: SqliteStore, followers: Followers, tmp_path: Path, data: bytes
) -> None:
    file = tmp_path / "list.txt"
    file.write_bytes(data)
    with pytest.raises(Error, match=r"list\.txt"):
        await store.keep_openids("demo", each(lines_of(file)), AT)
    assert followers.rows("SELECT * FROM audience_lists") == followers.rows("SELECT * FROM audience_members") == []
