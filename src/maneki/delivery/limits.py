"""When a request may start so that no limit is ever exceeded. Pure: the caller tells the time.

Times are seconds of one monotonic clock. What Discord documents, and what it does not, is at
https://discord.com/developers/docs/topics/rate-limits.

Buckets
    A request counts in one bucket: the hash that the answer names, and the channel, server or
    webhook it is about ("major"). Routes may share a hash. Headers are learnt, never assumed. One
    request at a time is in flight per bucket, so the answer read last is the newest there is. An
    answer without headers tells nothing: its request counts as one that nobody knows the fate of.

    How a bucket fills up is not documented and not told by the headers. Three shapes are in
    use or thinkable: a fixed window (`limit` requests, then nothing until it ends), a leaking
    bucket (one request regained every window / limit) and a log (each request forgotten one window
    later). What holds in all three, one request in flight and nobody else using the bucket:

    - if `remaining` > 0, one more request is allowed at once. So the first few messages to an idle
      channel are not held back at all.
    - `reset_after` seconds after the answer arrived (it was stated before) the bucket is full but
      for the requests since then. So on `remaining` = 0 we wait for that, plus a margin.

    For a leaking bucket the second is needlessly long: it regains the first request much earlier.
    Two answers in a row can prove that a bucket is of that shape (`Bucket.learn`); after two
    proofs for a hash, its buckets wait for one regained request only, and what the answers since
    the bucket was last full have in common tells closely when that is. Should a bucket refuse a
    request that its headers had room for, its hash is doubtful for as long as the process
    lives: one request is kept in reserve and all are spaced by reset_after / (limit - remaining).

    Until its first answer a route may belong to any bucket of its major: that one call holds them
    all, and starts when all of them allow it.

    A request without an answer may have been counted: it is taken off what remains, in the old
    window and in the new one, until an answer tells.

Channels that webhooks post in
    A webhook has a bucket of its own, and all webhooks of a channel share one that no header
    tells of: it shows in a refusal that asks to wait for most of a minute, and nowhere else
    (discord-api-docs#367, #1454, #4043). So here, and only here, we set ourselves a limit
    (`Allowance.posting`): at most so many for one channel in any minute, counted as below in a
    ceiling of its own. When Discord refuses a webhook all the same, its channel waits as well.
    Which channel it is the caller has to say (`Endpoint.posts_in`). These calls carry no token,
    but come from our address, which has a limit of fifty a second too: they keep to the pace.

The whole process
    Discord allows 50 requests in a second, in windows of unknown shape. Even spacing alone does not
    keep to that, because requests that left one after the other may arrive together. So besides the
    pace there is a ceiling: a request starts only if fewer than 50 others are unanswered or were
    answered within the last second. Of any requests that Discord counts within one second, look
    at the one that started last: every other one had not been answered a second before, so it
    was among those counted, and they were fewer than 50. (A request unanswered for longer than
    `LONGEST_TRANSIT` is taken to be on its way no more.) Interactions are outside both.

Calls that can be given up
    Typing indicators, and all but the last edit of an answer that is still being written, are worth
    a request only where nobody else wants it. Such a call starts now or never
    (`Limits.has_room_to_spare`): if nobody is on the way to its bucket or stands at the gate, if no
    pause is on, if its bucket certainly allows two (one stays for a message; a bucket that nobody
    knows yet is tried), and if the pace is all made up for, with half of the ceiling unused. Such a
    call then takes what has been lost to nobody: whatever comes after it starts as if it had not
    been, or later by one gap of the pace, however many of them there were; for the next one is let
    through only when the pace has made up for the last. What may last longer is the ceiling, where
    answers take so long that it holds up the pace, and whoever comes to the same bucket meanwhile
    waits for the answer, as after any other call.

Refusals
    On a 429 the bucket (`user`, `shared`) or everything the token authenticates (`global`) waits
    exactly `retry_after`. Ten thousand invalid requests (401, 403, 429 unless shared) in ten
    minutes get an address banned; a breaker stops everything at a small part of that. An answer
    from the guard in front of Discord, which is not JSON, stops everything for ten minutes at
    least. Opening DMs has a budget of its own, and "too fast" there (code 40003, which does not
    say for how long) is waited out longer each time.

Restarts
    All of these last longer than a restart takes, so the next process goes on from them
    (`maneki.delivery.memory`); of buckets only what a 429 said, and how long such a bucket takes
    to be full again. So long a channel is left alone that was posted in just before. What else is
    a matter of seconds is found out anew, one request at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from maneki.delivery.answer import RateLimitInfo, Scope
from maneki.delivery.bucket import Bucket, Shape
from maneki.delivery.flow import Breaker, Budget, Cap, Ceiling, Flow, Purse
from maneki.delivery.memory import Memory

OPEN_DM = "POST /users/@me/channels"
LONGEST_RESET = 60.0
"""Seconds after which a bucket for messages is surely full; headers have said other things."""
POST_MESSAGE = "POST /channels/{channel_id}/messages"
OPENING_TOO_FAST = 40003
PROOFS_NEEDED = 2

Key = tuple[str, str | None]
"""A bucket: the hash (or the route, where it has none) and the major parameter."""

_UNKNOWN = "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What we allow ourselves. Times in seconds."""

    per_second: float = 45.0
    ceiling: int = 50
    """What Discord allows in any one second."""
    slack: float = 0.1
    """How much lateness of the pace is made up for: at most that long a burst after a pause."""
    margin: float = 0.05
    most_invalid: int = 1000
    invalid_within: float = 600.0
    shut_out: float = 600.0
    """The least pause when the breaker opens or the guard in front of Discord turned us away."""
    opening_pause: float = 60.0
    """The first pause after "too fast"; it doubles up to `longest_opening_pause`."""
    longest_opening_pause: float = 6 * 3600.0
    budgets: Mapping[str, Budget] = field(
        default_factory=lambda: {OPEN_DM: Budget(at_once=50, every=5.0)}
    )
    """Routes that are scarcer than their buckets say."""
    posting: Cap = field(default_factory=lambda: Cap(most=30, within=60.0))
    """What all webhooks of one channel post in it."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What a request is made to: `POST /channels/{channel_id}/messages` and the channel's id.

    `counts_globally` is False for interactions and what follows them up. `posts_in` is the channel
    that a webhook posts in; a thread's is the one it belongs to.
    """

    route: str
    major: str | None = None
    counts_globally: bool = True
    posts_in: str | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """A request that is under way."""

    endpoint: Endpoint
    key: Key
    sent_at: float
    number: int


