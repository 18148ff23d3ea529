"""What sending broadcasts asks of WeChat beside messages to single members: mass sends, followers and tags."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence

from bot.broadcast.audience import parse
from bot.config import AccountSettings
from bot.errors import Code, Error
from bot.wechat import followers, mass
from bot.wechat.api import Api
from bot.wechat.capabilities import capabilities
from bot.wechat.outcome import Answer, NotSent, Outcome, Refused


class MassSends:
    """See ``Mass``."""

    def __init__(self, account: AccountSettings, api: Api) -> None:
        self.takes_lists = capabilities(account.kind, verified=account.verified).mass_to_members
        self._api = api

    async def to_members(self, members: Sequence[str], text: str, *, client_msg_id: str) -> Outcome:
        """See Mass."""
        return await mass.send_to_list(self._api, members, text, client_msg_id=client_msg_id)

    async def to_audience(self, audience: str, text: str, *, client_msg_id: str) -> Outcome:
        """See Mass."""
        whom = parse(audience)
        if whom.kind == "all":
            return await mass.send_to_all(self._api, text, client_msg_id=client_msg_id)
        if whom.kind != "tag":
            return Refused(0, f"这个账号只能群发给全部关注者或一个标签，不能按「{audience}」群发", "account")
        try:
            tag = await followers.tag_number(self._api, whom.name)
        except Error as error:
            if error.code is Code.UNKNOWN:
                return Refused(0, error.message, "account")
            return NotSent(error.message)
        return await mass.send_to_tag(self._api, tag, text, client_msg_id=client_msg_id)


class Following:
    """See ``Directory``."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def tags(self) -> Collection[str]:
        """See Directory."""
        return list(await self.sizes())

    async def sizes(self) -> Mapping[str, int]:
        """How many followers each tag has, by its name, in one call."""
        answered = await self._api.call("/cgi-bin/tags/get")
        if not isinstance(answered, Answer):
            raise Error(Code.UNAVAILABLE, f"没有取到公众号的标签：{answered.reason}")
        told = answered.fields.get("tags")
        tags = (tag for tag in told if isinstance(tag, dict)) if isinstance(told, list) else ()
        return {str(tag.get("name")): _number(tag.get("count")) for tag in tags}

    async def total(self) -> int:
        """How many followers the account has, in one call; WeChat tells no less than the first 10,000 openids, too."""
        answered = await self._api.call("/cgi-bin/user/get")
        if not isinstance(answered, Answer):
            raise Error(Code.UNAVAILABLE, f"没有取到公众号的关注者：{answered.reason}")
        return _number(answered.fields.get("total"))

    async def followers(self) -> AsyncIterator[str]:
        """See Directory."""
        async for openids in followers.followers(self._api):
            for openid in openids:
                yield openid

    async def tagged(self, tag: str) -> AsyncIterator[str]:
        """See Directory."""
        async for openids in followers.tag_members(self._api, await followers.tag_number(self._api, tag)):
            for openid in openids:
                yield openid


def _number(told: object) -> int:
    return told if isinstance(told, int) else 0
