"""Why a member of an audience is not told."""

from __future__ import annotations

OPTED_OUT = "会员已退订提醒"
LEFT = "会员已取消关注"
ERASED = "会员已删除个人信息"
GONE = "会员已取消关注或删除个人信息"
OVER = "已过有效期，没有再告知"
ELSEWHERE = "等待告知期间已不在发送对象之内"
PASSED = "截止日期已过，没有再告知"
REPLACED = "已由后一次提醒代替"
YEAR_PASSED = "提醒的年度已过，没有再告知"
