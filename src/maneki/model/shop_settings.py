"""What a server's moderators have settled for the shop's assistant there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopSettings:
    """`channels` are those where everything is meant for the assistant. Only who has one of the
    roles `talkers` may talk with it, and only who has one of `staff` may answer for the shop; where
    none are named, everybody may talk, and of the staff is who may manage the server. The role
    `staff_role` is rung when the staff are called; without one nobody is. What else is None is as
    it is elsewhere.
    """

    channels: tuple[str, ...] = ()
    talkers: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    staff_channel: str | None = None
    staff_role: str | None = None
    persona: str | None = None
    language: str | None = None
    currency: str | None = None

    def lets_talk(self, roles: Collection[str]) -> bool:
        return not self.talkers or any(role in self.talkers for role in roles)

    def is_staff(self, roles: Collection[str], *, manages: bool) -> bool:
        if self.staff:
            return manages or any(role in self.staff for role in roles)
        return manages


NOTHING_SETTLED = ShopSettings()
