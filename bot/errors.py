"""The one error type of the service, and what each of its codes means to the outside."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """What kind of thing went wrong."""

    CONFIG = "config"  # the configuration cannot be served
    INPUT = "input"  # a file or argument of staff is at fault
    MALFORMED = "malformed"  # a request that is no message
    FORBIDDEN = "forbidden"  # a request that WeChat did not sign
    TOO_LARGE = "too_large"
    UNKNOWN = "unknown"  # the named thing does not exist
    CONFLICT = "conflict"  # somebody else changed the thing meanwhile
    UNAVAILABLE = "unavailable"  # the store or another part is out of reach for now
    LATE = "late"  # no answer within the time that WeChat grants


HTTP_STATUS = {
    Code.MALFORMED: 400,
    Code.FORBIDDEN: 403,
    Code.UNKNOWN: 404,
    Code.TOO_LARGE: 413,
    Code.CONFLICT: 409,
    Code.UNAVAILABLE: 503,
    Code.LATE: 503,
}

EXIT_FAULT = 1


class Error(Exception):
    """A fault with a code; ``message`` names the thing, what is wrong with it, and the remedy.

    A message of several lines lists several faults, one a line.
    """

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def __reduce__(self) -> tuple[type[Error], tuple[Code, str]]:
        """How another process gets it."""
        return type(self), (self.code, self.message)

    @property
    def http_status(self) -> int:
        """The status an HTTP request is answered with."""
        return HTTP_STATUS.get(self.code, 500)
