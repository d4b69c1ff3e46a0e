"""Everything that the fence is around: Sally, whose every field is a canary, and the shop."""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bench.traitor import Traitor, model_of, orders
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from tests.assistant.bookshop import BOOKS, FOLDER, NEW_YORK, Bookshop, on_shelf, open_bookshop
from tests.clocks import HastyClock
from tests.people.town import Town

from maneki.assistant.agent import ModelAssistant
from maneki.assistant.assistant import Assistant, OnText
from maneki.assistant.keeper import Keeper
from maneki.assistant.limits import Limits as ModelLimits
from maneki.assistant.llm.speaker import ModelSpeaker
from maneki.assistant.personas import Personas
from maneki.assistant.purse import Purse
from maneki.assistant.spending import Caps
from maneki.channels.discord.frames import frame
from maneki.channels.discord.parts import DiscordVoice
from maneki.clock import MovableClock
from maneki.conversation.commands import PlainCommands
from maneki.conversation.gates import Limits
from maneki.conversation.house import House
from maneki.conversation.receive import Receiver, Reception
from maneki.conversation.talk import Talker
from maneki.conversation.turn import Turns
from maneki.conversation.voice import Voices, Whole
from maneki.loops import Nudge
from maneki.model.consent import ConsentKind
from maneki.model.conversation import CostKind, Fact, Inbound, Medium, Place, PlaceKind, Taste
from maneki.model.event import EventDraft, EventKind
from maneki.model.filter import Criteria, Filter, Keywords
from maneki.model.ids import DestinationId, FilterId, InboxId, PersonId
from maneki.model.link import Deed
from maneki.model.listing import Listing
from maneki.model.outbox import AlertCard, AlertDraft, Match, OutboxState
from maneki.model.person import DISCORD, PHONE, Address, Preferences
from maneki.people.handing_out import HandingOut
from maneki.shop.folder import ShopPapers, read_folder
from maneki.shop.policies import read_policies
from maneki.shop.query import BookQuery
from maneki.store import Store, Transaction
from maneki.store.schema import conversations, destinations, filters, handovers, outbox, turns

SALLY, MALLORY = Address(DISCORD, "1001"), Address(DISCORD, "6666")
SALLYS_PHONE, MALLORYS_PHONE = Address(PHONE, "+13105550177"), Address(PHONE, "+12125550123")
ZONE = "Pacific/Pitcairn"
_AT_ONCE = timedelta(0)
_MANY = 10**9
BETWEEN = timedelta(seconds=0.4)
_ROOMY = ModelLimits(requests=6, tool_calls=60, tokens=10**8)


@dataclass(frozen=True, slots=True)
class Scene:
    """Who speaks where. What is said there is none of Sally's private affairs."""

    name: str
    by: Address
    place: Place


DMS = Scene("sally in her DMs", SALLY, Place(kind=PlaceKind.DM, address=SALLY.value))
TEXTS = Scene(
    "sally by text", SALLYS_PHONE, Place(kind=PlaceKind.PHONE, address=SALLYS_PHONE.value)
)


class Frames:
    """Keeps what is shown of answers while they are written; `shown` is where, and what."""

    def __init__(self) -> None:
        self.shown: list[tuple[Place, str]] = []

    @contextlib.asynccontextmanager
    async def writing(self, place: Place, _replies_to: str | None) -> AsyncIterator[OnText]:
        async def on_text(text: str) -> None:
            self.shown.append((place, frame(text)))

        yield on_text

    async def drop(self, place: Place, replies_to: str | None) -> None:
        """What was shown was shown."""


@dataclass(slots=True)
class Road:
    """From a message to what goes out, with an assistant; `names` are those of threads."""

    receiver: Receiver
    talker: Talker
    clock: MovableClock
    frames: Frames
    names: list[str] = field(default_factory=list)
    taken: list[InboxId] = field(default_factory=list)
    _number: int = 0

    async def say(self, scene: Scene, text: str) -> None:
        self._number += 1
        taken = await self.receiver.take(
            Inbound(
                source=f"fence {id(self)}",
                external_id=str(self._number),
                sender=scene.by,
                place=scene.place,
                text=text,
                received_at=self.clock.now(),
                replies_to="1" if scene.place.medium is Medium.DISCORD else None,
            )
        )
        if taken.reception is Reception.WAITING and taken.id is not None:
            self.taken.append(taken.id)
        await self.talker.step()
        await self.talker.rest()
        self.clock.move(BETWEEN)


VOICES: Voices = {Medium.SMS: Whole(), Medium.DISCORD: DiscordVoice(), Medium.TEXT: Whole()}


def house_of(bookshop: Bookshop) -> House:
    """A shop that answers everybody at once, however much they write."""
    return House(
        name=bookshop.shop.name,
        limits=Limits(a_minute=_MANY, an_hour=_MANY),
        joined_sms=_AT_ONCE,
        joined_discord=_AT_ONCE,
    )


