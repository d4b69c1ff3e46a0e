"""Which of what people write on Discord is for the assistant, and where it is answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from tests.channels.discord.shopfront import Shopfront, open_shop
from tests.channels.discord.town import Town, town_at

from maneki.channels.discord.burst import Bursts
from maneki.channels.discord.spoken import spoken
from maneki.clock import MovableClock
from maneki.conversation.handover import Handovers
from maneki.errors import SettingsError
from maneki.matching.brands import BrandDictionary
from maneki.model.conversation import PlaceKind, Received
from maneki.model.person import DISCORD, Address
from maneki.model.shop_settings import ShopSettings
from maneki.people.servers import joined
from maneki.simulator.discord import Permission, RouteName, Rules, SimChannel, SimMessage, SimUser
from maneki.simulator.discord.intents import Intent


@pytest.fixture
async def front(town: Town) -> AsyncIterator[Shopfront]:
    async with open_shop(town) as opened:
        yield opened
    town.sim.assert_clean()


@pytest.fixture
async def reading_town(
    sqlite_copy: str, clock: MovableClock, dictionary: BrandDictionary
) -> AsyncIterator[Town]:
    """A town whose bot may read everything."""
    content = int(Intent.MESSAGE_CONTENT)
    async with town_at(
        sqlite_copy, clock, dictionary, Rules(), privileged_intents=content
    ) as built:
        yield built


async def settle(town: Town, settled: ShopSettings) -> None:
    async with town.store.transaction() as tx:
        await joined(tx, str(town.closet.id), name="Closet")
        await tx.servers.settle(str(town.closet.id), settled)


def thread_on(town: Town, message: SimMessage) -> SimChannel:
    return town.sim.world.channels[message.id]


async def test_what_is_edited_before_its_turn_is_answered_as_it_stands_then(
    front: Shopfront,
) -> None:
    town = front.town
    asked = town.sim.dm(town.ann, town.application, "Do you have Doon?")
    await front.heard()
    town.sim.edit_message(town.ann, asked, "Do you have Dune?")
    town.sim.edit_message(town.ann, asked, "Do you have Dune Messiah?")

    async def is_reworded() -> bool:
        return [one.inbound.text for one in await said_by(town.ann, town)] == [
            "Do you have Dune Messiah?"
        ]

    await town.eventually(is_reworded)
    await front.answer()
    [answer] = front.said_to(town.ann)
    assert answer.content.startswith("you said: Do you have Dune Messiah?")


async def test_what_is_edited_later_changes_nothing(front: Shopfront) -> None:
    town = front.town
    asked = town.sim.dm(town.ann, town.application, "Do you have Dune?")
    await front.heard()
    await front.answer()
    town.sim.edit_message(town.ann, asked, "Do you have Emma?")
    await front.silence()
    await front.answer()
    assert len(front.shop.parrot.asked) == 1
    [heard] = await said_by(town.ann, town)
    assert heard.inbound.text == "Do you have Dune?"


async def test_an_edit_that_overtakes_its_message_is_heard(front: Shopfront) -> None:
    """A thread is opened before a mention is written down; it was edited by then."""
    town = front.town
    asked = town.sim.say(town.ann, town.alerts, f"{town.application.bot.mention} any Doon?")
    town.sim.edit_message(town.ann, asked, f"{town.application.bot.mention} any Dune?")
    await front.heard()

    async def is_reworded() -> bool:
        return [one.inbound.text for one in await said_by(town.ann, town)] == ["any Dune?"]

    await town.eventually(is_reworded)
    await front.answer()
    assert front.shop.parrot.asked[0].text == "any Dune?"


async def test_an_edit_makes_no_message_ours_and_takes_no_words_away(front: Shopfront) -> None:
    town = front.town
    among_people = town.sim.say(town.ann, town.alerts, "any Dune?")
    town.sim.edit_message(town.ann, among_people, f"{town.application.bot.mention} any Dune?")
    await front.silence()
    asked = town.sim.say(town.ann, town.alerts, f"{town.application.bot.mention} any Emma?")
    await front.heard()
    # We are not addressed any more: without the intent we see that it was edited, not into what.
    town.sim.edit_message(town.ann, asked, "forget it")
    await front.silence()
    await front.answer()
    assert [one.text for one in front.shop.parrot.asked] == ["any Emma?"]


async def said_by(user: SimUser, town: Town) -> list[Received]:
    async with town.store.reading() as tx:
        person = await tx.people.at(Address(DISCORD, str(user.id)))
        assert person is not None
        return [one for one, _ in await tx.inbox.of_person(person.id)]


async def test_a_dm_is_heard_and_answered_in_the_dms(front: Shopfront) -> None:
    town = front.town
    asked = town.sim.dm(town.ann, town.application, "Do you have Dune?")
    heard = await front.heard()
    assert (heard.source, heard.external_id) == ("discord", str(asked.id))
    assert str(heard.sender) == f"discord:{town.ann.id}"
    assert (heard.place.kind, heard.place.address) == (PlaceKind.DM, str(town.ann.id))
    assert (heard.text, heard.replies_to) == ("Do you have Dune?", str(asked.id))
    await front.answer()
    [answer] = front.said_to(town.ann)
    assert answer.content.startswith("you said: Do you have Dune?")
    assert answer.referenced is asked
    assert answer.mentions == [town.ann]
    # Their DMs are open already: nothing was asked of Discord to find them.
    assert not any(one.route is RouteName.DM_OPEN for one in town.sim.requests)


async def test_a_mention_opens_a_named_thread_with_a_history_of_its_own(front: Shopfront) -> None:
    town = front.town
    asked = town.sim.say(town.ann, town.alerts, f"{town.application.bot.mention} any Dune?")
    heard = await front.heard()
    thread = thread_on(town, asked)
    assert (thread.name, thread.parent_id) == ("any Dune?", town.alerts.id)
    assert (heard.place.kind, heard.place.address) == (PlaceKind.THREAD, str(thread.id))
    assert heard.place.server == str(town.closet.id)
    assert (heard.text, heard.replies_to) == ("any Dune?", None)
    await front.answer()
    [answer] = front.said_in(thread)
    assert answer.content.startswith("you said: any Dune?")
    assert front.said_in(town.alerts) == []

    bob = town.sim.say(town.bob, town.alerts, f"{town.application.bot.mention} any Emma?")
    await front.heard(2)
    await front.answer()
    assert [one.history for one in front.shop.parrot.asked] == [(), ()]
    assert len(front.said_in(thread_on(town, bob))) == 1


async def test_a_thread_is_called_by_what_is_talked_of(front: Shopfront) -> None:
    town = front.town
    asked = town.sim.say(town.ann, town.alerts, f"{town.application.bot.mention} hello")
    heard = await front.heard()
    assert front.bot.shop is not None
    await front.bot.shop.rename(heard.place, "Dune and its sequels")
    assert thread_on(town, asked).name == "Dune and its sequels"


async def test_where_no_thread_may_be_made_it_is_answered_in_the_channel(front: Shopfront) -> None:
    town = front.town
    threads = Permission.CREATE_PUBLIC_THREADS
    town.sim.set_overwrite(town.alerts, town.application.bot, deny=int(threads))
    asked = town.sim.say(town.ann, town.alerts, f"{town.application.bot.mention} any Dune?")
    heard = await front.heard()
    assert (heard.place.kind, heard.place.address) == (PlaceKind.CHANNEL, str(town.alerts.id))
    assert heard.replies_to == str(asked.id)
    await front.answer()
    [answer] = front.said_in(town.alerts)
    assert answer.referenced is asked


async def test_a_reply_to_what_we_said_is_for_us(front: Shopfront) -> None:
    town = front.town
    town.sim.say(town.ann, town.alerts, f"{town.application.bot.mention} any Dune?")
    heard = await front.heard()
    await front.answer()
    thread = town.sim.world.channels[int(heard.place.address)]
    [answer] = front.said_in(thread)
    again = town.sim.say(town.ann, thread, "and its sequels?", reply_to=answer)
    second = await front.heard(2)
    assert (second.place, second.text) == (heard.place, "and its sequels?")
    assert second.replies_to == str(again.id)


@pytest.mark.parametrize("words", ["@everyone hi", "@here hi", "hi all", "<@&{role}> hi"])
async def test_what_is_said_to_everybody_is_not_for_us(front: Shopfront, words: str) -> None:
    town = front.town
    everybody = town.closet.everyone.id
    town.sim.say(town.ann, town.alerts, words.format(role=everybody))
    await front.silence()


async def test_other_bots_and_our_own_words_are_never_answered(front: Shopfront) -> None:
    town = front.town
    other = town.sim.add_application("Other")
    town.sim.add_bot(town.closet, other)
    town.sim.say(other.bot, town.alerts, f"{town.application.bot.mention} hi")
    town.sim.say(town.application.bot, town.alerts, f"{town.application.bot.mention} hi")
    await front.silence()


async def test_an_empty_message_begins_no_turn(front: Shopfront) -> None:
    town = front.town
    town.sim.say(town.ann, town.alerts, "")
    town.sim.dm(town.ann, town.application, "")
    await front.silence()


@pytest.mark.parametrize("words", ["{me}", "  {me}  "])
async def test_who_only_calls_our_name_is_greeted(front: Shopfront, words: str) -> None:
    town = front.town
    said = words.format(me=town.application.bot.mention)
    town.sim.say(town.ann, town.alerts, said)
    town.sim.dm(town.ann, town.application, said)
    await front.heard(2)
    assert [one.text for one in front.taken] == ["👋", "👋"]


async def test_what_is_said_in_one_breath_in_a_shop_channel_is_one_thread_and_one_answer(
    reading_town: Town,
) -> None:
    town = reading_town
    await settle(town, ShopSettings(channels=(str(town.alerts.id),)))
    async with open_shop(town, hears_everything=True) as front:
        for words in ("hi", "do you have", "Dune?"):
            town.sim.say(town.ann, town.alerts, words)
        town.sim.say(town.bob, town.alerts, "any Emma?")
        await front.heard(4)
        anns = {one.place for one in front.taken if one.sender.value == str(town.ann.id)}
        assert len(anns) == 1
        assert len({one.place for one in front.taken}) == 2
        await front.answer()
        [place] = anns
        [answer] = front.said_in(int(place.address))
        assert "Dune?" in answer.content


def test_whoever_mentions_us_again_and_again_gets_no_thread_each_time() -> None:
    clock = MovableClock()
    bursts = Bursts(clock)
    opened: list[int] = []
    for second in range(0, 120, 6):
        if bursts.current(("shelf", "ann"), may_go_on=False) is None:
            bursts.opened(("shelf", "ann"), f"thread {second}")
            opened.append(second)
        clock.move(6)
    assert opened == [0, 6, 12, 18, 24, 30, 60, 66, 72, 78, 84, 90]
    assert bursts.current(("shelf", "bob"), may_go_on=True) is None


async def test_a_picture_without_words_is_heard_as_one(front: Shopfront) -> None:
    town = front.town
    town.sim.dm(town.ann, town.application, pictures=2)
    heard = await front.heard()
    assert (heard.text, heard.media) == ("", 2)


async def test_without_the_intent_nothing_else_is_read_in_our_threads_and_they_are_told_once(
    front: Shopfront,
) -> None:
    town = front.town
    town.sim.say(town.ann, town.alerts, f"{town.application.bot.mention} any Dune?")
    heard = await front.heard()
    await front.answer()
    thread = town.sim.world.channels[int(heard.place.address)]
    town.sim.say(town.ann, thread, "and its sequels?")
    town.sim.say(town.ann, thread, "hello?")
    await front.silence()
    await front.deliver()
    [_, hint] = front.said_in(thread)
    assert "mention me or reply" in hint.content


async def test_with_the_intent_a_thread_is_for_whom_it_was_opened(reading_town: Town) -> None:
    async with open_shop(reading_town, hears_everything=True) as front:
        town = front.town
        town.sim.say(town.ann, town.alerts, f"{town.application.bot.mention} any Dune?")
        heard = await front.heard()
        await front.answer()
        thread = town.sim.world.channels[int(heard.place.address)]
        town.sim.say(town.bob, thread, "I loved that one")
        await front.silence()
        town.sim.say(town.ann, thread, "and its sequels?")
        assert (await front.heard(2)).text == "and its sequels?"
        await front.answer()
        [_, second] = front.shop.parrot.asked
        assert [turn.said for turn in second.history] == ["any Dune?"]


async def test_in_a_shop_channel_everything_is_for_us(reading_town: Town) -> None:
    town = reading_town
    await settle(town, ShopSettings(channels=(str(town.alerts.id),)))
    async with open_shop(town, hears_everything=True) as front:
        asked = town.sim.say(town.ann, town.alerts, "any Dune?")
        heard = await front.heard()
        assert heard.place.address == str(thread_on(town, asked).id)


@pytest.mark.parametrize("words", ["@everyone the sale begins", "@here any Dune?"])
async def test_in_a_shop_channel_neither_bots_nor_what_is_for_everybody_is_answered(
    reading_town: Town, words: str
) -> None:
    town = reading_town
    other = town.sim.add_application("Other")
    town.sim.add_bot(town.closet, other)
    await settle(town, ShopSettings(channels=(str(town.alerts.id),)))
    async with open_shop(town, hears_everything=True) as front:
        town.sim.say(other.bot, town.alerts, "any Dune?")
        town.sim.say(town.ann, town.alerts, words)
        await front.silence()


async def test_an_announcement_that_names_us_is_not_a_question_to_us(front: Shopfront) -> None:
    town = front.town
    ringer = town.sim.add_role(
        town.closet, "ringer", permissions=Permission.MENTION_EVERYONE | Permission.VIEW_CHANNEL
    )
    town.sim.give_role(town.closet, town.ann, ringer)
    me = town.application.bot.mention
    town.sim.say(town.ann, town.alerts, f"@everyone now you can ask {me} for books")
    await front.silence()
    # Bob may not ring everybody: his is a question like others.
    town.sim.say(town.bob, town.alerts, f"{me} @everyone says you have Dune?")
    assert (await front.heard()).sender.value == str(town.bob.id)


async def test_reading_everything_without_the_intent_is_refused_with_one_sentence(
    town: Town,
) -> None:
    with pytest.raises(ExceptionGroup) as stopped:
        async with open_shop(town, hears_everything=True):
            pass
    [error] = stopped.value.exceptions
    assert isinstance(error, SettingsError)
    assert "Message Content Intent" in str(error)


async def test_one_gate_for_mentions_dms_and_commands(front: Shopfront) -> None:
    town = front.town
    regulars = town.sim.add_role(town.closet, "regulars")
    town.sim.give_role(town.closet, town.bob, regulars)
    await settle(town, ShopSettings(talkers=(str(regulars.id),)))
    me = town.application.bot.mention
    town.sim.say(town.ann, town.alerts, f"{me} any Dune?")
    town.sim.dm(town.ann, town.application, "any Dune?")
    refused = await town.ask(town.ann, "book", words="Dune")
    assert "only for members with certain roles" in refused.text
    await front.silence()
    town.sim.say(town.bob, town.alerts, f"{me} any Emma?")
    town.sim.dm(town.bob, town.application, "any Emma?")
    await front.heard(2)
    assert "asked: Emma" in (await town.ask(town.bob, "book", words="Emma")).text


async def test_somebody_is_shown_that_they_were_heard_before_their_turn_begins(
    front: Shopfront,
) -> None:
    town = front.town
    assert front.bot.shop is not None
    typing = front.bot.shop.typing
    async with typing.at_work():
        town.sim.dm(town.ann, town.application, "any Dune?")
        heard = await front.heard()
        await front.until(lambda: RouteName.TYPING in _routes(town))
        async with typing.showing(heard.place), typing.showing(heard.place):
            pass
    assert _routes(town).count(RouteName.TYPING) == 1


async def test_nobody_is_shown_typing_whom_a_person_answers(front: Shopfront) -> None:
    town = front.town
    assert front.bot.shop is not None
    async with front.bot.shop.typing.at_work():
        town.sim.dm(town.ann, town.application, "a person, please")
        heard = await front.heard()
        await front.until(lambda: RouteName.TYPING in _routes(town))
        await front.answer()
        handovers = Handovers(town.store, voices=front.shop.voices, due=lambda: None)
        assert await handovers.take_over(heard.place, reason="asked")
        town.sim.dm(town.ann, town.application, "are you there?")
        await front.heard(2)
        await asyncio.sleep(0.2)
    assert _routes(town).count(RouteName.TYPING) == 1


def _routes(town: Town) -> list[RouteName]:
    return [one.route for one in town.sim.requests if one.route is not None]


async def test_the_database_is_waited_for(town: Town) -> None:
    async with open_shop(town) as front:
        async with town.locked_database():
            town.sim.dm(town.ann, town.application, "any Dune?")
            await asyncio.sleep(0.1)
            assert front.taken == []
        assert (await front.heard()).text == "any Dune?"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<@1> any <@2> here?", "any @bob here?"),
        ("<@!1>hello", "hello"),
        ("look in <#5> or ask <@&7>", "look in #shelf or ask @staff"),
        ("<:dune:123456> <a:worm:123>", ":dune: :worm:"),
        ("<@99> </book:12> <t:0:R>", "@? /book 1970-01-01 00:00 UTC"),
        ("a  b\n\n  c", "a b\n\n c"),
        ("<t:99999999999999:R>", "<t:99999999999999:R>"),
    ],
)
def test_what_is_mentioned_is_read_by_its_name(content: str, words: str) -> None:
    names = {"2": "bob", "5": "shelf", "7": "staff"}
    assert spoken(content, me="1", names=names) == words


async def test_a_thread_stays_whose_it_is_whoever_else_asks_there(reading_town: Town) -> None:
    town = reading_town
    async with open_shop(town, hears_everything=True) as front:
        asked = town.sim.say(town.ann, town.alerts, f"{town.application.bot.mention} any Dune?")
        await front.heard()
        await front.answer()
        thread = thread_on(town, asked)
        town.sim.say(town.bob, thread, f"{town.application.bot.mention} any Emma?")
        await front.heard(2)
        await front.answer()

        town.sim.say(town.bob, thread, "what do you think of it, Ann?")
        await front.silence()
        town.sim.say(town.ann, thread, "and the second one?")
        assert (await front.heard(3)).text == "and the second one?"
