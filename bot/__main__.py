"""The command line's entry: ``zhixietong`` and ``python -m bot``."""

from __future__ import annotations

import sys

from bot.cli.commands import run


def main() -> None:
    """Run the command that the arguments name, and exit with its status."""
    sys.exit(run())


if __name__ == "__main__":
    main()
