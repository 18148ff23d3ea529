"""What an official account may do (接口权限), by its kind and verification (认证); its message mode changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["service", "subscription"]

CUSTOMER_WINDOW = 48 * 3600  # seconds after a member's own message in which customer messages may be sent


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What WeChat grants an account.

    ``customer``: customer service messages (客服消息). ``template``: template messages (模板消息). ``subscribe``:
    subscription notifications (订阅通知). ``mass_to_tags``, ``mass_to_members``: mass sends (群发) to all or a tag, and
    to a list of openids. ``mass_a_day``, ``mass_a_month``: how many of them reach a member at most, None: no such
    limit. ``followers``: the list of followers. ``menu``: a custom menu by API. ``web_login``: 网页授权.
    """

    customer: bool
    template: bool
    subscribe: bool
    mass_to_tags: bool
    mass_to_members: bool
    mass_a_day: int | None
    mass_a_month: int | None
    followers: bool
    menu: bool
    web_login: bool


def capabilities(kind: Kind, *, verified: bool) -> Capabilities:
    """The rights of a kind of account.

    Documents leave it open whether a verified subscription account may send subscription notifications. It is granted
    here: only an account that has the right gets a template's id to configure, and a refusal harms nobody.
    """
    service = verified and kind == "service"
    return Capabilities(
        customer=verified,
        template=service,
        subscribe=verified,
        mass_to_tags=verified,
        mass_to_members=service,
        mass_a_day=1 if verified and kind == "subscription" else None,
        mass_a_month=4 if service else None,
        followers=verified,
        menu=verified,
        web_login=service,
    )
