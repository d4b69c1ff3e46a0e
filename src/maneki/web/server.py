"""Runs the HTTP door inside our own loop. Stopping is ours: the server takes no signals."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

from maneki.errors import SettingsError

GRACE_S = 2


class _OurServer(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens there; calls wait in it until `serve_web` takes them.

    Port 0 is any that is free. Raises `SettingsError` if nobody can listen there.
    """
    try:
        listener = socket.create_server((host, port))
    except OSError as exc:
        raise SettingsError(
            f"Nobody can listen on {host}:{port} (MANEKI_HTTP_HOST, MANEKI_HTTP_PORT): "
            f"{exc.strerror or exc}."
        ) from exc
    with listener:
        yield listener


async def serve_web(app: FastAPI, listener: socket.socket) -> None:
    """Serve until cancelled; requests under way get a moment to end."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE_S,
    )
    server = _OurServer(config)
    try:
        await server.serve(sockets=[listener])
    except asyncio.CancelledError:
        await server.shutdown(sockets=[listener])
        raise
