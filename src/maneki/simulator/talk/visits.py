"""What customers of the shop do, before and after the program is started again.

Sally texts, links her phone with her account, goes on there, and comes back by text. Ben wants a
person. Cleo wants no more texts. Dora is on Discord alone. They all talk at the same time, and
everything is judged by what is to be seen on their phones and in their channels.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from maneki.clock import Clock
from maneki.model.conversation import PlaceKind
from maneki.model.person import DISCORD, PHONE, Address
from maneki.shop.catalogue import Catalogue
from maneki.simulator.discord import SimChannel
from maneki.simulator.sms import Way
from maneki.simulator.talk.customer import Customer, until
from maneki.simulator.talk.floor import Floor, books_of_the_shop, delivered
from maneki.simulator.talk.judge import (
    Arrival,
    Handover,
    Leaving,
    Linking,
    Seen,
    promises_of,
)
from maneki.simulator.talk.places import CONFIRMED, HANDED_BACK, Room
from maneki.simulator.talk.report import TalkReport
from maneki.simulator.talk.said import By, Line, Via
from maneki.simulator.together import all_of
from maneki.store import Store

SOLD_OUT = "Jonathan Strange & Mr Norrell"
"""What the shop's list has and its shelf has not, until it comes in."""
WISH = f"Tell me when {SOLD_OUT} is in"
NEEDS = "It is about my signed copy of Small Gods."
ADA_SAYS = "Hello, Ada here. Your copy is behind the counter, signed."
LEAVES = "Please stop texting me"
ALERTED_WITHIN_S = 90.0
_CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
_CODE_FIELD = "code"

Deed = Callable[[], Awaitable[object]]


