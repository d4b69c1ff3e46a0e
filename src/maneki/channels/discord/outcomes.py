"""What an answer of Discord means for a parcel. Pure.

Discord documents its codes, but not which HTTP status each comes with, so the code decides and the
status stands in where there is none or an unknown one.
https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from __future__ import annotations

from maneki.channels.discord.answer import Answer
from maneki.delivery.outcome import Later, Outcome, Refused, Stop, Unclear, Unreachable
from maneki.phrases import say

UNSTATED_WAIT_S = 5.0
OVERLOADED_WAIT_S = 30.0
DM_OPENING_WAIT_S = 300.0
ASTRAY_WAIT_S = 300.0

REJECTED = (
    "Discord does not accept the bot's token; check DISCORD_BOT_TOKEN, or make a new one in "
    "Discord's developer portal."
)

UNKNOWN_CHANNEL = 10003
UNKNOWN_MEMBER = 10007
UNKNOWN_MESSAGE = 10008
UNKNOWN_USER = 10013
THREAD_ARCHIVED = 50083
SERVER_CODES = frozenset({10004, 50001})
"""Asked about a member, these say that we are not in the server any more."""

_NOT_TEXT = frozenset({40058, 50008, 50024})
FOR_GOOD = frozenset({UNKNOWN_CHANNEL, UNKNOWN_MEMBER, UNKNOWN_USER}) | _NOT_TEXT
"""What neither a permission nor our presence puts right."""

_GONE = {
    UNKNOWN_CHANNEL: "discord.reason.channel_deleted",
    10004: "discord.reason.server_gone",
    UNKNOWN_MEMBER: "discord.reason.member_left",
    UNKNOWN_USER: "discord.reason.user_gone",
    40007: "discord.reason.banned",
    50001: "discord.reason.no_access",
    50007: "discord.reason.dms_closed",
    50013: "discord.reason.no_permission",
    50033: "discord.reason.refused",
    50041: "discord.reason.refused",
    THREAD_ARCHIVED: "discord.reason.thread_archived",
    50278: "discord.reason.no_common_server",
    160005: "discord.reason.thread_locked",
    **dict.fromkeys(_NOT_TEXT, "discord.reason.not_a_text_channel"),
}
_OVERLOADED = frozenset({40004, 40006, 110000, 130000})
_LIMITED = frozenset({20016, 20022, 20028, 20029, 30046, 40062})
_TOO_MANY_DMS_OPENED = 40003
TOKEN_CODES = frozenset({40001, 50014})
_CONTENT_REFUSED = frozenset({20009, 40005, 50006, 50035, 50109, 200000, 200001, 240000})


def outcome_of(answer: Answer, *, language: str) -> Outcome:
    """What a refusal means for the parcel. Not for answers that are well."""
    code = answer.code
    said = f"{answer.status}/{code}: {answer.message}"
    if refuses_token(answer):
        return Stop(REJECTED)
    if answer.went_astray:
        # Not the place's fault, nor that of what is sent: it goes once this is put right.
        return Later(ASTRAY_WAIT_S, said)
    if wait := _wait_for(answer):
        return Later(wait, said)
    if code in _GONE:
        return Unreachable(say(_GONE[code], language, code=code), code)
    if code in _CONTENT_REFUSED:
        return Refused(said, code)
    return _by_status(answer, said, language)


def refuses_token(answer: Answer) -> bool:
    """Whether it is our login that Discord does not accept."""
    return answer.status == 401 or answer.code in TOKEN_CODES


def _wait_for(answer: Answer) -> float | None:
    if answer.code == _TOO_MANY_DMS_OPENED:
        return answer.retry_after or DM_OPENING_WAIT_S
    if answer.code in _OVERLOADED:
        return answer.retry_after or OVERLOADED_WAIT_S
    if answer.status == 429 or answer.code in _LIMITED:
        return answer.retry_after or UNSTATED_WAIT_S
    return None


def _by_status(answer: Answer, said: str, language: str) -> Outcome:
    if answer.status >= 500 or answer.is_ok:
        return Unclear(said)
    if answer.status in {403, 404}:
        return Unreachable(say("discord.reason.refused", language, code=answer.code), answer.code)
    return Refused(said, answer.code)
