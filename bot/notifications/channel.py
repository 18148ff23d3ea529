"""By which channels (渠道) a member of an account can be told something now, the best first."""

from __future__ import annotations

from bot.notifications.notice import Channel
from bot.wechat.capabilities import CUSTOMER_WINDOW, Capabilities


def possible(
    able: Capabilities,
    *,
    last_seen: float | None,
    now: float,
    template: bool,
    subscribe: bool,
    granted: bool | None = None,
) -> tuple[Channel, ...]:
    """Channels worth a try; with none of them, the member's next contact is left.

    ``last_seen`` is when the member last wrote, in seconds like ``now``. ``template`` and ``subscribe``: the account
    has one that says what is to be told. ``granted``: whether the member has agreed to a notification; None: unknown,
    and WeChat then refuses it where not. A customer message says most and costs no template, so it comes first. WeChat
    may refuse it within its window too: a tap in the menu opens one of a minute only.
    """
    channels = []
    if able.customer and last_seen is not None and now - last_seen < CUSTOMER_WINDOW:
        channels.append(Channel.CUSTOMER)
    if able.template and template:
        channels.append(Channel.TEMPLATE)
    if able.subscribe and subscribe and granted is not False:
        channels.append(Channel.SUBSCRIBE)
    return tuple(channels)
