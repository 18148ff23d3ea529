"""By which channel a member is told, and what an account may not use at all."""

from __future__ import annotations

import pytest

from bot.broadcast.audience import parse
from bot.broadcast.broadcast import Channel, MemberFacts, Skip
from bot.broadcast.choosing import LEFT, NOT_GRANTED, OPTED_OUT, SILENT, check, chooser
from bot.config import AccountSettings
from bot.errors import Error
from tests.bot.broadcast.audiences import AT, BARE, SERVICE, SUBSCRIPTION, TEMPLATE
from tests.conftest import account

NOTICE = account(kind="service", verified=True, notice_template="S1")
LATELY, LONG_AGO = MemberFacts(AT - 3600), MemberFacts(AT - 49 * 3600)


@pytest.mark.parametrize(
    ("settings", "member", "channel"),
    [
        (TEMPLATE, LATELY, Channel.TEMPLATE),
        (NOTICE, MemberFacts(AT - 3600, granted=True), Channel.SUBSCRIBE),
        (NOTICE, LATELY, Channel.CUSTOMER),  # nobody knows whether they agreed
        (NOTICE, LONG_AGO, Channel.NEXT_CONTACT),
        (SERVICE, LATELY, Channel.CUSTOMER),
        (SERVICE, LONG_AGO, Channel.NEXT_CONTACT),
        (SERVICE, MemberFacts(), Channel.NEXT_CONTACT),
        (SUBSCRIPTION, LATELY, Channel.CUSTOMER),
        (BARE, LATELY, Channel.NEXT_CONTACT),
        (account(kind="service", verified=True, app_secret=""), LATELY, Channel.NEXT_CONTACT),
    ],
)
def test_auto_takes_the_best_that_account_and_member_allow(
    settings: AccountSettings, member: MemberFacts, channel: Channel
) -> None:
    assert chooser("auto", settings, AT)(member) is channel


@pytest.mark.parametrize("channel", ["auto", *Channel])
def test_who_opted_out_or_left_is_told_by_no_channel(channel: str) -> None:
    choose = chooser(channel, TEMPLATE, AT)
    assert choose(MemberFacts(AT, opted_out=True)) == Skip(OPTED_OUT)
    assert choose(MemberFacts(AT, left=True)) == Skip(LEFT)


def test_a_channel_that_staff_want_is_taken_where_the_member_allows_it() -> None:
    customer, subscribe = chooser("customer", SERVICE, AT), chooser("subscribe", NOTICE, AT)
    assert customer(LATELY) is Channel.CUSTOMER
    assert customer(LONG_AGO) == Skip(SILENT)
    assert customer(MemberFacts()) is Channel.CUSTOMER  # WeChat knows better
    assert subscribe(MemberFacts()) is Channel.SUBSCRIBE
    assert subscribe(MemberFacts(granted=False)) == Skip(NOT_GRANTED)
    assert chooser("template", TEMPLATE, AT)(LONG_AGO) is Channel.TEMPLATE


@pytest.mark.parametrize(
    ("channel", "settings", "audience", "words"),
    [
        ("template", SERVICE, "all", ("reminder_template", "mass", "customer", "next-contact")),
        ("template", SUBSCRIPTION, "all", ("已认证订阅号", "可以用 auto、mass、customer、next-contact")),
        ("mass", SUBSCRIPTION, "file:x", ("不能按名单群发", "可以用 auto、customer、next-contact")),
        ("mass", BARE, "all", ("未认证订阅号", "可以用 auto、next-contact")),
        ("subscribe", SERVICE, "all", ("notice_template",)),
        ("customer", account(kind="service", verified=True, app_secret=""), "all", ("app_secret",)),
        ("pigeon", SERVICE, "all", ("没有这个渠道", "next-contact")),
    ],
)
def test_a_channel_that_the_account_may_not_use_is_refused_and_what_works_is_named(
    channel: str, settings: AccountSettings, audience: str, words: tuple[str, ...]
) -> None:
    with pytest.raises(Error) as refused:
        check(channel, parse(audience), settings)
    assert all(word in refused.value.message for word in words), refused.value.message
    assert "\n" not in refused.value.message


def test_what_the_account_may_use_is_not_refused() -> None:
    for channel in ("auto", "mass", "template", "customer", "next-contact"):
        check(channel, parse("file:x"), TEMPLATE)
    check("mass", parse("all"), SUBSCRIPTION)
