"""Conversations as they are read from phones and channels."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.simulator.talk.said import ANSWER, line

from maneki.shop.lists.read import read_list
from maneki.simulator.discord import DiscordSim, NotPossibleError
from maneki.simulator.sms import SmsSim
from maneki.simulator.talk.floor import (
    BOOKS,
    Floor,
    books_of_the_shop,
    delivered,
    open_floor,
)
from maneki.simulator.talk.places import ALERTS, INTRODUCTION, Room, is_extra, read, timed
from maneki.simulator.talk.said import By, Via
from maneki.simulator.talk.visits import SOLD_OUT


@pytest.fixture
async def floor() -> AsyncIterator[Floor]:
    async with DiscordSim() as sim, SmsSim() as sms:
        yield open_floor(sim, sms, sim.add_application("Maneki"))


def test_an_answer_is_timed_from_the_question_and_no_alert_counts_as_one() -> None:
    lines = timed(
        [
            line(0, By.CUSTOMER, "Do you have Pirenesi?"),
            line(1, By.ALERT, f"{ALERTS}Back on sale: Emma"),
            line(2, By.ASSISTANT, ANSWER),
            line(3, By.ASSISTANT, INTRODUCTION),
        ]
    )
    assert [one.after_ms for one in lines] == [None, None, 2000, None]
    assert [is_extra(one) for one in lines[1:]] == [True, False, True]


def test_words_are_read_as_discord_shows_them() -> None:
    assert read(r"**Emma** \* \_one\_") == "Emma * _one_"
    assert read("-# You talk with <@7>.", {"<@7>": "@Maneki"}) == "You talk with @Maneki."


async def test_a_thread_begins_with_what_it_hangs_on(floor: Floor) -> None:
    dora = floor.join("Dora")
    above = floor.sim.say(dora, floor.square, f"{floor.application.bot.mention} any Emma?")
    thread = floor.sim.add_thread(floor.square, "Emma", owner=dora)
    floor.sim.say(dora, thread, "in paperback")
    lines = Room(floor, "Dora", thread, Via.THREAD, opened_by=above).lines()
    assert [(one.where, one.text) for one in lines] == [
        ("Discord, #books", "@Maneki any Emma?"),
        ("Discord, #Emma", "in paperback"),
    ]
    assert {one.by for one in lines} == {By.CUSTOMER}


async def test_customers_do_not_see_the_staffs_desk(floor: Floor) -> None:
    with pytest.raises(NotPossibleError):
        floor.sim.say(floor.join("Dora"), floor.desk, "hello?")
    floor.sim.say(floor.ada, floor.desk, "hello")


def test_all_of_the_shops_list_can_be_read_and_what_comes_in_is_on_its_shelf() -> None:
    list_ = read_list(BOOKS.read_bytes())
    assert (list_.faults, list_.notes) == ((), {})
    [sold_out] = [one for one in books_of_the_shop() if one.title == SOLD_OUT]
    [before] = sold_out.editions
    [after] = delivered(sold_out, copies=2).editions
    assert before.stock is not None
    assert after.stock is not None
    assert (before.stock.quantity, after.stock.quantity) == (0, 2)
    assert after.stock.price == before.stock.price
