"""A backlog: alerts that became due while nobody was there to send them.

They are written as rows, not matched: that would take about as long as sending them.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from maneki.clock import Clock
from maneki.model.event import EventDraft, EventKind, ListingEvent
from maneki.model.filter import Criteria, Filter
from maneki.model.ids import DestinationId, FilterId, PersonId
from maneki.model.listing import Listing
from maneki.model.money import Money
from maneki.model.outbox import AlertCard, AlertDraft, Match
from maneki.model.person import DISCORD, Address, DestinationKind, Preferences
from maneki.people.servers import joined
from maneki.simulator.demo.program import Program
from maneki.simulator.demo.stage import Member, Stage
from maneki.simulator.discord import DiscordSim, Rules, SimMessage
from maneki.simulator.discord.server import Exchange
from maneki.simulator.load.goods import SOURCE, Good
from maneki.simulator.load.plan import Arrival
from maneki.simulator.load.push import MOST_AT_ONCE, Pusher
from maneki.simulator.load.scene import settings_of
from maneki.simulator.load.seats import own_channels
from maneki.simulator.load.stage import set_the_stage
from maneki.store import Store, Transaction

OLD_BRAND, FRESH_BRAND = "Rick Owens", "Undercover"


@dataclass(slots=True, eq=False, kw_only=True)
class Backlog:
    """A program that has yet to start, and what lies in its database.

    `settings` are the program's. `waiting` are the listings that all members but the last are to
    hear of. `messages` are what has been posted meanwhile, in order.
    """

    stage: Stage
    program: Program
    settings: Mapping[str, str]
    store: Store
    waiting: tuple[Listing, ...]
    pusher: Pusher
    messages: list[SimMessage] = field(default_factory=list)

    @property
    def sim(self) -> DiscordSim:
        return self.stage.sim

    def watch(self, exchange: Exchange) -> None:
        is_posted = exchange.method == "POST" and exchange.template.endswith("/messages")
        if is_posted and exchange.status == 200:
            message = self.sim.world.message(int(exchange.body["id"]))
            if message is not None:
                self.messages.append(message)

    def told(self, number: int) -> list[str]:
        """The titles that a member has read."""
        channel = self.stage.members[number].channel
        messages = self.sim.messages(channel) if channel is not None else []
        return [embed["title"] for one in messages for embed in one.shown_embeds]

    async def push_fresh(self) -> str:
        """A listing turns up that only the last member is to hear of. Returns its title."""
        good = Good(coat(0, FRESH_BRAND), {})
        arrival = Arrival(0.0, good, external_id="fresh")
        await self.pusher.push([arrival], pushed=lambda _number: None)
        return good.listing.title

    @property
    def fresh_one(self) -> int:
        """The number of the member for whom nothing waits."""
        return len(self.stage.members) - 1


@contextlib.asynccontextmanager
async def a_backlog(
    *,
    members: int,
    each: int,
    clock: Clock,
    folder: Path,
    rules: Rules | None = None,
) -> AsyncIterator[Backlog]:
    """`each` alerts wait for each of these members, and there is one more for whom none does.

    Each has a channel.
    """
    url = f"sqlite+aiosqlite:///{folder / 'backlog.sqlite3'}"
    token = secrets.token_urlsafe(24)
    async with contextlib.AsyncExitStack() as stack:
        sim = await stack.enter_async_context(DiscordSim(clock, rules or Rules()))
        stage = set_the_stage(sim, own_channels(members + 1))
        settings = settings_of(stage, url, token=token, source=SOURCE)
        program = Program(folder, settings, clock=clock)
        stack.push_async_callback(program.stop)
        await program.migrate()
        store = Store.open(url, clock=clock)
        stack.push_async_callback(store.close)
        waiting = tuple(coat(number, OLD_BRAND) for number in range(each))
        await _pile_up(store, stage, waiting)
        client = httpx2.AsyncClient(base_url=program.url, trust_env=False, timeout=60.0)
        await stack.enter_async_context(client)
        pusher = Pusher(client, token=token, clock=clock)
        made = Backlog(
            stage=stage,
            program=program,
            settings=settings,
            store=store,
            waiting=waiting,
            pusher=pusher,
        )
        sim.watch_requests(made.watch)
        yield made


def coat(number: int, brand: str) -> Listing:
    return Listing(
        market=SOURCE,
        external_id=f"{brand}-{number}",
        title=f"{brand} coat {number}",
        brand=brand,
        url=f"https://market.example/{brand.replace(' ', '-')}/{number}",
        price=Money(40_000 + number, "JPY"),
    )


async def _pile_up(store: Store, stage: Stage, listings: Sequence[Listing]) -> None:
    *others, fresh_one = stage.members
    async with store.transaction() as tx:
        events = await _listed(tx, listings)
        for member in others:
            person = await _moved_in(tx, stage, member, wants=OLD_BRAND)
            await tx.alerts.add([person.alert(event, tx) for event in events])
        await _moved_in(tx, stage, fresh_one, wants=FRESH_BRAND)


async def _moved_in(tx: Transaction, stage: Stage, member: Member, *, wants: str) -> _Person:
    """All in one transaction: by the desks, hundreds of people would take most of a minute."""
    guild = stage.sim.world.guild_of(member.channel) if member.channel else None
    assert member.channel is not None and guild is not None  # noqa: S101, PT018  (each has one)
    address = Address(DISCORD, str(member.user.id))
    person = await tx.people.get_or_add(address, preferences=Preferences())
    server = await joined(tx, str(guild.id), name=guild.name)
    destination = await tx.destinations.choose(
        person.id,
        kind=DestinationKind.CHANNEL,
        address=str(member.channel.id),
        server_id=server.id,
        address_id=await tx.people.address_id(address),
    )
    await tx.people.set_default_destination(person.id, destination.id)
    wanted = await tx.filters.add(
        Filter(
            id=FilterId(""),
            name="coats",
            criteria=Criteria(brands=(wants,)),
            owner=f"{address.kind}:{address.value}",
            person_id=person.id,
        ),
        by=f"{address.kind}:{address.value}",
    )
    assert wanted is not None  # noqa: S101  (nobody has one of that name yet)
    return _Person(person.id, destination.id, wanted.id)


async def _listed(tx: Transaction, listings: Sequence[Listing]) -> tuple[ListingEvent, ...]:
    """These have been listed, and everybody has been found who is to hear of them."""
    events: list[ListingEvent] = []
    for first in range(0, len(listings), MOST_AT_ONCE):
        batch = listings[first : first + MOST_AT_ONCE]
        added = await tx.listings.add_new([(listing, listing.price) for listing in batch])
        await tx.events.add(
            [
                EventDraft(
                    kind=EventKind.NEW,
                    listing_id=added[listing.external_id],
                    listing=listing,
                    fetched_at=tx.now,
                )
                for listing in batch
            ]
        )
        new = await tx.events.many(await tx.events.unmatched(limit=len(batch)))
        await tx.events.matched([event.id for event in new], using={})
        events += new
    return tuple(events)


@dataclass(frozen=True, slots=True)
class _Person:
    person_id: PersonId
    destination_id: DestinationId
    filter_id: FilterId

    def alert(self, event: ListingEvent, tx: Transaction) -> AlertDraft:
        return AlertDraft(
            person_id=self.person_id,
            destination_id=self.destination_id,
            event_id=event.id,
            listing_id=event.listing_id,
            card=AlertCard(event=EventKind.NEW, listing=event.listing, asking=event.listing.price),
            matches=(Match(filter_id=self.filter_id, revision=1),),
            due_at=tx.now,
            fetched_at=tx.now,
        )
