"""The simulator's addresses: what a member's act becomes at the real webhook, and who may not use them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, HttpVersion10
from aiohttp.test_utils import TestServer

MEMBER = "oMemberOfTheSimulator000000"
SEND = "/simulator/api/send"


@pytest.fixture
async def browser(service: TestServer) -> AsyncIterator[ClientSession]:
    async with ClientSession(service.make_url("/")) as session:
        yield session


def act(kind: str, **more: str) -> dict[str, str]:
    return {"account": "club0", "member": MEMBER, "kind": kind, **more}


async def delivered(browser: ClientSession, sent: dict[str, str]) -> dict[str, Any]:
    async with browser.post(SEND, json=sent) as response:
        answer: dict[str, Any] = await response.json()
        assert response.status == 200, answer
        return answer


def words(answer: dict[str, Any]) -> str:
    return "".join(part["text"] for part in answer["parts"])


@pytest.mark.parametrize("account", ["club0", "club1", "club2"])
async def test_a_question_is_answered_in_every_mode(browser: ClientSession, account: str) -> None:
    answer = await delivered(browser, act("text", text="会费是多少") | {"account": account})
    assert answer["kind"] == "text"
    assert words(answer).endswith("听到：会费是多少")


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (act("voice", text="会费是多少"), "第0协会听到：会费是多少"),
        (act("voice"), "收到voice"),
        (act("image"), "收到image"),
        (act("video"), "收到video"),
        (act("location", text="广场 <1>"), "收到location"),
        (act("link", text="一篇 & 文章"), "收到link"),
        (act("click", key="ask:会费是多少"), "第0协会听到：会费是多少"),
        (act("subscribe"), "欢迎关注第0协会\n试问会费"),
        (act("text", text="一行\n]]> <a>&amp; 😀"), "第0协会听到：一行\n]]> <a>&amp; 😀"),
        (act("text", text=" \n "), "收到empty"),
    ],
)
async def test_each_kind_of_act_reaches_the_desk(browser: ClientSession, sent: dict[str, str], told: str) -> None:
    assert words(await delivered(browser, sent)) == told


async def test_leaving_is_met_with_silence(browser: ClientSession) -> None:
    assert (await delivered(browser, act("unsubscribe")))["kind"] == "none"


async def test_the_welcome_s_examples_can_be_tapped(browser: ClientSession) -> None:
    answer = await delivered(browser, act("subscribe"))
    (example,) = [part for part in answer["parts"] if part["kind"] == "say"]
    tapped = act("text", text=example["target"], menu_id=example["menu_id"])
    assert words(await delivered(browser, tapped)) == "第0协会听到：会费是多少"


@pytest.mark.parametrize("sent", [act("text", text="会费"), act("click", key="ask:会费")])
async def test_an_answer_comes_with_how_it_was_reached(browser: ClientSession, sent: dict[str, str]) -> None:
    explanation = (await delivered(browser, sent))["explanation"]
    assert explanation == {
        "handler": "echo",
        "outcome": "answered",
        "reading": {"handler": "echo", "subject": "问题", "asked": "会费", "score": 0.875, "why": ["逐字"]},
        "runner_up": None,
        "sources": [{"document": "章程", "section": "第一条", "quote": "本会名称"}],
    }


async def test_a_handler_that_fails_is_apologised_for_without_explanation(browser: ClientSession) -> None:
    answer = await delivered(browser, act("text", text="出错"))
    assert words(answer) == "抱歉，请稍后再试"
    assert answer["explanation"] is None


async def test_an_unknown_account_is_not_found(browser: ClientSession) -> None:
    async with browser.post(SEND, json=act("text", text="在吗") | {"account": "nobody"}) as response:
        assert response.status == 404


@pytest.mark.parametrize(
    "sent",
    [
        act("dance"),
        act("text", member="短"),
        act("text", text="长" * 5001),
        act("text", other="x"),
        {"account": "club0"},
        [],
    ],
)
async def test_an_act_that_is_none_is_refused(browser: ClientSession, sent: object) -> None:
    async with browser.post(SEND, json=sent) as response:
        assert response.status == 400
        assert (await response.json())["fault"]


async def test_a_huge_act_is_refused(browser: ClientSession) -> None:
    async with browser.post(SEND, data=b"[" * 40_000, headers={"Content-Type": "application/json"}) as response:
        assert response.status == 413


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:80"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
    ],
)
async def test_other_pages_are_refused(browser: ClientSession, headers: dict[str, str]) -> None:
    sent = b'{"account":"club0","member":"oMember000","kind":"unsubscribe"}'
    async with browser.post(SEND, data=sent, headers={"Content-Type": "application/json"} | headers) as response:
        assert response.status == 403


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via", "X-Forwarded-Host"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_what_a_proxy_hands_on_is_refused(browser: ClientSession, method: str, header: str) -> None:
    address = "/simulator" if method == "GET" else SEND
    body = None if method == "GET" else act("text", text="会费")
    async with browser.request(method, address, json=body, headers={header: "127.0.0.1"}) as response:
        assert response.status == 403


async def test_a_proxy_that_says_nothing_is_known_by_its_http_version(service: TestServer) -> None:
    address = service.make_url("/simulator")
    async with ClientSession(version=HttpVersion10) as proxy, proxy.get(address) as response:
        assert response.status == 403


async def test_the_page_s_own_origin_is_served(browser: ClientSession, service: TestServer) -> None:
    headers = {"Origin": str(service.make_url("/")).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    async with browser.post(SEND, json=act("text", text="会费"), headers=headers) as response:
        assert response.status == 200


@pytest.mark.parametrize("host", ["localhost", "localhost:8080", "[::1]:8080", "127.0.0.1"])
async def test_every_name_of_this_machine_is_served(browser: ClientSession, host: str) -> None:
    async with browser.get("/simulator", headers={"Host": host}) as response:
        assert response.status == 200


async def test_the_page_is_not_shown_under_a_foreign_name(browser: ClientSession) -> None:
    async with browser.get("/simulator", headers={"Host": "evil.example"}) as response:
        assert response.status == 403
        assert "协会" not in await response.text()


@pytest.mark.parametrize("address", ["/simulator", "/simulator/static/simulator.js", "/simulator/static/none.js"])
async def test_every_answer_forbids_foreign_code_and_framing(browser: ClientSession, address: str) -> None:
    async with browser.get(address) as response:
        policy = response.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["none.js", "..%2Froutes.py", "..%2F..%2Fapp.py", "%2e%2e%2froutes.py"])
async def test_only_the_page_s_own_files_are_served(browser: ClientSession, name: str) -> None:
    async with browser.get(f"/simulator/static/{name}") as response:
        assert response.status == 404


async def test_the_page_names_every_account(browser: ClientSession) -> None:
    async with browser.get("/simulator") as response:
        page = await response.text()
    for number in range(5):
        assert f"第{number}协会" in page


@pytest.mark.parametrize("address", ["/simulator", "/simulator/static/simulator.js"])
async def test_without_the_simulator_there_is_no_page(service_without_simulator: TestServer, address: str) -> None:
    async with ClientSession(service_without_simulator.make_url("/")) as session:
        async with session.get(address) as response:
            assert response.status == 404
        async with session.post(SEND, json=act("text", text="会费")) as response:
            assert response.status == 404
