"""A made-up association that things can be applied for, with two workflows and a quota table, in two accounts."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from tests.bot.small_pack import CONFIG, RECORDS, write_config

APPLICATIONS = """
[[workflow]]
id = "award"
statuses = [
  { name = "已登记", means = "已经登记。", then = ["材料审核", "需补正"] },
  { name = "材料审核", means = "正在审核。", then = ["需补正", "评审中"] },
  { name = "需补正", means = "请补齐材料。", then = ["材料审核"], acts = true },
  { name = "评审中", means = "正在评审。", then = ["已入选", "未入选"] },
  { name = "已入选", means = "入选了。", over = true },
  { name = "未入选", means = "没有入选。", over = true },
]

[[workflow]]
id = "membership"
statuses = [
  { name = "已收申请", means = "收到申请。", then = ["已批准", "未批准"] },
  { name = "已批准", means = "批准了。", over = true },
  { name = "未批准", means = "没有批准。", over = true },
]

[[application]]
id = "circle"
name = "小组成果"
aliases = ["QC小组"]
of = "dues"
workflow = "award"
quota_table = "places"
quota = "小组名额"
papers = [
  { name = "申报表" },
  { name = "登记表" },
  { name = "光盘", optional = true },
]

[[application]]
id = "member"
name = "团体会员"
of = "dues"
workflow = "membership"
quota_each = 1

[[summary]]
form = "dues"
title = "推荐汇总表"

[[summary.parts]]
heading = "小组成果"
of = "dues"
words = ["小组"]
columns = [
  { name = "序号", field = "ordinal" },
  { name = "单位", field = "unit" },
  { name = "课题", field = "title" },
  { name = "联系人", field = "contact" },
  { name = "电话", field = "phone" },
]

[roll]
levels = ["dues"]
"""

QUOTA = """
[[record]]
kind = "quota_table"
id = "places"
name = "名额表"
file = "places.csv"
row_key = "部门"
columns = [{ key = "小组名额", name = "小组名额" }]
"""
PLACES = "部门,小组名额,别名\n东城,1,东城区、东城协会\n西城,2,西城区\n山区,自定,\n"

HEADER = "受理编号,申报类别,单位名称,名称,联系人,联系电话,状态,已收材料,推荐单位,备注"
SECOND = CONFIG[CONFIG.index("[[accounts]]") :].replace('id = "demo"', 'id = "other"').replace("wxdemo", "wxother")


def write_applying(folder: Path) -> Path:
    """Write the packs and the configuration; the configuration's file."""
    config = write_config(folder, CONFIG + SECOND)
    pack = folder / "packs" / "demo"
    (pack / "applications.toml").write_text(APPLICATIONS, encoding="utf-8")
    (pack / "records.toml").write_text(RECORDS + QUOTA, encoding="utf-8")
    (pack / "places.csv").write_text(PLACES, encoding="utf-8")
    return config


def write_sheet(file: Path, rows: Sequence[str], header: str = HEADER) -> Path:
    """Write a .csv of rows with commas; short ones are filled up."""
    width = header.count(",") + 1
    text = io.StringIO(newline="")
    csv.writer(text).writerows([*(r.split(",") + [""] * (width - r.count(",") - 1) for r in (header, *rows))])
    file.write_text(text.getvalue(), encoding="utf-8")
    return file
