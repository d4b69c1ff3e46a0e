"""Questions about books as people put them, to the shopkeeper without a model, at its own door.

The tables were written before what they ask for was mended, by whoever mended it. What stands in a
reply, and what must not, is written out for each.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.assistant.asked_shelf import SHELF, in_language, translated
from tests.assistant.bookshop import Talk, open_bookshop, talking

from maneki.assistant.intents import understand
from maneki.assistant.isbns import has_wrong_isbn, isbn_in
from maneki.assistant.keeper import Keeper
from maneki.assistant.meaning import Context, Intent, ShownBook
from maneki.assistant.tongues import tongue_in
from maneki.clock import MovableClock
from maneki.store import Store

ONE = Context(shown=(ShownBook("Mort", "Terry Pratchett"),))
TWO = Context(shown=(ShownBook("Emma", "Jane Austen"), ShownBook("Dune", "Frank Herbert")))
NOT_FOUND = "did not find"


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


class TestSeveralBooks:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("Dune or Mort?", ("Dune", "$10.99", "Mort", "$8.99")),
            ("do you have Dune and Mort", ("Dune", "3 in stock", "Mort", "1 in stock")),
            ("how much are Dune and Mort", ("$10.99", "$8.99")),
            ("dune & mort in stock?", ("3 in stock", "1 in stock")),
            ("is mort or sourcery there", ("Mort", "1 in stock", "Sourcery", "4 in stock")),
            ("have you got emma or piranesi", ("$6.50", "$14.00")),
            ("price of Emma and Cinder please", ("$6.50", "$10.01")),
            ("Emma, Mort and Dune?", ("$6.50", "$8.99", "$10.99")),
            ("what do emma, cinder and mort cost", ("$6.50", "$10.01", "$8.99")),
            ("War and Peace and Emma", ("$15.00", "$6.50")),
            ("do you have crime and punishment and dune?", ("$11.11", "$10.99")),
            ("do you have pride and prejudice and crime and punishment", ("$7.00", "$11.11")),
            ("jonathan strange & mr norrell and piranesi", ("$16.00", "$14.00")),
            ("got scarlet or cress?", ("Scarlet", "Cress")),
            ("u have cinder n scarlet", ("Cinder", "Scarlet")),
            ("hold dune and mort for me", ("Dune", "Mort")),
            ("emma plus dune please", ("Emma", "Dune")),
            ("Emma by Jane Austen and Dune by Frank Herbert", ("Emma", "Dune")),
            ("was kosten emma und mort", ("$6.50", "$8.99")),
        ],
    )
    async def test_each_is_answered(self, talk: Talk, text: str, parts: tuple[str, ...]) -> None:
        reply = await told(talk, text)
        assert [part for part in parts if part not in reply] == []
        assert NOT_FOUND not in reply

    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("do you have War and Peace", "War and Peace"),
            ("how much is pride and prejudice", "Pride and Prejudice"),
            ("jonathan strange and mr norrell", "Jonathan Strange & Mr Norrell"),
            ("is crime and punishment in stock", "Crime and Punishment"),
        ],
    )
    async def test_a_title_of_two_halves_is_one(self, talk: Talk, text: str, title: str) -> None:
        answer = await talk.say(text)
        assert [one.title for one in answer.books] == [title]

    async def test_which_of_them_is_not_there_is_said(self, talk: Talk) -> None:
        reply = await told(talk, "do you have Dune and Zebra Quxley")
        assert '"Dune" by Frank Herbert' in reply
        assert 'I did not find "Zebra Quxley"' in reply

    async def test_neither_is_there(self, talk: Talk) -> None:
        reply = await told(talk, "do you have either Quxley Zebra or Vornak Plim?")
        assert 'I did not find "Quxley Zebra" and "Vornak Plim"' in reply


class TestTheList:
    """Shown are Equal Rites, Mort, Sourcery, Guards! Guards!; or Pride and Prejudice, and Emma."""

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("the sixth one", 6),
            ("how much is number 9", 9),
            ("is the tenth one in stock", 10),
            ("the 7th one please", 7),
            ("hold the ninth one", 9),
            ("tell me about the fifth", 5),
            ("is number 12 there?", 12),
            ("5", 5),
        ],
    )
    async def test_a_place_that_it_has_not_is_said(self, talk: Talk, text: str, place: int) -> None:
        reply = await told(talk, f"books by terry pratchett >> {text}")
        assert reply.startswith(f"I showed you only 4 books, so there is no number {place}.")
        assert "Equal Rites" not in reply
        assert "Mort" in await told(talk, "the second one")

    async def test_of_one_book_there_is_no_third(self, talk: Talk) -> None:
        assert "only one book" in await told(talk, "do you have emma >> the third one")

    @pytest.mark.parametrize(
        ("text", "part"),
        [
            ("the second one, is it a hardcover?", "Emma"),
            ("is the second one a hardcover?", "Emma"),
            ("second one. how much is it?", "$6.50"),
            ("the first one, how much?", "$7.00"),
            ("the second, is that in stock", "Emma"),
        ],
    )
    async def test_it_is_the_one_that_was_pointed_at(
        self, talk: Talk, text: str, part: str
    ) -> None:
        reply = await told(talk, f"books by jane austen >> {text}")
        other = "Pride and Prejudice" if part == "Emma" else "nothing"
        assert part in reply
        assert other not in reply

    @pytest.mark.parametrize(
        "text",
        [
            "are they in stock?", "how much are they", "both", "both please", "all of them",
            "how much are those", "do you have both", "are these in stock", "i'll take them",
            "what do they cost", "do you have them all", "how much are both of them",
        ],
    )  # fmt: skip
    async def test_they_are_all_that_were_shown(self, talk: Talk, text: str) -> None:
        reply = await told(talk, f"books by jane austen >> {text}")
        assert "Pride and Prejudice" in reply
        assert "Emma" in reply


class TestVolumes:
    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("first lunar chronicles", "Cinder"),
            ("do you have the second lunar chronicles", "Scarlet"),
            ("final lunar chronicles book", "Winter"),
            ("3rd wheel of time book", "The Dragon Reborn"),
            ("second wheel of time", "The Great Hunt"),
            ("the first wheel of time book please", "The Eye of the World"),
            ("what comes after Mort", "Sourcery"),
            ("what comes before sourcery", "Mort"),
            ("which book comes after the great hunt", "The Dragon Reborn"),
            ("book before the dragon reborn", "The Great Hunt"),
            ("what follows scarlet", "Cress"),
            ("mort >> the next one in the series", "Sourcery"),
            ("mort >> what's next in the series", "Sourcery"),
            ("mort >> what comes next", "Sourcery"),
            ("mort >> previous volume", "Equal Rites"),
            ("mort >> how much is the previous one", "Equal Rites"),
            ("mort >> is the next one in stock", "Sourcery"),
            ("sourcery >> the one before that", "Mort"),
            ("mort >> and the one after that?", "Sourcery"),
            ("cinder >> what's the next one >> and the next one?", "Cress"),
        ],
    )
    async def test_it_is_found(self, talk: Talk, text: str, title: str) -> None:
        said = text.split(" >> ")
        for one in said[:-1]:
            await talk.say(one)
        answer = await talk.say(said[-1])
        assert [one.title for one in answer.books] == [title]

    @pytest.mark.parametrize(
        ("text", "part"),
        [
            ("what comes after winter", "is the last book of The Lunar Chronicles that I know"),
            ("what comes before cinder", "is the first book of The Lunar Chronicles that I know"),
            ("what comes after sourcery", "is book 8:"),
            ("what comes after emma", "do not know of a series"),
            ("previous volume", "Which book do you mean?"),
        ],
    )
    async def test_what_is_not_known_is_said(self, talk: Talk, text: str, part: str) -> None:
        assert part in await told(talk, text)


class TestLanguages:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("do you have Dune in spanish", ("In Spanish:", "Dune", "$14.20")),
            ("spanish version of dune, how much?", ("In Spanish:", "$14.20")),
            ("dune en español", ("In Spanish:", "$14.20")),
            ("dune, spanish edition", ("In Spanish:", "$14.20")),
            ("german edition of The Trial", ("In German:", "The Trial", "$13.33")),
            ("is there a german copy of the trial", ("In German:", "$13.33")),
            ("how much is the little prince in french", ("In French:", "$11.50")),
            ("anything in french", ("In French I found:", "The Little Prince")),
            ("do you have any books in german", ("In German I found:", "The Trial")),
            ("anything by kafka in german", ("In German I found:", "The Trial")),
            ("mort in spanish?", ("not know of a copy", "Mort", "in Spanish", "$8.99")),
            ("dune auf deutsch", ("not know of a copy", "in German", "$10.99")),
            ("any novels in italian", ("did not find any book in Italian",)),
            ("anything by austen in japanese", ('did not find "austen" in Japanese',)),
            ("do you have Quxley Zebra in french", ('did not find "Quxley Zebra"',)),
            ("do you have dune and mort in spanish", ("$14.20", "not know of a copy")),
        ],
    )
    async def test_the_edition_in_it_is_looked_for(
        self, talk: Talk, text: str, parts: tuple[str, ...]
    ) -> None:
        reply = await told(talk, text)
        assert [part for part in parts if part not in reply] == []

    async def test_nothing_is_watched_for_in_one_language(self, talk: Talk) -> None:
        assert "set nothing up" in await told(talk, "tell me when Mort in spanish is in")
        assert "Mort" not in await told(talk, "what are my alerts?")

    @pytest.mark.parametrize(
        "text",
        [
            "can you answer in german", "The Spanish Love Deception", "a french cookbook",
            "the english patient", "Norwegian Wood", "do you have the german genius",
        ],
    )  # fmt: skip
    def test_a_language_that_is_spoken_or_of_a_title_is_no_edition(self, text: str) -> None:
        assert understand(text).slots.language is None

    @pytest.mark.parametrize(
        ("text", "code", "rest"),
        [
            ("Dune in Spanish", "es", "Dune"),
            ("Der Prozess auf Deutsch", "de", "Der Prozess"),
            ("the Italian translation of Emma", "it", "Emma"),
            ("do you have Emma in japanese please", "ja", "do you have Emma please"),
        ],
    )
    def test_it_is_read_off_what_was_asked(self, text: str, code: str, rest: str) -> None:
        found = tongue_in(text)
        assert found is not None
        assert (found.code, found.rest) == (code, rest)


class TestIsbns:
    @pytest.mark.parametrize(
        "text",
        [
            "978-0-441-17271-8", "978 0 441 17271 8", "isbn 0441172718", "isbn: 0-8044-2957-1",
            "9780441172710 in stock?", "how much is 9780441172710", "0441172718",
        ],
    )  # fmt: skip
    async def test_a_digit_that_does_not_fit_is_told(self, talk: Talk, text: str) -> None:
        reply = await told(talk, text)
        assert reply.startswith("That ISBN's last digit does not fit;")

    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("0441172717", "Dune"),
            ("0-441-17271-7", "Dune"),
            ("do you have 0441172717?", "Dune"),
            ("080442957X", "Handbook of Regular Patterns"),
            ("how much is 0-8044-2957-x", "Handbook of Regular Patterns"),
            ("ISBN 080442957X please", "Handbook of Regular Patterns"),
            ("2253010219", "L'Étranger"),
            ("do you have 2253010219", "L'Étranger"),
            ("2-253-01021-9", "L'Étranger"),
        ],
    )
    async def test_ten_digits_are_one_where_the_last_fits(
        self, talk: Talk, text: str, title: str
    ) -> None:
        assert [one.title for one in (await talk.say(text)).books] == [title]

    @pytest.mark.parametrize(
        "text",
        [
            "call me at 2253010219", "my number is 2253010219", "2125550123", "text 225-301-0219",
            "order 0441172718", "+12253010219",
        ],
    )  # fmt: skip
    def test_a_telephone_or_an_order_is_none(self, text: str) -> None:
        assert isbn_in(text) is None
        assert not has_wrong_isbn(text)


class TestEverydayWords:
    @pytest.mark.parametrize(
        ("text", "part"),
        [
            ("do u hav dune plz", "3 in stock"),
            ("u got dune?", "3 in stock"),
            ("u hav emma", "2 in stock"),
            ("whats mort cost", "$8.99"),
            ("is dune in", "3 in stock"),
            ("is piranesi in yet", "2 in stock"),
            (
                "is the left hand of darkness in",
                '"The Left Hand of Darkness" by Ursula K. Le Guin:',
            ),
            ("got any pratchett?", "By Terry Pratchett:"),
            ("got any le guin", "By Ursula K. Le Guin:"),
            ("anything new from le guin", "Newest first:"),
            ("when will mort be back", "1 in stock"),
            ("when will guards guards be back", "is not in stock at the moment. Shall I tell you"),
            ("when is guards guards back in", "is not in stock at the moment. Shall I tell you"),
            ("any idea when guards! guards! will be in again", "Shall I tell you when it is?"),
            ("guards guards >> when will it be back", "Shall I tell you when it is?"),
            ("guards guards >> when will it be back >> yes please", "I will tell you when"),
            ("details please", "Which book do you mean?"),
            ("more info pls", "Which book do you mean?"),
            ("can i get some details", "Which book do you mean?"),
            ("emma >> details please", '"Emma" by Jane Austen'),
        ],
    )
    async def test_they_are_answered(self, talk: Talk, text: str, part: str) -> None:
        assert part in await told(talk, text)

    @pytest.mark.parametrize(
        "text",
        ["pratchett under 9 bucks", "pratchett nothing over 9", "anything by pratchett $9 under"],
    )
    async def test_what_costs_more_is_left_out(self, talk: Talk, text: str) -> None:
        reply = await told(talk, text)
        assert "$8.50" in reply
        assert "$9.25" not in reply

    async def test_a_title_alone_pauses_no_alert(self, talk: Talk) -> None:
        await talk.say("tell me when guards guards is back")
        assert '"Mort" by Terry Pratchett' in await told(talk, "mort")

    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("send me my data", Intent.EXPORT),
            ("tell me when mort is back", Intent.TELL_ME_WHEN),
            ("when is my order in", Intent.ORDER_INTENT),
        ],
    )
    def test_what_sounds_alike_is_still_that(self, text: str, intent: Intent) -> None:
        assert understand(text).intent is intent


class TestOtherLanguages:
    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("habt ihr Der Prozess da?", "The Trial"),
            ("haben sie der steppenwolf", "Der Steppenwolf"),
            ("haben sie Der Stepenwolf?", "Der Steppenwolf"),
            ("habt ihr noch die verwandlung auf lager?", "Die Verwandlung"),
            ("gibt es der prozess bei euch?", "The Trial"),
            ("wie viel kostet der steppenwolf", "Der Steppenwolf"),
            ("tienen Cien años de soledad?", "Cien años de soledad"),
            ("¿tienen la sombra del viento?", "La sombra del viento"),
            ("cuánto cuesta la sombra del viento", "La sombra del viento"),
            ("avez-vous le petit prince", "The Little Prince"),
        ],
    )
    async def test_a_title_is_not_cut_short(self, talk: Talk, text: str, title: str) -> None:
        assert [one.title for one in (await talk.say(text)).books] == [title]

    @pytest.mark.parametrize("text", ["habt ihr sonntags geöffnet", "hay descuento"])
    async def test_the_house_is_still_asked_about(self, talk: Talk, text: str) -> None:
        answer = await talk.say(text)
        assert answer.books == ()
        assert NOT_FOUND not in answer.text


class TestBothDatabases:
    async def test_titles_and_languages_are_found_in_either(
        self, store: Store, clock: MovableClock
    ) -> None:
        brazilian = translated("Dom Casmurro", "Machado de Assis", in_language("pt-BR", "Casmurro"))
        shop = await open_bookshop(store, clock, books=(*SHELF, brazilian))
        talk = Talk(shop, Keeper(shop.shop))
        assert '"Dom Casmurro"' in await told(talk, "anything in portuguese")
        reply = await told(talk, "do you have War and Peace and Mort")
        assert "War and Peace" in reply
        assert "Mort" in reply


class TestReadings:
    """What is read before the catalogue is asked."""

    def test_the_volume_beside(self) -> None:
        found = understand("the next one in the series", ONE)
        assert (found.intent, found.slots.title, found.slots.step) == (
            Intent.SEARCH_SERIES,
            "Mort",
            1,
        )

    def test_the_next_of_a_list_is_no_volume(self) -> None:
        assert understand("the next one", TWO).slots.step is None

    def test_a_place_of_the_list(self) -> None:
        assert understand("the second one", TWO).slots.beyond is None
        assert understand("the third one", TWO).slots.beyond == 3
        assert understand("the third book in the wheel of time", TWO).slots.beyond is None
        assert understand("the third one").slots.beyond is None
