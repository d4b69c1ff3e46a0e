"""The town with a bookshop in it: an assistant that answers, and the road to it and back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from tests.channels.discord.town import Town, living
from tests.conversation.house import Parrot, Shop

from maneki.assistant.assistant import Answer, Question
from maneki.channels.discord.bot import DiscordBot
from maneki.channels.discord.channel import DiscordChannel
from maneki.channels.discord.dms import DirectMessages
from maneki.channels.discord.parts import DiscordVoice
from maneki.channels.discord.rest import RestClient
from maneki.channels.discord.shopkeeper import Shopkeeper
from maneki.channels.discord.stream import Drafts
from maneki.clock import Clock, SystemClock
from maneki.conversation.aside import Aside
from maneki.conversation.handover import Handovers
from maneki.conversation.receive import Taken
from maneki.delivery.courier import Courier
from maneki.loops import Nudge
from maneki.model.book_card import BookCard
from maneki.model.conversation import Inbound, Medium, Place, SaidBy
from maneki.model.ids import BookId
from maneki.model.person import Address
from maneki.people.linking import Linker
from maneki.people.privacy import Privacy
from maneki.simulator.discord import Permission, SimChannel, SimMessage, SimRole, SimUser

A_BOOK = BookCard(book_id=BookId("01BOOK"), title="Dune", authors=("Frank Herbert",))


@dataclass
class Shopfront:
    """The bot with a shopkeeper. `taken` is what it wrote down."""

    town: Town
    bot: DiscordBot
    rest: RestClient
    shop: Shop
    channel: DiscordChannel
    drafts: Drafts
    taken: list[Inbound]

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not is_so():  # noqa: ASYNC110  (the simulator tells nobody)
                await asyncio.sleep(0.01)

    async def heard(self, count: int = 1) -> Inbound:
        """What was written down last, once there are so many."""
        await self.until(lambda: len(self.taken) >= count)
        return self.taken[count - 1]

    async def silence(self) -> None:
        """Nothing is written down, although there was time for it."""
        before = len(self.taken)
        await asyncio.sleep(0.2)
        assert len(self.taken) == before

    async def answer(self) -> None:
        """Everything that was heard is answered, and the answers go out."""
        await self.shop.answer()
        await self.deliver()

    async def deliver(self) -> None:
        courier = Courier(
            self.town.store,
            [self.channel],
            clock=self.town.clock,
            holder="front",
            seats=10,
            nudge=Nudge(),
        )
        is_busy = True
        while is_busy:
            async with courier.at_work():
                is_busy = await courier.step()

    def said_in(self, channel: SimChannel | int) -> list[SimMessage]:
        """What the bot said there."""
        bot = self.town.application.bot
        return [one for one in self.town.sim.messages(channel) if one.author is bot]

    def said_to(self, user: SimUser) -> list[SimMessage]:
        bot = self.town.application.bot
        return [one for one in self.town.sim.dms(user) if one.author is bot]


def add_hidden_channel(town: Town, name: str, *seen_by: SimRole | SimUser) -> SimChannel:
    """A channel that the bot and these can read, and nobody else."""
    channel = town.sim.add_channel(town.closet, name)
    town.sim.hide_from(channel, town.closet.everyone)
    for one in (town.application.bot, *seen_by):
        town.sim.set_overwrite(channel, one, allow=int(Permission.VIEW_CHANNEL))
    return channel


@asynccontextmanager
async def open_shop(
    town: Town,
    *,
    say: Callable[[Question], Awaitable[Answer] | Answer] | None = None,
    hears_everything: bool = False,
    staff_channel: SimChannel | None = None,
    staff_in_public: bool = False,
    asks_the_shop: bool = False,
    clock: Clock | None = None,
    watches: bool = True,
) -> AsyncIterator[Shopfront]:
    """`asks_the_shop`: what is asked by commands is asked of the shop's own assistant."""
    async with town.rest() as rest:
        dms = DirectMessages()
        drafts = Drafts(
            rest, store=town.store, channel_of=dms.channel_of, clock=clock or SystemClock()
        )
        shop = Shop(town.store, town.clock, Parrot(say), drafts=drafts)
        shop.voices[Medium.DISCORD] = DiscordVoice()
        taken: list[Inbound] = []

        async def take(inbound: Inbound) -> Taken:
            received = await shop.receiver.take(inbound)
            taken.append(inbound)
            return received

        keeper = replace(
            _keeper(town, shop, take),
            hears_everything=hears_everything,
            staff_channel=str(staff_channel.id) if staff_channel else None,
            staff_in_public=staff_in_public,
        )
        if asks_the_shop:
            aside = Aside(town.store, shop.parrot, house=shop.house)
            keeper = replace(keeper, ask=aside.ask)
        channel = town.channel(rest, dms=dms, drafts=drafts)
        bot = town.bot(rest, shop=keeper, watches=watches, dms=dms, drafts=drafts)
        async with living(bot):
            yield Shopfront(town, bot, rest, shop, channel, drafts, taken)


def _keeper(town: Town, shop: Shop, take: Callable[[Inbound], Awaitable[Taken]]) -> Shopkeeper:
    async def ask(caller: Address, _place: Place, text: str) -> Answer:
        said = f"{caller} asked: {text}"
        return Answer(text=said, said_by=SaidBy.RULES, books=(A_BOOK,))

    return Shopkeeper(
        take=take,
        reword=shop.receiver.reword,
        voices=shop.voices,
        due=lambda: None,
        ask=ask,
        linker=Linker(town.store, shop_name="Foxglove Books", due=lambda: None),
        privacy=Privacy(town.store, changed=lambda: None),
        handovers=Handovers(town.store, voices=shop.voices, due=lambda: None),
    )
