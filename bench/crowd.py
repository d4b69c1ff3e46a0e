"""Whether a crowd that talks on Discord is answered in order, in time and within the limits.

    .venv/bin/python bench/crowd.py [--people 200] [--each 5] [--over 45] [--window fixed,sliding]
        [--asking 40] [--faults] [--seed 1]

The real program runs as a process of its own against the local Discord and the scripted model's
server, which takes from half a second to two before it answers, repeats what it heard and streams
it, a word or two at a time; what it writes is shown while it does. Half of the
people write in DMs, the others mention the bot in a channel and go on in the thread that this
opens; each writes `each` messages at random moments of the first `over` seconds and waits for
nothing. Meanwhile `asking` others use `/book`.

`order` is counted by what can be read in the end: every message's word must be repeated once, in
the order of what was said, where it was said. `first_sign_ms` is how long it takes from a message
to the typing indicator, a thread or a reply; `acknowledged_ms` how long from `/book` to its
acknowledgement. `besides_model_s` is from the last message that a reply answers to it or its draft,
without the time that the model took: half a second of it is waited for more to be said, and with
more people than seats (32 answers at the same time) the rest is mostly their line. Discord's own
latency (20 to 200 ms a request) is in all of them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import secrets
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.figures import percentiles as shares_of
from bench.machine import described, load

from maneki.clock import SystemClock
from maneki.logs import configure
from maneki.simulator.demo.program import Program, free_port
from maneki.simulator.discord import (
    DiscordSim,
    Faults,
    Intent,
    NotPossibleError,
    Rules,
    SimApplication,
    SimChannel,
    SimGuild,
    SimUser,
)
from maneki.simulator.discord.server import Exchange
from maneki.simulator.load.scene import FAULTS, LATENCY
from maneki.simulator.load.usage import since, usage_of
from maneki.simulator.load.wish import WINDOWS
from maneki.simulator.model import Asked, ModelSim, Said
from maneki.simulator.model.server import KEY
from maneki.simulator.model.streaming import in_pieces

GOAL_ACKNOWLEDGED_MS = 300
QUIET_FOR_S = 40.0
"""Once nothing has come for so long, what has not come is lost."""
SETTLED_AFTER_S = 4.0
"""So long after the last sign of any kind everything has come that was on its way."""
A_CHANNEL = 5
"""So many people begin their threads in one channel, whose limit for that is about ten."""
TYPING_SHOWN_S = 10.0
PAUSE_S = 0.05
"""Between two pieces of what the model streams."""
THREAD_WITHIN_S = 15.0
_LOOK_EVERY_S = 0.1
_WORD = re.compile(r"\bq[a-j]{4}z[a-j]\b")
_CHANNEL = re.compile(r"/channels/([0-9]+)/")
_FILLER = (
    "It has a nice sound to it, like something out of an old ballad.",
    "It goes round and round in my head while the shop is quiet.",
    "Some words are like doors, and one has to try the handle.",
)


def word_of(person: int, number: int) -> str:
    """What nobody else says, and what no reader of claims takes for a price or a date."""
    digits = [*map(int, f"{person:04}"), number]
    letters = [chr(ord("a") + digit) for digit in digits]
    return f"q{''.join(letters[:4])}z{letters[4]}"


def words_in(text: str) -> list[str]:
    return _WORD.findall(text)


class Echo:
    """A model that repeats the words of the last message, and takes its time."""

    def __init__(self, rng: random.Random, *, least_s: float = 0.5, most_s: float = 2.0) -> None:
        self._rng = rng
        self._least_s = least_s
        self._most_s = most_s
        self.thought_s: dict[str, float] = defaultdict(float)

    def __call__(self, asked: Asked) -> Said:
        words = words_in(_last_said(asked))
        filler = " ".join(_FILLER)
        return Said(text=f"You said {' and '.join(words)}. {filler}" if words else filler)

    def thinks(self, asked: Asked) -> float:
        took = self._rng.uniform(self._least_s, self._most_s)
        writing = PAUSE_S * sum(1 for _ in in_pieces(self(asked).text or ""))
        for word in words_in(_last_said(asked)):
            self.thought_s[word] += took + writing
        return took


def _last_said(asked: Asked) -> str:
    """What the customer said last, and not what the program objected to since."""
    said = (one.text for one in reversed(asked.heard) if one.role == "user")
    return next((text for text in said if words_in(text)), "")


@dataclass(slots=True, eq=False)
class Customer:
    """`channel` is where they are answered, once there is such a place."""

    number: int
    user: SimUser
    begins_in: SimChannel | None
    """A server's channel; None for DMs."""
    channel: SimChannel | None = None
    said: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that can be seen in a channel: `words` are those that a message repeats."""

    at: float
    channel: str
    words: tuple[str, ...] = ()
    is_typing: bool = False


@dataclass(frozen=True, slots=True)
class Utterance:
    word: str
    channel: str
    at: float


class Crowd:
    """Customers who talk at the same time in one server and in DMs, and what they see of it."""

    def __init__(
        self,
        sim: DiscordSim,
        *,
        application: SimApplication,
        guild: SimGuild,
        people: int,
        rng: random.Random,
    ) -> None:
        self._sim = sim
        self._application = application
        self._guild = guild
        self._rng = rng
        self._lobby = sim.add_channel(guild, "lobby")
        self.customers = [self._customer(number) for number in range(people)]
        self.signs: list[Sign] = []
        self.said: list[Utterance] = []
        self.acknowledged_s: list[float | None] = []
        self._repeated: set[str] = set()
        sim.watch_requests(self._seen)

    def _customer(self, number: int) -> Customer:
        user = self._sim.add_user(f"customer-{number:03}")
        self._sim.join(self._guild, user)
        if number % 2 == 0:
            dms = self._sim.dm_channel(user, self._application)
            return Customer(number, user, begins_in=None, channel=dms)
        if number // 2 % A_CHANNEL == 0:
            self._room = self._sim.add_channel(self._guild, f"books-{number:03}")
        return Customer(number, user, begins_in=self._room)

    def _seen(self, exchange: Exchange) -> None:
        if exchange.status not in {200, 201, 204}:
            return
        channel = _CHANNEL.search(exchange.path)
        if channel is None:
            return
        now = self._sim.clock.monotonic()
        if exchange.template.endswith("/typing"):
            self.signs.append(Sign(now, channel[1], is_typing=True))
        elif exchange.template.endswith("/threads"):
            self.signs.append(Sign(now, str(exchange.body["id"])))
        elif exchange.method in {"POST", "PATCH"} and "/messages" in exchange.template:
            words = tuple(words_in(str(exchange.body.get("content", ""))))
            self._repeated |= {*words}
            self.signs.append(Sign(now, channel[1], words=words))

    # What they do

    async def talk(
        self, *, each: int, over_s: float, asking: int = 0, quiet_for_s: float = QUIET_FOR_S
    ) -> None:
        """Everybody says everything, and reads until all is answered or nothing comes any more."""
        async with asyncio.TaskGroup() as group:
            for customer in self.customers:
                group.create_task(self._go_on(customer, each=each, over_s=over_s))
            for number in range(asking):
                group.create_task(self._ask(number, after_s=over_s * (number + 1) / (asking + 1)))
        await self._read_on(self._is_answered, quiet_for_s=quiet_for_s)

    def _is_answered(self) -> bool:
        return len(self._repeated) >= len(self.said)

    async def _read_on(self, is_so: Callable[[], bool], *, quiet_for_s: float) -> None:
        seen, quiet_since = len(self.signs), self._sim.clock.monotonic()
        while not is_so():
            await asyncio.sleep(_LOOK_EVERY_S)
            now = self._sim.clock.monotonic()
            if len(self.signs) > seen:
                seen, quiet_since = len(self.signs), now
            if now - quiet_since > quiet_for_s:
                return
        # A word may have been seen in a draft, whose answer comes after it; and so does what is
        # repeated once too often.
        while self._sim.clock.monotonic() - quiet_since < SETTLED_AFTER_S:
            await asyncio.sleep(_LOOK_EVERY_S)
            if len(self.signs) > seen:
                seen, quiet_since = len(self.signs), self._sim.clock.monotonic()

    async def _go_on(self, customer: Customer, *, each: int, over_s: float) -> None:
        moments = sorted(self._rng.uniform(0, over_s) for _ in range(each))
        began = self._sim.clock.monotonic()
        for number, moment in enumerate(moments):
            await asyncio.sleep(max(0.0, began + moment - self._sim.clock.monotonic()))
            word = word_of(customer.number, number)
            customer.said.append(word)
            await self._say(customer, word)

    async def _say(self, customer: Customer, word: str) -> None:
        now, text = self._sim.clock.monotonic(), f"what do you make of {word}"
        if customer.channel is None:
            await self._begin(customer, word, text)
        elif customer.channel.is_dm:
            self._sim.dm(customer.user, self._application, text)
            self.said.append(Utterance(word, str(customer.channel.id), now))
        else:
            self._sim.say(customer.user, customer.channel, text)
            self.said.append(Utterance(word, str(customer.channel.id), now))

    async def _begin(self, customer: Customer, word: str, text: str) -> None:
        """A mention in a channel; what they say next they say in the thread that it opens."""
        room = customer.begins_in
        assert room is not None  # noqa: S101  (whoever writes in DMs has their channel)
        now, mention = self._sim.clock.monotonic(), self._application.bot.mention
        message = self._sim.say(customer.user, room, f"{mention} {text}")
        self.said.append(Utterance(word, str(message.id), now))
        while message.id not in self._sim.world.channels:
            await asyncio.sleep(_LOOK_EVERY_S)
            if self._sim.clock.monotonic() - now > THREAD_WITHIN_S:
                raise NotPossibleError(f"no thread was opened for {customer.user.name}")
        customer.channel = self._sim.world.channels[message.id]

    async def _ask(self, number: int, *, after_s: float) -> None:
        user = self._sim.add_user(f"asking-{number:03}")
        self._sim.join(self._guild, user)
        await asyncio.sleep(after_s)
        result = await self._sim.command(
            user, self._lobby, "book", {"words": "what do you make of it"}, wait=60.0
        )
        self.acknowledged_s.append(result.acknowledged_after)

    # What came of it

    def answered(self, customer: Customer) -> list[str]:
        """The words that were repeated to somebody, in the order in which they stand there."""
        if customer.channel is None:
            return []
        bot = self._application.bot
        return [
            word
            for message in self._sim.messages(customer.channel)
            if message.author is bot
            for word in words_in(message.content)
        ]

    def order(self) -> dict[str, int]:
        found: Counter[str] = Counter()
        for customer in self.customers:
            answered = Counter(self.answered(customer))
            said = {*customer.said}
            found["in_order"] += self.answered(customer) == customer.said
            found["out_of_order"] += self.answered(customer) != customer.said
            found["lost"] += len(said - {*answered})
            found["repeated"] += sum(times - 1 for times in answered.values())
            found["astray"] += len({*answered} - said)
        return {
            "people": len(self.customers),
            "messages": len(self.said),
            **found,
            "rate_limited": len(self._sim.rate_limited),
            "rules_broken": len(self._sim.violations),
        }


def first_signs(said: Sequence[Utterance], signs: Sequence[Sign]) -> Iterator[float]:
    """For each message, how long it took until it could be seen that it is being answered.

    None at all where the indicator was still shown for what had been said before.
    """
    in_channels: dict[str, list[Sign]] = defaultdict(list)
    for sign in signs:
        in_channels[sign.channel].append(sign)
    for one in said:
        there = in_channels[one.channel]
        before = [sign for sign in there if sign.at <= one.at]
        if before and before[-1].is_typing and one.at - before[-1].at < TYPING_SHOWN_S:
            yield 0.0
            continue
        after = next((sign.at for sign in there if sign.at > one.at), None)
        if after is not None:
            yield after - one.at


def besides_model(
    said: Sequence[Utterance], signs: Sequence[Sign], thought_s: Mapping[str, float]
) -> Iterator[float]:
    """For each reply, how long it took from the last message that it answers, beyond the model."""
    said_at = {one.word: one.at for one in said}
    known: set[str] = set()
    for sign in signs:
        new = [word for word in sign.words if word in said_at and word not in known]
        known |= {*new}
        if new:
            last = max(said_at[word] for word in new)
            yield sign.at - last - max(thought_s.get(word, 0.0) for word in new)


def percentiles(times: Sequence[float], *, scale: float = 1.0) -> dict[str, float]:
    found = shares_of(times, scale=scale) if times else {}
    return {"count": len(times), **found}


def settings_of(
    sim: DiscordSim, application: SimApplication, model: ModelSim, *, database_url: str
) -> dict[str, str]:
    """What an operator would put into `.env`."""
    return {
        "DISCORD_BOT_TOKEN": application.token,
        "DISCORD_CLIENT_ID": str(application.id),
        "MANEKI_DISCORD_API_URL": sim.api_url,
        "MANEKI_DISCORD_GATEWAY_URL": sim.gateway_url,
        "MANEKI_DISCORD_MESSAGE_CONTENT": "true",
        "MANEKI_DATABASE_URL": database_url,
        "MANEKI_HTTP_PORT": str(free_port()),
        "MANEKI_INGEST_TOKEN": secrets.token_urlsafe(24),
        "MANEKI_RATES_URL": "",
        "MANEKI_LOG_FORMAT": "json",
        "MANEKI_PARTS": "watcher,shopkeeper",
        "MANEKI_SHOP_NAME": "Foxglove Books",
        "MANEKI_MODEL": "openai:scripted",
        "MANEKI_MODEL_KEY": KEY,
        # What is measured is how drafts grow: of a reply that is checked next to nothing is shown
        # before it is whole.
        "MANEKI_MODEL_CHECKS": "false",
        "MANEKI_MODEL_URL": model.openai_url,
    }


async def measured(window: str, options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    rng = random.Random(options.seed)
    echo, clock = Echo(rng), SystemClock()
    rules = Rules(
        window=WINDOWS[window], latency=LATENCY, faults=FAULTS if options.faults else Faults()
    )
    async with (
        DiscordSim(clock, rules, seed=options.seed) as sim,
        ModelSim(echo, thinks=echo.thinks, pause=PAUSE_S) as model,
    ):
        intents = int(Intent.MESSAGE_CONTENT)
        application = sim.add_application("Maneki", privileged_intents=intents)
        guild = sim.add_guild("Foxglove Readers", bots=[application])
        crowd = Crowd(sim, application=application, guild=guild, people=options.people, rng=rng)
        url = f"sqlite+aiosqlite:///{folder / f'{window}.sqlite3'}"
        settings = settings_of(sim, application, model, database_url=url)
        program = Program(folder, settings, clock=clock)
        await program.migrate()
        try:
            await program.start()
            before = usage_of(program.pid)
            await program.while_running(_acts(sim, application, crowd, options))
            usage = since(before, usage_of(program.pid))
        finally:
            exit_code = await program.stop()
        figures = _figures(sim, crowd, echo)
        return {"window": window, **figures, "cpu_s": usage.cpu_s, "exit_code": exit_code}


async def _acts(
    sim: DiscordSim, application: SimApplication, crowd: Crowd, options: argparse.Namespace
) -> None:
    await has_commands(sim, application)
    await crowd.talk(each=options.each, over_s=options.over, asking=options.asking)


async def has_commands(sim: DiscordSim, application: SimApplication) -> None:
    """Until the bot has registered its commands."""
    async with asyncio.timeout(60):
        while not any(one.name == "book" for one in sim.book.all((application.id, None))):  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_EVERY_S)


def _figures(sim: DiscordSim, crowd: Crowd, echo: Echo) -> dict[str, Any]:
    report = sim.report()
    acknowledged = [one for one in crowd.acknowledged_s if one is not None]
    edits = report.by_route.get("message.edit", 0)
    return {
        "order": crowd.order(),
        "rate_limited": report.rate_limited,
        "rules_broken": list(report.violations)[:20],
        "requests": report.requests,
        "by_route": report.by_route,
        "streaming_edits": edits,
        "not_acknowledged": len(crowd.acknowledged_s) - len(acknowledged),
        "acknowledged_ms": percentiles(acknowledged, scale=1000),
        "first_sign_ms": percentiles([*first_signs(crowd.said, crowd.signs)], scale=1000),
        "besides_model_s": percentiles(
            [*besides_model(crowd.said, crowd.signs, echo.thought_s)],
        ),
    }


def is_met(run: Mapping[str, Any]) -> bool:
    order = run["order"]
    wrong = ("out_of_order", "lost", "repeated", "astray", "rate_limited", "rules_broken")
    is_acknowledged = run["acknowledged_ms"].get("p95", 0) < GOAL_ACKNOWLEDGED_MS
    return not any(order[name] for name in wrong) and is_acknowledged


async def report(options: argparse.Namespace) -> dict[str, Any]:
    machine = described()
    runs = []
    with tempfile.TemporaryDirectory(prefix="maneki-bench-") as folder:
        for window in options.window.split(","):
            run = await measured(window, options, Path(folder))
            runs.append({**run, "is_met": is_met(run)})
    return {
        "benchmark": "crowd",
        "machine": machine,
        "seed": options.seed,
        "goals": {"acknowledged p95 ms": GOAL_ACKNOWLEDGED_MS, "out of order": 0, "429s": 0},
        "runs": runs,
        "load_after": load(),
    }


def options_of(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200, help="who talk at the same time")
    parser.add_argument("--each", type=int, default=5, help="messages of each of them, 6 at most")
    parser.add_argument("--over", type=float, default=45.0, help="seconds in which they are said")
    parser.add_argument("--asking", type=int, default=40, help="others, who use /book")
    parser.add_argument("--window", default="fixed,sliding", help=", ".join(WINDOWS))
    parser.add_argument("--faults", action="store_true", help="requests go wrong now and then")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


def main() -> None:
    # What the simulator logs for each request is for operators.
    configure(style="console", level="error")
    print(json.dumps(asyncio.run(report(options_of())), indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
