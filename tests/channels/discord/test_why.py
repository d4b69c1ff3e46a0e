"""`/alerts why` says, filter by filter, what the running program decided, and nobody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.channels.discord.test_commands import address
from tests.channels.discord.test_presses import alerted, boots, press
from tests.channels.discord.town import Town

from maneki.alerts.record import Source, record
from maneki.filters.expire import Expirer
from maneki.filters.importing import FilterImport
from maneki.model.interchange import read_filter_shape
from maneki.model.listing import Condition, Listing, ListingStatus, ListingType
from maneki.model.money import Money, Rates
from maneki.model.search import SearchQuery
from maneki.simulator.discord import SimUser

PAGE = "https://b.example/1"


async def why(town: Town, listing: str = PAGE, *, who: SimUser | None = None) -> list[str]:
    told = await town.ask(who or town.ann, "alerts why", listing=listing)
    assert told.is_ephemeral
    return told.text.split("\n")


async def because(town: Town, listing: str = PAGE) -> dict[str, str]:
    """What is said of each filter, by its name; of the last event, if there are several."""
    said: dict[str, str] = {}
    for line in await why(town, listing):
        if line.startswith("• **"):
            name, _, reason = line.removeprefix("• **").partition("**: ")
            said.setdefault(name, reason)
    return said


async def make(town: Town, name: str, **wishes: Any) -> None:
    made = await town.ask(town.ann, "filter create", name=name, **wishes)
    assert "is saved" in made.text, made.text


async def test_what_was_sent_is_told_with_all_that_was_used(any_town: Town) -> None:
    town = any_town
    async with town.awake() as rest:
        await make(town, "geos", brands="Rick Owens")
        message = await alerted(town, rest, 1)
        said = await why(town)
    at = f"<t:{int(town.clock.now().timestamp())}:R>"
    link = f"https://discord.com/channels/@me/{message.channel_id}/{message.id}"
    assert said == [
        "**Rick Owens Geobasket 43** · bobs\\_shop",
        f"First seen {at}, last seen {at}.",
        f"**New** · {at} · ¥48,000",
        (
            f"-# matched {at}, with exchange rates of – and brand dictionary "
            f"{town.dictionary.version}"
        ),
        f"• **geos**: ✅ sent {at} to your direct messages · {link}",
        "-# ✅ told of: New",
        "-# ✅ brand: Rick Owens, by “rick owens” in the title",
    ]
    town.sim.assert_clean()


@pytest.mark.parametrize(
    "listing",
    [
        PAGE,
        f"<{PAGE}>",
        f"{PAGE}/?utm_source=somewhere#photos",
        "http://www.b.example/1",
        f"{PAGE}?colour=red",
        "b1",
        " b1 ",
        "https://b.example/of/b1/photos",
    ],
)
async def test_a_listing_is_found_by_whatever_is_at_hand(town: Town, listing: str) -> None:
    async with town.awake() as rest:
        await make(town, "geos", brands="Rick Owens")
        await alerted(town, rest, 1)
        assert (await because(town, listing))["geos"].startswith("✅ sent")


@pytest.mark.parametrize("listing", ["https://b.example/2", "https://c.example/b1", "b2", "@x"])
async def test_what_we_have_not_seen_says_where_we_look(town: Town, listing: str) -> None:
    async with town.awake() as rest:
        await make(town, "geos", brands="Rick Owens")
        await make(town, "anns", brands="Rick Owens", markets="feed_of_ann")
        await alerted(town, rest, 1)
        said = await why(town, listing)
    assert said[0].startswith("I have not seen that listing.")
    assert said[1:] == [
        "• **geos**: bobs\\_shop, feed\\_of\\_ann",
        "• **anns**: feed\\_of\\_ann",
    ]


async def test_each_condition_that_was_not_met_is_named_with_what_the_listing_says(
    town: Town,
) -> None:
    wishes: dict[str, dict[str, Any]] = {
        "brand": {"brands": "Undercover"},
        "cheap": {"brands": "Rick Owens", "max_price": "40000"},
        "dollars": {"brands": "Rick Owens", "max_price": "$10"},
        "words": {"any": "coat, shirt"},
        "all": {"all": "geobasket, green"},
        "none": {"brands": "Rick Owens", "none": "kids, 43"},
        "elsewhere": {"brands": "Rick Owens", "markets": "feed_of_ann"},
        "auction": {"brands": "Rick Owens", "type": "auction"},
        "new": {"brands": "Rick Owens", "condition": "New"},
        "bags": {"brands": "Rick Owens", "categories": "Bags"},
        "small": {"brands": "Rick Owens", "sizes": "38"},
        "seller": {"brands": "Rick Owens", "block_sellers": "s9"},
        "drops": {"brands": "Rick Owens", "events": "Price drop"},
    }
    async with town.awake():
        for name, wish in wishes.items():
            await make(town, name, **wish)
        await town.listed(
            boots(
                1,
                brand="Rick Owens",
                listing_type=ListingType.FIXED,
                condition=Condition.GOOD,
                category_path=("Shoes", "Boots"),
                size="43",
                seller_id="s9",
            )
        )
        said = await because(town)
    assert said == {
        "brand": "❌ brand: not Undercover (Rick Owens)",
        "cheap": "❌ price: ¥48,000, not ≤ ¥40,000",
        "dollars": "❌ price: ¥48,000 (no exchange rate), not ≤ $10.00",
        "words": "❌ none of these words: coat, shirt",
        "all": "❌ the word “green” is missing",
        "none": "❌ the word “43”, which you excluded, is in the title (“43”)",
        "elsewhere": "❌ market: bobs\\_shop, not feed\\_of\\_ann",
        "auction": "❌ type: Fixed price, not: Can be bid on",
        "new": "❌ condition: Good, not: New",
        "bags": "❌ category: Shoes > Boots, not Bags",
        "small": "❌ size: 43, not 38",
        "seller": "❌ you excluded the seller s9",
        "drops": "❌ you want to be told of Price drop, this was: New",
    }


async def test_of_one_filter_every_condition_is_told_with_what_decided(town: Town) -> None:
    async with town.store.transaction() as tx:
        await tx.rates.add(
            Rates(base="USD", per_base={"JPY": Decimal(150)}, as_of=date(2026, 11, 20))
        )
    async with town.awake():
        await make(
            town,
            "picky",
            brands="Rick Owens",
            any="デニム",
            all="geobasket, green",
            none="kids",
            max_price="$10",
            regex="4[0-9]",
            condition="New",
            sizes="43",
            block_sellers="s1",
        )
        await make(town, "other", any="boots")
        title = "Rick Owens Geobasket デニムブーツ 43"
        await town.listed(boots(1, title=title, condition=Condition.GOOD, size="43"))
        all_of_it = await why(town)
        told = await town.ask(town.ann, "alerts why", listing=PAGE, filter="picky")
        town.ann.locale = "ja"
        in_japanese = await town.ask(town.ann, "alerts why", listing=PAGE, filter="picky")
    assert not [line for line in all_of_it if "by “" in line]
    assert told.text.split("\n")[5:] == [
        "-# ✅ told of: New",
        "-# ✅ brand: Rick Owens, by “rick owens” in the title",
        "-# ✅ the word “デニム”, by “デニムブーツ” in the title",
        "-# ✅ the word “geobasket”, by “geobasket” in the title",
        "-# ❌ the word “green” is missing",
        "-# ✅ none of the words you excluded: kids",
        "-# ✅ the regular expression 4\\[0-9\\], by “43” in the title",
        "-# ❌ price: ¥48,000 = $320.00, not ≤ $10.00",
        "-# ❌ condition: Good, not: New",
        "-# ✅ size: 43",
        "-# ✅ the seller is none that you excluded (it does not say)",
    ]
    assert "-# ❌ 「green」を含みません" in in_japanese.text
    assert "-# ✅ ブランド：Rick Owens（タイトルの「rick owens」）" in in_japanese.text
    town.sim.assert_clean()


async def test_a_filter_one_does_not_have_is_not_explained(town: Town) -> None:
    async with town.awake():
        await make(town, "secret", brands="Rick Owens")
        await town.listed(boots(1))
        await town.ask(town.bob, "filter list")
        told = await town.ask(town.bob, "alerts why", listing=PAGE, filter="secret")
        offered = await town.sim.autocomplete(
            town.ann, town.alerts, "alerts why", "filter", "s", options={"listing": PAGE}
        )
    assert (
        told.text == "「secret」というフィルターはありません。/filter list で一覧を確認できます。"
    )
    assert [one.value for one in offered.choices or ()] == ["secret"]


async def test_a_filter_is_judged_as_it_was_then(town: Town) -> None:
    async with town.awake():
        await make(town, "paused", brands="Rick Owens")
        await town.ask(town.ann, "filter pause", name="paused")
        town.clock.move(timedelta(minutes=1))
        await town.listed(boots(1))
        town.clock.move(timedelta(minutes=1))
        await make(town, "late", brands="Rick Owens")
        await town.ask(town.ann, "filter resume", name="paused")
        assert await because(town) == {
            "paused": "⏸️ the filter was paused then",
            "late": "⏱️ the filter was made after this",
        }


async def test_an_imported_filter_slept_then_although_it_runs_now(town: Town) -> None:
    importing = FilterImport(town.store, desk=town.filters(), watchable=town.watchable())
    shape = {"owner": str(address(town.ann)), "name": "geos", "brands": ["Rick Owens"]}
    await importing.add(read_filter_shape(shape), destination=None)
    async with town.awake():
        await town.listed(boots(1))
        await town.ask(town.ann, "filter start")
        assert await because(town) == {"geos": "💤 the filter waits for /filter start"}


async def test_what_waits_says_what_for(town: Town) -> None:
    async with town.awake() as rest:
        await make(town, "geos", brands="Rick Owens")
        await press(town, await alerted(town, rest, 1), "snooze")
        await town.listed(boots(2))
        held = (await because(town, "b2"))["geos"]
        await town.ask(town.ann, "filter pause", name="geos")
        withdrawn = (await because(town, "b2"))["geos"]
    assert held.startswith("🌙 held until <t:")
    assert held.endswith(": you snoozed the filter")
    assert withdrawn == "➖ not sent: you paused the filter"


async def test_what_was_sold_since_says_so(town: Town) -> None:
    async with town.awake() as rest:
        await make(town, "geos", brands="Rick Owens")
        await alerted(town, rest, 1)
        await town.listed(boots(1, status=ListingStatus.SOLD))
        said = await why(town)
    assert said[2] == "It is sold by now."
    assert "✅ sent" in said[5]


async def test_a_second_event_is_told_before_the_first(town: Town) -> None:
    async with town.awake() as rest:
        await make(town, "geos", brands="Rick Owens")
        await make(town, "new only", brands="Rick Owens", events="New")
        await alerted(town, rest, 1)
        town.clock.move(timedelta(hours=1))
        await town.listed(boots(1, price=Money(47_900, "JPY")))
        said = await why(town)
    heads = [line.split("**")[1] for line in said[2:] if line.startswith("**")]
    assert heads == ["Price drop", "New"]
    assert "• **geos**: ❌ the price did not fall far enough" in said
    assert any("you want to be told of New, this was: Price drop" in line for line in said)


async def test_what_was_dismissed_or_is_for_adults_says_so(town: Town) -> None:
    async with town.awake() as rest:
        await make(town, "geos", brands="Rick Owens")
        await press(town, await alerted(town, rest, 1), "dismiss")
        town.clock.move(timedelta(hours=1))
        await town.listed(boots(1, price=Money(20_000, "JPY")))
        await town.ask(town.ann, "alertchannel", channel=town.alerts)
        await town.listed(boots(2, adult=True))
        dismissed, adult = await because(town, "b1"), await because(town, "b2")
    assert dismissed["geos"] == "🙈 it fits, but you said that it is not for you"
    assert adult["geos"].startswith("🔞 it fits, but adult listings")


async def test_what_was_there_when_we_first_looked_was_no_news(town: Town) -> None:
    async with town.awake():
        await make(town, "geos", brands="Rick Owens")
        await make(town, "coats", any="coat")
        async with town.store.transaction() as tx:
            first = Source(market="bobs_shop", fetched_at=tx.now, is_first_visit=True)
            await record(tx, first, [boots(1)], drop_percent=Decimal(5))
        said = await why(town)
    assert said[2].startswith("It was no news to anybody: it was there already")
    assert said[3:] == [
        "• **geos**: 👁️ it fits, but it was no news",
        "• **coats**: ❌ none of these words: coat",
    ]


async def test_what_nobody_has_matched_yet_is_next(town: Town) -> None:
    async with town.awake():
        await make(town, "geos", brands="Rick Owens")
        async with town.store.transaction() as tx:
            source = Source(market="bobs_shop", fetched_at=tx.now, watched_since=tx.now)
            await record(tx, source, [boots(1)], drop_percent=Decimal(5))
        said = await why(town)
    assert said[3:5] == ["-# not matched yet", "• **geos**: ⏳ it fits and is next"]


async def test_nobody_hears_of_somebody_elses_filters(town: Town) -> None:
    async with town.awake() as rest:
        await make(town, "secret", brands="Rick Owens")
        await alerted(town, rest, 1)
        said = await why(town, who=town.bob)
    assert "secret" not in "\n".join(said)
    assert "最初に確認" in said[1]


async def test_however_much_there_is_to_say_it_fits(town: Town) -> None:
    nasty: Listing = boots(1, title="Rick Owens " + "@everyone *" * 300, brand="<@1>" * 50)
    async with town.awake():
        for number in range(20):
            await make(town, f"{number} {'x*' * 40}", any="coat, " + "y" * 90)
        await town.listed(nasty)
        told = await town.ask(town.ann, "alerts why", listing=PAGE)
    assert len(told.text) < 2000
    assert "more lines that there is no room for" in told.text
    town.sim.assert_clean()


async def test_of_a_forgotten_listing_the_id_is_no_more_than_an_id(town: Town) -> None:
    evil = "**@everyone <@&1> [x](https://evil.example)** " + "x" * 400
    async with town.awake():
        await make(town, "geos", brands="Rick Owens")
        await town.listed(boots(1))
        async with town.store.transaction() as tx:
            found = replace(boots(2), external_id=evil)
            source = Source(market="bobs_shop", fetched_at=tx.now, watched_since=tx.now)
            await record(tx, source, [found], drop_percent=Decimal(5))
        town.clock.move(timedelta(days=40))
        async with town.store.transaction() as tx:
            await tx.listings.forget(before=tx.now - timedelta(days=30), limit=10)
        [head, *_] = await why(town, evil)
    assert head.startswith("**\\*\\*@\u200beveryone \\<@\u200b&1> \\[x\\](https\\://evil.example)")
    assert len(head) < 150


async def test_what_came_back_was_told_when_it_was_new(town: Town) -> None:
    async with town.awake() as rest:
        await make(town, "geos", brands="Rick Owens")
        await alerted(town, rest, 1)
        await town.listed(boots(1, status=ListingStatus.SOLD))
        town.clock.move(timedelta(hours=1))
        await town.listed(boots(1))
        said = await why(town)
    heads = [line.split("**")[1] for line in said[2:] if line.startswith("**")]
    assert heads == ["Back on sale", "New"]
    assert said[4] == "• **geos**: 👁️ it fits, but you heard of it when it was new"


async def test_what_was_among_the_first_hits_of_one_filter_is_news_to_another(
    any_town: Town,
) -> None:
    town = any_town
    async with town.awake() as rest:
        for name in ("old", "other"):
            await make(town, name, brands="Rick Owens")
        async with town.store.transaction() as tx:
            person = await tx.people.at(address(town.ann))
            assert person is not None
            old = next(one for one in await tx.filters.of_person(person.id) if one.name == "old")
            (search,) = await tx.searches.want(
                [SearchQuery("bobs_shop", {"keyword": "Rick Owens"})], by=old.id
            )
            first = Source(
                market="bobs_shop", fetched_at=tx.now, search_id=search.id, is_first_visit=True
            )
            await record(tx, first, [boots(1)], drop_percent=Decimal(5))
        await town.listed(boots(1))
        await town.deliver(rest)
        said = await because(town)
    assert said["other"].startswith("✅ sent")
    assert said["old"] == (
        "👁️ it fits, but it was among the first hits of this filter, so it was no news"
    )


async def test_with_nowhere_to_be_told_a_filter_says_so(town: Town) -> None:
    async with town.awake():
        await make(town, "geos", brands="Rick Owens")
        async with town.store.transaction() as tx:
            person = await tx.people.at(address(town.ann))
            assert person is not None
            await tx.people.set_default_destination(person.id, None)
        await town.listed(boots(1))
        assert (await because(town))["geos"].startswith("📭 it fits, but there is nowhere")


async def test_a_filter_that_had_ended_and_was_renewed_is_judged_as_it_was_then(
    town: Town,
) -> None:
    expirer = Expirer(town.store, lifetime=timedelta(days=30), told=lambda: None)
    async with town.awake() as rest:
        await make(town, "geos", brands="Rick Owens")
        await expirer.step()
        town.clock.move(timedelta(days=40))
        await expirer.step()
        await town.listed(boots(1))
        await town.deliver(rest)
        town.clock.move(1)
        [geos] = await town.filters().mine(address(town.ann))
        await town.filters().renew(address(town.ann), geos.id)
        await town.listed(boots(2))
        await town.deliver(rest)
        town.clock.move(1)
        await town.filters().pause(address(town.ann), "geos")
        assert await because(town) == {"geos": "⏸️ the filter was paused then"}
        assert (await because(town, "https://b.example/2"))["geos"].startswith("✅ sent")
