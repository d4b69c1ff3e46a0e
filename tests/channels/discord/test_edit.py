"""`/filter edit` changes what it is told to, says what is different, and can be undone."""

from __future__ import annotations

from typing import Any

import pytest
from tests.channels.discord.test_commands import address
from tests.channels.discord.test_presses import boots, only_filter, press, undo
from tests.channels.discord.town import Town

from maneki.model.filter import ANY_PRICE, Criteria, FilterState, PriceRange, Shipping
from maneki.simulator.discord import InteractionResult, SimUser

EVERYTHING: dict[str, Any] = {
    "brands": "Rick Owens, Undercover",
    "any": "boots, shoes",
    "all": "leather",
    "none": "kids",
    "min_price": "$10",
    "max_price": "$99.50",
    "markets": "bobs_shop",
    "type": "auction",
    "condition": "Like new",
    "sizes": "43",
    "categories": "Shoes",
    "block_sellers": "s1, s2",
    "regex": "size ?43",
    "shipping": "included",
    "max_bids": "3",
    "min_rating": "98.5",
    "below_median": "20",
    "events": "ending soon",
}


async def make(town: Town, name: str = "geos", **wishes: Any) -> None:
    made = await town.ask(town.ann, "filter create", name=name, **wishes)
    assert "is saved" in made.text, made.text


async def edit(
    town: Town, name: str = "geos", *, who: SimUser | None = None, **wishes: Any
) -> InteractionResult:
    answer = await town.ask(who or town.ann, "filter edit", name=name, **wishes)
    assert answer.is_ephemeral
    return answer


async def criteria(town: Town) -> Criteria:
    return (await only_filter(town)).criteria


def told_of(town: Town) -> list[str]:
    """The addresses in all that ann has been sent."""
    sent = town.sim.dms(town.ann)
    return [embed["url"] for message in sent for embed in message.shown_embeds]


async def test_an_edit_is_told_back_with_what_was_and_what_is(any_town: Town) -> None:
    town = any_town
    async with town.awake():
        await make(town, brands="Rick Owens", max_price="5万", sizes="43")
        changed = await edit(town, brands="Undercover", max_price="$300", sizes="-", new_name="uc")
    found = "“Undercover” finds the brand “Undercover (アンダーカバー)”"
    assert changed.text.split("\n") == [
        "✏️ **uc** is changed:",
        "• Name: geos → uc",
        "• Brands: Rick Owens → Undercover",
        "• Price: ≤ ¥50,000 → ≤ $300.00",
        "• Sizes: 43 → (not asked)",
        "It asks for:",
        "• Brands: Undercover",
        "• Price: ≤ $300.00",
        "• Told of: New, Price drop",
        "Alerts go to: your direct messages",
        f"  ↳ {found}, however it is written, and the words “undercover”.",
        "Watched for it: bobs\\_shop, feed\\_of\\_ann",
        "",
        "Nothing that I have seen lately fits; I will tell you when something does.",
    ]
    assert [part["label"] for part in changed.message.interactive] == ["Undo"]
    town.sim.assert_clean()


async def test_somebody_japanese_is_told_in_japanese(town: Town) -> None:
    async with town.awake():
        await town.ask(town.bob, "filter create", name="靴", brands="Rick Owens", sizes="43")
        changed = await edit(town, "靴", who=town.bob, sizes="ー", brands="Undercover")
    assert changed.text.split("\n")[:4] == [
        "✏️ **靴** を変更しました：",
        "• ブランド：Rick Owens → Undercover",
        "• サイズ：43 → （指定なし）",
        "現在の条件：",
    ]
    town.sim.assert_clean()


@pytest.mark.parametrize("option", EVERYTHING)
async def test_each_condition_can_be_taken_away_and_put_back(town: Town, option: str) -> None:
    others = {one: value for one, value in EVERYTHING.items() if one != option}
    async with town.awake():
        await make(town, "without", **others)
        without = await criteria(town)
        await town.ask(town.ann, "filter delete", name="without")
        await make(town, **EVERYTHING)
        whole = await criteria(town)
        away: dict[str, Any] = {option: "excluded" if option == "shipping" else "-"}
        taken = await edit(town, **away)
        assert "is changed:" in taken.text
        assert "\nWatched for it: bobs\\_shop\n" in taken.text or option == "markets"
        assert await criteria(town) == without
        put_back = await edit(town, **{option: EVERYTHING[option]})
        assert "is changed:" in put_back.text
        assert await criteria(town) == whole
    town.sim.assert_clean()


