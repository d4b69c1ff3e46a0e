"""`POST /v1/chat`: an operator talks with the assistant as a customer would.

Whoever bears the token may speak for anybody, so it is the operator's alone. Nothing is sent to the
person whose words these are said to be.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from maneki.conversation.rehearsal import Rehearsed
from maneki.errors import InvalidInputError
from maneki.model.book_card import BookCard
from maneki.model.conversation import LONGEST_SAID
from maneki.web.bearer import bears, not_borne

Say = Callable[["Trial"], Awaitable[Rehearsed]]


class Trial(BaseModel):
    """What is to be tried. `person` is an address such as `phone:+12125550123`."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    person: Annotated[str, Field(min_length=1, max_length=160)]
    channel: Literal["sms", "discord"] = "discord"
    text: Annotated[str, Field(max_length=LONGEST_SAID)]
    id: Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,128}$")] | None = None


class ChatDoor:
    """`say` answers; without a `token` nobody comes in."""

    def __init__(self, say: Say, *, token: str | None) -> None:
        self._say = say
        self._token = token

    @property
    def is_open(self) -> bool:
        return self._token is not None

    def is_allowed(self, authorization: str | None) -> bool:
        return self._token is not None and bears(authorization, self._token)

    async def answer(self, body: bytes) -> Rehearsed:
        """Raises `InvalidInputError` with one sentence."""
        try:
            trial = Trial.model_validate_json(body)
        except ValidationError as exc:
            first = exc.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"])) or "the body"
            raise InvalidInputError(f"{where} is not right: {first['msg']}.") from None
        return await self._say(trial)


def add_chat_route(app: FastAPI, door: ChatDoor) -> None:
    @app.post("/v1/chat")
    async def chat(request: Request) -> JSONResponse:
        if not door.is_open:
            return JSONResponse(
                {"error": "Nobody may chat here: MANEKI_CHAT_TOKEN is not set."}, status_code=403
            )
        if not door.is_allowed(request.headers.get("authorization")):
            return not_borne("MANEKI_CHAT_TOKEN")
        said = await door.answer(await request.body())
        return JSONResponse({"parts": [*said.parts], "books": [_book(one) for one in said.books]})


def _book(card: BookCard) -> dict[str, object]:
    price = card.price
    return {
        "title": card.title,
        "authors": [*card.authors],
        "isbn": card.isbn,
        "price": {"amount": price.amount, "currency": price.currency} if price else None,
        "available": card.available,
        "url": card.url,
    }
