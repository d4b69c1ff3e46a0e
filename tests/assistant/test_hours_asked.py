"""What customers are told who ask when the shop is open: by the day, by the hour, by the week."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.assistant.bookshop import (
    ANN,
    PHONE,
    Bookshop,
    Talk,
    open_bookshop,
    with_shop,
)
from tests.assistant.modelled import chat_with

from maneki.assistant.evidence import Evidence
from maneki.assistant.guard import judge
from maneki.assistant.keeper import Keeper
from maneki.clock import MovableClock
from maneki.model.person import Address
from maneki.shop.folder import ShopPapers
from maneki.shop.hours import read_hours
from maneki.simulator.model import Call, ModelSim, Said, one_by_one
from maneki.store import Store

CHRISTMAS_EVE = "Thursday, December 24: 10 am to 2 pm"
TODAY = "Friday, November 27: 10 am to 6 pm"
SEGMENT = 160


@pytest.fixture
async def bookshop(sqlite_copy: str, clock: MovableClock) -> AsyncIterator[Bookshop]:
    opened = Store.open(sqlite_copy, clock=clock)
    yield await open_bookshop(opened, clock)
    await opened.close()


@pytest.fixture
def talk(bookshop: Bookshop) -> Talk:
    return Talk(bookshop, Keeper(bookshop.shop))


def at(bookshop: Bookshop, text: str) -> None:
    """It is that time on the shop's wall."""
    wanted = datetime.fromisoformat(text).replace(tzinfo=bookshop.shop.zone).astimezone(UTC)
    bookshop.clock.move(wanted - bookshop.clock.now())


