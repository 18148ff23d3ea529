"""By which channel (渠道) each member is told: what the account may do, and what is known of the member."""

from __future__ import annotations

from collections.abc import Callable

from bot.broadcast.audience import Audience
from bot.broadcast.broadcast import ANY_CHANNEL, Channel, MemberFacts, Skip
from bot.broadcast.reasons import LEFT, OPTED_OUT
from bot.config import AccountSettings
from bot.errors import Code, Error
from bot.wechat.capabilities import CUSTOMER_WINDOW, capabilities

NAMES = {
    Channel.MASS: "群发",
    Channel.TEMPLATE: "模板消息",
    Channel.SUBSCRIBE: "订阅通知",
    Channel.CUSTOMER: "客服消息",
    Channel.NEXT_CONTACT: "下次来消息时告知",
}
SILENT = "会员 48 小时内没有来过消息，不能发客服消息"
NOT_GRANTED = "会员没有同意接收订阅通知"

Choice = Channel | Skip
Choose = Callable[[MemberFacts], Choice]

_OPTED_OUT, _LEFT, _SILENT, _NOT_GRANTED = map(Skip, (OPTED_OUT, LEFT, SILENT, NOT_GRANTED))


def chooser(channel: str, account: AccountSettings, now: float, *, as_answer: bool = False) -> Choose:
    """How the members of a broadcast are told. ``now`` is the real clock.

    ``as_answer``: they are answered what they asked, for which neither templates nor notifications are meant.

    A member of whom it is not known when they wrote last may have a window that is open: where staff want customer
    messages, WeChat decides. ``auto`` does not count on what is not known.
    """
    wanted = None if channel == ANY_CHANNEL else Channel(channel)
    ways = {way for way in Channel if not lacking(way, account)}
    if as_answer:
        ways &= {Channel.CUSTOMER, Channel.NEXT_CONTACT}
    opened = now - CUSTOMER_WINDOW

    def choose(member: MemberFacts) -> Choice:
        if member.opted_out:
            return _OPTED_OUT
        if member.left:
            return _LEFT
        if wanted is Channel.CUSTOMER and member.last_seen is not None and member.last_seen <= opened:
            return _SILENT
        if wanted is Channel.SUBSCRIBE and member.granted is False:
            return _NOT_GRANTED
        return wanted or best(member)

    def best(member: MemberFacts) -> Channel:
        if Channel.TEMPLATE in ways:
            return Channel.TEMPLATE
        if Channel.SUBSCRIBE in ways and member.granted:
            return Channel.SUBSCRIBE
        if Channel.CUSTOMER in ways and member.last_seen is not None and member.last_seen > opened:
            return Channel.CUSTOMER
        return Channel.NEXT_CONTACT

    return choose


def lacking(channel: Channel, account: AccountSettings) -> str:
    """What keeps an account from a channel, or nothing."""
    able = capabilities(account.kind, verified=account.verified)
    if channel is Channel.NEXT_CONTACT:
        return ""
    allowed = {
        Channel.MASS: able.mass_to_tags,
        Channel.TEMPLATE: able.template,
        Channel.SUBSCRIBE: able.subscribe,
        Channel.CUSTOMER: able.customer,
    }
    if not allowed[channel]:
        return f"微信不允许{kind_of(account)}使用{NAMES[channel]}"
    if not account.app_secret:
        return "没有配置 app_secret，不能调用微信接口"
    if channel is Channel.TEMPLATE and not account.reminder_template:
        return "没有配置 reminder_template（模板消息的模板编号）"
    if channel is Channel.SUBSCRIBE and not account.notice_template:
        return "没有配置 notice_template（订阅通知的模板编号）"
    return ""


def check(channel: str, audience: Audience, account: AccountSettings) -> None:
    """Refuse a channel that the account may not use for this audience. Raises Error (INPUT) naming what would work."""
    if channel == ANY_CHANNEL:
        return
    if channel not in set(Channel):
        raise Error(Code.INPUT, f"--channel {channel}：没有这个渠道；可以是 {'、'.join((ANY_CHANNEL, *Channel))}")
    wanted = Channel(channel)
    if fault := lacking(wanted, account) or _too_few(wanted, audience, account):
        works = [c for c in Channel if not lacking(c, account) and not _too_few(c, audience, account)]
        others = "、".join((ANY_CHANNEL, *works))
        raise Error(Code.INPUT, f"--channel {channel}：账号 {account.id} 不能用：{fault}；可以用 {others}")


def possible(channel: str, account: AccountSettings, *, as_answer: bool = False) -> tuple[Channel, ...]:
    """The channels by which members of a broadcast may be told; ``as_answer``: see ``chooser``."""
    if channel != ANY_CHANNEL:
        return (Channel(channel),)
    ways: tuple[Channel, ...] = (Channel.CUSTOMER, Channel.NEXT_CONTACT)
    if not as_answer:
        if not lacking(Channel.TEMPLATE, account):
            return (Channel.TEMPLATE,)
        ways = (Channel.SUBSCRIBE, *ways)
    return tuple(way for way in ways if not lacking(way, account))


def kind_of(account: AccountSettings) -> str:
    """The kind of an account as staff know it."""
    return ("已认证" if account.verified else "未认证") + ("服务号" if account.kind == "service" else "订阅号")


def _too_few(channel: Channel, audience: Audience, account: AccountSettings) -> str:
    able = capabilities(account.kind, verified=account.verified)
    if channel is Channel.MASS and not able.mass_to_members and audience.kind not in {"all", "tag"}:
        return f"{kind_of(account)}只能向全部关注者或一个标签群发，不能按名单群发"
    return ""
