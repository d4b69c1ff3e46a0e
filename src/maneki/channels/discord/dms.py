"""Which channel somebody's DMs are in, as far as it is known without asking.

Opening one is scarce (`maneki.delivery.limits`), and it stays the same for ever. Who writes to us
tells us theirs.
"""

from __future__ import annotations

from maneki.model.conversation import Place, PlaceKind


class DirectMessages:
    def __init__(self) -> None:
        self._channels: dict[str, str] = {}
        self._unsaved: set[str] = set()

    def opened(self, user: str, channel: str) -> None:
        """It was opened, and whoever opened it keeps that."""
        self._channels[user] = channel
        self._unsaved.discard(user)

    def told(self, user: str, channel: str) -> None:
        """They wrote to us there."""
        if user not in self._channels:
            self._channels[user] = channel
            self._unsaved.add(user)

    def of(self, user: str) -> str | None:
        return self._channels.get(user)

    def is_to_be_kept(self, user: str) -> bool:
        """Whether nobody has written it down yet; said once."""
        is_news = user in self._unsaved
        self._unsaved.discard(user)
        return is_news

    def channel_of(self, place: Place) -> str | None:
        """The channel of a place on Discord; None for DMs that are not open, as far as is known."""
        return self.of(place.address) if place.kind is PlaceKind.DM else place.address
