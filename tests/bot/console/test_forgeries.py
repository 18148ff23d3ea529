"""Requests that no browser makes: they are refused, and neither fail the service nor leave anything that would."""

from __future__ import annotations

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from bot.console.secure import address_of, place_of
from tests.bot.console.conftest import Browser, ConsoleOffice
from tests.bot.console.test_rights import kept

FORM = "application/x-www-form-urlencoded"
NEW = "/console/shanxi/questions/answers/new"


async def sent(browser: Browser, path: str, body: bytes = b"", **headers: str) -> int:
    """Post something as it is; the status."""
    given = {"Content-Type": FORM} | {name.replace("_", "-"): value for name, value in headers.items()}
    async with browser.session.post(
        browser.server.make_url(path), data=body, headers=given, allow_redirects=False
    ) as page:
        return page.status


async def test_encodings_that_are_none_and_halves_of_characters_are_refused(office: ConsoleOffice) -> None:
    browser = await office.staff("editor")
    before = kept(office)
    for kind in (f"{FORM}; charset=nonsense", f"{FORM}; charset=zlib"):
        assert await sent(browser, "/console/-/sign-in", b"a=b", Content_Type=kind) == 400
        assert await sent(browser, NEW, b"a=b", Content_Type=kind, X_CSRF_Token=browser.csrf) == 400
    half = rb"question=\ud800x&answer=y&do=test&csrf=" + browser.csrf.encode()
    assert await sent(browser, NEW, half, Content_Type=f"{FORM}; charset=unicode_escape") == 400
    assert kept(office) == before


async def test_bytes_that_are_no_token_are_no_token(office: ConsoleOffice) -> None:
    browser = await office.staff("editor")
    assert await sent(browser, "/console/-/sign-out", b"a=b", X_CSRF_Token="\udcff令牌") == 403
    nobody = await office.browser()
    for value in ("\udcff", "令牌"):
        page = await nobody.get("/console/shanxi/today", headers={"Cookie": f"zxt={value}"})
        assert page.status == 303
        form = {"Cookie": f"zxt-form={value}"}
        assert (await nobody.post("/console/-/sign-in", {"form": "令牌", "name": "a"}, headers=form)).status == 403


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 30, "-1", "1.5", "²", "٣", "x", ""])
async def test_numbers_that_are_none_are_refused(office: ConsoleOffice, number: str) -> None:
    browser = await office.staff("editor")
    taken = await browser.post("/console/shanxi/questions/answers/take-up", {"number": number})
    assert taken.status == 400, number
    for path in ("questions", "questions/answers", "handoffs", "broadcasts"):
        assert (await browser.get(f"/console/shanxi/{path}/{number}")).status in (200, 404), path
    filled = {"question": "洗衣房几点关门？", "similar": "", "negative": "", "answer": "晚上十点。", "do": "test"}
    draft = await browser.post(NEW, filled)
    edit = draft.location.removesuffix("/test") + "/edit"
    assert (await browser.post(edit, filled | {"answer": "晚上九点。", "version": number})).status == 409


@pytest.mark.parametrize(
    ("lines", "address"),
    [
        ([], "127.0.0.1"),
        (["198.51.100.7"], "198.51.100.7"),
        (["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
        (["203.0.113.9", "198.51.100.7"], "198.51.100.7"),
        (["203.0.113.9, "], "127.0.0.1"),
        (["x" * 100], "x" * 64),
    ],
)
def test_the_address_is_the_one_that_the_proxy_saw(lines: list[str], address: str) -> None:
    request = _request("127.0.0.1", lines)
    assert address_of(request) == address
    assert address_of(_request("198.51.100.9", ["203.0.113.9"])) == "198.51.100.9", "who is no proxy of ours says so"


def test_attempts_from_one_network_are_counted_together() -> None:
    first, second, other = ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1")
    assert place_of(_request(first, [])) == place_of(_request(second, []))
    assert place_of(_request(first, [])) != place_of(_request(other, []))
    assert place_of(_request("::ffff:198.51.100.7", [])) == place_of(_request("198.51.100.7", []))
    assert place_of(_request("127.0.0.1", ["nonsense"])) == "nonsense"


def _request(peer: str, lines: list[str]) -> web.Request:
    headers = CIMultiDict([("X-Forwarded-For", line) for line in lines])
    request = make_mocked_request("GET", "/", headers=headers)
    return request.clone(remote=peer)
