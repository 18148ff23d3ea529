"""Submissions in the console: found, changed one by one and many at once, with applicants told as it was previewed."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from markupsafe import escape

from bot.notifications.notice import Channel, State
from bot.submissions.submission import Draft, Filter, Submission
from tests.bot.console.conftest import Browser, ConsoleOffice, Page

FIRST = Submission(
    "shanxi", "SX2018-0012", "qc", "晋华机械厂", "降低废品率", "张三", "13800003138", "已登记", ("申报表",), "太原",
    "内部的话",
)  # fmt: skip
LIST = "/console/shanxi/submissions"
ONE = f"{LIST}/SX2018-0012"
HOSTILE = ("<script>alert(1)</script>", "\u202e倒过来", "长" * 300, "\"'&<b>")


async def register(office: ConsoleOffice, *submissions: Submission, account: str = "shanxi") -> None:
    drafts = [Draft(replace(s, account=account), office.clock.real()) for s in submissions or [FIRST]]
    await office.store.import_submissions(account, drafts, by="王", file="a.xlsx", now=office.clock.real)


def many(count: int, status: str = "已登记") -> list[Submission]:
    return [replace(FIRST, number=f"N2018-{n:04d}", unit=f"第{n % 7}厂", status=status) for n in range(count)]


async def bind(office: ConsoleOffice, openid: str = "oApplicant-1", number: str = "SX2018-0012") -> None:
    peer = office.peer("shanxi")
    told = await peer.text(f"进度 {number} 3138", openid)
    assert "已登记" in told.text or "需补正" in told.text, told.text


async def present(office: ConsoleOffice, number: str = "SX2018-0012") -> Submission:
    change = await office.store.submission("shanxi", number)
    assert change
    return change.submission


def hidden(page: Page, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, page.text
    return html.unescape(found[1])


async def previewed(browser: Browser, **fields: str) -> Page:
    form = await browser.get(ONE)
    return await browser.post(f"{ONE}/preview", {"seq": hidden(form, "seq"), **fields})


async def confirmed(browser: Browser, page: Page) -> Page:
    assert page.status == 200, page.text
    names = [n for n in ("seq", "status", "tell", "force", "reason") if f'name="{n}" value=' in page.text]
    return await browser.post(f"{ONE}/status", {name: hidden(page, name) for name in names})


def numbers(page: Page) -> list[str]:
    return re.findall(r'<th scope="row" role="rowheader"><a [^>]*><bdi>([^<]*)</bdi>', page.text)


async def test_the_table_filters_sorts_and_pages(office: ConsoleOffice) -> None:
    await register(office, *many(120), replace(FIRST, status="需补正", unit="另一厂", received=()))
    browser = await office.staff("viewer")
    first = await browser.get(LIST)
    assert numbers(first) == [f"N2018-{n:04d}" for n in range(50)]
    assert "共 <strong>121</strong> 项" in first.text
    last = await browser.get(f"{LIST}?page=3")
    assert numbers(last) == [*(f"N2018-{n:04d}" for n in range(100, 120)), "SX2018-0012"]
    assert (await browser.get(f"{LIST}?page=99")).location.endswith("?page=3")
    for query in ("status=需补正", "words=另一", "words=sx20180012", "words=另一&status=需补正&recommender=太"):
        assert numbers(await browser.get(f"{LIST}?{query}")) == ["SX2018-0012"], query
    by_unit = await browser.get(f"{LIST}?order=unit&way=down&page=1")
    assert numbers(by_unit)[0] == "N2018-0118"
    assert numbers(await browser.get(f"{LIST}?order=status&way=down"))[0] == "SX2018-0012"
    assert "没有符合条件" in (await browser.get(f"{LIST}?words=没有的")).text
    for odd in ("page=0", "page=-1", "page=x", "page=9999999999", "order=x", "status=x", "application=x", "page=²"):
        assert (await browser.get(f"{LIST}?{odd}")).status in (200, 303), odd


async def test_papers_that_are_missing_are_found(office: ConsoleOffice) -> None:
    papers = tuple(p.name for p in office.packs["shanxi"].applying.applications["qc"].papers)
    await register(office, replace(FIRST, received=papers), replace(FIRST, number="SX2018-0013"))
    browser = await office.staff("viewer")
    assert numbers(await browser.get(f"{LIST}?papers=missing")) == ["SX2018-0013"]
    assert "<dd>齐了" in (await browser.get(ONE)).text.replace("\n", "")


async def test_telephones_are_masked_everywhere(office: ConsoleOffice) -> None:
    await register(office)
    browser = await office.staff("administrator")
    for address in (LIST, ONE):
        page = await browser.get(address)
        assert "138****3138" in page.text
        assert "13800003138" not in page.text


async def test_a_status_is_changed_as_previewed_and_the_applicant_told_so(office: ConsoleOffice) -> None:
    await register(office)
    await bind(office)
    browser = await office.staff("editor", "李")
    page = await previewed(browser, status="需补正", tell="登记表没有盖章")
    assert "已登记 → <strong>需补正</strong>" in page.text
    assert "<strong>1</strong> 位已绑定的会员" in page.text
    assert "协会留言：登记表没有盖章" in html.unescape(page.text)
    assert (await present(office)).status == "已登记", "a preview changes nothing"
    done = await confirmed(browser, page)
    assert done.location == ONE
    shown = await browser.follow(done)
    assert "状态已改为「需补正」" in shown.text
    assert ((await present(office)).status, (await present(office)).tell) == ("需补正", "登记表没有盖章")
    told = await office.peer("shanxi").text("你好", "oApplicant-1")
    assert "登记表没有盖章" in told.text
    acts = await office.store.staff_acts(["shanxi"])
    assert [(a.staff, a.act, a.result) for a in acts[:1]] == [("李", "改申报状态", "完成")]
    assert "SX2018-0012；已登记 → 需补正" in acts[0].note
    trail = await office.store.submission_trail("shanxi", "SX2018-0012")
    assert [(c.by, c.action, c.submission.status) for c in trail][1:] == [("李", "set", "需补正")]


async def test_what_is_previewed_is_what_is_sent(office: ConsoleOffice) -> None:
    await register(office)
    await bind(office)
    browser = await office.staff("editor")
    page = await previewed(browser, status="材料审核", tell="请等待")
    bubble = re.search(r'<span class="by">([^<]*)</span><bdi>(.*?)</bdi></p>', page.text, re.DOTALL)
    assert bubble
    await confirmed(browser, page)
    (notice,) = await office.store.notices_due(["shanxi"], office.clock.real(), 10)
    assert notice.state is State.PENDING
    assert bubble[1] in {"客服消息", "下次来访时"}
    if bubble[1] == "下次来访时":
        told = await office.peer("shanxi").text("你好", "oApplicant-1")
        assert html.unescape(bubble[2]) in told.text
    assert Channel.NEXT_CONTACT in Channel


async def test_only_the_workflow_s_next_steps_unless_forced_with_a_reason(office: ConsoleOffice) -> None:
    await register(office)
    browser = await office.staff("editor")
    refused = await previewed(browser, status="证书已发", tell="")
    assert refused.status == 400
    assert "「已登记」之后可以是：材料审核、需补正" in refused.text
    nameless = await previewed(browser, status="证书已发", tell="", force="1")
    assert nameless.status == 400
    assert "请写明原因" in nameless.text
    page = await previewed(browser, status="证书已发", tell="", force="1", reason="补发去年的")
    await confirmed(browser, page)
    assert (await present(office)).status == "证书已发"
    shown = await browser.get(ONE)
    assert "没有按流程" in shown.text
    assert "补发去年的" in shown.text
    assert "补发去年的" in (await office.store.staff_acts(["shanxi"]))[0].note
    unknown = await previewed(browser, status="没有的", tell="", force="1", reason="x")
    assert unknown.status == 400


async def test_papers_are_ticked_off_and_nobody_is_told(office: ConsoleOffice) -> None:
    await register(office, replace(FIRST, received=("申报表", "一张照片")))
    await bind(office)
    browser = await office.staff("editor")
    form = await browser.get(ONE)
    assert "一张照片（不在材料清单里）" in form.text
    sent = [("seq", hidden(form, "seq")), ("received", "申报表"), ("received", "成果报告"), ("note", "已电话告知")]
    await browser.post(f"{ONE}/papers", [*sent, ("received", "混进来的")])
    now = await present(office)
    assert (now.received, now.note, now.status) == (("申报表", "成果报告"), "已电话告知", "已登记")
    assert not await office.store.notices_due(["shanxi"], office.clock.real(), 10)
    form = await browser.get(ONE)
    again = [("seq", hidden(form, "seq")), ("received", "申报表"), ("received", "成果报告"), ("note", "已电话告知")]
    assert "没有改动" in (await browser.follow(await browser.post(f"{ONE}/papers", again))).text
    assert len(await office.store.submission_trail("shanxi", "SX2018-0012")) == 2


async def test_the_last_change_is_taken_back(office: ConsoleOffice) -> None:
    await register(office)
    browser = await office.staff("editor")
    form = await browser.get(ONE)
    assert "撤销最后一次" not in form.text
    assert (await browser.post(f"{ONE}/undo", {"seq": hidden(form, "seq")})).status == 400
    await confirmed(browser, await previewed(browser, status="需补正", tell=""))
    form = await browser.get(ONE)
    await browser.post(f"{ONE}/undo", {"seq": hidden(form, "seq")})
    assert (await present(office)).status == "已登记"
    trail = await office.store.submission_trail("shanxi", "SX2018-0012")
    assert [c.action for c in trail] == ["import", "set", "undo"]


async def test_bindings_are_ended(office: ConsoleOffice) -> None:
    await register(office)
    await bind(office)
    browser = await office.staff("editor")
    await browser.get(ONE)
    done = await browser.post(f"{ONE}/unbind", {})
    assert "已解除 1 个绑定" in (await browser.follow(done)).text
    assert not await office.store.bound("shanxi", "oApplicant-1")


async def test_of_two_clerks_the_second_is_told_of_the_first(office: ConsoleOffice) -> None:
    await register(office)
    one, two = await office.staff("editor", "甲"), await office.staff("editor", "乙")
    mine, theirs = await previewed(one, status="需补正", tell="甲说"), await previewed(two, status="材料审核", tell="")
    assert (await confirmed(one, mine)).status == 303
    late = await confirmed(two, theirs)
    assert late.status == 409
    assert "刚刚被别人改动过" in late.text
    assert (await present(office)).status == "需补正"
    twice = await confirmed(one, mine)
    assert twice.status == 409, "nor does pressing twice do it twice"
    assert len(await office.store.submission_trail("shanxi", "SX2018-0012")) == 2


async def chosen(browser: Browser, data: Sequence[tuple[str, str]]) -> str:
    await browser.get(LIST)
    done = await browser.post(f"{LIST}/choose", data)
    assert done.status == 303, done.text
    return done.location


async def test_many_are_changed_together_once(office: ConsoleOffice) -> None:
    await register(office, *many(60), replace(FIRST, status="证书已发"))
    await bind(office, number="N2018-0003")
    browser = await office.staff("editor", "李")
    batch = await chosen(browser, [("scope", "all")])
    form = await browser.get(batch)
    assert "批量改 61 项" in form.text
    assert "需补正（按流程可改 60 项）" in form.text
    wish = await browser.post(f"{batch}/wish", {"status": "需补正", "tell": "请补盖章", "note": ""})
    page = await browser.follow(wish)
    assert "确认改这 60 项" in page.text
    assert "SX2018-0012：「证书已发」之后不能是「需补正」" in page.text
    assert "<strong>1</strong> 位" in page.text
    assert "请补盖章" in page.text
    assert not await office.store.submissions("shanxi", Filter(status="需补正"))
    seen = hidden(page, "seen")
    done = await browser.post(f"{batch}/change", {"seen": seen})
    assert done.location == batch
    outcome = await browser.follow(done)
    assert "已改 60 项" in outcome.text
    changed = await office.store.submissions("shanxi", Filter(status="需补正"))
    assert len(changed) == 60
    assert {(c.by, c.action, c.submission.tell, c.submission.note) for c in changed} == {
        ("李", "set", "请补盖章", "内部的话")
    }
    again = await browser.follow(await browser.post(f"{batch}/change", {"seen": seen}))
    assert "没有再做一次" in again.text
    assert all(c.replaces is not None for c in changed)
    assert len(await office.store.submission_trail("shanxi", "N2018-0003")) == 2
    (notice,) = await office.store.notices_due(["shanxi"], office.clock.real(), 10)
    assert (notice.number, notice.status, notice.told) == ("N2018-0003", "需补正", "请补盖章")
    assert [(a.action, a.rows) for a in await office.store.acts("shanxi")][-1] == ("batch", 60)


async def test_who_changed_one_of_many_meanwhile_wins(office: ConsoleOffice) -> None:
    await register(office, *many(10))
    browser = await office.staff("editor")
    batch = await chosen(browser, [("scope", "chosen"), ("number", "N2018-0001"), ("number", "N2018-0002")])
    page = await browser.follow(await browser.post(f"{batch}/wish", {"status": "需补正"}))
    assert "确认改这 2 项" in page.text
    change = await office.store.submission("shanxi", "N2018-0002")
    assert change
    other = Draft(replace(change.submission, note="别人改的"), change.since, change.seq)
    await office.store.change_submission(other, by="别人", at=office.clock.real())
    late = await browser.post(f"{batch}/change", {"seen": hidden(page, "seen")})
    assert late.status == 409
    assert not await office.store.submissions("shanxi", Filter(status="需补正"))
    page = await browser.get(batch)
    assert (await browser.post(f"{batch}/change", {"seen": hidden(page, "seen")})).status == 303
    assert [c.submission.note for c in await office.store.submissions("shanxi", Filter(status="需补正"))] == [
        "内部的话",
        "别人改的",
    ]


async def test_a_batch_belongs_to_who_made_it_and_ends(office: ConsoleOffice) -> None:
    await register(office, *many(3))
    mine, theirs = await office.staff("editor", "甲"), await office.staff("editor", "乙")
    batch = await chosen(mine, [("scope", "page"), ("shown", "N2018-0001")])
    assert (await theirs.get(batch)).status == 404
    assert (await theirs.post(f"{batch}/wish", {"status": "需补正"})).status == 404
    assert (await mine.get(batch.replace("shanxi", "foshan"))).status == 404
    assert (await mine.get(batch)).status == 200
    await office.store.purge_batches(office.clock.real() + 1)
    gone = await mine.get(batch)
    assert gone.status == 404
    assert "过期" in gone.text


async def test_a_batch_wants_something_to_do(office: ConsoleOffice) -> None:
    await register(office, *many(3))
    browser = await office.staff("editor")
    await browser.get(LIST)
    assert (await browser.post(f"{LIST}/choose", {"scope": "chosen"})).status == 400
    batch = await chosen(browser, [("scope", "page"), ("shown", "N2018-0001"), ("shown", "不存在1")])
    assert "批量改 1 项" in (await browser.get(batch)).text
    assert "请选一个新状态" in (await browser.post(f"{batch}/wish", {"status": ""})).text
    assert (await browser.post(f"{batch}/wish", {"status": "没有的"})).status == 400
    assert "原因" in (await browser.post(f"{batch}/wish", {"status": "已入选", "force": "1"})).text
    assert "没有一项可以改" in (await browser.follow(await browser.post(f"{batch}/wish", {"status": "已入选"}))).text
    forced = {"status": "已入选", "force": "1", "reason": "补录"}
    page = await browser.follow(await browser.post(f"{batch}/wish", forced))
    await browser.post(f"{batch}/change", {"seen": hidden(page, "seen")})
    (change,) = await office.store.submissions("shanxi", Filter(status="已入选"))
    assert change.reason == "补录"


async def test_roles_are_refused_what_they_may_not_do(office: ConsoleOffice) -> None:
    await register(office)
    viewer = await office.staff("viewer")
    page = await viewer.get(ONE)
    for absent in ("改状态</h2>", "撤销", "解除"):
        assert absent not in page.text
    assert "批量改状态" not in (await viewer.get(LIST)).text
    assert "导出" not in (await viewer.get(LIST)).text
    for address in ("preview", "status", "papers", "undo", "unbind"):
        assert (await viewer.post(f"{ONE}/{address}", {"seq": "1", "status": "需补正"})).status == 403
    for address in ("choose", "import", "export", "batch/x/wish", "batch/x/change", "batch/x/import"):
        assert (await viewer.post(f"{LIST}/{address}", {"scope": "all"})).status == 403
    assert (await viewer.get(f"{LIST}/import")).status == 403
    assert (await viewer.get(f"{LIST}/quota")).status == 200
    assert (await present(office)) == FIRST


async def test_another_account_s_submissions_cannot_be_reached(office: ConsoleOffice) -> None:
    await register(office)
    await register(office, replace(FIRST, number="FS2018-1", application="x"), account="foshan")
    editor = await office.staff("editor", accounts=("shanxi",))
    assert (await editor.get(f"{LIST}/FS2018-1")).status == 404
    assert (await editor.get("/console/foshan/submissions/FS2018-1")).status == 404
    await editor.get(LIST)
    assert (await editor.post("/console/foshan/submissions/FS2018-1/unbind", {})).status == 404
    batch = await chosen(editor, [("scope", "page"), ("shown", "FS2018-1"), ("shown", "SX2018-0012")])
    assert "批量改 1 项" in (await editor.get(batch)).text
    assert (await editor.get(f"{LIST}/SX2018-9999")).status == 404


async def test_a_forged_form_changes_nothing(office: ConsoleOffice) -> None:
    await register(office)
    browser = await office.staff("editor")
    form = await browser.get(ONE)
    data = {"seq": hidden(form, "seq"), "status": "需补正", "tell": ""}
    for forged in ("", "0" * 64):
        assert (await browser.post(f"{ONE}/status", data, csrf=forged)).status == 403
    assert (await present(office)).status == "已登记"


@pytest.mark.parametrize("text", HOSTILE)
async def test_stored_text_shows_as_text(office: ConsoleOffice, text: str) -> None:
    said = replace(FIRST, unit=text, title=text, contact=text, recommender=text, note=text, tell=text, received=(text,))
    await register(office, said, replace(said, number=f"{text[:20]}9"))
    browser = await office.staff("editor")
    form = await browser.get(ONE)
    await browser.post(f"{ONE}/papers", {"seq": hidden(form, "seq"), "note": text + "！"})
    pages = [await browser.get(LIST), await browser.get(ONE), await browser.get(f"{LIST}/quota")]
    pages.append(await previewed(browser, status="需补正", tell=text))
    pages.append(await browser.get(f"{LIST}?words={text[:5]}&recommender={text[:5]}"))
    batch = await chosen(browser, [("scope", "all")])
    pages.append(await browser.follow(await browser.post(f"{batch}/wish", {"status": "需补正", "tell": text})))
    for page in pages:
        assert page.status == 200, page.text
        assert "<script>alert" not in page.text
        assert "<b>" not in page.text
        assert str(escape(text.strip("\u202e")[:20])) in page.text
    links = re.findall(r'<th scope="row" role="rowheader"><a href="([^"]*)"', pages[0].text)
    for link in links:
        assert (await browser.get(html.unescape(link))).status == 200


async def test_an_account_without_applications_says_so(office: ConsoleOffice) -> None:
    without = [i for i, pack in office.packs.items() if not pack.applying.applications]
    browser = await office.staff("editor")
    for account in without:
        page = await browser.get(f"/console/{account}/submissions")
        assert page.status == 404
        assert "没有可以申报的类别" in page.text


async def test_the_quota_is_shown_beside_what_was_put_forward(office: ConsoleOffice) -> None:
    await register(office, *[replace(s, recommender="大同") for s in many(30)], replace(FIRST, recommender="某某协会"))
    browser = await office.staff("viewer")
    page = await browser.get(f"{LIST}/quota")
    assert "共 <a" in page.text
    assert "不在名额表中" in page.text
    assert re.search(r"超 \d+|还剩 \d+", page.text)
    link = re.search(r'href="([^"]*status=[^"]*)"', page.text)
    assert link
    assert len(numbers(await browser.get(html.unescape(link[1])))) == 31
