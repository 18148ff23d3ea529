"""``broadcast`` as an association's staff call it."""

from __future__ import annotations

import json
import time
import zipfile
from pathlib import Path

import pytest

from bot import logs
from bot.broadcast.broadcast import State
from bot.broadcast.freezing import freeze
from bot.cli import broadcast
from bot.cli.options import run
from bot.clock import parse_moment
from bot.spreadsheet.files import read_sheets
from bot.store.sqlite import SqliteStore
from tests.bot.broadcast.audiences import AT, BARE, MOMENT, Followers
from tests.bot.broadcast.outbox import Kept
from tests.bot.noticing import NOON
from tests.bot.test_submissions_cli import ROWS, Output, Staff


@pytest.fixture
def staff(tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> Staff:
    monkeypatch.setattr(logs, "configure", lambda _settings: None)  # the tests after it share the process
    return Staff(tmp_path, capsys)


def create(staff: Staff, audience: str, *more: str) -> str:
    told = staff.told(
        "broadcast", "create", "--account", "demo", "--name", "提醒", "--text", "请交材料", "--audience", audience,
        "--by", "王", *more,
    )  # fmt: skip
    assert set(told) == {"id"}
    return str(told["id"])


def listed(staff: Staff, *lines: str) -> str:
    file = staff.folder / "list.txt"
    file.write_text("\n".join(lines), encoding="utf-8")
    return f"file:{file}"


def followers(staff: Staff) -> Followers:
    return Followers(staff.folder / "data" / "demo.db")


def freeze_all(staff: Staff, ident: str) -> None:
    async def work() -> None:
        store = SqliteStore.open(staff.folder / "data" / "demo.db")
        moved = await store.move_broadcast(int(ident), {State.APPROVED}, State.SENDING, by="李", at=AT)
        await freeze(store, moved, BARE, MOMENT)
        await store.close()

    run(work())


def test_a_draft_becomes_approved_and_its_status_adds_up(staff: Staff) -> None:
    ident = create(staff, listed(staff, "oA", "oB", "oA"))
    status = staff.told("broadcast", "status", ident)
    assert status == {
        "state": "draft", "frozen": False, "total": 2, "sent": 0, "failed": 0, "skipped": 0, "pending": 2,
        "waiting": 0, "unattended": False,
    }  # fmt: skip
    assert staff.told("broadcast", "approve", ident, "--by", "李")["approver"] == "李"
    assert staff.told("broadcast", "status", ident)["state"] == "approved"
    assert staff.call("broadcast", "approve", ident, "--by", "李") == 1
    assert staff.err.count("\n") == 1
    assert [e["what"] for e in staff.told("broadcast", "history", ident)] == ["draft", "approved"]
    assert [b["id"] for b in staff.told("broadcast", "list", "--account", "demo")] == [int(ident)]
    assert staff.told("broadcast", "list", "--account", "other") == []


def test_a_draft_is_not_sent(staff: Staff) -> None:
    ident = create(staff, "all")
    assert staff.call("broadcast", "run", ident) == 1
    assert "还没有批准" in staff.err
    assert staff.told("broadcast", "status", ident)["state"] == "draft"


@pytest.mark.parametrize("command", ["preview", "status", "run", "history", "cancel"])
@pytest.mark.parametrize("ident", ["99", "x", "9" * 30, "²"])
def test_an_unknown_id_is_told_in_one_line(staff: Staff, command: str, ident: str) -> None:
    assert staff.call("broadcast", command, ident) == 1
    assert staff.err == f"群发 {ident}：没有这个编号；broadcast list 可以查看\n"
    assert staff.out == ""


@pytest.mark.parametrize(
    ("audience", "more", "told"),
    [
        ("everyone", (), "看不懂"),
        ("file:/no/such/file", (), "无法读取"),
        ("deadline:x", (), "没有这个截止事项"),
        ("submissions:状态=没有", (), "没有「没有」这个状态"),
        ("tag:重点", (), "标签"),
        ("all", ("--channel", "template"), "可以用"),
        ("all", ("--channel", "x"), "没有这个渠道"),
        ("all", ("--at", "tomorrow"), "--at tomorrow"),
        ("all", ("--at", "2018-06-01T09:00"), "这个时间已经过了"),
        ("all", ("--field", "deadline"), "--field deadline"),
        ("all", ("--text", " "), "--text"),
        ("all", ("--text", "字" * 700), "--text"),
        ("all", ("--account", "nobody"), "--account nobody"),
    ],
)
def test_a_draft_at_fault_is_refused_in_one_line_and_nothing_is_kept(
    staff: Staff, audience: str, more: tuple[str, ...], told: str
) -> None:
    arguments = ("--account", "demo", "--name", "提醒", "--text", "正文", "--audience", audience, *more)
    assert staff.call("broadcast", "create", *arguments) == 1
    assert told in staff.err
    assert staff.err.count("\n") == 1
    assert staff.told("broadcast", "list", "--account", "demo") == []


def test_an_empty_list_is_refused(staff: Staff) -> None:
    arguments = ("--account", "demo", "--name", "提醒", "--text", "正文", "--audience", listed(staff, "", " "))
    assert staff.call("broadcast", "create", *arguments) == 1
    assert "没有 openid" in staff.err


def test_the_author_does_not_approve_where_two_people_are_asked_for(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZXT_BROADCAST__TWO_PEOPLE", "true")
    ident = create(staff, "all")
    assert staff.call("broadcast", "approve", ident, "--by", " 王 ") == 1
    assert "不能自己批准" in staff.err
    assert staff.call("broadcast", "approve", ident, "--by", "李") == 0


def test_preview_tells_people_and_programs_the_same(staff: Staff) -> None:
    staff.bring_in(*ROWS)
    assert staff.call("submissions", "set", "SX2018-0012", "--status", "需补正") == 0
    assert staff.call("submissions", "set", "SX2018-0013", "--status", "需补正") == 0
    followers(staff).follow("oA")
    followers(staff).bind("submission", "SX2018-0012", "oA")
    ident = create(staff, "submissions:申报类别=QC小组,状态=需补正")
    told = staff.told("broadcast", "preview", ident)
    assert told["total"] == told["reachable"] == 1
    assert told["channels"] == {"next-contact": 1}
    assert told["unreachable"] == [{"reason": "没有人在公众号里绑定", "count": 1}]
    assert told["messages"] == [{"channel": "next-contact", "lines": ["请交材料"], "warnings": []}]
    assert staff.call("broadcast", "preview", ident) == 0
    for words in ("共 1 人", "next-contact）：1 人", "告知不到 1 项", "不占配额", "请交材料"):
        assert words in staff.out


def test_status_says_when_the_audience_is_settled_and_who_waits(staff: Staff) -> None:
    everybody = create(staff, "all")
    assert staff.call("broadcast", "status", everybody) == 0
    assert staff.out.endswith("\n名单在开始发送时才定\n")
    ident = create(staff, listed(staff, "oA", "oB"))
    assert staff.call("broadcast", "status", ident) == 0
    assert staff.out.endswith("名单在开始发送时才定；按现在的情况共 2 人\n")
    staff.told("broadcast", "approve", ident, "--by", "李")
    freeze_all(staff, ident)
    assert staff.call("broadcast", "status", ident) == 0
    assert staff.out.endswith("待发 2（其中 2 人等下次来消息时告知）\n")
    assert staff.call("broadcast", "cancel", everybody, "--by", "王") == 0
    assert staff.call("broadcast", "status", everybody) == 0
    assert staff.out.endswith("没有定下名单，没有发给任何人\n")


@pytest.mark.parametrize("channel", ["template", "mass"])
@pytest.mark.parametrize("send_at", [None, NOON])
def test_status_says_when_nobody_sends(staff: Staff, channel: str, send_at: float | None) -> None:
    create(staff, "all")  # so that there is a store
    kept = Kept(staff.folder / "data" / "demo.db")
    ident = str(kept.broadcast(["oA", "oB"], channel, state=State.SENDING, send_at=send_at))

    def status(lease: float) -> str:
        kept.run("UPDATE deliveries SET state = 'sending' WHERE channel = 'mass' OR number = 1")
        kept.run("UPDATE deliveries SET until = ? WHERE channel <> 'mass' AND number = 1", lease)
        kept.run("DELETE FROM mass_jobs")
        if channel == "mass":
            row = (ident, 1, 1, 2, 2, "sending", lease, "")
            kept.run(
                "INSERT INTO mass_jobs (broadcast, part, first, last, size, state, until, reason) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *row
            )  # fmt: skip
        assert staff.call("broadcast", "status", ident) == 0
        return staff.out

    assert "没有在发送" not in status(time.time() + 60)
    killed = status(time.time() - 1)
    assert "现在没有在发送" in killed
    assert f"运行 broadcast run {ident} 即可继续" in killed
    assert ("服务运行时" in killed) == (send_at is not None)
    assert staff.told("broadcast", "status", ident)["unattended"]
    kept.run("UPDATE mass_jobs SET state = 'accepted'")
    kept.run("UPDATE deliveries SET state = 'sent' WHERE channel <> 'mass'")
    assert not staff.told("broadcast", "status", ident)["unattended"]


def test_a_recommender_is_meant_by_its_whole_name(staff: Staff) -> None:
    names = ("中国石油", "中国石油化工", "石油学会", *(f"石油{n}厂" for n in range(5)))
    staff.bring_in(*(f"SX2018-{n:04},QC小组,某厂,课题{n},张三,13800003138,,,{name}," for n, name in enumerate(names)))
    for n in range(3):
        followers(staff).bind("submission", f"SX2018-{n:04}", f"o{n}")
    ident = create(staff, "submissions:推荐单位=中国石油")
    assert staff.told("broadcast", "preview", ident)["total"] == 1
    assert staff.told("broadcast", "preview", create(staff, "submissions:推荐单位= 中國石油 "))["total"] == 1
    arguments = ("--account", "demo", "--name", "提醒", "--text", "正文")
    assert staff.call("broadcast", "create", *arguments, "--audience", "submissions:推荐单位=石油化") == 1
    assert staff.err.endswith("申报里没有这个推荐单位；要写全名；含有它的有：中国石油化工\n")
    assert staff.call("broadcast", "create", *arguments, "--audience", "submissions:推荐单位=石油") == 1
    assert staff.err.endswith("中国石油、中国石油化工、石油0厂、石油1厂、石油2厂等 8 个\n")
    assert staff.call("broadcast", "create", *arguments, "--audience", "submissions:推荐单位=煤炭") == 1
    assert "也没有含有它的" in staff.err


def test_the_report_lists_everybody_and_computes_nothing(staff: Staff) -> None:
    ident = create(staff, listed(staff, "-oFormula", "oB", "oOut"))
    followers(staff).opt_out("oOut")
    staff.told("broadcast", "approve", ident, "--by", "李")
    freeze_all(staff, ident)
    file = staff.folder / "report.xlsx"
    assert staff.told("broadcast", "report", ident, str(file))["rows"] == 3
    (sheet,) = read_sheets(file)
    assert sheet.rows[0][:5] == ("openid", "channel", "state", "reason", "time")
    rows = {row[0]: row for row in sheet.rows[1:]}
    assert rows["-oFormula"][1:3] == ("next-contact", "pending")
    assert rows["oOut"][2:5] == ("skipped", "会员已退订提醒", "2018-06-01T12:00:00+08:00")
    assert rows["oB"][5:] == ("下次来消息时告知", "待发")
    assert b"'-oFormula" in _strings(file)
    assert staff.told("broadcast", "status", ident) == {
        "state": "sending", "frozen": True, "total": 3, "sent": 0, "failed": 0, "skipped": 1, "pending": 2,
        "waiting": 2, "unattended": False,
    }  # fmt: skip
    assert staff.call("broadcast", "cancel", ident, "--by", "王", "--note", "写错了") == 0
    assert staff.told("broadcast", "status", ident)["state"] == "cancelled"
    assert staff.call("broadcast", "report", ident, str(staff.folder / "nowhere" / "r.xlsx")) == 1
    staff.told("broadcast", "report", ident, str(staff.folder / "again.csv"))
    assert "没有发送" in (staff.folder / "again.csv").read_text(encoding="utf-8-sig")


def test_a_scheduled_draft_knows_its_time(staff: Staff) -> None:
    create(staff, "all", "--at", "2100-06-01T09:00")
    (kept,) = json.loads(json.dumps(staff.told("broadcast", "list", "--account", "demo")))
    assert kept["at"] == "2100-06-01T09:00:00+08:00"


def test_who_approves_what_is_late_is_told_that_it_goes_at_once(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    ident = create(staff, "all", "--at", "2100-06-01T09:00")
    told = "定时 2100-06-01 09:00 已过，批准后立即发送"
    assert told not in staff.told("broadcast", "preview", ident)["warnings"]
    monkeypatch.setattr(broadcast, "now", parse_moment("2100-06-01T09:01").timestamp)
    assert told in staff.told("broadcast", "preview", ident)["warnings"]
    assert staff.call("broadcast", "approve", ident, "--by", "李") == 0
    assert told in staff.err
    later = create(staff, "all", "--at", "2100-06-01T09:02")
    assert staff.call("broadcast", "approve", later, "--by", "李") == 0
    assert "已过" not in staff.out + staff.err


def _strings(file: Path) -> bytes:
    with zipfile.ZipFile(file) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())
