"""What a member does in the simulator, and the message that WeChat would make of it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.simulator.wechat_side import Entropy
from bot.simulator.wechat_side import Field as XmlField

EVENTS = {"subscribe": "subscribe", "unsubscribe": "unsubscribe", "click": "CLICK"}


class Act(BaseModel):
    """One thing a member does: says, shows, follows, or taps in the menu (``key``).

    ``menu_id`` is set when a link in a reply was tapped. ``text`` is what is said, of a voice message what was
    recognised (nothing: not recognised), of a location its name.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    account: str = Field(max_length=64)
    member: str = Field(pattern=r"^[A-Za-z0-9_-]{6,64}$")
    kind: Literal["text", "voice", "image", "video", "location", "link", "subscribe", "unsubscribe", "click"]
    text: str = Field(default="", max_length=5000)
    key: str = Field(default="", max_length=512)
    menu_id: str = Field(default="", max_length=128)


def message(act: Act, original_id: str, *, created: int, entropy: Entropy) -> tuple[tuple[XmlField, ...], str]:
    """The message's fields in the platform's order, and the id by which the service knows it.

    ``created`` is in seconds. The id is the MsgId; events have none, and theirs is CreateTime:event:EventKey.
    """
    event = EVENTS.get(act.kind)
    head: tuple[XmlField, ...] = (
        ("ToUserName", original_id),
        ("FromUserName", act.member),
        ("CreateTime", str(created)),
        ("MsgType", "event" if event else act.kind),
    )
    if event:
        return (*head, ("Event", event), ("EventKey", act.key)), f"{created}:{event.lower()}:{act.key.strip()}"
    message_id = str(int.from_bytes(entropy(8), "big") >> 1)
    return (*head, *_content(act, entropy(24).hex()), ("MsgId", message_id)), message_id


def _content(act: Act, media_id: str) -> tuple[XmlField, ...]:
    picture = f"http://mmbiz.qpic.cn/mmbiz_jpg/{media_id}/0"
    match act.kind:
        case "voice":
            return (("MediaId", media_id), ("Format", "amr"), ("Recognition", act.text))
        case "image":
            return (("PicUrl", picture), ("MediaId", media_id))
        case "video":
            return (("MediaId", media_id), ("ThumbMediaId", media_id[::-1]))
        case "location":
            return (("Location_X", "39.908821"), ("Location_Y", "116.397469"), ("Scale", "15"), ("Label", act.text))
        case "link":
            return (("Title", act.text), ("Description", act.text), ("Url", picture))
        case _:
            tapped = (("bizmsgmenuid", act.menu_id),) if act.menu_id else ()
            return (("Content", act.text), *tapped)
