"""``broadcast`` as staff call it, in a process of its own, for an account that calls WeChat."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from tests.bot.small_pack import write_pack


def written(folder: Path, base: str, *, kind: str = "service") -> Path:
    """A configuration whose only account, verified, calls WeChat at an address."""
    write_pack(folder)
    values = {"id": "demo", "pack": "demo", "mode": "plain", "app_id": "wxdemo", "app_secret": "secret-demo"}
    lines = [f"{key} = {json.dumps(value)}" for key, value in values.items()]
    lines += ['token = "t"', f'api_base = "{base}"', f'kind = "{kind}"', "verified = true", 'reminder_template = "T1"']
    head = '[store]\nurl = "sqlite:///s.db"\n[knowledge]\npacks = "packs"\n[[accounts]]\n'
    (folder / "config.toml").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return folder / "config.toml"


async def command(config: Path, *arguments: str) -> tuple[int, Any, str]:
    """Run ``broadcast …``: its exit status, the JSON on standard output, what is on standard error."""
    whole = [sys.executable, "-m", "bot", "--config", str(config), "broadcast", *arguments]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*whole, stdout=pipe, stderr=pipe, cwd=Path(__file__).parents[3])
    out, err = await process.communicate()
    return process.returncode or 0, json.loads(out) if out else None, err.decode()