@pytest.mark.parametrize(
    ("had", "given", "becomes"),
    [
        ({"max_price": "5万"}, {"min_price": "1000"}, PriceRange(min=1_000, max=50_000)),
        ({"max_price": "5万"}, {"max_price": "4万"}, PriceRange(max=40_000)),
        ({"max_price": "5万"}, {"max_price": " － "}, ANY_PRICE),
        ({"max_price": "5万"}, {"max_price": "  ", "sizes": "43"}, PriceRange(max=50_000)),
        (
            {"max_price": "$50"},
            {"min_price": "10"},
            PriceRange(min=1_000, max=5_000, currency="USD"),
        ),
        ({"max_price": "50 AUD"}, {"max_price": "$40"}, PriceRange(max=4_000, currency="AUD")),
        ({"max_price": "$50"}, {"max_price": "¥4,000"}, PriceRange(max=4_000)),
        (
            {"max_price": "5万"},
            {"max_price": "50", "currency": "EUR"},
            PriceRange(max=5_000, currency="EUR"),
        ),
        (
            {"min_price": "1", "max_price": "5万"},
            {"min_price": "-", "max_price": "50", "currency": "eur"},
            PriceRange(max=5_000, currency="EUR"),
        ),
        (
            {"max_price": "5万", "shipping": "included"},
            {"max_price": "4万"},
            PriceRange(max=40_000, shipping=Shipping.INCLUDED),
        ),
    ],
)
async def test_a_price_stays_in_its_currency_unless_another_is_named(
    town: Town, had: dict[str, Any], given: dict[str, Any], becomes: PriceRange
) -> None:
    async with town.awake():
        await make(town, brands="Rick Owens", **had)
        await edit(town, **given)
    assert (await criteria(town)).price == becomes


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"max_price": "cheap"}, "“cheap” is not a price I can read"),
        ({"max_price": "$50"}, "The two prices are in different currencies (JPY and USD)"),
        ({"currency": "USD"}, "The filter's price is in JPY: to have it in USD, give the price in"),
        ({"currency": "dollars", "max_price": "50"}, "“dollars” is not a currency code"),
        (
            {"min_price": "-", "max_price": "-", "shipping": "included"},
            "The currency and shipping are about a price, and there is none",
        ),
        ({"min_price": "6万"}, "min must be at most max"),
        ({"markets": "amazon"}, "“amazon” is not a market watched here"),
        ({"condition": "shiny"}, "“shiny” is not one of these"),
        ({"events": "gossip"}, "“gossip” is not one of these"),
        ({"all": "boots", "none": "boots"}, "both wanted and excluded"),
        ({"none": "leather"}, "both wanted and excluded"),
        ({"brands": ",".join(f"b{n}" for n in range(51))}, "use at most 50"),
        ({"regex": "("}, "is no regular expression that I can read"),
        ({"max_bids": "few"}, "A limit for bids is a whole number"),
        ({"min_rating": "good"}, "A seller's rating is a percentage"),
        ({"below_median": "95"}, "is a whole number of per cent from 1 to 90"),
        ({"new_name": "\u200b\u200b"}, "That name cannot be shown"),
        ({"new_name": "other"}, "You have a filter called “other” already; choose another name."),
        (
            {"brands": "-", "all": "-", "min_price": "-", "max_price": "-"},
            "The filter asks for nothing yet",
        ),
    ],
)
async def test_what_makes_no_sense_is_refused_with_one_sentence_and_changes_nothing(
    town: Town, given: dict[str, Any], sentence: str
) -> None:
    async with town.awake():
        await make(town, brands="Rick Owens", all="leather", min_price="1000", max_price="5万")
        await make(town, "other", brands="Undercover")
        before = await town.filters().mine(address(town.ann))
        refused = await edit(town, **given)
    assert sentence in refused.text
    assert "\n" not in refused.text
    assert refused.message.interactive == []
    assert await town.filters().mine(address(town.ann)) == before


async def test_an_edit_to_what_it_is_changes_nothing(town: Town) -> None:
    async with town.awake():
        await make(town, brands="Rick Owens", max_price="5万")
        before = await only_filter(town)
        same = await edit(
            town, new_name="geos", brands="Rick Owens", max_price="50,000", sizes="-", priority=0
        )
        nothing = await edit(town)
        blank = await edit(town, brands=" ", max_bids="%")
    for answer in (same, nothing, blank):
        assert answer.text == (
            "**geos** is just so already, so nothing was changed. Give what is to be different; "
            "- takes a condition away."
        )
        assert answer.message.interactive == []
    assert await only_filter(town) == before
    town.sim.assert_clean()


