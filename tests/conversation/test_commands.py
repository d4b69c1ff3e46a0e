"""By text there are no buttons: LINK, a code, UNLINK, FORGET ME are words."""

from __future__ import annotations

import re

import pytest
from tests.conversation.house import BY_PHONE, IN_DMS, IN_PUBLIC, SALLY, TOM, Shop

from maneki.clock import MovableClock
from maneki.conversation.commands import PlainCommands
from maneki.people.linking import Linker
from maneki.people.privacy import Privacy
from maneki.store import Store

CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")


class LinkingShop(Shop):
    def __init__(self, store: Store, clock: MovableClock) -> None:
        self.linker = Linker(store, shop_name="Foxglove Books", due=lambda: None)
        privacy = Privacy(store, changed=lambda: None)
        super().__init__(store, clock, commands=PlainCommands(linker=self.linker, privacy=privacy))

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
