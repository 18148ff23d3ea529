"""What staff add, in the store: versions that stay, live as it was tested, and in step with spreadsheets."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.broadcast.broadcast import Draft
from bot.errors import Code, Error
from bot.store.promises.additions import Addition, AdditionState, Content, Trial
from bot.store.promises.questions import QuestionState
from bot.store.sqlite import SqliteStore
from knowledge.additions import Additions, Aliases
from knowledge.faq import FaqEntry
from tests.bot.test_questions_store import Asking

ENTRY = FaqEntry("能刷卡吗", ("可以刷卡吗",), (), "能刷卡。", "")
NAMES = Aliases("dues", ("份子钱",))
KEYS = ["能刷卡"]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = SqliteStore.open(tmp_path / "s.db")
    yield opened
    await opened.close()


async def trial_of(store: SqliteStore, addition: Addition) -> Trial:
    against = await store.faq_version("demo")
    trial = Trial(addition.version, against, "王", 2.0, "{}")
    await store.keep_trial("demo", addition.ident, trial)
    return trial


async def made_live(store: SqliteStore, content: Content = ENTRY) -> Addition:
    addition = await store.draft_addition("demo", content, KEYS, by="王", at=1.0)
    return await store.go_live("demo", addition.ident, await trial_of(store, addition), KEYS, by="王", at=3.0)


async def test_nothing_answers_by_a_draft(store: SqliteStore) -> None:
    draft = await store.draft_addition("demo", ENTRY, KEYS, by="王", at=1.0)
    assert (draft.state, draft.version, draft.live) == (AdditionState.DRAFT, 1, None)
    assert (await store.additions("demo")).additions == Additions()
    assert await store.faq_version("demo") == 0
    assert await store.addition("other", draft.ident) is None


async def test_what_goes_live_answers_and_counts_its_questions_as_answered(store: SqliteStore) -> None:
    asking = Asking(store)
    await asking.ask("能刷卡吗")
    live = await made_live(store)
    assert (live.state, live.live) == (AdditionState.LIVE, 1)
    present = await store.additions("demo")
    assert (present.version, present.additions.faq) == (1, (ENTRY,))
    assert (await store.question_tally("demo"))[QuestionState.ANSWERED] == 1
    await made_live(store, NAMES)
    assert (await store.additions("demo")).additions == Additions((ENTRY,), (NAMES,))
    assert (await store.additions("other")).additions == Additions()


async def test_only_what_was_tested_goes_live(store: SqliteStore) -> None:
    draft = await store.draft_addition("demo", ENTRY, KEYS, by="王", at=1.0)
    trial = await trial_of(store, draft)
    revised = await store.revise_addition("demo", 1, 1, replace(ENTRY, answer="不能。"), by="李", at=2.0)
    with pytest.raises(Error) as caught:
        await store.go_live("demo", 1, trial, KEYS, by="王", at=3.0)
    assert caught.value.code is Code.CONFLICT
    trial = await trial_of(store, revised)
    await store.merge_faq("demo", [FaqEntry("停车", (), (), "免费", "")])
    with pytest.raises(Error, match="别的答复有了变动"):
        await store.go_live("demo", 1, trial, KEYS, by="王", at=3.0)


async def test_two_people_do_not_write_over_each_other(store: SqliteStore) -> None:
    await store.draft_addition("demo", ENTRY, KEYS, by="王", at=1.0)
    await store.revise_addition("demo", 1, 1, replace(ENTRY, answer="甲"), by="王", at=2.0)
    with pytest.raises(Error, match="王 刚改过"):
        await store.revise_addition("demo", 1, 1, replace(ENTRY, answer="乙"), by="李", at=2.0)


async def test_versions_stay_as_they_were_written(store: SqliteStore, tmp_path: Path) -> None:
    await made_live(store)
    revised = await store.revise_addition("demo", 1, 1, replace(ENTRY, question="刷卡行吗"), by="李", at=4.0)
    assert (revised.live, revised.version) == (1, 2)
    assert (await store.additions("demo")).additions.faq == (ENTRY,)
    await store.go_live("demo", 1, await trial_of(store, revised), [], by="李", at=5.0)
    assert [e.question for e in (await store.additions("demo")).additions.faq] == ["刷卡行吗"]
    versions = await store.addition_versions("demo", 1)
    assert [(v.version, v.by) for v in versions] == [(1, "王"), (2, "李")]
    steps = await store.addition_steps("demo", 1)
    assert [(s.what, s.version) for s in steps] == [("drafted", 1), ("live", 1), ("revised", 2), ("live", 2)]
    with closing(sqlite3.connect(tmp_path / "s.db")) as c:
        for statement in ("DELETE FROM addition_log", "UPDATE addition_versions SET content = '{}'"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                c.execute(statement)


async def test_what_is_withdrawn_leaves_its_questions_open(store: SqliteStore) -> None:
    await Asking(store).ask("能刷卡吗")
    await made_live(store)
    withdrawn = await store.withdraw_addition("demo", 1, by="李", at=6.0, note="不对")
    assert (withdrawn.state, withdrawn.live) == (AdditionState.WITHDRAWN, None)
    assert (await store.additions("demo")).additions == Additions()
    assert (await store.question_tally("demo"))[QuestionState.OPEN] == 1
    with pytest.raises(Error, match="不用撤下"):
        await store.withdraw_addition("demo", 1, by="李", at=6.0)
    with pytest.raises(Error, match="只能撤下"):
        await store.discard_addition("demo", 1, by="李", at=6.0)
    again = await store.go_live("demo", 1, await trial_of(store, withdrawn), KEYS, by="李", at=7.0)
    assert again.state is AdditionState.LIVE
    assert (await store.question_tally("demo"))[QuestionState.ANSWERED] == 1


async def test_names_are_withdrawn_as_answers_are(store: SqliteStore) -> None:
    await made_live(store, NAMES)
    before = await store.faq_version("demo")
    await store.withdraw_addition("demo", 1, by="李", at=6.0)
    assert (await store.additions("demo")).additions == Additions()
    assert await store.faq_version("demo") == before + 1


async def test_a_spreadsheet_that_changes_an_answer_is_a_version_of_it(store: SqliteStore) -> None:
    await made_live(store)
    changed = replace(ENTRY, answer="可以，窗口刷卡。")
    await store.merge_faq("demo", [changed], by="张", at=8.0)
    (found,) = await store.addition_page("demo", [AdditionState.LIVE], None, 10)
    assert (found.content, found.version, found.live, found.by) == (changed, 2, 2, "张")
    assert (await store.additions("demo")).additions.faq == (changed,)


async def test_a_spreadsheet_that_drops_an_answer_withdraws_it(store: SqliteStore) -> None:
    await Asking(store).ask("能刷卡吗")
    await made_live(store)
    await store.merge_faq("demo", [FaqEntry("停车", (), (), "免费", "")], replace=True, by="张", at=8.0)
    found = await store.addition("demo", 1)
    assert found is not None
    assert found.state is AdditionState.WITHDRAWN
    assert [s.what for s in await store.addition_steps("demo", 1)][-1] == "withdrawn"
    assert (await store.question_tally("demo"))[QuestionState.OPEN] == 1


async def test_an_entry_of_a_spreadsheet_is_taken_up_as_it_is(store: SqliteStore) -> None:
    await store.merge_faq("demo", [ENTRY])
    (item,) = await store.imported_page("demo", 0, 10)
    taken = await store.take_up("demo", item.number, by="王", at=1.0)
    assert (taken.state, taken.live, taken.content) == (AdditionState.LIVE, 1, ENTRY)
    assert await store.imported_page("demo", 0, 10) == ()
    with pytest.raises(Error) as caught:
        await store.take_up("demo", item.number, by="王", at=1.0)
    assert caught.value.code is Code.UNKNOWN
    await store.withdraw_addition("demo", taken.ident, by="王", at=2.0)
    assert await store.faq("demo") == ()


async def test_two_answers_do_not_share_a_question(store: SqliteStore) -> None:
    await store.merge_faq("demo", [ENTRY])
    draft = await store.draft_addition("demo", ENTRY, KEYS, by="王", at=1.0)
    with pytest.raises(Error, match="已经有一条问题相同的答复"):
        await store.go_live("demo", draft.ident, await trial_of(store, draft), KEYS, by="王", at=3.0)


def answer(ident: int = 1) -> Draft:
    return Draft("demo", "答复", "能刷卡。", f"askers:{ident}", send_at=1.0)


async def listed(store: SqliteStore, path: Path) -> set[tuple[int, str]]:
    with closing(sqlite3.connect(path / "s.db")) as c:
        return set(c.execute("SELECT list, member FROM audience_members").fetchall())


async def test_each_of_those_who_asked_is_told_of_an_answer_once(store: SqliteStore, tmp_path: Path) -> None:
    asking = Asking(store)
    for member in ("oOne", "oOne", "oTwo"):
        await asking.ask("能刷卡吗", member)
    await made_live(store)
    seen = await store.askers("demo", 1, 1.0)
    assert (seen.reachable, seen.others, seen.opted_out) == (2, 0, 0)
    assert await store.tell_askers(answer(), 1, by="王", at=9.0) == 1
    assert await listed(store, tmp_path) == {(1, "oOne"), (1, "oTwo")}
    assert (await store.askers("demo", 1, 0.0)).total == 0
    assert await store.tell_askers(answer(), 1, by="李", at=9.0) is None
    withdrawn = await store.withdraw_addition("demo", 1, by="李", at=10.0)
    await asking.ask("能刷卡吗", "oThree")
    await store.go_live("demo", 1, await trial_of(store, withdrawn), KEYS, by="李", at=11.0)
    assert await store.tell_askers(answer(), 1, by="李", at=12.0) == 2
    assert await listed(store, tmp_path) == {(1, "oOne"), (1, "oTwo"), (2, "oThree")}
    await store.withdraw_addition("demo", 1, by="李", at=13.0)
    await made_live(store, replace(ENTRY, answer="原来的答复错了，不能刷卡。"))
    assert (await store.askers("demo", 2, 0.0)).total == 3, "of another answer all are told anew"


async def test_who_leaves_before_being_told_is_not_told(store: SqliteStore, tmp_path: Path) -> None:
    asking = Asking(store)
    for member in ("oOne", "oTwo"):
        await asking.ask("能刷卡吗", member)
    await made_live(store)
    await store.tell_askers(answer(), 1, by="王", at=9.0)
    await asking.leave("oOne")
    assert await listed(store, tmp_path) == {(1, "oTwo")}
