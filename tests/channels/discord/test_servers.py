"""What changes in a server is followed: permissions lost and back, age restrictions, removals."""

from __future__ import annotations

import pytest
from tests.channels.discord.cards import listing
from tests.channels.discord.test_bot import BRIEF, destination, is_suspended, with_channel_and_dms
from tests.channels.discord.test_channel import place_of
from tests.channels.discord.test_places import choose
from tests.channels.discord.town import Town

from maneki.model.listing import Listing
from maneki.model.outbox import Note, NoteDraft
from maneki.model.person import Destination
from maneki.simulator.discord import Permission, SimChannel
from maneki.simulator.discord.permissions import EVERYONE_DEFAULT


def boots(number: int = 1, *, adult: bool = False) -> Listing:
    url = f"https://b.example/{number}"
    return listing(market="bobs_shop", external_id=f"b{number}", url=url, adult=adult)


async def wanting_boots(town: Town, where: SimChannel) -> None:
    """Ann's alerts go there, and she has DMs as well."""
    await choose(town, town.ann, None)
    await choose(town, town.ann, where)
    await town.ask(town.ann, "filter create", name="geos", brands="Rick Owens")


async def test_a_lost_embed_permission_suspends_at_once_and_nothing_empty_is_posted(
    town: Town,
) -> None:
    async with town.awake() as rest:
        await wanting_boots(town, town.alerts)
        town.sim.set_overwrite(town.alerts, town.application.bot, deny=Permission.EMBED_LINKS)
        await town.eventually(is_suspended(town, town.alerts, wanted=True))
        await town.listed(boots())
        await town.deliver(rest)
        assert town.sim.messages(town.alerts) == []
        (told,) = town.sim.dms(town.ann)
        assert "the channel you chose in Closet: I lack Embed Links there." in told.content
        town.sim.set_overwrite(town.alerts, town.application.bot)
        await town.eventually(is_suspended(town, town.alerts, wanted=False))
        await town.deliver(rest)
    (message,) = town.sim.messages(town.alerts)
    assert len(message.shown_embeds) == 1


async def test_an_alert_whose_embed_was_taken_out_comes_again_whole(town: Town) -> None:
    """The gateway was not there to tell of the change."""
    async with town.awake() as rest:
        await wanting_boots(town, town.alerts)
        await town.listed(boots())
    town.sim.set_overwrite(town.alerts, town.application.bot, deny=Permission.EMBED_LINKS)
    async with town.rest() as rest:
        await town.deliver(rest)
    assert (await destination(town, town.alerts)).suspended_reason == "I lack Embed Links there"
    town.sim.set_overwrite(town.alerts, town.application.bot)
    async with town.awake() as rest:
        await choose(town, town.ann, town.alerts)
        await town.deliver(rest)
    assert len(town.sim.messages(town.alerts)[-1].shown_embeds) == 1


async def test_a_permission_lost_for_threads_suspends_the_threads_alone(town: Town) -> None:
    thread = town.sim.add_thread(town.alerts, "mine", owner=town.ann)
    async with town.awake():
        await choose(town, town.ann, thread)
        await choose(town, town.bob, town.alerts)
        town.sim.set_overwrite(
            town.alerts, town.application.bot, deny=Permission.SEND_MESSAGES_IN_THREADS
        )
        await town.eventually(is_suspended(town, thread, wanted=True))
        assert not (await destination(town, town.alerts)).is_suspended


async def test_a_role_that_loses_a_permission_suspends_in_the_owners_language(
    town: Town,
) -> None:
    role = next(one for one in town.closet.roles.values() if one.managed_by is not None)
    town.sim.set_role_permissions(town.closet.everyone, EVERYONE_DEFAULT & ~Permission.EMBED_LINKS)
    async with town.awake():
        await town.ask(town.bob, "alertchannel", channel=town.alerts)
        town.sim.set_role_permissions(role, role.permissions & ~Permission.EMBED_LINKS)
        await town.eventually(is_suspended(town, town.alerts, wanted=True))
    reason = (await destination(town, town.alerts)).suspended_reason
    assert reason == "ボットに埋め込みリンクの権限がありません"


@pytest.mark.parametrize("rules", [BRIEF])
async def test_a_permission_lost_while_we_were_away_is_found_out(town: Town) -> None:
    async with town.awake():
        await with_channel_and_dms(town)
    town.sim.set_overwrite(town.alerts, town.application.bot, deny=Permission.SEND_MESSAGES)
    async with town.awake():
        await town.eventually(is_suspended(town, town.alerts, wanted=True))
    assert (await destination(town, town.alerts)).suspended_reason == "I lack Send Messages there"


