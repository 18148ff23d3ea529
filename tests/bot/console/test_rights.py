"""Who may reach what: each address of the console against each role, each account, and forms that are not ours."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field

import pytest

from bot.broadcast.broadcast import Draft as Broadcast
from bot.console.app import PAGES
from bot.console.parts import Parts
from bot.console.roles import RIGHTS, Right, Role
from bot.console.route import Route
from bot.desks import Desks
from bot.store.promises.questions import QuestionState
from bot.submissions.submission import Draft, Submission
from knowledge.faq import FaqEntry
from tests.bot.console.conftest import Browser, ConsoleOffice, Page, real_packs

SEE, TALK, ANSWER, CHANGE = Right.SEE, Right.TALK, Right.ANSWER, Right.CHANGE
EXPORT, COMPOSE, SEND, MANAGE = Right.EXPORT, Right.COMPOSE, Right.SEND, Right.MANAGE

# What each address needs; whoever adds one decides it here, too. Those with a dash concern no one account.
DECIDED: Mapping[str, Right] = {
    "GET -/profile": SEE,
    "GET -/password": SEE,
    "POST -/password": SEE,
    "GET -/codes": SEE,
    "POST -/codes": SEE,
    "POST -/codes/off": SEE,
    "POST -/sign-out": SEE,
    "GET -/staff": MANAGE,
    "POST -/staff": MANAGE,
    "POST -/staff/reset": MANAGE,
    "POST -/staff/change": MANAGE,
    "POST -/staff/remove": MANAGE,
    "GET -/audit": MANAGE,
    "GET /today": SEE,
    "GET /questions": SEE,
    "GET /questions/each": TALK,
    "GET /questions/{number}": TALK,
    "POST /questions/{number}/dismiss": ANSWER,
    "POST /questions/{number}/reopen": ANSWER,
    "GET /questions/{number}/answer": ANSWER,
    "POST /questions/{number}/answer": ANSWER,
    "GET /questions/{number}/alias": ANSWER,
    "POST /questions/{number}/alias": ANSWER,
    "GET /questions/answers": SEE,
    "GET /questions/answers/new": ANSWER,
    "POST /questions/answers/new": ANSWER,
    "POST /questions/answers/take-up": ANSWER,
    "GET /questions/answers/faq.toml": SEE,
    "GET /questions/answers/aliases.toml": SEE,
    "GET /questions/answers/{ident}": SEE,
    "GET /questions/answers/{ident}/edit": ANSWER,
    "POST /questions/answers/{ident}/edit": ANSWER,
    "POST /questions/answers/{ident}/test": ANSWER,
    "GET /questions/answers/{ident}/test": ANSWER,
    "POST /questions/answers/{ident}/live": ANSWER,
    "POST /questions/answers/{ident}/withdraw": ANSWER,
    "POST /questions/answers/{ident}/discard": ANSWER,
    "POST /questions/answers/{ident}/restore": ANSWER,
    "POST /questions/answers/{ident}/tell": ANSWER,
    "GET /handoffs": SEE,
    "GET /handoffs/list": SEE,
    "GET /handoffs/closed": TALK,
    "GET /handoffs/{number}": TALK,
    "GET /handoffs/{number}/talk": TALK,
    "POST /handoffs/{number}/take": TALK,
    "POST /handoffs/{number}/release": TALK,
    "POST /handoffs/{number}/reply": TALK,
    "POST /handoffs/{number}/phone": TALK,
    "POST /handoffs/{number}/close": TALK,
    "POST /handoffs/{number}/reopen": TALK,
    "POST /handoffs/{number}/lines/{line}/send": TALK,
    "POST /handoffs/{number}/lines/{line}/withdraw": TALK,
    "GET /submissions": SEE,
    "GET /submissions/quota": SEE,
    "POST /submissions/choose": CHANGE,
    "GET /submissions/import": CHANGE,
    "POST /submissions/import": CHANGE,
    "GET /submissions/template": SEE,
    "POST /submissions/export": EXPORT,
    "GET /submissions/batch/{token}": CHANGE,
    "POST /submissions/batch/{token}/wish": CHANGE,
    "POST /submissions/batch/{token}/change": CHANGE,
    "POST /submissions/batch/{token}/import": CHANGE,
    "GET /submissions/{number}": SEE,
    "POST /submissions/{number}/preview": CHANGE,
    "POST /submissions/{number}/status": CHANGE,
    "POST /submissions/{number}/papers": CHANGE,
    "POST /submissions/{number}/undo": CHANGE,
    "POST /submissions/{number}/unbind": CHANGE,
    "GET /broadcasts": SEE,
    "GET /broadcasts/new": COMPOSE,
    "POST /broadcasts": COMPOSE,
    "GET /broadcasts/count": COMPOSE,
    "POST /broadcasts/count": COMPOSE,
    "GET /broadcasts/looks": COMPOSE,
    "GET /broadcasts/hints": COMPOSE,
    "GET /broadcasts/{ident}": SEE,
    "GET /broadcasts/{ident}/edit": COMPOSE,
    "GET /broadcasts/{ident}/count": SEE,
    "GET /broadcasts/{ident}/events": SEE,
    "POST /broadcasts/{ident}/submit": COMPOSE,
    "POST /broadcasts/{ident}/return": COMPOSE,
    "POST /broadcasts/{ident}/approve": SEND,
    "POST /broadcasts/{ident}/schedule": SEND,
    "POST /broadcasts/{ident}/pause": SEND,
    "POST /broadcasts/{ident}/resume": SEND,
    "GET /broadcasts/{ident}/cancel": COMPOSE,
    "POST /broadcasts/{ident}/cancel": COMPOSE,
    "POST /broadcasts/{ident}/preview": COMPOSE,
    "POST /broadcasts/{ident}/report": EXPORT,
    "GET /calendar": SEE,
    "GET /knowledge": SEE,
    "GET /knowledge/records": SEE,
    "GET /knowledge/records/{record}": SEE,
    "GET /knowledge/documents/{document}": SEE,
    "GET /knowledge/search": SEE,
    "GET /knowledge/expiry": SEE,
    "GET /knowledge/faq": SEE,
    "GET /knowledge/ask": SEE,
    "POST /knowledge/ask": SEE,
}
# Addresses of the console that are no page of PAGES: they show nothing that belongs to an account.
OTHERS = {
    "GET /console",
    "GET /console/",
    "GET /console/-/sign-in",
    "POST /console/-/sign-in",
    "GET /console/-/static/{name}",
    "GET /console/{nowhere}",
}
_NAME = re.compile(r"\{(\w+)(?::(?:[^{}]|\{[^{}]*\})*)?\}")
# Tables that any visit writes to, and those that the service writes to by itself.
_OF_VISITS = {"staff_acts", "staff_sessions", "sign_in_attempts", "heartbeat", "sqlite_sequence"}
FORGED = "0" * 64
UNKNOWN = "今天天气怎么样"
# What is typed into forms: something for each field that any of them has.
FILLED = {
    "step": "0", "seq": "1", "version": "1", "form": "f", "token": "t", "text": "好的", "call": "好的", "note": "",
    "why": "", "status": "已登记", "when": "now", "wechat": "me", "question": "问", "answer": "答", "names": "叫法",
    "record": "r", "wording": "1", "number": "1", "seen": "", "name": "新人", "role": "viewer", "scope": "all",
}  # fmt: skip


def plain(path: str) -> str:
    """An address without the patterns of its placeholders."""
    return _NAME.sub(r"{\1}", path)


def named(route: Route) -> str:
    """A route as the table has it."""
    return f"{route.method} {'' if route.of_account else '-'}{plain(route.path)}"


def address(route: Route, account: str, idents: Mapping[str, str] | None = None) -> str:
    """A route's address; what its placeholders stand for is found by the address up to their end."""
    path = plain(route.path)
    parts, at = [], 0
    for found in _NAME.finditer(path):
        parts += [path[at : found.start()], "1" if idents is None else idents[path[: found.end()]]]
        at = found.end()
    return f"/console/{account if route.of_account else '-'}{''.join(parts)}{path[at:]}"


