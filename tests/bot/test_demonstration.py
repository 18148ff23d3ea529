"""The demonstration's made-up files: true to the packs, and nobody's telephone."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from bot.config_file import load_settings
from bot.demonstration import DemonstrationFile, demonstration_files, show
from bot.store.sqlite import SqliteStore
from bot.submissions.submission import folded
from knowledge.pack import Pack, load_pack
from knowledge.schema import QuotaTable

PROJECT = Path(__file__).parents[2]
PACK_OF = {
    a["id"]: a["pack"] for a in tomllib.loads((PROJECT / "config.example.toml").read_text(encoding="utf-8"))["accounts"]
}
FILES = demonstration_files(PROJECT / "demo", set(PACK_OF))
SUBMISSIONS = [f for f in FILES if f.kind == "submissions"]
MEMBERS = [f for f in FILES if f.kind == "members"]
MADE_UP_UNIT = re.compile("示例|样例|虚构")
MADE_UP_PHONE = re.compile(r"1380000\d{4}")

of_submissions = pytest.mark.parametrize("file", SUBMISSIONS, ids=lambda f: f.account)
of_members = pytest.mark.parametrize("file", MEMBERS, ids=lambda f: f.account)


def rows(file: DemonstrationFile) -> list[dict[str, str]]:
    with file.path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def pack_of(file: DemonstrationFile) -> Pack:
    return load_pack(PROJECT / "knowledge" / "packs" / PACK_OF[file.account])


def test_every_account_with_something_to_apply_for_shows_it() -> None:
    packs = {account: load_pack(PROJECT / "knowledge" / "packs" / pack) for account, pack in PACK_OF.items()}
    assert {f.account for f in SUBMISSIONS} == {a for a, p in packs.items() if p.applying.applications}
    assert {f.account for f in MEMBERS} == {a for a, p in packs.items() if p.applying.roll}


def test_no_file_is_of_an_account_that_is_not_served() -> None:
    assert demonstration_files(PROJECT / "demo", {SUBMISSIONS[0].account})
    assert demonstration_files(PROJECT / "demo", set()) == ()
    assert len(list((PROJECT / "demo").rglob("*.csv"))) == len(FILES)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.kind}-{f.account}")
def test_all_of_it_is_made_up(file: DemonstrationFile) -> None:
    told = rows(file)
    assert len(told) >= 5
    for row in told:
        assert MADE_UP_UNIT.search(row["单位名称"]), row
        assert MADE_UP_PHONE.fullmatch(row["联系电话"]), row
        assert row["联系人"].startswith("演示"), row
    assert len({folded(next(iter(row.values()))) for row in told}) == len(told)


@of_submissions
def test_submissions_say_what_their_pack_says(file: DemonstrationFile) -> None:
    pack = pack_of(file)
    tables = {i: {n for r in t.rows for n in (r.name, *r.aliases)} for i, t in pack.tables.items()}
    for row in rows(file):
        application = pack.applying.named(row["申报类别"])
        assert application, row
        assert row["状态"] in pack.applying.workflows[application.workflow].names, row
        assert all(application.paper(name) for name in row["已收材料"].split("、") if name), row
        if application.quota_table:
            assert isinstance(pack.records[application.quota_table], QuotaTable)
            assert row["推荐单位"] in tables[application.quota_table], row


@of_submissions
def test_submissions_show_each_application_and_many_a_status(file: DemonstrationFile) -> None:
    pack, told = pack_of(file), rows(file)
    assert len(told) >= 6
    shown = [a for r in told if (a := pack.applying.named(r["申报类别"]))]
    assert {a.id for a in shown} == set(pack.applying.applications)
    assert {r["状态"] for r in told} == {n for w in pack.applying.workflows.values() for n in w.names}
    assert any(a.missing(tuple(r["已收材料"].split("、"))) for a, r in zip(shown, told, strict=True))


@of_submissions
def test_who_has_to_act_is_told_what_is_missing(file: DemonstrationFile) -> None:
    pack = pack_of(file)
    acting = {s.name for w in pack.applying.workflows.values() for s in w.statuses if s.acts}
    told = [r for r in rows(file) if r["状态"] in acting]
    assert told
    for row in told:
        application = pack.applying.named(row["申报类别"])
        assert application
        assert application.missing(tuple(row["已收材料"].split("、"))), row


@of_members
def test_members_are_of_the_roll_s_levels_and_differ_in_what_they_paid(file: DemonstrationFile) -> None:
    pack, told = pack_of(file), rows(file)
    roll = pack.applying.roll
    assert roll
    assert {r["会员级别"] for r in told} == {pack.records[level].name for level in roll.levels}
    paid = Counter(r["会费已缴至"] for r in told)
    assert len(paid) >= 5
    assert all(not year or re.fullmatch(r"20\d\d", year) for year in paid)


async def test_it_is_shown_where_there_is_nothing_yet_and_only_there(tmp_path: Path) -> None:
    settings = load_settings(PROJECT / "config.example.toml", {"ZXT_STORE__URL": f"sqlite:///{tmp_path}/demo.db"})
    assert await show(settings, PROJECT / "demo") == list(FILES)
    store = SqliteStore.open(settings.store_file)
    counted = {f.account: sum(t.count for t in await store.tallies(f.account)) for f in SUBMISSIONS}
    (trail,) = await store.submission_trail("shanxi", "SX2018-0012")
    await store.close()
    assert counted == {f.account: len(rows(f)) for f in SUBMISSIONS}
    assert trail.by == "演示"
    assert await show(settings, PROJECT / "demo") == []
