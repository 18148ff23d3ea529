"""The stand-in for WeChat's API keeps to the platform's rules, fails as told, and knows who got what."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.standin.control import made_up
from tests.bot.served import free_port
from tests.bot.small_pack import CONFIG, write_config
from tests.standing import MEMBER, NEWS, OTHER, PLAIN, SERVICE, Caller, caller

CUSTOMER, TEMPLATE, SUBSCRIBE = "message/custom/send", "message/template/send", "message/subscribe/bizsend"
TO_ALL, TO_LIST = "message/mass/sendall", "message/mass/send"
PATH = "/cgi-bin/message/template/send"
DAY = 86_400


@pytest.fixture
async def wechat() -> AsyncIterator[Caller]:
    async with caller() as calling:
        await calling.steer("followers", account="demo", members=[MEMBER, OTHER])
        yield calling


def text(member: str = MEMBER, content: str = "您好") -> dict[str, Any]:
    return {"touser": member, "msgtype": "text", "text": {"content": content}}


def template(member: str = MEMBER, key: str = "", **fields: str) -> dict[str, Any]:
    data = {name: {"value": value} for name, value in (fields or {"thing1": "截止"}).items()}
    return {"touser": member, "template_id": "T1", "data": data} | ({"client_msg_id": key} if key else {})


def mass(key: str, to: Any = None) -> dict[str, Any]:
    whom = {"filter": {"is_to_all": True}} if to is None else to if isinstance(to, dict) else {"touser": to}
    return {**whom, "msgtype": "text", "text": {"content": "通知"}, "clientmsgid": key}


async def got(wechat: Caller, **query: str) -> list[dict[str, Any]]:
    received: list[dict[str, Any]] = await wechat.look("received", **query)
    return received


async def test_everyone_gets_the_same_token_until_shortly_before_its_end(wechat: Caller) -> None:
    first = await wechat.ask_token()
    wechat.wait(6000)
    again = await wechat.ask_token()
    assert (again["access_token"], again["expires_in"]) == (first["access_token"], 1200)
    wechat.wait(1000)
    renewed = await wechat.ask_token()
    assert renewed["access_token"] != first["access_token"]
    wechat.tokens[SERVICE.app_id] = first["access_token"]
    assert await wechat.code(TEMPLATE, template()) == 0  # the old one goes on until its own end
    wechat.wait(200)
    assert await wechat.code(TEMPLATE, template()) == 42001


async def test_a_forced_token_ends_the_one_before_at_once_and_is_not_to_be_had_often(wechat: Caller) -> None:
    before = await wechat.token()
    after = (await wechat.ask_token(force=True))["access_token"]
    assert await wechat.code(TEMPLATE, template()) == 40001
    assert after != before
    assert (await wechat.ask_token(force=True))["errcode"] == 45011
    for _ in range(19):
        wechat.wait(31)
        assert "access_token" in await wechat.ask_token(force=True)
    wechat.wait(31)
    assert (await wechat.ask_token(force=True))["errcode"] == 45009


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"grant_type": "x"}, 40002), ({"appid": ""}, 41002), ({"appid": "wxnone"}, 40013),
        ({"secret": ""}, 41004), ({"secret": "wrong"}, 40125),
    ],
)  # fmt: skip
async def test_who_names_the_wrong_secret_gets_no_token(wechat: Caller, changes: dict[str, Any], code: int) -> None:
    assert (await wechat.ask_token(SERVICE, **changes))["errcode"] == code


async def test_a_classic_token_ends_the_one_before_after_five_minutes(wechat: Caller) -> None:
    async def classic() -> str:
        asked = {"grant_type": "client_credential", "appid": SERVICE.app_id, "secret": SERVICE.app_secret}
        async with wechat.session.get(f"{wechat.standin.base}/cgi-bin/token", params=asked) as response:
            return str((await response.json(content_type=None))["access_token"])

    first, _second = await classic(), await classic()
    wechat.tokens[SERVICE.app_id] = first
    assert await wechat.code(TEMPLATE, template()) == 0
    wechat.wait(301)
    assert await wechat.code(TEMPLATE, template()) == 42001


async def test_a_customer_message_needs_a_window_with_something_left_in_it(wechat: Caller) -> None:
    assert await wechat.code(CUSTOMER, text()) == 45015
    await wechat.acts("message")
    assert [await wechat.code(CUSTOMER, text()) for _ in range(6)] == [0] * 5 + [45047]
    await wechat.acts("message")
    wechat.wait(48 * 3600 + 1)
    assert await wechat.code(CUSTOMER, text()) == 45015
    await wechat.acts("subscribe")
    assert [await wechat.code(CUSTOMER, text()) for _ in range(4)] == [0] * 3 + [45047]
    wechat.wait(61)
    assert await wechat.code(CUSTOMER, text()) == 45015
    assert len(await got(wechat, member=MEMBER, channel="customer")) == 8


async def test_who_left_or_never_followed_is_not_reached(wechat: Caller) -> None:
    await wechat.acts("unsubscribe")
    assert await wechat.code(TEMPLATE, template()) == 43004
    assert await wechat.code(TEMPLATE, template("oNobody")) == 40003
    await wechat.steer("refusals", account="demo", member=OTHER, code=43019)
    assert await wechat.code(TEMPLATE, template(OTHER)) == 43019
    await wechat.acts("subscribe")
    assert await wechat.code(TEMPLATE, template()) == 0


async def test_a_template_message_is_known_again_for_ten_minutes(wechat: Caller) -> None:
    first = await wechat.call(TEMPLATE, template(key="b1-1"))
    wechat.wait(599)
    assert await wechat.call(TEMPLATE, template(key="b1-1")) == first
    assert await wechat.code(TEMPLATE, template(OTHER, key="b1-1")) == 0
    wechat.wait(2)
    assert (await wechat.call(TEMPLATE, template(key="b1-1")))["msgid"] != first["msgid"]
    assert (await wechat.look("summary"))["most"] == 2


async def test_fields_are_cut_as_members_see_them_and_empty_ones_refused(wechat: Caller) -> None:
    assert await wechat.code(TEMPLATE, template(thing1="长" * 30)) == 0
    (received,) = await got(wechat)
    assert "长" * 19 + "…" in received["content"]
    assert await wechat.code(TEMPLATE, template(thing1="")) == 47003
    assert await wechat.code(TEMPLATE, {**template(), "template_id": ""}) == 40037


async def test_a_notification_takes_a_consent_for_each(wechat: Caller) -> None:
    assert await wechat.code(SUBSCRIBE, template()) == 43101
    await wechat.acts("accept", template="T1")
    assert [await wechat.code(SUBSCRIBE, template()) for _ in range(2)] == [0, 43101]
    await wechat.acts("accept", template="T1")
    await wechat.acts("reject", template="T1")
    assert await wechat.code(SUBSCRIBE, template()) == 43101


async def test_a_mass_send_is_taken_once_by_its_id(wechat: Caller) -> None:
    first = await wechat.call(TO_LIST, mass("m1", [MEMBER, OTHER]))
    assert await wechat.code(TO_LIST, mass("m1", [MEMBER, OTHER])) == 45066
    wechat.wait(61)
    again = await wechat.call(TO_LIST, mass("m1", [MEMBER, OTHER]))
    assert (again["errcode"], again["msg_id"]) == (45065, first["msg_id"])
    assert await wechat.code(TO_LIST, mass("m" * 33, [MEMBER, OTHER])) == 45067
    assert await wechat.code(TO_LIST, mass("m2", [MEMBER])) == 40130
    assert (await wechat.call("message/mass/get", {"msg_id": first["msg_id"]}))["msg_status"] == "SEND_SUCCESS"
    assert [r["member"] for r in await got(wechat, channel="mass")] == [MEMBER, OTHER]


async def test_mass_sends_are_few(wechat: Caller) -> None:
    for account in (SERVICE, NEWS):
        await wechat.steer("followers", account=account.id, members=[MEMBER, OTHER])
        assert await wechat.code(TO_ALL, mass("a1"), of=account) == 0
        assert await wechat.code(TO_ALL, mass("a2"), of=account) == 45028
    for number in range(5):
        assert await wechat.code(TO_LIST, mass(f"l{number}", [MEMBER, OTHER])) == 0
    await asyncio.sleep(0.01)
    assert len(await got(wechat, account="demo", member=MEMBER, channel="mass")) == 4
    wechat.wait(DAY)
    assert await wechat.code(TO_ALL, mass("a3"), of=NEWS) == 0


async def test_a_tag_s_members_are_listed_and_sent_to(wechat: Caller) -> None:
    await wechat.steer("followers", account="demo", members=[MEMBER], tag="会员", tag_id=101)
    assert (await wechat.call("tags/get"))["tags"] == [{"id": 101, "name": "会员", "count": 1}]
    assert (await wechat.call("user/tag/get", {"tagid": 101}))["data"] == {"openid": [MEMBER]}
    chosen = {"filter": {"is_to_all": False, "tag_id": 101}}
    assert await wechat.code(TO_ALL, mass("t1", chosen)) == 0
    assert await wechat.code(TO_ALL, mass("t2", {"filter": {"is_to_all": False, "tag_id": 7}})) == 40152
    await asyncio.sleep(0.01)
    assert [r["member"] for r in await got(wechat, channel="mass")] == [MEMBER]


async def test_followers_come_ten_thousand_at_a_time_and_the_last_page_names_a_next_one(wechat: Caller) -> None:
    await wechat.steer("followers", account="news", count=20_000)
    first = await wechat.call("user/get", of=NEWS)
    assert (first["total"], first["count"], first["next_openid"]) == (20_000, 10_000, made_up(9999))
    last = await wechat.call("user/get", of=NEWS, next_openid=first["next_openid"])
    assert (last["count"], last["next_openid"]) == (10_000, made_up(19_999))
    beyond = await wechat.call("user/get", of=NEWS, next_openid=last["next_openid"])
    assert beyond == {"total": 20_000, "count": 0, "next_openid": ""}


async def test_accounts_may_do_what_their_kind_may(wechat: Caller) -> None:
    assert await wechat.code(TEMPLATE, template(), of=NEWS) == 48001
    assert await wechat.code(TO_LIST, mass("m", [MEMBER, OTHER]), of=NEWS) == 48001
    for path in (CUSTOMER, TEMPLATE, SUBSCRIBE, TO_ALL, "menu/create"):
        assert await wechat.code(path, {}, of=PLAIN) == 48001
    assert await wechat.code("user/get", of=PLAIN) == 48001


async def test_the_day_s_calls_are_counted_and_cleared_ten_times_a_month(wechat: Caller) -> None:
    await wechat.steer("settings", a_day={PATH: 2})
    assert [await wechat.code(TEMPLATE, template()) for _ in range(3)] == [0, 0, 45009]
    asked = {"cgi_path": PATH}
    assert (await wechat.call("openapi/quota/get", asked))["quota"] == {"daily_limit": 2, "used": 2, "remain": 0}
    cleared = [await wechat.code("clear_quota", {"appid": SERVICE.app_id}) for _ in range(11)]
    assert cleared == [0] * 10 + [48006]
    assert [await wechat.code(TEMPLATE, template()) for _ in range(3)] == [0, 0, 45009]
    wechat.wait(DAY)
    assert await wechat.code(TEMPLATE, template()) == 0
    await wechat.steer("settings", a_minute={PATH: 2})
    wechat.wait(60)
    assert [await wechat.code(TEMPLATE, template()) for _ in range(2)] == [0, 45009]


async def test_a_menu_within_the_limits_is_kept(wechat: Caller) -> None:
    entry = {"type": "click", "name": "会费", "key": "ask:会费"}
    menu = {"button": [{"name": "入会", "sub_button": [entry]}, entry]}
    assert await wechat.code("menu/create", menu) == 0
    assert (await wechat.call("menu/get"))["menu"] == menu == await wechat.look("menu", account="demo")
    assert await wechat.code("menu/create", {"button": [entry] * 4}) == 40016
    assert await wechat.code("menu/create", {"button": [{**entry, "name": "六个汉字过长"}]}) == 40018
    assert await wechat.code("menu/delete") == 0
    assert await wechat.code("menu/get") == 46003


async def test_escapes_that_members_would_read_are_refused(wechat: Caller) -> None:
    address, token = f"{wechat.standin.base}{PATH}", await wechat.token()
    for data, code in ((rb'{"touser":"\u4e00"}', 40033), (b"[]", 47001), (b"{", 47001)):
        async with wechat.session.post(address, params={"access_token": token}, data=data) as response:
            assert (await response.json(content_type=None))["errcode"] == code
    async with wechat.session.post(address, data=b"{}") as response:
        assert (await response.json(content_type=None))["errcode"] == 41001


@pytest.mark.parametrize("code", [-1, 40001, 40164, 43004, 45009])
async def test_it_refuses_as_told_and_does_nothing(wechat: Caller, code: int) -> None:
    await wechat.steered("troubles", [{"kind": "errcode", "code": code, "path": PATH, "times": 1}])
    assert [await wechat.code(TEMPLATE, template()) for _ in range(2)] == [code, 0]
    assert len(await got(wechat)) == 1


@pytest.mark.parametrize("done", [0, 1])
@pytest.mark.parametrize("kind", ["reset", "garbage", "status", "silence"])
async def test_it_fails_before_or_after_the_message_was_delivered(wechat: Caller, kind: str, done: int) -> None:
    asked = {"access_token": await wechat.token()}
    await wechat.steered("troubles", [{"kind": kind, "code": 502, "path": PATH, "done": done}])
    came = "nothing"
    with suppress(TimeoutError, aiohttp.ClientError):
        async with wechat.session.post(
            f"{wechat.standin.base}{PATH}",
            params=asked,
            data=json.dumps(template(), ensure_ascii=False),
            timeout=aiohttp.ClientTimeout(total=0.2),
        ) as response:
            came = f"{response.status} {await response.text()}"
    assert came == {"garbage": "200 <html>维护中</html>", "status": "502 upstream"}.get(kind, "nothing")
    assert len(await got(wechat)) == done
    counts = (await wechat.look("calls"))["counts"]
    assert {"account": "demo", "path": PATH, "answered": kind, "count": 1} in counts


async def test_some_calls_fail_at_a_rate_and_others_take_longer(wechat: Caller) -> None:
    rules = [{"kind": "slow", "seconds": 0.001}, {"kind": "errcode", "code": -1, "rate": 0.5, "members": [MEMBER]}]
    await wechat.steered("troubles", rules)
    codes = [await wechat.code(TEMPLATE, template()) for _ in range(60)]
    assert 10 < codes.count(-1) < 50
    assert await wechat.code(TEMPLATE, template(OTHER)) == 0


async def test_no_secret_is_on_record(wechat: Caller) -> None:
    await wechat.code(TEMPLATE, template())
    told = str(await wechat.look("calls"))
    assert SERVICE.app_secret not in told
    assert await wechat.token() not in told


@pytest.mark.parametrize("headers", [{"Origin": "http://127.0.0.1:1"}, {"Host": "evil.example"}, {"Via": "1.1 x"}])
async def test_other_pages_and_machines_do_not_steer_it(wechat: Caller, headers: dict[str, str]) -> None:
    address = f"{wechat.standin.base}/standin/ready"
    async with wechat.session.get(address, headers=headers) as response:
        assert response.status == 403


@pytest.mark.parametrize(
    ("what", "order"),
    [("acts", {"account": "demo", "member": "o", "kind": "x"}), ("troubles", [{"kind": "x"}]), ("settings", {"a": 1})],
)
async def test_an_order_that_is_none_is_refused(wechat: Caller, what: str, order: Any) -> None:
    async with wechat.session.post(f"{wechat.standin.base}/standin/{what}", json=order) as response:
        assert response.status == 400


async def test_it_is_a_process_of_its_own_that_ends_with_who_started_it(tmp_path: Path) -> None:
    config = write_config(tmp_path)
    command = [sys.executable, "-m", "bot", "--config", str(config), "standin", "--leashed"]
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    base = (await process.stdout.readline()).decode().strip()
    async with aiohttp.ClientSession() as session, session.get(f"{base}/standin/ready") as response:
        assert (await response.json())["standin"] is True
    taken = [*command[:-1], "--port", base.rpartition(":")[2]]
    second = await asyncio.create_subprocess_exec(*taken, stdout=PIPE, stderr=PIPE)
    assert "端口被占用" in (await second.communicate())[1].decode()
    assert second.returncode == 1
    process.stdin.close()
    assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_the_demonstration_has_one_beside_it(tmp_path: Path) -> None:
    port, standin = free_port(), free_port()
    account = f'kind = "service"\nverified = true\napp_secret = "secret"\napi_base = "http://127.0.0.1:{standin}"\n'
    config = write_config(tmp_path, CONFIG + account)
    (tmp_path / "demo").mkdir()
    command = ["serve", "--port", str(port), "--demonstration", str(tmp_path / "demo")]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "--config", str(config), *command, stderr=PIPE
    )
    address = f"http://127.0.0.1:{standin}/standin"
    accept = {"account": "demo", "member": MEMBER, "kind": "accept", "template": "T1"}
    async with aiohttp.ClientSession() as session:
        async with asyncio.timeout(60):
            while not await answers(session, f"{address}/ready", f"http://127.0.0.1:{port}/readyz"):
                assert process.returncode is None
                await asyncio.sleep(0.05)
        async with session.post(f"{address}/acts", json=accept) as response:
            assert response.status == 200
        async with session.post(f"{address}/settle", json={}) as response:
            assert await response.json() == {"answered": 1}  # by the service that it stands beside
        process.terminate()
        assert await process.communicate()
        assert not await answers(session, f"{address}/ready")


async def answers(session: aiohttp.ClientSession, *addresses: str) -> bool:
    for address in addresses:
        try:
            async with session.get(address) as response:
                if response.status != 200:
                    return False
        except aiohttp.ClientError:
            return False
    return True
