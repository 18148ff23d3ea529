"""Every type of message and event that the platform has."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Start
from tests.wechat_peer import Told

SILENCE = Told(200, b"success")


async def test_a_voice_message_with_its_words_is_a_question(start: Start) -> None:
    peer = (await start()).peer()
    told = await peer.post(peer.message("voice", MediaId="m", Format="amr", Recognition="会费多少。"))
    assert told.text == "第1句：会费多少。"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("voice", {"MediaId": "m", "Format": "amr"}),
        ("voice", {"MediaId": "m", "Format": "amr", "Recognition": ""}),
        ("image", {"PicUrl": "http://127.0.0.1/p.jpg", "MediaId": "m"}),
        ("video", {"MediaId": "m", "ThumbMediaId": "t"}),
        ("shortvideo", {"MediaId": "m", "ThumbMediaId": "t"}),
        ("location", {"Location_X": 38.0, "Location_Y": 114.5, "Scale": 15, "Label": "石家庄"}),
        ("link", {"Title": "公告", "Description": "通知", "Url": "http://127.0.0.1/"}),
    ],
)
async def test_what_has_no_words_gets_help(start: Start, kind: str, fields: dict[str, Any]) -> None:
    peer = (await start()).peer()
    assert (await peer.post(peer.message(kind, **fields))).text == f"收到{kind}"


async def test_a_tapped_choice_is_a_question(start: Start) -> None:
    peer = (await start()).peer()
    assert (await peer.post(peer.message("text", Content="会费多少", bizmsgmenuid="1"))).text == "第1句：会费多少"


@pytest.mark.parametrize("fields", [{"EventKey": ""}, {"EventKey": "qrscene_7", "Ticket": "t"}, {}])
async def test_a_new_follower_is_welcomed(start: Start, fields: dict[str, Any]) -> None:
    peer = (await start()).peer()
    assert (await peer.post(peer.event("subscribe", **fields))).text == "欢迎关注"


@pytest.mark.parametrize(("key", "heard"), [("ask:会费多少", "会费多少"), ("ask: 联系 ", "联系")])
async def test_a_menu_click_asks_its_words(start: Start, key: str, heard: str) -> None:
    peer = (await start()).peer()
    assert (await peer.post(peer.event("CLICK", EventKey=key))).text == f"第1句：{heard}"


@pytest.mark.parametrize("key", ["V1001", "会费", "asks:会费", "ASK:会费", ""])
async def test_a_menu_click_that_asks_nothing_is_acknowledged(start: Start, key: str) -> None:
    service = await start()
    peer = service.peer()
    assert await peer.post(peer.event("CLICK", EventKey=key)) == SILENCE
    assert service.desk.heard == []


async def test_a_menu_click_without_words_gets_help(start: Start) -> None:
    peer = (await start()).peer()
    assert (await peer.post(peer.event("CLICK", EventKey="ask:"))).text == "收到empty"


async def test_a_scan_that_waits_gets_a_short_reply(start: Start) -> None:
    peer = (await start()).peer()
    told = await peer.post(
        peer.event("scancode_waitmsg", EventKey="k", ScanCodeInfo={"ScanType": "qrcode", "ScanResult": "1"})
    )
    assert told.text == "收到scan"


PICTURES = {"Count": 2, "PicList": {"item": [{"PicMd5Sum": "0"}, {"PicMd5Sum": "1"}]}}
PLACE = {"Location_X": "38.0", "Location_Y": "114.5", "Scale": "15", "Label": "石家庄", "Poiname": ""}
CONSENTS = {"List": [{"TemplateId": "T1", "SubscribeStatusString": "accept", "PopupScene": "1"}] * 2}

QUIET: list[tuple[str, dict[str, Any]]] = [
    ("SCAN", {"EventKey": "7", "Ticket": "t"}),
    ("LOCATION", {"Latitude": 38.0, "Longitude": 114.5, "Precision": 30.0}),
    ("VIEW", {"EventKey": "http://127.0.0.1/", "MenuId": 1}),
    ("view_miniprogram", {"EventKey": "pages/index", "MenuId": 1}),
    ("scancode_push", {"EventKey": "k", "ScanCodeInfo": {"ScanType": "qrcode", "ScanResult": "1"}}),
    ("pic_sysphoto", {"EventKey": "k", "SendPicsInfo": PICTURES}),
    ("pic_photo_or_album", {"EventKey": "k", "SendPicsInfo": PICTURES}),
    ("pic_weixin", {"EventKey": "k", "SendPicsInfo": PICTURES}),
    ("location_select", {"EventKey": "k", "SendLocationInfo": PLACE}),
    ("TEMPLATESENDJOBFINISH", {"MsgID": 1, "Status": "failed:user block"}),
    ("MASSSENDJOBFINISH", {"MsgID": 1, "Status": "send success", "TotalCount": 1, "SentCount": 1}),
    ("PUBLISHJOBFINISH", {"PublishEventInfo": {"publish_id": 1, "publish_status": 0}}),
    ("subscribe_msg_popup_event", {"SubscribeMsgPopupEvent": CONSENTS}),
    ("subscribe_msg_change_event", {"SubscribeMsgChangeEvent": CONSENTS}),
    ("subscribe_msg_sent_event", {"SubscribeMsgSentEvent": CONSENTS}),
    ("user_info_modified", {"OpenID": "o", "AppID": "wx"}),
    ("user_authorization_revoke", {"OpenID": "o", "AppID": "wx", "RevokeInfo": "1"}),
    ("kf_create_session", {"KfAccount": "kf1@gh"}),
    ("kf_close_session", {"KfAccount": "kf1@gh"}),
    ("kf_switch_session", {"FromKfAccount": "kf1@gh", "ToKfAccount": "kf2@gh"}),
    ("qualification_verify_success", {"ExpiredTime": 1}),
    ("verify_expired", {"ExpiredTime": 1}),
    ("future_event", {"EventKey": "x"}),
]


@pytest.mark.parametrize(("name", "fields"), QUIET, ids=[q[0] for q in QUIET])
async def test_events_that_take_no_answer_are_acknowledged(start: Start, name: str, fields: dict[str, Any]) -> None:
    peer = (await start()).peer()
    assert await peer.post(peer.event(name, **fields)) == SILENCE


@pytest.mark.parametrize("kind", ["hologram", "file", "TRANSFER"])
async def test_kinds_that_nobody_has_heard_of_are_acknowledged(start: Start, kind: str) -> None:
    peer = (await start()).peer()
    assert await peer.post(peer.message(kind, Something="x")) == SILENCE
