"""`maneki export`: all that is kept of somebody, for the shop to hand out to them."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

import typer


def export(
    person: Annotated[
        str, typer.Argument(help="An address, such as phone:+12125550123 or discord:1234.")
    ],
) -> None:
    """Print all that is kept of somebody as JSON, as they get it with /export or MY DATA.

    Make sure first that whoever asks is who they say; that it was handed out is written down.
    """
    print(json.dumps(asyncio.run(_document(person)), ensure_ascii=False, indent=2))


async def _document(person: str) -> dict[str, Any]:
    from maneki.errors import InvalidInputError
    from maneki.model.person import Address
    from maneki.people.privacy import Privacy
    from maneki.run.database import clock_of, open_store
    from maneki.settings import load

    settings = load()
    address = Address.parse(person)
    async with open_store(settings, clock_of(settings)) as store:
        async with store.reading() as tx:
            if await tx.people.at(address) is None:
                raise InvalidInputError("Nobody is known at that address.")
        return await Privacy(store, changed=lambda: None).export(address)