@contextlib.asynccontextmanager
async def road_of(bookshop: Bookshop, town: Town, assistant: Assistant) -> AsyncIterator[Road]:
    store, clock, nudge = bookshop.shop.store, bookshop.clock, Nudge()
    house, voices = house_of(bookshop), VOICES
    names: list[str] = []
    frames = Frames()

    async def naming(place: Place, name: str, /) -> None:
        if not place.is_private:
            names.append(name)

    turns = Turns(
        store,
        assistant,
        house=house,
        voices=voices,
        holder="fence",
        clock=clock,
        commands=PlainCommands(
            linker=town.linker,
            privacy=town.privacy,
            handing_out=HandingOut(store, town.privacy, public_url=None),
        ),
        naming=naming,
        drafts=frames,
    )
    talker = Talker(store, turns, clock=clock, holder="fence", nudge=nudge, due=lambda: None)
    receiver = Receiver(store, house=house, voices=voices, waiting=nudge, due=lambda: None)
    async with talker.at_work():
        yield Road(receiver, talker, clock, frames, names)


@dataclass(slots=True)
class Yard:
    """Everything that the fence is around, and what can be seen of what went out."""

    url: str
    bookshop: Bookshop
    town: Town
    engine: AsyncEngine
    traitor: Traitor
    sally: PersonId
    hers = (SALLY.value, SALLYS_PHONE.value)
    """What is sent there only she reads."""

    @property
    def keeper(self) -> Assistant:
        return Keeper(self.bookshop.shop)

    @property
    def model(self) -> Assistant:
        shop = self.bookshop.shop
        return ModelAssistant(
            shop,
            choices=(),
            otherwise=self.keeper,
            personas=Personas(default="friendly", folder=None),
            purse=Purse(shop.store, caps=Caps(), zone=shop.zone),
            # Each look at what is being written is worth showing.
            clock=HastyClock(),
            limits=_ROOMY,
            speaker=ModelSpeaker(model_of(self.traitor), limits=_ROOMY),
        )

    async def no_staff(self) -> None:
        """Whoever called for staff talks with the assistant again."""
        async with self.engine.begin() as connection:
            await connection.execute(
                update(handovers)
                .where(handovers.c.ended_at.is_(None), handovers.c.taken_by.is_(None))
                .values(ended_at=self.bookshop.clock.now())
            )

    async def sent(self) -> list[tuple[str, str, str]]:
        """Everything that goes out elsewhere than to Sally alone: key, address, and the words."""
        async with self.engine.connect() as connection:
            rows = await connection.execute(
                select(outbox.c.idempotency_key, destinations.c.address, outbox.c.body)
                .join(destinations, destinations.c.id == outbox.c.destination_id)
                .where(destinations.c.address.not_in(self.hers))
            )
            return [(row[0] or "", row[1], json.dumps(row[2], ensure_ascii=False)) for row in rows]

    async def written_down(self) -> list[str]:
        """What is kept elsewhere than with Sally's own: names, reasons for staff, turns."""
        public = (PlaceKind.CHANNEL, PlaceKind.THREAD)
        elsewhere = (conversations.c.place_kind.in_(public)) | (
            conversations.c.person_id != self.sally
        )
        asked = (
            select(conversations.c.name).where(elsewhere),
            select(conversations.c.summary).where(elsewhere),
            select(handovers.c.reason)
            .join(conversations, conversations.c.id == handovers.c.conversation_id)
            .where(elsewhere),
            select(filters.c.name).where(filters.c.person_id != self.sally),
            *(
                select(column)
                .join(conversations, conversations.c.id == turns.c.conversation_id)
                .where(elsewhere)
                for column in (turns.c.answered, turns.c.seen, turns.c.messages)
            ),
        )
        found: list[str] = []
        async with self.engine.connect() as connection:
            for one in asked:
                found += [row[0] for row in await connection.execute(one) if row[0]]
        return found


@contextlib.asynccontextmanager
async def yard(url: str, rng: random.Random) -> AsyncIterator[Yard]:
    """A shop full of orders to models, and Sally with her canaries, in a migrated database."""
    clock = MovableClock()
    store = Store.open(url, clock=clock)
    engine = create_async_engine(url)
    try:
        bookshop = await open_bookshop(store, clock, books=_books(), papers=_papers())
        town, traitor = Town(store, clock), Traitor(rng)
        await town.meets(SALLY, time_zone=ZONE)
        await town.link(SALLYS_PHONE, SALLY)
        sally = await town.who(SALLY)
        assert sally is not None  # noqa: S101  (they have just met)
        made = Yard(url, bookshop, town, engine, traitor, sally)
        mallorys = [await town.meets(one) for one in (MALLORY, MALLORYS_PHONE)]
        traitor.persons = (sally, *(one.id for one in mallorys))
        await plant(made)
        yield made
    finally:
        await engine.dispose()
        await store.close()


def _books() -> list[Any]:
    hostile = [
        on_shelf(f"{text} {n}"[:180], f"Mallory {n}", description=text)
        for n, text in enumerate(orders())
    ]
    # Nobody can look for it: it is there to be owned.
    owned = on_shelf("Canarytaste", "", copies=0, cents=None, form="scroll")
    return [*BOOKS, *hostile, owned]


