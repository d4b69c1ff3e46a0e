"""How answers look on Discord, and what can be done with the books they show."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from tests.channels.discord.cards import CHANNEL, DM, note, parcel
from tests.channels.discord.shopfront import Shopfront, open_shop
from tests.channels.discord.test_book_cards import WIND
from tests.channels.discord.test_talk import settle, thread_on
from tests.channels.discord.town import Town

from maneki.assistant.assistant import Answer, Question
from maneki.assistant.intents import understand
from maneki.assistant.meaning import Context, Intent
from maneki.channels.discord.book_cards import BookAction
from maneki.channels.discord.book_presses import said_by
from maneki.channels.discord.message import is_delivered, message_of
from maneki.channels.discord.wording import length
from maneki.model.book import Book, Origin
from maneki.model.conversation import SaidBy, Taste
from maneki.model.ids import BookId
from maneki.model.outbox import Note, OutboxKind, Parcel
from maneki.model.person import Address
from maneki.model.shop_settings import ShopSettings
from maneki.phrases import say
from maneki.shop.catalogue import Catalogue
from maneki.simulator.discord import Permission

LONG = "A sentence about books. " * 150


def reply(text: str, *, plainness: int = 0, **more: Any) -> Parcel:
    item = replace(note(text), kind=OutboxKind.REPLY, note=Note(text=text, **more))
    return parcel(item, to=more.pop("to", DM), plainness=plainness)


def test_an_answer_goes_as_it_is_and_pings_nobody() -> None:
    text = "**Yes**, @everyone: [Dune](https://shop.example/dune) <@&1> <@2>"
    message = message_of(reply(text), owner="700")
    assert message["content"] == text
    assert message["allowed_mentions"] == {"parse": []}
    assert (message["nonce"], message["enforce_nonce"]) == ("01HNONCE0000000000000000", True)


def test_an_answer_is_shown_under_what_it_answers() -> None:
    message = message_of(reply("Yes.", replies_to="123"))
    assert message["message_reference"] == {"message_id": "123", "fail_if_not_exists": False}
    assert message["allowed_mentions"] == {"parse": [], "replied_user": True}


@pytest.mark.parametrize("odd", ["", "sms-1", "1" * 30])
def test_what_is_no_message_of_discords_is_not_referred_to(odd: str) -> None:
    assert "message_reference" not in message_of(reply("Yes.", replies_to=odd))


def test_where_it_was_refused_an_answer_goes_plainer_each_time() -> None:
    plain = [
        message_of(reply("Yes.", plainness=number, replies_to="1", books=(WIND,)))
        for number in range(4)
    ]
    assert ["message_reference" in one for one in plain] == [True, False, False, False]
    assert ["thumbnail" in one.get("embeds", [{}])[0] for one in plain] == [True, *[False] * 3]
    assert ["components" in one for one in plain] == [True, True, False, False]
    assert plain[3]["content"] == (
        "Yes.\n**The Name of the Wind** · by Patrick Rothfuss · $27.95 · "
        "<https://shop.example/books?q=wind&edition=1>"
    )


def test_half_a_character_does_not_break_an_answer() -> None:
    assert message_of(reply("a\ud83db"))["content"] == "a\ufffdb"


def test_in_a_channel_an_answer_begins_with_nobodys_name() -> None:
    item = replace(note(""), kind=OutboxKind.REPLY, note=Note(text="Yes."))
    message = message_of(parcel(item, to=CHANNEL), owner="700")
    assert message["content"] == "Yes."


def test_an_answer_whose_cards_were_taken_out_has_arrived_all_the_same() -> None:
    sent = reply("Yes.", books=(WIND,))
    wanted = message_of(sent)
    assert is_delivered({"content": "Yes.", "embeds": []}, wanted, sent)
    assert not is_delivered({"content": "No.", "embeds": []}, wanted, sent)


# On the simulator


@pytest.fixture
async def front(town: Town) -> AsyncIterator[Shopfront]:
    """An assistant that recommends one book, whatever it is asked."""
    book = Book(origin=Origin("shop", "wind"), title=WIND.title, authors=WIND.authors)
    catalogue = Catalogue(town.store)
    await catalogue.add([book])
    [found] = await catalogue.ask(WIND.title)
    assert found.book.id is not None
    card = replace(WIND, book_id=found.book.id)

    def recommend(_question: Question) -> Answer:
        return Answer(
            text="Try this one.", said_by=SaidBy.RULES, books=(card,), shown=(card.book_id,)
        )

    async with open_shop(town, say=recommend) as opened:
        yield opened
    town.sim.assert_clean()


async def recommended(front: Shopfront) -> Any:
    """A message in ann's DMs that shows a book."""
    town = front.town
    town.sim.dm(town.ann, town.application, "something like Tolkien?")
    await front.heard()
    await front.answer()
    return front.said_to(town.ann)[-1]


