"""Who leaves, or has their data removed, leaves nothing behind that tells of them."""

from __future__ import annotations

import asyncio

from handlers.desk import Desk
from tests.bot.enquiries.conftest import DIGITS, NUMBER, PACK, UNIT, Office, Serve
from tests.wechat_peer import MEMBER, Peer

OTHER = "oOther-0000000000000000000000"


def traces(office: Office, member: str = MEMBER) -> dict[str, list[dict[str, object]]]:
    """Every row of the store that holds an openid, by table."""
    tables = [name for (name,) in office.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found: dict[str, list[dict[str, object]]] = {}
    for table in tables:
        columns = [row[1] for row in office.rows(f"PRAGMA table_info({table})")]
        rows = [dict(zip(columns, row, strict=True)) for row in office.rows(f"SELECT * FROM {table}")]  # noqa: S608  # of the store's own
        holding = [row for row in rows if any(member in str(value) for value in row.values())]
        if holding:
            found[table] = holding
    return found


async def talked(peer: Peer, office: Office, member: str = MEMBER) -> None:
    """A member with all that may be kept of one."""
    seq = office.submission()
    office.unit()
    for said in (f"{NUMBER} {DIGITS}", f"{UNIT} {DIGITS}", "不知道", f"{NUMBER} 0000", "QL2025-0040", "人工"):
        await peer.text(said, member)
    office.notify(seq, "初看", member=member)


async def test_removal_is_asked_back_once_and_leaves_nothing(serve: Serve, office: Office) -> None:
    services = [await serve(), await serve()]
    peer = services[0].peer()
    await talked(peer, office)
    await talked(peer, office, OTHER)
    assert set(traces(office)) == {"inbox", "members", "questions", "bindings", "notifications", "handoffs"}
    assert "确认删除" in (await peer.text("删除我的信息")).text
    assert office.rows("SELECT count(*) FROM bindings WHERE member = ?", MEMBER) == [(2,)]
    office.notify(office.submission(status="待补"), "待补")
    told = await peer.text("确认删除", msg_id=7)
    assert "已删除" in told.text
    left = traces(office)
    assert set(left) == {"inbox"}
    assert {row["reply"] for row in left["inbox"]} == {"", told.text}
    assert (await services[1].peer().text("确认删除", msg_id=7)).text == told.text
    assert len(traces(office, OTHER)) == 6
    assert office.rows("SELECT count(DISTINCT handoff) FROM handoff_lines") == [(1,)]
    for service in services:
        assert "请发受理编号" in (await service.peer().text("进度")).text
        assert (await service.peer().text("你好")).text == "第1句：你好"
        await service.peer().text("删除我的信息")
        await service.peer().text("确认删除")


async def test_who_is_on_a_list_that_waits_is_taken_off_it(serve: Serve, office: Office) -> None:
    peer = (await serve()).peer()
    await peer.text("你好")
    for account in (office.account, "elsewhere"):
        handed_in = office.write("INSERT INTO audience_lists (account, at) VALUES (?, 1)", account)
        for member in (MEMBER, OTHER):
            office.write("INSERT INTO audience_members (list, member) VALUES (?, ?)", handed_in, member)
    await peer.text("删除我的信息")
    await peer.text("确认删除")
    left = office.rows(
        "SELECT l.account, m.member FROM audience_members AS m JOIN audience_lists AS l ON l.id = m.list"
    )
    assert set(left) == {(office.account, OTHER), ("elsewhere", OTHER), ("elsewhere", MEMBER)}


async def test_nothing_is_removed_without_having_been_asked_back(serve: Serve, office: Office) -> None:
    peer = (await serve()).peer()
    await talked(peer, office)
    assert "回复“确认删除”" in (await peer.text("确认删除")).text
    assert "已取消" in (await peer.text("算了")).text
    assert "回复“确认删除”" in (await peer.text("确认删除")).text
    assert len(office.bound()) == 2
    assert "已删除" in (await peer.text("确认删除")).text
    assert office.bound() == []


async def test_an_account_removes_what_it_keeps_itself(serve: Serve, office: Office) -> None:
    service = await serve()
    await talked(service.peer(), office)
    peer = service.peer("both")
    await peer.text("不知道")
    await peer.text("把我的信息都删了")
    await peer.text("确认删除")
    assert {row["account"] for row in traces(office)["members"]} == {"demo"}
    assert len(office.bound()) == 2


async def test_leaving_ends_every_binding_and_removes_all_but_that_they_left(serve: Serve, office: Office) -> None:
    service = await serve()
    peer = service.peer()
    await talked(peer, office)
    left = peer.event("unsubscribe", EventKey="")
    await peer.post(left)
    kept = traces(office)
    assert set(kept) == {"inbox", "members"}
    assert office.rows("SELECT count(*) FROM handoff_lines") == [(0,)]
    assert [row["reply"] for row in kept["inbox"]] == [""]
    assert [(row["memory"], row["left_at"]) for row in kept["members"]] == [(None, left["CreateTime"])]
    await peer.post(peer.event("subscribe", EventKey=""))
    assert "请发受理编号" in (await peer.text("进度")).text


async def test_a_message_from_before_leaving_binds_nothing(serve: Serve, office: Office) -> None:
    office.submission()
    peer = (await serve()).peer()
    before, left = peer.message("text", Content=f"{NUMBER} {DIGITS}"), peer.event("unsubscribe", EventKey="")
    before["CreateTime"] = left["CreateTime"] - 5
    await peer.post(left)
    await peer.post(before)
    assert office.bound() == []


async def test_what_was_removed_is_in_no_file_of_the_store(serve: Serve, office: Office) -> None:
    service = await serve(demo=Desk(PACK))
    peer = service.peer()
    await peer.text("火星上的签证去哪办呀九十九")
    assert "九十九" in office.rows("SELECT text FROM questions")[0][0]
    await peer.text("删除我的信息")
    assert "已删除" in (await peer.text("确认删除")).text
    files = [office.file, office.file.with_name(f"{office.file.name}-wal")]
    for _ in range(100):
        if not any("九十九".encode() in f.read_bytes() for f in files):
            break
        await asyncio.sleep(0.05)
    assert not any("九十九".encode() in f.read_bytes() for f in files)
    assert all(f.stat().st_mode & 0o077 == 0 for f in files)