class TestByTheDay:
    @pytest.mark.parametrize(
        "text",
        [
            "are you open on december 24",
            "are you open on december 24th, 2026?",
            "open on 12/24?",
            "open 12/24/26?",
            "24 Dec",
            "Dec. 24th",
            "open dec. 24th?",
            "are you open Thursday, December 24?",
            "on the 24th",
            "are you open on the 24th?",
            "what about the 24th?",
            "are you open on 2026-12-24?",
            "are you open christmas eve",
            "what are your hours on 24 december please",
            "I read Circe on December 3. Are you open on December 24?",
            "habt ihr am 24. Dezember offen?",
            "habt ihr am 24.12. offen?",
            "habt ihr Heiligabend offen?",
        ],
    )
    async def test_a_date_has_the_hours_of_that_day(self, talk: Talk, text: str) -> None:
        assert (await talk.say(text)).text.splitlines()[-1] == CHRISTMAS_EVE

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("next friday", "Friday, December 4: 10 am to 6 pm"),
            ("are you open this friday?", TODAY),
            ("are you open the friday after next", "Friday, December 11: 10 am to 6 pm"),
            ("tomorrow", "Saturday, November 28: 10 am to 5 pm"),
            ("day after tomorrow", "Sunday, November 29: 12 pm to 4 pm"),
            ("are you open the day after tomorrow?", "Sunday, November 29: 12 pm to 4 pm"),
            ("are you open in 3 days?", "Monday, November 30: closed"),
            ("open a week from thursday?", "Thursday, December 10: 10 am to 8 pm"),
            ("new year's day", "Friday, January 1, 2027: closed"),
            ("are you open on New Year’s Eve?", "Thursday, December 31: 10 am to 8 pm"),
            ("thanksgiving", "Thursday, November 25, 2027: 10 am to 8 pm"),
            ("black friday hours", TODAY),
            ("easter monday", "Monday, March 29, 2027: closed"),
            ("are you open on good friday", "Friday, March 26, 2027: 10 am to 6 pm"),
            ("are you open on february 29?", "Tuesday, February 29, 2028: 10 am to 6 pm"),
            ("are you open on november 3", "Wednesday, November 3, 2027: 10 am to 6 pm"),
            ("are you open on the 31st?", "Thursday, December 31: 10 am to 8 pm"),
        ],
    )
    async def test_the_date_is_spelled_so_that_a_misreading_shows(
        self, talk: Talk, text: str, told: str
    ) -> None:
        assert (await talk.say(text)).text.splitlines()[-1] == told

    async def test_several_days_are_told_one_by_one(self, talk: Talk) -> None:
        assert (await talk.say("this weekend")).text == (
            "Saturday, November 28: 10 am to 5 pm\nSunday, November 29: 12 pm to 4 pm"
        )
        assert (await talk.say("are you open dec 24-26?")).text.splitlines() == [
            CHRISTMAS_EVE,
            "Friday, December 25: closed",
            "Saturday, December 26: 10 am to 5 pm",
        ]
        assert len((await talk.say("what are your hours next week?")).text.splitlines()) == 7

    @pytest.mark.parametrize(
        ("text", "first"),
        [
            ("are you open on december 24?", "Yes, we are open."),
            ("are you open on december 25?", "No, we are closed."),
            ("are you closed on mondays?", "Yes, we are closed."),
            ("are you closed on the 24th?", "No, we are open."),
            ("when do you close on christmas eve?", "We close at 2 pm."),
            ("what time do you open tomorrow", "We open at 10 am."),
        ],
    )
    async def test_what_was_asked_is_answered_first(
        self, talk: Talk, text: str, first: str
    ) -> None:
        assert (await talk.say(text)).text.splitlines()[0] == first

    @pytest.mark.parametrize(
        ("country", "told"),
        [
            ("US", "Thursday, March 4, 2027"),
            ("GB", "Saturday, April 3, 2027"),
            (None, "Thursday, March 4, 2027"),
        ],
    )
    async def test_numbers_are_read_as_in_the_shops_country(
        self, bookshop: Bookshop, country: str | None, told: str
    ) -> None:
        there = with_shop(bookshop, country=country)
        talk = Talk(there, Keeper(there.shop))
        assert told in (await talk.say("are you open on 3/4?")).text
        assert "December 24" in (await talk.say("are you open on 24/12?")).text
        assert "December 24" in (await talk.say("are you open on 12/24?")).text

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("are you open on february 30", 'You wrote "February 30": there is no such day.'),
            ("open on 2/30?", 'You wrote "2/30": there is no such day.'),
            ("are you open on the 32nd?", 'You wrote "the 32nd": there is no such day.'),
            ("are you open on 2026-13-01?", 'You wrote "2026-13-01": there is no such day.'),
            ("were you open yesterday?", "Thursday, November 26 is over."),
            ("open on dec 24 2025?", "Wednesday, December 24, 2025 is over."),
            ("are you open last friday", "Friday, November 20 is over."),
        ],
    )
    async def test_a_day_that_is_over_or_is_none_gets_a_clear_sentence(
        self, talk: Talk, text: str, told: str
    ) -> None:
        answer = await talk.say(text)
        assert answer.text.startswith(told)
        assert answer.text.endswith("do you mean?")
        assert " am " not in answer.text

    async def test_a_holiday_that_nobody_can_place_is_said_to_be_one(self, talk: Talk) -> None:
        answer = await talk.say("are you open on hanukkah?")
        assert answer.text.startswith("I do not know which date that is.")
        assert "Thu, Dec 24: 10 am to 2 pm" in answer.text

    async def test_the_holidays_are_the_days_unlike_others(self, talk: Talk) -> None:
        answer = await talk.say("what are your holiday hours?")
        assert "Thu, Dec 24: 10 am to 2 pm\nFri, Dec 25: closed\nFri, Jan 1: closed" in answer.text
        assert "Monday" not in answer.text

    async def test_what_books_are_about_is_no_question_of_hours(self, talk: Talk) -> None:
        for text in ("11/22/63", "books for christmas", "do you have the first of may"):
            assert "10 am" not in (await talk.say(text)).text, text

    async def test_around_the_clock_is_no_date(self, talk: Talk) -> None:
        assert "July" not in (await talk.say("are you open 24/7?")).text

    async def test_it_goes_on_with_the_day_that_was_spoken_of(self, talk: Talk) -> None:
        await talk.say("are you open on the 24th?")
        assert (await talk.say("and at 3pm?")).text == f"No, we close at 2 pm.\n{CHRISTMAS_EVE}"
        assert (await talk.say("how about 1?")).text == (
            f"Yes, we are open at 1 pm.\n{CHRISTMAS_EVE}"
        )
        assert (await talk.say("and the 25th?")).text == "Friday, December 25: closed"


