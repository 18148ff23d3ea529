"""One submission: what is kept of it, its history, and what may become of it."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from bot.console.roles import Right
from bot.console.submissions import wording
from bot.console.submissions.telling import foretold
from bot.console.visit import Visit
from bot.errors import Code, Error
from bot.spreadsheet.cells import plain
from bot.submissions.changing import Wish, following, taken_back, wished
from bot.submissions.history import FIELDS, entries
from bot.submissions.reading import LONGEST
from bot.submissions.submission import Change, Draft, Held, folded, masked

MOVED = "刚刚被别人改动过，这次没有改。请返回后刷新，看过新的内容再改。"


async def shown(visit: Visit) -> web.StreamResponse:
    """All of a submission."""
    return await _page(visit, await _trail(visit))


async def preview(visit: Visit) -> web.StreamResponse:
    """A new status before it is so: what changes, and what the applicant reads."""
    trail = await _trail(visit)
    present = _as_seen(visit, trail[-1])
    try:
        wish = status_wish(visit)
        draft = wished(present, wish, wording.applying_of(visit), visit.parts.clock.real())
        if draft is None:
            raise Error(Code.INPUT, "状态和给申报人的话都没有变，不用保存。")
    except Error as error:
        if error.code is not Code.INPUT:
            raise
        return await _page(visit, trail, fault=error.message, status=400)
    becomes = draft.submission
    moved = [becomes] if becomes.status != present.submission.status else []
    telling = await foretold(visit, moved, [becomes])
    return visit.render(
        "submissions/preview.html",
        present=present.submission,
        becomes=becomes,
        seq=present.seq,
        wish=wish,
        telling=telling,
        moved=bool(moved),
        path=visit.path(wording.path_of(becomes.number)),
    )


async def change_status(visit: Visit) -> web.StreamResponse:
    """Give it the status that was previewed, with a word to the applicant."""
    present = _as_seen(visit, (await _trail(visit))[-1])
    wish = status_wish(visit)
    draft = wished(present, wish, wording.applying_of(visit), visit.parts.clock.real())
    if draft is None:
        return visit.redirect(wording.path_of(present.submission.number), "没有改动。")
    was, becomes = present.submission.status, draft.submission.status
    visit.note(f"{was} → {becomes}" + (f"，没有按流程：{wish.reason}" if draft.reason else ""))
    await _change(visit, draft)
    told = f"状态已改为「{becomes}」。" if was != becomes else "给申报人的话已保存。"
    return visit.redirect(wording.path_of(present.submission.number), told)


async def change_papers(visit: Visit) -> web.StreamResponse:
    """Tick off papers, and keep a note; neither is a new status, so nobody is told."""
    present = _as_seen(visit, (await _trail(visit))[-1])
    s, applying = present.submission, wording.applying_of(visit)
    offered = wording.papers(applying.applications.get(s.application), s.received)
    ticked = set(visit.fields("received"))
    received = tuple(name for name, _, _ in offered if name in ticked)
    kept = {name for name, here, _ in offered if here}
    wish = Wish(note=text_of(visit, "note", "备注"), received=None if kept == ticked else received)
    draft = wished(present, wish, applying, visit.parts.clock.real())
    if draft is None:
        return visit.redirect(wording.path_of(s.number), "没有改动。")
    visit.note(f"已收材料：{'、'.join(draft.submission.received) or '（无）'}")
    await _change(visit, draft)
    return visit.redirect(wording.path_of(s.number), "已保存。")


async def undo(visit: Visit) -> web.StreamResponse:
    """Take the last change back, as a change of its own."""
    trail = await _trail(visit)
    present = _as_seen(visit, trail[-1])
    draft = taken_back(trail)
    visit.note(f"撤销 {present.by} 的改动")
    await _change(visit, draft, undoes=present.seq)
    return visit.redirect(wording.path_of(present.submission.number), "已撤销上一次改动；再撤销一次就恢复。")


async def unbind(visit: Visit) -> web.StreamResponse:
    """End the bindings of all members to it."""
    s = (await _trail(visit))[-1].submission
    ended = await visit.parts.store.unbind(
        visit.account, "submission", folded(s.number), by=visit.by, number=s.number, at=visit.parts.clock.real()
    )
    visit.note(f"{ended} 个绑定")
    return visit.redirect(wording.path_of(s.number), f"已解除 {ended} 个绑定。")


def status_wish(visit: Visit) -> Wish:
    """What the form of a status asks for. Raises Error (INPUT) if it is forced without a reason."""
    force, reason = bool(visit.field("force")), text_of(visit, "reason", "原因", wording.LONGEST_TELL)
    if force and not reason:
        raise Error(Code.INPUT, "不按流程改状态，请写明原因。")
    tell = text_of(visit, "tell", "给申报人的话", wording.LONGEST_TELL)
    return Wish(visit.field("status"), tell=tell, force=force, reason=reason)


def text_of(visit: Visit, name: str, label: str, longest: int = LONGEST) -> str:
    """A text of a form, cleaned like a cell of a file. Raises Error (INPUT) if it is too long."""
    text = plain(visit.field(name))
    if len(text) > longest:
        raise Error(Code.INPUT, f"{label}有 {len(text)} 个字，最多 {longest} 个，请缩短。")
    return text


async def _trail(visit: Visit) -> Sequence[Change]:
    """The trail of the number in the address, noted for the audit. Raises what is missing."""
    number = visit.request.match_info["number"]
    trail = await visit.parts.store.submission_trail(visit.account, number)
    if not trail:
        raise visit.missing("没有这个受理编号，或者它不属于这个账号。")
    if visit.request.method == "POST":
        visit.note(trail[-1].submission.number)
    return trail


def _as_seen(visit: Visit, present: Change) -> Change:
    """The state, if it is the one that the form was made from. Raises Error (CONFLICT)."""
    if visit.field("seq") != str(present.seq):
        raise Error(Code.CONFLICT, f"{present.submission.number}：{MOVED}")
    return present


async def _change(visit: Visit, draft: Draft, undoes: int | None = None) -> None:
    action = "set" if undoes is None else "undo"
    at = visit.parts.clock.real()
    try:
        await visit.parts.store.change_submission(draft, by=visit.by, at=at, action=action, undoes=undoes)
    except Error as error:
        if error.code is Code.CONFLICT:
            raise Error(Code.CONFLICT, f"{draft.submission.number}：{MOVED}") from error
        raise


async def _page(visit: Visit, trail: Sequence[Change], *, fault: str = "", status: int = 200) -> web.Response:
    applying, present = wording.applying_of(visit), trail[-1]
    s = present.submission
    known = wording.status_of(applying, s.application, s.status)
    application = applying.applications.get(s.application)
    next_ones = following(applying, s)
    every = applying.workflow_of(application.id).names if application else ()
    return visit.render(
        "submissions/one.html",
        status=status,
        s=s,
        present=present,
        path=visit.path(wording.path_of(s.number)),
        application=wording.name_of(applying, s.application),
        phone=masked(s.phone) if s.phone else "",
        means=known.means if known else "",
        tag=wording.tag_of(known),
        missing=wording.missing(applying, Held(s.application, s.status, s.received)),
        papers=wording.papers(application, s.received),
        following=next_ones,
        others=[name for name in every if name not in next_ones],
        trail=list(entries(trail))[::-1],
        labels=FIELDS,
        actions=wording.ACTIONS,
        fault=fault,
        may_change=visit.staff.may(Right.CHANGE),
        longest=wording.LONGEST_TELL,
    )
