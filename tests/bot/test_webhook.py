"""Every row of the webhook's HTTP table, and input that means harm."""

from __future__ import annotations

import base64
import gzip
import time
from collections.abc import AsyncIterator, Mapping

import pytest
from aiohttp import ClientError

from tests.conftest import KEY, OTHER_KEY, Start
from tests.wechat_peer import MEMBER, Peer, Request, Told, sealed, signed, xml

MODES = ("demo", "open", "both")


async def test_the_address_check_echoes_in_every_mode(start: Start) -> None:
    service = await start()
    for ident in MODES:
        told = await service.peer(ident).check_address("810")
        assert (told.status, told.body) == (200, b"810")


async def test_the_address_check_refuses_a_wrong_signature(start: Start) -> None:
    service = await start()
    request = service.peer().request(b"<xml/>", "plain")
    for query in ({**request.query, "signature": "0" * 40}, {"timestamp": "1"}, {}):
        async with service.client.get("/wechat/demo", params={**query, "echostr": "1"}) as response:
            assert response.status == 403
            assert await response.read() == b""


@pytest.mark.parametrize("ident", MODES)
async def test_a_message_is_answered_and_encrypted_as_it_came(start: Start, ident: str) -> None:
    peer = (await start()).peer(ident)
    told = await peer.text("会费多少")
    assert (told.status, told.text) == (200, "第1句：会费多少")
    assert told.encrypted == (ident != "open")


async def test_compatible_mode_trusts_only_the_encrypted_part(start: Start) -> None:
    peer = (await start()).peer("both")
    forged = xml(peer.message("text", Content="伪造"))
    encrypted = sealed(KEY, peer.account.app_id, xml(peer.message("text", Content="真的"))).decode()
    plain = peer.request(forged, "plain")
    told = await peer.send(peer.enveloped(plain.query, encrypted, beside=forged))
    assert told.text == "第1句：真的"
    stripped = peer.enveloped(plain.query, encrypted, beside=forged).asking(msg_signature=None, encrypt_type=None)
    assert (await peer.send(stripped)).status == 403


async def test_the_previous_key_still_opens_and_answers(start: Start) -> None:
    service = await start()
    old = service.settings.accounts_by_id["demo"]
    new = old.model_copy(update={"encoding_aes_key": OTHER_KEY, "previous_aes_key": KEY})
    renewed = await start(changed=service.settings.model_copy(update={"accounts": (new,)}))
    for key_holder in (old, new):
        told = await Peer(key_holder, renewed.client).text("会费")
        assert told.text


def _spoilt(request: Request) -> Mapping[str, Request]:
    return {
        "wrong signature": request.asking(signature="0" * 40),
        "signature of other letters": request.asking(signature="é" * 40),
        "missing signature": request.asking(signature=None),
        "no query": Request({}, request.body),
        "wrong msg_signature": request.asking(msg_signature="0" * 40),
        "missing msg_signature": request.asking(msg_signature=None),
        "another nonce": request.asking(nonce="1"),
        "another timestamp": request.asking(timestamp=str(int(time.time()) + 1)),
    }


async def test_what_wechat_did_not_sign_is_forbidden(start: Start) -> None:
    service = await start()
    peer = service.peer()
    for what, request in _spoilt(peer.request(peer.message("text", Content="会费"))).items():
        assert await peer.send(request) == Told(403, b""), what
    assert service.desk.heard == []


@pytest.mark.parametrize("ident", MODES)
@pytest.mark.parametrize("seconds", [-660, 660])
async def test_a_timestamp_far_from_the_real_clock_is_forbidden(start: Start, ident: str, seconds: int) -> None:
    peer = (await start()).peer(ident)
    fields = peer.message("text", Content="会费")
    assert (await peer.send(peer.request(fields, now=time.time() + seconds))).status == 403
    assert (await peer.send(peer.request(fields, now=time.time() + seconds * 0.8))).status == 200


