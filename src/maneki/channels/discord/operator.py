"""Where the operator reads alarms."""

from __future__ import annotations

import structlog

from maneki.channels.discord.rest import Call, NoAnswerError, RestClient
from maneki.delivery.pace import TooLongAWaitError
from maneki.delivery.watchdog import OperatorPlace
from maneki.model.person import DestinationKind

log = structlog.get_logger(__name__)

PATIENCE_S = 10.0
_THREADS = frozenset({10, 11, 12})


class OperatorChannel:
    """Asks Discord about the channel that a setting names."""

    def __init__(self, rest: RestClient, *, channel_id: str) -> None:
        self._rest = rest
        self._channel_id = channel_id

    async def place(self) -> OperatorPlace | None:
        """None, and a line in the log, if Discord does not say or it is no channel of a server."""
        call = Call(
            method="GET",
            path=f"/channels/{self._channel_id}",
            route="GET /channels/{channel_id}",
            major=self._channel_id,
            patience_s=PATIENCE_S,
        )
        try:
            answer = await self._rest.call(call)
        except (NoAnswerError, TooLongAWaitError) as exc:
            log.warning("alarm.nowhere_to_say", channel=self._channel_id, reason=str(exc))
            return None
        channel = answer.body if answer.is_ok and isinstance(answer.body, dict) else {}
        if "guild_id" not in channel:
            log.error("alarm.nowhere_to_say", channel=self._channel_id, status=answer.status)
            return None
        is_thread = channel.get("type") in _THREADS
        return OperatorPlace(
            kind=DestinationKind.THREAD if is_thread else DestinationKind.CHANNEL,
            address=self._channel_id,
            server_external_id=str(channel["guild_id"]),
        )
