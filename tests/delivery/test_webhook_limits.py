"""Webhooks of one channel share a limit that no header tells of; theirs alone the headers tell.

The limits asked are the local Discord's own, at a clock that jumps.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.delivery.platform import JumpingClock, latency
from tests.delivery.test_pace import OK, Office, limited, quota

from maneki.delivery.flow import Cap
from maneki.delivery.limits import Allowance, Endpoint, Limits
from maneki.delivery.pace import Limiter
from maneki.simulator.discord import RouteName, Rules, Window
from maneki.simulator.discord.limits import Limits as ServerLimits
from maneki.simulator.discord.refusal import TooMany
from maneki.simulator.discord.rules import Quota

EXECUTE = "POST /webhooks/{webhook_id}/{webhook_token}"
POST = "POST /channels/{channel_id}/messages"


@dataclass(frozen=True)
class Post:
    """Wanted at a time; how long it travels there and back; whether its answer gets lost."""

    at: float
    webhook: str
    channel: str
    there: float = 0.02
    back: float = 0.02
    is_lost: bool = False


@dataclass
class Webhooks:
    """Webhooks of the local Discord, some way off, behind a limiter."""

    rules: Rules
    allowance: Allowance = field(default_factory=Allowance)
    accepted: list[tuple[float, str]] = field(default_factory=list)
    refused: list[tuple[float, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = JumpingClock()
        self.limiter = Limiter(self.clock, allowance=self.allowance)
        self._limits = ServerLimits(self.rules, seed=1)

    def play(self, posts: Iterable[Post]) -> float:
        asyncio.run(self.clock.run(*map(self._make, posts)))
        return self.clock.time

    async def _make(self, post: Post) -> None:
        await self.clock.sleep(post.at)
        major = f"{post.webhook}+token"
        async with self.limiter.slot(EXECUTE, major, posts_in=post.channel) as slot:
            await self.clock.sleep(post.there)
            answer = self._answer(major, post.channel)
            await self.clock.sleep(post.back)
            if not post.is_lost:
                slot.answered(*answer)

    def _answer(self, major: str, channel: str) -> tuple[int, Mapping[str, str], Any]:
        now = self.clock.time
        bucket = self._limits.bucket(None, RouteName.WEBHOOK_EXECUTE, major)
        verdict = self._limits.take(bucket, now)
        headers = bucket.headers(now, 0.0) | {"Via": "1.1 google"}
        if verdict is not None:
            return self._refuse(channel, "user", verdict.retry_after, headers)
        try:
            self._limits.take_hidden(self.rules.channel_webhooks, "webhooks", channel, now)
        except TooMany as hidden:
            return self._refuse(channel, "shared", hidden.retry_after, headers)
        self.accepted.append((now, channel))
        return 204, headers, None

    def _refuse(
        self, channel: str, scope: str, seconds: float, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], Any]:
        self.refused.append((self.clock.time, scope))
        return 429, {**headers, "X-RateLimit-Scope": scope}, {"retry_after": seconds}

    def most_in(self, seconds: float) -> int:
        """Of what arrived for one channel, the most in any stretch of that length."""
        return max(
            sum(
                1
                for at, one in self.accepted
                if one == channel and began <= at < began + seconds - 1e-9
            )
            for began, channel in self.accepted
        )


@pytest.mark.parametrize("hidden", list(Window))
@pytest.mark.parametrize("own", list(Window))
def test_two_webhooks_of_one_channel_are_never_refused_and_use_what_they_may(
    own: Window, hidden: Window
) -> None:
    random = Random(7)
    webhooks = Webhooks(Rules(window=own, channel_webhooks=Quota(30, 60, hidden)))
    took = webhooks.play(
        Post(0.0, str(number % 2), "1", random.uniform(0.01, 0.1), random.uniform(0.01, 0.1))
        for number in range(300)
    )
    assert webhooks.refused == []
    assert len(webhooks.accepted) == 300
    assert webhooks.most_in(60.0) == 30
    # Ten windows' worth: the first thirty at once, the last ones nine minutes later.
    assert took <= 540 / 0.95


def test_without_a_limit_of_our_own_the_same_webhooks_would_be_refused() -> None:
    careless = Allowance(posting=Cap(most=10_000, within=60.0))
    webhooks = Webhooks(Rules(), careless)
    webhooks.play(Post(0.0, str(number % 2), "1") for number in range(60))
    assert {scope for _, scope in webhooks.refused} == {"shared"}


@settings(max_examples=80)
@given(
    cap=st.builds(Cap, st.integers(1, 6), st.sampled_from([1.0, 5.0, 60.0])),
    window=st.sampled_from([Window.ROLLING, Window.FIXED, Window.SLIDING]),
    count=st.integers(1, 50),
    busy=st.floats(0.3, 5.0),
    random=st.randoms(use_true_random=False),
)
def test_however_posts_come_their_channel_refuses_none(
    cap: Cap, window: Window, count: int, busy: float, random: Random
) -> None:
    """From one to five webhooks, in two channels; some answers never come."""
    webhooks = Webhooks(
        Rules(window=window, channel_webhooks=Quota(cap.most, cap.within, window)),
        Allowance(posting=cap),
    )
    span = count * cap.within / cap.most / busy
    posts = []
    for _ in range(count):
        webhook = random.randrange(5)
        posts.append(
            Post(
                at=random.uniform(0, span),
                webhook=str(webhook),
                channel=str(webhook % 2),
                there=latency(random),
                back=latency(random),
                is_lost=random.random() < 0.05,
            )
        )
    webhooks.play(posts)
    assert [scope for _, scope in webhooks.refused if scope == "shared"] == []
    assert webhooks.most_in(cap.within) <= cap.most


@pytest.mark.parametrize("scope", ["user", "shared"])
def test_a_refused_webhook_holds_up_its_channel_and_no_other(scope: str) -> None:
    office = Office()

    async def post(name: str, webhook: str, channel: str | None, **options: Any) -> None:
        await office.call(name, route=EXECUTE, major=webhook, posts_in=channel, **options)

    started = office.in_turn(
        lambda: post("refused", "1+a", "7", answer=limited(43.2, scope)),
        lambda: asyncio.gather(
            post("same channel", "2+b", "7"),
            post("other channel", "3+c", "8"),
            office.call("no webhook", major="7"),
        ),
    )
    assert started["same channel"] == 43.2
    assert max(started["other channel"], started["no webhook"]) < 0.2


def test_a_webhook_keeps_to_its_own_quota_as_well() -> None:
    office = Office()
    started = office.in_turn(
        lambda: office.call(
            "first", route=EXECUTE, major="1+a", posts_in="7", answer=quota(0, 1.5)
        ),
        lambda: asyncio.gather(
            office.call("again", route=EXECUTE, major="1+a", posts_in="7"),
            office.call("its neighbour", route=EXECUTE, major="2+b", posts_in="7"),
        ),
    )
    assert started["again"] == 1.55
    assert started["its neighbour"] < 0.1


def test_webhooks_keep_to_the_pace_and_answers_to_interactions_do_not() -> None:
    office = Office(Allowance(per_second=1.0, slack=0.0))
    started = office.play(
        office.call("message"),
        office.call("webhook", route=EXECUTE, major="1+a", posts_in="7"),
        office.call("interaction", route=EXECUTE, major="5+t", counts_globally=False),
    )
    assert (started["webhook"], started["interaction"]) == (1.0, 0.0)


def test_channels_in_which_no_webhook_has_posted_for_long_are_forgotten() -> None:
    limits = Limits()
    for number in range(20_000):
        endpoint = Endpoint(EXECUTE, f"{number}+token", posts_in=str(number))
        started = limits.start(endpoint, number * 1.0)
        limits.failed(started, number * 1.0)
    assert len(limits._posting) < 5_000


def test_what_is_logged_of_a_webhook_does_not_hold_its_token(logged: list[Any]) -> None:
    office = Office()
    office.in_turn(
        lambda: office.call(
            "refused", route=EXECUTE, major="1+very-secret", posts_in="7", answer=limited(3.5)
        ),
        lambda: office.call("fine", route=EXECUTE, major="1+very-secret", answer=OK),
    )
    assert logged
    assert "very-secret" not in str(logged)
    assert "very-secret" not in str(office.limiter.tally.take())
