"""What it costs to deliver: courier, Discord channel and limiter as the service has them, against a
local Discord in a process of its own.

Processor time is that of this process, from when the courier begins until the last message is
accepted and written down; the wall clock is mostly the pace that Discord allows. `merged` queues
all alerts before the courier begins, so that those for one channel go out together; `single` queues
the next one for every channel only when the last has been delivered.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bench.alert_road import DROP_PERCENT
from bench.discord_twin import Place, Seen, Twin, twin
from bench.figures import figure, middle

from maneki import __version__
from maneki.alerts.announce import Announcer
from maneki.alerts.record import Source, record
from maneki.channels.discord.channel import DiscordChannel
from maneki.channels.discord.rest import RestClient
from maneki.clock import SystemClock
from maneki.delivery.courier import Courier
from maneki.delivery.outcome import Outcome, Sent
from maneki.delivery.pace import Limiter
from maneki.loops import Nudge
from maneki.matching.brands import BrandDictionary
from maneki.model.filter import Criteria, Filter, Keywords, PriceRange
from maneki.model.ids import FilterId, ServerId
from maneki.model.listing import Listing
from maneki.model.outbox import OutboxState, Parcel
from maneki.model.person import Address, DestinationKind, Preferences
from maneki.store import Store, Transaction

SEATS = 50
LONGEST_RUN_S = 120.0
LOOK_EVERY_S = 0.01
WARMING = "warming"

_CLOCK = SystemClock()


class How(StrEnum):
    MERGED = "merged"
    SINGLE = "single"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """`lost` are alerts that were due and not written down as sent."""

    alerts: int
    lost: int
    cpu_s: float
    wall_s: float
    seen: Seen


class _Counting(DiscordChannel):
    """Counts the alerts that Discord has accepted."""

    accepted = 0

    async def send(self, parcel: Parcel) -> Outcome:
        outcome = await super().send(parcel)
        if isinstance(outcome, Sent):
            self.accepted += len(parcel.items)
        return outcome


class _Road:
    """Everything between a listing and its messages; `cpu_s` and `wall_s` are of delivery alone."""

    def __init__(self, store: Store, rest: RestClient, dictionary: BrandDictionary) -> None:
        self._store = store
        self._channel = _Counting(rest, store=store, clock=_CLOCK)
        self._nudge = Nudge()
        self._announcer = Announcer(
            store, dictionary=dictionary, drop_percent=DROP_PERCENT, queued=lambda: None
        )
        self.courier = Courier(
            store,
            [self._channel],
            clock=_CLOCK,
            holder="bench",
            seats=SEATS,
            nudge=self._nudge,
        )
        self.cpu_s = 0.0
        self.wall_s = 0.0

    async def warm_up(self, listing: Listing) -> None:
        """Send one alert to where no other one goes: without a price it fits no other filter."""
        odd = replace(listing, external_id=WARMING, title=WARMING, price=None, current_bid=None)
        await self.deliver([odd], alerts=1)
        self.cpu_s = self.wall_s = 0.0

    async def deliver(self, listings: Sequence[Listing], *, alerts: int) -> None:
        """Queue what these listings lead to, then wake the courier and time it."""
        # It looks by itself as well, and may be quicker than we are.
        wanted = self._channel.accepted + alerts
        async with self._store.transaction() as tx:
            source = Source(market=listings[0].market, fetched_at=tx.now)
            await record(tx, source, listings, drop_percent=DROP_PERCENT)
        while await self._announcer.step():
            pass
        cpu_began, began = time.process_time(), time.perf_counter()
        self._nudge()
        while self._channel.accepted < wanted or self.courier.in_hand():
            await _CLOCK.sleep(LOOK_EVERY_S)
        self.cpu_s += time.process_time() - cpu_began
        self.wall_s += time.perf_counter() - began


async def deliver(
    url: str,
    how: How,
    *,
    channels: int,
    listings: Sequence[Listing],
    dictionary: BrandDictionary,
) -> Delivered:
    """One alert for each listing in each of so many channels. The database is empty.

    A further channel is for warming up and is not counted.
    """
    alerts = channels * len(listings)
    waves = [listings] if how is How.MERGED else [[listing] for listing in listings]
    async with twin(channels + 1) as discord, _opened(url) as store, _rest(discord.is_at) as rest:
        await _settle(store, discord.is_at)
        road = _Road(store, rest, dictionary)
        async with asyncio.timeout(LONGEST_RUN_S), asyncio.TaskGroup() as group:
            running = group.create_task(road.courier.run())
            await road.warm_up(listings[0])
            for wave in waves:
                await road.deliver(wave, alerts=channels * len(wave))
            sent = await _sent(store)
            running.cancel()
        seen = await discord.seen()
    return Delivered(
        alerts=alerts,
        lost=alerts + 1 - sent,
        cpu_s=road.cpu_s,
        wall_s=road.wall_s,
        seen=replace(seen, messages=seen.messages - 1, alerts=seen.alerts - 1),
    )


@contextlib.asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Store]:
    store = Store.open(url, clock=_CLOCK)
    try:
        yield store
    finally:
        await store.close()


def _rest(discord: Twin) -> RestClient:
    return RestClient(
        base_url=discord.api_url,
        token=discord.token,
        limiter=Limiter(_CLOCK),
        clock=_CLOCK,
        user_agent=f"DiscordBot (https://maneki.example, {__version__})",
    )


async def _settle(store: Store, discord: Twin) -> None:
    """A member with a channel and a filter for each place; the last one is for warming up."""
    *places, warming = discord.places
    async with store.transaction() as tx:
        server = await tx.servers.joined(discord.guild_id, name="A server")
        for place in places:
            wanted = Criteria(price=PriceRange(min=1))
            await _move_in(tx, server.id, place, wanted)
        await _move_in(tx, server.id, warming, Criteria(keywords=Keywords(any=(WARMING,))))


async def _move_in(tx: Transaction, server_id: ServerId, place: Place, wanted: Criteria) -> None:
    address = Address("discord", place.user_id)
    person = await tx.people.get_or_add(address, preferences=Preferences())
    destination = await tx.destinations.choose(
        person.id, kind=DestinationKind.CHANNEL, address=place.channel_id, server_id=server_id
    )
    await tx.people.set_default_destination(person.id, destination.id)
    saved = Filter(id=FilterId(""), name="everything", person_id=person.id, criteria=wanted)
    await tx.filters.add(saved, by=str(address))


async def _sent(store: Store) -> int:
    async with store.transaction() as tx:
        return sum(one.state is OutboxState.SENT for one in await tx.outbox.journeys())


def reported(runs: Sequence[Delivered]) -> dict[str, Any]:
    """The runs as figures. What went wrong is added up, and is to be 0."""
    alerts, messages = runs[-1].alerts, runs[-1].seen.messages
    return {
        "alerts": alerts,
        "messages": messages,
        "cpu_ms_per_alert": figure(1000 * run.cpu_s / alerts for run in runs),
        "cpu_ms_per_message": middle(1000 * run.cpu_s / messages for run in runs),
        "wall_s": middle(run.wall_s for run in runs),
        "alerts_lost": sum(run.lost for run in runs),
        "alerts_unseen": sum(run.alerts - run.seen.alerts for run in runs),
        "rate_limited": sum(run.seen.rate_limited for run in runs),
        "rules_broken": sum(run.seen.violations for run in runs),
    }
