"""Events that report results: of mass sends, of template messages, of subscription notifications and consents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.results import Consent, ConsentChange, Consents, MassFinished, Result, TemplateFinished

MAX_TEXT = 128  # characters of an id or status; real ones have 60

_LISTS = {
    "subscribe_msg_popup_event": "SubscribeMsgPopupEvent",
    "subscribe_msg_change_event": "SubscribeMsgChangeEvent",
    "subscribe_msg_sent_event": "SubscribeMsgSentEvent",
}
_VERDICT = re.compile(r"err\((\d{1,9})\)", re.ASCII)
_VERDICTS = {
    10001: "涉嫌广告",
    20001: "涉嫌政治",
    20002: "涉嫌色情",
    20004: "涉嫌社会",
    20006: "涉嫌违法犯罪",
    20008: "涉嫌欺诈",
    20013: "涉嫌版权",
    21000: "涉嫌其他",
    22000: "涉嫌互推",
    30001: "原创校验出现系统错误",
    30002: "原创校验被判定不能群发",
    30003: "原创校验被判定为转载",
    40001: "公众号管理员拒绝了群发",
    40002: "公众号管理员 30 分钟内没有确认群发",
}
REPORTS = frozenset({"masssendjobfinish", "templatesendjobfinish", *_LISTS})


def read(event: str, fields: Mapping[str, Any]) -> Result | None:
    """The result that an event tells, by its name in lower case; None where it tells none that can be used."""
    if event in _LISTS:
        changes = tuple(_changes(event, fields.get(_LISTS[event])))
        return Consents(changes) if changes else None
    msg_id, status = _text(fields, "MsgID") or _text(fields, "MsgId"), _text(fields, "Status")
    if not msg_id or event not in REPORTS:
        return None
    if event == "templatesendjobfinish":
        return TemplateFinished(msg_id, status)
    total, filtered, sent, errors = (_number(fields, f"{name}Count") for name in ("Total", "Filter", "Sent", "Error"))
    return MassFinished(msg_id, total, filtered, sent, errors, verdict(status))


def verdict(status: str) -> str:
    """Why a mass send failed, by its Status; empty where it did not."""
    if status.replace(" ", "").lower() == "sendsuccess":
        return ""
    code = _VERDICT.fullmatch(status.replace(" ", ""))
    meaning = _VERDICTS.get(int(code[1]), "微信没有放行") if code else "群发失败"
    return f"{meaning}（{status or '没有说明'}）"


def subject(result: Result | None) -> str:
    """What tells the result from others of its event in the same second; empty where nothing has to."""
    if isinstance(result, Consents):
        return ",".join(f"{c.template}={c.consent}" for c in result.changes)[:MAX_TEXT]
    return result.msg_id if result else ""


def _changes(event: str, told: object) -> Iterator[ConsentChange]:
    listed = told.get("List") if isinstance(told, Mapping) else None
    for each in listed if isinstance(listed, list) else [listed]:
        if not isinstance(each, Mapping) or not (template := _text(each, "TemplateId")):
            continue
        if event == "subscribe_msg_sent_event":
            if _text(each, "ErrorCode") == "0":
                yield ConsentChange(template, Consent.USED)
        elif _text(each, "SubscribeStatusString").lower() == "accept":
            yield ConsentChange(template, Consent.ACCEPTED)
        else:
            yield ConsentChange(template, Consent.REFUSED)


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return value.strip()[:MAX_TEXT] if isinstance(value, str) else ""


def _number(fields: Mapping[str, Any], name: str) -> int:
    text = _text(fields, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
