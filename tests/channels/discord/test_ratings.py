"""People are asked how it goes once, quietly, and nowhere where others read; thumbs are theirs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.channels.discord.test_commands import address
from tests.channels.discord.test_presses import alerted, boots, press
from tests.channels.discord.town import Town

from maneki.channels.discord.rest import RestClient
from maneki.delivery.ask import Asker
from maneki.model.feedback import ASKED_AFTER, Rating
from maneki.model.filter import Criteria
from maneki.simulator.discord import SimMessage, SimUser

QUESTION = "How well do the alerts serve you"
STARS = ["1 ★", "2 ★", "3 ★", "4 ★", "5 ★"]
SILENT = 1 << 12


def labels(message: SimMessage) -> list[str]:
    return [part["label"] for part in message.interactive if "label" in part]


async def told(town: Town, rest: RestClient, count: int, *, first: int = 0) -> None:
    """Ann has been told of so many boots."""
    await town.listed(*(boots(number) for number in range(first, first + count)))
    await town.deliver(rest)


async def ask(town: Town, rest: RestClient) -> None:
    await Asker(town.store).step()
    await town.deliver(rest)


async def rating(town: Town, who: SimUser) -> Rating | None:
    async with town.store.transaction() as tx:
        person = await tx.people.at(address(who))
        assert person is not None
        return await tx.feedback.rating(person.id)


async def thumbs(town: Town) -> list[int]:
    async with town.store.transaction() as tx:
        found = await tx._session.connection.exec_driver_sql(
            "SELECT score FROM feedback WHERE kind = 'alert' ORDER BY score"
        )
        return [int(row.score) for row in found]


async def press_star(town: Town, message: SimMessage, score: int) -> str:
    return (await town.sim.press(town.ann, message, f"mk1:rate:{score}")).text


async def test_after_twenty_alerts_one_is_asked_once_without_a_ping(any_town: Town) -> None:
    town = any_town
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        await told(town, rest, ASKED_AFTER - 1)
        await ask(town, rest)
        assert QUESTION not in town.sim.dms(town.ann)[-1].content
        await told(town, rest, 1, first=50)
        for _ in range(3):
            await ask(town, rest)
        questions = [one for one in town.sim.dms(town.ann) if QUESTION in one.content]
        (question,) = questions
        assert labels(question) == STARS
        assert question.flags & SILENT
        assert await press_star(town, question, 4) == (
            "Thank you: 4 of 5. You can change it at any time."
        )
        assert await press_star(town, question, 5) == (
            "Thank you: 5 of 5. You can change it at any time."
        )
        await told(town, rest, 21, first=100)
        await ask(town, rest)
        again = await town.ask(town.ann, "filter list")
    assert QUESTION not in again.text
    assert QUESTION not in town.sim.dms(town.ann)[-1].content
    assert await rating(town, town.ann) == Rating(5)
    town.sim.assert_clean()


async def test_who_hears_in_a_shared_channel_is_asked_in_an_answer_of_their_own(
    town: Town,
) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "alertchannel", channel=town.alerts)
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        await told(town, rest, ASKED_AFTER)
        await ask(town, rest)
        assert not any(QUESTION in one.content for one in town.sim.messages(town.alerts))
        assert town.sim.dms(town.ann) == []
        listed = await town.ask(town.ann, "filter list")
        assert listed.is_ephemeral
        assert QUESTION in listed.text
        assert labels(listed.message) == STARS
        assert "2 of 5" in await press_star(town, listed.message, 2)
        again = await town.ask(town.ann, "filter list")
    assert QUESTION not in again.text
    assert await rating(town, town.ann) == Rating(2)


async def test_nobody_is_asked_in_dms_that_no_alert_of_theirs_goes_to(any_town: Town) -> None:
    town = any_town
    async with town.awake() as rest:
        # Ann's alerts would go to her DMs, had she not chosen a channel afterwards; Bob made his
        # only filter for a channel. Neither has ever heard from us directly.
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        await town.ask(town.ann, "alertchannel", channel=town.alerts)
        await town.ask(town.bob, "filter create", name="geos", brands="Rick Owens", here=True)
        await told(town, rest, ASKED_AFTER)
        await ask(town, rest)
        assert town.sim.dms(town.ann) == town.sim.dms(town.bob) == []
        listed = await town.ask(town.ann, "filter list")
    assert QUESTION in listed.text
    town.sim.assert_clean()


async def test_dms_that_no_alert_goes_to_any_more_are_no_place_to_ask(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        await told(town, rest, ASKED_AFTER)
        await town.ask(town.ann, "filter create", name="coats", brands="Yohji", here=True)
        await town.ask(town.ann, "filter pause", name="geos")
        await Asker(town.store).step()
        await town.deliver(rest)
        assert QUESTION not in town.sim.dms(town.ann)[-1].content


async def test_what_was_not_understood_is_no_time_to_ask(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "alertchannel", channel=town.alerts)
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        await told(town, rest, ASKED_AFTER)
        refused = await town.ask(town.ann, "filter show", name="nothing")
        assert QUESTION not in refused.text
        shown = await town.ask(town.ann, "filter list")
    assert QUESTION in shown.text


async def test_a_question_that_has_no_room_is_asked_the_next_time(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "alertchannel", channel=town.alerts)
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        await told(town, rest, ASKED_AFTER)
        for number in range(12):
            await town.filters().create(
                address(town.ann),
                name=f"{number}" + "n" * 93,
                criteria=Criteria(brands=("Gucci",), sizes=("x" * 17,)),
            )
        async with town.store.transaction() as tx:
            person = await tx.people.at(address(town.ann))
            assert person is not None
            assert person.default_destination_id is not None
            await tx.destinations.suspend(person.default_destination_id, reason="r" * 300)
        long = await town.ask(town.ann, "filter list")
        assert "⚠️ I cannot write to" in long.text
        assert len(long.text) + len(QUESTION) > 1900
        assert labels(long.message) == []
        short = await town.ask(town.ann, "help")
        assert labels(short.message) == STARS
    town.sim.assert_clean()


async def test_somebody_may_say_it_unasked_and_is_not_asked_then(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        said = await town.ask(town.ann, "rate", score=3, words="good, but *late*")
        assert said.is_ephemeral
        assert said.text == (
            "Thank you: 3 of 5. You can change it at any time.\n> good, but \\*late\\*"
        )
        await told(town, rest, ASKED_AFTER)
        await ask(town, rest)
        assert QUESTION not in town.sim.dms(town.ann)[-1].content
        changed = await town.ask(town.ann, "rate", score=5)
        assert changed.text.startswith("Thank you: 5 of 5.")
    assert await rating(town, town.ann) == Rating(5, "good, but *late*")


async def test_words_alone_add_to_a_number_that_was_said(town: Town) -> None:
    async with town.awake():
        refused = await town.ask(town.ann, "rate", words="hm")
        assert refused.text == "Say a number from 1 (badly) to 5 (very well) as well."
        asked = await town.ask(town.ann, "rate")
        assert QUESTION in asked.text
        assert asked.text.count(QUESTION) == 1
        await press_star(town, asked.message, 4)
        await town.ask(town.ann, "rate", words="hm")
        shown = await town.ask(town.ann, "rate")
    assert await rating(town, town.ann) == Rating(4, "hm")
    assert shown.text.startswith("Thank you: 4 of 5.")
    assert labels(shown.message) == STARS


@pytest.mark.parametrize("subject", ["0", "6", "x", "-1", "99999999999999999999"])
async def test_a_number_that_nobody_offered_is_not_taken(town: Town, subject: str) -> None:
    async with town.awake():
        asked = await town.ask(town.ann, "rate")
        asked.message.interactive[0]["custom_id"] = f"mk1:rate:{subject}"
        pressed = await town.sim.press(town.ann, asked.message, f"mk1:rate:{subject}")
    assert pressed.text == "Say a number from 1 (badly) to 5 (very well) as well."
    assert await rating(town, town.ann) is None


async def test_a_thumb_under_an_alert_is_kept_and_can_be_turned(any_town: Town) -> None:
    town = any_town
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        message = await alerted(town, rest, 1)
        up, down = (part["custom_id"] for part in message.interactive[-2:])
        assert labels(message)[-2:] == ["👍", "👎"]
        pressed = await town.sim.press(town.ann, message, up)
        assert pressed.is_ephemeral
        assert pressed.text.startswith("👍")
        assert await thumbs(town) == [1]
        assert (await town.sim.press(town.ann, message, down)).text.startswith("👎")
    assert await thumbs(town) == [-1]
    assert await rating(town, town.ann) is None
    town.sim.assert_clean()


async def test_in_a_merged_message_each_alert_has_its_thumbs_in_one_menu(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        message = await alerted(town, rest, *range(10))
        menu: dict[str, Any] = message.interactive[-1]
        assert len(menu["options"]) == 20
        assert [option["label"][:4] for option in menu["options"][:3]] == [
            "👍 1.",
            "👎 1.",
            "👍 2.",
        ]
        for option in menu["options"][:2] + menu["options"][-1:]:
            await town.sim.select(town.ann, message, menu["custom_id"], [option["value"]])
    assert await thumbs(town) == [-1, -1]
    town.sim.assert_clean()


async def test_nobody_judges_somebody_elses_alert(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "alertchannel", channel=town.alerts)
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        await told(town, rest, 1)
        refused = await press(town, town.sim.messages(town.alerts)[-1], "stop", who=town.bob)
        assert refused.text == "このアラートはあなた宛てではありません。"
        up = town.sim.messages(town.alerts)[-1].interactive[-2]["custom_id"]
        judged = await town.sim.press(town.bob, town.sim.messages(town.alerts)[-1], up)
    assert judged.text == "このアラートはあなた宛てではありません。"
    assert await thumbs(town) == []


async def test_a_question_does_not_follow_its_owner_to_where_others_read(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        await told(town, rest, ASKED_AFTER)
        town.clock.move(timedelta(seconds=1))
        await Asker(town.store).step()
        town.sim.close_dms(town.ann)
        await town.deliver(rest)
        await town.ask(town.ann, "alertchannel", channel=town.alerts)
        await town.deliver(rest)
        shown = await town.ask(town.ann, "alerts log", count=1)
    assert not any(QUESTION in one.content for one in town.sim.messages(town.alerts))
    assert "not sent: it is for you alone, and others read there" in shown.text
