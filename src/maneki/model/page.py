"""The page of a listing: its address without what says nothing of the listing. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

LONGEST = 512

_TRACKING = re.compile(r"utm_.*|fbclid|gclid|ref|ref_|source|afid|from|share.*|_trk.*", re.I)


def page_of(url: str | None) -> str | None:
    """`jp.mercari.com/item/m123` for every way of writing that address; None if it is no page."""
    parts = _split(url)
    if parts is None:
        return None
    host, path, query = parts
    said = [(name, value) for name, value in query if not _TRACKING.fullmatch(name)]
    return f"{host}{path}{'?' if said else ''}{urlencode(sorted(said))}"[:LONGEST]


@dataclass(frozen=True, slots=True)
class Meant:
    """What somebody may mean by what they wrote: a page, or one of these ids of a market's.

    An id that was read out of an address counts for listings on that `host` only.
    """

    pages: tuple[str, ...]
    external_ids: tuple[str, ...]
    host: str | None = None


def meant_by(text: str) -> Meant:
    """An address, with its query or without and whatever in it may be an id; or just an id."""
    written = text.strip()
    whole, parts = page_of(written), _split(written)
    if whole is None or parts is None:
        return Meant((), (written,) if written else ())
    host, path, query = parts
    segments = [one for one in reversed(path.split("/")) if one]
    ids = (written, *segments, *(value for _, value in query if value))
    pages = (whole, whole.partition("?")[0])
    return Meant(tuple(dict.fromkeys(pages)), tuple(dict.fromkeys(ids)), host)


def _split(url: str | None) -> tuple[str, str, list[tuple[str, str]]] | None:
    try:
        parts = urlsplit((url or "").strip())
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    return host.removeprefix("www."), parts.path.rstrip("/"), parse_qsl(parts.query)
