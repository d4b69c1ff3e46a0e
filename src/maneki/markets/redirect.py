"""Where a redirect may lead.

A market's pages are shown to people. A host outside must not make us read one of our own machine
or network for it, which nobody but we could see.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

Resolve = Callable[[str], Awaitable[tuple[str, ...]]]


async def addresses_of(host: str) -> tuple[str, ...]:
    """The IP addresses behind a name or a number; none if there is nothing of that name."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(str(address[0]) for *_, address in found)


def is_inside(addresses: Iterable[str]) -> bool:
    """Whether any of these is on our own machine or network and not on the public one."""
    return any(not ip_address(address.partition("%")[0]).is_global for address in addresses)


def redirected(url: str, target: str) -> str | None:
    """The address that `target` means on a page at `url`; None if it is no web address."""
    try:
        there = urljoin(url, target)
        parts = urlsplit(there)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return there if is_address else None


async def leads_inside(url: str, there: str, *, resolve: Resolve) -> bool:
    """Whether a redirect leads from outside into our own machine or network."""
    here_host, there_host = urlsplit(url).hostname or "", urlsplit(there).hostname or ""
    if here_host == there_host or not is_inside(await resolve(there_host)):
        return False
    return not is_inside(await resolve(here_host))