async def test_nobody_edits_a_filter_that_is_not_theirs_or_not_there(town: Town) -> None:
    async with town.awake():
        await make(town, brands="Rick Owens")
        mine = await only_filter(town)
        await town.ask(town.bob, "filter create", name="二", brands="Undercover")
        by_name = await edit(town, who=town.bob, brands="Gucci")
        by_id = await edit(town, mine.id, who=town.bob, brands="Gucci")
        unknown = await edit(town, "boots", brands="Gucci")
        here = await edit(town, "boots", here=True)
        assert await only_filter(town) == mine
        await town.ask(town.ann, "filter delete", name="geos")
        deleted = await edit(town, mine.id, brands="Gucci")
        offered = await town.sim.autocomplete(town.bob, town.alerts, "filter edit", "name", "")
    assert "「geos」というフィルターはありません" in by_name.text
    assert f"「{mine.id}」というフィルターはありません" in by_id.text
    assert unknown.text.startswith("You have no filter called “boots”; ")
    assert here.text == unknown.text
    assert deleted.text.startswith(f"You have no filter called “{mine.id}”; ")
    assert [one.name for one in offered.choices or ()] == ["二"]


async def test_typing_is_helped_along(town: Town) -> None:
    async with town.awake():
        await make(town, brands="Rick Owens")
        completing = {
            ("name", "GE"): "geos",
            ("brands", "x, rick ow"): "x, Rick Owens",
            ("markets", "bobs"): "bobs_shop",
            ("condition", "like"): "Like new",
            ("events", "new, drop"): "new, Price drop",
            ("currency", "us"): "USD",
        }
        for (option, typed), expected in completing.items():
            offered = await town.sim.autocomplete(
                town.ann, town.alerts, "filter edit", option, typed
            )
            assert offered.choices is not None
            assert offered.choices[0].name == expected


async def test_the_next_listing_is_matched_by_what_is_asked_now(any_town: Town) -> None:
    town = any_town
    async with town.awake() as rest:
        await make(town, brands="Rick Owens")
        await town.listed(boots(1))
        await town.deliver(rest)
        await edit(town, brands="Undercover")
        await town.listed(boots(2), boots(3, title="Undercover jacket"))
        await town.deliver(rest)
    assert told_of(town) == ["https://b.example/1", "https://b.example/3"]
    town.sim.assert_clean()


async def test_what_waits_and_does_not_fit_any_more_never_comes(any_town: Town) -> None:
    town = any_town
    async with town.awake() as rest:
        await make(town, brands="Rick Owens")
        await town.ask(town.ann, "alerts pause")
        await town.listed(boots(1), boots(2, title="Rick Owens jacket M"))
        changed = await edit(town, all="jacket")
        assert (
            "Alerts that were waiting and do not fit any more were withdrawn (1)." in changed.text
        )
        await town.ask(town.ann, "alerts resume")
        await town.deliver(rest)
        log = await town.ask(town.ann, "alerts log")
    assert told_of(town) == ["https://b.example/2"]
    assert "you changed the filter, and this does not fit it any more" in log.text
    town.sim.assert_clean()


async def test_a_paused_filter_is_edited_and_stays_paused(town: Town) -> None:
    async with town.awake() as rest:
        await make(town, brands="Rick Owens")
        await town.ask(town.ann, "filter pause", name="geos")
        changed = await edit(town, brands="Undercover")
        assert "It is still paused; /filter resume starts it." in changed.text
        assert "Watched for it once it runs: bobs\\_shop" in changed.text
        await town.listed(boots(1, title="Undercover jacket"))
        await town.deliver(rest)
        assert told_of(town) == []
        assert (await only_filter(town)).state is FilterState.PAUSED
        assert "It is still paused" in await undo(town, changed)
        assert (await only_filter(town)).state is FilterState.PAUSED


async def test_undo_brings_back_what_was(any_town: Town) -> None:
    town = any_town
    async with town.awake() as rest:
        await make(town, brands="Rick Owens", max_price="5万", priority=2)
        before = await only_filter(town)
        changed = await edit(
            town, new_name="uc", brands="Undercover", max_price="-", priority=9, here=True
        )
        edited = await only_filter(town)
        assert (edited.name, edited.priority) == ("uc", 9)
        assert edited.destination_id is not None
        assert "• Priority: 2 → 9\n" in changed.text
        here = f"<#{town.alerts.id}>"
        assert f"• Alerts go to: your direct messages → {here}\n" in changed.text
        assert await undo(town, changed) == (
            "↩️ **geos** is as it was before:\n"
            "• Brands: Rick Owens\n• Price: ≤ ¥50,000\n• Told of: New, Price drop"
        )
        now = await only_filter(town)
        await town.listed(boots(1, title="Undercover jacket"), boots(2))
        await town.deliver(rest)
    assert told_of(town) == ["https://b.example/2"]
    assert (now.name, now.criteria) == (before.name, before.criteria)
    assert (now.priority, now.destination_id) == (2, None)
    town.sim.assert_clean()


