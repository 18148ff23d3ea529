"""Broadcasts (群发提醒): what staff send to many, from draft to report, each member once."""
