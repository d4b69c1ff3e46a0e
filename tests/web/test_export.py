"""Who has only a phone gets what is kept of them, and nobody else does."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import httpx2
import pytest
from tests.conversation.house import BY_PHONE
from tests.conversation.test_commands import CODE, LinkingShop
from tests.web.counted import metrics_of

from maneki.clock import MovableClock
from maneki.model.conversation import Place, PlaceKind
from maneki.model.person import PHONE, Address
from maneki.store import Store
from maneki.web.app import Health, build_app
from maneki.web.listings import Intake

URL = re.compile(r"https://foxglove\.example(?P<path>/v1/export/\S+)")
TIM = Address(PHONE, "+12125550199")
TIMS = Place(kind=PlaceKind.PHONE, address=TIM.value)


async def healthy() -> Health:
    return Health({"database": "ok"})


@dataclass
class Offered:
    path: str
    code: str


@dataclass
class Counter:
    """The shop that texts, and its page."""

    shop: LinkingShop
    client: httpx2.AsyncClient

    async def offered(self, *, at: Place = BY_PHONE, by: Address | None = None) -> Offered:
        told = await self.shop.says("MY DATA", at=at, by=by)
        url, code = URL.search(told), CODE.search(told)
        assert url is not None, told
        assert code is not None, told
        return Offered(url["path"], code[0])

    async def enter(self, path: str, code: str) -> httpx2.Response:
        return await self.client.post(path, data={"code": code})


@pytest.fixture
async def counter(store: Store, clock: MovableClock) -> AsyncIterator[Counter]:
    shop = LinkingShop(store, clock)
    app = build_app(
        health=healthy,
        intake=Intake(store, token=None, reserved=(), drop_percent=Decimal(5), found=lambda: None),
        metrics=metrics_of(store),
        handing_out=shop.handing_out,
    )
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="https://foxglove.example") as one:
        yield Counter(shop, one)


async def test_the_code_opens_it_once(counter: Counter) -> None:
    await counter.shop.says("my secret wish")
    offered = await counter.offered()

    got = await counter.enter(offered.path, offered.code)

    assert got.status_code == 200
    assert "my secret wish" in got.text
    assert BY_PHONE.address in got.text
    assert got.headers["cache-control"] == "no-store"
    assert got.headers["referrer-policy"] == "no-referrer"
    assert got.headers["content-disposition"].startswith("attachment")
    again = await counter.enter(offered.path, offered.code)
    assert again.status_code == 410
    assert "my secret wish" not in again.text


async def test_looking_at_the_address_shows_and_uses_up_nothing(counter: Counter) -> None:
    await counter.shop.says("my secret wish")
    offered = await counter.offered()
    for _ in range(20):
        seen = await counter.client.get(offered.path)
        assert (seen.status_code, "secret" in seen.text) == (200, False)
        assert offered.code not in seen.text
    made_up = await counter.client.get("/v1/export/made.up")
    assert made_up.text == seen.text
    assert (await counter.enter(offered.path, offered.code.lower())).status_code == 200


async def test_a_link_and_its_code_are_worth_nothing_after_a_while(counter: Counter) -> None:
    offered = await counter.offered()
    counter.shop.clock.move(timedelta(minutes=15))
    assert (await counter.enter(offered.path, offered.code)).status_code == 410


async def test_a_new_link_ends_the_one_before(counter: Counter) -> None:
    first = await counter.offered()
    second = await counter.offered()
    assert (await counter.enter(first.path, first.code)).status_code == 410
    assert (await counter.enter(second.path, second.code)).status_code == 200


async def test_five_wrong_codes_end_it(counter: Counter) -> None:
    await counter.shop.says("my secret wish")
    offered = await counter.offered()
    for _ in range(5):
        wrong = await counter.enter(offered.path, "ABCD-2345")
        assert wrong.status_code == 403
        assert "secret" not in wrong.text
    assert (await counter.enter(offered.path, offered.code)).status_code == 410


async def test_many_codes_at_once_are_many_tries(counter: Counter) -> None:
    offered = await counter.offered()
    answers = await asyncio.gather(
        *(counter.enter(offered.path, f"ABCD-23{n:02}") for n in range(20))
    )
    assert sorted({one.status_code for one in answers}) == [403, 410]
    assert sum(one.status_code == 403 for one in answers) == 5


async def test_somebody_elses_code_opens_nothing(counter: Counter) -> None:
    await counter.shop.says("my secret wish")
    mine = await counter.offered()
    await counter.shop.says("hello", at=TIMS, by=TIM)
    theirs = await counter.offered(at=TIMS, by=TIM)
    crossed = await counter.enter(mine.path, theirs.code)
    assert crossed.status_code == 403
    own = await counter.enter(theirs.path, theirs.code)
    assert own.status_code == 200
    assert "secret" not in own.text
    assert BY_PHONE.address not in own.text


@pytest.mark.parametrize("how", ["cut", "other", "empty", "code of a link"])
async def test_an_address_that_we_did_not_sign_opens_nothing(counter: Counter, how: str) -> None:
    offered = await counter.offered()
    code = offered.code
    if how == "code of a link":
        found = CODE.search(await counter.shop.says("LINK"))
        assert found is not None
        code = found[0]
        path = f"/v1/export/{code}"
    else:
        head, _, signature = offered.path.rpartition(".")
        ends = {"cut": signature[:-1], "other": signature[::-1], "empty": ""}
        path = f"{head}.{ends[how]}"
    assert (await counter.enter(path, code)).status_code == 410


async def test_the_code_links_nobody_and_a_link_code_opens_nothing(counter: Counter) -> None:
    offered = await counter.offered()
    linking = CODE.search(await counter.shop.says("LINK"))
    assert linking is not None
    assert (await counter.enter(offered.path, linking[0])).status_code == 403
    refused = await counter.shop.says(offered.code)
    assert "wrong, too old or used" in refused
    assert (await counter.enter(offered.path, offered.code)).status_code == 200


async def test_who_has_opted_out_is_answered_all_the_same(counter: Counter) -> None:
    await counter.shop.says("my secret wish")
    await counter.shop.hear("STOP")
    offered = await counter.offered()
    assert (await counter.shop.queued())[-1].note.is_required  # type: ignore[union-attr]
    assert "my secret wish" in (await counter.enter(offered.path, offered.code)).text


async def test_who_was_forgotten_since_is_handed_nothing(counter: Counter) -> None:
    await counter.shop.says("my secret wish")
    offered = await counter.offered()
    await counter.shop.says("FORGET YES")
    gone = await counter.enter(offered.path, offered.code)
    assert "secret" not in gone.text


async def test_it_is_not_asked_for_again_and_again(counter: Counter) -> None:
    for _ in range(5):
        await counter.offered()
        counter.shop.clock.move(timedelta(minutes=1))
    assert "several times within an hour" in await counter.shop.says("MY DATA")


async def test_without_an_address_of_ours_the_shop_hands_it_out(
    store: Store, clock: MovableClock
) -> None:
    shop = LinkingShop(store, clock, public_url=None)
    told = await shop.says("MY DATA")
    assert "help@foxglove.example" in told
    assert "http" not in told


@pytest.mark.parametrize("body", [b"", b"code", b"\xff\xfe", b"code=" + b"A" * 3_000])
async def test_what_is_no_form_of_ours_is_refused(counter: Counter, body: bytes) -> None:
    offered = await counter.offered()
    answer = await counter.client.post(offered.path, content=body)
    assert answer.status_code == 400
    assert (await counter.enter(offered.path, offered.code)).status_code == 200
