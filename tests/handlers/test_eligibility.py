"""Whether a case qualifies: what is told is decided, exclusions first; what is not told is left to people."""

from __future__ import annotations

import pytest

from tests.handlers.talk import bamboo, tea


def favourable(lead: str) -> bool:
    """Whether what was told meets the conditions; that all are met is only said when all were decided."""
    return "符合" in lead and not lead.startswith("不符合")


def test_a_case_that_meets_what_it_tells_of_is_told_so_and_what_is_still_open() -> None:
    reply = bamboo().ask("我们在成都注册，员工15人，能当企业会员吗")
    assert favourable(reply.answer.lead)
    assert "成都" in reply.answer.lead
    assert "15人" in reply.answer.lead
    assert "竹器生产企业" in "".join(reply.answer.lines)
    assert reply.answer.sources


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("我们是竹器厂，员工7人，能加入企业会员吗", "还差3人"),
        ("我今年65岁，能当手艺人会员吗", "多出5岁"),
        ("我今年58岁，从事竹编2年，能当手艺人会员吗", "还差1年"),
    ],
)
def test_a_case_that_fails_is_told_by_how_much(asked: str, says: str) -> None:
    lead = bamboo().ask(asked).answer.lead
    assert lead.startswith("不符合")
    assert says in lead


@pytest.mark.parametrize(
    ("asked", "meets"),
    [
        ("我们员工10人，能当企业会员吗", True),
        ("我们员工9人，能当企业会员吗", False),
        ("我今年60岁，能当手艺人会员吗", True),
        ("我今年61岁，能当手艺人会员吗", False),
        ("我从事茶艺工作2年，能入会吗", True),
    ],
)
def test_the_threshold_itself_is_enough(asked: str, meets: bool) -> None:
    talk = tea() if "茶艺" in asked else bamboo()
    assert favourable(talk.ask(asked).answer.lead) is meets


def test_an_exclusion_comes_before_every_other_failing() -> None:
    reply = bamboo().ask("我们员工7人，卖过假冒竹材，能申请企业会员吗")
    assert reply.answer.lead.startswith("不符合")
    assert "假冒" in reply.answer.lead
    assert "还差3人" in "".join(reply.answer.lines)


def test_an_exclusion_that_is_denied_does_not_bar() -> None:
    reply = bamboo().ask("我们没有假冒竹材，员工12人，能申请企业会员吗")
    assert favourable(reply.answer.lead)


def test_an_award_s_exclusion_is_known_by_members_words() -> None:
    lead = tea().ask("我们上个月吃坏过客人，能报金盏奖吗").answer.lead
    assert lead.startswith("不符合")
    assert "食品安全事件" in lead


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ("今年3月卖过假冒竹材", "不符合"),
        ("去年卖过假冒竹材", "不符合"),
        ("三年前卖过假冒竹材", "不符合"),
        ("2024年5月卖过假冒竹材", "不符合"),
        ("近五年卖过一次假冒竹材", "不符合"),
        ("八年前卖过假冒竹材", "您说的这几项符合"),
        ("2015年卖过假冒竹材", "您说的这几项符合"),
        ("五年前卖过假冒竹材", "是否符合"),
        ("2021年卖过假冒竹材", "是否符合"),
        ("近十年卖过一次假冒竹材", "是否符合"),
        ("从来没有卖过假冒竹材", "您说的这几项符合"),
        ("假冒竹材一次都没卖过", "您说的这几项符合"),
    ],
)
def test_what_bars_is_held_against_the_years_that_count(told: str, verdict: str) -> None:
    assert bamboo("2026-08-01").ask(f"我们{told}，能当企业会员吗").answer.lead.startswith(verdict)


def test_what_bars_without_its_time_is_told_with_the_time_that_counts() -> None:
    lead = bamboo().ask("我们卖过假冒竹材，能申请企业会员吗").answer.lead
    assert lead.startswith("不符合")
    assert "5年以前的不算在内" in lead


def test_one_denial_holds_for_a_list() -> None:
    assert favourable(bamboo().ask("我们没有伪造、假冒竹材，能申请企业会员吗").answer.lead)


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ("干竹编半年", "还差2年半"),
        ("干竹编一年半", "还差1年半"),
        ("干竹编20个月", "还差1年4个月"),
        ("干竹编不到三年", "不到三年"),
        ("干竹编快三年了", "快三年"),
        ("干竹编两年多", "两年多"),
    ],
)
def test_a_time_that_falls_short_fails_in_the_words_it_was_told(told: str, verdict: str) -> None:
    lead = bamboo().ask(f"我{told}，能当手艺人会员吗").answer.lead
    assert lead.startswith("不符合")
    assert verdict in lead


