"""What people see of a demo, in terminals of all sizes and in files."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from rich.console import Console
from tests.simulator.demo.test_report import CLEAN, OUTCOME
from tests.simulator.talk.said import LINES, TALK

from maneki.model.event import EventKind
from maneki.simulator.demo.console import (
    BESIDE,
    MOST_TOLD,
    Show,
    price_in,
    summary,
    verdict,
    wrongs,
)
from maneki.simulator.demo.judge import Judgement, Seen
from maneki.simulator.demo.stage import Place, Stage, set_the_stage
from maneki.simulator.discord import DiscordSim
from maneki.simulator.talk.judge import Promise
from maneki.simulator.world.filters import make_filters

BUTTON = {
    "type": 1,
    "components": [{"type": 2, "style": 2, "label": "Stop", "custom_id": "mk1:x"}],
}
BROKEN = Promise(says="x", of=2, broken=("Sally was answered never",))
SIZES = [(80, 24), (140, 40), (40, 10)]


def terminal(width: int, height: int) -> Console:
    return Console(
        file=io.StringIO(), force_terminal=True, width=width, height=height, color_system=None
    )


def picture(show: Show, console: Console) -> list[str]:
    with console.capture() as captured:
        console.print(show)
    return captured.get().splitlines()


@dataclass
class Square:
    """A stage, and a bot that posts in its first shared channel."""

    stage: Stage
    session: aiohttp.ClientSession

    async def post(self, title: str, description: str, **more: Any) -> Any:
        member = next(one for one in self.stage.members if one.place is Place.SHARED)
        assert member.channel is not None
        embed = {"title": title, "author": {"name": "New"}, "description": description}
        body = {"content": member.user.mention, "embeds": [embed], "components": [BUTTON]} | more
        url = f"{self.stage.sim.api_url}/channels/{member.channel.id}/messages"
        async with self.session.post(url, json=body) as answer:
            return self.stage.sim.world.message(int((await answer.json())["id"]))


@pytest.fixture
async def square() -> AsyncIterator[Square]:
    async with DiscordSim() as sim:
        stage = set_the_stage(sim, members=3)
        headers = {
            "Authorization": f"Bot {stage.application.token}",
            "User-Agent": "DiscordBot (https://maneki.example, 1)",
        }
        async with aiohttp.ClientSession(headers=headers) as session:
            yield Square(stage, session)


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_the_newest_alerts_are_visible_in_every_terminal(square, width, height):
    console = terminal(width, height)
    show = Show(console)
    show.done(show.step("members make filters", total=40), 40)
    show.done(show.step("listings appear and change", total=300), 120)
    planned = make_filters(1, 40)
    for one in planned:
        show.made(square.stage.members[0], one)
    message = await square.post(r"\* Nikon F3 \_body\_", "~~¥99,100~~ → **¥80,000** (−19%) ≈ $544")
    for _ in range(40):
        show.saw(square.stage, message)
    lines = picture(show, console)
    assert len(lines) < height
    assert all(len(line.rstrip()) <= width for line in lines)
    assert "Maneki demo" in lines[0]
    assert "simulated" in lines[0]
    assert "* Nikon F3 _body_" in lines[-1]
    assert any("listings appe" in line and "120/300" in line for line in lines)
    if width >= 80:
        assert "¥99,100 → ¥80,000 (−19%)" in lines[-1]
        assert "member-001" in lines[-1]


@pytest.mark.parametrize(("width", "height"), [*SIZES, (160, 30)])
async def test_what_is_said_is_visible_beside_the_alerts(square, width, height):
    console = terminal(width, height)
    show = Show(console)
    show.step("listings appear and change", total=300)
    message = await square.post("Nikon F3", "**¥80,000** ≈ $544")
    for _ in range(40):
        show.saw(square.stage, message)
    show.listen(lambda: LINES * 10)
    lines = picture(show, console)
    assert len(lines) < height
    assert all(len(line.rstrip()) <= width for line in lines)
    assert "Foxglove Books: Back on" in lines[-1]
    assert any("Nikon F3" in line for line in lines)
    are_beside = any("Nikon F3" in line and "Sally" in line for line in lines)
    assert are_beside == (width >= BESIDE)


async def test_the_filters_that_are_being_made_are_shown(square):
    console = terminal(80, 24)
    show = Show(console)
    (first, *_) = make_filters(1, 1)
    show.made(square.stage.members[0], first)
    assert first.name in picture(show, console)[-1]
    assert any("1 filters made" in line for line in picture(show, console))


async def test_notices_are_not_shown_as_alerts(square):
    console = terminal(80, 24)
    show = Show(console)
    show.saw(square.stage, await square.post("Hello", "there", components=[]))
    assert not any("Hello" in line for line in picture(show, console))


def test_where_nobody_watches_it_says_what_is_being_done():
    file = io.StringIO()
    show = Show(Console(file=file, width=80))
    with show.running():
        show.done(show.step("members make filters", total=40), 40)
    assert "Discord, markets and phones are simulated" in file.getvalue()
    assert "members make filters …" in file.getvalue()
    assert "\x1b" not in file.getvalue()


def test_a_price_is_shown_only_where_there_is_one():
    assert price_in("**¥5,000** ≈ $34.01 (ECB rate of 2026-01-05)\nsize M") == "¥5,000"
    assert price_in("~~¥99,100~~ → **¥80,000** (−19%)") == "¥99,100 → ¥80,000 (−19%)"
    assert price_in("size Ｍ") == ""
    assert price_in(r"case\_dashes\_2") == ""
    assert price_in("") == ""


# The end


def said(outcome: Any) -> str:
    return verdict(outcome).plain


def test_a_clean_run_says_so():
    assert said(OUTCOME).startswith("Clean: every alert that was due (5) arrived once")
    assert "17 of 17 promises" in said(OUTCOME)


def test_what_went_wrong_is_counted_and_where_to_look_is_said():
    lost = (0, "feed", "hat", EventKind.NEW)
    outcome = replace(
        OUTCOME,
        report=replace(CLEAN, rate_limited=2),
        judgement=Judgement(due=5, delivered=4, lost=(lost,)),
        violations=("too soon at /feeds/all.xml: 0.1 s",),
        talk=replace(TALK, promises=(BROKEN, Promise(says="y", of=0))),
        exit_code=3,
        folder=Path("/somewhere/maneki-demo-1"),
    )
    for part in (
        "Not clean: 1 lost, 2 rate-limit errors, 1 rules broken, 1 promises not kept, ",
        "never tried: y, the program ended with 3.",
        "/somewhere/maneki-demo-1",
        "--seed",
    ):
        assert part in said(outcome)
    assert wrongs(outcome) == [
        "lost: new hat of feed for member-000",
        "rule broken: too soon at /feeds/all.xml: 0.1 s",
        "not kept: Sally was answered never",
    ]


def test_nothing_due_is_said():
    report = replace(CLEAN, alerts=CLEAN.alerts | {"due": 0, "delivered": 0})
    outcome = replace(OUTCOME, report=report, judgement=Judgement(due=0, delivered=0))
    assert said(outcome) == "Not clean: nothing was due."


def test_of_many_wrongs_the_first_few_of_each_kind_are_told():
    seen = Seen(
        member=None, market="feed", external_id="hat", kind=EventKind.NEW, place=7, named="hats"
    )
    judgement = Judgement(
        due=5, delivered=5, repeated=((1, "feed", "hat", EventKind.NEW),), misrouted=(seen,) * 99
    )
    lines = wrongs(replace(OUTCOME, judgement=judgement))
    assert len(lines) == 1 + MOST_TOLD
    assert lines[0] == "repeated: new hat of feed for member-001"
    assert lines[1] == "misrouted: new hat of feed for nobody, seen in channel 7, naming hats"


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_figures_fit_every_terminal(width, height):
    console = terminal(width, height)
    with console.capture() as captured:
        console.print(summary(OUTCOME, asked_seconds=15.0))
    assert all(len(line.rstrip()) <= width for line in captured.get().splitlines())
    assert "delivered" in captured.get()
    assert "Foxglove" in captured.get()
