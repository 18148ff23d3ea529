"""A case that is checked question by question: asked, answered, left, taken up again, and decided."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.handlers.talk import Talk, bamboo, tea

TOO_LONG = timedelta(minutes=31)
BACK = "回复“继续”接着核对"


def asked_for_a_company() -> Talk:
    """A member who was asked the first of four questions: whether there were fakes."""
    talk = bamboo()
    assert "假冒" in talk.ask("我们够不够条件当企业会员").answer.then
    return talk


def asked_for_a_number() -> Talk:
    """The same member, asked how many people work there."""
    talk = asked_for_a_company()
    talk.ask("没有")
    assert "从业人员" in talk.ask("成都").answer.then
    return talk


def asked_for_years() -> Talk:
    """An artisan, asked for years of weaving after age."""
    talk = bamboo()
    talk.ask("我够不够条件当手艺人会员")
    talk.ask("没有")
    assert "从事竹编" in talk.ask("58岁").answer.then
    return talk


@pytest.mark.parametrize(
    "asked",
    ["我们够不够条件当企业会员", "我们符合企业会员的条件吗", "帮我看看我们能不能当企业会员", "逐条核对企业会员的条件"],
)
def test_who_tells_nothing_is_told_the_conditions_and_asked_the_first(asked: str) -> None:
    reply = bamboo().ask(asked)
    assert reply.answer.lead.startswith("企业会员的条件：")
    assert "不少于10人" in reply.answer.lead
    assert reply.answer.then.startswith("（1/4）")
    assert reply.answer.sources
    assert [c.say for c in reply.answer.choices] == ["有", "没有", "不清楚"]


def test_exclusions_are_asked_first() -> None:
    assert "食品安全事件" in tea().ask("我们够不够条件报金盏奖").answer.then


def test_a_question_is_made_of_the_criterion_or_is_its_own() -> None:
    assert "从业人员有多少人？" in asked_for_a_number().told("继续")
    assert "入会的是个人，还是茶馆、茶社？" in tea().told("我想入会，够条件吗")


def test_the_conditions_come_with_the_offer_to_check_them() -> None:
    talk = bamboo()
    assert "逐条核对" in [c.label for c in talk.ask("企业会员有什么条件").answer.choices]
    assert talk.ask("逐条核对").answer.then


def test_all_met_is_told_with_what_people_judge_and_the_source() -> None:
    reply = asked_for_years().ask("5年")
    assert reply.answer.lead.startswith("可以申请手艺人会员")
    assert "58岁" in reply.answer.lead
    assert "由协会审核：手艺由理事会评议。" in reply.answer.lines
    assert reply.answer.sources
    assert not reply.answer.then


@pytest.mark.parametrize("said", ["有", "1", "有的", "有过", "去年卖过", "是", "卖过一次"])
def test_an_exclusion_ends_it_at_once(said: str) -> None:
    answer = asked_for_a_company().ask(said).answer
    assert answer.lead.startswith("不符合企业会员的条件：五年内有假冒竹材行为的，不得入会")
    assert answer.sources
    assert not answer.then


@pytest.mark.parametrize("said", ["没有", "2", "没", "没有过", "从来没有", "一次都没有", "无", "否", "没卖过", "0次"])
def test_a_denied_exclusion_leads_on(said: str) -> None:
    assert asked_for_a_company().ask(said).answer.then.startswith("（2/4）")


@pytest.mark.parametrize(
    "said", ["12", "12人", "十二个人", "12个", "有15人", "大概20人", "十几个人", "11人够吗", "一百多人"]
)
def test_a_number_is_understood_however_it_is_said(said: str) -> None:
    assert asked_for_a_number().ask(said).answer.lead == "这一条符合。"


@pytest.mark.parametrize(
    ("said", "lacks"), [("7人", "还差3人"), ("七个", "还差3人"), ("没有", "还差10人"), ("八九个人", "")]
)
def test_a_number_that_falls_short_ends_it_with_by_how_much(said: str, lacks: str) -> None:
    lead = asked_for_a_number().ask(said).answer.lead
    assert lead.startswith("不符合企业会员的条件：从业人员不少于10人")
    assert lacks in lead


@pytest.mark.parametrize(
    ("said", "verdict"), [("到了", "可以申请"), ("没到", "不符合"), ("满了", "可以申请"), ("差一点", "不符合")]
)
def test_a_number_on_both_sides_of_the_threshold_is_asked_for_more_closely(said: str, verdict: str) -> None:
    talk = asked_for_years()
    assert "有没有到3年" in talk.ask("两三年").answer.then
    assert talk.ask(said).answer.lead.startswith(verdict)


def test_a_time_on_both_sides_of_the_years_that_count_is_asked_for_more_closely() -> None:
    talk = tea("2025-08-01")
    talk.ask("我们够不够条件报金盏奖")
    assert "2024年8月以后" in talk.ask("去年有过").answer.then
    assert talk.ask("不是").answer.lead == "这一条符合。"


def test_what_was_vague_in_one_message_is_asked_for_more_closely() -> None:
    talk = bamboo()
    talk.ask("我58岁，干竹编大概三年，能当手艺人会员吗")
    assert "有没有到3年" in talk.ask("没有").answer.then
    assert talk.ask("到了").answer.lead.startswith("可以申请手艺人会员")


@pytest.mark.parametrize(
    ("said", "meets"),
    [
        ("成都", True),
        ("四川绵阳", True),
        ("在四川省", True),
        ("1", True),
        ("北京", False),
        ("不在四川省", False),
        ("省外", False),
        ("2", False),
    ],
)
def test_a_place_is_told_by_its_name_or_tapped(said: str, meets: bool) -> None:
    talk = asked_for_a_company()
    talk.ask("没有")
    assert (talk.ask(said).answer.lead == "这一条符合。") is meets


@pytest.mark.parametrize(("said", "verdict"), [("竹器厂", "可以申请"), ("我们是竹材店", "可以申请"), ("2", "可以申请"),
                                               ("都不是", "不符合"), ("不清楚", "您说的这几项符合")])  # fmt: skip
def test_a_kind_is_told_by_its_words_or_tapped(said: str, verdict: str) -> None:
    talk = asked_for_a_number()
    talk.ask("12人")
    assert talk.ask(said).answer.lead.startswith(verdict)


@pytest.mark.parametrize("said", ["不清楚", "不知道", "我也不太清楚", "没统计过", "3"])
def test_what_a_member_cannot_tell_is_left_open(said: str) -> None:
    talk = asked_for_a_company()
    assert "先放着" in talk.ask(said).answer.lead
    for reply in ("成都", "12人", "竹器厂"):
        answer = talk.ask(reply).answer
    assert answer.lead.startswith("您说的这几项符合")
    assert "还不能断定：五年内有假冒竹材行为的" in "".join(answer.lines)


def test_several_things_may_be_told_at_once() -> None:
    talk = asked_for_a_company()
    assert talk.ask("没有假冒竹材，员工15人").answer.then.startswith("（3/4）")
    assert talk.ask("在成都注册，我们是竹器厂").answer.lead.startswith("可以申请企业会员")


def test_what_was_told_in_the_first_message_is_not_asked_again() -> None:
    talk = bamboo()
    talk.ask("我们在成都注册，员工15人，能当企业会员吗")
    assert talk.ask("没有").answer.then.startswith("（4/4）")
    assert talk.ask("竹器厂").answer.lead.startswith("可以申请企业会员")


def test_what_is_not_understood_is_asked_again_once_with_the_form() -> None:
    talk = asked_for_a_number()
    answer = talk.ask("挺多的").answer
    assert "如“10人”" in answer.lead
    assert "不查了" in answer.lead
    assert answer.then.startswith("（3/4）从业人员")
    assert talk.ask("挺多的").answer.then.startswith("（4/4）")


@pytest.mark.parametrize("said", ["不查了", "算了", "不核对了"])
def test_a_member_may_end_it(said: str) -> None:
    talk = asked_for_a_number()
    answer = talk.ask(said).answer
    assert answer.lead == "好的，先核对到这里。"
    assert "成都" in "".join(answer.lines)
    assert talk.ask("12人").answer.handler != "eligibility"


def test_the_last_reply_may_be_taken_back() -> None:
    talk = asked_for_a_number()
    assert talk.ask("说错了").answer.then.startswith("（2/4）")
    assert talk.ask("武汉").answer.lead.startswith("不符合")


def test_a_wrong_tap_that_ended_it_can_be_made_good() -> None:
    talk = asked_for_a_company()
    talk.ask("有")
    assert talk.ask("重新核对").answer.then.startswith("（1/4）")


@pytest.mark.parametrize(
    "question", ["理事单位会费多少", "电话", "报名表交几份", "什么时候截止", "谢谢", "红烧肉怎么做"]
)
def test_anything_else_is_answered_meanwhile_with_the_way_back(question: str) -> None:
    fresh = bamboo().ask(question).answer
    talk = asked_for_a_number()
    reply = talk.ask(question)
    assert reply.answer.lead == fresh.lead or reply.answer.handler == fresh.handler
    assert BACK in reply.text
    assert "从业人员" in talk.ask("继续").answer.then
    assert talk.ask("12人").answer.lead == "这一条符合。"


def test_the_way_back_is_told_once() -> None:
    talk = asked_for_a_number()
    assert BACK in talk.told("理事单位会费多少")
    assert BACK not in talk.told("报名表交几份")
    assert "从业人员" in talk.told("继续")


def test_the_reply_itself_leads_back_too() -> None:
    talk = asked_for_a_number()
    talk.ask("理事单位会费多少")
    assert talk.ask("12人").answer.lead == "这一条符合。"


def test_a_number_that_is_no_choice_is_not_taken_for_another_question() -> None:
    talk = asked_for_a_company()
    assert "请回复1到3" in talk.told("8")
    assert talk.ask("2").answer.then.startswith("（2/4）")


def test_another_case_may_be_begun_meanwhile() -> None:
    talk = asked_for_a_number()
    assert talk.ask("那我够不够条件当手艺人会员").answer.lead.startswith("手艺人会员的条件")
    talk.ask("没有")
    assert "从事竹编" in talk.ask("58").answer.then


def test_it_is_asked_which_kind_is_meant_where_that_is_not_said() -> None:
    talk = bamboo()
    answer = talk.ask("我够不够条件入会").answer
    assert [c.label for c in answer.choices] == ["企业会员", "手艺人会员"]
    assert talk.ask("手艺人").answer.lead.startswith("手艺人会员的条件")


@pytest.mark.parametrize("said", ["2", "手艺人会员", "我是手艺人"])
def test_the_kind_is_chosen_by_number_or_word(said: str) -> None:
    talk = bamboo()
    talk.ask("我能入会吗")
    assert talk.ask(said).answer.lead.startswith("手艺人会员的条件")


def test_which_kind_is_asked_again_after_another_question() -> None:
    talk = bamboo()
    talk.ask("我能入会吗")
    assert BACK in talk.told("理事单位会费多少")
    assert [c.label for c in talk.ask("继续").answer.choices] == ["企业会员", "手艺人会员"]


def test_what_the_conversation_is_about_is_what_is_checked() -> None:
    talk = bamboo()
    talk.ask("企业会员有什么条件")
    assert talk.ask("我们符合条件吗").answer.lead.startswith("企业会员的条件")


def test_what_holds_for_others_only_is_not_asked() -> None:
    talk = tea()
    talk.ask("我想入会，够条件吗")
    assert "青岚市" in talk.ask("茶馆").answer.then
    other = tea()
    other.ask("我想入会，够条件吗")
    assert "从事茶艺" in other.ask("个人").answer.then


def test_it_fades_like_the_rest() -> None:
    talk = asked_for_a_number()
    assert talk.ask("12人", after=TOO_LONG).answer.handler != "eligibility"
    assert talk.ask("继续").answer.handler == "more"


def test_two_members_do_not_share_it() -> None:
    one, other = asked_for_a_number(), bamboo()
    assert other.ask("12人").answer.handler != "eligibility"
    assert one.ask("12人").answer.lead == "这一条符合。"


def test_a_criterion_that_the_pack_has_no_longer_is_passed_over() -> None:
    talk = asked_for_a_number()
    talk.remembered = talk.remembered.replace("从业人员不少于10人", "从业人员不少于8人")
    assert talk.ask("继续").answer.then


def test_a_record_that_the_pack_has_no_longer_ends_it() -> None:
    talk = asked_for_a_number()
    talk.remembered = talk.remembered.replace('"company"', '"gone"')
    assert talk.ask("继续").answer.handler == "more"
