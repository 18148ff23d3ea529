"""Unanswered questions (没答上的): found, answered once, tested, live, and told to those who asked."""
