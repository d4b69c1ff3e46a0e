"""What somebody wrote on Discord, as they read it themselves. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

_MENTION = re.compile(r"<(?P<kind>@[!&]?|\#)(?P<id>[0-9]{1,20})>")
_EMOJI = re.compile(r"<a?:(?P<name>\w{1,64}):[0-9]{1,20}>")
_COMMAND = re.compile(r"</(?P<name>[^<>:\n]{1,100}):[0-9]{1,20}>")
_TIME = re.compile(r"<t:(?P<seconds>-?[0-9]{1,11})(?::[tTdDfFR])?>")
_BLANKS = re.compile(r"[^\S\n]{2,}")


def spoken(content: str, *, me: str, names: Mapping[str, str]) -> str:
    """The words without our own mention, and with the names of what else they mention.

    `names` are those of users, roles and channels, by id.
    """

    def named(found: re.Match[str]) -> str:
        if found["id"] == me and found["kind"] in {"@", "@!"}:
            return " "
        sign = "#" if found["kind"] == "#" else "@"
        return f"{sign}{names.get(found['id'], '?')}"

    words = _MENTION.sub(named, content)
    words = _EMOJI.sub(lambda found: f":{found['name']}:", words)
    words = _COMMAND.sub(lambda found: f"/{found['name']}", words)
    words = _TIME.sub(_time, words)
    return _BLANKS.sub(" ", words).strip()


def _time(found: re.Match[str]) -> str:
    try:
        moment = datetime.fromtimestamp(int(found["seconds"]), UTC)
    except (OverflowError, ValueError, OSError):
        return found[0]
    return f"{moment:%Y-%m-%d %H:%M} UTC"
