"""What the member sees of a reply, and what can be tapped in it."""

from xml.etree import ElementTree

import pytest

from bot.simulator.shown import Part, shown, text_parts
from bot.wechat.reply import tappable
from handlers.answer import Choice


def parts(text: str) -> list[Part]:
    return list(text_parts(text))


def test_a_choice_is_a_link_that_says_its_text() -> None:
    link = tappable(Choice("会费 & 标准", "会费是多少？100% & 一年"))
    (part,) = parts(link)
    assert (part.kind, part.target) == ("say", "会费是多少？100% & 一年")
    assert part.menu_id


def test_text_around_links_is_kept_whole() -> None:
    text = f"您好：\n1. {tappable(Choice('甲', '问甲'))}\n2. {tappable(Choice('乙', '问乙'))}\n完"
    assert "".join(part.text for part in parts(text)) == "您好：\n1. 甲\n2. 乙\n完"


def test_an_escaped_ampersand_separates_the_link_s_values() -> None:
    (part,) = parts('<a href="weixin://bizmsgmenu?msgmenucontent=A&amp;msgmenuid=7">甲</a>')
    assert part == Part("say", "甲", "A", "7")


def test_addresses_end_where_the_sentence_goes_on() -> None:
    found = [
        p for p in parts("见https://a.example/b?x=1&y=2，或写信到zlgl@qq.example。电话0311-1234") if p.kind != "text"
    ]
    assert found == [
        Part("url", "https://a.example/b?x=1&y=2", "https://a.example/b?x=1&y=2"),
        Part("mail", "zlgl@qq.example", "mailto:zlgl@qq.example"),
    ]


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "weixin://other?x=1", "http://[", "//a/x"])
def test_no_other_address_can_be_tapped(href: str) -> None:
    assert parts(f'<a href="{href}">看这里</a>') == [Part("text", "看这里")]


def test_markup_is_text() -> None:
    assert parts("<b>1 < 2</b> <script>") == [Part("text", "<b>1 < 2</b> <script>")]


def test_an_article_shows_its_title_as_a_link() -> None:
    reply = ElementTree.fromstring(  # noqa: S314 - written here
        "<xml><MsgType>news</MsgType><Articles><item><Title>通知</Title><Description>全文</Description>"
        "<Url>https://a.example/1</Url></item></Articles></xml>"
    )
    assert shown(reply).parts == (Part("url", "通知", "https://a.example/1"), Part("text", "\n全文"))


def test_a_reply_without_words_shows_its_kind() -> None:
    reply = ElementTree.fromstring("<xml><MsgType>transfer_customer_service</MsgType></xml>")  # noqa: S314 - written here
    assert (shown(reply).kind, shown(reply).parts) == ("transfer_customer_service", ())
    assert shown(None).kind == "none"
