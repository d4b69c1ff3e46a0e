"""Were customers answered as the shop promises? Says it of what they saw. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from maneki.simulator.talk.said import Round, Via


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Something that was promised `of` times. `broken` says of each time it was not kept, which."""

    says: str
    of: int
    broken: tuple[str, ...] = ()

    @property
    def kept(self) -> int:
        return max(0, self.of - len(self.broken))

    @property
    def is_kept(self) -> bool:
        return self.of > 0 and not self.broken


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking:
    """`same_person`: the phone and the account belong to one person in the shop's books, and all
    that was said on either to that one.
    """

    customer: str
    same_person: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """A customer asked for a person. `mirrored` is how often their next words were to be read in
    the staff's thread, `passed_on` how often the staff's were on the phone, `named` whether the
    thread says their number.
    """

    customer: str
    threads: int
    mirrored: int
    passed_on: int
    handed_back: bool
    named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Somebody wants no more texts: what the phone was sent after they had said so."""

    customer: str
    confirmations: int
    texts_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A book came in that `waiting` customers had asked for; `told` says how often each heard."""

    title: str
    told: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """All that is judged. `texts_broken` are rules of carriers and the law."""

    rounds: tuple[Round, ...]
    linking: Linking
    handover: Handover
    leaving: Leaving
    arrival: Arrival
    texts_broken: tuple[str, ...] = ()


def promises_of(seen: Seen) -> tuple[Promise, ...]:
    return (
        _answered_once(seen.rounds),
        _as_listed([one for one in seen.rounds if one.wanted]),
        _own([one for one in seen.rounds if one.foreign]),
        _missed([one for one in seen.rounds if one.missed]),
        _one_person(seen.linking),
        _handed_over(seen.handover),
        _let_go(seen.leaving),
        _told_once(seen.arrival),
        _by_the_rules(seen),
    )


def _answered_once(rounds: Sequence[Round]) -> Promise:
    return _of_each(
        "each message was answered once",
        rounds,
        is_kept=lambda one: len(one.answers) == 1,
        else_was=lambda one: f"answered {_times(len(one.answers))}",
    )


def _as_listed(rounds: Sequence[Round]) -> Promise:
    return _of_each(
        "answers say what the shop's own list says", rounds, is_kept=lambda one: one.is_right
    )


def _own(rounds: Sequence[Round]) -> Promise:
    return _of_each(
        "who talks at the same time hears nothing of another's conversation",
        rounds,
        is_kept=lambda one: one.is_own,
    )


def _missed(rounds: Sequence[Round]) -> Promise:
    return _of_each(
        "what was texted while the program was down is answered once it is up",
        rounds,
        is_kept=lambda one: bool(one.answers),
        else_was=lambda _: "never answered",
    )


def _of_each(
    says: str,
    rounds: Sequence[Round],
    *,
    is_kept: Callable[[Round], bool],
    else_was: Callable[[Round], str] = lambda one: f"answered {_quoted(one)}",
) -> Promise:
    wrong = [one for one in rounds if not is_kept(one)]
    broken = tuple(f"{_named(one)} was {else_was(one)}" for one in wrong)
    return Promise(says=says, of=len(rounds), broken=broken)


def _one_person(linking: Linking) -> Promise:
    said = f"{linking.customer} is not one person by text and on Discord"
    return Promise(
        says="a phone and an account that were linked are one person with one history",
        of=1,
        broken=() if linking.same_person else (said,),
    )


def _handed_over(handover: Handover) -> Promise:
    who = handover.customer
    checks = (
        (handover.threads == 1, f"{handover.threads} threads were opened for {who}"),
        (handover.mirrored == 1, f"{who}'s words were shown {_times(handover.mirrored)}"),
        (handover.passed_on == 1, f"{who} got the staff's words {_times(handover.passed_on)}"),
        (handover.handed_back, f"{who} was not told that the assistant is back"),
        (not handover.named, f"the staff's thread names {who}'s number"),
    )
    return _checked("who asks for a person is put through, answered and handed back", checks)


def _let_go(leaving: Leaving) -> Promise:
    who = leaving.customer
    checks = (
        (leaving.confirmations == 1, f"{who} was confirmed {_times(leaving.confirmations)}"),
        (leaving.texts_after == leaving.confirmations, f"{who} was texted after that"),
    )
    return _checked("who wants no more texts is told so once and never texted again", checks)


def _told_once(arrival: Arrival) -> Promise:
    wrong = [(who, times) for who, times in arrival.told if times != 1]
    return Promise(
        says="who asked for a book is told once when it comes in",
        of=len(arrival.told),
        broken=tuple(f"{who} was told {_times(n)} of {arrival.title}" for who, n in wrong),
    )


def _by_the_rules(seen: Seen) -> Promise:
    texts = sum(len(one.answers) for one in seen.rounds if one.via is Via.TEXT)
    return Promise(
        says="no text breaks a rule of carriers or the law",
        of=texts,
        broken=seen.texts_broken,
    )


def _checked(says: str, checks: Iterable[tuple[bool, str]]) -> Promise:
    checked = tuple(checks)
    return Promise(says=says, of=len(checked), broken=tuple(_failed(checked)))


def _failed(checks: Iterable[tuple[bool, str]]) -> Iterator[str]:
    for is_so, otherwise in checks:
        if not is_so:
            yield otherwise


def _named(one: Round) -> str:
    return f"{one.customer}'s {one.said!r}"


def _quoted(one: Round) -> str:
    return " / ".join(map(repr, one.answers)) or "not at all"


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")
