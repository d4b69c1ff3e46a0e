"""What an application gets to see of a message (documentation: gateway, "Message Content Intent").

Without the intent what a message says is left out, but for its own messages, DMs with it, and
messages that mention it. This holds for the gateway and for the HTTP API.
"""

from __future__ import annotations

from typing import Any

from maneki.simulator.discord.entities import SimApplication, SimChannel, SimMessage

Json = dict[str, Any]

_CONTENT: Json = {"content": "", "embeds": [], "attachments": [], "components": []}


def as_seen(
    data: Json, message: SimMessage, channel: SimChannel, by: SimApplication, *, intent: bool
) -> Json:
    """The message in JSON as the application gets it; `intent` says whether it has that one."""
    if intent or channel.is_dm:
        return data
    seen = data if _is_for(message, by) else data | _CONTENT
    above = message.referenced
    if above is None or not seen.get("referenced_message") or _is_for(above, by):
        return seen
    return seen | {"referenced_message": seen["referenced_message"] | _CONTENT}


def _is_for(message: SimMessage, application: SimApplication) -> bool:
    bot = application.bot
    is_own = message.author is bot or message.application_id == application.id
    return is_own or bot in message.mentions
