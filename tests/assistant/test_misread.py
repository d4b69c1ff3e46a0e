"""What the shopkeeper without a model had misread, said in other words, at its own door.

The tables were written before what they ask for was mended, by whoever mended it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.assistant.asked_shelf import SHELF
from tests.assistant.bookshop import Talk, open_bookshop

from maneki.assistant.intents import understand
from maneki.assistant.keeper import Keeper
from maneki.assistant.meaning import Context, Intent, NamedFilter
from maneki.clock import MovableClock
from maneki.store import Store

TWO_ALERTS = Context(filters=(NamedFilter("Terry Pratchett"), NamedFilter("horror under $15")))


@pytest.fixture
async def talk(sqlite_copy: str, clock: MovableClock) -> AsyncIterator[Talk]:
    opened = Store.open(sqlite_copy, clock=clock)
    shop = await open_bookshop(opened, clock, books=SHELF)
    yield Talk(shop, Keeper(shop.shop), language="en")
    await opened.close()


async def told(talk: Talk, text: str) -> str:
    """The reply to the last of the messages that stand between arrows."""
    said = text.split(" >> ")
    for one in said[:-1]:
        await talk.say(one)
    return (await talk.say(said[-1])).text


async def with_alerts(talk: Talk) -> None:
    await talk.say("tell me when anything by Terry Pratchett comes in")
    await talk.say("tell me when horror under $15 comes in")


class TestOneMoreAlert:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("add one for Shirley Jackson too", "Shirley Jackson"),
            ("make another one for Octavia Butler", "Octavia Butler"),
            ("Can you set one up for Toni Morrison as well?", "Toni Morrison"),
            ("same for Hilary Mantel please", "Hilary Mantel"),
            ("do the same for Zadie Smith", "Zadie Smith"),
            ("also one for Kazuo Ishiguro", "Kazuo Ishiguro"),
            ("and another for Neil Gaiman under $12", "Neil Gaiman up to $12.00"),
        ],
    )
    async def test_it_is_made_and_the_others_run(self, talk: Talk, text: str, name: str) -> None:
        await with_alerts(talk)
        reply = await told(talk, text)
        assert f"I will tell you when this is on our shelf: {name}." in reply
        assert "(paused)" not in await told(talk, "my alerts")

    @pytest.mark.parametrize(
        "text",
        [
            "add one for Shirley Jackson too", "put Shirley Jackson in there with the rest of them",
            "Shirley Jackson goes on the pile with those two", "include Shirley Jackson",
            "throw in Shirley Jackson and thats me set", "cool, and Shirley Jackson on top",
        ],
    )  # fmt: skip
    async def test_nothing_is_switched_without_such_a_word(self, talk: Talk, text: str) -> None:
        await with_alerts(talk)
        reply = await told(talk, text)
        assert not reply.startswith(("Paused", "Deleted", "Running again"))
        listed = await told(talk, "my alerts")
        assert "Terry Pratchett" in listed
        assert "(paused)" not in listed

    @pytest.mark.parametrize("text", ["hold one for me too", "get one for my sister as well"])
    def test_a_copy_for_somebody_is_no_alert(self, text: str) -> None:
        assert understand(text, TWO_ALERTS).intent is not Intent.TELL_ME_WHEN


class TestDataOfSomebodyElse:
    @pytest.mark.parametrize(
        "text",
        [
            "My mother has died. Please delete the records you hold under her number.",
            "my dad passed away last month, please remove his number from your system",
            "Please delete everything you have about my late husband",
            "can you erase my sister's data",
            "My wife died in May. Delete her details please.",
            "I look after my grandmother. Could you delete all the data you keep of her?",
            "please wipe my son's account",
        ],
    )
    async def test_a_person_is_called(self, talk: Talk, text: str) -> None:
        answer = await talk.say(text)
        assert answer.wants_staff
        assert "FORGET" not in answer.text
        assert "I have asked a person at the shop" in answer.text
        is_of_a_death = any(word in text for word in ("died", "passed", "late"))
        assert answer.text.startswith("I am sorry for your loss.") is is_of_a_death

    @pytest.mark.parametrize(
        "text",
        ["delete my data", "please delete all my data", "erase everything you know about me"],
    )
    async def test_their_own_is_theirs(self, talk: Talk, text: str) -> None:
        answer = await talk.say(text)
        assert not answer.wants_staff
        assert "FORGET ME" in answer.text

    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("delete the alert for my mother", Intent.DELETE_FILTER),
            ("my mother died and i need a book about grief", Intent.RECOMMEND),
        ],
    )
    def test_what_else_is_asked_is_none_of_that(self, text: str, intent: Intent) -> None:
        found = understand(text, TWO_ALERTS)
        assert found.slots.action is None
        assert found.intent in {intent, Intent.SEARCH_GENRE, Intent.MY_FILTERS}
