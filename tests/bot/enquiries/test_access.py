"""Guessing is useless: one refusal, and locks by member and by number that hold everywhere and outlive restarts."""

from __future__ import annotations

import asyncio

from tests.bot.enquiries.conftest import DIGITS, LATER, NOTHING, NUMBER, UNIT, Office, Serve
from tests.wechat_peer import MEMBER, Peer

RIGHT = f"{NUMBER} {DIGITS}"
MISSING = "QL2025-9999"
MOST = 5


def member(number: int) -> str:
    return f"oGuess-{number:021}"


async def guesses(peer: Peer, times: int, number: str = NUMBER, who: str = MEMBER) -> list[str]:
    """Wrong digits, one after the other."""
    return [(await peer.text(f"{number} {n:04}", who)).text for n in range(times)]


async def test_after_five_failures_a_member_gets_no_look_up_right_or_wrong(serve: Serve, office: Office) -> None:
    office.submission()
    office.submission("QL2025-0040")
    peer = (await serve()).peer()
    assert all(NOTHING in t for t in [(await peer.text(f"QL2025-100{n} 0000")).text for n in range(MOST)])
    told = {(await peer.text(t)).text for t in (RIGHT, f"{NUMBER} 0000", "QL2025-8888 0000", f"进度 {RIGHT}")}
    assert len(told) == 1
    assert LATER in told.pop()
    assert office.bound() == []
    assert "初看" in (await peer.text(RIGHT, member(1))).text


async def test_four_failures_are_forgiven(serve: Serve, office: Office) -> None:
    office.submission()
    peer = (await serve()).peer()
    await guesses(peer, MOST - 1)
    assert "初看" in (await peer.text(RIGHT)).text


async def test_after_five_failures_by_anyone_a_number_is_closed_to_all(serve: Serve, office: Office) -> None:
    office.submission()
    peer = (await serve()).peer()
    for number in (NUMBER, MISSING):
        for n in range(MOST):
            assert NOTHING in (await peer.text(f"{number} 000{n}", member(n))).text
        assert LATER in (await peer.text(f"{number} {DIGITS}", member(99))).text
    office.submission("QL2025-0040")
    assert "初看" in (await peer.text(f"QL2025-0040 {DIGITS}", member(99))).text


async def test_a_number_that_does_not_exist_counts_like_one_that_does(serve: Serve, office: Office) -> None:
    office.submission()
    peer = (await serve()).peer()
    there = await guesses(peer, MOST + 1, NUMBER, member(1))
    not_there = await guesses(peer, MOST + 1, MISSING, member(2))
    assert there == not_there
    assert [LATER in t for t in there] == [False] * MOST + [True]


async def test_other_questions_are_answered_and_what_is_bound_shows_meanwhile(serve: Serve, office: Office) -> None:
    office.submission()
    peer = (await serve()).peer()
    await peer.text(RIGHT)
    await guesses(peer, MOST)
    assert LATER in (await peer.text(RIGHT)).text
    assert "初看" in (await peer.text("进度")).text
    assert (await peer.text("会费多少")).text.endswith("：会费多少")
    assert "请再发这个编号" in (await peer.text("QL2025-0040")).text
    assert LATER in (await peer.text("0000")).text


async def test_a_lock_ends_after_thirty_minutes_however_often_it_is_tried(serve: Serve, office: Office) -> None:
    office.submission()
    peer = (await serve()).peer()
    await guesses(peer, MOST)
    office.wait(29)
    assert LATER in (await peer.text(RIGHT)).text
    office.wait(1.1)
    assert "初看" in (await peer.text(RIGHT)).text


async def test_only_failures_within_fifteen_minutes_count_together(serve: Serve, office: Office) -> None:
    office.submission()
    peer = (await serve()).peer()
    await guesses(peer, MOST - 1)
    office.wait(15.1)
    await guesses(peer, MOST - 1)
    assert "初看" in (await peer.text(RIGHT)).text


async def test_a_retry_counts_once(serve: Serve, office: Office) -> None:
    office.submission()
    services = [await serve(), await serve()]
    for attempt in range(8):
        assert NOTHING in (await services[attempt % 2].peer().text(f"{NUMBER} 0000", msg_id=7)).text
    assert office.rows("SELECT count(*) FROM failures WHERE subject LIKE 'm:%'") == [(1,)]
    assert "初看" in (await services[0].peer().text(RIGHT)).text


async def test_locks_hold_across_processes_and_outlive_a_restart(serve: Serve, office: Office) -> None:
    office.submission()
    services = [await serve(), await serve()]
    for n in range(MOST):
        assert NOTHING in (await services[n % 2].peer().text(f"{NUMBER} 000{n}")).text
    for service in services:
        assert LATER in (await service.peer().text(RIGHT)).text
        await service.client.close()
    assert LATER in (await (await serve()).peer().text(RIGHT)).text


async def test_guessing_at_once_from_many_members_and_processes_learns_no_more(serve: Serve, office: Office) -> None:
    office.submission()
    peers = [(await serve()).peer() for _ in range(2)]
    asked = [peers[n % 2].text(f"{NUMBER} {n:04}", member(n)) for n in range(40)]
    asked.append(peers[0].text(f"QL2025-0040 {DIGITS}", member(99)))
    told = [t.text for t in await asyncio.gather(*asked)]
    assert sum(NOTHING in t for t in told[:-1]) == MOST
    assert sum(LATER in t for t in told[:-1]) == 40 - MOST
    assert LATER in (await peers[1].text(RIGHT, member(98))).text
    assert office.bound() == []


async def test_guessing_at_once_by_one_member_learns_no_more(serve: Serve, office: Office) -> None:
    office.submission()
    peers = [(await serve()).peer() for _ in range(2)]
    asked = [peers[n % 2].text(f"QL2025-{n:04} 0000") for n in range(20)]
    told = [t.text for t in await asyncio.gather(*asked)]
    assert sum(NOTHING in t for t in told) == MOST
    assert sum(LATER in t for t in told) == 20 - MOST


async def test_guesses_in_two_messages_count_as_well(serve: Serve, office: Office) -> None:
    office.submission()
    peer = (await serve()).peer()
    for n in range(MOST):
        await peer.text(NUMBER)
        assert NOTHING in (await peer.text(f"{n:04}")).text
    await peer.text(NUMBER)
    assert LATER in (await peer.text(DIGITS)).text


async def test_leaving_and_coming_back_lifts_no_lock(serve: Serve, office: Office) -> None:
    office.submission()
    peer = (await serve()).peer()
    await guesses(peer, MOST)
    await peer.post(peer.event("unsubscribe", EventKey=""))
    await peer.post(peer.event("subscribe", EventKey=""))
    assert LATER in (await peer.text(RIGHT)).text
    await peer.text("删除我的信息")
    await peer.text("确认删除")
    assert LATER in (await peer.text(RIGHT)).text


async def test_the_roll_is_protected_alike(serve: Serve, office: Office) -> None:
    office.submission()
    office.unit()
    peer = (await serve()).peer()
    await peer.text("我的会费交了吗")
    told = await guesses(peer, MOST, UNIT)
    assert all(NOTHING in t for t in told)
    assert LATER in (await peer.text(f"{UNIT} {DIGITS}", member(1))).text
    assert "初看" in (await peer.text(RIGHT, member(1))).text


async def test_no_openid_stands_beside_what_was_tried(serve: Serve, office: Office) -> None:
    peer = (await serve()).peer()
    await guesses(peer, MOST)
    kept = office.rows("SELECT subject FROM failures UNION SELECT subject FROM locks")
    assert kept
    assert all(MEMBER not in subject for (subject,) in kept)
