"""Who may do what in the console: four roles, each with all rights of the one before, and the accounts it holds for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.store.promises.staff import StaffRecord


class Right(StrEnum):
    """What a page or an act needs."""

    SEE = "看数字、列表和资料；电话一律遮住"
    TALK = "看会员找人工后的对话并答复"
    ANSWER = "写、改、撤回机器人的答复"
    CHANGE = "改申报状态和材料，导入表格"
    EXPORT = "导出含完整电话的表格"
    COMPOSE = "起草群发，提交审核"
    SEND = "批准、暂停、取消群发"
    MANAGE = "管理工作人员，看操作记录"


class Role(StrEnum):
    """The roles, by the names that ``staff add`` takes."""

    VIEWER = "viewer"
    EDITOR = "editor"
    SENDER = "sender"
    ADMINISTRATOR = "administrator"


LABELS = {Role.VIEWER: "查看员", Role.EDITOR: "编辑员", Role.SENDER: "发送员", Role.ADMINISTRATOR: "管理员"}

_VIEWER = frozenset({Right.SEE})
_EDITOR = _VIEWER | {Right.TALK, Right.ANSWER, Right.CHANGE, Right.EXPORT, Right.COMPOSE}
RIGHTS = {
    Role.VIEWER: _VIEWER,
    Role.EDITOR: _EDITOR,
    Role.SENDER: _EDITOR | {Right.SEND},
    Role.ADMINISTRATOR: frozenset(Right),
}


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff as a page sees them. ``accounts`` empty: all accounts of the deployment."""

    name: str
    role: Role
    accounts: frozenset[str] = frozenset()
    has_codes: bool = False
    must_change: bool = False  # a one-time password, good for nothing but choosing one's own

    @classmethod
    def of(cls, record: StaffRecord) -> Staff:
        """The member of staff whom a store keeps."""
        role, accounts = Role(record.role), frozenset(record.accounts)
        return cls(record.name, role, accounts, bool(record.secret), record.password_until is not None)

    def may(self, right: Right) -> bool:
        """Whether the role has a right."""
        return right in RIGHTS[self.role]

    def holds(self, account: str) -> bool:
        """Whether the rights hold for an account."""
        return not self.accounts or account in self.accounts

    def manages(self, accounts: Iterable[str]) -> bool:
        """Whether staff of these accounts (none: of all) are this one's to manage: nobody gives more than they have."""
        others = frozenset(accounts)
        return self.may(Right.MANAGE) and (not self.accounts or (bool(others) and others <= self.accounts))

    @property
    def label(self) -> str:
        """The role in Chinese."""
        return LABELS[self.role]
