"""Whether answers that grow while they are written stay within Discord's limits, for a crowd.

    .venv/bin/python bench/drafts.py [--people 200] [--each 3] [--over 30]
        [--window fixed,sliding] [--seed 1]

Half of the people talk in DMs, the others in threads of their own. Whoever answers writes a reply
in twenty pieces, within one to four seconds, and each piece is offered as a draft; beside that the
typing indicator is shown, and the replies go out as they always do, through the outbox and the
courier. `exact` are messages that end as what was to be said, `drafts_left` those that end as
something else; there has to be one message for each reply. The parts are those of the program;
what is scripted is who hears the messages and who writes.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.crowd import word_of, words_in
from bench.machine import described, load

from maneki.assistant.assistant import Answer, Question
from maneki.channels.discord.channel import DiscordChannel
from maneki.channels.discord.dms import DirectMessages
from maneki.channels.discord.parts import DiscordVoice
from maneki.channels.discord.stream import Drafts
from maneki.channels.discord.typing import Typing
from maneki.clock import SystemClock
from maneki.conversation.gates import Limits
from maneki.conversation.house import House
from maneki.conversation.receive import Receiver
from maneki.conversation.talk import Talker
from maneki.conversation.turn import Turns
from maneki.conversation.voice import Voices, Whole
from maneki.delivery.courier import Courier
from maneki.logs import configure
from maneki.loops import Nudge
from maneki.model.conversation import Inbound, Medium, Place, PlaceKind, SaidBy
from maneki.model.person import DISCORD, Address
from maneki.run.rest import rest_client
from maneki.settings import Settings
from maneki.simulator.discord import DiscordSim, Rules, SimApplication, SimChannel, SimUser
from maneki.simulator.load.scene import LATENCY
from maneki.simulator.load.wish import WINDOWS
from maneki.store import Store
from maneki.store.migrate import migrate

PIECES = 20
SETTLED_WITHIN_S = 120.0
_MANY = 10**9
_SEATS = 50
_LINE = "One could say a lot about that, and I will, since nobody else is waiting here. "


@dataclass(slots=True, eq=False)
class Customer:
    user: SimUser
    channel: SimChannel
    place: Place
    said: list[str] = field(default_factory=list)


class Aloud:
    """Writes what it says piece by piece; `texts` is all that was to be said, by place."""

    def __init__(self, drafts: Drafts, rng: random.Random) -> None:
        self._drafts = drafts
        self._rng = rng
        self.texts: dict[str, list[str]] = defaultdict(list)
        self.messages: dict[str, str] = {}
        """Which message a word was said in."""

    async def answer(self, question: Question) -> Answer:
        place, words = question.conversation.place, words_in(question.text)
        text = f"{' and '.join(words)}: {_LINE * self._rng.randint(2, 12)}".strip()
        pause = self._rng.uniform(1.0, 4.0) / PIECES
        async with self._drafts.writing(place, self.messages[words[-1]]) as on_text:
            for piece in range(1, PIECES + 1):
                await asyncio.sleep(pause)
                await on_text(text[: len(text) * piece // PIECES])
        self.texts[place.address].append(text)
        return Answer(text=text, said_by=SaidBy.MODEL)


@dataclass(slots=True)
class Road:
    sim: DiscordSim
    store: Store
    application: SimApplication
    receiver: Receiver
    aloud: Aloud
    dms: DirectMessages

    async def say(self, customer: Customer, word: str) -> None:
        customer.said.append(word)
        if customer.channel.is_dm:
            message = self.sim.dm(customer.user, self.application, word)
            self.dms.told(str(customer.user.id), str(customer.channel.id))
        else:
            message = self.sim.say(customer.user, customer.channel, word)
        self.aloud.messages[word] = str(message.id)
        await self.receiver.take(
            Inbound(
                source="bench",
                external_id=str(message.id),
                sender=Address(DISCORD, str(customer.user.id)),
                place=customer.place,
                text=word,
                received_at=SystemClock().now(),
                replies_to=str(message.id),
            )
        )


@contextlib.asynccontextmanager
async def running(
    sim: DiscordSim, application: SimApplication, *, url: str, rng: random.Random
) -> AsyncIterator[Road]:
    clock, due, waiting = SystemClock(), Nudge(), Nudge()
    settings = Settings(
        _env_file=None, discord_bot_token=application.token, discord_api_url=sim.api_url
    )
    store = Store.open(url, clock=clock)
    many = Limits(a_minute=_MANY, an_hour=_MANY)
    house = House(name="the shop", limits=many, joined_discord=timedelta(seconds=0.5))
    voices: Voices = {medium: Whole() for medium in Medium} | {Medium.DISCORD: DiscordVoice()}
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(store.close)
        rest = await stack.enter_async_context(rest_client(settings, clock))
        dms = DirectMessages()
        drafts = Drafts(rest, store=store, channel_of=dms.channel_of, clock=clock)
        typing = Typing(rest, channel_of=dms.channel_of, clock=clock)
        await stack.enter_async_context(typing.at_work())
        aloud = Aloud(drafts, rng)
        turns = Turns(
            store,
            aloud,
            house=house,
            voices=voices,
            holder="bench",
            clock=clock,
            showing=typing.showing,
        )
        talker = Talker(
            store, turns, clock=clock, holder="bench", nudge=waiting, due=due, seats=_MANY
        )
        channel = DiscordChannel(rest, store=store, clock=clock, dms=dms, drafts=drafts)
        courier = Courier(store, [channel], clock=clock, holder="bench", seats=_SEATS, nudge=due)
        receiver = Receiver(store, house=house, voices=voices, waiting=waiting, due=due)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(talker.run()), group.create_task(courier.run())]
            yield Road(sim, store, application, receiver, aloud, dms)
            for task in tasks:
                task.cancel()


def customers_of(sim: DiscordSim, application: SimApplication, people: int) -> list[Customer]:
    guild = sim.add_guild("Foxglove Readers", bots=[application])
    room = sim.add_channel(guild, "books")
    found = []
    for number in range(people):
        user = sim.add_user(f"customer-{number:03}")
        sim.join(guild, user)
        if number % 2 == 0:
            channel = sim.dm_channel(user, application)
            place = Place(kind=PlaceKind.DM, address=str(user.id))
        else:
            channel = sim.add_thread(room, f"talk {number}", owner=application.bot)
            place = Place(kind=PlaceKind.THREAD, address=str(channel.id), server=str(guild.id))
        found.append(Customer(user, channel, place))
    return found


async def talked(
    road: Road, customers: Sequence[Customer], *, each: int, over_s: float, rng: random.Random
) -> None:
    """Everybody says everything, at random moments, and all of it is answered and sent."""

    async def go_on(number: int, customer: Customer) -> None:
        moments = sorted(rng.uniform(0, over_s) for _ in range(each))
        now = 0.0
        for at, moment in enumerate(moments):
            await asyncio.sleep(moment - now)
            now = moment
            await road.say(customer, word_of(number, at))

    async with asyncio.TaskGroup() as group:
        for number, customer in enumerate(customers):
            group.create_task(go_on(number, customer))
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SETTLED_WITHIN_S):
            while not _is_settled(road, customers):  # noqa: ASYNC110  (the simulator tells nobody)
                await asyncio.sleep(0.2)
    await asyncio.sleep(1.0)


def _is_settled(road: Road, customers: Sequence[Customer]) -> bool:
    return all(
        _shown_to(road, one) == road.aloud.texts[one.place.address] for one in customers
    ) and (
        sum(len(words_in(text)) for texts in road.aloud.texts.values() for text in texts)
        == sum(len(one.said) for one in customers)
    )


def _shown_to(road: Road, customer: Customer) -> list[str]:
    """Without what is said of who speaks, below the first one."""
    bot = road.application.bot
    return [
        one.content.split("\n\n-#")[0]
        for one in road.sim.messages(customer.channel)
        if one.author is bot
    ]


def counts(road: Road, customers: Sequence[Customer]) -> dict[str, int]:
    found: Counter[str] = Counter(exact=0, drafts_left=0, in_order=0, out_of_order=0)
    for one in customers:
        shown, wanted = _shown_to(road, one), road.aloud.texts[one.place.address]
        found["exact"] += sum(text in wanted for text in shown)
        found["drafts_left"] += sum(text not in wanted for text in shown)
        said = [word for text in shown for word in words_in(text)]
        found["in_order" if shown == wanted and said == one.said else "out_of_order"] += 1
    return {
        "people": len(customers),
        "messages": sum(len(one.said) for one in customers),
        "replies": sum(map(len, road.aloud.texts.values())),
        **found,
        "rate_limited": len(road.sim.rate_limited),
        "rules_broken": len(road.sim.violations),
    }


async def measured(window: str, options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    rng = random.Random(options.seed)
    url = f"sqlite+aiosqlite:///{folder / f'{window}.sqlite3'}"
    await migrate(url)
    rules = Rules(window=WINDOWS[window], latency=LATENCY)
    async with DiscordSim(SystemClock(), rules, seed=options.seed) as sim:
        application = sim.add_application("Maneki")
        customers = customers_of(sim, application, options.people)
        async with running(sim, application, url=url, rng=rng) as road:
            await talked(road, customers, each=options.each, over_s=options.over, rng=rng)
        counted, report = counts(road, customers), sim.report()
    wrong = ("drafts_left", "out_of_order", "rate_limited", "rules_broken")
    return {
        "window": window,
        **counted,
        "rate_limited_by_scope": report.rate_limited,
        "by_route": report.by_route,
        "is_met": not any(counted[name] for name in wrong)
        and counted["exact"] == counted["replies"],
    }


async def report(options: argparse.Namespace) -> dict[str, Any]:
    machine = described()
    with tempfile.TemporaryDirectory(prefix="maneki-bench-") as folder:
        runs = [await measured(one, options, Path(folder)) for one in options.window.split(",")]
    return {
        "benchmark": "drafts",
        "machine": machine,
        "seed": options.seed,
        "goals": {"429s": 0, "conversations out of order": 0, "drafts left": 0},
        "runs": runs,
        "load_after": load(),
    }


def options_of(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200, help="who talk at the same time")
    parser.add_argument("--each", type=int, default=3, help="messages of each of them")
    parser.add_argument("--over", type=float, default=30.0, help="seconds in which they are said")
    parser.add_argument("--window", default="fixed,sliding", help=", ".join(WINDOWS))
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


def main() -> None:
    # What the road logs for each turn is for operators.
    configure(style="console", level="error")
    print(json.dumps(asyncio.run(report(options_of())), indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
