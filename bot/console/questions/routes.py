"""The addresses of 没答上的."""

from __future__ import annotations

from collections.abc import Iterable

from bot.console.parts import Parts
from bot.console.questions import answers, lists, pointing, telling, testing, writing
from bot.console.roles import Right
from bot.console.route import Route

_GROUP = r"/questions/{number:\d{1,15}}"
_ANSWERS = "/questions/answers"
_ONE = _ANSWERS + r"/{ident:\d{1,15}}"


def routes(_parts: Parts) -> Iterable[Route]:
    """Lists for all, members' own words for those who talk with them, changes for those who answer."""
    see, talk, answer = Right.SEE, Right.TALK, Right.ANSWER
    return (
        Route("GET", "/questions", lists.listing, see),
        Route("GET", "/questions/each", lists.each, talk),
        Route("GET", _GROUP, lists.group, talk),
        Route("POST", _GROUP + "/dismiss", lists.dismiss, answer, "列为不用答"),
        Route("POST", _GROUP + "/reopen", lists.reopen, answer, "放回没答上的"),
        Route("GET", _GROUP + "/answer", writing.for_group, answer),
        Route("POST", _GROUP + "/answer", writing.save_for_group, answer, "写答复"),
        Route("GET", _GROUP + "/alias", pointing.for_group, answer),
        Route("POST", _GROUP + "/alias", pointing.save_for_group, answer, "加别名"),
        Route("GET", _ANSWERS, answers.listing, see),
        Route("GET", _ANSWERS + "/new", writing.new, answer),
        Route("POST", _ANSWERS + "/new", writing.save_new, answer, "写答复"),
        Route("POST", _ANSWERS + "/take-up", answers.take_up, answer, "接手表格里的答复"),
        Route("GET", _ANSWERS + "/faq.toml", answers.faq_toml, see),
        Route("GET", _ANSWERS + "/aliases.toml", answers.aliases_toml, see),
        Route("GET", _ONE, answers.one, see),
        Route("GET", _ONE + "/edit", answers.edit, answer),
        Route("POST", _ONE + "/edit", answers.save_edited, answer, "改答复"),
        Route("POST", _ONE + "/test", testing.retest, answer, "试答复"),
        Route("GET", _ONE + "/test", testing.result, answer),
        Route("POST", _ONE + "/live", testing.go_live, answer, "答复上线"),
        Route("POST", _ONE + "/withdraw", answers.withdraw, answer, "撤下答复"),
        Route("POST", _ONE + "/discard", answers.discard, answer, "丢弃草稿"),
        Route("POST", _ONE + "/restore", testing.restore, answer, "恢复旧版答复"),
        Route("POST", _ONE + "/tell", telling.tell, answer, "告知提问者"),
    )
