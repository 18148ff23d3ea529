"""What Today makes of figures: days and their sums, deadlines with who is not complete, and what is at fault."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.console.today.coming import coming, passed
from bot.console.today.condition import Seen, faults
from bot.console.today.figures import Figures, answers, daily, misses, together
from bot.notifications.planning import GONE
from bot.store.promises.tallies import MOST_NOTICES, MessageTally, NoticeTrouble, PaperTally, Paused
from knowledge.pack import Pack, load_pack

PACKS = Path(__file__).parents[3] / "knowledge" / "packs"
FIRST, LAST = date(2018, 5, 31), date(2018, 6, 2)
WELL = Seen(has_pack=True, silent_for=60.0, usual=100.0, failed=0)
QC = ("申报表", "注册登记表", "成果报告")


@pytest.fixture(scope="module")
def shanxi() -> Pack:
    return load_pack(PACKS / "shanxi")


def tally(day: date, outcome: str, count: int) -> MessageTally:
    return MessageTally(day, outcome, count, 0.0)


def test_every_day_of_a_stretch_is_there_in_order() -> None:
    days = daily([tally(LAST, "answered", 2), tally(FIRST, "unknown", 1)], FIRST, LAST)
    assert days == ((FIRST, Figures(unknown=1)), (date(2018, 6, 1), Figures()), (LAST, Figures(answered=2)))


def test_what_documents_leave_open_is_answered_and_what_is_asked_back_is_not_missed() -> None:
    outcomes = ("answered", "unspecified", "clarify", "unknown", "handoff", "failed", "other")
    ((_, figures),) = daily([tally(FIRST, o, 1) for o in outcomes], FIRST, FIRST)
    assert figures == Figures(answered=2, clarify=1, unknown=1, handoff=1, failed=1, other=1)
    assert (figures.messages, figures.replied, figures.missed) == (7, 3, 3)


def test_sums_and_plots_are_of_the_same_days() -> None:
    days = daily([tally(FIRST, "answered", 2), tally(LAST, "handoff", 3), tally(LAST, "other", 1)], FIRST, LAST)
    assert together(days) == Figures(answered=2, handoff=3, other=1)
    assert [d.counts for d in answers(days)] == [(2, 0, 0), (0, 0, 0), (0, 3, 1)]
    assert [d.counts for d in misses(days)] == [(0, 0, 0), (0, 0, 0), (0, 3, 0)]


def test_applicants_lack_materials_while_they_hand_in(shanxi: Pack) -> None:
    tallies = [
        PaperTally("qc", "已登记", QC, 5),  # complete
        PaperTally("qc", "已登记", ("附件3.1", "注册登记表"), 3),  # by another of its names, one missing
        PaperTally("qc", "需补正", QC, 2),  # all there, and still to be mended
        PaperTally("qc", "评审中", (), 7),  # past handing in
        PaperTally("team", "材料审核", (), 1),
        PaperTally("unheard-of", "已登记", (), 9),
    ]
    materials, delegates = coming(shanxi, tallies, date(2018, 6, 1))
    assert (materials.due.ident, materials.left) == ("materials-due", 9)
    assert (materials.incomplete, materials.handing_in) == (6, 11)
    assert {w.application.id: w.count for w in materials.waiting if w.count} == {"qc": 5, "team": 1}
    assert delegates.due.ident == "delegates-due"
    assert (delegates.incomplete, delegates.waiting) == (0, ())
    assert "不是收申报材料的截止" in delegates.untied


def test_a_deadline_that_no_application_names_is_not_counted(shanxi: Pack) -> None:
    bare = replace(shanxi, applying=replace(shanxi.applying, applications={}))
    assert ["不能统计" in c.untied for c in coming(bare, [], date(2018, 6, 1))] == [True, True]


def test_a_deadlines_own_day_still_counts_and_then_it_is_the_last_that_passed(shanxi: Pack) -> None:
    assert [c.left for c in coming(shanxi, [], date(2018, 6, 10))] == [0, 10]
    assert passed(shanxi, date(2018, 6, 10)) is None
    last = passed(shanxi, date(2018, 6, 21))
    assert last is not None
    assert last.ident == "delegates-due"
    assert coming(shanxi, [], date(2018, 6, 21)) == ()


def test_nothing_is_at_fault_where_all_is_well() -> None:
    assert faults(WELL) == ()
    assert faults(replace(WELL, silent_for=3 * 86_400.0, usual=2.0)) == ()


@pytest.mark.parametrize(
    ("seen", "what"),
    [
        (replace(WELL, store="磁盘满"), "数据写不进去（磁盘满）"),
        (replace(WELL, has_pack=False), "资料库没有载入"),
        (replace(WELL, failed=3), "3 条消息没能答复"),
        (replace(WELL, silent_for=None), "还没有收到过消息"),
        (replace(WELL, silent_for=86_401.0), "平时每天约 100 条"),
        (replace(WELL, notices=(NoticeTrouble("额度已用完", 4, lost=False),)), "微信拒绝了状态通知，额度已用完，4 条"),
        (replace(WELL, notices=(NoticeTrouble("结果未知", 2, lost=True),)), "不知道送到没有，结果未知，2 条"),
        (replace(WELL, notices=(NoticeTrouble("额度已用完", MOST_NOTICES, lost=False),)), "10000 条以上"),
        (replace(WELL, paused=(Paused(7, "通知", "额度已用完"),)), "群发「通知」暂停了：额度已用完"),
    ],
)
def test_a_fault_says_what_is_wrong_and_what_to_do(seen: Seen, what: str) -> None:
    (fault,) = faults(seen)
    assert what in fault.what
    assert fault.remedy.startswith(("请", "偶尔", "这些", "处理"))


def test_who_left_is_no_fault_of_a_notice() -> None:
    assert faults(replace(WELL, notices=(NoticeTrouble(GONE, 2, lost=True),))) == ()


def test_many_paused_broadcasts_are_counted_beyond_the_first() -> None:
    found = faults(replace(WELL, paused=tuple(Paused(n, f"第{n}个", "") for n in range(5))))
    assert [f.page for f in found] == ["broadcasts/0", "broadcasts/1", "broadcasts/2", "broadcasts?state=paused"]
    assert "还有 2 个" in found[-1].what
