"""Reminders that members ask for (提醒我), list, take back, and leave altogether (退订提醒)."""