def routes_of(office: ConsoleOffice) -> list[Route]:
    """All routes, as the service has them."""
    desks = Desks(real_packs()[1], office.store)
    parts = Parts(office.settings, office.store, office.packs, desks, office.clock, {})
    return [route for pages in PAGES for route in pages(parts)]


def kept(office: ConsoleOffice) -> dict[str, list[str]]:
    """All that the store holds, but for what any visit leaves there."""
    with closing(sqlite3.connect(office.settings.store_file)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: sorted(map(repr, connection.execute(f"SELECT * FROM {table}")))  # noqa: S608  # of the store's own
            for table in tables
            if table not in _OF_VISITS
        }


async def asked(browser: Browser, route: Route, path: str, *, csrf: str | None = None, **fields: str) -> Page:
    """Go there, with a form that is filled in where it is a POST."""
    if route.method == "GET":
        return await browser.get(path)
    return await browser.post(path, FILLED | fields, csrf=csrf)


@dataclass
class Belongings:
    """Something of each kind that an account has; by the address up to where it is named."""

    account: str
    idents: dict[str, str] = field(default_factory=dict)
    entry: int = 0  # of a spreadsheet

    def path(self, what: str, account: str = "") -> str:
        """An address in which something is named."""
        return f"/console/{account or self.account}{what.rsplit('{', 1)[0]}{self.idents[what]}"


