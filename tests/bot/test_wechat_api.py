"""Calls to WeChat: what each outcome says for certain, and one token for all processes."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import structlog

from bot.store.sqlite import SqliteStore
from bot.wechat.api import Api
from bot.wechat.capabilities import capabilities
from bot.wechat.fields import filled
from bot.wechat.outcome import NotSent, Outcome, QuotaUsedUp, Refused, Sent, Unknown, may_repeat
from bot.wechat.token import FORCED_APART, Tokens
from bot.wechat.wire import Wire, new_session
from tests.wechat_api import CUSTOMER, SUBSCRIBE, TEMPLATE, TOKEN, WeChatApi, wechat_api

OPENID = "oMember-000000000000000000000"
SECRET = "made-up-secret"
FAST = aiohttp.ClientTimeout(total=0.3, connect=0.2)

NewApi = Callable[..., Api]


@pytest.fixture
async def wechat() -> AsyncIterator[WeChatApi]:
    async with wechat_api() as api:
        yield api


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore.open(tmp_path / "s.db")
    yield store
    await store.close()


@pytest.fixture
async def new_api(wechat: WeChatApi, store: SqliteStore) -> AsyncIterator[NewApi]:
    async with new_session() as session:

        def made(
            *, base: str = "", now: Callable[[], float] = lambda: 1000.0, kept: SqliteStore = store, proxy: str = ""
        ) -> Api:
            wire = Wire(session, base or wechat.base, FAST, proxy=proxy)
            return Api(wire, Tokens("wxdemo", SECRET, wire, kept, now))

        yield made


async def every(api: Api) -> list[Outcome]:
    """One message of each kind."""
    return [
        await api.send_customer_text(OPENID, "您好"),
        await api.send_template(OPENID, "T1", {"thing1": "需补正"}, client_msg_id="n-1", url="https://a.example"),
        await api.send_subscription(OPENID, "S1", {"thing1": "需补正"}),
    ]


async def test_messages_are_sent_as_the_platform_wants_them(new_api: NewApi, wechat: WeChatApi) -> None:
    assert await every(new_api()) == [Sent(), Sent("2"), Sent("3")]
    (customer,), (template,), (notice,) = map(wechat.sent, (CUSTOMER, TEMPLATE, SUBSCRIBE))
    assert customer == {"touser": OPENID, "msgtype": "text", "text": {"content": "您好"}}
    data = {"thing1": {"value": "需补正"}}
    link = {"client_msg_id": "n-1", "url": "https://a.example"}
    assert template == {"touser": OPENID, "template_id": "T1", "data": data, **link}
    assert notice.items() >= {"touser": OPENID, "template_id": "S1", "data": data}.items()


@pytest.mark.parametrize(
    ("code", "whom"),
    [
        (40003, "member"), (43004, "member"), (45015, "member"), (45047, "member"), (43101, "member"),
        (48001, "channel"), (40037, "channel"), (40164, "account"), (47003, "message"), (99999, "message"),
    ],
)  # fmt: skip
async def test_a_refusal_says_whom_it_concerns_and_why_in_chinese(
    new_api: NewApi, wechat: WeChatApi, code: int, whom: str
) -> None:
    wechat.always[CUSTOMER] = code
    outcome = await new_api().send_customer_text(OPENID, "您好")
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.whom) == (code, whom)
    assert str(code) in outcome.reason
    assert any("一" <= c <= "鿿" for c in outcome.reason)
    assert len(wechat.sent(CUSTOMER)) == 1


async def test_an_address_that_is_not_on_the_allow_list_is_named(new_api: NewApi, wechat: WeChatApi) -> None:
    wechat.always[TOKEN] = 40164
    outcome = await new_api().send_customer_text(OPENID, "您好")
    assert isinstance(outcome, Refused)
    assert "203.0.113.9" in outcome.reason


@pytest.mark.parametrize(("code", "lasts"), [(45009, "day"), (45011, "minute"), (45028, "day")])
async def test_a_used_up_quota_is_told_apart(new_api: NewApi, wechat: WeChatApi, code: int, lasts: str) -> None:
    wechat.always[TEMPLATE] = code
    outcome = await new_api().send_template(OPENID, "T1", {}, client_msg_id="n-1")
    assert isinstance(outcome, QuotaUsedUp)
    assert (outcome.code, outcome.lasts) == (code, lasts)


async def test_a_busy_platform_has_sent_nothing(new_api: NewApi, wechat: WeChatApi) -> None:
    wechat.trouble[CUSTOMER] = [-1]
    assert isinstance(await new_api().send_customer_text(OPENID, "您好"), NotSent)
    assert wechat.messages == []


@pytest.mark.parametrize("trouble", ["cut", "silence", "page", 502])
async def test_without_a_valid_answer_the_outcome_is_unknown_and_nothing_is_sent_again(
    new_api: NewApi, wechat: WeChatApi, trouble: Any
) -> None:
    wechat.always[CUSTOMER] = trouble
    assert isinstance(await new_api().send_customer_text(OPENID, "您好"), Unknown)
    assert len(wechat.messages) == 1


async def test_a_connection_that_was_never_made_has_sent_nothing(new_api: NewApi, store: SqliteStore) -> None:
    await store.keep_access_token("wxdemo", "token-wxdemo-1", 2000.0)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        refusing = f"http://127.0.0.1:{probe.getsockname()[1]}"
    for base in (refusing, "http://no-such-host.invalid"):
        assert isinstance(await new_api(base=base).send_customer_text(OPENID, "您好"), NotSent)


async def test_calls_go_through_the_proxy_that_is_named(new_api: NewApi, wechat: WeChatApi) -> None:
    """The fake takes requests for any host, as a proxy does, and as none may it refuses to connect to one (HTTPS)."""
    through = new_api(base="http://no-such-host.invalid", proxy=wechat.base)
    assert isinstance(await through.send_customer_text(OPENID, "您好"), Sent)
    assert len(wechat.messages) == 1
    refusing = new_api(base="https://no-such-host.invalid", proxy=wechat.base)
    told = await refusing.send_customer_text(OPENID, "您好")
    assert isinstance(told, NotSent)
    assert "no-such-host" not in told.reason


@pytest.mark.parametrize("trouble", ["cut", "silence", "page", 502, -1])
async def test_without_a_token_nothing_was_sent_whatever_went_wrong(
    new_api: NewApi, wechat: WeChatApi, trouble: Any
) -> None:
    wechat.always[TOKEN] = trouble
    assert isinstance(await new_api().send_customer_text(OPENID, "您好"), NotSent)
    assert wechat.sent(CUSTOMER) == []


async def test_a_token_is_fetched_once_and_renewed_ahead_of_its_end(new_api: NewApi, wechat: WeChatApi) -> None:
    now = [1000.0]
    api = new_api(now=lambda: now[0])
    for moment, fetched in ((1000.0, 1), (1000.0 + 6899, 1), (1000.0 + 6901, 2)):
        now[0] = moment
        await api.send_customer_text(OPENID, "您好")
        assert len(wechat.sent(TOKEN)) == fetched


async def test_processes_share_a_token(new_api: NewApi, wechat: WeChatApi, tmp_path: Path) -> None:
    other = SqliteStore.open(tmp_path / "s.db")
    await new_api().send_customer_text(OPENID, "您好")
    await new_api(kept=other).send_customer_text(OPENID, "您好")
    assert len(wechat.sent(TOKEN)) == 1
    await other.close()


async def test_many_sends_at_a_cold_start_fetch_one_token(new_api: NewApi, wechat: WeChatApi) -> None:
    api = new_api()
    assert set(await asyncio.gather(*(api.send_customer_text(OPENID, f"第{n}句") for n in range(20)))) == {Sent()}
    assert len(wechat.sent(TOKEN)) == 1


async def test_a_token_that_was_ended_is_renewed_once_by_two_processes_at_once(
    new_api: NewApi, wechat: WeChatApi, tmp_path: Path
) -> None:
    other = SqliteStore.open(tmp_path / "s.db")
    apis = [new_api(), new_api(kept=other)]
    await apis[0].send_customer_text(OPENID, "您好")
    wechat.end_tokens()
    told = await asyncio.gather(*(api.send_customer_text(OPENID, "您好") for api in apis * 5))
    assert set(told) == {Sent()}
    assert len(wechat.messages) == 11
    assert wechat.forced == 0
    assert len(wechat.sent(TOKEN)) <= 3  # the first, and one for each process
    await other.close()


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_token_that_is_refused_for_good_is_forced_once_and_given_up(
    new_api: NewApi, wechat: WeChatApi, code: int
) -> None:
    now = [1000.0]
    api = new_api(now=lambda: now[0])
    wechat.always[CUSTOMER] = code
    for _ in range(5):
        outcome = await api.send_customer_text(OPENID, "您好")
        assert isinstance(outcome, Refused)
        assert outcome.whom == "account"
    assert wechat.forced == 1
    now[0] += FORCED_APART + 1
    await api.send_customer_text(OPENID, "您好")
    assert wechat.forced == 2


async def test_a_forced_token_sends_the_message(new_api: NewApi, wechat: WeChatApi) -> None:
    wechat.trouble[CUSTOMER] = [42001]
    assert await new_api().send_customer_text(OPENID, "您好") == Sent()
    assert wechat.forced == 1


async def test_a_wrong_secret_is_said_and_not_hammered_on(new_api: NewApi, wechat: WeChatApi) -> None:
    wechat.secrets["wxdemo"] = "another"
    outcome = await new_api().send_customer_text(OPENID, "您好")
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.whom) == (40125, "account")
    assert len(wechat.calls) == 1


async def test_neither_secret_nor_token_nor_member_is_ever_told(new_api: NewApi, wechat: WeChatApi) -> None:
    told: list[Any] = []
    with structlog.testing.capture_logs() as logs:
        for trouble in ("cut", "silence", "page", 500, 40001, 45015, 99999):
            wechat.always[CUSTOMER] = trouble
            told.append(await new_api().send_customer_text(OPENID, "您好"))
        told.append(await new_api(base="http://no-such-host.invalid").send_customer_text(OPENID, "您好"))
    assert not [s for s in (SECRET, "token-wxdemo", OPENID) if s in f"{told}{logs}"]


async def test_half_a_character_is_left_out(new_api: NewApi, wechat: WeChatApi) -> None:
    assert await new_api().send_customer_text(OPENID, "您\ud800好") == Sent()
    assert wechat.messages[0]["text"]["content"] == "您好"


def test_what_may_be_sent_again() -> None:
    assert may_repeat("template", 1000.0, 1500.0)
    assert not may_repeat("template", 1000.0, 1600.0)
    assert may_repeat("mass", 1000.0, 80_000.0)
    assert not may_repeat("customer", 1000.0, 1000.0)
    assert not may_repeat("subscribe", 1000.0, 1000.0)


def test_rights_follow_kind_and_verification() -> None:
    service = capabilities("service", verified=True)
    assert (service.customer, service.template, service.mass_to_members, service.mass_a_month) == (True, True, True, 4)
    subscription = capabilities("subscription", verified=True)
    assert (subscription.customer, subscription.template, subscription.mass_to_tags) == (True, False, True)
    assert (subscription.mass_to_members, subscription.mass_a_day) == (False, 1)
    for kind in ("service", "subscription"):
        able = capabilities(kind, verified=False)
        rights = (able.customer, able.template, able.subscribe, able.mass_to_tags, able.followers, able.menu)
        assert not any(rights)


def test_a_template_s_fields_are_filled_within_their_limits() -> None:
    values = {"name": "优秀质量管理小组成果", "text": "需补正\n请看" + "长" * 20, "deadline": ""}
    done = filled({"thing1": "{name}", "thing2": "{text}", "time3": "{deadline}"}, values)
    assert done.data == {"thing1": "优秀质量管理小组成果", "thing2": "需补正 请看" + "长" * 13 + "…", "time3": ""}
    assert (done.cut, done.missing) == (("thing2",), ("deadline",))
