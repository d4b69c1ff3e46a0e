"""Runs the HTTP door inside our own loop. Stopping is ours: the server takes no signals."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI


class _OurServer(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve_web(app: FastAPI, *, host: str, port: int) -> None:
    """Serve until cancelled."""
    config = uvicorn.Config(
        app, host=host, port=port, log_config=None, access_log=False, lifespan="off"
    )
    server = _OurServer(config)
    try:
        await server.serve()
    finally:
        server.should_exit = True
