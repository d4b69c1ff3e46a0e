"""`maneki run`: the service."""

from __future__ import annotations

import asyncio

from maneki.settings import load


def run() -> None:
    """Watch the markets and deliver, until stopped. `GET /health` says whether all is well."""
    from maneki.run import serve

    asyncio.run(serve(load()))
