"""Whether a case qualifies: machine-checkable criteria are decided, exclusions first; the rest is left to people."""

from handlers.eligibility.proposing import propose

__all__ = ["propose"]