class Visits:
    """In this order: `fill_the_shelf`, `before`, `miss`, `come_back`, `after`, `report`."""

    def __init__(self, floor: Floor, *, clock: Clock, store: Store) -> None:
        self._floor = floor
        self._clock = clock
        self._store = store
        self._catalogue = Catalogue(store)
        self.sally = self._customer(
            "Sally", number="+12125550123", on_discord=True, foreign=("leash", "Night Circus")
        )
        self.ben = self._customer("Ben", number="+13105550177", foreign=("Piranesi", "Strange"))
        self.cleo = self._customer("Cleo", number="+16465550131", foreign=("Piranesi", "leash"))
        self.dora = self._customer("Dora", on_discord=True, foreign=("leash", "Strange"))
        self._happened: list[Line] = []
        self._stopped_at: datetime | None = None
        self._away: tuple[datetime, datetime] | None = None
        self._late: Deed | None = None

    @property
    def customers(self) -> tuple[Customer, ...]:
        return (self.sally, self.ben, self.cleo, self.dora)

    def _customer(
        self,
        name: str,
        *,
        foreign: tuple[str, ...],
        number: str | None = None,
        on_discord: bool = False,
    ) -> Customer:
        return Customer(
            name=name,
            floor=self._floor,
            clock=self._clock,
            number=number,
            user=self._floor.join(name) if on_discord else None,
            foreign=foreign,
        )

    async def fill_the_shelf(self) -> None:
        """Say what the shop has, as `maneki import books` does."""
        await self._catalogue.add(books_of_the_shop())
        await self._catalogue.settle()

    # Before the program is started again

    async def before(self) -> None:
        await all_of(
            (self._sally_begins(), self._ben_begins(), self._cleo_begins(), self._dora_asks())
        )

    async def _sally_begins(self) -> None:
        sally = self.sally
        await sally.text("Hi! Do you have Pirenesi?", "Piranesi", "4 in stock", "$12.99")
        await sally.text(WISH, SOLD_OUT, "reply YES")
        await sally.text("Yes", "you agree")
        code = _CODE.search(await sally.text("LINK", "your code is") or "")
        if code is None:
            return
        form = await sally.command("link")
        if form.modal is not None:
            await sally.fill_in(form.modal, _CODE_FIELD, code[0], "are linked")
        # The book was named by text.
        await sally.dm("How much is it?", SOLD_OUT, "$18.00")
        await sally.command("book", "A Wizard of Earthsea", "$9.99", words="wizard of earthsea")

    async def _ben_begins(self) -> None:
        await self.ben.text("Can I bring my dog?", "leash")

    async def _cleo_begins(self) -> None:
        await self.cleo.text("Tell me when Jonathan Strange is in", "Strange", "reply YES")
        await self.cleo.text("Yes", "you agree")

    async def _dora_asks(self) -> None:
        room = await self.dora.mention("do you have The Night Circus?", "5 in stock", "$13.50")
        if room is not None:
            await self.dora.say(room, "Who wrote it?", "Erin Morgenstern")

    # The program is away

    async def miss(self) -> None:
        """Somebody texts while nobody is there: the provider will bring it again."""
        self._stopped_at = self._clock.now()
        self._tell("The program is stopped.")
        self._late = await self.sally.text_in_vain("Who wrote it?", "Susanna Clarke")

    async def come_back(self) -> None:
        now = self._clock.now()
        self._away = (self._stopped_at or now, now)
        self._tell("The program runs again.")
        await self._floor.sms.call_again()

    def _tell(self, words: str) -> None:
        self._happened.append(
            Line(
                at=self._clock.now(),
                whose="",
                who="",
                by=By.WORLD,
                via=Via.TEXT,
                where="",
                text=words,
            )
        )

    # After it was started again

    async def after(self) -> None:
        await all_of((self._sally_is_answered(), self._ben_wants_a_person(), self._cleo_leaves()))

    async def _sally_is_answered(self) -> None:
        if self._late is not None:
            await self._late()

    async def _ben_wants_a_person(self) -> None:
        ben, floor = self.ben, self._floor
        await ben.text("Can I talk to a person, please?", "asked a person")
        if not await until(lambda: any(map(self._briefed, floor.staff_threads)), self._clock):
            return
        thread = floor.staff_threads[0]
        ben.places.append(Room(floor, ben.name, thread, Via.STAFF))
        await all_of((ben.text(NEEDS, ADA_SAYS), self._ada_answers(thread)))
        await floor.sim.command(floor.ada, thread, "done")
        await until(lambda: self._was_told(ben, HANDED_BACK) > 0, self._clock)
        await ben.text("Thanks! How much is The Name of the Rose?", "$15.95")

    def _briefed(self, thread: SimChannel) -> bool:
        return bool(self._floor.sim.messages(thread))

    async def _ada_answers(self, thread: SimChannel) -> None:
        await until(lambda: self._mirrored(thread) > 0, self._clock)
        self._floor.sim.say(self._floor.ada, thread, ADA_SAYS)

    async def _cleo_leaves(self) -> None:
        """What she had asked for comes in as soon as she has gone."""
        await self.cleo.text(LEAVES, "unsubscribed")
        [book] = [one for one in books_of_the_shop() if one.title == SOLD_OUT]
        await self._catalogue.add([delivered(book, copies=2)])
        self._tell(f"Two copies of {SOLD_OUT} come in.")
        await until(lambda: self._alerts_to(self.sally) > 0, self._clock, within=ALERTED_WITHIN_S)

    # What is to be seen of it

    def lines(self) -> tuple[Line, ...]:
        """Everything said so far, in order."""
        said = [line for one in self.customers for line in one.lines()]
        return tuple(sorted((*map(_by_staff, said), *self._happened), key=lambda one: one.at))

    async def report(self) -> TalkReport:
        rounds = tuple(one for customer in self.customers for one in customer.rounds())
        seen = Seen(
            rounds=rounds,
            linking=Linking(customer=self.sally.name, same_person=await self._is_one_person()),
            handover=self._handover(),
            leaving=self._leaving(),
            arrival=Arrival(title=SOLD_OUT, told=((self.sally.name, self._alerts_to(self.sally)),)),
            texts_broken=tuple(map(str, self._floor.sms.violations)),
        )
        return TalkReport(
            customers=tuple(one.name for one in self.customers),
            rounds=rounds,
            lines=self.lines(),
            promises=promises_of(seen),
            away=self._away,
        )

    async def _is_one_person(self) -> bool:
        sally = self.sally
        if sally.number is None or sally.user is None:
            return False
        async with self._store.reading() as tx:
            by_phone = await tx.people.at(Address(PHONE, sally.number))
            on_discord = await tx.people.at(Address(DISCORD, str(sally.user.id)))
            if by_phone is None or on_discord is None or by_phone.id != on_discord.id:
                return False
            spoken = await tx.conversations.of_person(by_phone.id)
        return {PlaceKind.PHONE, PlaceKind.DM} <= {one.place.kind for one in spoken}

    def _handover(self) -> Handover:
        ben, threads = self.ben, self._floor.staff_threads
        shown = [one.text for thread in threads for one in self._floor.sim.messages(thread)]
        shown += [thread.name for thread in threads]
        return Handover(
            customer=ben.name,
            threads=len(threads),
            mirrored=sum(map(self._mirrored, threads)),
            passed_on=self._was_told(ben, ADA_SAYS),
            handed_back=self._was_told(ben, HANDED_BACK) == 1,
            named=any((ben.number or "") in one for one in shown),
        )

    def _mirrored(self, thread: SimChannel) -> int:
        """How often Ben's words are to be read below the summary."""
        below = self._floor.sim.messages(thread)[1:]
        return sum(NEEDS in one.content for one in below)

    def _leaving(self) -> Leaving:
        texts = self._floor.sms.transcript(self.cleo.number or "")
        left = next((at for at, one in enumerate(texts) if one.text == LEAVES), len(texts))
        after = [one.text for one in texts[left:] if one.way is not Way.FROM_CUSTOMER]
        return Leaving(
            customer=self.cleo.name,
            confirmations=after.count(CONFIRMED),
            texts_after=len(after),
        )

    def _alerts_to(self, customer: Customer) -> int:
        lines = customer.phone.lines()
        return sum(one.by is By.ALERT and SOLD_OUT in one.text for one in lines)

    def _was_told(self, customer: Customer, words: str) -> int:
        return self._floor.sms.received(customer.number or "").count(words)


def _by_staff(line: Line) -> Line:
    """What the staff say comes from the shop's number."""
    return replace(line, by=By.STAFF, who="Ada") if line.text == ADA_SAYS else line
