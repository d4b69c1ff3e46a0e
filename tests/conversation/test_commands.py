"""By text there are no buttons: LINK, a code, UNLINK, FORGET ME are words."""

from __future__ import annotations

import re

import pytest
from tests.conversation.house import BY_PHONE, IN_DMS, IN_PUBLIC, SALLY, TOM, Shop

from maneki.clock import MovableClock
from maneki.conversation.commands import PlainCommands
from maneki.conversation.handover import Handovers
from maneki.people.handing_out import HandingOut
from maneki.people.linking import Linker
from maneki.people.privacy import Privacy
from maneki.store import Store

CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")


class LinkingShop(Shop):
    def __init__(
        self,
        store: Store,
        clock: MovableClock,
        *,
        public_url: str | None = "https://foxglove.example",
    ) -> None:
        self.linker = Linker(store, shop_name="Foxglove Books", due=lambda: None)
        privacy = Privacy(store, changed=lambda: None)
        self.handing_out = HandingOut(
            store, privacy, public_url=public_url, contact="help@foxglove.example"
        )
        commands = PlainCommands(linker=self.linker, privacy=privacy, handing_out=self.handing_out)
        super().__init__(store, clock, commands=commands)

    async def says(self, text: str, **where: object) -> str:
        """Somebody says something; the last that they are told."""
        await self.hear(text, **where)  # type: ignore[arg-type]
        await self.answer()
        at = where.get("at", BY_PHONE)
        return (await self.told(at))[-1]  # type: ignore[arg-type]


@pytest.fixture
def shop(store: Store, clock: MovableClock) -> LinkingShop:
    return LinkingShop(store, clock)


async def test_who_texts_link_gets_a_code_to_enter_on_discord(shop: LinkingShop) -> None:
    await shop.says("hello from my phone")
    code = CODE.search(await shop.says("Link"))
    assert code is not None

    await shop.linker.confirm(TOM, code[0])

    await shop.says("hello from Discord", at=IN_DMS)
    asked = shop.parrot.asked[-1]
    assert [turn.said for turn in asked.history] == ["hello from my phone", "Link"]


@pytest.mark.parametrize("word", ["LINK", "MY DATA"])
async def test_a_code_is_in_no_history(shop: LinkingShop, word: str) -> None:
    told = await shop.says(word)
    code = CODE.search(told)
    assert code is not None

    await shop.says("and now?")

    (turn,) = shop.parrot.asked[-1].history
    assert turn.said == word
    assert turn.answered is not None
    assert code[0] not in turn.answered
    assert "/v1/export/" not in turn.answered
    assert "[…]" in turn.answered


async def test_a_code_from_discord_is_texted_back(shop: LinkingShop) -> None:
    await shop.says("hello from Discord", at=IN_DMS)
    code = await shop.linker.start(TOM)

    told = await shop.says(code.text.lower())

    assert "are linked" in told
    await shop.says("and now?")
    assert "hello from Discord" in [turn.said for turn in shop.parrot.asked[-1].history]


async def test_a_command_that_follows_at_once_on_other_words_is_one_too(shop: LinkingShop) -> None:
    await shop.hear("hello")
    told = await shop.says("LINK")
    assert CODE.search(told)
    assert shop.parrot.asked == []
    await shop.says("and now?")
    assert [turn.said for turn in shop.parrot.asked[-1].history] == ["hello\nLINK"]


async def test_a_wrong_code_is_told_in_one_sentence(shop: LinkingShop) -> None:
    assert "wrong, too old or used" in await shop.says("ABCD-2345")


async def test_a_word_of_eight_letters_is_no_code(shop: LinkingShop) -> None:
    assert "you said: backyard" in await shop.says("backyard")


async def test_unlink_makes_two_people_again(shop: LinkingShop) -> None:
    await shop.says("hello from Discord", at=IN_DMS)
    code = await shop.linker.start(TOM)
    await shop.says(code.text)

    assert "apart again" in await shop.says("UNLINK")

    await shop.says("who am I?")
    assert "hello from Discord" not in [turn.said for turn in shop.parrot.asked[-1].history]


