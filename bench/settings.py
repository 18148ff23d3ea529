"""What is measured: the demonstration as ``make run`` serves it."""

from __future__ import annotations

from pathlib import Path

from bot.config import Settings
from bot.config_file import load_settings

PROJECT = Path(__file__).parents[1]
CONFIG = PROJECT / "config.example.toml"


def demonstration() -> Settings:
    """The settings of the demonstration, whatever the environment says."""
    return load_settings(CONFIG, {})
