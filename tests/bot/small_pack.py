"""A made-up association with one fact, and a configuration that serves it, as files."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import KEY

SOURCE = "示例协会入会须知\n会费标准：会员单位2000元/年\n"

PACK = """
id = "demo"
name = "示例协会"
welcome = "您好，这里是示例协会。"
examples = ["会费多少"]

[[documents]]
id = "000"
file = "sources/000.txt"
title = "示例协会入会须知"
kind = "guide"
sections = [{ name = "全文", lines = [1, 2] }]

[[omissions]]
document = "000"
lines = [1, 1]
reason = "标题"
"""

RECORDS = """
[[record]]
kind = "topic"
id = "dues"
name = "会费标准"
aliases = ["会费"]
section = "全文"
quote = "会费标准"
facts = [{ facet = "fee", quote = "会员单位2000元/年", say = "会员单位会费2000元/年。" }]
"""

CONFIG = f"""
[server]
port = 0

[store]
url = "sqlite:///data/demo.db"

[knowledge]
packs = "packs"

[[accounts]]
id = "demo"
pack = "demo"
name = "示例协会"
mode = "secure"
original_id = "gh_demo"
app_id = "wxdemo"
token = "tokendemo"
encoding_aes_key = "{KEY}"
"""


def write_pack(folder: Path) -> Path:
    """Write the pack under ``folder/packs``; its own folder."""
    pack = folder / "packs" / "demo"
    (pack / "sources").mkdir(parents=True)
    (pack / "sources" / "000.txt").write_text(SOURCE, encoding="utf-8")
    (pack / "pack.toml").write_text(PACK, encoding="utf-8")
    (pack / "records.toml").write_text(RECORDS, encoding="utf-8")
    return pack


def write_config(folder: Path, config: str = CONFIG) -> Path:
    """Write the pack and the configuration; the configuration's file."""
    write_pack(folder)
    file = folder / "config.toml"
    file.write_text(config, encoding="utf-8")
    return file
