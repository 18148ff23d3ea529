"""What WeChat's error codes (errcode) mean, in the words that staff read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.wechat.outcome import NotSent, QuotaUsedUp, Refused, Whom

STALE_TOKEN = frozenset({40001, 40014, 42001})
DONE_BEFORE = 45065  # the same clientmsgid: it was done, and the answer carries the first one's id

_BUSY = {
    -1: "微信系统繁忙",
    42010: "操作过快",
    44990: "操作过快",
    45066: "同一消息重复提交过快",
    268487001: "微信系统繁忙",
    268487002: "微信系统繁忙",
}
_USED_UP_TODAY = {45009: "当日接口调用额度已用完", 45028: "群发次数已用完"}
_USED_UP_NOW = {45011: "每分钟调用次数已达上限"}

_MEANINGS: Mapping[Whom, Mapping[int, str]] = {
    "member": {
        40003: "openid 无效，或该会员未关注本公众号",
        43004: "该会员未关注本公众号",
        50005: "该会员未关注本公众号",
        49003: "openid 不属于本公众号",
        43019: "该会员已被列入黑名单",
        48002: "该会员拒收消息",
        45015: "已超出会员最近一次互动后的可回复时限",
        45047: "会员最近一次互动后可发的条数已用完",
        43101: "该会员没有订阅这类通知",
        70000: "因未成年人保护不能发送",
    },
    "channel": {
        48001: "公众号没有这个接口的权限",
        48004: "该接口已被微信封禁",
        48008: "没有这类消息的发送权限",
        40200: "公众号类型不支持这类消息",
        50002: "该功能受限",
        40037: "模板编号（template_id）不正确",
        40036: "模板编号（template_id）长度不正确",
        43116: "该模板已被限制使用",
        40249: "模板消息含有营销内容，被微信拒绝",
    },
    "account": {
        40001: "AppSecret 不正确，或凭证已失效",
        40014: "凭证不正确",
        42001: "凭证已过期",
        40002: "获取凭证的方式不正确",
        40013: "AppID 不正确",
        40125: "AppSecret 不正确",
        41002: "缺少 AppID",
        41004: "缺少 AppSecret",
        40243: "AppSecret 已被冻结，请到公众平台解冻",
        40164: "服务器地址不在公众号的 IP 白名单里，请到公众平台添加",
        61004: "服务器地址不在公众号的 IP 白名单里，请到公众平台添加",
        89503: "服务器地址的调用等待公众号管理员确认",
        89506: "公众号管理员在 24 小时内拒绝了服务器地址的调用",
        89507: "公众号管理员在 1 小时内拒绝了服务器地址的调用",
    },
    "message": {
        47003: "模板各栏的内容不符合要求",
        45002: "消息内容过长",
        45008: "图文条数不正确",
        44004: "消息内容为空",
        47001: "消息格式不正确",
        40130: "openid 列表不正确",
        45067: "clientmsgid 过长",
    },
}
_KNOWN: Mapping[int, tuple[Whom, str]] = {
    code: (whom, meaning) for whom, codes in _MEANINGS.items() for code, meaning in codes.items()
}
_ADDRESS = re.compile(r"invalid ip ((?:\d{1,3}\.){3}\d{1,3})")
_RID = re.compile(r"rid: ?([\w-]{1,64})")


def judge(code: int, told: str) -> Refused | QuotaUsedUp | NotSent:
    """What an errcode other than 0 means; ``told`` is its errmsg, of which an address and the rid are passed on."""
    if code in _BUSY:
        return NotSent(f"{_BUSY[code]}（{code}）")
    if code in _USED_UP_TODAY:
        return QuotaUsedUp(code, f"{_USED_UP_TODAY[code]}（{code}）", "day")
    if code in _USED_UP_NOW:
        return QuotaUsedUp(code, f"{_USED_UP_NOW[code]}（{code}）", "minute")
    whom, meaning = _KNOWN.get(code, ("message", "微信拒绝了这次调用"))
    details = [str(code)]
    if address := _ADDRESS.search(told):
        details.append(f"服务器地址 {address[1]}")
    if code not in _KNOWN and (rid := _RID.search(told)):
        details.append(f"rid {rid[1]}")
    return Refused(code, f"{meaning}（{'，'.join(details)}）", whom)
