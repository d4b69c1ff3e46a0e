"""What customers and moderators ask the shop by command."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from tests.channels.discord.shopfront import Shopfront, open_shop
from tests.channels.discord.town import Town
from tests.conversation.house import BY_PHONE, SALLY

from maneki.channels.discord.wording import length
from maneki.model.conversation import InboxState, PlaceKind
from maneki.model.person import Address
from maneki.model.shop_settings import ShopSettings
from maneki.phrases import LANGUAGES, say
from maneki.simulator.discord import NotPossibleError, SimUser

SHOP = {
    "book",
    "recent",
    "hours",
    "human",
    "link",
    "unlink",
    "forget",
    "export",
    "settings",
    "done",
    "takeover",
}


@pytest.fixture
async def front(town: Town) -> AsyncIterator[Shopfront]:
    async with open_shop(town) as opened:
        yield opened
    town.sim.assert_clean()


def moderator_of(town: Town) -> SimUser:
    return town.sim.world.users[town.closet.owner_id]


async def settled(town: Town) -> ShopSettings:
    async with town.store.reading() as tx:
        return await tx.servers.shop_settings(str(town.closet.id))


async def test_without_a_shop_its_commands_do_not_exist(town: Town) -> None:
    async with town.awake():
        assert not SHOP & set(town.sim.commands(moderator_of(town), town.alerts))


async def test_with_a_shop_they_do(front: Shopfront) -> None:
    town = front.town
    assert set(town.sim.commands(moderator_of(town), town.alerts)) >= SHOP
    assert "settings" not in town.sim.commands(town.ann, town.alerts)


async def test_a_bookshop_sees_nothing_of_filters(town: Town) -> None:
    async with open_shop(town, watches=False):
        assert set(town.sim.commands(moderator_of(town), town.alerts)) == {*SHOP, "help"}
        helped = await town.ask(town.ann, "help")
        assert "/filter" not in helped.text
        assert "/book" in helped.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_the_help_is_one_message(language: str) -> None:
    both = f"{say('discord.help', language)}\n\n{say('discord.help.shop', language)}"
    assert length(both) <= 2000


@pytest.mark.parametrize(
    ("command", "options", "asked"),
    [
        ("book", {"words": "Dune"}, "Dune"),
        ("recent", {}, "What are the latest releases?"),
        ("hours", {}, "What are your opening hours?"),
        ("hours", {"when": "dec 24"}, "Are you open dec 24?"),
    ],
)
async def test_questions_are_answered_to_whom_asked_alone(
    front: Shopfront, command: str, options: dict[str, str], asked: str
) -> None:
    town = front.town
    answered = await town.sim.command(town.ann, town.alerts, command, options)
    assert answered.text.startswith(f"discord:{town.ann.id} asked: {asked}")
    assert answered.is_ephemeral


async def test_what_only_they_saw_goes_on_where_only_they_read(front: Shopfront) -> None:
    town = front.town
    answered = await town.ask(town.ann, "book", words="Dune")
    [more, *_] = [one["custom_id"] for one in answered.message.interactive]
    await town.sim.press(town.ann, answered.message, more)
    heard = await front.heard()
    assert (heard.place.kind, heard.replies_to) == (PlaceKind.DM, None)


async def test_who_wants_a_person_in_a_channel_hears_of_it_in_private(front: Shopfront) -> None:
    town = front.town
    answered = await town.ask(town.ann, "human")
    assert "in your DMs" in answered.text
    heard = await front.heard()
    assert (heard.place.kind, heard.place.address) == (PlaceKind.DM, str(town.ann.id))
    assert heard.text == "I want to talk to a person"


async def one_person(town: Town) -> bool:
    """Whether ann and the phone are one."""
    async with town.store.reading() as tx:
        ann = await tx.people.at(Address("discord", str(town.ann.id)))
        phone = await tx.people.at(SALLY)
    return ann is not None and phone is not None and ann.id == phone.id


async def test_a_code_that_came_by_text_is_typed_in_a_form(front: Shopfront) -> None:
    town = front.town
    await front.shop.hear("hello", at=BY_PHONE)
    begun = await town.ask(town.ann, "link", phone="+12125550123")
    assert begun.is_ephemeral
    [texted] = [one for one in await front.shop.told(BY_PHONE) if "links this number" in one]
    code = re.search(r"[2-9A-Z]{4}[^2-9A-Z]?[2-9A-Z]{4}", texted)
    assert code is not None
    shown = await town.sim.press(town.ann, begun.message, "sk1:enter:")
    assert shown.modal is not None
    wrong = await town.sim.submit_modal(town.ann, shown.modal, {"code": "NOTTHIS"})
    assert "This code is wrong" in wrong.text
    entered = await town.sim.submit_modal(town.ann, shown.modal, {"code": f" {code[0]} "})
    assert entered.is_ephemeral
    assert await one_person(town)
    await town.ask(town.ann, "unlink")
    assert not await one_person(town)


async def test_who_has_no_code_gets_one_to_text_to_us(front: Shopfront) -> None:
    town = front.town
    shown = await town.ask(town.ann, "link")
    assert shown.modal is not None
    given = await town.sim.submit_modal(town.ann, shown.modal)
    assert "Text it to us from your phone" in given.text


async def test_nobody_is_forgotten_before_they_say_yes(front: Shopfront) -> None:
    town = front.town
    town.sim.dm(town.ann, town.application, "any Dune?")
    await front.heard()
    await front.answer()

    async def is_known() -> bool:
        async with town.store.reading() as tx:
            return await tx.people.at(Address("discord", str(town.ann.id))) is not None

    asked = await town.ask(town.ann, "forget")
    assert "1 conversations" in asked.text
    assert await is_known()
    done = await town.sim.press(town.ann, asked.message, "sk1:forget:")
    await done.wait_until(lambda one: one.updated is not None)
    assert "is deleted" in asked.message.content
    assert not await is_known()


async def test_an_export_is_a_file_that_only_they_get(front: Shopfront) -> None:
    answered = await front.town.ask(front.town.ann, "export")
    [file] = answered.message.attachments
    assert file["filename"] == "maneki-export.json"
    assert answered.is_ephemeral


async def test_moderators_settle_how_the_assistant_behaves(front: Shopfront) -> None:
    town = front.town
    regulars = town.sim.add_role(town.closet, "regulars")
    shown = await town.sim.command(
        moderator_of(town),
        town.alerts,
        "settings",
        {"channel": town.alerts, "talkers": regulars, "language": "ja", "currency": "jpy"},
    )
    assert f"Shop channels: <#{town.alerts.id}>" in shown.text
    assert "I hear only mentions" in shown.text
    assert f"Who may talk: <@&{regulars.id}>" in shown.text
    assert await settled(town) == ShopSettings(
        channels=(str(town.alerts.id),),
        talkers=(str(regulars.id),),
        language="ja",
        currency="JPY",
    )
    await town.sim.command(
        moderator_of(town),
        town.alerts,
        "settings",
        {"channel": town.alerts, "talkers": regulars, "language": "default"},
    )
    assert await settled(town) == ShopSettings(currency="JPY")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"currency": "euros"}, "is no currency"),
        ({"language": "klingon"}, "I do not speak"),
    ],
)
async def test_what_cannot_be_settled_is_said_and_changes_nothing(
    front: Shopfront, options: dict[str, str], said: str
) -> None:
    town = front.town
    shown = await town.sim.command(moderator_of(town), town.alerts, "settings", options)
    assert said in shown.text
    assert await settled(town) == ShopSettings()


async def test_members_are_not_offered_the_settings(front: Shopfront) -> None:
    with pytest.raises(NotPossibleError):
        await front.town.ask(front.town.ann, "settings", language="ja")


async def test_as_many_commands_as_messages_are_answered_in_a_minute(town: Town) -> None:
    async with open_shop(town, asks_the_shop=True) as front:
        for number in range(6):
            answer = await town.sim.command(
                town.ann, town.alerts, "book", {"words": f"no {number}"}
            )
            assert f"you said: no {number}" in answer.text
        over = await town.sim.command(town.ann, town.alerts, "recent")
        assert "more than I can answer at once" in over.text

        # They cut off no talk, others are answered, and so are they a minute later.
        town.sim.dm(town.ann, town.application, "and Dune?")
        await front.heard()
        await front.answer()
        assert front.said_to(town.ann)[-1].content.startswith("you said: and Dune?")
        assert "you said" in (await town.sim.command(town.bob, town.alerts, "recent")).text
        town.clock.move(timedelta(minutes=1))
        assert "you said" in (await town.sim.command(town.ann, town.alerts, "recent")).text
    town.sim.assert_clean()


async def test_commands_and_messages_together_have_the_limit_of_an_hour(town: Town) -> None:
    async with open_shop(town, asks_the_shop=True) as front:
        for number in range(59):
            await town.sim.command(town.ann, town.alerts, "book", {"words": f"no {number}"})
            town.clock.move(timedelta(seconds=12))
        town.sim.dm(town.ann, town.application, "and Dune?")
        await front.heard()
        await front.answer()
        town.clock.move(timedelta(seconds=12))
        over = await town.sim.command(town.ann, town.alerts, "recent")
        assert "more than I can answer at once" in over.text
        assert len(front.shop.parrot.asked) == 60


async def test_commands_at_the_same_moment_are_not_all_let_through(town: Town) -> None:
    async with open_shop(town, asks_the_shop=True) as front:
        answers = await asyncio.gather(
            *(
                town.sim.command(town.ann, town.alerts, "book", {"words": f"no {number}"})
                for number in range(9)
            )
        )
        assert sum("you said" in one.text for one in answers) == 6
        assert len(front.shop.parrot.asked) == 6


async def test_nothing_is_kept_of_the_words_of_a_command(town: Town) -> None:
    async with open_shop(town, asks_the_shop=True):
        await town.sim.command(town.ann, town.alerts, "book", {"words": "a secret wish"})
        async with town.store.reading() as tx:
            person = await tx.people.at(Address("discord", str(town.ann.id)))
            assert person is not None
            [(asked, state)] = await tx.inbox.of_person(person.id)
        assert (asked.inbound.text, state) == ("", InboxState.HEARD)
