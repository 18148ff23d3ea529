"""What is said of reminders: which there may be, which were asked for, and that there are none any more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from handlers.answer import Answer, Choice
from handlers.compose import contact_lines
from handlers.deadlines import chinese, distance
from handlers.reminding.days import Due, ahead, dues, source_of
from knowledge.pack import Pack

HANDLER = "reminding"
RESUME = "恢复提醒"
_MINE = Choice("我的提醒", "我的提醒")
_BACK = Choice(RESUME, RESUME)
_HOW = "协会发出提醒时会告知您；公众号不能主动推送时，在您下次来消息时告知。"
_NONE_LEFT = "截止前不会再发提醒，请自行留意。"
_STOPPED = f"您已退订提醒，现在什么也不会发给您；想收到请回复“{RESUME}”。"

Coming = Callable[[Due], Sequence[date]]  # the days on which reminders of a deadline are still to be drafted
CalendarLink = Callable[[Due], str]  # where the calendar file of a deadline is to be had, or nothing


def promised(
    pack: Pack, wanted: Sequence[Due], today: date, link: CalendarLink, coming: Coming, *, out: bool
) -> Answer:
    """The wish is kept; what comes of it, and that nothing comes where no reminder is left."""
    links = [(d, url) for d in wanted if (url := link(d))]
    lines = []
    for due in wanted:
        lines += [_line(due, today)] if len(wanted) > 1 else []
        lines += [] if out else [_planned(coming(due))]
    lines += [_STOPPED] if out else [_HOW] if any(map(coming, wanted)) else []
    lines += [f"加入手机日历{f'（{d.name}）' if len(links) > 1 else ''}：{url}" for d, url in links]
    lead = f"好的，已记下：{_line(wanted[0], today)}" if len(wanted) == 1 else "好的，已记下："
    sources = tuple(dict.fromkeys(source_of(pack, d) for d in wanted))
    return Answer(lead, "answered", HANDLER, tuple(lines), sources, (_BACK if out else _MINE,))


def offered(pack: Pack, possible: Sequence[Due], today: date, named: str = "") -> Answer:
    """Which of the deadlines that lie ahead is meant."""
    lead = f"没有收录“{named}”的截止日期。可以提醒的有：" if named else "要提醒哪一个？回复序号即可。"
    choices = tuple(Choice(f"{n}. {_line(d, today)}", f"提醒我{d.name}") for n, d in enumerate(possible, 1))
    sources = tuple(dict.fromkeys(source_of(pack, d) for d in possible))
    return Answer(lead, "clarify", HANDLER, (), sources, choices)


def nothing_ahead(pack: Pack, passed: Sequence[Due], today: date) -> Answer:
    """No deadline lies ahead: the dates of those that have passed, or that none is stated."""
    if not passed:
        return Answer("没有可以提醒的截止日期：文件没有规定具体日期。", "unspecified", HANDLER, contact_lines(pack))
    shown = passed[-3:]
    lead = f"没有还没到的截止日期，不能提醒了。{_line(shown[-1], today)}"
    sources = tuple(dict.fromkeys(source_of(pack, d) for d in shown))
    return Answer(lead, "answered", HANDLER, tuple(_line(d, today) for d in shown[:-1]), sources)


def asked_for(pack: Pack, wishes: Sequence[str], today: date, *, out: bool) -> Answer:
    """What a member is going to be reminded of."""
    known = _known(pack, wishes)
    note = (_STOPPED,) if out else ()
    if not known:
        possible = bool(ahead(dues(pack), today))
        back = (_BACK,) if out else (Choice("提醒我", "提醒我"),) if possible else ()
        return Answer("您还没有设置提醒。", "answered", HANDLER, note, choices=back)
    lines = tuple(_line(d, today) for d in known)
    choices = (*(Choice(f"取消提醒：{d.name}", f"取消提醒{d.name}") for d in known), *((_BACK,) if out else ()))
    lead = f"{_STOPPED}\n您设置过{len(known)}个提醒：" if out else f"您有{len(known)}个提醒："
    return Answer(lead, "answered", HANDLER, lines, (), choices, listed=True, then="回复序号即可取消。")


def which_to_cancel(pack: Pack, wishes: Sequence[str], today: date) -> Answer:
    """Which of several reminders is meant."""
    known = _known(pack, wishes)
    named = [Choice(f"{n}. {_line(d, today)}", f"取消提醒{d.name}") for n, d in enumerate(known, 1)]
    choices = (*named, Choice(f"{len(known) + 1}. 全部取消", "取消全部提醒"))
    return Answer("要取消哪一个？回复序号即可。", "clarify", HANDLER, (), (), choices)


def cancelled(pack: Pack, gone: Sequence[str]) -> Answer:
    """What the member is not reminded of any more, or that there was nothing."""
    names = [d.name for d in _known(pack, gone)]
    if not gone:
        return Answer("没有可以取消的提醒。", "answered", HANDLER, ("不想再收到任何提醒和群发，请回复“退订提醒”。",))
    return Answer(f"已取消提醒：{'、'.join(names) or f'{len(gone)}个'}。", "answered", HANDLER)


def opted_out() -> Answer:
    """The member is told of no broadcast any more."""
    lines = ("您自己绑定的申报，进度变化照常告知；随时可以照常提问。", f"想再收到，请回复“{RESUME}”。")
    return Answer("已退订，今后不再给您发提醒和群发消息。", "answered", HANDLER, lines)


def opted_in(pack: Pack, wishes: Sequence[str], today: date) -> Answer:
    """They are told again."""
    known = ahead(_known(pack, wishes), today)
    lines = tuple(_line(d, today) for d in known)
    return Answer("已恢复，今后的提醒和群发消息会再发给您。", "answered", HANDLER, lines, choices=(_MINE,))


def _known(pack: Pack, wishes: Sequence[str]) -> tuple[Due, ...]:
    """The deadlines of wishes, in the order of asking; the pack may know some no longer."""
    by_id = {d.ident: d for d in dues(pack)}
    return tuple(by_id[i] for i in wishes if i in by_id)


def _planned(days: Sequence[date]) -> str:
    return f"拟发提醒的日子：{'、'.join(map(chinese, days))}。" if days else _NONE_LEFT


def _line(due: Due, today: date) -> str:
    return f"{due.name}：{chinese(due.day)}，{distance(due.day, today)}。"