async def test_undo_works_after_a_restart(town: Town) -> None:
    async with town.awake():
        await make(town, brands="Rick Owens")
        changed = await edit(town, brands="Undercover")
    async with town.awake():
        await undo(town, changed)
    assert (await criteria(town)).brands == ("Rick Owens",)


async def test_a_pause_or_a_snooze_since_then_does_not_keep_it_from_being_undone(
    town: Town,
) -> None:
    async with town.awake():
        await make(town, brands="Rick Owens")
        changed = await edit(town, brands="Undercover")
        await town.ask(town.ann, "filter pause", name="geos")
        await town.ask(town.ann, "filter resume", name="geos")
        await undo(town, changed)
    assert (await criteria(town)).brands == ("Rick Owens",)


async def test_undo_does_not_undo_what_was_edited_since(any_town: Town) -> None:
    town = any_town
    async with town.awake():
        await make(town, brands="Rick Owens")
        first = await edit(town, brands="Undercover")
        second = await edit(town, priority=3)
        refused = await press(town, first.message, "unedit")
        await refused.wait_until(lambda result: result.updated is not None)
        assert (await criteria(town)).brands == ("Undercover",)
        await undo(town, second)
        assert (await only_filter(town)).priority == 0
        # What brought it back is an edit too.
        again = await press(town, first.message, "unedit")
        await again.wait_until(lambda result: result.updated is not None)
    for answer in (refused, again):
        assert answer.updated is not None
        assert answer.updated.content.startswith(
            "“geos” was changed again since then, so it stays as it is; "
        )
    assert (await criteria(town)).brands == ("Undercover",)


async def test_undo_of_a_filter_that_is_gone_or_somebody_elses_is_refused(town: Town) -> None:
    async with town.awake():
        await make(town, brands="Rick Owens")
        changed = await edit(town, brands="Undercover")
        await town.ask(town.ann, "filter delete", name="geos")
        gone = await press(town, changed.message, "unedit")
        await gone.wait_until(lambda result: result.updated is not None)
    assert gone.updated is not None
    assert gone.updated.content.startswith("That filter is deleted, or it is not yours")


async def test_undo_of_a_name_that_is_taken_by_now_is_refused(town: Town) -> None:
    async with town.awake():
        await make(town, brands="Rick Owens")
        changed = await edit(town, new_name="coats")
        await make(town, "geos", brands="Gucci")
        refused = await press(town, changed.message, "unedit")
        await refused.wait_until(lambda result: result.updated is not None)
    assert refused.updated is not None
    assert refused.updated.content.startswith("You have a filter called “geos” already")


async def test_a_dash_for_a_name_is_one_that_says_what_is_asked_for(town: Town) -> None:
    async with town.awake():
        await make(town, brands="Rick Owens")
        await edit(town, new_name="-", brands="Undercover")
    assert (await only_filter(town)).name == "Undercover"


async def test_alerts_go_here_and_back_to_where_the_others_go(town: Town) -> None:
    async with town.awake() as rest:
        await make(town, brands="Rick Owens")
        await edit(town, here=True)
        await town.listed(boots(1))
        await town.deliver(rest)
        assert told_of(town) == []
        assert len(town.sim.messages(town.alerts)) == 1
        back = await edit(town, here=False)
        await town.listed(boots(2))
        await town.deliver(rest)
    assert f"• Alerts go to: <#{town.alerts.id}> → your direct messages\n" in back.text
    assert told_of(town) == ["https://b.example/2"]


async def test_what_is_refused_adds_no_destination(town: Town) -> None:
    async with town.awake():
        await make(town, brands="Rick Owens")
        await edit(town, here=True, brands="-")
    async with town.store.transaction() as tx:
        assert await tx.destinations.at(str(town.alerts.id)) == ()


async def test_a_change_far_behind_in_a_long_list_is_shown(town: Town) -> None:
    names = [f"Nobody knows brand {number}" for number in range(30)]
    async with town.awake():
        await make(town, brands=", ".join(names))
        changed = await edit(town, brands=", ".join([*names[:-1], "Gucci"]))
    assert "• Brands: … Nobody knows brand 29 → … Gucci\n" in changed.text
    assert "\nWatched for it: " in changed.text
    assert len(changed.text) < 2_000
    town.sim.assert_clean()


async def test_what_is_shown_of_an_edit_warns_like_a_new_filter(town: Town) -> None:
    town.most_a_day = 2
    async with town.awake():
        await make(town, brands="Undercover")
        await town.listed(*(boots(number) for number in range(9)))
        changed = await edit(town, brands="Rick Owens", none="owens")
        broad = await edit(town, none="-")
    assert "⚠️ You exclude “owens”, which is in the name of “Rick Owens”" in changed.text
    assert "It would have told of 9" in broad.text
    assert "⚠️ That is broad" in broad.text
    assert len(broad.message.shown_embeds) == 3
