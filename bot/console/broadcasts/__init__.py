"""Broadcasts and reminders in the console (群发与提醒): written, counted, approved by another, watched."""

from bot.console.broadcasts.pages import routes

__all__ = ["routes"]
