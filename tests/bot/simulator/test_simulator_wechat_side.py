"""WeChat's side of the wire, against the platform's published examples and against damaged replies."""

from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from bot.errors import Error
from bot.simulator.wechat_side import Secrets, decrypt, encrypt, message_xml, open_reply, push, signature

OFFICIAL = Secrets("gh_official", "wxba5fad812f8e6fb9", "AAAAA", "A" * 43, "secure")
SECRETS = Secrets("gh_club", "wx0123456789abcdef", "clubtoken", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg", "secure")
MEMBER = "oMember"


def fixed(data: bytes) -> Callable[[int], bytes]:
    return lambda count: data[:count]


def sealed(text: str, secrets: Secrets = SECRETS, *, signed_with: str = "clubtoken") -> bytes:
    encrypted = encrypt(secrets, text, fixed(b"0123456789abcdef"))
    signed = signature(signed_with, "1700000000", "n", encrypted)
    return message_xml(
        (("Encrypt", encrypted), ("MsgSignature", signed), ("TimeStamp", "1700000000"), ("Nonce", "n"))
    ).encode()


def reply_xml(member: str = MEMBER, account: str = "gh_club") -> str:
    return message_xml(
        (("ToUserName", member), ("FromUserName", account), ("MsgType", "text"), ("Content", "您好]]>\n再见"))
    )


def test_secrets_are_not_shown() -> None:
    assert SECRETS.token not in repr(SECRETS)
    assert SECRETS.encoding_aes_key not in repr(SECRETS)


def test_the_official_signature_is_reproduced() -> None:
    assert signature("AAAAA", "1714037059", "486452656") == "899cf89e464efb63f54ddac96b0a0a235f53aa78"


def test_the_official_encryption_is_reproduced() -> None:
    encrypted = encrypt(OFFICIAL, '{"demo_resp":"good luck"}', fixed(b"707722b803182950"))
    assert encrypted == "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="
    assert decrypt(OFFICIAL, encrypted) == '{"demo_resp":"good luck"}'


def test_a_secure_push_shows_the_receiver_alone() -> None:
    fields = (("ToUserName", "gh_club"), ("Content", "会费"))
    sent = push(SECRETS, fields, now=1700000000, openid=MEMBER, entropy=fixed(bytes(16)))
    envelope = ElementTree.fromstring(sent.body)  # noqa: S314 - written above
    assert [part.tag for part in envelope] == ["ToUserName", "Encrypt"]
    assert "会费" in decrypt(SECRETS, envelope.findtext("Encrypt", ""))
    assert sent.query["msg_signature"] == signature(
        "clubtoken", "1700000000", sent.query["nonce"], envelope.findtext("Encrypt", "")
    )


def test_a_compatible_push_shows_the_message_and_its_encryption() -> None:
    secrets = replace(SECRETS, mode="compatible")
    sent = push(secrets, (("Content", "会费"),), now=1700000000, openid=MEMBER, entropy=fixed(bytes(16)))
    envelope = ElementTree.fromstring(sent.body)  # noqa: S314 - written above
    assert envelope.findtext("Content") == "会费"
    assert envelope.find("Encrypt") is not None


def test_a_plain_push_has_no_encryption() -> None:
    secrets = replace(SECRETS, mode="plain", encoding_aes_key="")
    sent = push(secrets, (("Content", "会费"),), now=1700000000, openid=MEMBER, entropy=fixed(bytes(16)))
    assert b"Encrypt" not in sent.body
    assert "encrypt_type" not in sent.query


def test_markup_and_control_characters_reach_the_service_as_text() -> None:
    written = "a]]><Event>x</Event>\x00\x1b\ud800&amp;"
    read = ElementTree.fromstring(message_xml((("Content", written),)))  # noqa: S314 - written above
    assert read.findtext("Content") == "a]]><Event>x</Event>&amp;"
    assert len(read) == 1


def test_an_encrypted_reply_is_opened() -> None:
    reply = open_reply(SECRETS, sealed(reply_xml()), MEMBER)
    assert reply is not None
    assert reply.findtext("Content") == "您好]]>\n再见"


@pytest.mark.parametrize("body", [b"success", b"", b" success\n"])
def test_silence_is_no_reply(body: bytes) -> None:
    assert open_reply(SECRETS, body, MEMBER) is None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (reply_xml().encode(), "not encrypted"),
        (sealed(reply_xml(), signed_with="other"), "MsgSignature"),
        (sealed(reply_xml(), replace(SECRETS, app_id="wxother")), "app id"),
        (sealed(reply_xml(member="oOther")), "ToUserName"),
        (sealed(reply_xml(account="wx0123456789abcdef")), "FromUserName"),
        (sealed("您好"), "not XML"),
        (b"<html>", "not XML"),
    ],
)
def test_a_reply_that_wechat_would_not_show_is_a_fault(body: bytes, why: str) -> None:
    with pytest.raises(Error, match=why):
        open_reply(SECRETS, body, MEMBER)


@pytest.mark.parametrize("encrypted", ["", "AAAA", "not base64", "A" * 43 + "="])
def test_a_damaged_ciphertext_is_a_fault(encrypted: str) -> None:
    with pytest.raises(Error, match="encrypted reply"):
        decrypt(SECRETS, encrypted)
