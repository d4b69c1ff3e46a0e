"""What a text says: the same as elsewhere, plainly, and within its segments."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maneki.channels.sms.segments import (
    STANDARD,
    TOLL_FREE,
    is_gsm_7,
    measured,
    sizes_of,
    transliterated,
)
from maneki.channels.sms.voice import TextVoice
from maneki.channels.sms.words import Words
from maneki.model.book_card import BookCard
from maneki.model.event import EventKind
from maneki.model.ids import BookId, DestinationId, OutboxId, ParcelId
from maneki.model.links import barred_in, is_barred, without_barred
from maneki.model.listing import Listing
from maneki.model.money import Money
from maneki.model.outbox import AlertCard, Item, Note, OutboxKind, Parcel, Waiting
from maneki.model.person import Destination, DestinationKind
from maneki.phrases import conversation, keeper, linking, privacy, sms, speaking

NOW = datetime(2026, 1, 6, 17, tzinfo=UTC)
PHONE = Destination(
    id=DestinationId("1"), kind=DestinationKind.PHONE, address="+12125550123", person_id=None
)
WORDS = Words(shop="Moon Books", most_segments=2)
DUNE = BookCard(
    book_id=BookId("1"),
    title="Dune",
    authors=("Frank Herbert",),
    price=Money(999, "USD"),
    available=2,
)


def card(title: str = "Dune", *, url: str | None = "https://moonbooks.example/p/7") -> AlertCard:
    price = Money(999, "USD")
    listing = Listing(market="shop", external_id="1", title=title, price=price, url=url)
    return AlertCard(event=EventKind.NEW, listing=listing, asking=price)


def item(kind: OutboxKind, *, card: AlertCard | None = None, note: Note | None = None) -> Item:
    return Item(
        id=OutboxId("1"),
        kind=kind,
        destination_id=PHONE.id,
        priority=0,
        due_at=NOW,
        queued_at=NOW,
        card=card,
        note=note,
    )


def alert(title: str = "Dune", *, url: str | None = "https://moonbooks.example/p/7") -> Item:
    return item(OutboxKind.ALERT, card=card(title, url=url))


def said(*items: Item, words: Words = WORDS, language: str = "en") -> str:
    parcel = Parcel(id=ParcelId("1"), nonce="n", destination=PHONE, items=items, language=language)
    return words.of(parcel)


class TestAlerts:
    def test_one_says_who_what_how_much_where_and_how_to_stop(self) -> None:
        assert said(alert()) == (
            "Moon Books:\nNew: Dune, $9.99 https://moonbooks.example/p/7\nReply STOP to opt out."
        )

    def test_several_travel_together_as_far_as_there_is_room(self) -> None:
        items = tuple(alert(f"A book with a title of some length, number {n}") for n in range(5))
        waiting = Waiting(destination=PHONE, items=items)
        room = WORDS.room_for(waiting)
        assert 1 < room < 5
        assert measured(said(*items[:room])).segments <= 2
        # One more would only fit with every title cut.
        assert "..." in said(*items[: room + 1])

    def test_a_title_without_end_leaves_room_for_the_price_and_the_link(self) -> None:
        text = said(alert("Dune " * 800))
        assert measured(text).segments <= 2
        assert "$9.99 https://moonbooks.example/p/7" in text

    def test_a_title_in_another_script_is_cut_to_fit_as_well(self) -> None:
        text = said(alert("砂の惑星" * 40, url="https://moonbooks.example/p/7"))
        assert measured(text).segments <= 2
        assert "https://moonbooks.example/p/7" in text

    def test_an_address_of_a_public_shortener_is_not_told(self) -> None:
        assert "bit.ly" not in said(alert(url="https://bit.ly/3abc"))

    def test_what_has_no_address_is_told_without(self) -> None:
        assert "New: Dune, $9.99\n" in said(alert(url=None))


class TestDigests:
    def test_it_tells_as_many_as_fit_and_how_many_there_are(self) -> None:
        cards = tuple(card(f"A book with a title of some length, {n}") for n in range(10))
        text = said(item(OutboxKind.DIGEST, note=Note(text="📬 **x**", cards=cards, count=12)))
        assert text.startswith("Moon Books: 12 new for you\nNew: A book")
        assert "more\nReply STOP to opt out." in text
        assert measured(text).segments <= 2
        assert "*" not in text

    def test_one_alone_is_told_whole(self) -> None:
        text = said(item(OutboxKind.DIGEST, note=Note(text="x", cards=(card(),), count=1)))
        assert "Dune, $9.99 https://moonbooks.example/p/7" in text
        assert "more" not in text


class TestNotes:
    def test_words_stay_as_they_are_but_for_their_typography(self) -> None:
        note = Note(text="“Dune” — it’s in…")
        assert said(item(OutboxKind.REPLY, note=note)) == '"Dune" - it\'s in...'

    def test_where_nobody_else_reads_the_private_words_are_said(self) -> None:
        note = Note(text="a filter", private_text="the filter Dune")
        assert said(item(OutboxKind.NOTICE, note=note)) == "the filter Dune"

    def test_a_book_that_the_words_name_is_not_told_again(self) -> None:
        note = Note(text="We have dune for $9.99.", books=(DUNE,))
        assert said(item(OutboxKind.REPLY, note=note)) == "We have dune for $9.99."

    def test_a_book_that_they_do_not_name_is_a_line(self) -> None:
        note = Note(text="Yes!", books=(DUNE,))
        assert said(item(OutboxKind.REPLY, note=note)) == (
            "Yes!\nDune - Frank Herbert - $9.99 - 2 in stock"
        )

    def test_lines_for_which_there_is_no_room_are_left_out(self) -> None:
        note = Note(text="a" * 300, books=(DUNE,))
        assert said(item(OutboxKind.REPLY, note=note)) == "a" * 300

    @given(st.text(max_size=700))
    def test_nothing_is_sent_that_is_longer_than_allowed(self, text: str) -> None:
        whole = said(item(OutboxKind.REPLY, note=Note(text=text)))
        assert measured(WORDS.cut(whole)).segments <= 2


SENTENCES = [
    (key, said["en"])
    for part in (conversation, keeper, linking, privacy, sms, speaking)
    for key, said in part.CATALOGUE.items()
    # The staff read theirs on Discord.
    if not key.startswith("conversation.staff")
]


@pytest.mark.parametrize(("key", "sentence"), SENTENCES, ids=[key for key, _ in SENTENCES])
def test_what_we_say_by_text_ourselves_is_in_plain_letters(key: str, sentence: str) -> None:
    """One emoji would double what it costs; the earlier assistant made a question mark of it."""
    assert is_gsm_7(transliterated(sentence)), key


class TestVoice:
    def test_an_answer_of_one_text_is_one(self) -> None:
        voice = TextVoice(most_segments=3)
        assert voice.parts("hello, this is maneki. what do you want to read?") == (
            "hello, this is maneki. what do you want to read?",
        )
        assert voice.parts(" \n") == ()

    @given(st.text(max_size=1500))
    def test_each_part_is_within_its_segments_and_sent_as_it_is(self, text: str) -> None:
        for part in TextVoice(most_segments=2).parts(text):
            assert measured(part).segments <= 2
            assert said(item(OutboxKind.REPLY, note=Note(text=part))) == part.strip() or (
                barred_in(part)
            )


class TestLinks:
    def test_public_shorteners_are_known_however_they_are_written(self) -> None:
        for address in ("https://bit.ly/x", "HTTP://TinyURL.com/y", "www.t.co/z", "is.gd/1"):
            assert is_barred(address.lower())
            assert barred_in(f"see {address} now") == (address,)
        assert without_barred("see bit.ly/x now", instead="-") == "see - now"

    @pytest.mark.parametrize(
        "address",
        [
            "https://amzn.to/3abc",
            "a.co/d/4x",
            "https://www.amazon.com/dp/0441172717?tag=somebody-20",
            "https://www.ebay.com/itm/1?mkcid=1&campid=5338",
            "https://bookshop.org/a/12345/9780441172719",
            "https://moonbooks.short.gy/x",
            "https://ebay.us/m/x",
            "https://shop.pxf.io/c/1",
        ],
    )
    def test_links_that_somebody_is_paid_for_are_known(self, address: str) -> None:
        assert barred_in(f"see {address} now") == (address,)
        assert without_barred(f"see {address} now", instead="-") == "see - now"

    @pytest.mark.parametrize(
        "address",
        [
            "https://www.amazon.com/dp/0441172717",
            "https://moonbooks.example/p/7?tag=x",
            "https://bookshop.org/p/books/dune/9780441172719",
            "https://notamazon.example/?tag=x",
            "https://www.ebay.com/itm/1",
        ],
    )
    def test_links_that_nobody_is_paid_for_are_left_alone(self, address: str) -> None:
        assert barred_in(f"see {address} now") == ()

    def test_the_sentence_around_one_stays(self) -> None:
        text = "See https://bit.ly/3abc. (Or amzn.to/x, or t.co/y!)"
        assert without_barred(text, instead="-") == "See -. (Or -, or -!)"

    def test_one_that_begins_another_takes_nothing_of_it(self) -> None:
        text = "bit.ly/a and bit.ly/ab"
        assert without_barred(text, instead="-") == "- and -"

    def test_other_addresses_are_left_alone(self) -> None:
        text = "https://moonbooks.example/bit.ly/x, habit.ly/x, abit.ly/y, and.so on"
        assert barred_in(text) == ()

    def test_toll_free_numbers_have_a_longer_header(self) -> None:
        assert sizes_of("+18885550100") is TOLL_FREE
        assert sizes_of("+13235550142") is STANDARD

    def test_a_messaging_service_may_send_from_a_toll_free_number(self) -> None:
        assert sizes_of("MG0123456789abcdef0123456789abcdef") is TOLL_FREE
