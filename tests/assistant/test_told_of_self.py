"""What customers tell of themselves, read from what they write: and what only looks like it."""

from __future__ import annotations

import pytest

from maneki.assistant.asked_of_memory import Wish, asked_of_memory
from maneki.assistant.told_of_self import Kind, Of, told_of_self
from maneki.assistant.tools.wishes import Than, than_in


def told(text: str) -> list[tuple[Kind, str]]:
    return [(one.kind, one.what) for one in told_of_self(text).tells]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my name is Sally", "Sally"),
        ("My name's Sally O'Brien.", "Sally O'Brien"),
        ("name is sally", "Sally"),
        ("please call me Sal", "Sal"),
        ("you can call me Zbigniew", "Zbigniew"),
        ("I'm Sally by the way", "Sally"),
        ("im sally", "Sally"),
        ("I'M SALLY", "Sally"),
        ("hi, this is Sally again", "Sally"),
        ("hey it's sally again", "Sally"),
        ("Sally here, is Circe in stock?", "Sally"),
        ("I'm Priyanka btw. any new fantasy?", "Priyanka"),
        ("this is Siobhan from the book club", "Siobhan"),
        ("I'm Will by the way", "Will"),
        ("i love dune and i'm sally", "Sally"),
        ("my name is Sally and i'm looking for Dune", "Sally"),
        ("私の名前はさくらです", "さくら"),
        ("さくらと呼んでください", "さくら"),
    ],
)
def test_a_name_is_heard(text: str, name: str) -> None:
    assert (Kind.NAME, name) in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "I'm looking for Dune",
        "I'm Legend",
        "I am Legend",
        "I Am Malala",
        "i am david",
        "this is Jane Eyre",
        "This is Stephen King",
        "I'm Irish by the way",
        "I'm Stephen King's biggest fan",
        "I'm a Sally Rooney fan",
        "i'm tired again",
        "I'm Not Sure Again",
        "i will mark it",
        "i'm will",
        "call me back",
        "call me when it is in",
        "call me maybe",
        "Call Me By Your Name",
        "my name is on the list",
        "my name is misspelled",
        "what is my name",
        "is your name Sally",
        "this is great",
        "Everybody here is so nice",
        "nobody here?",
        "new here, what do you sell?",
        "it's raining here",
        "I'm here",
        "I'm done",
    ],
)
def test_what_only_looks_like_a_name_is_none(text: str) -> None:
    assert not [what for kind, what in told(text) if kind is Kind.NAME]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i've read Dune already", [(Kind.HAS_READ, "Dune")]),
        ("I read The Hobbit years ago", [(Kind.HAS_READ, "The Hobbit")]),
        ("just finished reading Circe", [(Kind.HAS_READ, "Circe")]),
        ("I finished Circe last night and cried", [(Kind.HAS_READ, "Circe")]),
        ("I own Dune", [(Kind.OWNS, "Dune")]),
        ("i already have Dune", [(Kind.OWNS, "Dune")]),
        ("i have a copy of dune at home", [(Kind.OWNS, "dune")]),
        ("i hated dune", [(Kind.DISLIKES, "dune")]),
        ("I couldn't finish Dune", [(Kind.DISLIKES, "Dune")]),
        ("I don't like horror", [(Kind.DISLIKES, "horror")]),
        ("not a fan of horror", [(Kind.DISLIKES, "horror")]),
        ("I love Terry Pratchett", [(Kind.LIKES, "Terry Pratchett")]),
        ("i'm a big fan of Andy Weir", [(Kind.LIKES, "Andy Weir")]),
        ("my favourite genre is fantasy", [(Kind.LIKES, "fantasy")]),
        ("Dune is my favorite book", [(Kind.LIKES, "Dune")]),
        ("I love everything by Ursula K. Le Guin", [(Kind.LIKES, "Ursula K. Le Guin")]),
        ("i hated dune but loved circe", [(Kind.DISLIKES, "dune"), (Kind.LIKES, "circe")]),
        ("デューンはもう読みました", [(Kind.HAS_READ, "デューン")]),
        ("村上春樹が好きです", [(Kind.LIKES, "村上春樹")]),
        ("ホラーが苦手です", [(Kind.DISLIKES, "ホラー")]),
    ],
)
def test_what_they_read_and_like_is_heard(text: str, expected: list[tuple[Kind, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "i want to read dune",
        "i have not read dune",
        "have you read dune",
        "i'd like dune",
        "i would love dune in hardcover",
        "i have a question",
        "i like your shop",
        "i love you",
        "I love it here",
        "if i liked dune what should i read",
        "my sister loved dune",
        "do you like dune",
        "i read that you have Dune",
        "something like dune",
        "do you have I Am Legend",
        "",
    ],
)
def test_what_tells_nothing_of_them_is_left_alone(text: str) -> None:
    assert told(text) == []


def test_whom_or_what_they_mean_is_said_where_they_say_it() -> None:
    (author,) = told_of_self("my favourite author is Robin Hobb").tells
    (book,) = told_of_self("my favorite book is Emma").tells
    assert (author.of, book.of) == (Of.AUTHOR, Of.BOOK)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("i've read Dune already, what should i read", "what should i read"),
        ("I'm Sally by the way, do you have Dune?", "do you have Dune?"),
        ("hi this is Sally again. any new fantasy?", "any new fantasy?"),
        ("I hated Dune, something else please", "something else please"),
        ("hello, I'm Sally!", ""),
        ("my name is Sally, thanks", ""),
    ],
)
def test_the_rest_is_what_they_ask(text: str, rest: str) -> None:
    found = told_of_self(text)
    assert found.without(found.tells) == rest


def test_what_was_just_finished_may_be_what_the_next_one_is_like() -> None:
    (finished,) = told_of_self("just finished Dune, what next?").tells
    (known,) = told_of_self("i've read Dune already, what next?").tells
    assert (finished.is_aside, known.is_aside) == (False, True)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("what do you know about me?", Wish.KNOWN),
        ("do you remember my name", Wish.KNOWN),
        ("what is my name?", Wish.KNOWN),
        ("forget my name", Wish.FORGET_NAME),
        ("please don't use my name", Wish.FORGET_NAME),
        ("stop calling me Sally", Wish.FORGET_NAME),
        ("forget that i like dune", Wish.UNSAY),
        ("what do you know about Dune?", None),
        ("send me everything, and what you know about me, as a file", None),
        ("forget my name and number", None),
        ("forget me", None),
        ("don't call me again", None),
        ("what is your name?", None),
    ],
)
def test_what_is_asked_of_the_memory(text: str, wish: Wish | None) -> None:
    asked = asked_of_memory(text)
    assert (asked.wish if asked else None) is wish


@pytest.mark.parametrize(
    ("text", "than"),
    [
        ("something like dune but shorter", Than.SHORTER),
        ("like Dune, but a lot cheaper", Than.CHEAPER),
        ("like Circe only longer", Than.LONGER),
        ("something like dune", None),
    ],
)
def test_in_what_it_is_to_differ(text: str, than: Than | None) -> None:
    assert than_in(text) is than