async def test_losing_the_right_to_read_back_suspends_nothing(town: Town) -> None:
    other = town.sim.add_channel(town.closet, "other")
    async with town.awake():
        await choose(town, town.ann, town.alerts)
        await choose(town, town.bob, other)
        bot = town.application.bot
        town.sim.set_overwrite(town.alerts, bot, deny=Permission.READ_MESSAGE_HISTORY)
        town.sim.set_overwrite(other, bot, deny=Permission.SEND_MESSAGES)
        await town.eventually(is_suspended(town, other, wanted=True))
        assert not (await destination(town, town.alerts)).is_suspended


@pytest.mark.parametrize("in_thread", [False, True])
async def test_a_channel_that_is_not_age_restricted_any_more_gets_no_adult_listings(
    town: Town, in_thread: bool
) -> None:
    grown = town.sim.add_channel(town.closet, "grown-ups", nsfw=True)
    where = town.sim.add_thread(grown, "mine", owner=town.ann) if in_thread else grown

    async def is_restricted() -> bool:
        return (await destination(town, where)).is_age_restricted

    async def is_not_restricted() -> bool:
        return not await is_restricted()

    async with town.awake() as rest:
        await wanting_boots(town, where)
        await town.listed(boots(1, adult=True))
        grown.nsfw = False
        town.sim.channel_changed(grown)
        await town.eventually(is_not_restricted)
        await town.listed(boots(2, adult=True), boots(3))
        await town.deliver(rest)
        (message,) = town.sim.messages(where)
        assert [one["url"] for one in message.shown_embeds] == ["https://b.example/3"]
        grown.nsfw = True
        town.sim.channel_changed(grown)
        await town.eventually(is_restricted)
        await town.listed(boots(4, adult=True))
        await town.deliver(rest)
    assert len(town.sim.messages(where)) == 2


async def test_a_change_that_nobody_told_us_of_lets_no_adult_listing_through(town: Town) -> None:
    grown = town.sim.add_channel(town.closet, "grown-ups", nsfw=True)
    async with town.awake() as rest:
        await wanting_boots(town, grown)
        await town.listed(boots(1, adult=True), boots(2))
        grown.nsfw = False
        await town.deliver(rest)
    (message,) = town.sim.messages(grown)
    assert [one["url"] for one in message.shown_embeds] == ["https://b.example/2"]


async def test_whoever_joins_a_private_thread_reads_no_names_of_filters(town: Town) -> None:
    bot = town.application.bot
    thread = town.sim.add_thread(town.alerts, "mine", private=True, owner=town.ann, members=[bot])
    async with town.awake() as rest:
        await choose(town, town.ann, thread)
        await town.ask(town.ann, "filter create", name="secret wish", brands="Rick Owens")
        await town.listed(boots())
        await town.deliver(rest)
    (message,) = town.sim.messages(thread)
    assert len(message.shown_embeds) == 1
    assert "secret wish" not in message.text


async def test_a_notice_names_filters_in_dms(any_town: Town) -> None:
    town = any_town
    async with town.awake() as rest:
        await choose(town, town.ann, None)
        dms = await destination(town)
        async with town.store.transaction() as tx:
            await tx.outbox.add_note(first_visit(dms))
        await town.deliver(rest)
    (message,) = town.sim.dms(town.ann)
    assert message.content == "“secret wish” is watched."


async def test_what_was_for_dms_names_no_filter_where_it_is_sent_instead(town: Town) -> None:
    async with town.awake() as rest:
        await choose(town, town.ann, None)
        await town.ask(town.ann, "filter create", name="secret wish", brands="Rick Owens")
        await town.listed(boots())
        dms = await destination(town)
        async with town.store.transaction() as tx:
            await tx.outbox.add_note(first_visit(dms))
            await tx.destinations.suspend(dms.id, reason="closed")
            await tx.outbox.suspend(dms.id, reason="closed")
        await place_of(town, town.ann, town.alerts)
        await town.deliver(rest)
    texts = [message.text for message in town.sim.messages(town.alerts)]
    assert any("Your new filter is watched" in text for text in texts)
    assert any("Rick Owens Geobasket 43" in text for text in texts)
    assert "secret wish" not in str(texts)


def first_visit(where: Destination) -> NoteDraft:
    said = Note(text="Your new filter is watched.", private_text="“secret wish” is watched.")
    return NoteDraft(
        person_id=where.person_id,
        destination_id=where.id,
        note=said,
        idempotency_key="first-visit",
    )
