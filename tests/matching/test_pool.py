"""What processes say to each other, and that work is spread over them without a gap."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import numpy as np
import pytest
from tests.matching.crowd import Crowd

from maneki.matching.brands import BrandDictionary
from maneki.matching.index import FEW, FilterIndex
from maneki.matching.match import Matcher
from maneki.matching.pool.pool import Pool
from maneki.matching.pool.spread import spread
from maneki.matching.pool.wire import (
    Answer,
    Kind,
    Line,
    LineClosedError,
    Peer,
    Question,
    answers_in,
    changes_in,
    packed_answers,
    packed_changes,
    packed_questions,
    questions_in,
)
from maneki.matching.pool.worker import answer, follow
from maneki.model.event import EventKind

DROP = Decimal(5)


@pytest.fixture
def line() -> Iterator[tuple[Peer, Line]]:
    ours, theirs = socket.socketpair()
    peer, line = Peer(ours), Line(theirs)
    yield peer, line
    peer.close()
    line.close()


def questions(crowd: Crowd, many: int) -> list[Question]:
    events = [crowd.event() for _ in range(many)]
    return [(event, (event.kind, EventKind.NEW)) for event in events]


def as_lists(answers: list[Answer]) -> list[list[list[int]]]:
    return [[ordinals.tolist() for ordinals in answer] for answer in answers]


def test_questions_and_changes_arrive_as_they_were_sent(dictionary: BrandDictionary) -> None:
    crowd = Crowd(1, dictionary)
    asked = questions(crowd, 50)
    assert questions_in(packed_questions(asked, DROP)) == (asked, DROP)
    changes = [(crowd.filter(f"{number}").id, crowd.criteria()) for number in range(50)]
    assert changes_in(packed_changes(changes)) == changes


@pytest.mark.parametrize("lengths", [[], [0, 0], [1, 0, 3, 0, 0, 2_000], [0, 0, 0, 5]])
def test_answers_arrive_as_they_were_sent(dictionary: BrandDictionary, lengths: list[int]) -> None:
    asked = questions(Crowd(1, dictionary), len(lengths) // 2)
    arrays = [np.arange(length, dtype=np.int32) for length in lengths]
    answers = [arrays[place : place + 2] for place in range(0, len(arrays), 2)]
    sent = packed_answers(answers, followed=7)
    found = answers_in(sent, asked, followed=7)
    assert found is not None
    assert as_lists(found) == as_lists(answers)
    assert answers_in(sent, asked, followed=8) is None


def test_a_line_is_in_order_and_hands_over_a_line(line: tuple[Peer, Line]) -> None:
    peer, there = line
    ours, theirs = socket.socketpair()
    body = os.urandom(50_000)
    peer.say(Kind.CHANGES, body)
    peer.say(Kind.FORK, line=theirs)
    peer.say(Kind.RENEW)
    assert there.has_message()
    assert there.receive() == (Kind.CHANGES, body, None)
    handed = there.receive()
    assert handed.kind is Kind.FORK
    assert handed.line is not None
    assert there.receive() == (Kind.RENEW, b"", None)
    assert not there.has_message()
    Line(socket.socket(fileno=handed.line)).send(Kind.RENEWED, b"hello")
    assert [one.body for one in Peer(ours).heard()] == [b"hello"]


def test_nobody_waits_for_who_takes_nothing(line: tuple[Peer, Line]) -> None:
    peer, there = line
    bodies = [os.urandom(300_000) for _ in range(5)]
    for body in bodies:
        peer.say(Kind.CHANGES, body)
    assert peer.has_unsent
    with ThreadPoolExecutor(1) as other:
        reading = other.submit(lambda: [there.receive().body for _ in bodies])
        while peer.has_unsent:
            peer.flush()
        assert reading.result() == bodies
    peer.say(Kind.CHANGES, bodies[0])
    assert peer.stuck_for < 60
    there.close()
    peer.flush()
    assert not peer.is_open


def test_a_line_that_has_ended_says_so(line: tuple[Peer, Line]) -> None:
    peer, there = line
    there.send(Kind.FOUND, b"last words")
    there.close()
    assert [one.body for one in peer.heard()] == [b"last words"]
    assert not peer.is_open
    ours, theirs = socket.socketpair()
    ours.close()
    with pytest.raises(LineClosedError):
        Line(theirs).receive()
    with pytest.raises(LineClosedError):
        Line(theirs).send(Kind.RENEWED)


@pytest.mark.parametrize("few", [FEW, 0])
def test_workers_find_what_one_index_finds_through_any_changes(
    dictionary: BrandDictionary, few: int
) -> None:
    crowd = Crowd(3, dictionary)
    matcher = Matcher(dictionary)
    filters = [crowd.filter(f"f{number}") for number in range(300)]
    index = FilterIndex(matcher, filters, few=few)
    pool = Pool(index, matcher, processes=3, fewest_a_share=1)
    try:
        pool.wait_for_workers()
        for turn in range(12):
            changes = [
                (crowd.random.choice(filters).id, crowd.criteria() if place % 3 else None)
                for place in range(10)
            ]
            pool.follow(changes)
            follow(index, changes)
            if turn % 4 == 3:
                draft = index.draft()
                index.adopt(draft, draft.sheet())
                pool.renew()
            pool.mend()
            asked = questions(crowd, 20)
            mine = pool.hand_out(asked, drop_percent=DROP)
            answers = pool.collect()
            assert sorted([*mine, *answers]) == [*range(20)]
            assert len(answers) == 13
            expected = [answer(index, matcher, one, drop_percent=DROP) for one in asked]
            assert as_lists([*answers.values()]) == as_lists([expected[one] for one in answers])
    finally:
        pool.close()


def test_a_pool_is_closed_before_anybody_was_ready(dictionary: BrandDictionary) -> None:
    matcher = Matcher(dictionary)
    at_once = Pool(FilterIndex(matcher), matcher, processes=2)
    at_once.close()
    stopped = Pool(FilterIndex(matcher), matcher, processes=2)
    server = stopped.server_pid
    os.kill(server, signal.SIGSTOP)
    stopped.close(at_most=0.2)
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)
    assert not stopped.server_pid


def test_what_is_spread_comes_in_order() -> None:
    numbers = [*range(1_000)]
    for processes in (1, 2, 3, 7):
        done = spread(lambda one: b"%d" % (one * one), numbers, processes=processes)
        assert [int(one) for one in done] == [one * one for one in numbers]
    assert [*spread(lambda one: b"%d" % one, [1, 2], processes=4)] == [b"1", b"2"]


def test_what_a_helper_does_not_do_is_done_here() -> None:
    here = os.getpid()

    def done(number: int) -> bytes:
        if os.getpid() != here and number in (10, 101):
            os.kill(os.getpid(), signal.SIGKILL)
        return b"%d" % number

    assert [*map(int, spread(done, range(200), processes=2))] == [*range(200)]


def test_an_error_is_met_here(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError):
        [*spread(lambda one: b"%d" % (10 // one), [2, 1, 0, 1], processes=2)]
    assert capfd.readouterr().err == ""
