"""What Discord's side of the shop needs of the rest, put into its words."""

from __future__ import annotations

from collections.abc import Callable

from maneki.channels.discord.shopkeeper import Shopkeeper
from maneki.run.shopkeeper import ShopFloor, personas_of
from maneki.settings import Settings


def shopkeeper_on_discord(
    settings: Settings, floor: ShopFloor, *, due: Callable[[], None]
) -> Shopkeeper:
    """What the bot is given of the shop. Without text messages there is no phone to link."""
    return Shopkeeper(
        take=floor.receiver.take,
        reword=floor.receiver.reword,
        voices=floor.voices,
        due=due,
        shop=settings.shop_name,
        hears_everything=settings.discord_message_content,
        ask=floor.aside.ask,
        linker=floor.linker if "sms" in settings.parts else None,
        privacy=floor.privacy,
        handovers=floor.handovers,
        staff_channel=settings.staff_channel_id,
        staff_in_public=settings.staff_in_public,
        personas=personas_of(settings),
    )