class Cause(StrEnum):
    """Why something has to wait: the scopes of 429s first."""

    BUCKET = "bucket"
    SHARED = "shared"
    GLOBAL = "global"
    TURNED_AWAY = "turned_away"
    BREAKER = "breaker"
    OPENING = "opening"


_CAUSE_OF = {
    Scope.USER: Cause.BUCKET,
    Scope.SHARED: Cause.SHARED,
    Scope.GLOBAL: Cause.GLOBAL,
}


@dataclass(frozen=True, slots=True)
class Pause:
    """Something has to wait that many seconds."""

    cause: Cause
    seconds: float


class Limits:
    """All that is known about limits. It forgets buckets that have been idle."""

    def __init__(self, allowance: Allowance | None = None) -> None:
        self._allowed = allowance or Allowance()
        self._flow = Flow(
            per_second=self._allowed.per_second,
            ceiling=self._allowed.ceiling,
            slack=self._allowed.slack,
        )
        self._breaker = Breaker(
            most=self._allowed.most_invalid, within=self._allowed.invalid_within
        )
        self._purses = {route: Purse(budget) for route, budget in self._allowed.budgets.items()}
        self._posting: dict[str, Ceiling] = {}
        self._started = 0
        self._buckets: dict[Key, Bucket] = {}
        self._keys: dict[tuple[str, str | None], Key] = {}
        self._hashes: dict[str, str] = {}
        self._proofs: dict[str, int] = {}
        self._doubtful: set[str] = set()
        self._resets: dict[str, float] = {}
        self._usual: dict[str, int] = {}
        self._too_fast = 0
        self._opening_held_until = float("-inf")
        self._token_held_until = float("-inf")
        self._all_held_until = float("-inf")
        self._all_held_because = Cause.BREAKER
        self._sweep_at = 4096

    def keys(
        self, endpoint: Endpoint, *, is_busy: Callable[[Key], bool] = lambda _: False
    ) -> tuple[Key, ...]:
        """The buckets that a call may count in: one, once its route is known.

        `is_busy` says whether a call is under way, or about to be, that may count in a bucket.
        """
        key = self._key(endpoint)
        if key[0] != _UNKNOWN:
            unknown = (_UNKNOWN, endpoint.major)
            # What is under way by a route that nobody knows yet may count in a new bucket, too.
            return (unknown, key) if key not in self._buckets and is_busy(unknown) else (key,)
        # The first time, any bucket of its major might be its own, whatever route taught it.
        shared = [one for one in self._buckets if one[1] == endpoint.major and one != key]
        return (key, *sorted(shared))

    def open(self, endpoint: Endpoint, now: float) -> None:
        """A call is about to start: one that does not know its bucket waits for this one's, too."""
        key = self._key(endpoint)
        if key[0] != _UNKNOWN:
            self._bucket(key, now)

    def _key(self, endpoint: Endpoint) -> Key:
        known = self._keys.get((endpoint.route, endpoint.major))
        return known or (self._hashes.get(endpoint.route, _UNKNOWN), endpoint.major)

    def wait(self, endpoint: Endpoint, now: float) -> float:
        """Seconds until everything but the pace of the whole process allows this call."""
        free_at = self._all_held_until
        for key in self.keys(endpoint):
            if bucket := self._buckets.get(key):
                free_at = max(free_at, self._free_at(bucket, key))
        if purse := self._purses.get(endpoint.route):
            free_at = max(free_at, purse.free_at())
        if endpoint.route == OPEN_DM:
            free_at = max(free_at, self._opening_held_until)
        if endpoint.posts_in is not None and (posting := self._posting.get(endpoint.posts_in)):
            free_at = max(free_at, posting.free_at(now))
        if endpoint.counts_globally:
            free_at = max(free_at, self._token_held_until)
        return max(0.0, free_at - now)

    def has_room_to_spare(self, endpoint: Endpoint, now: float) -> bool:
        """Whether a call could start now, and what it takes would be missed by nobody."""
        return (
            self.wait(endpoint, now) <= 0
            and all(self._allows_two(key, now) for key in self.keys(endpoint))
            and self._leaves_some_of_the_budgets(endpoint, now)
            and (not endpoint.counts_globally or self._flow.has_room_to_spare(now))
        )

    def _allows_two(self, key: Key, now: float) -> bool:
        bucket = self._buckets.get(key)
        return bucket is None or self._free_at(bucket, key, wanted=2) <= now

    def _free_at(self, bucket: Bucket, key: Key, *, wanted: int = 1) -> float:
        return bucket.free_at(
            self.shape(key),
            margin=self._allowed.margin,
            wanted=wanted,
            usual=self._usual.get(key[0], 1),
        )

    def _leaves_some_of_the_budgets(self, endpoint: Endpoint, now: float) -> bool:
        purse = self._purses.get(endpoint.route)
        posting = self._posting.get(endpoint.posts_in or "")
        return (purse is None or purse.free_at(wanted=2) <= now) and (
            posting is None or posting.has_room_to_spare(now)
        )

    def put_off(self, endpoint: Endpoint, now: float) -> float:
        """Seconds after which to come again, for a call that will not wait here until then.

        Where a budget is scarce, those who are put off are not all told the same moment.
        """
        left = self.wait(endpoint, now)
        purse = self._purses.get(endpoint.route)
        return max(left, purse.promise() - now) if purse else left

    def flow_wait(self, now: float) -> float:
        """Seconds until the pace allows one more; if that takes an answer, the fewest it can be."""
        return self._flow.wait(now)

    def shape(self, key: Key) -> Shape:
        if key[0] in self._doubtful:
            return Shape.DOUBTFUL
        is_proven = self._proofs.get(key[0], 0) >= PROOFS_NEEDED
        return Shape.STEADY if is_proven else Shape.UNKNOWN

    def start(self, endpoint: Endpoint, now: float) -> Started:
        """Note that a call starts now. It must be ended by `answered` or `failed`."""
        if purse := self._purses.get(endpoint.route):
            purse.spend(now)
        self._started += 1
        if endpoint.counts_globally:
            self._flow.start(self._started, now)
        if endpoint.posts_in is not None:
            self._posting_in(endpoint.posts_in).start(self._started, now)
        return Started(endpoint, self._key(endpoint), now, self._started)

    def failed(self, started: Started, now: float) -> None:
        """No answer came."""
        self._end(started, now)
        self._bucket(started.key, now).lose(now)

    def answered(self, started: Started, answer: RateLimitInfo, now: float) -> tuple[Pause, ...]:
        """Learn from an answer. Returns what has to wait because of it."""
        self._end(started, now)
        self._learn_key(started.endpoint, answer)
        if answer.is_turned_away:
            seconds = max(self._allowed.shut_out, answer.retry_after or 0.0)
            return (self._hold_all(Cause.TURNED_AWAY, seconds, now),)
        pauses = [self._opening(started.endpoint, answer, now), self._invalid(answer, now)]
        if answer.status == 429:
            pauses.append(self._refused(started, answer, now))
        else:
            self._accepted(started, answer, now)
        return tuple(pause for pause in pauses if pause is not None)

    def _end(self, started: Started, now: float) -> None:
        endpoint = started.endpoint
        if endpoint.counts_globally:
            self._flow.end(started.number, now)
        if endpoint.posts_in is not None:
            self._posting_in(endpoint.posts_in).end(started.number, now)

    def _learn_key(self, endpoint: Endpoint, answer: RateLimitInfo) -> None:
        place = (endpoint.route, endpoint.major)
        if answer.bucket is not None:
            self._hashes[endpoint.route] = answer.bucket
            self._keys[place] = (answer.bucket, endpoint.major)
        elif answer.status < 300 and place not in self._keys:
            # No bucket: the route stands for itself, and is still asked one at a time.
            self._hashes.setdefault(endpoint.route, endpoint.route)

    def _accepted(self, started: Started, answer: RateLimitInfo, now: float) -> None:
        key = self._key(started.endpoint)
        bucket = self._bucket(key, now)
        if answer.quota is not None:
            is_proof = bucket.learn(
                answer.quota,
                sent_at=started.sent_at,
                received_at=now,
                margin=self._allowed.margin,
            )
            self._proofs[key[0]] = self._proofs.get(key[0], 0) + is_proof
            longest = max(self._resets.get(key[0], 0.0), answer.quota.reset_after)
            self._resets[key[0]] = longest
            usual = self._usual.get(key[0], answer.quota.limit)
            self._usual[key[0]] = min(usual, answer.quota.limit)
        elif bucket.quota is not None or answer.status >= 500:
            bucket.lose(now)

    def _refused(self, started: Started, answer: RateLimitInfo, now: float) -> Pause:
        seconds = answer.retry_after or 0.0
        cause = _CAUSE_OF[answer.scope or Scope.USER]
        if cause is Cause.GLOBAL:
            self._token_held_until = max(self._token_held_until, now + seconds)
            return Pause(cause, seconds)
        key = self._key(started.endpoint)
        bucket = self._bucket(key, now)
        if cause is Cause.BUCKET and bucket.quota is not None:
            self._doubtful.add(key[0])
        bucket.refuse(sent_at=started.sent_at, until=now + seconds)
        if started.endpoint.posts_in is not None:
            # It may have been either limit, and the other webhooks share only one of them.
            self._posting_in(started.endpoint.posts_in).hold(now + seconds)
        return Pause(cause, seconds)

    def _opening(self, endpoint: Endpoint, answer: RateLimitInfo, now: float) -> Pause | None:
        if endpoint.route != OPEN_DM:
            return None
        if answer.code != OPENING_TOO_FAST:
            self._too_fast = 0 if answer.status < 300 else self._too_fast
            return None
        doubled = self._allowed.opening_pause * 2.0 ** min(self._too_fast, 30)
        seconds = min(doubled, self._allowed.longest_opening_pause)
        self._too_fast += 1
        self._opening_held_until = max(self._opening_held_until, now + seconds)
        return Pause(Cause.OPENING, seconds)

    def _invalid(self, answer: RateLimitInfo, now: float) -> Pause | None:
        if not answer.is_invalid or not self._breaker.count(now):
            return None
        return self._hold_all(Cause.BREAKER, self._allowed.shut_out, now)

    def _hold_all(self, cause: Cause, seconds: float, now: float) -> Pause:
        if now + seconds >= self._all_held_until:
            self._all_held_until, self._all_held_because = now + seconds, cause
        return Pause(cause, seconds)

    def stop(self, now: float) -> Pause | None:
        """Why nothing at all may go out, and for how long yet; None if that is not so."""
        left = self._all_held_until - now
        return Pause(self._all_held_because, left) if left > 0 else None

    def invalid(self, now: float) -> int:
        """How many invalid requests count at the moment."""
        return self._breaker.used(now)

    def remembered(self, now: float) -> Memory:
        """What another one must know that goes on from here."""
        held = [(key, bucket.held_until) for key, bucket in self._buckets.items()]
        return Memory(
            all_until=self._all_held_until,
            all_because=self._all_held_because,
            token_until=self._token_held_until,
            opening_until=self._opening_held_until,
            too_fast=self._too_fast,
            invalid=self._breaker.used(now),
            invalid_until=self._breaker.counts_until,
            purses={route: purse.full_at for route, purse in self._purses.items()},
            buckets=tuple((*key, until) for key, until in held if until > now),
            posting={
                channel: posting.held_until
                for channel, posting in self._posting.items()
                if posting.held_until > now
            },
            hashes=dict(self._hashes),
            resets=dict(self._resets),
        )

    def recall(self, memory: Memory, now: float) -> None:
        """Go on from what was remembered. Nothing that is known already is forgotten."""
        if memory.all_until > max(now, self._all_held_until):
            self._all_held_until = memory.all_until
            self._all_held_because = Cause(memory.all_because)
        self._token_held_until = max(self._token_held_until, memory.token_until)
        self._opening_held_until = max(self._opening_held_until, memory.opening_until)
        self._too_fast = max(self._too_fast, memory.too_fast)
        self._breaker.recall(memory.invalid, until=memory.invalid_until)
        self._hashes = {**memory.hashes, **self._hashes}
        for hash_, longest in memory.resets.items():
            self._resets[hash_] = max(self._resets.get(hash_, 0.0), longest)
        for route, full_at in memory.purses.items():
            if purse := self._purses.get(route):
                purse.full_at = max(purse.full_at, full_at)
        for hash_, major, until in memory.buckets:
            self._bucket((hash_, major), now).refuse(sent_at=now, until=until)
        for channel, until in memory.posting.items():
            self._posting_in(channel).hold(until)

    def recall_posts(self, posted: Mapping[str, float], now: float) -> None:
        """In these channels somebody posted before us, up to those times; how often is not known.

        So each is left alone until its bucket is full again.
        """
        hash_ = self._hashes.get(POST_MESSAGE)
        if hash_ is None:
            return
        takes = min(self._resets.get(hash_, 0.0), LONGEST_RESET) + self._allowed.margin
        for channel, at in posted.items():
            if at + takes > now:
                self._bucket((hash_, channel), now).refuse(sent_at=now, until=at + takes)

    def _bucket(self, key: Key, now: float) -> Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            self._sweep(now)
            bucket = self._buckets[key] = Bucket()
        return bucket

    def _posting_in(self, channel: str) -> Ceiling:
        if channel not in self._posting:
            cap = self._allowed.posting
            self._posting[channel] = Ceiling(most=cap.most, within=cap.within)
        return self._posting[channel]

    def _sweep(self, now: float) -> None:
        """Forget what is idle, each time there are twice as many buckets as were worth keeping."""
        if len(self._buckets) < self._sweep_at:
            return
        self._buckets = {
            key: bucket for key, bucket in self._buckets.items() if not bucket.is_idle(now)
        }
        self._keys = {place: key for place, key in self._keys.items() if key in self._buckets}
        self._posting = {
            channel: posting
            for channel, posting in self._posting.items()
            if not posting.is_idle(now)
        }
        self._sweep_at = max(4096, 2 * len(self._buckets))
