"""One member of staff asks for one page: who they are, what they typed, and how the page is made."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from multidict import MultiDict, MultiDictProxy

from bot.console.navigation import links
from bot.console.parts import Parts
from bot.console.rendering import rendered
from bot.console.sessions import SignedIn
from knowledge.pack import Pack

Form = MultiDictProxy[str | bytes | bytearray | web.FileField]


class Visit:
    """A request of signed-in staff, let in by the guard; ``account`` is empty on pages that concern no one account."""

    def __init__(self, request: web.Request, who: SignedIn, parts: Parts, account: str) -> None:
        self.request = request
        self.staff = who.staff
        self.session = who.session
        self.parts = parts
        self.account = account
        self.csrf = who.csrf
        self.form: Form = MultiDictProxy(MultiDict())
        self.notes: list[str] = []
        self.notice = who.session.notice
        self.said = ""  # what the next page shows

    @property
    def by(self) -> str:
        """The name under which stores record what is done."""
        return self.staff.name

    @property
    def pack(self) -> Pack | None:
        """The pack that the account speaks for."""
        return self.parts.packs.get(self.account)

    @property
    def title(self) -> str:
        """The account's name."""
        account = self.parts.settings.accounts_by_id.get(self.account)
        return (account.name or account.id) if account else "质协通"

    def path(self, suffix: str) -> str:
        """The address of a page of the same account, or of none."""
        return f"/console/{self.account or '-'}/{suffix}"

    def field(self, name: str) -> str:
        """What was typed into a field of the form, without white space around it."""
        value = self.form.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def field_as_typed(self, name: str) -> str:
        """As ``field``, with the white space: of a password each character counts."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""

    def fields(self, name: str) -> list[str]:
        """What was chosen in fields of one name."""
        return [v for v in self.form.getall(name, []) if isinstance(v, str)]

    def close(self) -> None:
        """Let go of the files that came with the form."""
        for value in self.form.values():
            if isinstance(value, web.FileField):
                value.file.close()

    def note(self, text: str) -> None:
        """Add something to the audit entry of this act."""
        self.notes.append(text)

    def render(self, template: str, *, status: int = 200, **context: Any) -> web.Response:
        """A page."""
        accounts = [a for a in self.parts.settings.accounts if self.staff.holds(a.id)]
        account = self.account or (accounts[0].id if len(accounts) == 1 else "")
        shared = {
            "visit": self,
            "accounts": accounts,
            "nav": links(self.staff, account, self.request.path) if account else [],
            "now": self.parts.clock.now(),
        }
        return web.Response(text=rendered(template, shared | context), content_type="text/html", status=status)

    def redirect(self, suffix: str, notice: str = "") -> web.HTTPSeeOther:
        """To another page of the account, which shows the notice once."""
        self.said = notice
        return web.HTTPSeeOther(self.path(suffix))

    def json(self, data: object) -> web.Response:
        """An answer for a script of the page."""
        return web.json_response(data)

    def missing(self, what: str = "") -> web.HTTPNotFound:
        """There is no such thing, or it is another account's; to be raised."""
        return web.HTTPNotFound(reason=None, text=what or "没有这一页，或者它不属于这个账号。")
