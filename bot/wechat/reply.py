"""Passive replies (被动回复) as XML.

Rendered here rather than by wechatpy, whose replies break on ``]]>`` and control characters and know no size limit.
"""

from __future__ import annotations

from urllib.parse import quote

from bot.wechat.xml import cdata
from handlers.answer import Choice

SUCCESS = b"success"  # nothing to say; never encrypted
MAX_BYTES = 2048
ELLIPSIS = "…"
TRANSFER = "\x02transfer_customer_service"  # in place of a text, which never holds control characters


def fit(text: str, limit: int = MAX_BYTES) -> str:
    """The text, cut to at most ``limit`` bytes between characters, preferably at a line's end, and never inside a link.

    A last guard: answers are laid out within the limit, so that nothing is lost here.
    """
    raw = text.encode("utf-8", "ignore")
    if len(raw) <= limit:
        return raw.decode()
    kept = raw[: limit - len(ELLIPSIS.encode())].decode("utf-8", "ignore")
    opened = kept.rfind("<a ")
    if opened > kept.rfind("</a>"):
        kept = kept[:opened]
    whole_lines = kept.rpartition("\n")[0]
    return (whole_lines if len(whole_lines) > len(kept) // 2 else kept).rstrip() + ELLIPSIS


def text_reply(member: str, account: str, created: int, text: str) -> bytes:
    """A text to ``member`` (openid) from ``account`` (原始ID), created at a time in seconds."""
    return (
        f"<xml><ToUserName>{cdata(member)}</ToUserName><FromUserName>{cdata(account)}</FromUserName>"
        f"<CreateTime>{created}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content>{cdata(fit(text))}</Content></xml>"
    ).encode()


def transfer(member: str, account: str, created: int) -> bytes:
    """Hand ``member`` over to WeChat's customer service (微信客服): whoever is free there."""
    return (
        f"<xml><ToUserName>{cdata(member)}</ToUserName><FromUserName>{cdata(account)}</FromUserName>"
        f"<CreateTime>{created}</CreateTime><MsgType><![CDATA[transfer_customer_service]]></MsgType></xml>"
    ).encode()


def tappable(choice: Choice) -> str:
    """A choice as a link in a text: a tap sends what it says as the member's own message."""
    label = choice.label.replace("&", "＆").replace("<", "＜").replace(">", "＞")
    say = quote(choice.say, safe="", errors="ignore")
    return f'<a href="weixin://bizmsgmenu?msgmenucontent={say}&msgmenuid=1">{label}</a>'