async def belongings(office: ConsoleOffice, by: Browser) -> Belongings:
    """Fill 河北 with something of each kind; batches are ``by``'s."""
    account, store, at = "hebei", office.store, office.clock.real()
    peer = office.peer(account)
    await peer.text(UNKNOWN)
    await peer.text("人工")
    handoff = f"/console/{account}/handoffs/1"
    token = re.search(r'name="form" value="([^"]+)"', (await by.get(handoff)).text)
    assert token
    assert (await by.post(f"{handoff}/reply", {"form": token[1], "text": "请稍候。"})).status == 303
    (question,) = await store.question_page(account, QuestionState.OPEN, None, 2)
    lines = await store.handoff_lines(account, 1, 9, at)
    addition = await store.draft_addition(account, FaqEntry("问", (), (), "答", ""), [question.key], by="甲", at=at)
    await store.merge_faq(account, [FaqEntry("表格里的问题", (), (), "表格里的答复", "")])
    submission = Submission(account, "HB2018-0012", "group", "某厂", "降低废品率", "张三", "13800003138", "已登记")
    await store.import_submissions(account, [Draft(submission, at)], by="王", file="a.xlsx", now=office.clock.real)
    batch = await by.post(f"/console/{account}/submissions/choose", {"number": "HB2018-0012"})
    broadcast = await store.create_broadcast(Broadcast(account, "河北的群发", "正文", "all"), "甲", at)
    idents = {
        "/questions/{number}": str(question.number),
        "/questions/answers/{ident}": str(addition.ident),
        "/handoffs/{number}": "1",
        "/handoffs/{number}/lines/{line}": str(lines[-1].ident),
        "/submissions/batch/{token}": batch.location.rsplit("/", 1)[1],
        "/submissions/{number}": "hb2018-0012",
        "/broadcasts/{ident}": str(broadcast.ident),
        "/knowledge/records/{record}": "admission",
        "/knowledge/documents/{document}": "000",
    }
    (entry,) = await store.imported_page(account, 0, 2)
    return Belongings(account, idents, entry.number)


