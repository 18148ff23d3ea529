"""The judge itself: what counts as said, and what as a wrong answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from tests.handlers.talk import desk_of
from tests.questions.__main__ import main
from tests.questions.scoring import Case, Turn, claims, faults_of, first, judge, judge_all, read


@pytest.mark.parametrize(
    ("reply", "wanted"),
    [
        ("会费2000元/年", "2000元"),
        ("会费２，０００ 元", "2000元"),
        ("共 2,000 元", "2000"),
        ("QC小组", "qc 小组"),
        ("15个、5个", "5个"),
        ("十五个，五个", "五个"),
        ("1. 5个名额", "5个"),
        ("2.5分，5分", "5分"),
        ("截止到7月30日。", "7月30日"),
    ],
)
def test_what_is_said_is_found_however_it_is_written(reply: str, wanted: str) -> None:
    assert first(reply, wanted)


@pytest.mark.parametrize(
    ("reply", "wanted"),
    [
        ("15个", "5个"),
        ("十五个", "五个"),
        ("12000元", "2000元"),
        ("20000", "2000"),
        ("2.5分", "5分"),
        ("2.5分", "2"),
        ("12,000元", "2000元"),
        ("会员", "会费"),
    ],
)
def test_a_part_of_a_longer_number_is_not_said(reply: str, wanted: str) -> None:
    assert first(reply, wanted) is None


def turn(**values: object) -> Turn:
    return Turn.model_validate({"ask": "？", **values})


@pytest.mark.parametrize(
    ("reply", "asked", "kind"),
    [
        ("会费2000元", turn(must=[["3000", "2000"], ["元"]], must_not=["8000"], lead=True), "fact"),
        ("字" * 79 + "甲", turn(must=[["甲"]], lead=True), "fact"),
        ("关于发票，文件没有规定。", turn(must=[["发票"]]), "unspecified"),
        ("没有找到相关内容。", turn(), "out_of_scope"),
        ("字" * 600, turn(), "fact"),
    ],
)
def test_a_reply_that_has_all_that_is_needed_is_faultless(reply: str, asked: Turn, kind: str) -> None:
    assert faults_of(reply, asked, kind) == ()


@pytest.mark.parametrize(
    ("reply", "asked", "kind"),
    [
        ("会费2000元", turn(must=[["3000"]]), "fact"),
        ("会费2000元，8000元", turn(must=[["2000"]], must_not=["8000"]), "fact"),
        ("字" * 80 + "甲", turn(must=[["甲"]], lead=True), "fact"),
        ("关于发票。", turn(must=[["发票"]]), "unspecified"),
        ("字" * 120 + "没有规定", turn(), "unspecified"),
        ("文件没有规定。", turn(), "out_of_scope"),
        ("字" * 601, turn(), "fact"),
        ("字" * 11, turn(max_chars=10), "fact"),
    ],
)
def test_a_reply_that_lacks_something_has_a_fault(reply: str, asked: Turn, kind: str) -> None:
    assert faults_of(reply, asked, kind)


@pytest.mark.parametrize(
    ("reply", "claim"),
    [
        ("会费2000元", True),
        ("文件没有规定。", False),
        ("没有找到相关内容。", False),
        ("您想问的是哪一个？\n▸ 会费\n▸ 名额", False),
        ("您想问的是哪一个？\n▸ 2022年工作要点的日期", False),
        ("您想问的是哪一个？\n▸ 2000元", True),
        ("协会在哪里。", True),
    ],
)
def test_an_answer_is_told_from_silence_and_from_asking_back(reply: str, claim: bool) -> None:
    assert claims(reply) is claim


def case(**values: object) -> Case:
    return Case.model_validate({"id": "made-up", "account": "zhuyi", "kind": "fact", "now": "2026-08-01", **values})


def test_turns_are_asked_in_order_by_one_member() -> None:
    turns = [{"ask": "普通单位会费多少", "must": [["1000元"]]}, {"ask": "理事单位呢", "must": [["3000元"]]}]
    assert judge(case(turns=turns), desk_of("zhuyi")).verdict == "passed"


def test_the_date_of_a_case_is_the_day_it_is_asked() -> None:
    turns = [{"ask": "报名表几号截止", "must": [["还剩1天"]]}]
    assert judge(case(turns=turns, now="2026-09-09"), desk_of("zhuyi")).verdict == "passed"


def test_a_wrong_answer_is_told_from_a_missed_one() -> None:
    wrong = case(turns=[{"ask": "普通单位会费多少", "must": [["9000元"]]}])
    missed = case(turns=[{"ask": "红烧肉怎么做", "must": [["酱油"]]}])
    score = judge_all([wrong, missed], {"zhuyi": desk_of("zhuyi")})
    assert [j.verdict for j in score.judged] == ["wrong", "missed"]
    assert (score.passed, score.wrong) == (0.0, 50.0)
    assert "普通单位会费多少" in str(score)
    assert "1000元" in str(score.failures[0])


def test_a_line_that_is_no_case_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text('{"id": "x", "account": "zhuyi", "kind": "fact", "turns": [{"says": "?"}]}\n', encoding="utf-8")
    with pytest.raises(ValidationError):
        read(file)


def test_failures_are_listed_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "set.jsonl"
    made_up = {
        "id": "made-up",
        "account": "hebei",
        "kind": "fact",
        "turns": [{"ask": "红烧肉怎么做", "must": [["酱油"]]}],
    }
    file.write_text(Case.model_validate(made_up).model_dump_json() + "\n\n", encoding="utf-8")
    assert main(["--full", str(file)]) == 1
    told = capsys.readouterr().out
    assert "made-up" in told
    assert "0.0 % passed" in told