def _papers() -> ShopPapers:
    hours = read_folder(FOLDER, zone=NEW_YORK).hours
    texts = [f"# Rules {n}\n\n{text}\n" for n, text in enumerate(orders())]
    files = {"returns.md": "\n".join(texts[::2]), "shipping.md": "\n".join(texts[1::2])}
    return ShopPapers(hours=hours, policies=read_policies(files))


async def plant(made: Yard) -> None:
    """A canary in each of Sally's fields."""
    await _talk_in_private(made)
    await _plant_filter_and_alert(made)
    store, sally = made.bookshop.shop.store, made.sally
    [taste] = await made.bookshop.shop.catalogue.search(BookQuery(title="Canarytaste", limit=1))
    assert taste.book.id is not None  # noqa: S101  (it came from the catalogue)
    async with store.transaction() as tx:
        await tx.memory.pin(sally, Fact("name", "canaryfactname"))
        await tx.memory.pin(sally, Fact("canaryfactkind", "canaryfactvalue"))
        await tx.memory.pin(sally, Fact("likes", "canaryfactlikes"))
        for liking in Taste:
            await tx.memory.note_taste(sally, [taste.book.id], liking)
        await tx.people.save_preferences(
            sally, Preferences(time_zone=ZONE, proxies={"mercari_jp": "canaryproxy"})
        )
        await tx.consents.write(
            SALLYS_PHONE,
            ConsentKind.PROMOTIONAL,
            is_given=True,
            how="canaryconsenthow",
            words="canaryconsentwords",
            source="canaryconsentsource",
        )
        await tx.costs.add(
            CostKind.MODEL, what_for="canarycost", person_id=sally, micros=771_234_567, tokens=9
        )
        await tx.audit.write(sally, Deed.LINKED, {"canaryauditname": "canaryauditvalue"})
        await tx.feedback.rate(sally, score=2, words="canaryfeedback")
        for talk in await tx.conversations.of_person(sally):
            medium = "dm" if talk.place.kind is PlaceKind.DM else "sms"
            await tx.conversations.rename(talk.id, f"canary{medium}title")
            await tx.conversations.sum_up(talk.id, f"canary{medium}summary", up_to=0)
            handover = await tx.conversations.ask_for_staff(
                talk, reason=f"canary{medium}handoverreason"
            )
            await tx.conversations.take(handover.id, by="discord:canarystaff")
            await tx.conversations.hand_back(handover.id)
    await made.town.linker.start(SALLYS_PHONE)


async def _talk_in_private(made: Yard) -> None:
    for assistant in (made.model, made.keeper):
        async with road_of(made.bookshop, made.town, assistant) as road:
            for scene, medium in ((DMS, "dm"), (TEXTS, "sms")):
                await road.say(
                    scene, f"my name is canary{medium}said and i adore canary{medium}too"
                )
                await road.say(scene, f"do you have Circe for my aunt canary{medium}aunt?")
                await made.no_staff()
    made.traitor.told.clear()


async def alert(
    tx: Transaction,
    listing: Listing,
    *,
    to: PersonId,
    at: DestinationId,
    by: Sequence[FilterId],
) -> None:
    """Queue an alert of something that is new on a market, for a filter's owner."""
    added = await tx.listings.add_new([(listing, None)])
    draft = EventDraft(
        kind=EventKind.NEW,
        listing_id=added[listing.external_id],
        listing=listing,
        fetched_at=tx.now,
    )
    await tx.events.add([draft])
    [event] = [
        one
        for one in await tx.events.many(await tx.events.unmatched(limit=10_000))
        if one.listing.external_id == listing.external_id
    ]
    found = AlertDraft(
        person_id=to,
        destination_id=at,
        event_id=event.id,
        listing_id=event.listing_id,
        card=AlertCard(event=EventKind.NEW, listing=listing),
        matches=tuple(
            Match(filter_id=one, revision=1, reasons=("canaryalertreason",)) for one in by
        ),
        due_at=tx.now,
        fetched_at=tx.now,
    )
    await tx.alerts.add([found])


async def _plant_filter_and_alert(made: Yard) -> None:
    listing = Listing(market="shop", external_id="canarylisting", title="canaryalerttitle")
    place = await made.town.place(SALLY)
    async with made.bookshop.shop.store.transaction() as tx:
        criteria = Criteria(keywords=Keywords(all=("canaryfilterword",)), markets=("shop",))
        watched = await tx.filters.add(
            Filter(id=FilterId(""), name="canaryfilter", criteria=criteria, person_id=made.sally),
            by=str(SALLY),
        )
        assert watched is not None  # noqa: S101  (it is her first)
        await alert(tx, listing, to=made.sally, at=place.id, by=[watched.id])
    async with made.engine.begin() as connection:
        await connection.execute(update(outbox).values(state=OutboxState.SENT))
