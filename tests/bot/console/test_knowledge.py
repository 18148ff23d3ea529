"""The knowledge pages: every record of every pack beside its source, the search, what expires, and who may look."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from bot.app import build_app
from bot.clock import Clock
from bot.config_file import load_settings
from bot.console.knowledge.paging import PAGE
from bot.store.sqlite import SqliteStore
from handlers.compose import entries, say
from knowledge.facets import LABELS
from knowledge.labels import KINDS
from knowledge.marking import Place, Places
from knowledge.pack import Pack
from knowledge.quotes import claims
from knowledge.sources import squeeze
from tests.bot.console.conftest import CONFIG, NOW, Browser, ConsoleOffice, real_packs, running
from tests.bot.console.markup import Element, parsed

pytestmark = pytest.mark.asyncio(loop_scope="module")

ACCOUNTS = ("hebei", "hubei", "shanxi", "foshan", "machinery")
PAGES = ("", "/records", "/search?q=质量", "/search?q=质量&in=documents", "/expiry", "/faq", "/ask")
HOSTILE = "<script>alert(1)</script>\"' onload=x \u202e反\u200b " + "長" * 150
DAY = 86400.0

each_account = pytest.mark.parametrize("account", ACCOUNTS)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reading(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ConsoleOffice]:
    """An office whose pages are only read."""
    store: Path = tmp_path_factory.mktemp("console") / "console.db"
    async for office in running(load_settings(CONFIG, {"ZXT_STORE__URL": f"sqlite:///{store}"}), [NOW]):
        yield office


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def viewer(reading: ConsoleOffice) -> Browser:
    """Somebody who may look at all accounts and do nothing."""
    return await reading.staff("viewer")


async def page(browser: Browser, account: str, suffix: str) -> Element:
    answer = await browser.get(f"/console/{account}/knowledge{suffix}")
    assert answer.status == 200, answer.text
    found = parsed(answer.text)
    assert [i for i, times in Counter(found.ids).items() if times > 1] == [], "an id stands twice"
    return found


def marked_at(pieces: list[Element], place: Place) -> str:
    """What is marked from the anchor of a place on."""
    anchor = f"q-{place.document}-{place.start}"
    (begin,) = [n for n, piece in enumerate(pieces) if piece.attributes.get("id") == anchor]
    return "".join(squeeze(piece.text) for piece in pieces[begin : begin + 2000])


def plain(text: str) -> str:
    return squeeze(text)


@each_account
async def test_every_record_stands_beside_its_source_with_every_quote_marked(
    reading: ConsoleOffice, viewer: Browser, account: str
) -> None:
    pack = reading.packs[account]
    places = Places(pack)
    for record in pack.records.values():
        shown = await page(viewer, account, f"/records/{quote(record.id)}")
        (source,) = shown.all("section", "source")
        pieces = list(source.all("mark"))
        own = places.of_record[record.id]
        assert {p.key for p in own} == {c.key for c in claims(pack, record)}
        for place in own:
            wanted = pack.texts[place.document].squeezed[place.start : place.end]
            assert marked_at(pieces, place).startswith(wanted), (record.id, place.key)
        quoted = "".join(sorted({c for p in own for c in pack.texts[p.document].squeezed[p.start : p.end]}))
        assert set(squeeze("".join(m.text for m in pieces))) == set(quoted), "nothing else is marked"
        within = {f"#{i}" for i in shown.ids}
        assert {link for link in shown.links if link.startswith("#")} <= within, "a link leads nowhere"


@each_account
async def test_every_fact_is_told_in_the_words_that_members_get(
    reading: ConsoleOffice, viewer: Browser, account: str
) -> None:
    for record in reading.packs[account].records.values():
        shown = plain((await page(viewer, account, f"/records/{quote(record.id)}")).text)
        for fact in record.facts:
            assert plain(say(record, fact)) in shown
            assert all(plain(entry) in shown for entry in entries(fact))
            assert plain(fact.note) in shown
            assert plain(LABELS[fact.facet]) in shown
        assert all(plain(alias) in shown for alias in record.aliases)


@each_account
async def test_a_whole_document_has_every_quote_marked_and_leads_back_to_the_records(
    reading: ConsoleOffice, viewer: Browser, account: str
) -> None:
    pack = reading.packs[account]
    places = Places(pack)
    for document, text in pack.texts.items():
        shown = await page(viewer, account, f"/documents/{quote(document)}")
        pieces = list(shown.all("mark"))
        assert "".join(squeeze(e.text) for e in shown.all("p", "said")) == text.squeezed
        for place in places.in_document[document]:
            assert marked_at(pieces, place).startswith(text.squeezed[place.start : place.end])
        covered = {o for p in places.in_document[document] for o in range(p.start, p.end)}
        assert len("".join(squeeze(m.text) for m in pieces)) == len(covered), "what is marked is what is quoted, once"
        linked = {urlsplit(link).path.rpartition("/")[2] for link in shown.links if "/records/" in link}
        assert linked == {p.record for p in places.in_document[document]}


async def test_the_quotes_of_one_record_stand_out_in_a_document(reading: ConsoleOffice, viewer: Browser) -> None:
    pack = reading.packs["hebei"]
    record = next(r for r in pack.records.values() if r.kind == "dues_level")
    shown = await page(viewer, "hebei", f"/documents/{pack.document_of(record).id}?record={record.id}")
    chosen = "".join(squeeze(m.text) for m in shown.all("mark", "chosen"))
    wanted = {squeeze(c.quote) for c in claims(pack, record)}
    assert all(quoted in chosen for quoted in wanted)
    assert record.name in shown.text
    other = await page(viewer, "hebei", f"/documents/{pack.document_of(record).id}?record=nobody")
    assert not list(other.all("mark", "chosen"))


@each_account
async def test_every_link_of_the_pages_leads_somewhere(reading: ConsoleOffice, viewer: Browser, account: str) -> None:
    links: set[str] = set()
    for suffix in PAGES:
        links |= {link for link in (await page(viewer, account, suffix)).links if "/knowledge" in link}
    assert len(links) > 60
    for link in sorted(links):
        assert (await viewer.get(link)).status == 200, link


@each_account
async def test_lists_by_kind_hold_every_record_page_by_page(
    reading: ConsoleOffice, viewer: Browser, account: str
) -> None:
    pack, found = reading.packs[account], []
    for kind in KINDS:
        number = 1
        while True:
            shown = await page(viewer, account, f"/records?kind={kind}&page={number}")
            names = [h.text for item in shown.all("li", "card") for h in item.all("h2")]
            assert len(names) <= PAGE
            found += names
            if not [e for e in shown.all("a") if e.attributes.get("rel") == "next"]:
                break
            number += 1
    assert len(found) == len(pack.records)


async def test_a_filter_shows_the_facts_that_it_asks_for(viewer: Browser) -> None:
    shown = await page(viewer, "hebei", "/records?facet=fee&standing=contradictory")
    for item in shown.all("li", "card"):
        assert {e.text for e in item.all("dt")} == {"费用标准"}
        assert "原文矛盾" in item.text
    noted = await page(viewer, "shanxi", "/records?noted=yes")
    assert all("有说明" in item.text for item in noted.all("li", "card"))


@pytest.mark.parametrize("query", ["kind=x&facet=<b>", "page=-1", "page=99999999999", "page=²", "document=../x"])
async def test_what_no_list_has_is_no_fault(viewer: Browser, query: str) -> None:
    assert (await viewer.get(f"/console/hebei/knowledge/records?{query}")).status == 200


@pytest.mark.parametrize("suffix", ["records/nobody", "documents/nobody", "records/%3Cscript%3E", "documents/%2e%2e"])
async def test_what_is_not_there_is_not_found(viewer: Browser, suffix: str) -> None:
    answer = await viewer.get(f"/console/hebei/knowledge/{suffix}")
    assert answer.status == 404
    assert "<script>" not in answer.text


async def test_a_search_finds_records_and_lines_with_the_words_marked(reading: ConsoleOffice, viewer: Browser) -> None:
    shown = await page(viewer, "hebei", "/search?q=" + quote("会费 标准"))
    assert next(shown.all("li", "card")).text.strip().startswith("会费标准")
    lines = await page(viewer, "hebei", "/search?in=documents&q=" + quote("会费"))
    marked = [m.text for m in lines.all("mark")]
    assert set(map(squeeze, marked)) == {"会费"}
    assert len(marked) == reading.packs["hebei"].texts["000"].squeezed.count("会费")


async def test_a_search_goes_on_over_its_pages(viewer: Browser) -> None:
    seen: list[str] = []
    at = "/console/shanxi/knowledge/search?q=" + quote("QC")
    while at:
        shown = parsed((await viewer.get(at)).text)
        seen += [h.text for item in shown.all("li", "card") for h in item.all("h2")]
        at = next((e.attributes["href"] for e in shown.all("a") if e.attributes.get("rel") == "next"), "")
    told = next(e.text for e in shown.all("a") if e.text.startswith("记录 "))
    assert len(seen) == int(told.removeprefix("记录 "))
    assert len(seen) > PAGE


@pytest.mark.parametrize("said", [HOSTILE, "%", "_", "' OR 1=1 --", "\\", "😀", "x" * 4000, "{{ 7*7 }}", "\x00"])
async def test_what_is_looked_for_is_shown_as_text(viewer: Browser, said: str) -> None:
    answer = await viewer.get("/console/hebei/knowledge/search", params={"q": said})
    assert answer.status == 200
    shown = parsed(answer.text)
    assert not list(shown.all("script"))
    (box,) = [e for e in shown.all("input") if e.attributes.get("name") == "q"]
    assert box.attributes["value"] == said.strip()[:200]


async def test_days_and_editions_stand_in_order_with_what_has_passed(reading: ConsoleOffice, viewer: Browser) -> None:
    shown = plain((await page(viewer, "shanxi", "/expiry")).text)
    assert "2018年6月10日已过28天" in shown
    assert shown.index("2018年6月10日") < shown.index("2018年6月20日")
    assert "还没有录入" not in shown, "the notice is of this year"
    assert "还有" in plain((await page(viewer, "machinery", "/expiry")).text)
    assert "没有期限" in (await page(viewer, "hebei", "/expiry")).text


async def test_the_notice_of_a_past_year_is_said_to_be_missing(reading: ConsoleOffice, viewer: Browser) -> None:
    reading.clock.offset = 400 * DAY
    try:
        for suffix in ("", "/expiry"):
            assert "今年的通知还没有录入" in (await page(viewer, "shanxi", suffix)).text
        record = await page(viewer, "shanxi", "/records/award-qc")
        assert "已过期" in record.text
        assert "还没有录入" not in (await page(viewer, "hebei", "/expiry")).text, "no year, no edition"
    finally:
        reading.clock.offset = 0.0


async def test_an_overview_counts_what_its_links_lead_to(reading: ConsoleOffice, viewer: Browser) -> None:
    pack: Pack = reading.packs["shanxi"]
    shown = await page(viewer, "shanxi", "")
    kinds: Counter[str] = Counter(r.kind for r in pack.records.values())
    for link in shown.all("a"):
        kind = link.attributes["href"].partition("records?kind=")[2]
        if kind:
            assert squeeze(link.text) == f"{kinds[kind]}{KINDS[kind]}"
            kinds.pop(kind)
    assert kinds == Counter()


@pytest.mark.parametrize("role", ["viewer", "editor", "sender", "administrator"])
async def test_every_role_may_look(reading: ConsoleOffice, role: str) -> None:
    browser = await reading.staff(role, name=f"看资料的{role}")
    for suffix in PAGES:
        assert (await browser.get(f"/console/hebei/knowledge{suffix}")).status == 200


async def test_who_is_not_signed_in_sees_nothing(reading: ConsoleOffice) -> None:
    stranger = await reading.browser()
    for suffix in (*PAGES, "/records/association", "/documents/000"):
        assert (await stranger.get(f"/console/hebei/knowledge{suffix}")).status == 303


async def test_another_account_s_records_are_not_there(reading: ConsoleOffice) -> None:
    browser = await reading.staff("administrator", name="只管河北的", accounts=("hebei",))
    for suffix in (*PAGES, "/records/award-qc", "/documents/002"):
        assert (await browser.get(f"/console/shanxi/knowledge{suffix}")).status == 404
    for suffix in ("/records/award-qc", "/documents/002"):
        assert (await browser.get(f"/console/hebei/knowledge{suffix}")).status == 404, "of another pack"
    assert (await browser.get("/console/hebei/knowledge/records/association")).status == 200


async def test_what_no_record_covers_and_what_was_left_out_on_purpose_is_said(tmp_path: Path) -> None:
    packs, _ = real_packs()
    whole = packs["machinery"]
    contact = next(r for r in whole.records.values() if r.kind == "contact")
    async with serving(
        tmp_path, replace(whole, records={k: r for k, r in whole.records.items() if r != contact})
    ) as office:
        browser = await office.staff("viewer")
        overview = await page(browser, "machinery", "")
        assert "行没有记录引用" in overview.text
        document = await page(browser, "machinery", f"/documents/{whole.manifest.documents[0].id}")
        uncovered = [line for line in document.all("div", "line") if "没有记录引用" in line.text]
        assert uncovered
        assert all("有意略去" not in line.text for line in uncovered)
        assert sum("有意略去" in line.text for line in document.all("div", "line")) >= len(whole.manifest.omissions)


async def test_a_document_that_another_replaces_and_all_that_rests_on_it_is_said_to_be_superseded(
    tmp_path: Path,
) -> None:
    packs, _ = real_packs()
    whole = packs["machinery"]
    old = whole.manifest.documents[0]
    new = old.model_copy(update={"id": "next", "title": "今年的新通知", "year": 2025, "supersedes": old.id})
    manifest = whole.manifest.model_copy(update={"documents": (old, new)})
    changed = replace(whole, manifest=manifest, texts={**whole.texts, "next": whole.texts[old.id]})
    async with serving(tmp_path, changed) as office:
        browser = await office.staff("viewer")
        assert "已被取代" in (await page(browser, "machinery", f"/documents/{old.id}")).text
        assert "已被取代" not in (await page(browser, "machinery", "/documents/next")).text
        facts = list((await page(browser, "machinery", "/records/award-qc")).all("div", "fact"))
        assert all("已被取代" in fact.text for fact in facts)
        listed = await page(browser, "machinery", "/records?standing=superseded")
        assert "已被取代" in listed.text


async def test_an_account_without_a_pack_has_no_knowledge(tmp_path: Path) -> None:
    async with serving(tmp_path, None) as office:
        browser = await office.staff("viewer")
        for suffix in PAGES:
            assert (await browser.get(f"/console/machinery/knowledge{suffix}")).status == 404


@asynccontextmanager
async def serving(folder: Path, pack: Pack | None) -> AsyncIterator[ConsoleOffice]:
    """An office in which an account speaks for another pack, or for none."""
    settings = load_settings(CONFIG, {"ZXT_STORE__URL": f"sqlite:///{folder / 'console.db'}"})
    packs, desks = real_packs()
    changed = {k: p for k, p in packs.items() if k != "machinery"} | ({"machinery": pack} if pack else {})
    clock = Clock(0.0, lambda: NOW)
    server = TestServer(await build_app(settings, clock, desks, changed))
    async with TestClient(server) as client:
        store = SqliteStore.open(settings.store_file)
        office = ConsoleOffice(server, client, settings, store, changed, clock, [NOW])
        try:
            yield office
        finally:
            for session in office.browsers:
                await session.close()
            await store.close()
