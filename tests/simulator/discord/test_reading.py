"""Who reads what: the message content intent, over the gateway and the HTTP API."""

from __future__ import annotations

from typing import Any

import pytest
from tests.simulator.discord.place import Connect, Furnished, Place

from maneki.simulator.discord import NotPossibleError, SimMessage
from maneki.simulator.discord.intents import Intent

LISTENING = int(Intent.GUILDS | Intent.GUILD_MESSAGES | Intent.DIRECT_MESSAGES)
NOTHING: tuple[Any, ...] = ("", [], [], [])


def content(message: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(message[key] for key in ("content", "embeds", "attachments", "components"))


async def read(place: Place, message: SimMessage) -> dict[str, Any]:
    answer = await place.api.get(f"/channels/{message.channel_id}/messages/{message.id}")
    body: dict[str, Any] = answer.body
    return body


async def test_without_the_intent_what_others_say_is_empty(place: Place) -> None:
    said = place.sim.say(place.ann, place.channel, "hello", pictures=1)
    assert content(await read(place, said)) == NOTHING
    [listed] = (await place.api.get(f"/channels/{place.channel.id}/messages")).body
    assert content(listed) == NOTHING


async def test_mentions_dms_and_what_it_said_itself_are_read(place: Place) -> None:
    mention = place.sim.say(place.ann, place.channel, f"{place.app.bot.mention} hello")
    assert (await read(place, mention))["content"] == mention.content
    dm = place.sim.dm(place.ann, place.app, "hello")
    assert (await read(place, dm))["content"] == "hello"
    own = place.sim.say(place.app.bot, place.channel, "hello yourself")
    assert (await read(place, own))["content"] == "hello yourself"


async def test_a_reply_is_read_if_it_pings(place: Place) -> None:
    own = place.sim.say(place.app.bot, place.channel, "hello")
    loud = place.sim.say(place.ann, place.channel, "hi", reply_to=own)
    quiet = place.sim.say(place.ann, place.channel, "hi", reply_to=own, pings=False)
    assert (await read(place, loud))["content"] == "hi"
    assert content(await read(place, quiet)) == NOTHING
    assert (await read(place, quiet))["referenced_message"]["content"] == "hello"


async def test_what_is_quoted_is_read_no_more_than_it_is_itself(place: Place) -> None:
    other = place.sim.say(place.ann, place.channel, "a secret")
    quoting = place.sim.say(
        place.ann, place.channel, f"{place.app.bot.mention} see", reply_to=other
    )
    assert content((await read(place, quoting))["referenced_message"]) == NOTHING


async def test_the_gateway_says_no_more(place_with: Furnished, connect: Connect) -> None:
    place = await place_with()
    socket = await connect(place.sim)
    await socket.identify(LISTENING)
    await socket.until("GUILD_CREATE")
    place.sim.say(place.ann, place.channel, "hello")
    place.sim.dm(place.ann, place.app, "hello")
    said = [await socket.until("MESSAGE_CREATE") for _ in range(2)]
    assert [one["content"] for one in said] == ["", "hello"]


async def test_flags_say_which_intents_are_switched_on(place: Place) -> None:
    place.app.privileged_intents = int(Intent.MESSAGE_CONTENT)
    said = await place.api.get("/oauth2/applications/@me")
    assert said.body["flags"] == 1 << 19
    message = place.sim.say(place.ann, place.channel, "hello")
    assert (await read(place, message))["content"] == "hello"


async def test_whoever_writes_in_an_archived_thread_opens_it(place: Place) -> None:
    thread = place.sim.add_thread(place.channel)
    place.sim.archive_thread(thread)
    place.sim.say(place.ann, thread, "again")
    assert thread.thread is not None
    assert not thread.thread.archived
    place.sim.archive_thread(thread, locked=True)
    with pytest.raises(NotPossibleError):
        place.sim.say(place.ann, thread, "and again")


async def test_a_reaction_can_be_taken_back_once(place: Place) -> None:
    said = place.sim.say(place.ann, place.channel, "hello")
    place.sim.react(place.ann, said, "👍")
    place.sim.unreact(place.ann, said, "👍")
    assert said.reactions == []
    with pytest.raises(NotPossibleError):
        place.sim.unreact(place.ann, said, "👍")
