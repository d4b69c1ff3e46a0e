"""What the page of a demo shows, and that what was said in it cannot break it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

from tests.simulator.demo.test_report import OUTCOME
from tests.simulator.talk.said import NOON, TALK

from maneki.simulator.demo.outcome import Outcome, ShownAlert
from maneki.simulator.demo.page import page_of
from maneki.simulator.talk.judge import Promise

SEEN = replace(
    OUTCOME,
    alerts=(ShownAlert("member-001", "DM", "New", "coat <b>M</b>", "¥5,000"),),
    accepted_at=tuple(NOON + timedelta(seconds=second) for second in (1, 1, 6)),
)
_VOID = {"meta"}


class Checked(HTMLParser):
    """Whatever is opened is closed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []
        self.elsewhere: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elsewhere += [value or "" for name, value in attrs if name in {"src", "href"}]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def drawn(outcome: Outcome, *, wrongs: tuple[str, ...] = ()) -> Checked:
    page = Checked()
    page.feed(page_of(outcome, verdict="Clean & well.", wrongs=wrongs))
    page.close()
    assert page.open == []
    return page


def test_all_that_was_said_is_on_the_page_and_it_needs_nothing_else() -> None:
    page = drawn(SEEN)
    text = "\n".join(page.text)
    for said in TALK.lines:
        assert said.text in text
    for shown in ("Piranesi", "$12.99", "More like this", "after 1,300 ms", "Clean & well."):
        assert shown in text
    assert "coat <b>M</b>" in text
    assert "5 of 5" in text
    assert page.elsewhere == []


def test_what_went_wrong_is_said_at_the_top() -> None:
    promise = Promise(says="each message was answered once", of=2, broken=("one was not",))
    wrong = replace(SEEN, talk=replace(TALK, promises=(promise,)))
    page = page_of(wrong, verdict="Not clean: 1 promises not kept.", wrongs=("one was not",))
    assert (
        page.index('class="verdict bad"') < page.index("one was not") < page.index('class="tiles"')
    )
    assert '<li class="broken">' in page


def test_a_demo_in_which_nothing_was_said_has_a_page_too() -> None:
    silent = replace(TALK, customers=(), rounds=(), lines=(), promises=(), away=None)
    assert drawn(replace(OUTCOME, talk=silent)).text
