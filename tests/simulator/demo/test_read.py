"""Whatever a bot posts in the simulated Discord is seen by the judge, wherever it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from maneki.model.event import EventKind
from maneki.simulator.demo.judge import Judgement, judge
from maneki.simulator.demo.read import alerts_seen, digests_seen
from maneki.simulator.demo.stage import Member, Place, Stage, set_the_stage
from maneki.simulator.discord import DiscordSim
from maneki.simulator.world.due import DueAlert

URL = "https://shop.example/hat"
URLS = {URL: ("feed", "hat")}
BUTTON = {
    "type": 1,
    "components": [{"type": 2, "style": 2, "label": "Stop", "custom_id": "mk1:x"}],
}


def embed(*, named: str | None = None) -> dict[str, Any]:
    lines = ["**¥5,000**", *([f"Matched: {named}"] if named else [])]
    return {"title": "hat", "url": URL, "author": {"name": "New"}, "description": "\n".join(lines)}


@dataclass
class Town:
    """A stage with three members, one for each kind of place, and a bot that does as it is told."""

    stage: Stage
    session: aiohttp.ClientSession

    def member(self, place: Place) -> Member:
        return next(one for one in self.stage.members if one.place is place)

    async def post(self, channel: int, content: str = "", **more: Any) -> None:
        body = {"content": content, "embeds": [embed()], "components": [BUTTON]} | more
        url = f"{self.stage.sim.api_url}/channels/{channel}/messages"
        async with self.session.post(url, json=body) as answer:
            assert answer.status == 200, await answer.text()

    async def open_dm(self, member: Member) -> int:
        url = f"{self.stage.sim.api_url}/users/@me/channels"
        async with self.session.post(url, json={"recipient_id": str(member.user.id)}) as answer:
            return int((await answer.json())["id"])

    async def tell_everybody(self) -> None:
        """As it should be."""
        dm = await self.open_dm(self.member(Place.DM))
        await self.post(dm, embeds=[embed(named="hats")])
        for place in (Place.SHARED, Place.THREAD):
            member = self.member(place)
            assert member.channel is not None
            await self.post(member.channel.id, member.user.mention)

    def judged(self) -> Judgement:
        due = [
            DueAlert(
                member=one.number,
                market="feed",
                external_id="hat",
                kind=EventKind.NEW,
                filters=frozenset({"hats"}),
            )
            for one in self.stage.members
        ]
        return judge(
            due,
            list(alerts_seen(self.stage, URLS)),
            places=self.stage.places,
            private=self.stage.private,
        )


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with DiscordSim() as sim:
        stage = set_the_stage(sim, members=3)
        headers = {
            "Authorization": f"Bot {stage.application.token}",
            "User-Agent": "DiscordBot (https://maneki.example, 1)",
        }
        async with aiohttp.ClientSession(headers=headers) as session:
            yield Town(stage, session)


async def test_alerts_in_their_places_are_clean(town):
    await town.tell_everybody()
    judgement = town.judged()
    assert judgement.is_clean, judgement
    assert judgement.delivered == 3


async def test_a_copy_in_a_channel_nobody_chose_is_seen(town):
    await town.tell_everybody()
    await town.post(town.stage.lobby.id)
    (stray,) = town.judged().misrouted
    assert (stray.member, stray.place) == (None, town.stage.lobby.id)


async def test_a_copy_that_names_its_owner_is_seen_too(town):
    await town.tell_everybody()
    owner = town.member(Place.SHARED)
    await town.post(town.stage.lobby.id, owner.user.mention)
    (stray,) = town.judged().misrouted
    assert (stray.member, stray.place) == (owner.number, town.stage.lobby.id)


@pytest.mark.parametrize("place", [Place.SHARED, Place.THREAD])
async def test_an_unasked_dm_is_seen(town, place):
    await town.tell_everybody()
    owner = town.member(place)
    dm = await town.open_dm(owner)
    await town.post(dm, embeds=[embed(named="hats")])
    (stray,) = town.judged().misrouted
    assert (stray.member, stray.place) == (owner.number, dm)


async def test_an_alert_in_somebody_elses_thread_is_seen(town):
    await town.tell_everybody()
    thread = town.member(Place.THREAD).channel
    await town.post(thread.id, town.member(Place.SHARED).user.mention)
    (stray,) = town.judged().misrouted
    assert stray.place == thread.id


async def test_an_alert_that_is_there_twice_is_seen_twice(town):
    await town.tell_everybody()
    owner = town.member(Place.SHARED)
    await town.post(owner.channel.id, owner.user.mention)
    assert [key[0] for key in town.judged().repeated] == [owner.number]


async def test_a_filters_name_where_others_read_is_seen(town):
    await town.tell_everybody()
    thread = town.member(Place.THREAD)
    await town.post(thread.channel.id, thread.user.mention, embeds=[embed(named="hats")])
    (wrong,) = town.judged().misrouted
    assert wrong.named == "hats"


async def test_notices_are_no_alerts(town):
    await town.tell_everybody()
    await town.post(town.stage.lobby.id, "Hello!", components=[])
    assert town.judged().is_clean


TURN = {
    "type": 1,
    "components": [{"type": 2, "style": 2, "label": "next", "custom_id": "mk1:page:x=10"}],
}


async def test_a_digest_is_no_alert_with_pages_or_without(town):
    owner = town.member(Place.SHARED)
    content = f"{owner.user.mention} 📬 Digest of what went beyond your limits"
    await town.post(owner.channel.id, f"{content} · 1–1 of 12", components=[TURN])
    await town.post(owner.channel.id, content, components=[])
    assert list(alerts_seen(town.stage, URLS)) == []
    digests = list(digests_seen(town.stage, URLS))
    assert [one.count for one in digests] == [12, 1]
    for one in digests:
        assert (one.member, one.place) == (owner.number, owner.channel.id)
        assert one.shown == (("feed", "hat"),)


async def test_a_digest_in_a_dm_is_for_whoever_reads_there(town):
    member = town.member(Place.DM)
    dm = await town.open_dm(member)
    await town.post(dm, "📬 Digest of **hats**", components=[])
    [digest] = digests_seen(town.stage, URLS)
    assert (digest.member, digest.place, digest.count) == (member.number, dm, 1)


async def test_nothing_at_all_is_three_lost_alerts(town):
    assert len(town.judged().lost) == 3
