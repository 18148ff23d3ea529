"""Facets: what can be asked of a record, the same for every association.

A fact answers one facet of one record. Which facets people expect of a kind of record is
part of the kind, so that silence about one of them can be told from a question about nothing.
"""

from __future__ import annotations

from typing import Literal, get_args

Facet = Literal[
    "about",  # 是什么, 内容有哪些: definition, content, or the list itself
    "fee",  # 多少钱
    "payment",  # 收款账户, 汇到哪里
    "deadline",  # 几号截止
    "when",  # 什么时候举行
    "where",  # 在哪里举行, 地址
    "person",  # 联系人
    "phone",
    "fax",
    "email",
    "website",
    "postcode",
    "address",  # 通信地址
    "submit_to",  # 材料交到, 寄到, 发到哪里
    "quota",  # 名额, 限推几个
    "materials",  # 要交哪些材料
    "words",  # 字数限制
    "format",  # 文件格式, 字体, 打印还是手写
    "copies",  # 份数
    "seal",  # 盖章, 签字
    "fields",  # 表里填哪些栏目
    "options",  # 有哪几种可选
    "conditions",  # 条件, 要求
    "procedure",  # 流程, 怎么办
    "approver",  # 谁审批
    "responsible",  # 归谁管, 谁收
    "organizer",  # 谁主办, 谁发文
    "participants",  # 谁参加
    "theme",
    "agenda",  # 会议内容
    "frequency",  # 多久一次
    "ordinal",  # 第几届
    "period",  # 统计起止时间
    "basis",  # 依据什么标准, 文件
    "purpose",  # 用来做什么, 目的
    "score",  # 得几分
    "cap",  # 最高几分, 封顶
    "evidence",  # 佐证材料
    "deduction",  # 扣分, 取消资格
    "partner",  # AB角, 与谁合作, 联合
    "honour",  # 表彰, 证书, 牌匾
    "formula",  # 怎么算
    "name",  # 全称, 叫什么
    "number",  # 文号
    "date",  # 成文日期, 通过日期
    "share",  # 比例
    "total",  # 合计
    "consequence",  # 不这样会怎样
    "rule",  # 其他规定, 注意事项
    # asked of every association, seldom stated
    "refund",
    "invoice",
    "lodging",
    "meeting_fee",
    "prize_money",
    "discount",
    "payment_method",
    "processing_time",
    "office_hours",
    "online",
    "download",
    "validity",
    "appeal",
    "publicity",
    "late",
    "transfer",
    "transport",
    "proxy",
    "age",
    "result_date",
    "renewal",
    "change",
    "duration",
]

FACETS: frozenset[str] = frozenset(get_args(Facet))

# Asked of every association and seldom stated: their words leave no doubt about what is meant.
SELDOM_STATED: frozenset[str] = FACETS & {
    *("refund", "invoice", "lodging", "meeting_fee", "prize_money", "discount", "payment_method", "processing_time"),
    *("office_hours", "online", "download", "validity", "appeal", "publicity", "late", "transfer", "transport"),
    *("proxy", "age", "result_date", "renewal", "change", "duration"),
}

LABELS: dict[str, str] = {
    "about": "内容",
    "fee": "费用标准",
    "payment": "收款账户",
    "deadline": "截止日期",
    "when": "时间",
    "where": "地点",
    "person": "联系人",
    "phone": "电话",
    "fax": "传真",
    "email": "电子邮箱",
    "website": "网址",
    "postcode": "邮政编码",
    "address": "地址",
    "submit_to": "报送方式和地址",
    "quota": "名额",
    "materials": "申报材料",
    "words": "字数限制",
    "format": "格式要求",
    "copies": "份数",
    "seal": "盖章要求",
    "fields": "填写栏目",
    "options": "可选类别",
    "conditions": "条件",
    "procedure": "办理程序",
    "approver": "审批机构",
    "responsible": "负责部门",
    "organizer": "主办单位",
    "participants": "参加人员",
    "theme": "主题",
    "agenda": "会议内容",
    "frequency": "举办频次",
    "ordinal": "届次",
    "period": "统计起止时间",
    "basis": "依据",
    "purpose": "用途",
    "score": "分值",
    "cap": "最高得分",
    "evidence": "佐证材料",
    "deduction": "扣分规定",
    "partner": "合作方",
    "honour": "奖励和证书",
    "formula": "计算方法",
    "name": "名称",
    "number": "文号",
    "date": "日期",
    "share": "比例",
    "total": "合计",
    "consequence": "后果",
    "rule": "规定",
    "refund": "退费",
    "invoice": "发票",
    "lodging": "食宿费用",
    "meeting_fee": "会务费",
    "prize_money": "奖金",
    "discount": "优惠减免",
    "payment_method": "缴费方式",
    "processing_time": "办理时限",
    "office_hours": "办公时间",
    "online": "网上办理",
    "download": "表格下载",
    "validity": "有效期",
    "appeal": "申诉复核",
    "publicity": "公示",
    "late": "逾期补报",
    "transfer": "名额转让",
    "transport": "交通路线",
    "proxy": "代办",
    "age": "年龄要求",
    "result_date": "结果公布时间",
    "renewal": "续期",
    "change": "变更",
    "duration": "时长",
}
