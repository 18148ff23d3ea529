"""Who follows an account (关注者列表), and who has a tag (标签), as WeChat knows it; page by page.

Reading may be repeated: a call without an answer is tried again a few times. Errors are raised, as a list that is not
whole would leave members out: Error (UNAVAILABLE), or (UNKNOWN) for a tag that there is none of.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

from bot.errors import Code, Error
from bot.wechat.api import Api
from bot.wechat.outcome import Answer, NotSent, Unknown

TRIES = 3
PAUSE = 1.0  # seconds before the second try; doubled before each further one

Sleep = Callable[[float], Awaitable[None]]


async def followers(api: Api, sleep: Sleep = asyncio.sleep) -> AsyncIterator[Sequence[str]]:
    """The openids of all who follow, up to 10,000 at a time. WeChat allows 500 of these calls a day."""

    async def page(after: str) -> Mapping[str, object]:
        return await _asked(api, "/cgi-bin/user/get", None, {"next_openid": after} if after else {}, sleep)

    async for openids in _pages(page):
        yield openids


async def tag_members(api: Api, tag: int, sleep: Sleep = asyncio.sleep) -> AsyncIterator[Sequence[str]]:
    """The openids of those who have a tag, by its number, up to 10,000 at a time."""

    async def page(after: str) -> Mapping[str, object]:
        return await _asked(api, "/cgi-bin/user/tag/get", {"tagid": tag, "next_openid": after}, {}, sleep)

    async for openids in _pages(page):
        yield openids


async def tag_number(api: Api, name: str, sleep: Sleep = asyncio.sleep) -> int:
    """The number of the tag of a name. Raises Error (UNKNOWN), naming those that there are."""
    told = (await _asked(api, "/cgi-bin/tags/get", None, {}, sleep)).get("tags")
    tags = {str(t.get("name")): t.get("id") for t in told if isinstance(t, dict)} if isinstance(told, list) else {}
    number = tags.get(name)
    if not isinstance(number, int):
        known = "、".join(tags) if tags else "没有标签"
        raise Error(Code.UNKNOWN, f"公众号没有标签「{name}」；现有：{known}")
    return number


async def _pages(page: Callable[[str], Awaitable[Mapping[str, object]]]) -> AsyncIterator[Sequence[str]]:
    """Until a page is empty, or names no next one; the last page may name one all the same."""
    after = ""
    while True:
        told = await page(after)
        data = told.get("data")
        openids = data.get("openid") if isinstance(data, dict) else None
        if not isinstance(openids, list) or not openids:
            return
        yield [str(openid) for openid in openids]
        following = told.get("next_openid")
        if not isinstance(following, str) or not following or following == after:
            return
        after = following


async def _asked(
    api: Api, path: str, body: Mapping[str, object] | None, query: Mapping[str, str], sleep: Sleep
) -> Mapping[str, object]:
    pause, left = PAUSE, TRIES
    while not isinstance(answered := await api.call(path, body, query), Answer):
        left -= 1
        if not left or not isinstance(answered, NotSent | Unknown):
            raise Error(Code.UNAVAILABLE, f"没有取到公众号的关注者：{answered.reason}")
        await sleep(pause)
        pause *= 2
    return answered.fields
