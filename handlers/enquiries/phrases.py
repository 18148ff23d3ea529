"""What is said around a look-up: what is needed, that nothing was found, that it is too often, and what ends it."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.answer import Answer, Choice
from handlers.compose import contact_lines
from handlers.enquiries.status import HANDLER
from knowledge.pack import Pack

_CALLED = {"submission": "受理编号", "unit": "会员编号", "any": "编号"}
_LOST = Choice("忘了编号怎么办", "忘了编号怎么办")
_DIGITS = "登记的联系电话后四位"


def ask_both(kind: str) -> Answer:
    """Both are needed."""
    lead = f"请发{_CALLED[kind]}和{_DIGITS}，一起发或分两次发都可以。"
    return Answer(lead, "clarify", HANDLER, choices=(_LOST,))


def ask_number(kind: str) -> Answer:
    """The digits are there."""
    return Answer(f"请再发{_CALLED[kind]}。", "clarify", HANDLER, choices=(_LOST,))


def ask_digits() -> Answer:
    """The number is there, whether it exists or not."""
    return Answer(f"请再发这个编号{_DIGITS}（4位数字）。", "clarify", HANDLER)


def ask_apart() -> Answer:
    """Number and digits are one word, of which nobody can tell the two."""
    return Answer(f"编号和{_DIGITS}好像连在一起了，请在中间加一个空格，再发一次。", "clarify", HANDLER)


def bind_again(numbers: Sequence[str]) -> str:
    """What was bound and is not any more; a line."""
    return f"{'、'.join(numbers)}登记的联系电话有变动，原来的绑定已失效；要再查看，请重新发编号和新电话的后四位。\n"


def settled_elsewhere(pack: Pack) -> Answer:
    """What only the association can do: withdraw a submission, change who to call."""
    lead = "撤销申报、改联系电话等登记内容，公众号里办不了，请联系协会办理。"
    return Answer(lead, "answered", HANDLER, contact_lines(pack))


def nothing_kept(pack: Pack) -> Answer:
    """An account that keeps no submissions."""
    lead = "本账号没有申报查询，查不到申报进度，请直接向协会询问。"
    return Answer(lead, "answered", HANDLER, contact_lines(pack))


def explained(pack: Pack, name: str) -> Answer:
    """What a status means and what may follow it, of each workflow that has it."""
    told: list[str] = []
    for workflow in pack.applying.workflows.values():
        status = workflow.status(name)
        if status is not None:
            then = "之后是：" + "或".join(status.then) + "。" if status.then else ""
            told.append(f"{status.means}{'这一步需要您处理。' if status.acts else ''}{then}")
    first, *others = dict.fromkeys(told)
    choices = (Choice("看我的进度", "进度"),)
    return Answer(f"“{name}”：{first}", "answered", HANDLER, tuple(others), choices=choices)


def refusal(pack: Pack) -> Answer:
    """The one reply to every look-up that fails."""
    lead = f"没有查到。请核对编号和{_DIGITS}后重新发送。"
    line = "编号忘了或联系电话有变动，请联系协会。"
    return Answer(lead, "unknown", HANDLER, (line, *contact_lines(pack)))


def locked() -> Answer:
    """The one reply to every look-up, right or wrong, while too many have failed."""
    return Answer("查询次数过多，请稍后再试（约30分钟后）。其他问题可以照常问。", "answered", HANDLER)


def lost(pack: Pack, kind: str) -> Answer:
    """What to do without a number."""
    called = "受理编号或会员编号" if kind == "any" else _CALLED[kind]
    lead = f"{called}由协会登记时给出，公众号里查不到。请报单位名称向协会询问。"
    return Answer(lead, "answered", HANDLER, contact_lines(pack))


def stopped() -> Answer:
    """The member does not want to go on."""
    return Answer("好的，已取消。", "answered", HANDLER)


def unbound(numbers: Sequence[str]) -> Answer:
    """Bindings that ended, or that there were none."""
    if not numbers:
        return Answer("没有可以解除的绑定。", "answered", HANDLER)
    return Answer(f"已解除绑定：{'、'.join(numbers)}。再查需要重新发编号和联系电话后四位。", "answered", HANDLER)


def ask_erase() -> Answer:
    """Once more before all is removed. Who opted out of broadcasts is still told none: that alone is kept."""
    lead = "将删除这里保存的您的全部信息：绑定、提问、提醒和对话记录；协会的申报和会员登记不受影响。"
    lead += "退订过提醒的，只留下这一项。"
    choices = (Choice("确认删除", "确认删除"),)
    return Answer(lead, "clarify", HANDLER, choices=choices, then="确定的话，请回复“确认删除”。")


def erased() -> Answer:
    """All is removed but that they opted out, if they did."""
    return Answer("已删除，这里不再保存您的任何信息；退订过提醒的，仍不会再收到群发。", "answered", HANDLER)
