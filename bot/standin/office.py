"""What staff set up and look up: followers, tags, the menu, quotas."""

from __future__ import annotations

from typing import Any

from bot.standin.account import Account
from bot.standin.world import Body, World, refused

GROUPS, ENTRIES = 3, 5
NAME_BYTES, ENTRY_BYTES, KEY_BYTES = 16, 60, 128


class Office:
    """Answers from what the world holds."""

    def __init__(self, world: World) -> None:
        self._world = world

    def followers(self, account: Account, query: Body) -> dict[str, Any]:
        """``user/get``: 10,000 at a time; the page after the last has no data."""
        total, page = self._world.followers[account.app_id].page(str(query.get("next_openid", "")))
        told: dict[str, Any] = {"total": total, "count": len(page), "next_openid": page[-1] if page else ""}
        return told | ({"data": {"openid": list(page)}} if page else {})

    def tags(self, account: Account, _body: Body) -> dict[str, Any]:
        """``tags/get``."""
        tags = self._world.followers[account.app_id].tags
        return {"tags": [{"id": n, "name": name, "count": len(members)} for n, (name, members) in tags.items()]}

    def tagged(self, account: Account, body: Body) -> dict[str, Any]:
        """``user/tag/get``: who has a tag, 10,000 at a time."""
        followers, number = self._world.followers[account.app_id], body.get("tagid")
        if not isinstance(number, int) or number not in followers.tags:
            return refused(40152)
        page = followers.tagged(number, str(body.get("next_openid", "")))
        told: dict[str, Any] = {"count": len(page), "next_openid": page[-1] if page else ""}
        return told | ({"data": {"openid": list(page)}} if page else {})

    def create_menu(self, account: Account, body: Body) -> dict[str, Any]:
        """``menu/create``, within WeChat's limits."""
        groups = body.get("button")
        if not isinstance(groups, list) or not 1 <= len(groups) <= GROUPS:
            return refused(40016)
        for group in groups:
            entries = group.get("sub_button") or []
            if len(entries) > ENTRIES:
                return refused(40023)
            if code := _wrong(group, NAME_BYTES, leaf=not entries):
                return refused(code)
            for entry in entries:
                if code := _wrong(entry, ENTRY_BYTES, leaf=True):
                    return refused(code)
        self._world.menus[account.app_id] = body
        return refused(0)

    def menu(self, account: Account, _body: Body) -> dict[str, Any]:
        """``menu/get``."""
        menu = self._world.menus.get(account.app_id)
        return {"menu": menu} if menu is not None else refused(46003)

    def delete_menu(self, account: Account, _body: Body) -> dict[str, Any]:
        """``menu/delete``."""
        self._world.menus.pop(account.app_id, None)
        return refused(0)

    def clear_quota(self, account: Account, body: Body) -> dict[str, Any]:
        """``clear_quota``, ten times a month."""
        if body.get("appid") != account.app_id:
            return refused(40013)
        return refused(self._world.quotas.clear(account.app_id))

    def quota(self, account: Account, body: Body) -> dict[str, Any]:
        """``openapi/quota/get``."""
        limit, used = self._world.quotas.used(account.app_id, str(body.get("cgi_path", "")))
        return refused(0, quota={"daily_limit": limit, "used": used, "remain": max(0, limit - used)})


def _wrong(button: Body, most: int, *, leaf: bool) -> int:
    """0, or the errcode of a button that WeChat does not take."""
    name, key = button.get("name"), button.get("key")
    if not isinstance(name, str) or not 0 < len(name.encode()) <= most:
        return 40018 if most == NAME_BYTES else 40025
    if not leaf:
        return 0
    if button.get("type") != "click":
        return 40017
    return 0 if isinstance(key, str) and 0 < len(key.encode()) <= KEY_BYTES else 40019