class TestByTheHour:
    @pytest.mark.parametrize(
        ("text", "first", "day"),
        [
            ("are you open at 7pm tonight?", "No, we close at 6 pm.", TODAY),
            ("are you open at 5 pm?", "Yes, we are open at 5 pm.", TODAY),
            ("are you open at 5?", "Yes, we are open at 5 pm.", TODAY),
            ("do you open before 9?", "No, we open at 10 am.", TODAY),
            ("do you open before 11?", "Yes, we open at 10 am.", TODAY),
            ("do you open at 10?", "Yes, we open at 10 am.", TODAY),
            ("will you be open when i get there at 5:45?", "Yes, we are open at 5:45 pm.", TODAY),
            ("open till 7?", "No, we close at 6 pm.", TODAY),
            ("are you open past 5?", "Yes, we close at 6 pm.", TODAY),
            ("do you close at 6?", "Yes, we close at 6 pm.", TODAY),
            ("are you closed at 7pm?", "Yes, we close at 6 pm.", TODAY),
            ("are you closed at noon tomorrow?", "No, we are open at 12 pm.", None),
            ("open in two hours?", "Yes, we are open at 2 pm.", TODAY),
            (
                "can I come by at 9:30 on saturday",
                "No, we open at 10 am.",
                "Saturday, November 28: 10 am to 5 pm",
            ),
            (
                "are you open till 8 on thursday?",
                "Yes, we close at 8 pm.",
                "Thursday, December 3: 10 am to 8 pm",
            ),
            (
                "is the shop open after 5 on sunday",
                "No, we close at 4 pm.",
                "Sunday, November 29: 12 pm to 4 pm",
            ),
            ("are you open on christmas eve at 3pm?", "No, we close at 2 pm.", CHRISTMAS_EVE),
            ("can i come at 1 on dec 24?", "Yes, we are open at 1 pm.", CHRISTMAS_EVE),
            (
                "are you open monday at 3?",
                "No, we are closed then.",
                "Monday, November 30: closed",
            ),
            ("tmrw 8am too early?", "Yes, we open at 10 am.", None),
            ("seid ihr morgen um 19 Uhr offen?", "No, we close at 5 pm.", None),
        ],
    )
    async def test_a_yes_or_a_no_comes_first(
        self, talk: Talk, text: str, first: str, day: str | None
    ) -> None:
        told, *rest = (await talk.say(text)).text.splitlines()
        assert told == first
        assert len(rest) == 1
        assert day is None or rest == [day]

    @pytest.mark.parametrize("text", ["still open?", "open now?", "are you open?", "r u open rn"])
    async def test_now_is_the_shops_now(self, bookshop: Bookshop, talk: Talk, text: str) -> None:
        assert (await talk.say(text)).text == f"Yes, we are open now, until 6 pm.\n{TODAY}"
        at(bookshop, "2026-11-27T20:00")
        assert (await talk.say(text)).text == (
            "No, we are closed at this moment. We open again on Saturday, November 28 at 10 am."
            f"\n{TODAY}"
        )

    async def test_today_may_be_later_than_now(self, bookshop: Bookshop, talk: Talk) -> None:
        at(bookshop, "2026-11-28T08:00")
        assert (await talk.say("are you open today?")).text.startswith(
            "Yes, we open today at 10 am."
        )
        assert (await talk.say("are you open now?")).text.startswith("No, we are closed")

    async def test_how_late_and_when(self, talk: Talk) -> None:
        assert (await talk.say("how late are you open today")).text == (
            f"We are open now, until 6 pm.\n{TODAY}"
        )
        assert (await talk.say("when do you close on saturday")).text == (
            "We close at 5 pm.\nSaturday, November 28: 10 am to 5 pm"
        )

    async def test_the_day_is_the_shops_day(self, bookshop: Bookshop) -> None:
        """It is noon on Friday in New York, and the small hours of Saturday in Tokyo."""
        hours = read_hours('[week]\nsaturday = "10:00-17:00"', zone=ZoneInfo("Asia/Tokyo"))
        there = with_shop(bookshop, zone=ZoneInfo("Asia/Tokyo"), papers=ShopPapers(hours=hours))
        answer = await Talk(there, Keeper(there.shop)).say("are you open today at 3pm?")
        assert answer.text == ("Yes, we are open at 3 pm.\nSaturday, November 28: 10 am to 5 pm")

    async def test_an_hour_after_midnight_belongs_to_the_evening_before(
        self, bookshop: Bookshop
    ) -> None:
        hours = read_hours(
            '[week]\nfriday = "18:00-02:00"\nsaturday = ["10:00-12:00", "14:00-18:00"]',
            zone=bookshop.shop.zone,
        )
        bar = with_shop(bookshop, papers=ShopPapers(hours=hours))
        talk = Talk(bar, Keeper(bar.shop))
        assert (await talk.say("are you open past 11pm tonight?")).text.startswith("Yes")
        assert (await talk.say("are you open at 1am on saturday?")).text.startswith("Yes")
        assert (await talk.say("are you open at 1pm on saturday?")).text.startswith(
            "No, we are closed then."
        )


