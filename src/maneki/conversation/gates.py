"""Which of what comes in is answered, by whom, and what is not. Pure.

The order is the law's and good manners': who wants no texts is heard before any limit, before the
staff's turn and before the assistant; who asks for help gets it whatever else is so; and whoever
writes too much is told once and stored, never refused, since a provider that is refused sends
again for hours.

signature → written down before? (both before this) → STOP, START, HELP → opted out → limits →
what somebody has a right to (their data) → the staff has the word → what texts may cost → the
assistant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import inf

from maneki.conversation.keywords import is_yes, keyword_of
from maneki.conversation.leaving import Leaving, leaving_in
from maneki.conversation.plain_words import BY_RIGHT, plain_word_of
from maneki.model.consent import NOTHING_AGREED, Consents
from maneki.model.conversation import Handover, Inbound, Keyword, PlaceKind

CLOCKS_APART = timedelta(seconds=5)
"""By so much a provider's clock may be behind ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many messages of one person are answered."""

    a_minute: float = 6
    an_hour: float = 60


UNLIMITED = Limits(a_minute=inf, an_hour=inf)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How things are with a person when they say something: `in_a_minute` and `in_an_hour` are
    their messages that were let through so far. `is_spent`: what texts may cost, for them today or
    for the shop this month, is spent.
    """

    consents: Consents = NOTHING_AGREED
    handover: Handover | None = None
    in_a_minute: int = 0
    in_an_hour: int = 0
    is_spent: bool = False


class Kept(StrEnum):
    """Why a message is not answered; `conversation.kept.*` says it in words."""

    EMPTY = "empty"
    OPTED_OUT = "opted_out"
    TOO_MANY = "too_many"
    SPENT = "spent"


@dataclass(frozen=True, slots=True)
class OptOut:
    """They want no more texts. `is_news`: they are told that, once."""

    is_news: bool
    is_keyword: bool


@dataclass(frozen=True, slots=True)
class OptIn:
    """They want texts again."""


@dataclass(frozen=True, slots=True)
class Help:
    """They asked what this is."""


@dataclass(frozen=True, slots=True)
class Keep:
    """It is written down and not answered. `is_told`: that is said, though not each time.
    `is_in_doubt`: perhaps they want no more texts.
    """

    why: Kept
    is_told: bool = False
    is_in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class ToStaff:
    """Somebody of the shop has the word. `is_in_doubt`: perhaps they want no more texts."""

    handover: Handover
    is_in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class ToAssistant:
    """It is answered. `is_in_doubt`: perhaps they want no more texts, and are asked."""

    is_in_doubt: bool = False


Gate = OptOut | OptIn | Help | Keep | ToStaff | ToAssistant


def gate_for(inbound: Inbound, standing: Standing, limits: Limits) -> Gate:
    """What becomes of a message."""
    if not inbound.text.strip() and not inbound.media:
        return Keep(Kept.EMPTY)
    leaving = Leaving.NO
    is_by_right = inbound.place.is_private and plain_word_of(inbound.text) in BY_RIGHT
    if inbound.place.kind is PlaceKind.PHONE:
        by_text, leaving = _by_text(inbound, standing, limits)
        if by_text is not None:
            return by_text
        if standing.consents.is_opted_out and not is_by_right:
            return Keep(Kept.OPTED_OUT)
    if is_too_much(standing, limits):
        return Keep(Kept.TOO_MANY, is_told=True, is_in_doubt=leaving is Leaving.IN_DOUBT)
    return ToAssistant() if is_by_right else _answered(standing, leaving is Leaving.IN_DOUBT)


def _answered(standing: Standing, is_in_doubt: bool) -> Gate:
    if standing.handover is not None:
        return ToStaff(standing.handover, is_in_doubt=is_in_doubt)
    if standing.is_spent:
        return Keep(Kept.SPENT, is_told=True, is_in_doubt=is_in_doubt)
    return ToAssistant(is_in_doubt=is_in_doubt)


def is_too_much(standing: Standing, limits: Limits) -> bool:
    """Whether somebody has said so much lately that no more of it is answered."""
    return standing.in_a_minute >= limits.a_minute or standing.in_an_hour >= limits.an_hour


def _by_text(inbound: Inbound, standing: Standing, limits: Limits) -> tuple[Gate | None, Leaving]:
    """What a text asks of texts themselves."""
    consents = standing.consents
    keyword = _keyword(inbound, consents)
    if keyword is Keyword.START and not consents.is_opted_out and is_too_much(standing, limits):
        # They were never away: it is a text like any other.
        return None, Leaving.NO
    if keyword is not None:
        return _by_keyword(keyword, inbound, consents), Leaving.NO
    if consents.is_opted_out:
        # Nothing awaits an answer of somebody who was told that they hear no more.
        return (_back(inbound, consents) if is_yes(inbound.text) else None), Leaving.NO
    if plain_word_of(inbound.text) is not None:
        return None, Leaving.NO
    leaving = leaving_in(inbound.text)
    if leaving is Leaving.CERTAIN:
        return OptOut(is_news=True, is_keyword=False), leaving
    return None, leaving


def _keyword(inbound: Inbound, consents: Consents) -> Keyword | None:
    """By the provider's list of words or by ours. A provider takes YES for START, also where it
    answers a question.
    """
    is_back = inbound.keyword is not Keyword.START or not is_yes(inbound.text)
    is_meant = is_back or consents.is_opted_out
    return (inbound.keyword if is_meant else None) or keyword_of(inbound.text)


def _by_keyword(keyword: Keyword, inbound: Inbound, consents: Consents) -> Gate:
    match keyword:
        case Keyword.STOP:
            return OptOut(is_news=not consents.is_opted_out, is_keyword=True)
        case Keyword.START:
            return _back(inbound, consents)
        case Keyword.HELP:
            return Help()


def _back(inbound: Inbound, consents: Consents) -> Gate:
    """They are back, unless they have opted out since they wrote that: a provider that found us
    away sends again for hours, and what was said last holds.
    """
    said_at = consents.said_at
    is_overtaken = said_at is not None and inbound.received_at + CLOCKS_APART < said_at
    return Keep(Kept.OPTED_OUT) if consents.is_opted_out and is_overtaken else OptIn()
