"""Operators try the assistant over HTTP; nobody else does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from tests.web.counted import metrics_of

from maneki.conversation.rehearsal import Rehearsed
from maneki.errors import InvalidInputError
from maneki.model.book_card import BookCard
from maneki.model.ids import BookId
from maneki.model.money import Money
from maneki.store import Store
from maneki.web.app import Health, build_app
from maneki.web.chat import ChatDoor, Trial
from maneki.web.listings import Intake

TOKEN = "a-token-for-the-tests"
DUNE = BookCard(
    book_id=BookId("b1"), title="Dune", authors=("Frank Herbert",), price=Money(999, "USD")
)


async def healthy() -> Health:
    return Health({"database": "ok"})


class Door:
    def __init__(self, store: Store, *, token: str | None) -> None:
        self.tried: list[Trial] = []
        app = build_app(
            health=healthy,
            intake=Intake(
                store, token=None, reserved=(), drop_percent=Decimal(5), found=lambda: None
            ),
            metrics=metrics_of(store),
            chat=ChatDoor(self._say, token=token),
        )
        self.client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app), base_url="http://maneki.test"
        )

    async def _say(self, trial: Trial) -> Rehearsed:
        if not trial.text.strip():
            raise InvalidInputError("There is nothing in this message; write something.")
        self.tried.append(trial)
        return Rehearsed(("we have Dune",), (DUNE,))

    async def ask(self, *, token: str | None = TOKEN, **body: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return await self.client.post("/v1/chat", json=body, headers=headers)


@pytest.fixture
async def door(store: Store) -> AsyncIterator[Door]:
    opened = Door(store, token=TOKEN)
    async with opened.client:
        yield opened


async def test_an_operator_is_answered_as_a_customer_would_be(door: Door) -> None:
    answer = await door.ask(person="phone:+12125550123", channel="sms", text="do you have Dune?")
    assert answer.status_code == 200
    assert answer.json() == {
        "parts": ["we have Dune"],
        "books": [
            {
                "title": "Dune",
                "authors": ["Frank Herbert"],
                "isbn": None,
                "price": {"amount": 999, "currency": "USD"},
                "available": None,
                "url": None,
            }
        ],
    }
    assert door.tried == [
        Trial(person="phone:+12125550123", channel="sms", text="do you have Dune?")
    ]


@pytest.mark.parametrize("token", [None, "another"])
async def test_nobody_speaks_for_others_without_the_token(door: Door, token: str | None) -> None:
    answer = await door.ask(token=token, person="phone:+12125550123", text="hello")
    assert answer.status_code == 401
    assert door.tried == []


async def test_where_no_token_is_set_nobody_comes_in(store: Store) -> None:
    closed = Door(store, token=None)
    async with closed.client:
        answer = await closed.ask(person="phone:+12125550123", text="hello")
    assert answer.status_code == 403
    assert "MANEKI_CHAT_TOKEN" in answer.json()["error"]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"person": "discord:1", "text": " "}, "nothing in this message"),
        ({"person": "discord:1"}, "text"),
        ({"text": "hello"}, "person"),
        ({"person": "discord:1", "text": "hello", "phone": "+1"}, "phone"),
        ({"person": "discord:1", "text": "hello", "channel": "fax"}, "channel"),
        ({"person": "discord:1", "text": "a" * 10_001}, "text"),
    ],
)
async def test_what_is_wrong_is_said_in_one_sentence(
    door: Door, body: dict[str, Any], named: str
) -> None:
    answer = await door.ask(**body)
    assert answer.status_code == 422
    assert named in answer.json()["error"]
    assert door.tried == []


async def test_without_a_shopkeeper_there_is_no_such_door(store: Store) -> None:
    app = build_app(
        health=healthy,
        intake=Intake(store, token=None, reserved=(), drop_percent=Decimal(5), found=lambda: None),
        metrics=metrics_of(store),
    )
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://maneki.test") as client:
        assert (await client.post("/v1/chat", json={})).status_code == 404