@pytest.mark.parametrize(
    "told",
    ["刚满三年", "三年出头", "三年多", "三四年", "三年零两个月", "快五年了", "十来年", "十几年", "至少四年", "40个月"],
)
def test_a_time_that_is_long_enough_however_vague_is_met(told: str) -> None:
    assert favourable(bamboo().ask(f"我干竹编{told}，能当手艺人会员吗").answer.lead)


@pytest.mark.parametrize("told", ["大概三年", "两三年", "差不多三年", "最多四年", "三年前开始干竹编，"])
def test_what_may_be_enough_or_not_is_not_decided(told: str) -> None:
    lead = bamboo().ask(f"我{told if '竹编' in told else '干竹编' + told}，能当手艺人会员吗").answer.lead
    assert lead.startswith("是否符合手艺人会员的条件还不能断定")


@pytest.mark.parametrize(
    "told", ["办了10场茶会", "茶会八九场", "近三年茶会8场整", "去年一年就办了8场茶会", "茶会20多场"]
)
def test_counts_of_the_years_that_count_are_enough(told: str) -> None:
    assert favourable(tea().ask(f"我们{told}，能报金盏奖吗").answer.lead)


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ("近三年一场茶会都没办", "不符合"),
        ("没办过茶会", "不符合"),
        ("近五年一共才办了6场茶会", "不符合"),
        ("近五年办了10场茶会", "是否符合"),
        ("去年办了6场茶会", "是否符合"),
        ("累计办过30场茶会", "是否符合"),
    ],
)
def test_counts_of_other_years_decide_only_where_they_can(told: str, verdict: str) -> None:
    assert tea().ask(f"我们{told}，能报金盏奖吗").answer.lead.startswith(verdict)


@pytest.mark.parametrize(
    "asked",
    [
        "我们开业五年了，能报金盏奖吗",  # years of something else
        "我干了五年会计，能当手艺人会员吗",  # the same word for other work
        "我们想推荐两家茶馆报金盏奖，可以吗",
        "我们店有20人，能报金盏奖吗",
    ],
)
def test_a_number_that_counts_something_else_decides_nothing(asked: str) -> None:
    lead = (bamboo() if "手艺人" in asked else tea()).ask(asked).answer.lead
    assert not lead.startswith(("不符合", "可以", "您说的"))


@pytest.mark.parametrize(
    ("told", "meets"),
    [
        ("总部在北京，在成都注册的厂", True),
        ("是省内注册的", True),
        ("不是外省的，在绵阳注册", True),
        ("是外地总公司的厂，在绵阳注册", True),
        ("是北京分公司", False),
    ],
)
def test_the_place_that_counts_is_told_from_the_others(told: str, meets: bool) -> None:
    assert favourable(bamboo().ask(f"我们{told}，能当企业会员吗").answer.lead) is meets


def test_a_branch_of_a_company_elsewhere_is_not_decided() -> None:
    lead = bamboo().ask("我们是北京公司的成都分公司，能当企业会员吗").answer.lead
    assert "还不能断定" in lead


def test_what_holds_for_others_only_does_not_bar() -> None:
    assert favourable(tea().ask("我们是茶馆，从事茶艺1年，能入会吗").answer.lead)
    assert tea().ask("我本人从事茶艺1年，能入会吗").answer.lead.startswith("不符合")


@pytest.mark.parametrize(
    ("place", "meets"), [("成都", True), ("绵阳", True), ("四川", True), ("武汉", False), ("北京", False)]
)
def test_a_place_is_inside_or_outside_of_the_region(place: str, meets: bool) -> None:
    lead = bamboo().ask(f"我们厂在{place}注册，员工20人，能申请企业会员吗").answer.lead
    assert favourable(lead) is meets


@pytest.mark.parametrize("said", ["竹器厂", "竹材店", "竹器生产企业"])
def test_a_category_is_known_by_members_words(said: str) -> None:
    lead = bamboo().ask(f"我们是{said}，能申请企业会员吗").answer.lead
    assert favourable(lead)
    assert said in lead


def test_what_people_judge_is_left_to_them() -> None:
    lines = bamboo().ask("我今年58岁，从事竹编5年，能当手艺人会员吗").answer.lines
    assert "手艺由理事会评议" in "".join(lines)


