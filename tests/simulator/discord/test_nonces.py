"""Sending again with the same nonce does not say it twice."""

from __future__ import annotations

from tests.simulator.discord.place import Api, Connect, Furnished, Place

from maneki.simulator.discord import Rules

ONCE = {"content": "x", "nonce": "abc", "enforce_nonce": True}


async def test_the_earlier_message_is_returned(place: Place) -> None:
    first = await place.send(**ONCE)
    again = await place.send(**ONCE | {"content": "something else"})
    assert again.status == 200
    assert again.body["id"] == first.body["id"]
    assert again.body["content"] == "x"
    assert len(place.sim.messages(place.channel)) == 1
    assert place.sim.report().nonces_repeated == 1


async def test_without_enforcing_it_is_said_twice(place: Place) -> None:
    for _ in range(2):
        assert (await place.send(content="x", nonce="abc")).body["nonce"] == "abc"
    assert len(place.sim.messages(place.channel)) == 2


async def test_a_nonce_is_forgotten_after_a_while(place_with: Furnished) -> None:
    place = await place_with(Rules(nonce_for=100))
    first = await place.send(**ONCE)
    place.clock.move(99)
    assert (await place.send(**ONCE)).body["id"] == first.body["id"]
    place.clock.move(1)
    assert (await place.send(**ONCE)).body["id"] != first.body["id"]


async def test_a_deleted_message_is_not_made_again(place: Place) -> None:
    first = await place.send(**ONCE)
    await place.api.delete(f"{place.messages}/{first.body['id']}")
    again = await place.send(**ONCE)
    assert (again.status, again.code) == (404, 10008)
    assert place.sim.messages(place.channel) == []


async def test_nonces_belong_to_the_author_whatever_the_channel(place: Place) -> None:
    """Documented per author: the same nonce elsewhere returns the message of the first channel."""
    other = place.sim.add_channel(place.guild, "other")
    first = await place.send(**ONCE)
    elsewhere = await place.api.post(f"/channels/{other.id}/messages", ONCE)
    assert elsewhere.body["channel_id"] == first.body["channel_id"]
    assert place.sim.messages(other) == []
    rival = place.sim.add_application("Rival", token="rival")
    place.sim.add_bot(place.guild, rival)
    api = Api(place.api.session, place.api.url, "rival")
    assert (await api.post(place.messages, ONCE)).body["id"] != first.body["id"]


async def test_webhooks_and_interactions_have_no_nonces(place: Place) -> None:
    webhook = place.sim.add_webhook(place.channel)
    api = place.api.without_token()
    for _ in range(2):
        await api.post(f"/webhooks/{webhook.id}/{webhook.token}", ONCE)
    assert len(place.sim.messages(place.channel)) == 2


async def test_a_nonce_is_told_once_and_not_read_back(
    place_with: Furnished, connect: Connect
) -> None:
    for reading in (False, True):
        place = await place_with(Rules(nonce_when_read=reading))
        socket = await connect(place.sim)
        await socket.receive()
        await socket.identify()
        sent = (await place.send(**ONCE)).body
        assert sent["nonce"] == "abc"
        assert (await socket.until("MESSAGE_CREATE"))["nonce"] == "abc"
        single = (await place.api.get(f"{place.messages}/{sent['id']}")).body
        history = (await place.api.get(place.messages)).body
        assert ["nonce" in one for one in (single, history[0])] == [reading] * 2
