"""`/alerts log` tells its caller, and nobody else, what became of what was for them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from tests.channels.discord.test_commands import address
from tests.channels.discord.test_presses import alerted, boots, press
from tests.channels.discord.town import Town

from maneki.clock import MovableClock
from maneki.delivery.digest import Digester
from maneki.model.listing import ListingStatus
from maneki.model.outbox import Note, OutboxState, Packing
from maneki.phrases import quoted, say
from maneki.simulator.discord import InteractionResult, SimMessage

ENDS = "📣 Notice: ⏳ Your filter"


async def give_up(town: Town, title: str) -> None:
    """As after the last attempt at this alert."""
    async with town.store.transaction() as tx:
        waiting = await tx.deliveries.in_states([OutboxState.DUE], limit=50)
        (mine,) = [one for one in waiting if one.card and one.card.listing.title == title]
        kept = await tx.destinations.get(mine.destination.id)
        item = await tx.outbox.item(mine.id)
        assert kept is not None
        assert item is not None
        (parcel,) = await tx.parcels.pack(
            [Packing(destination=kept, items=(item,))],
            holder="test",
            until=tx.now + timedelta(minutes=1),
        )
        await tx.parcels.failed(parcel.id, reason="the platform refused it")


def labels(message: SimMessage) -> list[str]:
    return [part["label"] for part in message.interactive]


async def turn(town: Town, message: SimMessage, label: str) -> SimMessage:
    """Press a way to another page; the same message as it is then."""
    (custom_id,) = [part["custom_id"] for part in message.interactive if part["label"] == label]
    turned = await town.sim.press(town.ann, message, custom_id)
    await turned.wait_until(lambda result: result.updated is not None)
    assert turned.updated is not None
    return turned.updated


def numbered(shown: InteractionResult | SimMessage) -> list[str]:
    """The lines that say what each is about."""
    text = shown.text if isinstance(shown, InteractionResult) else shown.content
    return [line for line in text.split("\n") if line[:1].isdigit()]


async def test_what_was_sent_says_when_where_and_for_which_filter(any_town: Town) -> None:
    town = any_town
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        message = await alerted(town, rest, 1)
        told = await town.ask(town.ann, "alerts log")
    at = int(town.clock.now().timestamp())
    link = f"https://discord.com/channels/@me/{message.channel_id}/{message.id}"
    assert told.is_ephemeral
    assert told.text.split("\n") == [
        "What was for you, the newest first:",
        "1. **Rick Owens Geobasket 43** · New · ¥48,000",
        f"-# ✅ sent <t:{at}:R> to your direct messages · {link} · for geos",
    ]
    assert labels(told.message) == []
    town.sim.assert_clean()


async def test_in_a_channel_the_link_goes_to_its_server(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "alertchannel", channel=town.alerts)
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        await town.listed(boots(1))
        await town.deliver(rest)
        told = await town.ask(town.ann, "alerts log")
    (message,) = town.sim.messages(town.alerts)
    where = f"{town.closet.id}/{town.alerts.id}/{message.id}"
    assert f"to <#{town.alerts.id}> · https://discord.com/channels/{where}" in told.text


async def test_nobody_reads_what_was_for_somebody_else(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="secret", brands="Rick Owens")
        await alerted(town, rest, 1)
        told = await town.ask(town.bob, "alerts log")
    assert told.text == "最近の通知はありません。"


async def test_every_state_has_its_reason(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        await press(town, await alerted(town, rest, 1), "snooze")
        town.clock.move(timedelta(seconds=1))
        await town.listed(boots(2, title="Rick Owens held"))
        held = await town.ask(town.ann, "alerts log", count=1)
        await town.ask(town.ann, "filter pause", name="geos")
        withdrawn = await town.ask(town.ann, "alerts log", count=1)
        await town.ask(town.ann, "filter resume", name="geos")
        town.clock.move(timedelta(seconds=1))
        await town.listed(boots(3, title="Rick Owens waits"))
        waits = await town.ask(town.ann, "alerts log", count=1)
    assert re.search(r"🌙 held until <t:\d+:R>: you snoozed the filter", held.text)
    assert "➖ not sent: you paused the filter" in withdrawn.text
    assert "⏳ waits for its turn at your direct messages" in waits.text


async def test_what_cannot_be_written_says_why_it_waits(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        town.sim.close_dms(town.ann)
        await town.listed(boots(1))
        await town.deliver(rest)
        async with town.store.transaction() as tx:
            person = await tx.people.at(address(town.ann))
            assert person is not None
            (waiting,) = await tx.deliveries.of_person(person.id, limit=5)
        assert waiting.state is OutboxState.SUSPENDED
        assert waiting.reason == "your direct messages are closed to me"


async def test_what_failed_is_sent_once_more_by_its_button(any_town: Town) -> None:
    town = any_town
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        await town.listed(boots(1))
        await give_up(town, "Rick Owens Geobasket 43")
        told = await town.ask(town.ann, "alerts log")
        assert "⚠️ failed: the platform refused it" in told.text
        assert labels(told.message) == ["Send 1 again"]
        for _ in range(2):
            pressed = await press(town, told.message, "resend")
            assert pressed.is_ephemeral
            assert pressed.text.startswith("On its way once more: **Rick Owens Geobasket 43**")
        await town.deliver(rest)
        await town.deliver(rest)
        assert len(town.sim.dms(town.ann)) == 1
        assert (await press(town, told.message, "resend")).text == "It was sent already."
        again = await town.ask(town.ann, "alerts log")
    assert "✅ sent" in again.text
    town.sim.assert_clean()


async def test_a_forged_resend_sends_nothing_of_somebody_elses(town: Town) -> None:
    async with town.awake() as rest:
        for who in (town.ann, town.bob):
            await town.ask(who, "filter create", name="geos", brands="Rick Owens")
            title = f"Rick Owens {who.name}"
            number = 1 if who is town.ann else 2
            await town.listed(boots(number, title=title))
            if who is town.ann:
                await give_up(town, title)
        hers = await town.ask(town.ann, "alerts log")
        (custom_id,) = [part["custom_id"] for part in hers.message.interactive]
        his = await town.ask(town.bob, "alerts log")
        his.message.interactive.append({**hers.message.interactive[0]})
        his.message.components[:] = hers.message.components
        forged = await town.sim.press(town.bob, his.message, custom_id)
        assert forged.text == "その通知は見つかりません（古いものは削除されます）。"
        await town.deliver(rest)
    assert len(town.sim.dms(town.ann)) == 1


async def test_a_long_log_is_read_page_by_page(town: Town, clock: MovableClock) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        for number in range(1, 6):
            await town.listed(boots(number, title=f"Rick Owens {number}"))
            clock.move(timedelta(seconds=1))
        await town.deliver(rest)
        first = await town.ask(town.ann, "alerts log", count=2)
        assert [line.split("**")[1] for line in numbered(first)] == ["Rick Owens 5", "Rick Owens 4"]
        assert labels(first.message) == ["Older ▶"]
        second = await turn(town, first.message, "Older ▶")
        assert [line.split("**")[1] for line in numbered(second)] == [
            "Rick Owens 3",
            "Rick Owens 2",
        ]
        assert labels(second) == ["⏮ Newest", "Older ▶"]
        last = await turn(town, second, "Older ▶")
        assert [line.split("**")[1] for line in numbered(last)] == ["Rick Owens 1"]
        assert labels(last) == ["⏮ Newest"]
        newest = await turn(town, last, "⏮ Newest")
    assert numbered(newest) == numbered(first)
    assert labels(newest) == ["Older ▶"]


async def test_however_long_titles_and_names_are_there_is_room_for_one(town: Town) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="n" * 100, brands="Rick Owens")
        for number in range(10):
            await town.listed(boots(number, title="Rick Owens " + "😀*" * 200))
        await town.deliver(rest)
        told = await town.ask(town.ann, "alerts log", count=10)
    assert 1 <= len(numbered(told)) < 10
    assert len(told.text) < 2000
    assert labels(told.message) == ["Older ▶"]
    town.sim.assert_clean()


@pytest.mark.parametrize("subject", ["x", "99:", "-1:zzz", "5:nobody", ":"])
async def test_a_page_that_nobody_offered_is_a_page_all_the_same(town: Town, subject: str) -> None:
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        message = await alerted(town, rest, 1)
        message.interactive[0]["custom_id"] = f"mk1:log:{subject}"
        pressed = await town.sim.press(town.ann, message, f"mk1:log:{subject}")
        await pressed.wait_until(lambda result: result.is_settled)


async def test_what_a_digest_told_says_so_and_leads_there(any_town: Town) -> None:
    town = any_town
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        await town.ask(town.ann, "alerts digest", filter="geos", how="hourly")
        await town.listed(boots(1))
        held = await town.ask(town.ann, "alerts log")
        town.clock.move(timedelta(hours=1))
        while await Digester(town.store, queued=lambda: None).step():
            pass
        await town.deliver(rest)
        told = await town.ask(town.ann, "alerts log")
        asked = await town.ask(town.ann, "alerts why", listing="b1")
    (digest,) = town.sim.dms(town.ann)
    link = f"https://discord.com/channels/@me/{digest.channel_id}/{digest.id}"
    assert "🌙 held until <t:" in held.text
    assert "🗞️ Digest: 📬 Digest of geos\n" in told.text
    assert "🔗 not sent by itself: " in told.text
    assert told.text.count(link) == 2
    assert link in asked.text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (
            "h",
            f"{ENDS} h ends <t:1700000000:R>. Press the button if it is to go on.",
        ),
        # What is cut off is cut off whole, and somebody's own words do nothing.
        ("c" * 50 + "~~**", f"{ENDS} " + "c" * 50 + "\\~\\~\\*\u200c\\* ends…"),
    ],
)
async def test_a_notice_reads_as_it_did_where_it_went(town: Town, name: str, shown: str) -> None:
    words = say("filters.ends", "en", name=quoted(name), when="<t:1700000000:R>")
    async with town.awake() as rest:
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        await town.notify(town.ann, Note(text=words))
        await town.deliver(rest)
        told = await town.ask(town.ann, "alerts log")
    assert numbered(told) == [f"1. {shown}"]


async def test_what_was_sold_says_so_in_everybodys_language(any_town: Town) -> None:
    town = any_town
    async with town.awake():
        for who in (town.ann, town.bob):
            await town.ask(who, "filter create", name="geos", brands="Rick Owens")
        await town.listed(boots(1))
        await town.listed(boots(1, status=ListingStatus.SOLD))
        hers = await town.ask(town.ann, "alerts log")
        his = await town.ask(town.bob, "alerts log")
    assert "➖ not sent: it was sold or ended before it was sent" in hers.text
    assert "➖ 送信せず：送信前に売れたか終了しました" in his.text


async def test_a_pause_without_an_end_says_that_one_ends_it(town: Town) -> None:
    async with town.awake():
        await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")
        await town.ask(town.ann, "alerts pause")
        await town.listed(boots(1))
        told = await town.ask(town.ann, "alerts log")
    assert "🌙 held until you say so: you paused your alerts" in told.text
