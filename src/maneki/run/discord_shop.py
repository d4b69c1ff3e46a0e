"""What Discord's side of the shop needs of the rest, put into its words."""

from __future__ import annotations

from collections.abc import Callable

import orjson

from maneki.channels.discord.shopkeeper import Shopkeeper
from maneki.model.person import Address, Person
from maneki.people.linking import Linker
from maneki.people.privacy import Privacy
from maneki.phrases import say
from maneki.run.shopkeeper import ShopFloor, personas_of
from maneki.settings import Settings
from maneki.store import Store


class LinksInWords:
    """Linking, answered in sentences. What cannot be done raises `InvalidInputError` with one."""

    def __init__(self, linker: Linker) -> None:
        self._linker = linker

    async def enter(self, caller: Address, code: str, *, language: str) -> str:
        linked = await self._linker.confirm(caller, code, locale=language)
        return linked.said_in(language)

    async def begin(self, caller: Address, number: str | None, *, language: str) -> str:
        if number is not None:
            return await self._linker.text_code(caller, number, locale=language)
        code = await self._linker.start(caller, locale=language)
        return self._linker.said_of(code, asked_from=caller, language=language)

    async def undo(self, caller: Address, *, language: str) -> str:
        await self._linker.unlink(caller, locale=language)
        return say("linking.unlinked", language)


class PrivacyInWords:
    def __init__(self, privacy: Privacy, store: Store) -> None:
        self._privacy = privacy
        self._store = store

    async def forget(self, person: Person) -> str:
        address = await self._address(person)
        gone = await self._privacy.forget(address, confirmed=True)
        return gone.said_in(person.preferences.language)

    async def export(self, person: Person) -> bytes:
        document = await self._privacy.export(await self._address(person))
        return orjson.dumps(document, option=orjson.OPT_INDENT_2)

    async def _address(self, person: Person) -> Address:
        """Any of theirs: what is kept of somebody is found by each."""
        async with self._store.reading() as tx:
            known = await tx.people.addresses_of_each([person.id])
        return known[person.id][0]


def shopkeeper_on_discord(
    settings: Settings, floor: ShopFloor, store: Store, *, due: Callable[[], None]
) -> Shopkeeper:
    """What the bot is given of the shop. Without text messages there is no phone to link."""
    return Shopkeeper(
        take=floor.receiver.take,
        voices=floor.voices,
        due=due,
        shop=settings.shop_name,
        hears_everything=settings.discord_message_content,
        ask=floor.aside.ask,
        linking=LinksInWords(floor.linker) if "sms" in settings.parts else None,
        privacy=PrivacyInWords(floor.privacy, store),
        handovers=floor.handovers,
        staff_channel=settings.staff_channel_id,
        personas=personas_of(settings),
    )
