"""Commands do what they say, for their caller alone, and say what would be right."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from tests.channels.discord.cards import listing
from tests.channels.discord.town import Town, felt

from maneki.model.filter import FilterState, PriceRange, WantedType
from maneki.model.listing import Condition
from maneki.model.person import Address
from maneki.simulator.discord import FaultKind, InteractionResult, RouteName, Rules, SimUser
from maneki.simulator.discord.rules import Answer as Refused
from maneki.store.filters import FilterChange


def address(who: SimUser) -> Address:
    return Address("discord", str(who.id))


async def test_a_filter_is_created_and_told_back_to_its_owner_only(town: Town) -> None:
    async with town.awake():
        made = await town.ask(
            town.ann, "filter create", name="geos", brands="Rick Owens", max_price="5万"
        )
    assert made.is_deferred
    assert made.is_ephemeral
    assert made.text.split("\n") == [
        "✅ **geos** is saved.",
        "• Brands: Rick Owens",
        "• Price: ≤ ¥50,000",
        "• Told of: New, Price drop",
        "Alerts go to: your direct messages",
        "  ↳ “Rick Owens” finds the brand “Rick Owens (リックオウエンス)”, however it is written.",
        "  ↳ Brands of their own, to be named too if you want them: “DRKSHDW”",
        "Watched for it: bobs\\_shop, feed\\_of\\_ann",
        "",
        "Nothing that I have seen lately fits; I will tell you when something does.",
    ]
    town.sim.assert_clean()


async def test_a_brand_that_may_be_a_slip_is_asked_about_and_kept_as_typed(town: Town) -> None:
    async with town.awake():
        made = await town.ask(town.ann, "filter create", name="slip", brands="Rick Owans, *Foo*")
        town.ann.locale = "ja"
        in_japanese = await town.ask(town.ann, "filter create", name="二つ目", brands="Rick Owans")
    found = [line for line in made.text.split("\n") if line.startswith("  ↳")]
    unknown, slip, other = found
    assert unknown == (
        "  ↳ “Rick Owans” is no brand I know; I look for the words “rick owans” as they are."
    )
    assert slip.startswith("  ↳ Did you mean “Rick Owens”? Nothing was changed: for that, make a")
    assert other == "  ↳ “\\*Foo\\*” is no brand I know; I look for the words “foo” as they are."
    assert "もしかして：「Rick Owens」？" in in_japanese.text
    async with town.store.transaction() as tx:
        person = await tx.people.at(address(town.ann))
        assert person is not None
        saved = await tx.filters.of_person(person.id)
    assert [one.criteria.brands for one in saved] == [("Rick Owans", "*Foo*"), ("Rick Owans",)]


async def test_fifty_brands_that_are_slips_leave_room_for_the_answer(town: Town) -> None:
    brands = ",".join(f"Rick Owans {'x' * 80} {number}" for number in range(40))
    async with town.awake():
        made = await town.ask(town.ann, "filter create", name="many", brands=brands)
    assert "**many** is saved" in made.text
    assert len(made.text) < 2_000
    town.sim.assert_clean()


async def test_every_option_of_a_filter_is_understood(town: Town) -> None:
    async with town.awake():
        await town.ask(
            town.ann,
            "filter create",
            name="all of it",
            brands="Rick Owens、Undercover",
            any="boots, shoes",
            all="leather",
            none="kids",
            min_price="$10",
            max_price="$99.50",
            markets="bobs_shop",
            type="auction",
            condition="Like new",
            sizes="43",
            categories="Shoes",
            block_sellers="s1, s2",
            events="ending soon",
        )
    (saved,) = await town.filters().mine(address(town.ann))
    asked = saved.criteria
    assert saved.name == "all of it"
    assert asked.brands == ("Rick Owens", "Undercover")
    assert asked.keywords.any == ("boots", "shoes")
    assert asked.keywords.all == ("leather",)
    assert asked.keywords.none == ("kids",)
    assert asked.price == PriceRange(min=1_000, max=9_950, currency="USD")
    assert asked.markets == ("bobs_shop",)
    assert asked.listing_types == (WantedType.AUCTION,)
    assert asked.conditions == (Condition.LIKE_NEW,)
    assert (asked.sizes, asked.categories) == (("43",), ("Shoes",))
    assert asked.blocked_sellers == ("s1", "s2")
    assert [*asked.events] == ["ending_soon"]


async def test_what_fits_already_is_shown_at_once(town: Town) -> None:
    async with town.store.transaction() as tx:
        await tx.listings.add_new(
            [
                (
                    listing(external_id=str(n), market="bobs_shop", url=f"https://b.example/{n}"),
                    None,
                )
                for n in range(5)
            ]
        )
    async with town.awake():
        made = await town.ask(town.ann, "filter create", brands="Rick Owens")
    assert "The newest that fit already:" in made.text
    assert len(made.message.shown_embeds) == 3
    assert made.message.shown_embeds[0]["title"] == "Rick Owens Geobasket 43"


async def test_somebody_japanese_is_answered_in_japanese(town: Town) -> None:
    async with town.awake():
        made = await town.ask(town.bob, "filter create", name="靴", brands="Rick Owens")
    assert made.text.startswith("✅ **靴** を保存しました。")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "The filter asks for nothing yet"),
        ({"brands": "Rick Owens", "max_price": "cheap"}, "“cheap” is not a price I can read"),
        ({"brands": "Rick Owens", "markets": "amazon"}, "“amazon” is not a market watched here"),
        ({"brands": "Rick Owens", "condition": "shiny"}, "“shiny” is not one of these"),
        ({"brands": "x", "min_price": "2万", "max_price": "1万"}, "min must be at most max"),
        ({"all": "boots", "none": "boots"}, "both wanted and excluded"),
        ({"brands": ",".join(f"b{n}" for n in range(51))}, "use at most 50"),
    ],
)
async def test_a_filter_that_makes_no_sense_is_refused_with_one_sentence(
    town: Town, options: dict[str, str], sentence: str
) -> None:
    async with town.awake():
        refused = await town.ask(town.ann, "filter create", **options)
    assert sentence in refused.text
    assert refused.is_ephemeral
    assert await town.filters().mine(address(town.ann)) == ()


async def test_one_sees_and_changes_only_ones_own_filters(town: Town) -> None:
    async with town.awake():
        await town.ask(town.ann, "filter create", name="secret", brands="Rick Owens")
        listed = await town.ask(town.bob, "filter list")
        refused = [
            await town.ask(town.bob, f"filter {verb}", name="secret")
            for verb in ("show", "delete", "pause", "resume")
        ]
        offered = await town.sim.autocomplete(town.bob, town.alerts, "filter show", "name", "s")
    assert "secret" not in listed.text
    assert all("「secret」というフィルターはありません" in one.text for one in refused)
    assert offered.choices == []
    (untouched,) = await town.filters().mine(address(town.ann))
    assert untouched.is_active


async def test_a_filter_is_listed_shown_paused_resumed_and_deleted(town: Town) -> None:
    async with town.awake():
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        paused = await town.ask(town.ann, "filter pause", name="geos")
        listed = await town.ask(town.ann, "filter list")
        resumed = await town.ask(town.ann, "filter resume", name="geos")
        shown = await town.ask(town.ann, "filter show", name="geos")
        deleted = await town.ask(town.ann, "filter delete", name="geos")
        empty = await town.ask(town.ann, "filter list")
        assert "**geos** is paused" in paused.text
        assert listed.text.split("\n")[1] == "⏸️ (paused) **geos** · Rick Owens"
        assert "**geos** is running." in resumed.text
        assert "🟢 **geos**\n• Brands: Rick Owens" in shown.text
        assert "**geos** is deleted." in deleted.text
        assert "You have no filters yet" in empty.text
        undo = deleted.message.interactive[0]["custom_id"]
        undone = await town.sim.press(town.ann, deleted.message, undo)
        await undone.wait_until(lambda result: result.updated is not None)
    assert undone.updated is not None
    assert "**geos** is back and running." in undone.updated.content
    (back,) = await town.filters().mine(address(town.ann))
    assert back.is_active


async def test_a_long_list_of_filters_says_how_many_more_there_are(town: Town) -> None:
    async with town.awake():
        for number in range(18):
            await town.ask(
                town.ann,
                "filter create",
                name=f"{number} " + "n" * 90,
                all=f"{'k' * 90}{number}",
            )
        listed = await town.ask(town.ann, "filter list")
    assert listed.text.startswith("Your filters (18):")
    assert "more; /filter show finds them by name." in listed.text
    assert len(listed.message.content) <= 2000


async def test_imported_filters_start_when_their_owner_says_so(town: Town) -> None:
    async with town.awake():
        await town.ask(town.ann, "filter create", name="mine", brands="Rick Owens")
        none = await town.ask(town.ann, "filter start")
        (mine,) = await town.filters().mine(address(town.ann))
        async with town.store.transaction() as tx:
            asleep = replace(mine, state=FilterState.SLEEPING)
            await tx.filters.change(asleep, FilterChange.PAUSED, by="operator")
        started = await town.ask(town.ann, "filter start")
    assert "no imported filters" in none.text
    assert "running now (1)" in started.text


async def test_typing_is_helped_along(town: Town) -> None:
    async with town.awake():
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        completing = {
            ("filter show", "name", "GE"): ["geos"],
            ("filter create", "brands", "x, rick ow"): ["x, Rick Owens"],
            ("filter create", "markets", "bobs"): ["bobs_shop"],
            ("filter create", "condition", "like"): ["Like new"],
            ("filter create", "events", "new, drop"): ["new, Price drop"],
            ("filter create", "currency", "us"): ["USD"],
            ("currency", "code", "jp"): ["JPY"],
        }
        for (command, option, typed), expected in completing.items():
            offered = await town.sim.autocomplete(town.ann, town.alerts, command, option, typed)
            assert offered.choices is not None
            assert [one.name for one in offered.choices][:1] == expected


async def test_commands_work_in_dms_too(town: Town) -> None:
    dm = town.sim.dm_channel(town.ann, town.application)
    async with town.awake():
        made = await town.sim.command(
            town.ann, dm, "filter create", {"name": "geos", "brands": "Rick Owens", "here": True}
        )
        helped = await town.sim.command(town.ann, dm, "help")
    assert "Alerts go to: your direct messages" in made.text
    assert "/filter create" in helped.text


async def test_commands_may_be_one_servers_only(town: Town) -> None:
    elsewhere = town.sim.add_guild("Elsewhere", bots=[town.application])
    town.sim.join(elsewhere, town.ann)
    other = town.sim.add_channel(elsewhere, "other")
    async with town.awake(guild_id=str(town.closet.id)):
        assert "filter" in town.sim.commands(town.ann, town.alerts)
        assert town.sim.commands(town.ann, other) == []


async def test_prices_are_shown_in_the_currency_one_chooses(town: Town) -> None:
    async with town.awake():
        chosen = await town.ask(town.ann, "currency", code="usd")
        refused = await town.ask(town.ann, "currency", code="dollars")
        in_japanese = await town.ask(town.bob, "currency", code="ドル")
    assert "Prices are shown in USD as well" in chosen.text
    assert refused.text == (
        "“dollars” is not a currency code; write three letters such as JPY or USD."
    )
    assert in_japanese.text == (
        "「ドル」は通貨コードではありません。JPY や USD のように3文字で書いてください。"
    )
    async with town.store.transaction() as tx:
        person = await tx.people.at(address(town.ann))
    assert person is not None
    assert person.preferences.currency == "USD"


async def test_a_suspended_place_is_mentioned_under_the_next_answer(town: Town) -> None:
    async with town.awake():
        await town.ask(town.ann, "alertchannel", channel=town.alerts)
        async with town.store.transaction() as tx:
            (place,) = await tx.destinations.at(str(town.alerts.id))
            await tx.destinations.suspend(place.id, reason="the thread is locked")
        listed = await town.ask(town.ann, "filter list")
    assert f"⚠️ I cannot write to <#{town.alerts.id}>: the thread is locked." in listed.text


async def test_whoever_speaks_to_us_can_be_written_to_again(town: Town) -> None:
    async with town.awake():
        await town.ask(town.ann, "alertchannel")
        async with town.store.transaction() as tx:
            (place,) = await tx.destinations.at(str(town.ann.id))
            await tx.destinations.suspend(place.id, reason="your direct messages are closed to me")
        told = await town.ask(town.ann, "filter list")
        async with town.store.transaction() as tx:
            (place,) = await tx.destinations.at(str(town.ann.id))
        listed = await town.ask(town.ann, "filter list")
    assert "⚠️ I cannot write to your direct messages" in told.text
    assert not place.is_suspended
    assert "⚠️" not in listed.text


async def test_what_somebody_typed_is_said_back_and_does_nothing(town: Town) -> None:
    async with town.awake():
        refused = await town.ask(
            town.ann, "filter show", name="**x** https://evil.example <@1> <t:1:R>"
        )
    assert "\\*\\*x\\*\\* https\\://evil.example \\<@\u200b1> \\<t:1:R>" in refused.text


@pytest.mark.parametrize("name", ["\u200b\u200b", "a\x00b", "\u3164"])
async def test_a_name_that_cannot_be_shown_is_refused(town: Town, name: str) -> None:
    async with town.awake():
        refused = await town.ask(town.ann, "filter create", name=name, brands="Rick Owens")
    assert refused.text.startswith("That name cannot be shown; write one with letters")
    assert await town.filters().mine(address(town.ann)) == ()


async def test_a_locked_database_keeps_nobody_waiting_for_a_sign_of_life(any_town: Town) -> None:
    town = any_town
    async with town.awake(), asyncio.TaskGroup() as group:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        already = acknowledged(town)
        async with town.locked_database():
            asked = [group.create_task(town.ask(town.ann, "filter list")) for _ in range(10)]

            async def all_acknowledged() -> bool:
                return acknowledged(town) == already + len(asked)

            await town.eventually(all_acknowledged)
            assert not any(one.done() for one in asked)
        for one in asked:
            assert "Your filters (1):" in (await one).text
    town.sim.assert_clean()


def acknowledged(town: Town) -> int:
    """How many interactions were acknowledged in time; Discord refuses those that were not."""
    return sum(one.path.endswith("/callback") and one.status == 200 for one in town.sim.requests)


async def test_a_hundred_commands_at_once_are_all_acknowledged_in_time(town: Town) -> None:
    crowd = [town.sim.add_user(f"member {number}") for number in range(100)]
    for member in crowd:
        town.sim.join(town.closet, member)
    await something_to_preview(town, listings=100, characters=1_000)
    async with town.awake(), felt() as pulse:
        answers = await asyncio.gather(
            *(
                town.sim.command(
                    member,
                    town.alerts,
                    "filter create",
                    {"name": "geos", "brands": "Undercover"},
                    wait=60,
                )
                for member in crowd
            )
        )
    waited = [one.acknowledged_after for one in answers]
    assert all(seconds is not None and seconds < 3.0 for seconds in waited)
    assert all(one.text.startswith("✅ **geos** is saved.") for one in answers)
    assert pulse.longest < 1.5
    town.sim.assert_clean()


async def something_to_preview(town: Town, *, listings: int, characters: int) -> None:
    described = ("リックオウエンス leather jacket " * characters)[:characters]
    async with town.store.transaction() as tx:
        await tx.listings.add_new(
            [
                (listing(external_id=str(n), market="bobs_shop", description=described), None)
                for n in range(listings)
            ]
        )


async def test_when_the_database_is_away_there_is_still_an_answer(town: Town) -> None:
    async with town.awake():
        town.break_database()
        answered = await town.ask(town.ann, "filter list")
    assert "Something went wrong on my side" in answered.text


@pytest.mark.parametrize("rules", [Rules(acknowledge_within=0.0)])
async def test_an_interaction_that_has_expired_changes_nothing_and_is_no_crash(
    town: Town,
) -> None:
    async with town.awake():
        late = await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        assert not late.is_acknowledged

        async def is_refused() -> bool:
            answers = [one for one in town.sim.requests if "callback" in one.path]
            return [one.status for one in answers] == [404]

        await town.eventually(is_refused)
    assert await town.filters().mine(address(town.ann)) == ()


@pytest.mark.parametrize(
    "rules",
    [
        Rules(interaction_life=0.0),
        Rules(interaction_life=0.0, expired_interaction=Refused(404, 10015)),
    ],
    ids=["401", "404"],
)
async def test_a_token_that_dies_before_the_answer_is_not_taken_for_the_bots(town: Town) -> None:
    async with town.awake() as rest:
        made = await impatiently(town, "filter create", {"name": "geos", "brands": "Rick Owens"})
        assert made.is_acknowledged
        assert not made.is_settled
        await town.listed(listing(market="bobs_shop"))
        await town.deliver(rest)
        again = await impatiently(town, "filter list", {})
        assert again.is_acknowledged
    refused = {one.status for one in town.sim.requests if "@original" in one.path}
    assert refused <= {401, 404}
    (alert,) = town.sim.dms(town.ann)
    assert alert.shown_embeds[0]["title"] == "Rick Owens Geobasket 43"


async def impatiently(town: Town, command: str, options: dict[str, str]) -> InteractionResult:
    """Ann asks, and does not wait long for what "thinking" promises."""
    return await town.sim.command(town.ann, town.alerts, command, options, wait=0.5)


async def test_an_answer_survives_faults_on_the_way(town: Town) -> None:
    async with town.awake():
        town.sim.break_next(FaultKind.RESET_ACCEPTED, route=RouteName.INTERACTION_CALLBACK)
        town.sim.break_next(FaultKind.ERROR_502, route=RouteName.INTERACTION_FOLLOWUP)
        listed = await town.ask(town.ann, "filter list")
    assert "You have no filters yet" in listed.text
    town.sim.assert_clean()