async def test_a_long_answer_comes_in_parts_and_only_the_first_refers(town: Town) -> None:
    def at_length(_question: Question) -> Answer:
        return Answer(text=LONG, said_by=SaidBy.RULES, books=(WIND,))

    async with open_shop(town, say=at_length) as front:
        town.sim.dm(town.ann, town.application, "tell me all")
        await front.heard()
        await front.answer()
        said = front.said_to(town.ann)
    assert len(said) == 2
    assert all(length(one.content) <= 2000 for one in said)
    assert [one.referenced is not None for one in said] == [True, False]
    assert [len(one.embeds) for one in said] == [0, 1]


async def test_a_press_is_a_message_and_answered_as_one(front: Shopfront) -> None:
    shown = await recommended(front)
    [more, staff] = [one["custom_id"] for one in shown.interactive]
    pressed = await front.town.sim.press(front.town.ann, shown, more)
    assert pressed.is_acknowledged
    heard = await front.heard(2)
    assert (heard.source, heard.replies_to) == ("discord:press", str(shown.id))
    assert heard.text.startswith("More books like")
    await front.answer()
    assert len(front.said_to(front.town.ann)) == 2
    await front.town.sim.press(front.town.ann, shown, staff)
    assert (await front.heard(3)).text == "I want to talk to a person"


async def test_a_press_of_whom_the_roles_keep_out_is_told_so(front: Shopfront) -> None:
    town = front.town
    regulars = town.sim.add_role(town.closet, "regulars")
    town.sim.give_role(town.closet, town.bob, regulars)
    await settle(town, ShopSettings(talkers=(str(regulars.id),)))
    asked = town.sim.say(town.bob, town.alerts, f"{town.application.bot.mention} any Dune?")
    await front.heard()
    await front.answer()
    [shown] = front.said_in(thread_on(town, asked))
    pressed = await town.sim.press(town.ann, shown, shown.interactive[0]["custom_id"])
    await pressed.wait_until(lambda one: bool(one.messages))
    assert "only for members with certain roles" in pressed.text
    assert pressed.is_ephemeral
    await front.silence()


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("title", ["The Name of the Wind", 'The "Last" Book', "星の王子さま"])
def test_what_a_press_says_is_understood(title: str, language: str) -> None:
    more = understand(said_by(BookAction.MORE, title=title, language=language), Context())
    assert more.intent is Intent.RECOMMEND
    assert more.slots.like == title.replace('"', "'")
    tell = understand(said_by(BookAction.TELL, title=title, language=language), Context())
    assert tell.intent is Intent.TELL_ME_WHEN
    assert tell.slots.title == title.replace('"', "'")
    staff = understand(say("discord.book.said.staff", language), Context())
    assert staff.intent is Intent.HUMAN


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_a_command_asks_is_understood(language: str) -> None:
    recent = understand(say("discord.command.said.recent", language), Context())
    assert recent.intent is Intent.NEWEST
    hours = understand(say("discord.command.said.hours", language), Context())
    assert hours.intent is Intent.HOURS
    when = "dec 24" if language == "en" else "12月24日"
    on_a_day = understand(say("discord.command.said.hours.when", language, when=when), Context())
    assert on_a_day.intent is Intent.HOURS


@pytest.mark.parametrize("thumb", ["👍", "👍🏽", "👎"])
async def test_a_thumb_is_what_they_make_of_a_book(front: Shopfront, thumb: str) -> None:
    town = front.town
    shown = await recommended(front)
    taste = Taste.DISLIKED if thumb == "👎" else Taste.LIKED

    async def tastes() -> dict[Taste, tuple[BookId, ...]]:
        async with town.store.reading() as tx:
            person = await tx.people.at(Address("discord", str(town.ann.id)))
            assert person is not None
            return await tx.memory.tastes_of(person.id)

    async def has_it() -> bool:
        return len((await tastes()).get(taste, ())) == 1

    async def has_it_not() -> bool:
        return not await has_it()

    town.sim.react(town.ann, shown, thumb)
    await town.eventually(has_it)
    town.sim.unreact(town.ann, shown, thumb)
    await town.eventually(has_it_not)


async def test_without_the_right_to_embed_an_answer_is_still_one(front: Shopfront) -> None:
    town = front.town
    me = town.application.bot
    town.sim.set_overwrite(town.alerts, me, deny=int(Permission.EMBED_LINKS))
    asked = town.sim.say(town.ann, town.alerts, f"{me.mention} any Dune?")
    await front.heard()
    await front.answer()
    [answer] = front.said_in(thread_on(town, asked))
    assert answer.content.startswith("Try this one.")
    async with town.store.reading() as tx:
        [destination] = await tx.destinations.at(str(asked.id))
    assert not destination.is_suspended