def test_who_tells_nothing_of_the_case_is_told_the_conditions() -> None:
    text = bamboo().told("企业会员有什么条件")
    assert "不少于10人" in text
    assert not text.startswith(("可以", "不符合"))


def test_no_yes_is_given_while_something_that_can_be_checked_was_not_told() -> None:
    lead = bamboo().ask("我们在成都注册，员工15人，能当企业会员吗").answer.lead
    assert not lead.startswith("可以")
    assert "这几项符合" in lead


@pytest.mark.parametrize("asked", ["我们不在四川注册，员工15人，能当企业会员吗", "我们是外省企业，能当企业会员吗"])
def test_a_place_outside_is_known_by_denial_and_by_its_word(asked: str) -> None:
    assert bamboo().ask(asked).answer.lead.startswith("不符合")


@pytest.mark.parametrize("asked", ["新疆的竹器厂收不收", "新疆一家竹器厂条件够不够"])
def test_who_asks_to_be_taken_in_names_nothing_and_is_judged(asked: str) -> None:
    assert bamboo().ask(asked).answer.lead.startswith("不符合企业会员")


def test_a_place_alone_is_no_case() -> None:
    assert "符合" not in bamboo().told("企业会员能跟北京同行喝茶吗")


def test_a_condition_that_is_left_open_is_told_and_not_judged() -> None:
    text = bamboo().told("竹器厂入会，成立不满一年有没有要求")
    assert "文件没有规定" in text
    assert "您说的" not in text


@pytest.mark.parametrize("asked", ["什么样的企业可以当企业会员", "啥样的可以当企业会员"])
def test_which_may_is_no_yes_or_no(asked: str) -> None:
    assert bamboo().told(asked).startswith("企业会员须是")


def test_who_wants_a_level_from_outside_is_judged_as_a_member() -> None:
    assert bamboo().ask("我们是新疆的竹器厂，可以当理事单位吗").answer.lead.startswith("不符合")


def test_a_question_tag_denies_no_place() -> None:
    """能入会不 asks, and does not say that the company is not there."""
    for asks in ("能入会不", "可以入会不", "能不能入会", "行不行"):
        text = bamboo().told(f"企业会员，我们厂在成都注册，{asks}")
        assert "不在成都" not in text
        text = bamboo().told(f"我们厂注册在成都{asks}")
        assert "不符合" not in text


def test_not_in_a_city_may_still_be_in_its_province() -> None:
    assert "还不能断定" in bamboo().told("企业会员，我们厂不在成都注册，能入会吗")
    assert "不符合" in bamboo().told("企业会员，我们厂不在四川注册，能入会吗")


def test_what_people_judge_and_a_member_refuses_is_not_passed_over() -> None:
    text = bamboo().told("手艺人会员，今年50岁，从事竹编5年，不接受理事会评议，能入会吗")
    assert "可以申请" not in text
    assert "不接受理事" in text


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("没收过徒弟，但办过展览，能报竹艺名师吗", "可以申请"),
        ("没收过徒弟，能报竹艺名师吗", "还不能断定"),
        ("没收过徒弟，没办过展览，也没写过竹谱，能报竹艺名师吗", "不符合"),
    ],
)
def test_one_of_several_things_is_enough(asked: str, says: str) -> None:
    assert says in bamboo().ask(asked).answer.lead


@pytest.mark.parametrize(("year", "says"), [("2010年", "不符合"), ("2020年", "符合企业会员")])
def test_years_count_up_to_the_year_that_is_asked_about(year: str, says: str) -> None:
    assert says in bamboo().told(f"企业会员，我们厂2008年有过假冒，{year}能申请入会吗")


def test_a_reply_that_tells_of_something_else_is_no_yes() -> None:
    talk = bamboo()
    for said in ("我们单位符合企业会员的条件吗", "没有", "在成都", "15人"):
        last = talk.told(said)
    assert "哪一种" in last
    assert "不符合" not in talk.told("没有假冒过竹材")


def test_what_is_asked_besides_is_told_beside_the_verdict() -> None:
    text = bamboo().told("我今年50岁，从事竹编5年，能当手艺人会员吗，会费多少钱")
    assert "符合手艺人会员" in text
    assert "会费另行商定" in text


def test_beyond_a_region_is_not_in_it() -> None:
    assert "不符合" in bamboo().told("企业会员，注册在四川以外能入会吗")
