from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from maneki.clock import MovableClock
from maneki.markets.feed.client import FEED, FeedMarket
from maneki.markets.manners import (
    MOST_RETRY_AFTER,
    Manners,
    after_block,
    after_success,
    next_visit_at,
)
from maneki.markets.market import host_of
from maneki.markets.mercari_jp.client import MERCARI_JP
from maneki.model.search import BackOff, SearchQuery, SearchState

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def pauses(manners: Manners, blocks: int) -> list[timedelta]:
    back_off, found = BackOff(), []
    for _ in range(blocks):
        back_off = after_block(back_off, manners, NOW)
        assert back_off.until is not None
        found.append(back_off.until - NOW)
    return found


def test_mercari_is_left_alone_for_15_minutes_doubling_to_6_hours() -> None:
    minutes = [pause.total_seconds() / 60 for pause in pauses(MERCARI_JP, 7)]
    assert minutes == [15, 30, 60, 120, 240, 360, 360]


def test_mercari_is_asked_every_4_seconds_give_or_take_a_fifth() -> None:
    assert (MERCARI_JP.gap, MERCARI_JP.jitter) == (timedelta(seconds=4), 0.2)


def test_a_longer_retry_after_is_honoured_and_a_shorter_one_does_not_shorten_our_pause() -> None:
    long = after_block(BackOff(), MERCARI_JP, NOW, timedelta(hours=9))
    short = after_block(BackOff(), MERCARI_JP, NOW, timedelta(seconds=5))
    assert long.until == NOW + timedelta(hours=9)
    assert short.until == NOW + timedelta(minutes=15)


def test_an_absurd_retry_after_does_not_silence_a_market_for_good() -> None:
    back_off = after_block(BackOff(), MERCARI_JP, NOW, timedelta(days=40_000))
    assert back_off.until == NOW + MOST_RETRY_AFTER


def test_one_answer_ends_the_back_off() -> None:
    blocked = after_block(after_block(BackOff(), MERCARI_JP, NOW), MERCARI_JP, NOW)
    assert blocked.blocks == 2
    assert after_success(blocked) == BackOff()


@given(st.integers(0, 10_000))
def test_no_number_of_blocks_makes_a_pause_longer_than_the_longest(blocks: int) -> None:
    back_off = after_block(BackOff(blocks=blocks), MERCARI_JP, NOW)
    assert back_off.until is not None
    assert back_off.until - NOW <= MERCARI_JP.longest_pause


def test_a_feed_is_read_every_5_minutes_or_as_rarely_as_its_ttl_says() -> None:
    assert next_visit_at(FEED, SearchState(), NOW) == NOW + timedelta(minutes=5)
    assert next_visit_at(FEED, SearchState(ttl_s=60), NOW) == NOW + timedelta(minutes=5)
    assert next_visit_at(FEED, SearchState(ttl_s=3600), NOW) == NOW + timedelta(hours=1)
    assert next_visit_at(FEED, SearchState(ttl_s=10**9), NOW) == NOW + timedelta(days=1)


def test_each_feed_is_its_own_hosts_business() -> None:
    market = FeedMarket([], clock=MovableClock(), user_agent="Maneki/1 (test)")
    query = SearchQuery("feed", {"url": "https://me:secret@shop.example:8443/new.xml?key=1"})
    assert host_of(market, query) == "shop.example:8443"
    assert host_of(market, SearchQuery("feed", {})) == "feed"
