"""How submissions are put into words and tags on the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from bot.console.visit import Visit
from bot.errors import Code, Error
from bot.notifications.notice import Channel
from bot.submissions.submission import Change, Held, folded, masked
from knowledge.applying import Application, Applying, Status

CHANNELS = {
    Channel.CUSTOMER: "客服消息",
    Channel.TEMPLATE: "模板消息",
    Channel.SUBSCRIBE: "订阅通知",
    Channel.NEXT_CONTACT: "下次来访时",
}
ACTIONS = {"import": "导入", "set": "改动", "undo": "撤销"}
LONGEST_TELL = 500  # characters of a word to the applicant


@dataclass(frozen=True, slots=True)
class Row:
    """A submission in a list."""

    key: str
    href: str
    number: str
    unit: str
    title: str
    contact: str
    phone: str
    application: str
    recommender: str
    status: str
    tag: str
    since: float
    missing: tuple[str, ...]


def applying_of(visit: Visit) -> Applying:
    """What can be applied for at the account. Raises Error (UNKNOWN) where nothing can."""
    applying = visit.pack.applying if visit.pack else Applying()
    if not applying.applications:
        raise Error(Code.UNKNOWN, "这个账号的知识包里没有可以申报的类别，所以没有申报。")
    return applying


def path_of(number: str) -> str:
    """The path of a submission's page behind the account."""
    return f"submissions/{quote(folded(number), safe='')}"


def row(visit: Visit, applying: Applying, change: Change) -> Row:
    """A submission as a list shows it."""
    s = change.submission
    return Row(
        folded(s.number),
        visit.path(path_of(s.number)),
        s.number,
        s.unit,
        s.title,
        s.contact,
        masked(s.phone) if s.phone else "",
        name_of(applying, s.application),
        s.recommender,
        s.status,
        tag_of(status_of(applying, s.application, s.status)),
        change.since,
        missing(applying, Held(s.application, s.status, s.received)),
    )


def name_of(applying: Applying, application: str) -> str:
    """What is applied for, by name."""
    found = applying.applications.get(application)
    return found.name if found else application


def status_of(applying: Applying, application: str, status: str) -> Status | None:
    """A status with what its workflow says of it."""
    return applying.workflow_of(application).status(status) if application in applying.applications else None


def statuses_of(applying: Applying) -> tuple[str, ...]:
    """The statuses of all workflows, each once, in their order."""
    return tuple(dict.fromkeys(name for w in applying.workflows.values() for name in w.names))


def tag_of(status: Status | None) -> str:
    """How a status is coloured: the applicant has to act, or not. Which endings are good no pack says."""
    return "warn" if status is not None and status.acts else "plain"


def missing(applying: Applying, held: Held) -> tuple[str, ...]:
    """The papers that are still wanted."""
    application = applying.applications.get(held.application)
    if application is None:
        return ()
    status = status_of(applying, held.application, held.status)
    return tuple(p.name for p in application.missing(application.received(held.received, status)))


def papers(application: Application | None, received: Sequence[str]) -> list[tuple[str, bool, bool]]:
    """The papers to tick off: name, whether it came, whether the pack lists it. By whichever name one was noted."""
    listed = application.papers if application else ()
    here = {p.name if (p := application.paper(said)) else said for said in received} if application else set(received)
    names = [p.name for p in listed]
    return [(name, name in here, True) for name in names] + [(n, True, False) for n in sorted(here - set(names))]
