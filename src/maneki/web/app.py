"""The HTTP API. What comes in is checked at the door; answers say in one sentence what is wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from maneki import __version__
from maneki.errors import InvalidInputError, StoreError
from maneki.web.bearer import bears, not_borne
from maneki.web.listings import Intake, add_listings_route
from maneki.web.metrics import CONTENT_TYPE, Metrics

if TYPE_CHECKING:
    from maneki.people.handing_out import HandingOut
    from maneki.web.chat import ChatDoor
    from maneki.web.sms import TextDoor

log = structlog.get_logger(__name__)

LARGEST_BODY = 8 * 1024 * 1024
_LONGEST_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Health:
    """What `GET /health` tells: every part by name, and whether it works.

    `about` is what else there is to know of the program; `reason` why it fails, in a sentence that
    may be read by anybody.
    """

    parts: dict[str, str]
    about: dict[str, str] = field(default_factory=dict)
    reason: str | None = None

    @property
    def is_well(self) -> bool:
        return all(state == "ok" for state in self.parts.values())


def build_app(
    *,
    health: Callable[[], Awaitable[Health]],
    intake: Intake,
    metrics: Metrics,
    metrics_token: str | None = None,
    texts: TextDoor | None = None,
    chat: ChatDoor | None = None,
    handing_out: HandingOut | None = None,
) -> FastAPI:
    """The application: `health` looks after every part, `intake` takes pushed listings, `metrics`
    are for whoever asks, or who bears the token if there is one. `texts` takes the webhooks of
    providers of text messages, where there are any; `handing_out` gives customers what is kept of
    them.
    """
    app = FastAPI(
        title="Maneki", version=__version__, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.middleware("http")(_refuse_large_bodies)
    app.add_exception_handler(HTTPException, _not_possible)
    app.add_exception_handler(InvalidInputError, _unprocessable)
    app.add_exception_handler(StoreError, _unavailable)

    @app.get("/health")
    async def get_health() -> JSONResponse:
        found = await health()
        told = {"status": "ok" if found.is_well else "failing", **found.parts, **found.about}
        if found.reason is not None:
            told["reason"] = found.reason
        return JSONResponse(told, status_code=200 if found.is_well else 503)

    @app.get("/metrics")
    async def get_metrics(request: Request) -> Response:
        shown = request.headers.get("authorization")
        if metrics_token is not None and not bears(shown, metrics_token):
            return not_borne("MANEKI_METRICS_TOKEN")
        return Response(await metrics.read(), media_type=CONTENT_TYPE)

    add_listings_route(app, intake)
    _add_doors_of_the_shop(app, texts=texts, chat=chat, handing_out=handing_out)
    return app


def _add_doors_of_the_shop(
    app: FastAPI, *, texts: TextDoor | None, chat: ChatDoor | None, handing_out: HandingOut | None
) -> None:
    # What stands behind these is most of what there is to load: whoever has none does without.
    if chat is not None:
        from maneki.web.chat import add_chat_route  # noqa: PLC0415

        add_chat_route(app, chat)
    if texts is not None:
        from maneki.web.sms import add_sms_routes  # noqa: PLC0415

        add_sms_routes(app, texts)
    if handing_out is not None:
        from maneki.web.export import add_export_routes  # noqa: PLC0415

        add_export_routes(app, handing_out)


async def _refuse_large_bodies(
    request: Request, answer: Callable[[Request], Awaitable[JSONResponse]]
) -> JSONResponse:
    length = _length(request.headers.get("content-length", ""))
    if request.method == "POST" and length is None:
        return _error(411, "Say how long the body is: the Content-Length header is missing.")
    if length is not None and length > LARGEST_BODY:
        return _error(413, f"The body is larger than {LARGEST_BODY} bytes; send it in parts.")
    return await answer(request)


def _length(header: str) -> int | None:
    """The length that a Content-Length header names; None if it names none."""
    is_number = header.isascii() and header.isdigit()
    return int(header[:_LONGEST_LENGTH]) if is_number else None


async def _not_possible(request: Request, exc: Exception) -> JSONResponse:
    """What the framework refuses by itself: a path or a method that there is not."""
    status = exc.status_code if isinstance(exc, HTTPException) else 400
    headers = exc.headers if isinstance(exc, HTTPException) else None
    path = request.url.path
    sentence = {
        404: f"There is nothing at {path}; listings are pushed to POST /v1/listings.",
        405: f"{path} cannot be asked with {request.method}.",
    }.get(status, str(exc))
    return JSONResponse({"error": sentence}, status_code=status, headers=headers)


async def _unprocessable(_request: Request, exc: Exception) -> JSONResponse:
    return _error(422, str(exc))


async def _unavailable(_request: Request, exc: Exception) -> JSONResponse:
    log.error("web.store_unavailable", error=str(exc))
    return _error(503, "The database cannot be used at the moment; nothing was taken in.")


def _error(status: int, sentence: str) -> JSONResponse:
    return JSONResponse({"error": sentence}, status_code=status)
