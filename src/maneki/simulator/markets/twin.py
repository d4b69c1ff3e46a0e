"""A local world of markets on one loopback port.

    /feeds/<name>.xml        RSS with ETag, Last-Modified, 304, ttl, 410
    /v2/entities:search      a Mercari-like search, DPoP and all
    /robots.txt              one for all doors
    /eurofxref-daily.xml     reference rates

What is on the shelves is changed by the operations of `MarketTwin`; whoever visits is held to the
rules of `rules.py`, and every broken one is kept in `violations`. A feed and the search are two
hosts in the world, so their requests do not count as parallel to each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from aiohttp import web

from maneki.clock import Clock
from maneki.model.listing import Listing
from maneki.model.money import Rates
from maneki.simulator.markets.answers import (
    BrokenShape,
    conditional,
    failure,
    last_change,
    out_of_shape,
    refused,
    xml_answer,
)
from maneki.simulator.markets.desk import SearchDesk
from maneki.simulator.markets.ecb import INVENTED_RATES, daily_xml
from maneki.simulator.markets.feeds import feed_xml, in_feed_order
from maneki.simulator.markets.rules import Asked, Block, Broken, Door, Violation, says_who_asks
from maneki.simulator.markets.shelf import FEED, MERCARI_JP, Shelf, Shelved

RATES = "rates"
ROBOTS = "robots"
SEARCH_PATH = "/v2/entities:search"
NO_WAIT = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Break:
    how: BrokenShape
    left: int | None


@dataclass(slots=True)
class _Feed:
    ttl_minutes: int | None = None
    is_gone: bool = False
    last_served_at: datetime | None = None
    said_gone: bool = False


class MarketTwin:
    """The markets' stand-in. `await start()`, change the world, read `violations`, `await stop()`.

    `least_gap` is the least time the twin expects between two requests at one door;
    `least_pause` how long it expects to be left alone after a block without Retry-After.
    `feed_length` is how many entries a feed shows. An answer takes about `latency`, from half of it
    to half as long again. `hiccups` is the share of visits that are answered with an error.
    """

    def __init__(
        self,
        clock: Clock,
        seed: int = 0,
        *,
        least_gap: timedelta = NO_WAIT,
        least_pause: timedelta = timedelta(minutes=1),
        feeds: Sequence[str] = ("all",),
        feed_length: int = 100,
        latency: timedelta = NO_WAIT,
        hiccups: float = 0.0,
    ) -> None:
        self.violations: list[Violation] = []
        self.asked: list[Asked] = []
        self.base_url = ""
        self.latency = latency
        self.hiccups = hiccups
        self.rates: Rates = INVENTED_RATES
        self.shelf = Shelf(now=clock.now, random=Random(seed))
        self._clock = clock
        self._luck = Random(f"{seed}:weather")
        self._feed_length = feed_length
        self._feeds = {name: _Feed() for name in feeds}
        gaps = {FEED: least_gap, MERCARI_JP: least_gap, RATES: NO_WAIT, ROBOTS: NO_WAIT}
        self._doors = {
            name: Door(
                name,
                least_gap_s=gap.total_seconds(),
                least_pause=least_pause,
                # The feeds' host and the search's have one robots.txt here, and each is read.
                hosts=2 if name == ROBOTS else 1,
            )
            for name, gap in gaps.items()
        }
        self._breaks: dict[str, _Break] = {}
        self._disallowed: list[str] = []
        self._robots_served: tuple[str, ...] | None = None
        self._search = SearchDesk(self.shelf, clock=clock, seed=seed, note=self._note)
        self._runner: web.AppRunner | None = None

    # --- running -------------------------------------------------------------------------------

    async def start(self, port: int = 0) -> str:
        """Serve on 127.0.0.1 (any free port for 0) and return the base URL."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        host, bound = self._runner.addresses[0][:2]
        self.base_url = f"http://{host}:{bound}"
        return self.base_url

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def feed_url(self, name: str = "all") -> str:
        return f"{self.base_url}/feeds/{name}.xml"

    # --- the world -----------------------------------------------------------------------------

    def list_item(
        self, listing: Listing, *, visible_after: timedelta = NO_WAIT, feed: str = "all"
    ) -> str:
        """Somebody lists a thing on `listing.market`; it is seen after a lag.

        An empty `external_id` is filled in; the id is returned. `listed_at` is now unless given.
        """
        self._feeds.setdefault(feed, _Feed())
        return self.shelf.add(listing, visible_after=visible_after, feed=feed)

    def overflow(self, template: Listing, count: int, *, feed: str = "all") -> tuple[str, ...]:
        """List `count` things like `template` at once, each under its own id and title."""
        return tuple(
            self.list_item(
                replace(template, external_id="", title=f"{template.title} {number}"), feed=feed
            )
            for number in range(1, count + 1)
        )

    def bump(self, external_id: str) -> None:
        self.shelf.bump(external_id)

    def relist(self, external_id: str, *, visible_after: timedelta = NO_WAIT) -> str:
        return self.shelf.relist(external_id, visible_after=visible_after)

    def change_price(self, external_id: str, amount: int) -> None:
        self.shelf.change_price(external_id, amount)

    def sell(self, external_id: str) -> None:
        self.shelf.sell(external_id)

    def remove(self, external_id: str) -> None:
        self.shelf.remove(external_id)

    def visible_at(self, external_id: str) -> datetime:
        """From when on a visitor can see the listing."""
        return self.shelf[external_id].visible_at

    def was_served(self, external_id: str) -> bool:
        """Whether any visitor got a page with the listing on it as it is now."""
        return self.shelf.was_served(external_id)

    def set_ttl(self, feed: str, minutes: int | None) -> None:
        self._feeds.setdefault(feed, _Feed()).ttl_minutes = minutes

    def end_feed(self, feed: str) -> None:
        """The feed is gone for good: 410."""
        self._feeds[feed].is_gone = True

    def disallow(self, path: str) -> None:
        """robots.txt forbids everything that begins with `path` from now on."""
        self._disallowed.append(path)

    # --- bad days ------------------------------------------------------------------------------

    def block(
        self,
        market: str,
        *,
        status: int = 429,
        retry_after: timedelta | None = None,
        for_requests: int | None = None,
    ) -> None:
        """Answer the next `for_requests` requests (None: all) with `status` instead.

        `market` may be "robots" and "rates" too. After each refusal the door wants to be left
        alone for `retry_after`, or else the twin's `least_pause`.
        """
        self._doors[market].block = Block(status=status, retry_after=retry_after, left=for_requests)

    def unblock(self, market: str) -> None:
        self._doors[market].block = None

    def break_shape(
        self, market: str, how: BrokenShape, *, for_requests: int | None = None
    ) -> None:
        """Answer the next `for_requests` requests (None: all) in another shape."""
        self._breaks[market] = _Break(how=how, left=for_requests)

    def mend_shape(self, market: str) -> None:
        self._breaks.pop(market, None)

    def refuse_known_keys(self) -> None:
        """Every DPoP key and device uuid seen so far is unknown from now on: 401."""
        self._search.refuse_known_keys()

    # --- answering -----------------------------------------------------------------------------

    async def _serve(self, request: web.Request) -> web.Response:
        door = self._doors[_door_of(request.path)]
        asked_at = self._clock.now()
        for rule, detail in door.enter(asked_at, self._clock.monotonic()):
            self._note(request, rule, detail)
        self._check_visitor(request, door.name)
        try:
            # All of it before the answer is due: whoever asks may have gone by then.
            await request.read()
            if self.latency:
                share = self._luck.uniform(0.5, 1.5)
                await self._clock.sleep(self.latency.total_seconds() * share)
            response = await self._answer(request, door)
        finally:
            door.leave(self._clock.monotonic())
        self.asked.append(
            Asked(
                door=door.name,
                method=request.method,
                path=request.path,
                at=asked_at,
                status=response.status,
            )
        )
        return response

    def _check_visitor(self, request: web.Request, door: str) -> None:
        if not says_who_asks(request.headers.get("User-Agent")):
            self._note(request, Broken.NO_USER_AGENT, "who asks is not said")
        if door not in {FEED, MERCARI_JP}:
            return
        if self._robots_served is None:
            self._note(request, Broken.ROBOTS_NOT_READ, "robots.txt was not asked for before")
        elif any(request.path.startswith(path) for path in self._robots_served):
            self._note(request, Broken.DISALLOWED, "robots.txt forbids it")

    async def _answer(self, request: web.Request, door: Door) -> web.Response:
        refusal = door.refusal(self._clock.now())
        if refusal is not None:
            return refused(refusal)
        match door.name:
            case "feed" | "mercari_jp" if self._luck.random() < self.hiccups:
                return failure(502, "BadGateway")
            case "feed":
                response, shown = self._feed(request)
            case "mercari_jp":
                response, shown = await self._search.answer(request)
            case "rates":
                response = xml_answer(daily_xml(self.rates, today=self._clock.now().date()))
                shown = []
            case _:
                response, shown = self._robots(request), []
        if door.name not in self._breaks:
            self.shelf.serve(shown)
        return self._in_shape(door.name, response)

    def _robots(self, request: web.Request) -> web.Response:
        if request.path != "/robots.txt":
            return web.Response(status=404, text="There is nothing here.")
        self._robots_served = tuple(self._disallowed)
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in self._disallowed)]
        return web.Response(text="\n".join(lines) + "\n")

    def _feed(self, request: web.Request) -> tuple[web.Response, list[str]]:
        """The answer, and what is on it, or on the one before if that is all there is to say."""
        name = request.path.removeprefix("/feeds/").removesuffix(".xml")
        feed = self._feeds.get(name)
        if feed is None:
            return web.Response(status=404, text="There is no such feed."), []
        self._check_feed_visit(request, feed)
        if feed.is_gone:
            feed.said_gone = True
            return web.Response(status=410, text="This feed has ended."), []
        feed.last_served_at = self._clock.now()
        entries = self._entries(name)
        body = feed_xml(name, entries, ttl_minutes=feed.ttl_minutes)
        answer = conditional(request, body, changed_at=last_change(entries))
        return answer, [one.id for one in entries]

    def _entries(self, name: str) -> list[Shelved]:
        visible = self.shelf.visible(FEED, self._clock.now())
        return in_feed_order((one for one in visible if one.feed == name), length=self._feed_length)

    def _check_feed_visit(self, request: web.Request, feed: _Feed) -> None:
        if feed.said_gone:
            self._note(request, Broken.ASKED_THE_GONE, "the feed had said 410")
        if feed.ttl_minutes is None or feed.last_served_at is None:
            return
        waited = self._clock.now() - feed.last_served_at
        if waited < timedelta(minutes=feed.ttl_minutes):
            self._note(request, Broken.IGNORED_TTL, f"asked again after {waited}")

    def _in_shape(self, market: str, response: web.Response) -> web.Response:
        broken = self._breaks.get(market)
        if broken is None or response.status != 200:
            return response
        if broken.left is not None:
            self._breaks[market] = replace(broken, left=broken.left - 1)
            if broken.left <= 1:
                del self._breaks[market]
        return out_of_shape(broken.how, response)

    def _note(self, request: web.Request, rule: Broken, detail: str) -> None:
        self.violations.append(
            Violation(
                rule=rule,
                door=_door_of(request.path),
                path=request.path,
                at=self._clock.now(),
                detail=detail,
            )
        )


def _door_of(path: str) -> str:
    if path.startswith("/feeds/"):
        return FEED
    if path == SEARCH_PATH:
        return MERCARI_JP
    return RATES if path == "/eurofxref-daily.xml" else ROBOTS
