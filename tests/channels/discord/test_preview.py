"""`/filter preview` says what a filter would have told of lately, and what is doubtful about it."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update
from tests.channels.discord.test_commands import address
from tests.channels.discord.test_presses import boots
from tests.channels.discord.town import Town, felt

from maneki.alerts.preview_desk import Bounds
from maneki.channels.discord.previews import said_in_short
from maneki.model.event import EventKind
from maneki.model.ids import DestinationId
from maneki.model.listing import ListingStatus
from maneki.model.money import Money, Rates
from maneki.simulator.discord import InteractionResult, SimUser
from maneki.store.schema import destinations, listing_events

DAY = timedelta(days=1)


async def make(town: Town, name: str, **wishes: Any) -> InteractionResult:
    made = await town.ask(town.ann, "filter create", name=name, **wishes)
    assert "is saved" in made.text, made.text
    return made


async def previewed(town: Town, name: str, *, who: SimUser | None = None) -> InteractionResult:
    shown = await town.ask(who or town.ann, "filter preview", name=name)
    assert shown.is_ephemeral
    return shown


async def said(town: Town, name: str) -> list[str]:
    return (await previewed(town, name)).message.content.split("\n")


async def a_week_ago(town: Town) -> None:
    """Something was seen before all that is looked at."""
    await town.listed(boots(0, title="Jeans"))
    town.clock.move(timedelta(days=8))


async def test_what_it_would_have_told_of_is_counted_and_the_last_are_shown(
    any_town: Town,
) -> None:
    town = any_town
    async with town.awake():
        await a_week_ago(town)
        for number in range(1, 15):
            await town.listed(boots(number), boots(100 + number, title="Gucci bag"))
            town.clock.move(timedelta(hours=11))
        await make(town, "geos", brands="Rick Owens", max_price="5万")
        shown = await previewed(town, "geos")
    found = "It would have told of 14 in the last 7 days, about 2 a day; I saw 28 new listings, "
    assert shown.message.content.split("\n") == [
        "🔎 **geos**, if it had run:",
        f"{found}price drops and the like.",
        "Only one condition kept these out: brand 14.",
        "",
        "The last of them:",
    ]
    assert [embed["url"] for embed in shown.message.shown_embeds] == [
        f"https://b.example/{number}" for number in (14, 13, 12, 11, 10)
    ]
    assert "¥48,000" in shown.message.shown_embeds[0]["description"]
    assert "bobs\\_shop" in shown.message.shown_embeds[0]["description"]
    town.sim.assert_clean()


async def test_who_makes_a_filter_is_told_the_same_in_short(town: Town) -> None:
    async with town.awake():
        await a_week_ago(town)
        await town.listed(*(boots(number) for number in range(1, 13)))
        made = await make(town, "geos", brands="Rick Owens")
        nothing = await make(town, "coats", any="coat")
        town.bob.locale = "ja"
        in_japanese = await town.ask(town.bob, "filter create", name="二", brands="Rick Owens")
    assert made.message.content.split("\n")[-3] == (
        "It would have told of 12 in the last 7 days, about 2 a day; I saw 12 new listings, price "
        "drops and the like."
    )
    assert nothing.message.content.split("\n")[-3].startswith(
        "It would have told of 0 in the last 7 days, none a day; I saw 12"
    )
    assert in_japanese.message.content.split("\n")[-3].startswith(
        "過去7日間で12件（1日あたり約2件）。"
    )
    town.sim.assert_clean()


async def test_where_nothing_was_seen_nothing_is_claimed(town: Town) -> None:
    async with town.awake():
        await a_week_ago(town)
        made = await make(town, "geos", brands="Rick Owens")
        shown = await said(town, "geos")
    assert "would have told" not in made.text
    assert shown[1:] == [
        "I have seen nothing new in the last 7 days, so I cannot say what it would have told of."
    ]


async def test_a_record_that_has_just_begun_is_no_week(town: Town) -> None:
    async with town.awake():
        since = int(town.clock.now().timestamp())
        await town.listed(boots(1), boots(2))
        town.clock.move(DAY)
        await town.listed(boots(3), boots(4))
        town.clock.move(DAY)
        await make(town, "geos", brands="Rick Owens")
        shown = await said(town, "geos")
    assert shown[1] == (
        f"It would have told of 4 since <t:{since}:R>, about 2 a day; that is when my record "
        "begins, with 4 new listings, price drops and the like."
    )


async def test_beyond_what_there_is_time_for_it_says_how_far_it_has_looked(town: Town) -> None:
    town.bounds = Bounds(events=6, characters=10_000)
    async with town.awake():
        await a_week_ago(town)
        for number in range(1, 11):
            await town.listed(boots(number))
            town.clock.move(timedelta(hours=1))
        since = int((town.clock.now() - timedelta(hours=6)).timestamp())
        await make(town, "geos", brands="Rick Owens")
        shown = await said(town, "geos")
    assert shown[1] == (
        f"It would have told of 6 since <t:{since}:R>, about 24 a day; I looked at the last 6 new "
        "listings, price drops and the like, and no further back."
    )


async def test_it_reads_no_more_text_than_it_has_time_for(town: Town) -> None:
    town.bounds = Bounds(events=1_000, characters=5_000)
    async with town.awake():
        await town.listed(*(boots(n, description="y" * 2_000) for n in range(1, 10)))
        await make(town, "geos", brands="Rick Owens")
        shown = await said(town, "geos")
    assert "I looked at the last 2 new listings" in shown[1]


async def test_others_go_on_while_a_preview_is_made(town: Town) -> None:
    async with town.awake():
        await town.listed(*(boots(n, description="wool " * 200) for n in range(1, 600)))
        await make(town, "geos", brands="Rick Owens")
        async with felt() as pulse:
            shown = await said(town, "geos")
    assert "It would have told of 599" in shown[1]
    assert pulse.longest < 0.25


async def test_price_drops_and_what_came_back_count_as_they_would_be_heard(town: Town) -> None:
    async with town.awake():
        await town.listed(boots(1), boots(2))
        town.clock.move(timedelta(hours=1))
        await town.listed(boots(1, price=Money(20_000, "JPY")))
        await town.listed(boots(2, status=ListingStatus.SOLD))
        town.clock.move(timedelta(hours=1))
        await town.listed(boots(2))
        await make(town, "usual", brands="Rick Owens")
        await make(town, "drops", brands="Rick Owens", events="Price drop")
        await make(town, "back", brands="Rick Owens", events="Back on sale")
        usual, drops, back = [await previewed(town, name) for name in ("usual", "drops", "back")]
    assert "would have told of 3 " in usual.text
    assert [embed["author"]["name"] for embed in drops.message.shown_embeds] == ["Price drop"]
    assert "~~¥48,000~~ → **¥20,000**" in drops.message.shown_embeds[0]["description"]
    assert [embed["author"]["name"] for embed in back.message.shown_embeds] == ["Back on sale"]


async def test_prices_are_converted_with_the_rates_of_then(town: Town) -> None:
    async with town.awake():
        for day, yen in ((1, "100"), (2, "200")):
            async with town.store.transaction() as tx:
                rates = {"JPY": Decimal(yen)}
                await tx.rates.add(Rates(base="USD", per_base=rates, as_of=date(2026, 11, day)))
            await town.listed(boots(day, price=Money(10_000, "USD")))
            town.clock.move(DAY)
        await make(town, "cheap", brands="Rick Owens", max_price="15000")
        shown = await previewed(town, "cheap")
    assert [embed["url"] for embed in shown.message.shown_embeds] == ["https://b.example/1"]
    assert "Only one condition kept these out: price 1." in shown.text


async def test_what_is_for_adults_is_not_shown_and_counts_where_it_may_be_told(
    town: Town,
) -> None:
    async with town.awake():
        await make(town, "geos", brands="Rick Owens")
        await town.listed(boots(1), boots(2, adult=True))
        in_dms = await previewed(town, "geos")
        async with town.store.transaction() as tx:
            person = await tx.people.at(address(town.ann))
            assert person is not None
            place = person.default_destination_id
            assert place is not None
            await _restrict(tx, place)
        restricted = await previewed(town, "geos")
    assert "would have told of 1 " in in_dms.text
    assert "would have told of 2 " in restricted.text
    for shown in (in_dms, restricted):
        assert [embed["url"] for embed in shown.message.shown_embeds] == ["https://b.example/1"]


async def _restrict(tx: Any, place: DestinationId) -> None:
    await tx.events._session.execute(
        update(destinations).where(destinations.c.id == place).values(is_age_restricted=True)
    )


async def test_too_broad_a_filter_is_warned_of(town: Town) -> None:
    town.most_a_day = 2
    async with town.awake():
        await a_week_ago(town)
        await town.listed(*(boots(number) for number in range(1, 22)))
        made = await make(town, "all", brands="Rick Owens")
        await make(town, "one", all="boots, rick")
        broad, narrow = await previewed(town, "all"), await said(town, "one")
    warning = (
        "⚠️ That is broad: more than 2 a day. Narrow it with a brand, a word or a price, or let it "
        "come as a digest (/alerts digest)."
    )
    assert made.message.content.split("\n")[-3] == warning
    assert warning in broad.text
    assert not [line for line in narrow if line.startswith("⚠️")]


async def test_what_no_listing_says_is_warned_of(town: Town) -> None:
    async with town.awake():
        await town.listed(*(boots(number) for number in range(1, 22)))
        await make(town, "sized", brands="Rick Owens", sizes="43", condition="New")
        await make(town, "euros", brands="Rick Owens", max_price="€900")
        await make(town, "plain", brands="Rick Owens", none="owens")
        sized, euros, plain = [await said(town, one) for one in ("sized", "euros", "plain")]
    assert [line.split(":")[0] for line in sized if line.startswith("⚠️")] == [
        "⚠️ No listing that I saw there says this",
        "⚠️ No listing that I saw there says this",
    ]
    assert "says this: size." in "\n".join(sized)
    assert "I know no exchange rate to EUR" in "\n".join(euros)
    assert (
        "⚠️ You exclude “owens”, which is in the name of “Rick Owens”: whatever names the brand so "
        "is left out."
    ) in plain


async def test_a_filter_whose_market_is_not_watched_any_more_can_never_match(town: Town) -> None:
    async with town.awake():
        await make(town, "gone", brands="Rick Owens", markets="feed_of_ann")
    town.watched = ("bobs_shop",)
    async with town.awake():
        shown = await said(town, "gone")
    assert shown[2] == (
        "⚠️ “feed\\_of\\_ann” is not a market watched here; watched are: bobs\\_shop."
    )


@pytest.mark.parametrize(
    ("wishes", "why"),
    [
        ({"brands": "Nike", "min_price": "2", "max_price": "1"}, "min must be at most max"),
        ({"all": "red coat", "none": "coat"}, "the excluded “coat” is in “red coat”"),
        ({"brands": "Nike", "markets": "ebay"}, "is not a market watched here"),
        ({"brands": "Nike", "regex": r"a[^\s\S]"}, "can find nothing in any text"),
    ],
)
async def test_what_can_never_match_is_refused_at_once(
    town: Town, wishes: dict[str, str], why: str
) -> None:
    async with town.awake():
        made = await town.ask(town.ann, "filter create", name="x", **wishes)
    assert why in made.text
    assert "\n" not in made.text


async def test_what_was_usual_then_is_used_and_where_it_is_unknown_that_is_said(
    town: Town,
) -> None:
    async with town.awake():
        await make(town, "bargains", brands="Rick Owens", below_median="20")
        await town.listed(*(boots(number) for number in range(1, 21)))
        town.clock.move(timedelta(minutes=11))
        await town.listed(boots(30, price=Money(30_000, "JPY")))
        known = await said(town, "bargains")
        await make(town, "late", brands="Rick Owens", below_median="20")
        late = await said(town, "late")
    assert "It would have told of 1 " in known[1]
    assert "It would have told of 0 " in late[1]
    assert late[2].startswith("Of 21 more I cannot tell: they fit but for “below the median”")


async def test_nobody_previews_somebody_elses_filter(town: Town) -> None:
    async with town.awake():
        await make(town, "secret", brands="Rick Owens")
        shown = await previewed(town, "secret", who=town.bob)
        unknown = await previewed(town, "@everyone <@1>")
    assert shown.text.startswith("「secret」というフィルターはありません。")
    assert unknown.text.startswith("You have no filter called “@\u200beveryone \\<@\u200b1>”")
    town.sim.assert_clean()


async def test_what_others_wrote_does_nothing(town: Town) -> None:
    evil = "**@everyone** <@&1> [x](https://evil.example)"
    async with town.awake():
        await town.listed(boots(1, title=f"リックオウエンス {evil}"))
        await make(town, evil, brands="Rick Owens", none="owens")
        shown = await previewed(town, evil)
    assert "@everyone" not in shown.text
    assert "@everyone" not in shown.message.shown_embeds[0].get("title", "")
    town.sim.assert_clean()


async def test_a_paused_filter_is_previewed_as_if_it_ran(town: Town) -> None:
    async with town.awake():
        await make(town, "geos", brands="Rick Owens")
        await town.ask(town.ann, "filter pause", name="geos")
        await town.listed(boots(1))
        assert "It would have told of 1 " in (await said(town, "geos"))[1]


async def test_an_event_that_nobody_can_read_holds_up_no_preview(town: Town) -> None:
    async with town.awake():
        await town.listed(boots(1), boots(2))
        await make(town, "geos", brands="Rick Owens")
        async with town.store.transaction() as tx:
            await tx.events._session.execute(
                update(listing_events)
                .where(listing_events.c.sequence == 1)
                .values(listing={"a": 1})
            )
        assert "It would have told of 1 " in (await said(town, "geos"))[1]


async def test_a_database_in_trouble_is_no_empty_preview(town: Town) -> None:
    async with town.awake():
        await make(town, "geos", brands="Rick Owens")
        town.break_database()
        shown = await previewed(town, "geos")
    assert "would have told" not in shown.text
    assert "again" in shown.text


async def test_a_preview_waits_for_nobody_who_writes(town: Town) -> None:
    async with town.awake():
        await town.listed(boots(1))
        await make(town, "geos", brands="Rick Owens")
        async with town.locked_database():
            preview = await town.previews().of(address(town.ann), "geos")
    assert preview.matches == 1
    assert [one.kind for one in preview.examples] == [EventKind.NEW]


async def test_of_many_at_once_those_who_have_just_made_a_filter_do_not_wait(town: Town) -> None:
    async with town.awake():
        await town.listed(boots(1))
        await make(town, "geos", brands="Rick Owens")
    [geos] = await town.filters().mine(address(town.ann))
    async with town.store.reading() as tx:
        person = await tx.people.at(address(town.ann))
    assert person is not None
    desk = town.previews()
    made = await asyncio.gather(*(desk.in_short(geos, person) for _ in range(5)))
    assert [one.matches for one in made if one] == [1, 1, 1]
    assert made[3:] == [None, None]
    assert said_in_short(made[4], "en") == [
        "Many ask at the moment: /filter preview says what it would have told you of lately."
    ]
