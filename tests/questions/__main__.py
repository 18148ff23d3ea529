"""``python -m tests.questions [--full] FILE…``: the failing cases of question sets, by default of the project's."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.questions.scoring import SETS, desks, judge_all, read


def main(arguments: list[str]) -> int:
    """Print every failing case, with ``--full`` its reply too; 1 where any failed."""
    files = [Path(a) for a in arguments if a != "--full"] or sorted(SETS.glob("*.jsonl"))
    ready, failed = desks(), False
    for file in files:
        score = judge_all(read(file), ready)
        failed = failed or bool(score.failures)
        full = "\n".join(map(str, score.failures)) + "\n" if "--full" in arguments else ""
        sys.stdout.write(f"== {file}\n{full}{score}\n")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
