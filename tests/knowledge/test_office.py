"""Office hours: when somebody is there, what they rest on, and what is refused."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from knowledge.check import check
from knowledge.office import OfficeHours, Weekday
from knowledge.pack import load_pack
from tests import sixth

WEEKDAYS: tuple[Weekday, ...] = ("周一", "周二", "周三", "周四", "周五")
HOURS = OfficeHours(
    days=WEEKDAYS,
    times=("9:00-12:00", "13:30–17:00"),
    closed=(date(2018, 10, 1),),
    open=(date(2018, 9, 29),),
    by="协会提供",
)


@pytest.mark.parametrize(
    ("moment", "there"),
    [
        ("2018-06-11T08:59", False),
        ("2018-06-11T09:00", True),
        ("2018-06-11T11:59:59", True),
        ("2018-06-11T12:00", False),
        ("2018-06-11T13:30", True),
        ("2018-06-11T17:00", False),
        ("2018-06-10T10:00", False),  # a Sunday
        ("2018-10-01T10:00", False),  # a holiday
        ("2018-09-29T10:00", True),  # a Saturday of work
    ],
)
def test_somebody_is_there_on_days_of_work_between_the_times(moment: str, there: bool) -> None:
    assert HOURS.holds(datetime.fromisoformat(moment)) is there


def test_they_are_told_in_few_words() -> None:
    assert HOURS.stated == "周一至周五 9:00–12:00、13:30–17:00"
    assert OfficeHours(days=("周三", "周一"), times=("9:00-11:30",), by="x").stated == "周一、周三 9:00–11:30"
    assert OfficeHours(days=("周六", "周日"), times=("9:00-11:30",), by="x").stated == "周六、周日 9:00–11:30"


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": ()},
        {"days": ("星期一",)},
        {"times": ()},
        {"times": ("9-12",)},
        {"times": ("12:00-9:00",)},
        {"times": ("9:00-13:00", "12:00-17:00")},
        {"times": ("25:00-26:00",)},
        {"by": ""},
        {"quote": "电话：0999-5550188"},
    ],
)
def test_what_makes_no_sense_or_rests_on_nothing_is_refused(wrong: dict[str, object]) -> None:
    right: dict[str, object] = {"days": WEEKDAYS, "times": ("9:00-12:00",), "by": "协会提供"}
    with pytest.raises(ValidationError):
        OfficeHours.model_validate(right | wrong)


def test_a_pack_may_state_them_and_a_quote_is_proven(tmp_path: Path) -> None:
    folder = shutil.copytree(sixth.PACK, tmp_path / sixth.PACK.name)
    manifest = folder / "pack.toml"
    before = manifest.read_text(encoding="utf-8")
    head, first, rest = before.partition("[[documents]]")

    def stated(rests_on: str) -> list[str]:
        office = f'[office]\ndays = ["周一", "周二"]\ntimes = ["9:00-12:00"]\n{rests_on}\n'
        manifest.write_text(head + office + first + rest, encoding="utf-8")
        return [f.message for f in check(folder)]

    assert stated('by = "协会提供"') == []
    pack = load_pack(folder)
    assert pack.manifest.office is not None
    assert pack.manifest.office.stated == "周一、周二 9:00–12:00"
    line = next(x for x in (folder / "sources" / "tongzhi.txt").read_text(encoding="utf-8").split("\n")[4:7] if x)
    assert stated(f'document = "notice"\nsection = "一、协会概况"\nquote = "{line}"') == []
    (wrong,) = stated('document = "notice"\nsection = "一、协会概况"\nquote = "每天都有人"')
    assert "not verbatim" in wrong
    assert len(stated('quote = "每天都有人"\nby = "协会提供"')) == 1