async def test_each_address_needs_what_was_decided_for_it(office: ConsoleOffice) -> None:
    routes = routes_of(office)
    assert {named(r): r.right for r in routes} == DECIDED
    assert len(routes) == len(DECIDED)
    served = {
        f"{r.method} {r.resource.canonical}"
        for r in office.server.app.router.routes()
        if r.resource and r.resource.canonical.startswith("/console") and r.method != "HEAD"
    }
    pages = {named(r).replace(" -", " /console/-").replace(" /", " /console/{account}/", 1) for r in routes}
    pages = {p.replace("/console/{account}/console/-", "/console/-") for p in pages}
    assert served == pages | OTHERS, "nothing is served beside the guard"


@pytest.mark.parametrize("role", Role)
async def test_each_role_is_refused_what_it_may_not_do(office: ConsoleOffice, role: Role) -> None:
    browser = await office.staff(role)
    await belongings(office, await office.staff("administrator", "主任"))
    before = kept(office)
    for route in routes_of(office):
        path = address(route, "hebei")
        if route.right in RIGHTS[role]:
            if route.method == "GET":
                assert "没有权限" not in (await asked(browser, route, path)).text, path
            continue
        refused = await asked(browser, route, path)
        assert refused.status == 403, f"{role} {route.method} {path}"
        assert "没有权限" in refused.text
    assert kept(office) == before


async def test_a_form_that_is_not_ours_changes_nothing(office: ConsoleOffice) -> None:
    browser = await office.staff("administrator")
    other = await office.staff("administrator", "另一位")
    theirs = await belongings(office, browser)
    before, idents = kept(office), theirs.idents
    for route in routes_of(office):
        if route.method != "POST":
            continue
        path = address(route, "hebei", idents)
        for csrf in ("", FORGED, other.csrf, browser.csrf[:-1]):
            assert (await asked(browser, route, path, csrf=csrf)).status == 403, path
        for given in ({}, {"X-CSRF-Token": FORGED}):
            assert (await browser.session.post(browser.server.make_url(path), data=FILLED, headers=given)).status == 403
        elsewhere = {"X-CSRF-Token": browser.csrf, "Sec-Fetch-Site": "cross-site"}
        assert (await browser.session.post(browser.server.make_url(path), headers=elsewhere)).status == 403, path
    assert kept(office) == before
    acts = await office.store.staff_acts(None, before=None, limit=5)
    assert {a.result for a in acts} == {"拒绝"}


async def test_what_is_no_account_of_theirs_is_not_there(office: ConsoleOffice) -> None:
    browser = await office.staff("administrator", accounts=("shanxi",))
    theirs = await belongings(office, await office.staff("administrator", "主任"))
    before = kept(office)
    for route in routes_of(office):
        if not route.of_account:
            continue
        for account in ("hebei", "nowhere", "HEBEI", "shanxi%2f..%2fhebei"):
            page = await asked(browser, route, address(route, account, theirs.idents))
            assert page.status == 404, f"{route.method} {route.path}"
            assert "河北的群发" not in page.text
    assert kept(office) == before


async def test_who_is_not_signed_in_reaches_nothing(office: ConsoleOffice) -> None:
    theirs = await belongings(office, await office.staff("administrator"))
    before, browser = kept(office), await office.browser()
    for route in routes_of(office):
        path = address(route, "hebei", theirs.idents)
        page = await asked(browser, route, path, csrf=FORGED)
        if route.method == "GET":
            assert (page.status, page.location[:25]) == (303, "/console/-/sign-in?next=/"), path
            assert (await browser.get(path, headers={"Sec-Fetch-Mode": "cors"})).status == 401
        else:
            assert page.status == 401, path
    for stale in ("0" * 43, "\udcff", "a" * 3000):
        page = await browser.get("/console/hebei/today", headers={"Cookie": f"zxt={stale}; __Host-zxt={stale}"})
        assert page.status == 303, "a session that nobody has"
    assert kept(office) == before


