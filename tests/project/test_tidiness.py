"""House rules that can be counted: nothing left open, nothing too long, documents that lead somewhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

PROJECT = Path(__file__).parents[2]
ROOMS = ("bot", "handlers", "knowledge")
LONGEST = 400  # lines of a file
SOURCES = sorted(f for room in (*ROOMS, "bench", "tests") for f in (PROJECT / room).rglob("*.py"))
DOCUMENTS = [f for f in (*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")) if f.is_file()]

# In two halves, so that this file does not find itself.
_LEFT_OPEN = re.compile(
    "|".join(a + b for a, b in (("TO", "DO"), ("FIX", "ME"), ("NotImplemented", "Error"), ("# pragma: no ", "cover")))
)
_NOT_RUN = re.compile("pytest" + r"\.(?:mark\.(?:skip|skipif|xfail)|skip|xfail|importorskip)\b")
_IGNORE = re.compile(r"#\s*(?:noqa(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?|type:\s*ignore(?:\[[\w, -]+\])?)(?P<reason>.*)")
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
_ABOVE = re.compile(r"(?<![\w./])\.\./")
_MACHINE = re.compile(r"(?<![\w./:])/(?:work|home|root|Users)/")


def lines_matching(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    return [
        f"{file.relative_to(PROJECT)}:{number}: {line.strip()}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_no_file_is_too_long_to_have_one_reason_to_change(room: str) -> None:
    files = [f for f in SOURCES if f.is_relative_to(PROJECT / room)]
    lengths = {str(f.relative_to(PROJECT)): len(f.read_text(encoding="utf-8").splitlines()) for f in files}
    assert {f: n for f, n in lengths.items() if n > LONGEST} == {}


def test_nothing_is_left_open() -> None:
    assert lines_matching(_LEFT_OPEN, SOURCES) == []


def test_every_test_is_run() -> None:
    assert lines_matching(_NOT_RUN, SOURCES) == []


def test_every_ignore_has_its_reason_beside_it() -> None:
    """On the line itself, or on the line above for the same thing again."""
    bare = []
    for file in SOURCES:
        reason_above = False
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            ignore = _IGNORE.search(line)
            reason = bool(ignore and re.search(r"\w", ignore["reason"]))
            if ignore and not reason and not reason_above:
                bare.append(f"{file.relative_to(PROJECT)}:{number}: {line.strip()}")
            reason_above = reason
    assert bare == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_a_document_links_only_to_what_is_there(document: Path) -> None:
    links = _LINK.findall(document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_no_file_speaks_of_a_path_outside_the_repository() -> None:
    told = [*DOCUMENTS, PROJECT / "Makefile", PROJECT / "config.example.toml", PROJECT / "pyproject.toml"]
    assert lines_matching(_ABOVE, told) == []
    assert lines_matching(_MACHINE, [*told, *SOURCES]) == []


def test_the_lock_holds_every_dependency_at_a_version_that_the_project_allows() -> None:
    locked: dict[str, str] = {}
    for line in (PROJECT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, exact, version = line.partition("==")
            assert exact, f"{line}: not an exact version"
            locked[name.lower().replace("_", "-")] = version
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for wanted in map(Requirement, (*project["dependencies"], *project["optional-dependencies"]["dev"])):
        version = locked.get(wanted.name.lower().replace("_", "-"), "")
        assert version, f"{wanted.name} is not locked; run make lock"
        assert wanted.specifier.contains(version, prereleases=True), f"{wanted} but {version} is locked; run make lock"


@pytest.mark.parametrize("target", ["setup", "run", "test", "bench"])
def test_the_makefile_has_the_targets_that_people_call(target: str) -> None:
    assert re.search(rf"^{target}:", (PROJECT / "Makefile").read_text(encoding="utf-8"), flags=re.M)


def test_the_build_server_runs_what_make_test_runs() -> None:
    script = PROJECT / ".ci" / "run"
    assert "make test" in script.read_text(encoding="utf-8")
    assert script.stat().st_mode & 0o111, "not executable"