class TestByTheWeek:
    @pytest.mark.parametrize("text", ["are you open every day?", "what days are you open?"])
    async def test_every_day_is_the_week(self, talk: Talk, text: str) -> None:
        assert "Our hours:\nMonday: closed" in (await talk.say(text)).text

    @pytest.mark.parametrize(
        "text", ["are you open between 5 and 7?", "are you open from 9 to 5 today?"]
    )
    async def test_two_hours_are_no_yes_or_no(self, talk: Talk, text: str) -> None:
        assert (await talk.say(text)).text.startswith("We are open now, until 6 pm.\n")

    async def test_special_days_of_two_weeks_are_told_with_it(
        self, bookshop: Bookshop, talk: Talk
    ) -> None:
        assert "Dec" not in (await talk.say("what are your hours")).text
        at(bookshop, "2026-12-15T12:00")
        assert (await talk.say("what are your hours")).text.splitlines()[-2:] == [
            "Thu, Dec 24: 10 am to 2 pm",
            "Fri, Dec 25: closed",
        ]

    async def test_a_text_message_is_one_segment(self, bookshop: Bookshop) -> None:
        at(bookshop, "2026-12-15T12:00")
        texting = Talk(bookshop, Keeper(bookshop.shop), caller=ANN, place=PHONE)
        week = (await texting.say("what are your hours")).text
        assert week == (
            "We are open now, until 6 pm.\nMon: closed\nTue-Wed: 10am-6pm\nThu: 10am-8pm\n"
            "Fri: 10am-6pm\nSat: 10am-5pm\nSun: 12pm-4pm\nThu, Dec 24: 10am-2pm\n"
            "Fri, Dec 25: closed"
        )
        for text in ("hours next week?", "holiday hours?", "open on dec 24 at 3?", "hours?"):
            assert len((await texting.say(text)).text) <= SEGMENT, text


class TestInJapanese:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            (
                "12月24日は営業していますか",
                "はい、営業しています。\n12月24日木曜日：10:00から14:00まで",
            ),
            (
                "12/25は開いていますか",
                "いいえ、休業です。\n12月25日金曜日：休業",
            ),
            (
                "明後日は開いてますか",
                "はい、営業しています。\n11月29日日曜日：12:00から16:00まで",
            ),
            (
                "今夜7時に開いていますか",
                "いいえ、閉店は18:00です。\n11月27日金曜日：10:00から18:00まで",
            ),
            ("来週の金曜日は？", "12月4日金曜日：10:00から18:00まで"),
            ("土曜日は何時から何時までですか", "11月28日土曜日：10:00から17:00まで"),
            ("正月は休みですか", "はい、休業です。\n2027年1月1日金曜日：休業"),
            ("クリスマスイブ", "12月24日木曜日：10:00から14:00まで"),
        ],
    )
    async def test_the_same_is_told(self, bookshop: Bookshop, text: str, told: str) -> None:
        talk = Talk(bookshop, Keeper(bookshop.shop), caller=Address("discord", "77"), language="ja")
        assert (await talk.say(text)).text == told


