"""Time zones, by the names that people write."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones


@cache
def zone_names() -> tuple[str, ...]:
    """Every time zone of a place, and UTC."""
    named = (one for one in available_timezones() if "/" in one and not one.startswith(_ODD))
    return ("UTC", *sorted(named))


_ODD = ("Etc/", "SystemV/", "posix/", "right/", "US/", "Canada/", "Mexico/", "Brazil/", "Chile/")


def zone_named(text: str) -> str | None:
    """The zone that is meant: its name, or the end of it (`Tokyo`), in any case. None for none."""
    wanted = _key(text)
    if not wanted:
        return None
    by_name = {_key(one): one for one in zone_names()}
    by_city = {_key(one.rpartition("/")[2]): one for one in reversed(zone_names())}
    return by_name.get(wanted) or by_city.get(wanted)


def _key(name: str) -> str:
    return "_".join(name.split()).casefold()
