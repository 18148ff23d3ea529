"""Templates, and how values are shown in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from bot.clock import CHINA
from bot.console.roles import Right
from bot.submissions.submission import masked

HERE = Path(__file__).parent
STATIC = {path.name: path for path in sorted((HERE / "static").iterdir()) if path.is_file()}

_AGO = ((86400.0, "天"), (3600.0, "小时"), (60.0, "分钟"))


def static(name: str) -> str:
    """The address of a style or script."""
    return f"/console/-/static/{STATIC[name].name}"


def day(value: date | float) -> str:
    """2030年1月2日, of a day or of seconds of the real clock."""
    moment = value if isinstance(value, date) else datetime.fromtimestamp(value, CHINA)
    return f"{moment.year}年{moment.month}月{moment.day}日"


@pass_context
def moment(context: Context, value: datetime | float) -> str:
    """1月2日 14:05, with the year where it is not that of the page's ``now``."""
    at = value if isinstance(value, datetime) else datetime.fromtimestamp(value, CHINA)
    year = "" if at.year == context["now"].year else f"{at.year}年"
    return f"{year}{at.month}月{at.day}日 {at:%H:%M}"


def ago(seconds: float) -> str:
    """How long ago something was that was so many seconds ago."""
    return next((f"{int(seconds // unit)} {name}前" for unit, name in _AGO if seconds >= unit), "刚刚")


def number(value: float) -> str:
    """12,345."""
    return f"{value:,}"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": day, "moment": moment, "ago": ago, "number": number, "phone": masked}
    environment.globals |= {"static": static, "Right": Right}
    return environment


_ENVIRONMENT = _environment()


def rendered(template: str, context: Mapping[str, Any]) -> str:
    """A template filled in; whatever a value holds is shown as text."""
    return _ENVIRONMENT.get_template(template).render(context)
