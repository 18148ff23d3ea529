"""Signatures, encryption and XML, against published vectors and an independent peer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto  # type: ignore[import-untyped]  # wechatpy ships no types

from bot.errors import Code, Error
from bot.wechat.cipher import MessageCipher
from bot.wechat.reply import MAX_BYTES, fit, tappable, text_reply
from bot.wechat.signature import matches, sign
from bot.wechat.xml import cdata, parse
from handlers.answer import Choice
from tests.conftest import KEY, OTHER_KEY
from tests.wechat_peer import sealed

OFFICIAL_ENCRYPT = "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="
OWN_ENCRYPT = (
    "7u6AzIY8n+C9cbLnyBULl/Mrah/ssNK5Zd5q9EqDJmj9KF47L+cwVU7j6T9TslLBNLpHqE6ryweU9hmJXaaINlNYo6Pcq/9pOeimyvJPAqEjAlvA"
    "/2aBvwpmxQ2mtZRzXibNH3cYD+JiwIupgv7Ew4huGHgQd7b4hejcLR45oYw="
)
OWN_MESSAGE = "<xml><MsgType>text</MsgType><Content>你好</Content></xml>"


def test_the_official_signature() -> None:
    assert sign("AAAAA", "1714037059", "486452656") == "899cf89e464efb63f54ddac96b0a0a235f53aa78"


def test_the_official_encryption_and_its_signature() -> None:
    cipher = MessageCipher("A" * 43, "wxba5fad812f8e6fb9", lambda _: b"707722b803182950")
    assert cipher.encrypt(b'{"demo_resp":"good luck"}') == OFFICIAL_ENCRYPT
    assert cipher.decrypt(OFFICIAL_ENCRYPT) == b'{"demo_resp":"good luck"}'
    assert matches("1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1", "AAAAA", "1713424427", "415670741", OFFICIAL_ENCRYPT)


def test_a_message_whose_padding_is_longer_than_an_aes_block() -> None:
    cipher = MessageCipher(OTHER_KEY, "wx0123456789abcdef", lambda _: b"0123456789abcdef")
    assert cipher.encrypt(OWN_MESSAGE.encode()) == OWN_ENCRYPT
    assert cipher.decrypt(OWN_ENCRYPT).decode() == OWN_MESSAGE
    assert sign("clubtoken", "1700000000", "nonce1", OWN_ENCRYPT) == "493c5a1390bc51054f06078600c16916a8cebce8"
    assert sign("clubtoken", "1700000000", "nonce1") == "90e656c35a1522500ec4b0af3e090f29a5df0f35"


@given(st.binary(max_size=200))
def test_wechatpy_reads_what_is_written_here(message: bytes) -> None:
    text = message.hex()
    encrypted = MessageCipher(KEY, "wx1").encrypt(text.encode())
    crypto = WeChatCrypto("token", KEY, "wx1")
    signature = sign("token", "1", "n", encrypted)
    assert crypto.decrypt_message({"Encrypt": encrypted}, signature, "1", "n") == text


@given(st.binary(max_size=400))
def test_any_garbage_is_refused_with_the_one_error(garbage: bytes) -> None:
    cipher = MessageCipher(KEY, "wx1")
    for text in (garbage.decode("latin-1"), sealed(OTHER_KEY, "wx1", garbage).decode()):
        with pytest.raises(Error) as refused:
            cipher.decrypt(text)
        assert refused.value.code in {Code.MALFORMED, Code.FORBIDDEN}


def test_another_app_id_is_forbidden() -> None:
    with pytest.raises(Error) as refused:
        MessageCipher(KEY, "wx1").decrypt(sealed(KEY, "wx2", b"<xml/>").decode())
    assert refused.value.code is Code.FORBIDDEN


@given(st.text())
def test_any_text_comes_through_cdata_without_what_xml_forbids(text: str) -> None:
    parsed = parse(f"<xml><Content>{cdata(text)}</Content></xml>".encode())
    legal = "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
    assert parsed["Content"] == legal.replace("\r\n", "\n").replace("\r", "\n")


@given(st.text(min_size=1, max_size=3000))
def test_a_reply_never_passes_the_limit_and_stays_readable(text: str) -> None:
    parsed = parse(text_reply("oMember", "gh_demo", 1, text))
    assert len(str(parsed["Content"]).encode()) <= MAX_BYTES
    assert parsed["MsgType"] == "text"


def test_a_reply_that_is_too_long_ends_at_a_line_and_outside_of_a_link() -> None:
    link = tappable(Choice("会费", "会费多少"))
    shortened = fit("一" * 670 + "\n" + link)
    assert shortened == "一" * 670 + "…"


def test_a_choice_sends_its_words_and_cannot_break_out_of_its_link() -> None:
    link = tappable(Choice("<b>&", '会费"&x=1'))
    assert link == (
        '<a href="weixin://bizmsgmenu?msgmenucontent=%E4%BC%9A%E8%B4%B9%22%26x%3D1&msgmenuid=1">＜b＞＆</a>'
    )


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"hello",
        b"<xml>",
        b"<html><body/></html>",
        b"<xml/>",
        b"<xml>text</xml>",
        b"<xml><a>\xff\xfe</a></xml>",
        b"<xml><a>&#1;</a></xml>",
        b"<!DOCTYPE xml><xml><a>1</a></xml>",
        b'<!DOCTYPE xml [<!ENTITY a "b">]><xml><a>&a;</a></xml>',
        b'<!DOCTYPE xml SYSTEM "http://127.0.0.1/x.dtd"><xml><a>1</a></xml>',
        b"<xml>" + b"<a>" * 50 + b"</a>" * 50 + b"</xml>",
        b"<xml>" + b"<a/>" * 5000 + b"</xml>",
    ],
)
def test_what_is_no_message_is_refused(document: bytes) -> None:
    with pytest.raises(Error) as refused:
        parse(document)
    assert refused.value.code is Code.MALFORMED
