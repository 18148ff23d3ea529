"""Many submissions at once: chosen, given a status and a word, looked at, and changed together or not at all."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

from aiohttp import web

from bot.console.submissions import prepared, wording
from bot.console.submissions.one import text_of
from bot.console.submissions.table import Asked
from bot.console.submissions.telling import foretold
from bot.console.visit import Visit
from bot.errors import Code, Error
from bot.store.promises.batches import Batch, BatchKind
from bot.submissions.changing import Wish, following, wished
from bot.submissions.submission import Change, Draft, Filter, folded
from knowledge.applying import Applying

MOST = 20_000  # submissions of one batch
SHOWN = 100  # that are refused, told one by one
SAMPLES = 3  # messages


@dataclass(frozen=True, slots=True)
class Planned:
    """What a wish makes of many: the changes, how many stay as they are, and which are refused and why.

    ``digest`` tells these changes from any others.
    """

    drafts: tuple[Draft, ...]
    moved: tuple[Draft, ...]  # those with a new status
    unchanged: int
    refused: tuple[tuple[str, str], ...]
    digest: str


def planned(changes: Sequence[Change], wish: Wish, applying: Applying, at: float) -> Planned:
    """What a wish makes of submissions."""
    drafts, moved, refused, unchanged = [], [], [], 0
    digest = sha256()
    for change in changes:
        try:
            draft = wished(change, wish, applying, at)
        except Error as error:
            refused.append((change.submission.number, error.message))
            continue
        if draft is None:
            unchanged += 1
            continue
        drafts.append(draft)
        digest.update(repr((draft.submission, draft.replaces)).encode())
        if draft.submission.status != change.submission.status:
            moved.append(draft)
    return Planned(tuple(drafts), tuple(moved), unchanged, tuple(refused), digest.hexdigest())


async def choose(visit: Visit) -> web.StreamResponse:
    """Keep which submissions were chosen: those ticked, those of the page, or all that the filter wants."""
    applying, store = wording.applying_of(visit), visit.parts.store
    match visit.field("scope"):
        case "all":
            given = {name: visit.field(name) for name in ("status", "application", "recommender", "words", "papers")}
            wanted = await Asked.of(given, applying).filter(store, visit.account, applying)
            keys = [folded(c.submission.number) for c in await store.submissions(visit.account, wanted)]
        case "page":
            keys = visit.fields("shown")
        case _:
            keys = visit.fields("number")
    if not keys:
        raise Error(Code.INPUT, "还没有选申报。请返回，在表格左边勾选，或者用「本页全部」「全部符合条件的」。")
    if len(keys) > MOST:
        raise Error(Code.INPUT, f"一次最多改 {MOST:,} 项，现在选了 {len(keys):,} 项；请先用筛选缩小范围。")
    visit.note(f"{len(keys)} 项")
    content = json.dumps(keys, ensure_ascii=False).encode()
    return visit.redirect(await prepared.kept(visit, BatchKind.CHANGE, "", content, {}))


async def shown(visit: Visit, batch: Batch) -> web.StreamResponse:
    """The form for what is to become of them; once that is filled in, what it would do."""
    changes = await _chosen(visit, batch)
    wish = _wish_of(batch)
    if wish is None or visit.request.query.get("edit"):
        return _form(visit, batch, changes, wish or Wish())
    plan = await asyncio.to_thread(planned, changes, wish, wording.applying_of(visit), visit.parts.clock.real())
    samples = {d.submission.application: d.submission for d in reversed(plan.moved or plan.drafts)}
    telling = await foretold(visit, [d.submission for d in plan.moved], list(samples.values())[:SAMPLES])
    return visit.render(
        "submissions/many_preview.html",
        wish=wish,
        plan=plan,
        chosen=len(changes),
        refused=plan.refused[:SHOWN],
        by_status=Counter(d.submission.status for d in plan.moved).most_common(),
        telling=telling,
        path=visit.path(prepared.path_of(batch.token)),
    )


async def plan(visit: Visit) -> web.StreamResponse:
    """Keep what is to become of them."""
    batch = await prepared.to_do(visit, BatchKind.CHANGE)
    try:
        wish = _wished(visit)
    except Error as error:
        if error.code is not Code.INPUT:
            raise
        return _form(visit, batch, await _chosen(visit, batch), _typed(visit), fault=error.message)
    await visit.parts.store.plan_batch(batch, json.dumps(asdict(wish), ensure_ascii=False))
    return visit.redirect(prepared.path_of(batch.token))


async def confirm(visit: Visit) -> web.StreamResponse:
    """Change them, once: what was looked at and nothing else."""
    batch, store = await prepared.to_do(visit, BatchKind.CHANGE), visit.parts.store
    page, wish = prepared.path_of(batch.token), _wish_of(batch)
    if wish is None or not await store.begin_batch(batch):
        return visit.redirect(page, prepared.TWICE)
    at = visit.parts.clock.real()
    try:
        changes = await _chosen(visit, batch)
        done = await asyncio.to_thread(planned, changes, wish, wording.applying_of(visit), at)
        if done.digest != visit.field("seen"):
            raise Error(Code.CONFLICT, "预览之后，有人改动了其中的申报；一项也没有改。请返回刷新，重新看过再确认。")
        what = f"{len(done.drafts)} 项" + (f"改为「{wish.status}」" if wish.status else "改备注或给申报人的话")
        visit.note(what + (f"，不按流程：{wish.reason}" if wish.force else ""))
        await store.change_submissions(visit.account, done.drafts, by=visit.by, what=what, now=visit.parts.clock.real)
    except BaseException:
        await store.reopen_batch(batch)
        raise
    outcome = {"changed": len(done.drafts), "refused": done.refused[:SHOWN], "left": len(done.refused), "what": what}
    await store.end_batch(batch, json.dumps(outcome, ensure_ascii=False))
    return visit.redirect(page, f"已改 {len(done.drafts)} 项。")


async def _chosen(visit: Visit, batch: Batch) -> Sequence[Change]:
    numbers = tuple(json.loads(batch.content))
    return await visit.parts.store.submissions(visit.account, Filter(numbers=numbers))


def _wish_of(batch: Batch) -> Wish | None:
    kept = json.loads(batch.plan)
    return Wish(**kept) if kept else None


def _wished(visit: Visit) -> Wish:
    """What is asked for; an empty note or word keeps what there is. Raises Error (INPUT)."""
    wish = _typed(visit)
    if wish.status and wish.status not in wording.statuses_of(wording.applying_of(visit)):
        raise Error(Code.INPUT, "请选一个状态。")
    if not wish.status and wish.note is None and wish.tell is None:
        raise Error(Code.INPUT, "请选一个新状态，或者写备注、给申报人的话。")
    if wish.force and not wish.reason:
        raise Error(Code.INPUT, "不按流程改状态，请写明原因。")
    return wish


def _typed(visit: Visit) -> Wish:
    return Wish(
        visit.field("status"),
        text_of(visit, "note", "备注") or None,
        text_of(visit, "tell", "给申报人的话", wording.LONGEST_TELL) or None,
        force=bool(visit.field("force")),
        reason=text_of(visit, "reason", "原因", wording.LONGEST_TELL),
    )


def _form(visit: Visit, batch: Batch, changes: Sequence[Change], wish: Wish, fault: str = "") -> web.Response:
    applying = wording.applying_of(visit)
    kinds = Counter((c.submission.application, c.submission.status) for c in changes)
    allowed = Counter[str]()
    for change_kind, count in kinds.items():
        example = next(c.submission for c in changes if (c.submission.application, c.submission.status) == change_kind)
        allowed.update(dict.fromkeys(following(applying, example)[1:], count))
    return visit.render(
        "submissions/many.html",
        status=400 if fault else 200,
        kinds=[(wording.name_of(applying, a), s, n) for (a, s), n in kinds.most_common()],
        chosen=len(changes),
        statuses=[(s, allowed[s]) for s in wording.statuses_of(applying)],
        wish=wish,
        fault=fault,
        longest=wording.LONGEST_TELL,
        path=visit.path(prepared.path_of(batch.token)),
    )
