"""What is noted of each message: one line in the log, counts and times for Prometheus, and how it was answered.

No text of a member and no whole openid is ever written at info level or above.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram

from bot.errors import Error
from bot.service import Explanation, Explanations
from bot.store.promises.conversations import MessageKey
from bot.traces import trace
from bot.wechat.inbound import Inbound
from handlers.answer import Reply

log = structlog.get_logger()

SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 4.0, 5.0)


class Failure(StrEnum):
    """Why a member got an apology."""

    raised = "raised"  # the desk raised
    late = "late"  # not in time
    store = "store"  # the store did not answer


def masked(member: str) -> str:
    """An openid as logs may hold it."""
    return f"{member[:4]}****{member[-4:]}" if len(member) >= 16 else "****"


def named(message_id: str) -> str:
    """A message's id as logs hold it: of an event its time and name, without a key that may be any text."""
    return ":".join(message_id.split(":")[:2])


class Observer:
    """Counts and logs; ``timer`` gives seconds of a steady clock."""

    def __init__(
        self, registry: CollectorRegistry, explanations: Explanations, timer: Callable[[], float] = time.perf_counter
    ) -> None:
        self._explanations = explanations
        self._timer = timer

        def counter(name: str, meaning: str, *labels: str) -> Counter:
            return Counter(name, meaning, labels, registry=registry)

        self._messages = counter("zxt_messages", "Messages by account and outcome.", "account", "outcome")
        self._handlers = counter("zxt_answers", "Answers by account and handler.", "account", "handler")
        self._failures = counter("zxt_failures", "Apologies by account and reason.", "account", "reason")
        self._refused = counter("zxt_refused", "Requests that were refused, by HTTP status.", "status")
        self._seconds = Histogram("zxt_answer_seconds", "Arrival to reply.", registry=registry, buckets=SECONDS)

    def start(self) -> float:
        """The start of a message's time."""
        return self._timer()

    def answered(self, account: str, inbound: Inbound, started: float, reply: Reply | None, told: str) -> None:
        """A message was answered; no reply: its member left."""
        seconds = self._timer() - started
        handler = reply.answer.handler if reply else inbound.event
        outcome = reply.answer.outcome if reply else "forgotten"
        self._messages.labels(account, outcome).inc()
        self._handlers.labels(account, handler).inc()
        self._seconds.observe(seconds)
        if reply is not None:
            self._explain(account, inbound, reply, told, seconds)
        self._line(account, inbound, handler, outcome, seconds)

    def repeated(self, account: str, inbound: Inbound) -> None:
        """A message came again and got the reply it was given."""
        self._messages.labels(account, "repeated").inc()
        self._line(account, inbound, "-", "repeated", 0.0)

    def ignored(self, account: str, inbound: Inbound) -> None:
        """There was nothing to say."""
        outcome = "unheard" if inbound.unknown else "ignored"
        self._messages.labels(account, outcome).inc()
        self._line(account, inbound, "-", outcome, 0.0)

    def noted(self, account: str, inbound: Inbound, told: str) -> None:
        """WeChat reported something, in a word or two."""
        self._messages.labels(account, "noted").inc()
        self._line(account, inbound, told, "noted", 0.0)

    def failed(self, key: MessageKey, started: float, reason: Failure, error: Exception) -> None:
        """A message could not be answered; its member is told so politely."""
        seconds = self._timer() - started
        self._messages.labels(key.account, "failed").inc()
        self._failures.labels(key.account, reason).inc()
        self._seconds.observe(seconds)
        log.error(
            "message failed",
            account=key.account,
            member=masked(key.member),
            message=named(key.message),
            reason=str(reason),
            ms=round(seconds * 1000, 2),
            traceback=trace(error),
        )

    def uncorrected(self, key: MessageKey, error: Error) -> None:
        """An apology could not be kept; a retry may be answered in another way."""
        member, message = masked(key.member), named(key.message)
        log.error("apology not kept", account=key.account, member=member, message=message, reason=error.message)

    def refused(self, account: str, error: Error) -> None:
        """A request was no message of WeChat's."""
        self._refused.labels(str(error.http_status)).inc()
        log.warning("request refused", account=account, status=error.http_status, reason=error.message)

    def _explain(self, account: str, inbound: Inbound, reply: Reply, told: str, seconds: float) -> None:
        ident = inbound.message_id
        self._explanations.keep(Explanation(account, inbound.member, ident, told, reply, round(seconds * 1000, 2)))

    def _line(self, account: str, inbound: Inbound, handler: str, outcome: str, seconds: float) -> None:
        log.info(
            "message",
            account=account,
            member=masked(inbound.member),
            message=named(inbound.message_id),
            kind=inbound.event or inbound.kind,
            handler=handler,
            outcome=outcome,
            ms=round(seconds * 1000, 2),
        )