@pytest.mark.parametrize("accounts", [(), ("shanxi",)], ids=["who holds both", "who holds the other"])
async def test_what_an_address_names_of_another_account_is_not_there(
    office: ConsoleOffice, accounts: tuple[str, ...]
) -> None:
    both = await office.staff("administrator", "主任")
    theirs = await belongings(office, both)
    browser = await office.staff("administrator", "别人", accounts) if accounts else both
    before = kept(office)
    for route in routes_of(office):
        if "{" not in route.path:
            continue
        path = address(route, "shanxi", theirs.idents)
        assert (await asked(browser, route, path)).status == 404, f"{route.method} {path}"
        if not accounts and route.method == "GET" and not path.endswith(("/events", "/cancel", "/test")):
            there = address(route, "hebei", theirs.idents)
            assert (await browser.get(there)).status == 200, f"{there}: else this proves nothing"
    assert kept(office) == before


@pytest.mark.parametrize("accounts", [(), ("shanxi",)], ids=["who holds both", "who holds the other"])
async def test_what_a_form_names_of_another_account_is_not_there(
    office: ConsoleOffice, accounts: tuple[str, ...]
) -> None:
    both = await office.staff("administrator", "主任")
    theirs = await belongings(office, both)
    browser = await office.staff("administrator", "别人", accounts) if accounts else both
    here, idents = "/console/shanxi", theirs.idents
    await office.peer("shanxi").text(UNKNOWN)
    (ours,) = await office.store.question_page("shanxi", QuestionState.OPEN, None, 2)
    before = kept(office)
    assert (await browser.post(f"{here}/questions/answers/take-up", {"number": str(theirs.entry)})).status == 404
    for act in ("broadcasts", "broadcasts/count"):
        posted = {**FILLED, "who": "all", "replaces": idents["/broadcasts/{ident}"], "step": "1"}
        assert (await browser.post(f"{here}/{act}", posted)).status == 404, act
    assert (await browser.get(f"{here}/broadcasts/new?from={idents['/broadcasts/{ident}']}")).status == 404
    ticked = {"wording": idents["/questions/{number}"]}
    assert (await browser.post(f"{here}/questions/{ours.number}/dismiss", ticked)).status == 400
    named_records = {"record": "admission", "names": "别的叫法", "wording": str(ours.number)}
    assert (await browser.post(f"{here}/questions/{ours.number}/alias", named_records)).status == 400
    asking = {**FILLED, "name": "名称", "who": "deadline", "deadline": "admission"}
    assert (await browser.post(f"{here}/broadcasts", asking)).status == 400
    assert kept(office) == before
    chosen = await browser.post(f"{here}/submissions/choose", {"number": "HB2018-0012"})
    assert chosen.status == 303
    assert "某厂" not in (await browser.follow(chosen)).text
    assert (await browser.post(f"{chosen.location}/wish", {"status": "需补正"})).status == 303
    preview = (await browser.get(chosen.location)).text
    assert "某厂" not in preview
    seen = re.search(r'name="seen" value="([^"]+)"', preview)
    await browser.post(f"{chosen.location}/change", {"seen": seen[1] if seen else ""})
    after = kept(office)
    assert {name for name in after if after[name] != before[name]} <= {"batches", "imports"}


async def test_whom_an_administrator_of_one_account_does_not_manage_is_not_there(office: ConsoleOffice) -> None:
    await office.staff("editor", "河北的", ("hebei",))
    await office.staff("administrator", "主任")
    browser = await office.staff("administrator", "山西的", ("shanxi",))
    before = kept(office)
    for name in ("河北的", "主任", "山西的", "没有的人"):
        for act in ("reset", "change", "remove"):
            page = await browser.post(f"/console/-/staff/{act}", {"name": name, "role": "viewer", "account": "shanxi"})
            assert page.status == (400 if name == "山西的" else 404), f"{act} {name}"
    for accounts in ([], ["hebei"], ["shanxi", "hebei"], ["没有"]):
        form = [("name", "新人"), ("role", "administrator"), *(("account", a) for a in accounts)]
        assert (await browser.post("/console/-/staff", form)).status == 400, accounts
    assert kept(office) == before
    shown = (await browser.get("/console/-/staff")).text + (await browser.get("/console/-/audit")).text
    assert "河北的" not in shown
