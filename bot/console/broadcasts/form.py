"""What staff type into the form of a broadcast, and the draft that it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.broadcast import validity
from bot.broadcast.audience import Audience, parse
from bot.broadcast.broadcast import ANY_CHANNEL, Broadcast, Draft
from bot.broadcast.rendering import LONGEST
from bot.clock import CHINA, parse_moment
from bot.config import AccountSettings
from bot.errors import Code, Error

LONGEST_NAME = 60  # characters
LONGEST_VALUE = 200  # characters of what fills a template, and of what chooses an audience
LONGEST_FILE = 60  # characters of a file's name
FIELD = "field-"
WHO = {
    "all": "全部关注者",
    "deadline": "请求过某项截止提醒的人",
    "submissions": "申报人（按状态、类别、推荐单位）",
    "members": "会费没有缴清的会员",
    "tag": "公众号里的一个标签",
    "file": "一份名单（openid）",
}
_OWN = frozenset({"name", "text"})
_PLACE = re.compile(r"\{(\w+)\}")
# The core names what is wrong by the command line's options.
_OPTIONS = {
    "--name": "名称",
    "--text": "正文",
    "--audience": "发给谁",
    "--channel": "渠道",
    "--at": "发送时间",
    "--until": "有效期",
}
_OPTION = re.compile(r"--(?:name|text|audience|channel|at|until)(?: [^：]*)?：|--audience ?")


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields as they were typed. ``when``: as soon as it is approved, or at a ``day`` and ``time``."""

    name: str = ""
    text: str = ""
    who: str = "all"
    deadline: str = ""
    status: str = ""
    application: str = ""
    recommender: str = ""
    tag: str = ""
    file: str = ""
    channel: str = ANY_CHANNEL
    when: Literal["now", "at"] = "now"
    day: str = ""
    time: str = ""
    until: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, get: Callable[[str], str], places: tuple[str, ...]) -> Typed:
        """What a form or an address says; line ends as one character each, as WeChat shows them."""
        fields = {place: get(FIELD + place) for place in places}
        return cls(
            name=get("name"),
            text=get("text").replace("\r\n", "\n").replace("\r", "\n"),
            who=get("who") or "all",
            deadline=get("deadline"),
            status=get("status"),
            application=get("application"),
            recommender=get("recommender"),
            tag=get("tag"),
            file=get("kept"),
            channel=get("channel") or ANY_CHANNEL,
            when="at" if get("when") == "at" else "now",
            day=get("day"),
            time=get("time"),
            until=get("until"),
            fields={place: value for place, value in fields.items() if value},
        )

    @classmethod
    def of(cls, broadcast: Broadcast) -> Typed:
        """What a broadcast would have been typed as."""
        draft, audience = broadcast.draft, parse(broadcast.draft.audience)
        at = datetime.fromtimestamp(draft.send_at, CHINA) if draft.send_at is not None else None
        until = datetime.fromtimestamp(draft.valid_until - 1, CHINA) if draft.valid_until is not None else None
        return cls(
            name=draft.name,
            text=draft.text,
            who=audience.kind,
            deadline=audience.name if audience.kind == "deadline" else "",
            status=audience.status,
            application=audience.application,
            recommender=audience.recommender,
            tag=audience.name if audience.kind == "tag" else "",
            file=audience.name if audience.kind == "file" else "",
            channel=draft.channel,
            when="now" if at is None else "at",
            day=f"{at:%Y-%m-%d}" if at else "",
            time=f"{at:%H:%M}" if at else "",
            until=f"{until:%Y-%m-%d}" if until else "",
            fields=dict(draft.fields),
        )

    @property
    def audience(self) -> str:
        """To whom, as it is kept. Raises Error (INPUT) where something is left out."""
        match self.who:
            case "all":
                return "all"
            case "members":
                return Audience("members").expression
            case "deadline" if self.deadline:
                return Audience("deadline", self.deadline).expression
            case "tag" if self.tag:
                return Audience("tag", self.tag).expression
            case "file" if self.file:
                return Audience("file", self.file).expression
            case "submissions" if self.status or self.application or self.recommender:
                if found := re.search(r"[,，=＝]", self.recommender):
                    raise Error(Code.INPUT, f"推荐单位里有「{found[0]}」，不能按它选人；请只按状态或类别选")
                return Audience("submissions", "", self.status, self.application, self.recommender).expression
        raise Error(Code.INPUT, _MISSING.get(self.who, "发给谁：请选择"))

    def draft(self, account: str) -> Draft:
        """The draft. Raises Error (INPUT) for the first thing that is wrong."""
        _within("名称", self.name, LONGEST_NAME)
        if not self.text:
            raise Error(Code.INPUT, "正文：还没有写")
        if (over := len(self.text.encode()) - LONGEST) > 0:
            raise Error(
                Code.INPUT, f"正文：比微信允许的 {LONGEST} 字节多了 {over} 字节（约 {over // 3 + 1} 个汉字），请缩短"
            )
        for place, value in self.fields.items():
            _within(f"模板里的 {place}", value, LONGEST_VALUE)
        until = validity.read(self.until, "有效期") if self.until else None
        whole = dict(self.fields)
        return Draft(account, self.name, self.text, self.audience, self.channel, self.send_at, whole, valid_until=until)

    @property
    def send_at(self) -> float | None:
        """When it is to be sent, None: as soon as it is approved. Raises Error (INPUT)."""
        return moment(self.day, self.time) if self.when == "at" else None


def moment(day: str, time: str) -> float:
    """A date and a time of the day in China, as browsers send them. Raises Error (INPUT)."""
    if not day or not time:
        raise Error(Code.INPUT, "发送时间：请填日期和时间")
    try:
        return parse_moment(f"{day}T{time}", "发送时间").timestamp()
    except Error as error:
        raise Error(Code.INPUT, "发送时间：日期或时间写得不对，应如 2026-06-30 和 09:00") from error


def places(account: AccountSettings) -> tuple[str, ...]:
    """What the account's templates want to have filled in beside the name and the text."""
    patterns = (*account.reminder_fields.values(), *account.notice_fields.values())
    wanted = (place for pattern in patterns for place in _PLACE.findall(pattern))
    return tuple(place for place in dict.fromkeys(wanted) if place not in _OWN)


def plainly(message: str) -> str:
    """A message of the core, which calls things as the command line does, in the words of the form."""
    return _OPTION.sub(lambda found: _OPTIONS[found[0].split("：")[0].split(" ")[0].rstrip("：")] + "：", message)


def file_named(given: str) -> str:
    """The name of a file that was handed in, fit to be kept."""
    name = "".join(c for c in re.split(r"[\\/]", given)[-1] if c.isprintable()).strip()
    return name[-LONGEST_FILE:] or "名单.txt"


def _within(what: str, said: str, longest: int) -> None:
    if not said:
        raise Error(Code.INPUT, f"{what}：还没有填")
    if len(said) > longest:
        raise Error(Code.INPUT, f"{what}：有 {len(said)} 个字，最多 {longest} 个，请缩短")


_MISSING = {
    "deadline": "发给谁：请选择是哪一项截止",
    "submissions": "发给谁：请至少选一个状态、类别或推荐单位",
    "tag": "发给谁：请填标签的名称",
    "file": "发给谁：请选择名单文件，每行一个 openid",
}
