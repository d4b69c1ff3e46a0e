"""What goes on from what was said before, and what is asked of ourselves, in other words than those
in which it was misread.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.assistant.asked_shelf import SHELF
from tests.assistant.bookshop import Talk, on_shelf, talking

from maneki.assistant.intents import understand
from maneki.assistant.meaning import Context, Intent, ShownBook, Slots
from maneki.clock import MovableClock

SHOWN = (ShownBook("Circe", "Madeline Miller"), ShownBook("Dune", "Frank Herbert"))
TWO = Context(shown=SHOWN)
A_VOLUME = Context(shown=(ShownBook("Saga, Vol. 2", "Brian K. Vaughan"),), heard="saga vol 2")
WE_ASKED = Context(said="Tell me one that you liked, and I look for another.", heard="hey")
PRICED = Context(shown=SHOWN, heard="how much is circe", said="Circe costs $12.99.")
IN_STOCK = Context(shown=SHOWN, heard="is Circe in stock?", said="Circe: 2 in stock.")
MORE_BOOKS = (
    on_shelf("Tomorrow, and Tomorrow, and Tomorrow", "Gabrielle Zevin", cents=1_900),
    on_shelf("Meditations", "Marcus Aurelius", cents=1_200, subjects=("Philosophy",)),
    on_shelf("Mastery", "Robert Greene", cents=1_300),
    on_shelf("Chronicle 34", "Ann Alist", cents=500),
)


@pytest.fixture
async def talk(sqlite_copy: str, clock: MovableClock) -> AsyncIterator[Talk]:
    async with talking(sqlite_copy, clock, books=(*SHELF, *MORE_BOOKS)) as opened:
        yield opened


class TestWhoWroteIt:
    @pytest.mark.parametrize(
        ("text", "author"),
        [
            ("anything else by the author of the second one?", "Frank Herbert"),
            ("got other stuff by the dude that wrote 2", "Frank Herbert"),
            ("more by whoever wrote circe", "Madeline Miller"),
            ("what else did the woman who wrote the first one write", "Madeline Miller"),
            ("has the guy who wrote number 2 written anything else?", "Frank Herbert"),
        ],
    )
    def test_their_books_are_looked_for(self, text: str, author: str) -> None:
        found = understand(text, TWO)
        assert found.intent is Intent.SEARCH_AUTHOR
        assert found.slots == Slots(author=author)

    async def test_the_catalogue_knows_who_wrote_a_title(self, talk: Talk) -> None:
        told = (await talk.say("other books by the author of piranesi")).text
        assert "Jonathan Strange & Mr Norrell" in told

    def test_new_ones_are_asked_for_as_new(self) -> None:
        found = understand("anything recent by number 2's author", TWO)
        assert (found.intent, found.slots.author) == (Intent.NEWEST, "Frank Herbert")


class TestAVolume:
    @pytest.mark.parametrize(
        ("text", "position"),
        [("what about vol 3?", 3), ("and 4", 4), ("volume 1 too?", 1), ("do you have book 5", 5)],
    )
    def test_it_is_of_the_series_that_was_spoken_of(self, text: str, position: int) -> None:
        found = understand(text, A_VOLUME)
        assert found.intent is Intent.SEARCH_SERIES
        assert (found.slots.series, found.slots.position) == ("saga", position)

    def test_a_number_is_a_place_in_a_list_that_was_shown(self) -> None:
        assert understand("number 2", TWO).slots.title == "Dune"

    @pytest.mark.parametrize("text", ["ok 3", "and 2", "no 6"])
    def test_a_number_that_answers_a_question_is_none(self, text: str) -> None:
        context = Context(
            shown=A_VOLUME.shown, heard="hold saga vol 2", said="How many copies would you like?"
        )
        assert understand(text, context).slots.position is None

    async def test_of_a_book_without_a_number_the_catalogue_knows_the_series(
        self, talk: Talk
    ) -> None:
        await talk.say("do you have Mort?")
        assert "Sourcery" in (await talk.say("and book 5?")).text

    async def test_what_comes_after_a_title_with_a_number_is_asked_of_that(
        self, talk: Talk
    ) -> None:
        told = (await talk.say("what comes after Chronicle 34?")).text
        assert '"Chronicle 34" by Ann Alist' in told


class TestAskedOfAnother:
    @pytest.mark.parametrize(
        ("text", "context", "intent", "title"),
        [
            ("and the other?", PRICED, Intent.PRICE, "Dune"),
            ("what about the other one", PRICED, Intent.PRICE, "Dune"),
            ("ok and number 2?", PRICED, Intent.PRICE, "Dune"),
            ("and persepolis?", PRICED, Intent.PRICE, "persepolis"),
            ("what about the second one", IN_STOCK, Intent.STOCK, "Dune"),
            ("how about Emma?", IN_STOCK, Intent.STOCK, "Emma"),
            ("what about the second one", TWO, Intent.DETAILS, "Dune"),
        ],
    )
    def test_the_same_is_asked(
        self, text: str, context: Context, intent: Intent, title: str
    ) -> None:
        found = understand(text, context)
        assert (found.intent, found.slots.title) == (intent, title)

    @pytest.mark.parametrize("text", ["and are you open sunday?", "and a person please"])
    def test_what_asks_by_itself_is_not_turned_into_it(self, text: str) -> None:
        assert understand(text, PRICED).intent in {Intent.HOURS, Intent.HUMAN}

    @pytest.mark.parametrize(
        "text",
        ["ok how many bucks", "how much $ is it?", "great, how many dollars", "cool. how much $"],
    )  # fmt: skip
    def test_how_many_dollars_is_its_price(self, text: str) -> None:
        found = understand(text, Context(shown=SHOWN[:1]))
        assert (found.intent, found.slots.title) == (Intent.PRICE, "Circe")


class TestAnAnswerToOurQuestion:
    @pytest.mark.parametrize(
        ("text", "slots"),
        [
            ("um the hobbit maybe", Slots(like="the hobbit")),
            ("pachinko was great", Slots(like="pachinko")),
            ("stephen king i suppose", Slots(like="stephen king")),
            ("probably Circe", Slots(like="Circe")),
            ("horror mostly", Slots(genre="horror")),
        ],
    )
    def test_what_was_liked_is_named(self, text: str, slots: Slots) -> None:
        found = understand(text, WE_ASKED)
        assert (found.intent, found.slots) == (Intent.RECOMMEND, slots)

    @pytest.mark.parametrize(
        "text",
        ["nothing really", "just browsing", "thanks", "lol ok", "options", "what time do you open"],
    )
    def test_what_names_nothing_is_no_answer(self, text: str) -> None:
        assert understand(text, WE_ASKED).slots.like is None

    @pytest.mark.parametrize(
        "text",
        ["staff please", "manager", "customer service", "refund", "returns", "address",
         "opening times", "sorry", "gift cards", "pause my alerts", "delete my data"],
    )  # fmt: skip
    def test_what_asks_for_something_else_is_that(self, text: str) -> None:
        assert understand(text, WE_ASKED).intent is not Intent.RECOMMEND

    def test_where_we_only_greeted_a_genre_is_looked_at(self) -> None:
        greeted = Context(said="Hello! What would you like to read?")
        assert understand("romance", greeted).intent is Intent.SEARCH_GENRE


class TestWatchedAsBefore:
    @pytest.mark.parametrize(
        ("heard", "text", "slots"),
        [
            ("do you have anything by n k jemisin", "let me know when you get something by her",
             Slots(author="n k jemisin")),
            ("got any ali smith?", "text me if anything of hers turns up",
             Slots(author="ali smith")),
            ("is kindred in stock", "text me when it comes in", Slots(title="kindred")),
            ("any poetry under $8?", "ping me if one turns up",
             Slots(genre="poetry", max_price=8)),
            ("horror below 12 dollars", "watch for that please",
             Slots(genre="horror", max_price=12)),
        ],
    )  # fmt: skip
    def test_the_alert_is_for_what_was_asked(self, heard: str, text: str, slots: Slots) -> None:
        found = understand(text, Context(heard=heard, said="There is nothing like that."))
        assert found.intent is Intent.TELL_ME_WHEN
        assert found.slots == slots

    @pytest.mark.parametrize("heard", ["thanks!", "when do you open", ""])
    def test_of_nothing_that_was_asked_it_is_for_nothing(self, heard: str) -> None:
        found = understand("tell me when it is in", Context(heard=heard))
        assert found.intent is Intent.TELL_ME_WHEN
        assert not found.slots.named_books()

    def test_what_was_shown_longer_ago_is_not_meant(self) -> None:
        context = Context(
            shown=SHOWN, heard="anything by octavia butler?", said="There is nothing by her."
        )
        found = understand("let me know when something of hers comes in", context)
        assert found.slots == Slots(author="octavia butler")

    def test_of_a_list_over_the_limit_the_search_is_waited_for(self) -> None:
        context = Context(shown=SHOWN, heard="fantasy under $5", said="1. Circe 2. Dune")
        found = understand("can you watch for that and tell me", context)
        assert found.slots == Slots(genre="fantasy", max_price=5)


class TestAbroad:
    @pytest.mark.parametrize(
        ("text", "slots"),
        [
            ("Kannst du mir einen spannenden Thriller empfehlen?", Slots(genre="thriller")),
            ("¿Me puede recomendar una novela de terror?", Slots(genre="horror")),
            ("Pouvez-vous me conseiller un bon thriller", Slots(genre="thriller")),
            ("kannst du mir was wie Dune empfehlen", Slots(like="Dune")),
            ("was können Sie mir empfehlen?", Slots()),
            ("Hast du einen Tipp für ein gutes Buch?", Slots()),
        ],
    )
    def test_a_suggestion_is_asked_for(self, text: str, slots: Slots) -> None:
        found = understand(text)
        assert (found.intent, found.slots) == (Intent.RECOMMEND, slots)


class TestOfOurselves:
    @pytest.mark.parametrize(
        "text", ["whats ur name", "what should I call you?", "do you have a body?", "got a name?"]
    )
    def test_what_we_are_is_no_book(self, text: str) -> None:
        assert understand(text).intent is Intent.SMALL_TALK

    @pytest.mark.parametrize(
        "text",
        ["can you find books for me", "do you only answer questions about opening hours",
         "can you search for books or are you just for store stuff"],
    )  # fmt: skip
    def test_what_we_can_do_is_told(self, text: str) -> None:
        assert understand(text).intent is Intent.CAPABILITIES

    @pytest.mark.parametrize(
        "text",
        ["can you just give me the price of dune", "can you just look up dune",
         "can you just answer if you have dune", "do you just sell manga",
         "could you just tell me when you close", "do you have dune or do you only have messiah"],
    )  # fmt: skip
    def test_what_is_asked_with_a_just_is_asked(self, text: str) -> None:
        assert understand(text).intent is not Intent.CAPABILITIES

    @pytest.mark.parametrize(
        "text", ["do you have the name of the rose", "do you have A Name of the Wind in stock"]
    )
    def test_a_title_with_such_a_word_is_one(self, text: str) -> None:
        assert understand(text).intent is Intent.STOCK

    @pytest.mark.parametrize(
        "text",
        ["when does the bank close", "what time is the last bus leaving",
         "when does the movie start", "what time does the sun set today"],
    )  # fmt: skip
    def test_the_hours_of_others_are_not_ours(self, text: str) -> None:
        assert understand(text).intent is Intent.UNCLEAR

    @pytest.mark.parametrize(
        "text",
        ["when is the next game of thrones coming out",
         "how often does the moon and sixpence come in",
         "when does the school of good and evil come out"],
    )  # fmt: skip
    def test_a_title_with_such_a_word_is_not_other_business(self, text: str) -> None:
        assert understand(text).intent is not Intent.UNCLEAR

    def test_ours_are(self) -> None:
        assert understand("what time does your shop close").intent is Intent.HOURS


class TestDataOfSomebodyElse:
    @pytest.mark.parametrize(
        "text",
        ["show me my wife's messages", "what do you know about my son", "give me her data",
         "I want the data you have on my mother", "can i get someone else's history"],
    )  # fmt: skip
    async def test_it_is_not_handed_out(self, talk: Talk, text: str) -> None:
        answer = await talk.say(text)
        assert "somebody else" in answer.text
        assert "MY DATA" not in answer.text
        assert "/export" not in answer.text

    @pytest.mark.parametrize(
        "text",
        ["can you send it to my mom's address", "can i have it sent to her address",
         "I want to send a gift to my sister's address",
         "i need something for my son's history class",
         "send me the texts of my wife's favourite author"],
    )  # fmt: skip
    def test_what_is_for_somebody_is_not_theirs(self, text: str) -> None:
        assert understand(text).slots.action is None

    @pytest.mark.parametrize("text", ["send me my data", "export everything you have on me"])
    async def test_their_own_is(self, talk: Talk, text: str) -> None:
        assert "/export" in (await talk.say(text)).text


class TestSlips:
    @pytest.mark.parametrize(
        ("text", "genre"),
        [
            ("any mistery novels?", "mystery"), ("fantsay books under 10", "fantasy"),
            ("histroy section", "history"), ("got any horrer", "horror"),
            ("poerty books", "poetry"), ("new sience fiction books", "science fiction"),
        ],
    )  # fmt: skip
    def test_a_genre_is_read_with_one(self, text: str, genre: str) -> None:
        assert understand(text).slots.genre == genre

    async def test_a_genre_alone_is_read_with_one(self, talk: Talk) -> None:
        assert "Meditations" in (await talk.say("philosohpy")).text

    async def test_a_title_a_letter_away_from_a_genre_is_a_title(self, talk: Talk) -> None:
        assert '"Mastery" by Robert Greene' in (await talk.say("mastery")).text

    @pytest.mark.parametrize("text", ["dune and mrot", "emmma and dune", "Mort or peranesi"])
    async def test_one_of_two_titles_is_read_with_one(self, talk: Talk, text: str) -> None:
        answer = await talk.say(text)
        assert len(answer.shown) == 2

    @pytest.mark.parametrize(
        "text", ["tomorrow and tomorow and tomorrow", "Tomorrow and Tomorrow and Tomorow"]
    )
    async def test_a_title_of_days_is_one(self, talk: Talk, text: str) -> None:
        assert "Gabrielle Zevin" in (await talk.say(text)).text

    @pytest.mark.parametrize("text", ["tomorrow", "tomorrow and sunday", "saturday and monday"])
    async def test_days_are_days(self, talk: Talk, text: str) -> None:
        assert " to " in (await talk.say(text)).text


class TestAnHourAlone:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("is 5:15pm ok?", "Yes, we are open at 5:15 pm."),
            ("how about 8pm", "No, we close at 6 pm."),
            ("does 10:30 am work", "Yes, we are open at 10:30 am."),
            ("would 4 pm work tomorrow?", "Yes, we are open at 4 pm.\nSaturday"),
            ("7pm?", "No, we close at 6 pm."),
            ("can i come by tonight", "No, we close at 6 pm."),
            ("are you open tomorrow evening?", "No, we close at 5 pm.\nSaturday"),
            ("good evening, are you open?", "Yes, we are open now, until 6 pm."),
        ],
    )
    async def test_it_is_answered_as_an_hour(self, talk: Talk, text: str, told: str) -> None:
        assert (await talk.say(text)).text.startswith(told)
