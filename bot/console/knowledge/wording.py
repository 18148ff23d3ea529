"""How an answer was reached, in words that need no knowledge of the program."""

from __future__ import annotations

OUTCOMES = {
    "answered": ("已回答", "good"),
    "unspecified": ("文件没有规定", "warn"),
    "clarify": ("反问会员", "warn"),
    "unknown": ("没有找到答案", "bad"),
    "handoff": ("转人工", "bad"),
}

HANDLERS = {
    "addresses": "核对地址",
    "choices": "等会员选一项",
    "contrasts": "比较两样东西",
    "copies": "份数计算",
    "deadlines": "截止日期和剩余天数",
    "duration": "起止天数计算",
    "eligibility": "逐条核对条件",
    "elsewhere": "问的是别处的事",
    "enquiries": "会员本人的申报和会费",
    "facts": "资料里的记录",
    "faq": "常见问题",
    "fees": "费用计算",
    "files": "表格在哪里领",
    "formulas": "指标计算",
    "handoff": "转人工",
    "levels": "上一档、下一档",
    "limits": "是否超过上限",
    "media": "不是文字的消息",
    "more": "接着看后面的内容",
    "numbering": "没有这个编号",
    "other_rows": "名额表里其余各行",
    "price_lookup": "按金额反查",
    "quotas": "名额表",
    "references": "上一条列表里的某一项",
    "reminding": "提醒",
    "responsibility": "归哪个部门管",
    "scoring": "评分计算",
    "sections": "原文某一条",
    "several": "一句话问了几件事",
    "shares": "比例计算",
    "silence": "文件没有规定的事",
    "smalltalk": "寒暄",
    "told_days": "某天交来不来得及",
    "unknown": "没有找到答案",
    "welcome": "欢迎语",
}

ROLES = {
    "name": "名称",
    "cue": "问的是什么",
    "asking": "疑问词",
    "number": "数字",
    "common": "常用词",
    "filler": "不影响答案的词",
    "word": "一般的词",
    "mark": "标点",
}

TONES = {"stated": "good", "open": "warn", "tba": "warn", "contradictory": "bad", "superseded": "bad"}


def handler_named(handler: str) -> str:
    """What answered, in Chinese; its own name where it has none."""
    return HANDLERS.get(handler, handler)
