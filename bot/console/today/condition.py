"""Whether all is well (是否正常): what is at fault, and what staff can do about it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.notifications.planning import GONE
from bot.store.promises.tallies import MOST_NOTICES, NoticeTrouble, Paused

LATELY = 86_400.0  # seconds
_BUSY = 20  # messages a day from which a day without any is strange
_SHOWN = 3  # reasons, broadcasts


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of an account's service.

    ``silent_for``: seconds since the last message, None: there was none yet. ``usual``: messages a day in the last
    week. ``failed``: apologies today. ``store``: what is wrong with it, empty where nothing is.
    """

    has_pack: bool
    silent_for: float | None
    usual: float
    failed: int
    notices: Sequence[NoticeTrouble] = ()
    paused: Sequence[Paused] = ()
    store: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, what to do, and the page for it behind the account's address, where there is one."""

    what: str
    remedy: str
    page: str = ""


def faults(seen: Seen) -> tuple[Fault, ...]:
    """What is wrong, the worst first; nothing where all is well."""
    return tuple(_faults(seen))


def _faults(seen: Seen) -> Iterator[Fault]:
    if seen.store:
        yield Fault(f"数据写不进去（{seen.store}）", "请马上找管服务器的人：会员现在收到的是致歉。")
    if not seen.has_pack:
        yield Fault("这个账号的资料库没有载入", "请管服务器的人检查配置里的 pack。")
    if seen.failed:
        yield Fault(
            f"今天有 {seen.failed} 条消息没能答复，会员收到的是致歉", "偶尔一条不用管；一直增加，请管服务器的人看日志。"
        )
    if seen.silent_for is None:
        yield Fault(
            "还没有收到过消息",
            "请发一条消息给公众号试试；没有回复，就到微信公众平台「设置与开发」核对服务器地址和令牌。",
        )
    elif seen.silent_for > LATELY and seen.usual >= _BUSY:
        yield Fault(
            f"超过一天没有收到消息，平时每天约 {round(seen.usual)} 条",
            "请发一条消息给公众号试试；没有回复，就到微信公众平台看服务器配置是否还启用。",
        )
    stuck = [n for n in seen.notices if not n.lost]
    if stuck:
        remedy = "请按括号里的提示到微信公众平台处理；处理好后会自动再发。"
        yield Fault(f"微信拒绝了状态通知，{_counted(stuck)}", remedy)
    lost = [n for n in seen.notices if n.lost and n.reason != GONE]
    if lost:
        remedy = "这些申报人可能还不知道新状态，请打电话告诉他们。"
        yield Fault(f"最近一天有状态通知不知道送到没有，{_counted(lost)}", remedy, "submissions")
    for one in seen.paused[:_SHOWN]:
        remedy = "处理好原因后，请发送员继续或取消。"
        yield Fault(f"群发「{one.name}」暂停了：{one.reason or '没有写原因'}", remedy, f"broadcasts/{one.ident}")
    if len(seen.paused) > _SHOWN:
        yield Fault(f"还有 {len(seen.paused) - _SHOWN} 个群发暂停着", "请发送员继续或取消。", "broadcasts?state=paused")


def _counted(troubles: Sequence[NoticeTrouble]) -> str:
    told = "；".join(f"{t.reason or '原因不明'}，{_many(t.count)}" for t in troubles[:_SHOWN])
    return f"{told}等" if len(troubles) > _SHOWN else told


def _many(notices: int) -> str:
    return f"{notices} 条以上" if notices >= MOST_NOTICES else f"{notices} 条"
