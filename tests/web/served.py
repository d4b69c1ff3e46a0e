"""The program's HTTP door in our own loop, on a port that nobody else can take."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from maneki.web.server import listening, serve_web


@asynccontextmanager
async def served_at(app: FastAPI) -> AsyncIterator[str]:
    """Serve inside; gives the URL."""
    with listening("127.0.0.1", 0) as listener:
        async with asyncio.TaskGroup() as group:
            server = group.create_task(serve_web(app, listener))
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
            server.cancel()
