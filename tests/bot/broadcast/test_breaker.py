"""Too many errors among the last sends pause a broadcast."""

from __future__ import annotations

from bot.broadcast.breaker import LAST, LEAST, Breaker


def test_a_quarter_is_borne_and_more_is_not() -> None:
    breaker = Breaker()
    told = [breaker.count(error=n % 4 == 3) for n in range(400)]
    assert set(told) == {""}
    assert "超过 25%" in [breaker.count(error=True) for _ in range(4)][-1]


def test_nothing_is_concluded_from_a_few() -> None:
    breaker = Breaker()
    told = [breaker.count(error=True) for _ in range(LEAST)]
    assert [bool(reason) for reason in told] == [False] * (LEAST - 1) + [True]


def test_only_the_last_sends_count() -> None:
    breaker = Breaker()
    for n in range(10 * LAST):
        assert not breaker.count(error=n >= 10 * LAST - LAST // 4)
    assert breaker.count(error=True)


def test_the_share_can_be_set() -> None:
    breaker = Breaker(0.5)
    for n in range(LAST):
        assert not breaker.count(error=n % 2 == 1)
    assert breaker.count(error=True)