class TestWhatAModelMaySay:
    async def evidence(self, bookshop: Bookshop, day: str | None = None) -> Evidence:
        tools = await bookshop.tools()
        tools.house.hours(day)
        return tools.evidence

    @pytest.mark.parametrize(
        "reply",
        [
            "Yes, on Friday, December 4 we are open from 10 am to 6 pm.",
            "We're open on December 4 until 6 pm.",
            "We're closed at 7 pm on December 4.",
            "On December 4 we are not open at 9 am.",
        ],
    )
    async def test_the_hours_of_the_day_that_was_asked_for(
        self, bookshop: Bookshop, reply: str
    ) -> None:
        assert judge(reply, evidence=await self.evidence(bookshop, "next friday")).may_be_sent

    @pytest.mark.parametrize(
        "reply",
        [
            "We're open on December 4 until 9 pm.",
            "We're closed on December 4.",
            "We're closed at 3 pm on December 4.",
            "On December 4 we are not open at noon.",
        ],
    )
    async def test_and_no_others(self, bookshop: Bookshop, reply: str) -> None:
        evidence = await self.evidence(bookshop, "next friday")
        assert not judge(reply, evidence=evidence).may_be_sent

    async def test_tomorrow_is_as_it_is_tomorrow(self, bookshop: Bookshop) -> None:
        """On Thursdays it is open until eight, but not on Christmas Eve."""
        at(bookshop, "2026-12-23T12:00")
        evidence = await self.evidence(bookshop)
        assert judge("Tomorrow we are open until 2 pm.", evidence=evidence).may_be_sent
        assert judge("On Thursdays we close at 8 pm.", evidence=evidence).may_be_sent
        assert not judge("Tomorrow we are open until 8 pm.", evidence=evidence).may_be_sent
        assert judge("We are closed on Friday.", evidence=evidence).may_be_sent

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (
                {"day": "2026-12-24"},
                {
                    "asked_for": [
                        {
                            "date": "2026-12-24",
                            "weekday": "Thursday",
                            "is_open": True,
                            "hours": "10:00-14:00",
                            "is_unlike_its_weekday": True,
                        }
                    ]
                },
            ),
            (
                {"day": "next friday", "time": "7 pm"},
                {
                    "asked_for": [
                        {
                            "date": "2026-12-04",
                            "weekday": "Friday",
                            "is_open": True,
                            "hours": "10:00-18:00",
                            "is_unlike_its_weekday": False,
                        }
                    ],
                    "hour": "19:00",
                    "open_then": False,
                },
            ),
            ({"day": "february 30"}, {"no_such_day": ["february 30"]}),
            ({"day": "2025-12-24"}, {"already_over": ["Wednesday 2025-12-24"]}),
            ({"day": "the day of the owl"}, {"asked_for": "a day nobody here knows"}),
        ],
    )
    async def test_the_tool_tells_the_day_that_is_asked_for(
        self, bookshop: Bookshop, arguments: dict[str, str], told: dict[str, Any]
    ) -> None:
        async with ModelSim() as sim:
            sim.script = one_by_one(Said(calls=(Call("shop_hours", arguments),)), "Let me see.")
            async with chat_with(bookshop, sim) as chat:
                await chat.say("are you open then?")
            [result] = sim.asked[1].results
        hours = json.loads(result)["hours"]
        assert {name: hours[name] for name in told} == told
        assert ("asked_for" in hours) == ("asked_for" in told)

    async def test_a_model_that_looked_it_up_may_say_so(self, bookshop: Bookshop) -> None:
        said = "Yes, on Thursday, December 24 we are open from 10 am to 2 pm."
        async with ModelSim() as sim:
            look_up = Said(calls=(Call("shop_hours", {"day": "dec 24"}),))
            sim.script = one_by_one(look_up, said)
            async with chat_with(bookshop, sim) as chat:
                answer = await chat.say("are you open on dec 24?")
        assert answer.text == said
