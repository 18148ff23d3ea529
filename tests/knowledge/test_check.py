"""What ``check`` proves of a pack, and what ``coverage`` finds left out."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from knowledge.check import check, coverage
from knowledge.pack import load_pack
from tests import sixth


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the made-up pack, to be spoiled."""
    return shutil.copytree(sixth.PACK, tmp_path / sixth.PACK.name)


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_true_and_complete_pack_has_nothing_to_be_said_of_it() -> None:
    assert check(sixth.PACK) == []
    assert coverage(load_pack(sixth.PACK)) == []


@pytest.mark.parametrize("fault", sixth.faults(), ids=lambda f: f.name)
def test_a_fault_is_told_with_its_file_and_key(pack: Path, fault: sixth.Fault) -> None:
    change(pack / fault.file, fault.old, fault.new)
    told = check(pack)
    assert any(f.file.endswith(fault.at) and fault.key in f.key and fault.says in f.message for f in told), told


def test_every_fault_is_told_at_once(pack: Path) -> None:
    verbatim = [f for f in sixth.faults() if f.says == "not verbatim" and f.file != "places.csv"]
    done: set[tuple[str, str]] = set()
    for fault in verbatim:
        if (fault.file, fault.old) not in done:
            change(pack / fault.file, fault.old, fault.new)
            done.add((fault.file, fault.old))
    assert len(check(pack)) == len(done)


def test_white_space_inside_a_quote_is_never_a_fault(pack: Path) -> None:
    for file in ("association.toml", "award.toml"):
        text = (pack / file).read_text(encoding="utf-8")
        spaced = re.sub(r'quote = "(..)', 'quote = "\\1 \u3000', text)
        assert spaced != text
        (pack / file).write_text(spaced, encoding="utf-8")
    assert check(pack) == []
    assert coverage(load_pack(pack)) == []


def test_a_source_line_that_no_record_quotes_is_listed(pack: Path) -> None:
    source = next((pack / "sources").iterdir())
    lines = source.read_text(encoding="utf-8").split("\n")
    first_new = len(lines)
    source.write_text("\n".join(lines) + "本条无人引用\n", encoding="utf-8")
    (left,) = coverage(load_pack(pack))
    assert (left.line, left.words) == (first_new, "本条无人引用")
    assert str(left) == f"{left.document}:{first_new}: 本条无人引用"


def test_the_part_of_a_line_that_is_not_quoted_is_listed(pack: Path) -> None:
    source = next((pack / "sources").iterdir())
    text = source.read_text(encoding="utf-8")
    lines = text.split("\n")
    lines[3] = f"前半无人引用，{lines[3]}后半也无人引用，其余已引用"
    source.write_text("\n".join(lines), encoding="utf-8")
    left = [(u.line, u.words) for u in coverage(load_pack(pack))]
    assert left == [(4, "前半无人引用 … 后半也无人引用其余已引用")]


def test_an_omission_needs_no_record(pack: Path) -> None:
    text = (pack / "pack.toml").read_text(encoding="utf-8")
    without = re.sub(r"\[\[omissions\]\].*?reason = [^\n]*\n", "", text, flags=re.S)
    (pack / "pack.toml").write_text(without, encoding="utf-8")
    omitted = {o.lines[0] for o in load_pack(sixth.PACK).manifest.omissions}
    assert {u.line for u in coverage(load_pack(pack))} == omitted


@pytest.mark.parametrize("file", ["../outside.txt", "sources/../../outside.txt", "copy.txt", "sources/linked.txt"])
def test_a_document_outside_the_packs_own_sources_is_a_fault(pack: Path, file: str) -> None:
    original = next((pack / "sources").iterdir())
    for outside in (pack.parent / "outside.txt", pack / "copy.txt"):
        shutil.copy(original, outside)
    (pack / "sources" / "linked.txt").symlink_to(pack.parent / "outside.txt")
    change(pack / "pack.toml", f"sources/{original.name}", file)
    (fault,) = check(pack)
    assert fault.file.endswith("pack.toml")
    assert fault.key.endswith(".file")
    assert f"{file!r} lies outside the pack's folder sources/" in fault.message
    pack.with_name("outside.txt").unlink()
    (pack / "copy.txt").unlink()
    assert check(pack) == [fault]


def test_a_menu_that_wechat_would_refuse_is_a_fault(pack: Path) -> None:
    with (pack / "pack.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[menu]]\nname = "三"\nsay = "三"\n\n[[menu]]\nname = "四"\nsay = "四"\n')
    (fault,) = check(pack)
    assert fault.key == "menu"
