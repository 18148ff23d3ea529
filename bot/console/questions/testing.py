"""An addition is tested, and goes live as it was tested."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aiohttp import web

from bot.console.questions.trying import Findings, Trying, tried
from bot.console.roles import Right
from bot.console.visit import Visit
from bot.errors import Code, Error
from bot.store.promises.additions import Addition, AdditionState, Content, Trial
from bot.store.promises.questions import AskedQuestion, QuestionState, Wording
from knowledge.faq import FaqEntry

MOST_OF_GROUP = 200  # questions of a group that are asked


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A question of the group, and what it is told with the change."""

    asked: AskedQuestion
    text: str


async def addition_of(visit: Visit) -> Addition:
    """The addition that the address names. Raises HTTPNotFound.

    What was never live quotes what members asked: it is not there for who may not read that.
    """
    found = await visit.parts.store.addition(visit.account, int(visit.request.match_info["ident"]))
    if found is None or not (found.live is not None or visit.staff.may(Right.ANSWER)):
        raise visit.missing("没有这条答复。")
    return found


async def live_content(visit: Visit, addition: Addition) -> Content | None:
    """What desks answer by of an addition."""
    if addition.live is None:
        return None
    versions = await visit.parts.store.addition_versions(visit.account, addition.ident)
    return next((v.content for v in versions if v.version == addition.live), None)


async def retest(visit: Visit) -> web.StreamResponse:
    """Test the latest version."""
    return await put_to_test(visit, await addition_of(visit))


async def put_to_test(visit: Visit, addition: Addition, said: str = "") -> web.StreamResponse:
    """Test, keep what was found, and show it."""
    await _tested(visit, addition)
    return visit.redirect(f"questions/answers/{addition.ident}/test", said)


async def result(visit: Visit) -> web.StreamResponse:
    """What the latest test found."""
    addition = await addition_of(visit)
    trial = await visit.parts.store.trial(visit.account, addition.ident)
    found = Findings.load(trial.found) if trial else None
    if trial is None or found is None:
        said = "这一版已经上线。" if addition.live == addition.version else "这一版还没有试过，请先点「试一试」。"
        raise visit.redirect(f"questions/answers/{addition.ident}", said)
    now_at = await visit.parts.store.faq_version(visit.account)
    return visit.render(
        "questions/test.html",
        addition=addition,
        title=title(visit, addition.content),
        trial=trial,
        found=found,
        lines=await _lines(visit, found),
        outdated=trial.version != addition.version or trial.against != now_at,
        is_live=addition.live == addition.version,
    )


async def go_live(visit: Visit) -> web.StreamResponse:
    """Let members be answered by the version that was tested; what has changed meanwhile is tested again first."""
    addition = await addition_of(visit)
    visit.note(f"答复 {addition.ident}：{title(visit, addition.content)}")
    store = visit.parts.store
    trial = await store.trial(visit.account, addition.ident)
    found = Findings.load(trial.found) if trial else None
    if trial is None or found is None or str(trial.version) != visit.field("version"):
        return await put_to_test(visit, addition, "试过以后这条答复又改过，已经重新试了一遍；请看过再上线。")
    if trial.against != await store.faq_version(visit.account):
        return await put_to_test(visit, addition, "试过以后别的答复有了变动，已经重新试了一遍；请看过再上线。")
    lines = await _lines(visit, found)
    keys = {line.asked.key for line in lines if line.text}
    await store.go_live(visit.account, addition.ident, trial, keys, by=visit.by, at=visit.parts.clock.real())
    await visit.parts.desks.refresh()
    return visit.redirect(f"questions/answers/{addition.ident}", "已上线：会员再这样问，就会得到这条答复。")


async def restore(visit: Visit) -> web.StreamResponse:
    """Write an earlier version anew, and test it."""
    addition = await addition_of(visit)
    wanted = visit.field("version")
    versions = await visit.parts.store.addition_versions(visit.account, addition.ident)
    earlier = next((v for v in versions if str(v.version) == wanted), None)
    if earlier is None:
        raise Error(Code.UNKNOWN, "没有这一版。")
    visit.note(f"答复 {addition.ident} 第 {earlier.version} 版")
    again = addition
    if earlier.content != addition.content:
        at, note = visit.parts.clock.real(), f"恢复第 {earlier.version} 版"
        again = await visit.parts.store.revise_addition(
            visit.account, addition.ident, addition.version, earlier.content, by=visit.by, at=at, note=note
        )
    return await put_to_test(visit, again)


def title(visit: Visit, content: Content) -> str:
    """What an addition is called in lists."""
    if isinstance(content, FaqEntry):
        return content.question
    record = visit.pack.records.get(content.record) if visit.pack else None
    return f"「{'」「'.join(content.names)}」就是「{record.name if record else content.record}」"


async def _tested(visit: Visit, addition: Addition) -> None:
    if addition.state is AdditionState.DISCARDED:
        raise Error(Code.CONFLICT, "这条答复已经丢弃。")
    store, account = visit.parts.store, visit.account
    present = await store.additions(account)
    group = [(w.number, w.text) for w in await _group(visit, addition)]
    trying = Trying(
        visit.parts.desks[account],
        present.additions,
        await live_content(visit, addition),
        addition.content,
        group,
        visit.pack,
        visit.parts.clock.now(),
    )
    found = await asyncio.to_thread(tried, trying)
    at = visit.parts.clock.real()
    await store.keep_trial(
        account, addition.ident, Trial(addition.version, present.version, visit.by, at, found.dump())
    )
    visit.note(f"试了 {len(group)} 种问法、{found.asked} 个回归问题，{found.changed} 个答复会变")


async def _group(visit: Visit, addition: Addition) -> list[Wording]:
    """The questions that it is to answer, whether they wait or it answers them already."""
    store, account = visit.parts.store, visit.account
    keys = await store.addition_keys(account, addition.ident)
    found: list[Wording] = []
    for state in (QuestionState.OPEN, QuestionState.ANSWERED):
        known = {w.key for w in found}
        found += [w for w in await store.wordings_of(account, state, keys) if w.key not in known]
    return found[:MOST_OF_GROUP]


async def _lines(visit: Visit, found: Findings) -> list[GroupLine]:
    """The group's questions that are still there: members may have had theirs removed since."""
    lines = []
    for result in found.group:
        asked = await visit.parts.store.question(visit.account, result.number)
        if asked is not None:
            lines.append(GroupLine(asked, result.text))
    return lines
