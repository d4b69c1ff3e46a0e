"""What was said in a conversation that went as it should, written out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from maneki.simulator.talk.judge import Arrival, Handover, Leaving, Linking, Seen, promises_of
from maneki.simulator.talk.report import TalkReport
from maneki.simulator.talk.said import By, Card, Line, Round, Via

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
CARD = Card(
    title="Piranesi",
    about="by Susanna Clarke\n\nA house & its tides.",
    facts=(("Price", "$12.99"), ("On the shelf", "4")),
)
ANSWER = '"Piranesi" by Susanna Clarke: 4 in stock, $12.99.'
ROUND = Round(
    customer="Sally",
    via=Via.TEXT,
    said="Do you have Pirenesi?",
    answers=(ANSWER,),
    after=timedelta(seconds=1.3),
    wanted=("Piranesi", "$12.99"),
    foreign=("leash",),
)
MISSED = Round(
    customer="Sally",
    via=Via.TEXT,
    said="Who wrote it?",
    answers=("Susanna Clarke",),
    after=timedelta(seconds=8),
    missed=True,
)
ON_DISCORD = Round(
    customer="Sally",
    via=Via.DM,
    said="How much is it?",
    answers=("$12.99",),
    after=timedelta(seconds=0.6),
)
SEEN = Seen(
    rounds=(ROUND, MISSED, ON_DISCORD),
    linking=Linking(customer="Sally", same_person=True),
    handover=Handover(
        customer="Ben", threads=1, mirrored=1, passed_on=1, handed_back=True, named=False
    ),
    leaving=Leaving(customer="Cleo", confirmations=1, texts_after=1),
    arrival=Arrival(title="Rebecca", told=(("Sally", 1),)),
)


def line(second: float, by: By, text: str, **more: Any) -> Line:
    known: dict[str, Any] = {"whose": "Sally", "via": Via.TEXT, "where": "text message"}
    who = {By.CUSTOMER: "Sally", By.STAFF: "Ada", By.WORLD: ""}.get(by, "Foxglove Books")
    at = NOON + timedelta(seconds=second)
    return Line(at=at, by=by, text=text, **(known | {"who": who} | more))


LINES = (
    line(0, By.CUSTOMER, "Do you have <Pirenesi>?"),
    line(1.3, By.ASSISTANT, ANSWER, after_ms=1300),
    line(2, By.WORLD, "The program is stopped.", whose=""),
    line(4, By.CUSTOMER, "@Maneki a book?", via=Via.THREAD, where="Discord, #books"),
    line(
        5,
        By.ASSISTANT,
        "This one:",
        via=Via.THREAD,
        where="Discord, #Piranesi",
        cards=(CARD,),
        buttons=("More like this",),
        after_ms=600,
    ),
    line(6, By.STAFF, "Hello, Ada here."),
    line(7, By.ALERT, "Foxglove Books:\nBack on sale: Rebecca"),
)
TALK = TalkReport(
    customers=("Sally",),
    rounds=SEEN.rounds,
    lines=LINES,
    promises=promises_of(SEEN),
    away=(NOON + timedelta(seconds=2), NOON + timedelta(seconds=4)),
)