async def test_a_timestamp_that_is_none_is_forbidden(start: Start) -> None:
    peer = (await start()).peer("open")
    for timestamp in ("", "soon", "1" * 30, "１２３"):
        query = {"timestamp": timestamp, "nonce": "1", "signature": signed(peer.account.token, timestamp, "1")}
        assert (await peer.send(Request(query, b"<xml/>"))).status == 403


@pytest.mark.parametrize("ident", ["demo", "both"])
async def test_a_plain_message_where_it_is_to_be_encrypted_is_forbidden(start: Start, ident: str) -> None:
    service = await start()
    peer = service.peer(ident)
    overheard = peer.request(peer.message("text", Content="会费"))
    forgeries = [peer.message("text", Content="退会"), peer.event("unsubscribe")]
    for fields in forgeries:
        for query in (overheard.asking(encrypt_type=None).query, overheard.asking(encrypt_type="raw").query):
            assert await peer.send(Request(query, xml(fields))) == Told(403, b"")
        assert await peer.post(fields, "plain") == Told(403, b"")
    assert service.desk.heard == []


async def test_an_app_id_that_is_not_ours_is_forbidden(start: Start) -> None:
    peer = (await start()).peer()
    request = peer.request(b"<xml/>", "plain")
    encrypted = sealed(KEY, "wxforeign", xml(peer.message("text", Content="会费"))).decode()
    assert (await peer.send(peer.enveloped(request.query, encrypted))).status == 403


async def test_an_app_id_that_is_not_ours_is_forbidden_beside_a_previous_key_too(start: Start) -> None:
    service = await start()
    known = service.settings.accounts_by_id["demo"].model_copy(update={"previous_aes_key": OTHER_KEY})
    peer = (await start(changed=service.settings.model_copy(update={"accounts": (known,)}))).peer()
    query = peer.request(b"<xml/>", "plain").query
    for key in (KEY, OTHER_KEY):
        encrypted = sealed(key, "wxforeign", xml(peer.message("text", Content="会费"))).decode()
        assert (await peer.send(peer.enveloped(query, encrypted))).status == 403


async def test_an_encrypted_message_to_a_plain_account_is_malformed(start: Start) -> None:
    peer = (await start()).peer("open")
    assert (await peer.post(peer.message("text", Content="会费"), "secure")).status == 400


async def test_an_unknown_account_is_not_found(start: Start) -> None:
    service = await start()
    request = service.peer().request(b"<xml/>")
    for method in (service.client.get, service.client.post):
        async with method("/wechat/nobody", params=request.query) as response:
            assert response.status == 404
            assert await response.read() == b""


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY e0 "lol">{ENTITIES}]><xml><MsgType>&e9;</MsgType></xml>'.encode()


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"not xml",
        b"\x00\x01\x02",
        b'{"MsgType": "text"}',
        b"<xml></xml>",
        b"<xml><MsgType>text</MsgType></xml>",
        BOMB,
        b"<!DOCTYPE xml><xml><MsgType>text</MsgType></xml>",
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><MsgType>&f;</MsgType></xml>',
        b"<xml><MsgType>text</MsgType><Content>\xff\xfe\xfd</Content></xml>",
        "<?xml version='1.0' encoding='gb2312'?><xml><Content>会费</Content></xml>".encode("gb2312"),
    ],
)
@pytest.mark.parametrize("ident", MODES)
async def test_what_is_no_message_is_malformed(start: Start, ident: str, message: bytes) -> None:
    peer = (await start()).peer(ident)
    for request in (peer.request(message), peer.request(b"<xml>", "plain")):
        assert await peer.send(request) == Told(400, b"")
    assert (await peer.text("还在吗")).text == "第1句：还在吗"


