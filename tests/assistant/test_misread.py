"""What the shopkeeper without a model had misread, said in other words, at its own door.

The tables were written before what they ask for was mended, by whoever mended it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.assistant.asked_shelf import SHELF
from tests.assistant.bookshop import Talk, talking

from maneki.assistant.intents import understand
from maneki.assistant.meaning import Context, Intent, NamedFilter, ShownBook
from maneki.clock import MovableClock

TWO_ALERTS = Context(filters=(NamedFilter("Terry Pratchett"), NamedFilter("horror under $15")))
VOLUMES = Context(
    shown=(
        ShownBook("Saga, Volume 1", "Brian K. Vaughan"),
        ShownBook("Monstress, Volume 1", "Marjorie Liu"),
    )
)


@pytest.fixture
async def talk(sqlite_copy: str, clock: MovableClock) -> AsyncIterator[Talk]:
    async with talking(sqlite_copy, clock, books=SHELF) as opened:
        yield opened


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


class TestAskedAbroad:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("avísenme cuando llegue Como agua para chocolate", "Como agua para chocolate"),
            ("avísame si llega La casa de los espíritus, por favor", "La casa de los espíritus"),
            ("Avíseme cuando tengan Pedro Páramo", "Pedro Páramo"),
            ("me avisan cuando El amor en los tiempos del cólera esté disponible",
             "El amor en los tiempos del cólera"),
            ("avísame cuando haya algo de Isabel Allende", "Isabel Allende"),
            ("Sagt mir Bescheid, wenn Die unendliche Geschichte da ist",
             "Die unendliche Geschichte"),
            ("gebt mir bitte Bescheid sobald ihr Der Vorleser wieder habt", "Der Vorleser"),
            ("prévenez-moi quand Le Comte de Monte-Cristo arrive", "Le Comte de Monte-Cristo"),
        ],
    )  # fmt: skip
    async def test_the_whole_of_it_is_watched(self, talk: Talk, text: str, name: str) -> None:
        assert f"when this is on our shelf: {name}." in await told(talk, text)


class TestWhatIsWatched:
    @pytest.mark.parametrize(
        ("text", "title", "most"),
        [
            ("not now but let me know if the price of 1 comes under $10", "Saga, Volume 1", 10),
            ("tell me when the price of 2 falls below $8", "Monstress, Volume 1", 8),
            ("let me know if the price of the second one drops under $9",
             "Monstress, Volume 1", 9),
            ("ping me when number 1 is under $7", "Saga, Volume 1", 7),
            ("alert me if the first one goes below $11", "Saga, Volume 1", 11),
        ],
    )  # fmt: skip
    def test_it_is_the_one_that_was_pointed_at(self, text: str, title: str, most: int) -> None:
        found = understand(text, VOLUMES)
        assert found.intent is Intent.TELL_ME_WHEN
        assert (found.slots.title, found.slots.max_price) == (title, most)

    @pytest.mark.parametrize(
        ("text", "name", "left_out"),
        [
            ("lmk when you get a copy of the hobbit w the green cover", "the hobbit",
             "w the green cover"),
            ("tell me when you have Circe with the blue cover", "Circe", "with the blue cover"),
            ("notify me when Watership Down with the sprayed edges comes in", "Watership Down",
             "with the sprayed edges"),
            ("let me know if you get the hobbit in the red dust jacket", "the hobbit",
             "in the red dust jacket"),
            ("text me when you find The Secret History with the old cover art",
             "The Secret History", "with the old cover art"),
        ],
    )  # fmt: skip
    async def test_how_it_looks_is_left_out_and_said(
        self, talk: Talk, text: str, name: str, left_out: str
    ) -> None:
        reply = await told(talk, text)
        assert f"when this is on our shelf: {name}." in reply
        assert f"leave out: {left_out}." in reply

    @pytest.mark.parametrize(
        ("text", "part"),
        [
            ("alert me when book 5 of Stormlight Archive shows up", "leave out: book 5."),
            ("tell me when the fourth Stormlight Archive book comes in", "leave out: the fourth"),
            ("let me know when volume 9 of Saga is in", "leave out: volume 9."),
            ("ping me when the next One Piece, vol. 104, arrives", "leave out: vol. 104"),
            ("tell me when book 4 of The Lunar Chronicles is in", "Winter"),
            ("notify me when the second wheel of time book is in", "The Great Hunt"),
        ],
    )
    async def test_the_volume_is_watched_or_said_to_be_left_out(
        self, talk: Talk, text: str, part: str
    ) -> None:
        assert part in await told(talk, text)

    async def test_a_number_of_the_title_is_not_left_out(self, talk: Talk) -> None:
        for text in (
            "tell me when Catch-22 is in",
            "tell me when Station Eleven comes in",
            "tell me when The Second Book of the Dead arrives",
        ):
            assert "leave out" not in await told(talk, text)


class TestPausedUntil:
    @pytest.mark.parametrize(
        "text",
        [
            "exam season!! pause everything till the 15th",
            "pause all my alerts until september",
            "mute everything for two weeks",
            "stop all alerts til my surgery is over",
            "please pause all alerts this month",
        ],
    )
    async def test_it_is_said_that_it_has_no_end(self, talk: Talk, text: str) -> None:
        await with_alerts(talk)
        reply = await told(talk, text)
        assert reply.startswith("Paused now:")
        assert 'they stay paused until you write "resume"' in reply

    async def test_without_an_end_nothing_is_said_of_one(self, talk: Talk) -> None:
        await with_alerts(talk)
        assert "stay paused" not in await told(talk, "pause everything")


class TestUsualHours:
    @pytest.mark.parametrize(
        "text",
        [
            "until when are you usually open", "what time do you normally close",
            "when do you generally open?", "how late are you open most days",
            "what time do you typically open in the morning", "until when are you open as a rule",
        ],
    )  # fmt: skip
    async def test_the_week_is_told(self, talk: Talk, text: str) -> None:
        reply = await told(talk, text)
        assert all(day in reply for day in ("Mon", "Sat", "Sun"))

    async def test_a_day_that_is_named_is_that_day(self, talk: Talk) -> None:
        reply = await told(talk, "when do you usually close on saturdays")
        assert "Saturday" in reply
        assert "Mon" not in reply


class TestOfWhatWasShown:
    @pytest.mark.parametrize(
        "text",
        [
            "ooh more of hers please", "any more of hers?", "got others of hers", "more by her",
            "show me more of her stuff", "oh i want more of hers",
        ],
    )  # fmt: skip
    def test_hers_are_by_that_author(self, text: str) -> None:
        shown = Context(shown=(ShownBook("The Dispossessed", "Ursula K. Le Guin"),))
        found = understand(text, shown)
        assert (found.intent, found.slots.author) == (Intent.SEARCH_AUTHOR, "Ursula K. Le Guin")
        assert found.slots.title is None

    @pytest.mark.parametrize(
        "text",
        [
            "i read that already and loved it. similar?",
            "read it already, loved it. anything similar?",
            "already read that one and adored it, got anything like it?",
            "I've read this and liked it a lot. Similar ones?",
            "oh I finished that last week, so good. more like it please",
        ],
    )
    async def test_it_is_what_others_are_like(self, talk: Talk, text: str) -> None:
        shown = Context(shown=(ShownBook("Educated", "Tara Westover"),))
        found = understand(text, shown)
        assert (found.intent, found.slots.like) == (Intent.RECOMMEND, "Educated")
        reply = await told(talk, f"tell me about Mort >> {text}")
        assert "also by Terry Pratchett" in reply or "Discworld" in reply


class TestSaidInPassing:
    @pytest.mark.parametrize(
        "text",
        [
            "Good morning, young man", "Good evening, young lady", "hello there old friend",
            "Good day, kind sir", "good afternoon ma'am", "morning, mate", "Hello, my dear fellow",
        ],
    )  # fmt: skip
    async def test_a_greeting_is_returned(self, talk: Talk, text: str) -> None:
        assert (await told(talk, text)).startswith("Hello!")

    @pytest.mark.parametrize(
        "text",
        [
            "whats ur favorite color", "what's your favourite food?", "do you have a favorite song",
            "what is your star sign", "which animal is your favorite", "whats ur fav season",
            "It's snowing like mad up here on the hill. Good day to stay in with tea.",
            "it is pouring here, what a day", "Wow it's so hot outside today",
            "What lovely weather! The garden is all in bloom.", "this rain just never stops, huh",
        ],
    )  # fmt: skip
    async def test_a_chat_is_no_search(self, talk: Talk, text: str) -> None:
        answer = await talk.say(text)
        assert answer.text.startswith("I am the shop's automated assistant")
        assert answer.books == ()

    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("what's your favorite book", Intent.SMALL_TALK),
            ("it's snowing, are you open?", Intent.HOURS),
            ("it's raining, recommend me something cozy", Intent.RECOMMEND),
        ],
    )
    def test_what_asks_for_something_does(self, text: str, intent: Intent) -> None:
        assert understand(text).intent in {intent, Intent.RECOMMEND}
