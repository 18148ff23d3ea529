"""A person please (找人工): who waits for an answer of staff's, and answering them."""

from bot.console.handoffs.pages import routes

__all__ = ["routes"]