async def test_forget_me_asks_and_forget_yes_does_it(shop: LinkingShop, store: Store) -> None:
    await shop.says("my secret")
    assert "FORGET YES" in await shop.says("forget me")
    assert "deleted" in await shop.says("FORGET YES")

    async with store.transaction() as tx:
        person = await tx.people.at(SALLY)
        assert person is not None
        assert await tx.inbox.of_person(person.id) == ()
        assert await tx.conversations.of_person(person.id) == ()


async def test_who_was_forgotten_stays_opted_out(shop: LinkingShop) -> None:
    await shop.says("hello")
    await shop.hear("STOP")
    await shop.linker.start(SALLY)
    privacy = Privacy(shop.store, changed=lambda: None)
    await privacy.forget(SALLY, confirmed=True)

    await shop.hear("hello again")
    asked = len(shop.parrot.asked)
    await shop.answer()
    assert len(shop.parrot.asked) == asked


async def test_in_public_they_are_words_like_others(shop: LinkingShop) -> None:
    assert "you said: forget me" in await shop.says("forget me", at=IN_PUBLIC)


@pytest.mark.parametrize("text", ["LINK", "my code is {code}", "here: {code}", "{code} thanks"])
async def test_what_comes_with_a_command_does_not_hide_it(shop: LinkingShop, text: str) -> None:
    await shop.says("hello from Discord", at=IN_DMS)
    code = (await shop.linker.start(TOM)).text
    await shop.hear("hello")
    await shop.hear(text.format(code=code))
    told = await shop.says("that's all")
    assert ("are linked" in told) is ("{code}" in text)
    assert bool(CODE.search(told)) is (text == "LINK")
    assert [one.text for one in shop.parrot.asked] == ["hello from Discord"]


@pytest.mark.parametrize(
    "text",
    [
        "do you have Catch-22?",
        "order 12345678",
        "12125550123",
        "the code of 2345678 cats",
        "a hand-made card",
    ],
)
async def test_what_is_no_code_is_a_question(shop: LinkingShop, text: str) -> None:
    assert f"you said: {text}" in await shop.says(text)


@pytest.mark.parametrize("text", ["stop SUMMER25 texts", "no more texts about code SUMMER25"])
async def test_a_code_of_a_promotion_hides_no_opt_out(
    shop: LinkingShop, store: Store, text: str
) -> None:
    await shop.hear(text)
    async with store.reading() as tx:
        consents = await tx.consents.of(SALLY)
    assert consents.is_opted_out or consents.is_in_doubt


@pytest.mark.parametrize(
    "text", ["delete my data", "Please delete my data!", "forget me", "ERASE ALL MY DATA"]
)
async def test_whoever_wants_their_data_deleted_has_not_left(
    shop: LinkingShop, store: Store, text: str
) -> None:
    assert "FORGET YES" in await shop.says(text)
    async with store.reading() as tx:
        consents = await tx.consents.of(SALLY)
    assert not consents.is_opted_out
    assert not consents.is_in_doubt
    assert "deleted" in await shop.says("FORGET YES")


async def test_who_has_left_is_forgotten_all_the_same_and_stays_away(
    shop: LinkingShop, store: Store
) -> None:
    await shop.says("my secret")
    await shop.hear("STOP")
    assert "FORGET YES" in await shop.says("FORGET ME")
    assert "https://foxglove.example/v1/export/" in await shop.says("MY DATA")
    assert "deleted" in await shop.says("FORGET YES")
    assert all(one.note and one.note.is_required for one in await shop.queued())
    async with store.reading() as tx:
        assert (await tx.consents.of(SALLY)).is_opted_out
        person = await tx.people.at(SALLY)
        assert person is not None
        assert await tx.conversations.of_person(person.id) == ()


async def test_while_the_staff_have_the_word_everybody_is_still_forgotten_who_asks(
    shop: LinkingShop,
) -> None:
    await shop.says("my secret")
    handovers = Handovers(shop.store, voices=shop.voices, due=lambda: None)
    assert await handovers.take_over(BY_PHONE, reason="asked")
    assert "FORGET YES" in await shop.says("forget me")
