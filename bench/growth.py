"""How answering, loading and memory grow with the knowledge: each size in a process of its own.

``python -m bench.growth FOLDER`` is such a process. It loads the packs of the folder, or the FAQ entries, answers the
questions there, and writes what that took as a line of JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from bench import madeup
from bench.servers import resident
from bench.settings import PROJECT, demonstration
from bench.thinking import milliseconds, reached
from bench.wording import Question, read_questions, wordings
from bot.clock import Clock
from bot.collector import settle, undisturbed
from bot.packs import warm_up
from handlers.desk import Desk
from knowledge.faq import FaqEntry
from knowledge.pack import load_pack

PACKS = (10, 100, 1_000)
ENTRIES = (1_000, 10_000, 100_000)
ACCOUNT = demonstration().accounts[0].pack  # whose FAQ entries they are
ANSWERS = 2_000
_QUESTIONS, _FAQ = "questions.txt", "faq.jsonl"


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of a core that an answer takes, seconds that loading took, and the process's MiB at the end."""

    answers: int
    median: float
    worst: float  # that 1 answer in 100 exceeds
    load: float
    memory: float


def growth(packs: Sequence[int] = PACKS, entries: Sequence[int] = ENTRIES) -> Iterator[tuple[str, Cost]]:
    """What is loaded, and its cost, for each size."""
    for kind, sizes, write in (("packs", packs, write_packs), ("FAQ entries", entries, write_entries)):
        for size in sizes:
            with tempfile.TemporaryDirectory(prefix="zhixietong-bench-") as name:
                write(Path(name), size)
                command = [sys.executable, "-m", "bench.growth", name]
                done = subprocess.run(command, cwd=PROJECT, capture_output=True, check=True)  # noqa: S603  # our own
                yield f"{size:,} {kind}", Cost(**json.loads(done.stdout))


def write_packs(folder: Path, size: int) -> None:
    """So many packs, and questions to all of them."""
    questions = madeup.packs(folder, size, demonstration().packs_folder)
    _write_questions(folder, islice(wordings(questions), ANSWERS))


def write_entries(folder: Path, size: int) -> None:
    """So many FAQ entries, questions for them, and in between those for the account's pack."""
    entries = list(madeup.entries(size, load_pack(demonstration().packs_folder / ACCOUNT)))
    with (folder / _FAQ).open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(entry), ensure_ascii=False) + "\n" for entry in entries)
    asked = (Question(ACCOUNT, text) for text in madeup.nearly(entries, ANSWERS // 2))
    others = wordings(read_questions({ACCOUNT}))
    _write_questions(folder, (question for pair in zip(asked, others, strict=False) for question in pair))


def measure(folder: Path) -> Cost:
    """Load what is in a folder and answer its questions, each once."""
    begun = time.perf_counter()
    with undisturbed():
        desks = _open(folder)
        now = Clock().now()
        warm_up(desks, now)
    settle()  # as the service does
    load = time.perf_counter() - begun
    questions = read_questions(desks, folder / _QUESTIONS)
    times = [milliseconds(desks[question.account], question.text, now) for question in questions]
    return Cost(len(times), reached(times, 0.50), reached(times, 0.99), load, resident(os.getpid()))


def _open(folder: Path) -> dict[str, Desk]:
    faq = folder / _FAQ
    if not faq.exists():
        return {p.parent.name: Desk(load_pack(p.parent)) for p in folder.glob("*/pack.toml")}
    with faq.open(encoding="utf-8") as lines:
        entries = [FaqEntry(**json.loads(line)) for line in lines]
    return {ACCOUNT: Desk(load_pack(demonstration().packs_folder / ACCOUNT), entries)}


def _write_questions(folder: Path, questions: Iterator[Question]) -> None:
    lines = (f"{question.account} {question.text}\n" for question in questions)
    (folder / _QUESTIONS).write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    json.dump(asdict(measure(Path(sys.argv[1]))), sys.stdout)
