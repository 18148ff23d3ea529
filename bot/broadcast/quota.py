"""What a broadcast costs of an account's quota (配额), by WeChat's default limits for a new account."""

from __future__ import annotations

from collections.abc import Mapping

from bot.broadcast.broadcast import Channel
from bot.broadcast.sending import LEAST, LIST
from bot.config import AccountSettings
from bot.wechat.capabilities import Capabilities, capabilities

A_DAY = {Channel.TEMPLATE: 100_000, Channel.CUSTOMER: 500_000}  # calls
MASS_CALLS_A_DAY = 100

Said = tuple[tuple[str, ...], tuple[str, ...]]  # what it costs, and what goes beyond the limits


def cost(by_channel: Mapping[Channel, int], account: AccountSettings, masses: int) -> Said:
    """What so many sends cost; ``masses``: how many mass sends the account made this month."""
    able = capabilities(account.kind, verified=account.verified)
    costs: list[str] = []
    beyond: list[str] = []
    for channel, number in by_channel.items():
        match channel:
            case Channel.TEMPLATE:
                _daily(Channel.TEMPLATE, "模板消息", number, costs, beyond)
            case Channel.CUSTOMER:
                _daily(Channel.CUSTOMER, "客服消息", number, costs, beyond)
            case Channel.SUBSCRIBE:
                costs.append(f"订阅通知：用掉 {number:,} 位会员各一次的同意")
            case Channel.MASS:
                _mass(able, number, masses, costs, beyond)
            case Channel.NEXT_CONTACT:
                costs.append(f"下次来消息时告知：{number:,} 人，不占配额")
    return tuple(costs), tuple(beyond)


def mass_left(account: AccountSettings, month: int, day: int) -> str:
    """What is left of an account's mass sends, after so many this month and today; nothing where it has none."""
    able = capabilities(account.kind, verified=account.verified)
    if able.mass_a_month is not None:
        left = max(0, able.mass_a_month - month)
        return f"每位会员每月最多收到 {able.mass_a_month} 条群发；本系统本月已群发 {month} 次，还剩 {left} 次"
    if able.mass_a_day is not None:
        left = max(0, able.mass_a_day - day)
        return f"每天可以群发 {able.mass_a_day} 次；本系统今天已群发 {day} 次，还剩 {left} 次"
    return ""


def _daily(channel: Channel, name: str, number: int, costs: list[str], beyond: list[str]) -> None:
    most = A_DAY[channel]
    costs.append(f"{name}：{number:,} 次调用，一般每天可用 {most:,} 次")
    if number > most:
        beyond.append(f"{name}超过一般每天的 {most:,} 次：用完后会暂停，第二天再继续")


def _mass(able: Capabilities, number: int, masses: int, costs: list[str], beyond: list[str]) -> None:
    if able.mass_a_month is not None:
        calls = -(-number // LIST) if able.mass_to_members else 1
        costs.append(
            f"群发：占每位会员本月 {able.mass_a_month} 条中的 1 条（本系统本月已群发 {masses} 次），"
            f"{calls} 次调用，每天 {MASS_CALLS_A_DAY} 次"
        )
        if masses >= able.mass_a_month:
            beyond.append(f"本月已群发 {masses} 次，收满 {able.mass_a_month} 条的会员收不到")
        if calls > MASS_CALLS_A_DAY:
            beyond.append(f"群发要 {calls} 次调用，超过每天的 {MASS_CALLS_A_DAY} 次")
    elif able.mass_a_day is not None:
        costs.append(f"群发：用掉今天 {able.mass_a_day} 次中的 1 次")
    if number < LEAST and able.mass_to_members:
        beyond.append(f"按名单群发至少要 {LEAST} 人，只有 {number} 人；请换一个渠道")
