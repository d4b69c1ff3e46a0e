"""The fence on Discord: what can be read in a server, in DMs and beside commands. For `fence.py`.

The real bot with its drafts, its threads and its staff, and a courier, against the local Discord.
Sally and Mallory write in channels, in threads of their own and of each other's and in DMs, use
commands in public, press what is under books, call the staff, and are sent alerts where everybody
reads. Mallory runs a server of his own, with the bot in it. Now and then somebody makes the staff's
channel public.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bench.yard import BETWEEN, MALLORY, SALLY, VOICES, Yard, alert, house_of
from tests.channels.discord.town import TOKEN, Town, living
from tests.clocks import HastyClock

from maneki.assistant.assistant import Assistant
from maneki.channels.discord.bot import DiscordBot
from maneki.channels.discord.dms import DirectMessages
from maneki.channels.discord.shopkeeper import Shopkeeper
from maneki.channels.discord.stream import Drafts
from maneki.conversation.aside import Aside
from maneki.conversation.commands import PlainCommands
from maneki.conversation.handover import Handovers
from maneki.conversation.receive import Receiver, Reception, Taken
from maneki.conversation.talk import Talker
from maneki.conversation.turn import Turns
from maneki.delivery.courier import Courier
from maneki.loops import Nudge
from maneki.matching.brands import BrandDictionary
from maneki.model.conversation import Inbound, Place, PlaceKind
from maneki.model.ids import InboxId
from maneki.model.listing import Listing
from maneki.model.person import Address, DestinationKind
from maneki.people.handing_out import HandingOut
from maneki.people.servers import joined
from maneki.simulator.discord import (
    DiscordSim,
    Intent,
    InteractionResult,
    NotPossibleError,
    Permission,
    Quota,
    RouteName,
    Rules,
    SimApplication,
    SimChannel,
    SimGuild,
    SimMessage,
    SimUser,
)
from maneki.simulator.discord.server import Exchange

_CHANNEL = re.compile(r"/channels/([0-9]+)")
_VIEW = int(Permission.VIEW_CHANNEL)
_WITHIN_S = 60.0
_BUTTON = 2
_ENDS = frozenset({"forget me", "unlink", "yes"})
_ROOMY = Rules(
    quotas=dict.fromkeys(RouteName),
    channel_topics=None,
    global_quota=Quota(10_000, 1.0),
    keep_requests=100,
)
"""What Discord allows is tried elsewhere."""


@dataclass(slots=True)
class Readers:
    """Read along: `read` is what any of the `others` can see at the time when it is said, the rest
    is for Sally or the staff alone. `versions` are edits: what was shown before is there as well.
    """

    sim: DiscordSim
    sally: SimUser
    others: Sequence[SimUser]
    read: list[str] = field(default_factory=list)
    to_sally: list[str] = field(default_factory=list)
    to_staff: list[str] = field(default_factory=list)
    versions: int = 0

    def seen(self, exchange: Exchange) -> None:
        channel_id = _CHANNEL.search(exchange.path)
        if channel_id is None or exchange.method not in {"POST", "PATCH"}:
            return
        channel = self.sim.world.channels.get(int(channel_id[1]))
        if channel is None or exchange.status >= 300 or not isinstance(exchange.sent, dict):
            return
        self.versions += exchange.method == "PATCH" and "content" in exchange.sent
        shown = {name: exchange.sent[name] for name in _SHOWN if name in exchange.sent}
        text = json.dumps(shown, ensure_ascii=False)
        if self._is_open(channel):
            self.read.append(text)
        else:
            (self.to_sally if channel.is_dm else self.to_staff).append(text)

    def _is_open(self, channel: SimChannel) -> bool:
        if channel.is_dm:
            return self.sally not in channel.recipients
        return any(self.sim.world.permissions_in(channel, one) & _VIEW for one in self.others)

    def answered(self, result: InteractionResult) -> None:
        """What a command answers only its caller reads, and Mallory is not Sally."""
        for message in result.messages:
            everything = "\n".join([*message.earlier, message.text])
            is_hers = message.is_ephemeral and message.ephemeral_to == self.sally.id
            (self.to_sally if is_hers else self.read).append(everything)


_SHOWN = ("content", "embeds", "components", "name", "topic")


@dataclass(slots=True)
class Square:
    """Who and what is there."""

    made: Yard
    sim: DiscordSim
    application: SimApplication
    floor: Floor
    guild: SimGuild
    rooms: Sequence[SimChannel]
    backroom: SimChannel
    den: SimChannel
    sally: SimUser
    mallory: SimUser
    meg: SimUser
    readers: Readers
    rng: random.Random
    threads: dict[str, SimChannel] = field(default_factory=dict)

    async def act(self, text: str) -> None:
        """Somebody does something, and everything that comes of it goes out."""
        acts = (
            *[self._mentions] * 4,
            *[self._goes_on] * 6,
            *[self._writes_privately] * 3,
            *[self._asks_aside] * 4,
            self._presses,
            self._is_alerted,
            self._looks_at_their_own,
            self._takes_over,
            self._opens_the_doors,
        )
        told, before = Counter(self.made.traitor.told), len(self.floor.heard)
        await self.rng.choice(acts)(self.rng.choice((self.sally, self.mallory)), text)
        await self.settle()
        await self.made.no_staff()
        if any(one.place.address in self.made.hers for one in self.floor.heard[before:]):
            # What is hers may be told where she is alone.
            self.made.traitor.told = told

    async def settle(self) -> None:
        self.made.bookshop.clock.move(BETWEEN)
        while await self.floor.talker.step():
            await self.floor.talker.rest()
        assert self.floor.bot.shop is not None  # noqa: S101  (it was given one)
        await self.floor.bot.shop.call_staff()
        is_busy = True
        while is_busy:
            async with self.floor.courier.at_work():
                is_busy = await self.floor.courier.step()

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(_WITHIN_S):
            while not is_so():  # noqa: ASYNC110  (the simulator tells nobody)
                await asyncio.sleep(0.005)

    async def _is_heard(self, say: Callable[[], SimMessage]) -> SimMessage:
        before = len(self.floor.heard)
        message = say()
        await self.until(lambda: len(self.floor.heard) > before)
        return message

    async def _mentions(self, who: SimUser, text: str) -> None:
        room, words = self.rng.choice(self.rooms), f"{self.application.bot.mention} {text}"
        said = await self._is_heard(lambda: self.sim.say(who, room, words))
        # Who mentions us again and again is answered in the last thread.
        if (opened := self.sim.world.channels.get(said.id)) is not None:
            self.threads[who.name] = opened

    async def _goes_on(self, who: SimUser, text: str) -> None:
        """In a thread, their own or somebody else's."""
        if not self.threads:
            return await self._mentions(who, text)
        thread = self.rng.choice(list(self.threads.values()))
        words = f"{self.application.bot.mention} {text}"
        await self._is_heard(lambda: self.sim.say(who, thread, words))
        return None

    async def _writes_privately(self, who: SimUser, text: str) -> None:
        # Of whom nothing is kept any more, nothing could get out.
        is_end = who is self.sally and text in _ENDS
        words = self.rng.choice(("what am i watching?" if is_end else text, "a person please"))
        await self._is_heard(lambda: self.sim.dm(who, self.application, words))

    async def _asks_aside(self, who: SimUser, text: str) -> None:
        where = self.rng.choice((*self.rooms, *self.threads.values()))
        command = self.rng.choice(("book", "book", "recent", "hours", "human"))
        options = {"words": text[:200]} if command == "book" else {}
        before = len(self.floor.heard)
        result = await self.sim.command(who, where, command, options, wait=_WITHIN_S)
        self.readers.answered(result)
        if command == "human":
            await self.until(lambda: len(self.floor.heard) > before)

    async def _presses(self, who: SimUser, _text: str) -> None:
        """What is under the books that were shown last."""
        shown = [*self._buttons()]
        if not shown:
            return
        message, custom_id = self.rng.choice(shown[-10:])
        before = len(self.floor.heard)
        self.readers.answered(await self.sim.press(who, message, custom_id, wait=_WITHIN_S))
        await self.until(lambda: len(self.floor.heard) > before)

    def _buttons(self) -> Iterator[tuple[SimMessage, str]]:
        for channel in (*self.rooms, *self.threads.values()):
            for message in self.sim.messages(channel):
                for one in message.interactive:
                    if one["type"] == _BUTTON and one["custom_id"].startswith("bk1:"):
                        yield message, one["custom_id"]

    async def _looks_at_their_own(self, who: SimUser, _text: str) -> None:
        command = self.rng.choice(("filter list", "alerts log", "settings", "export"))
        with contextlib.suppress(NotPossibleError):
            where = self.rng.choice(self.rooms)
            self.readers.answered(await self.sim.command(who, where, command, wait=_WITHIN_S))

    async def _takes_over(self, _who: SimUser, _text: str) -> None:
        """Mallory is the staff of his own server, and would be of this one."""
        for where in (self.den, *self.threads.values()):
            with contextlib.suppress(NotPossibleError):
                taken = await self.sim.command(self.mallory, where, "takeover", wait=_WITHIN_S)
                self.readers.answered(taken)

    async def _is_alerted(self, who: SimUser, text: str) -> None:
        """Of something that fits a filter of theirs, where everybody reads."""
        room, number = self.rng.choice(self.rooms), self.rng.getrandbits(64)
        listing = Listing(market="shop", external_id=f"b{number}", title=f"A book {text[:40]}")
        made = self.made
        address = Address(SALLY.kind, str(who.id))
        async with made.bookshop.shop.store.transaction() as tx:
            person = await tx.people.at(address)
            fits = await tx.filters.of_person(person.id) if person is not None else ()
            if person is None or not fits:
                return
            server = await joined(tx, str(self.guild.id), name=self.guild.name)
            place = await tx.destinations.talk(
                person.id,
                kind=DestinationKind.CHANNEL,
                address=str(room.id),
                server_id=server.id,
                address_id=await tx.people.address_id(address),
            )
            await alert(tx, listing, to=person.id, at=place.id, by=[one.id for one in fits[:1]])

    async def _opens_the_doors(self, _who: SimUser, _text: str) -> None:
        """Somebody lets everybody read the staff's channel while Sally talks with them."""
        words = "can i talk to a person?"
        await self._is_heard(lambda: self.sim.dm(self.sally, self.application, words))
        await self.settle()
        thread = await self._staffs_thread()
        if thread is None:
            return
        self.sim.say(self.meg, thread, "Hello, what is it?")
        self.sim.set_overwrite(self.backroom, self.guild.everyone)
        await self._until_stored(lambda: self._is_closed(thread))
        words = "my number is 310-555-0177, i am canaryopendoor"
        await self._is_heard(lambda: self.sim.dm(self.sally, self.application, words))
        await self.settle()
        self.sim.hide_from(self.backroom, self.guild.everyone)
        await self._until_stored(lambda: self._is_closed(thread, closed=False))
        await self.settle()
        self.readers.answered(await self.sim.command(self.meg, thread, "done", wait=_WITHIN_S))

    async def _staffs_thread(self) -> SimChannel | None:
        """Where the staff are told what Sally says in her DMs, if they are."""
        async with self.made.bookshop.shop.store.reading() as tx:
            place = Place(kind=PlaceKind.DM, address=SALLY.value)
            handover = await tx.conversations.handover_at(self.made.sally, place)
        there = handover.thread if handover is not None else None
        return self.sim.world.channels[int(there)] if there else None

    async def _is_closed(self, thread: SimChannel, *, closed: bool = True) -> bool:
        async with self.made.bookshop.shop.store.reading() as tx:
            [staffs] = await tx.destinations.at(str(thread.id))
        return staffs.is_suspended == closed

    async def _until_stored(self, is_so: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(_WITHIN_S):
            while not await is_so():  # noqa: ASYNC110  (a database tells nobody)
                await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def square(made: Yard, assistant: Assistant, rng: random.Random) -> AsyncIterator[Square]:
    async with DiscordSim(rules=_ROOMY, seed=rng.getrandbits(32)) as sim:
        intents = int(Intent.MESSAGE_CONTENT)
        application = sim.add_application("Maneki", token=TOKEN, privileged_intents=intents)
        guild = sim.add_guild("Foxglove Readers", bots=[application])
        sally, mallory = _known(sim, SALLY, "sally"), _known(sim, MALLORY, "mallory")
        meg, passer_by = sim.add_user("meg"), sim.add_user("a passer-by")
        for one in (sally, mallory, meg, passer_by):
            sim.join(guild, one)
        rooms = [sim.add_channel(guild, f"books-{number}") for number in range(3)]
        backroom = sim.add_channel(guild, "backroom")
        sim.hide_from(backroom, guild.everyone)
        sim.set_overwrite(backroom, application.bot, allow=_VIEW)
        keeps = _VIEW | int(Permission.MANAGE_GUILD)
        sim.give_role(guild, meg, sim.add_role(guild, "staff", permissions=keeps))
        sim.set_overwrite(backroom, meg, allow=_VIEW)
        his = sim.add_guild("Mallory's", owner=mallory, bots=[application])
        den = sim.add_channel(his, "den")
        readers = Readers(sim, sally, (mallory, passer_by))
        sim.watch_requests(readers.seen)
        town = Town(
            sim=sim,
            store=made.bookshop.shop.store,
            clock=made.bookshop.clock,
            application=application,
            closet=guild,
            alerts=rooms[0],
            ann=sally,
            bob=mallory,
            dictionary=BrandDictionary.load(),
            database_url=made.url,
        )
        async with _floor(made, town, assistant, backroom) as floor:
            yield Square(
                made=made,
                sim=sim,
                application=application,
                floor=floor,
                guild=guild,
                rooms=rooms,
                backroom=backroom,
                den=den,
                sally=sally,
                mallory=mallory,
                meg=meg,
                readers=readers,
                rng=rng,
            )


@dataclass(slots=True)
class Floor:
    """The program between them. `heard` counts what was written down, `taken` is what of it is to
    be answered elsewhere than to Sally alone.
    """

    bot: DiscordBot
    talker: Talker
    courier: Courier
    taken: list[InboxId]
    heard: list[Inbound]


@contextlib.asynccontextmanager
async def _floor(
    made: Yard, town: Town, assistant: Assistant, backroom: SimChannel
) -> AsyncIterator[Floor]:
    store, clock, nudge = town.store, town.clock, Nudge()
    house, voices = house_of(made.bookshop), VOICES
    taken: list[InboxId] = []
    heard: list[Inbound] = []
    receiver = Receiver(store, house=house, voices=voices, waiting=nudge, due=lambda: None)

    async def take(inbound: Inbound) -> Taken:
        received = await receiver.take(inbound)
        is_hers = inbound.place.address in made.hers
        if received.reception is Reception.WAITING and received.id is not None and not is_hers:
            taken.append(received.id)
        heard.append(inbound)
        return received

    keeper = Shopkeeper(
        take=take,
        reword=receiver.reword,
        voices=voices,
        due=lambda: None,
        shop=made.bookshop.shop.name,
        hears_everything=True,
        ask=Aside(store, assistant, house=house).ask,
        linker=made.town.linker,
        privacy=made.town.privacy,
        handovers=Handovers(store, voices=voices, due=lambda: None),
        staff_channel=str(backroom.id),
    )
    dms = DirectMessages()
    async with town.rest() as rest:
        drafts = Drafts(rest, store=store, channel_of=dms.channel_of, clock=HastyClock())
        bot = town.bot(rest, shop=keeper, dms=dms, drafts=drafts)
        channel = town.channel(rest, dms=dms, drafts=drafts)
        assert bot.shop is not None  # noqa: S101  (it was given one)
        turns = Turns(
            store,
            assistant,
            house=house,
            voices=voices,
            holder="fence",
            clock=clock,
            commands=PlainCommands(
                linker=made.town.linker,
                privacy=made.town.privacy,
                handing_out=HandingOut(store, made.town.privacy, public_url=None),
            ),
            drafts=drafts,
            naming=bot.shop.rename,
        )
        talker = Talker(store, turns, clock=clock, holder="fence", nudge=nudge, due=lambda: None)
        courier = Courier(store, [channel], clock=clock, holder="fence", seats=10, nudge=Nudge())
        async with living(bot), talker.at_work():
            yield Floor(bot, talker, courier, taken, heard)


def _known(sim: DiscordSim, address: Address, name: str) -> SimUser:
    """Somebody whom the shop knows by this address already."""
    user = SimUser(id=int(address.value), name=name, global_name=name)
    sim.world.users[user.id] = user
    return user
