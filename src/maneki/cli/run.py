"""`maneki run`: the service."""

from __future__ import annotations

import asyncio


def run() -> None:
    """Watch the markets and deliver, until stopped. `GET /health` says whether all is well."""
    from maneki.run.loading import loading

    with loading():
        from maneki.run.matching import matching_processes
        from maneki.run.service import serve
        from maneki.settings import load

    settings = load()
    with matching_processes(settings) as loaded:
        asyncio.run(serve(settings, loaded=loaded))