@pytest.mark.parametrize("name", ["ToUserName", "FromUserName", "CreateTime", "MsgType", "MsgId", "Content"])
async def test_a_message_without_a_field_it_must_have_is_malformed(start: Start, name: str) -> None:
    peer = (await start()).peer()
    fields = peer.message("text", Content="会费")
    del fields[name]
    assert (await peer.send(peer.request(fields))).status == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"MsgType": ""},
        {"MsgType": ["text", "event"]},
        {"FromUserName": ""},
        {"FromUserName": "o" * 5000},
        {"CreateTime": "soon"},
        {"CreateTime": -1},
        {"CreateTime": "9" * 19},
        {"CreateTime": "9" * 12},
        {"CreateTime": 123456789},
        {"Content": ["a", "b"]},
        {"Content": {"b": "c"}},
        {"MsgId": "1" * 500},
        {"MsgType": "event"},
        {"MsgType": "event", "Event": ""},
    ],
)
async def test_a_field_that_is_none_is_malformed(start: Start, changes: Mapping[str, object]) -> None:
    peer = (await start()).peer()
    fields = {**peer.message("text", Content="会费"), **changes}
    assert (await peer.send(peer.request(fields))).status == 400


async def test_ciphertext_that_does_not_open_is_malformed(start: Start) -> None:
    peer = (await start()).peer()
    query = peer.request(b"<xml/>", "plain").query
    whole = sealed(KEY, peer.account.app_id, xml(peer.message("text", Content="会费")))
    raw = base64.b64decode(whole)
    spoilt = [
        whole[:40].decode(),
        base64.b64encode(raw[:-16]).decode(),
        base64.b64encode(raw[:7]).decode(),
        sealed(OTHER_KEY, peer.account.app_id, xml(peer.message("text", Content="会费"))).decode(),
        "",
        "会费",
        "!" * 64,
    ]
    for encrypted in spoilt:
        told = await peer.send(peer.enveloped(query, encrypted))
        assert told == Told(400, b""), encrypted[:20]


async def test_an_envelope_without_its_ciphertext_is_malformed(start: Start) -> None:
    for ident in MODES:
        peer = (await start()).peer(ident)
        request = peer.request(peer.message("text", Content="会费"), "plain").asking(encrypt_type="aes")
        assert (await peer.send(request)).status == 400


@pytest.mark.parametrize("size", [64 * 1024 + 1, 10 * 1024 * 1024])
async def test_a_body_over_the_limit_is_too_large(start: Start, size: int) -> None:
    service = await start()
    peer = service.peer()
    request = Request(peer.request(b"<xml/>").query, b"x" * size)
    try:
        told = await peer.send(request)
    except ClientError:  # the service hung up before the client had sent it all
        pass
    else:
        assert told == Told(413, b"")
    assert (await peer.text("还在吗")).text == "第1句：还在吗"


async def test_a_body_that_hides_its_length_is_too_large(start: Start) -> None:
    service = await start()

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 8192

    query = service.peer().request(b"<xml/>").query
    async with service.client.post("/wechat/demo", params=query, data=chunks()) as response:
        assert response.status == 413


async def test_a_compressed_body_is_malformed(start: Start) -> None:
    service = await start()
    query = service.peer().request(b"<xml/>").query
    packed, heading = gzip.compress(b"<xml/>"), {"Content-Encoding": "gzip"}
    async with service.client.post("/wechat/demo", params=query, data=packed, headers=heading) as response:
        assert response.status == 400


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("字" * 2000, "字" * 2000),
        ("😀🎉👨‍👩‍👧", "😀🎉👨‍👩‍👧"),
        ("会\x00\x08费\x1b[31m", "会费[31m"),
        ("]]>", "]]>"),
        ("<xml><MsgType>event</MsgType></xml>", "<xml><MsgType>event</MsgType></xml>"),
        ("]]></Content><Content>二", "]]></Content><Content>二"),
        ("=1+1", "=1+1"),
        ("&lt;&amp;", "&lt;&amp;"),
        ("  会费  ", "会费"),
    ],
)
async def test_strange_words_are_heard_and_repeated_unharmed(start: Start, written: str, heard: str) -> None:
    service = await start()
    told = await service.peer().text(written)
    assert service.desk.heard == [heard]
    assert told.status == 200
    assert told.text.startswith(f"第1句：{heard}"[:300])


async def test_a_text_of_nothing_is_met_with_help(start: Start) -> None:
    peer = (await start()).peer()
    for number, nothing in enumerate(("", "   ", "\u3000\n", "\x07")):
        told = await peer.text(nothing, MEMBER + str(number))
        assert told.text == "收到empty"
