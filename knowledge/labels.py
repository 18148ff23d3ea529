"""What the kinds of records and documents, and the standings of facts, are called in Chinese."""

from __future__ import annotations

# In the order in which they are listed; each kind of record has one.
KINDS: dict[str, str] = {
    "association": "协会概况",
    "membership": "会员和入会条件",
    "dues_level": "会费档次",
    "award": "奖项和申报项目",
    "deadline": "截止时间",
    "notice": "通知和文件",
    "contact": "联系方式",
    "department": "部门",
    "account": "收款账户",
    "form": "表格",
    "material": "申报材料",
    "quota_table": "名额表",
    "rubric_group": "评分指标",
    "rubric_item": "评分细则",
    "formula": "计算公式",
    "plan_item": "工作计划",
    "topic": "规定和事项",
}

STANDINGS: dict[str, str] = {
    "stated": "有规定",
    "open": "未规定",
    "tba": "另行通知",
    "contradictory": "原文矛盾",
    "superseded": "已被取代",
}

DOCUMENTS: dict[str, str] = {"notice": "通知", "plan": "工作要点", "guide": "须知", "form": "表格"}
