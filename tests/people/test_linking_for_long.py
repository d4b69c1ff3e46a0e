"""However often people link and part, every row is still there and is whose it was."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests.people.town import AMI, AMIS_PHONE, BEN, BENS_PHONE, Town

from maneki.clock import MovableClock
from maneki.model.consent import ConsentKind, Consents
from maneki.model.filter import Filter
from maneki.model.outbox import OutboxState
from maneki.model.person import Address
from maneki.people.consents import agree, opt_in, opt_out
from maneki.people.linking import LinkError
from maneki.store import Store
from maneki.store.schema import metadata

T = TypeVar("T")
Rows = dict[str, list[dict[str, Any]]]

LOOKED_AT = (
    "addresses", "conversations", "turns", "filters", "facts", "inbox", "consents", "destinations",
    "outbox", "alerts", "alert_filters",
)  # fmt: skip

ACCOUNTS, PHONES = (AMI, BEN), (AMIS_PHONE, BENS_PHONE)
EVERYBODY = (*ACCOUNTS, *PHONES)
anybody, accounts, phones = map(st.sampled_from, (EVERYBODY, ACCOUNTS, PHONES))
names = st.sampled_from(["coats", "boots", "coats (2)"])


class LinkingForLong(RuleBasedStateMachine):
    """What belongs to an address is told apart by what it says; `linked` is who is whom."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.clock = MovableClock()
        self.store = Store.open(url, clock=self.clock)
        self.town = Town(self.store, self.clock)
        self.linked: dict[Address, Address] = {}
        self.said: dict[Address, list[str]] = {one: [] for one in EVERYBODY}
        self.wanted: dict[Address, list[str]] = {one: [] for one in EVERYBODY}
        self.told = 0
        self.consents: dict[Address, Consents] = {one: Consents() for one in PHONES}
        self.ledger = 0

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(doing)

    @initialize()
    def begin(self) -> None:
        async def emptied() -> None:
            async with self.store.transaction() as tx:
                for table in reversed(metadata.sorted_tables):
                    await tx.people._session.execute(table.delete())
            for one in EVERYBODY:
                await self.town.meets(one)
                self.clock.move(1)

        self.run(emptied())

    def teardown(self) -> None:
        self.run(self.store.close())
        self.runner.close()

    def theirs(self, address: Address) -> tuple[Address, ...]:
        other = self.linked.get(address)
        return (address,) if other is None else (address, other)

    @rule(address=anybody, name=names, goes_to_other=st.booleans())
    def lives(self, address: Address, name: str, goes_to_other: bool) -> None:
        """They speak, are answered, make a filter, and are told of what it found."""
        words = f"{address} said {len(self.said[address])}"
        at = self.linked.get(address, address) if goes_to_other else address

        async def lived() -> Filter | None:
            await self.town.says(address, words)
            await self.town.is_told(address, f"to {address}")
            await self.town.is_known_for(address, f"of {address}", words)
            made = await self.town.wants(address, name)
            if made is not None:
                await self.town.finds(made, at=at)
            return made

        self.clock.move(1)
        made = self.run(lived())
        self.said[address].append(words)
        self.wanted[address] += [made.id] if made else []
        self.told += 2 if made else 1

    @rule(phone=phones, what=st.sampled_from(["out", "in", "agree"]))
    def consents_to(self, phone: Address, what: str) -> None:
        async def written() -> None:
            async with self.store.transaction() as tx:
                if what == "out":
                    await opt_out(tx, phone, how="keyword", words="STOP", source="test")
                elif what == "in":
                    await opt_in(tx, phone, how="keyword", words="START", source="test")
                else:
                    kind = ConsentKind.PROMOTIONAL
                    await agree(tx, phone, kind, how="form", words="Yes", source="test")
                self.consents[phone] = await tx.consents.of(phone)
            self.ledger = len(await self.town.rows("consents"))

        self.clock.move(1)
        self.run(written())

    @rule(phone=phones, account=accounts, is_by_text=st.booleans())
    def link(self, phone: Address, account: Address, is_by_text: bool) -> None:
        self.clock.move(2 * 3600)
        asks, enters = (phone, account) if is_by_text else (account, phone)
        code = self.run(self.town.linker.start(asks))
        try:
            self.run(self.town.linker.confirm(enters, code.text))
        except LinkError:
            assert phone in self.linked or account in self.linked
        else:
            assert phone not in self.linked
            assert account not in self.linked
            self.linked |= {phone: account, account: phone}

    @rule(phone=phones, account=accounts)
    def link_who_is_alone(self, phone: Address, account: Address) -> None:
        """More often than chance would have it."""
        alone = [one for one in (phone, account, *EVERYBODY) if one not in self.linked]
        for one in [one for one in alone if one in PHONES][:1]:
            for other in [other for other in alone if other in ACCOUNTS][:1]:
                self.link(phone=one, account=other, is_by_text=True)

    @rule(address=anybody)
    def unlink(self, address: Address) -> None:
        try:
            self.run(self.town.linker.unlink(address))
        except LinkError:
            assert address not in self.linked
        else:
            del self.linked[self.linked.pop(address)]

    @rule()
    def gather(self) -> None:
        self.run(self.town.linker.gather())

    @invariant()
    def all_is_whose_it_was(self) -> None:
        rows = self.run(self._rows())
        who = {Address(row["kind"], row["value"]): row["person_id"] for row in rows["addresses"]}
        for one in EVERYBODY:
            mine = self.theirs(one)
            assert {other for other in EVERYBODY if who[other] == who[one]} == {*mine}
            talks = {row["id"] for row in rows["conversations"] if row["person_id"] == who[one]}
            said = [row["said"] for row in rows["turns"] if row["conversation_id"] in talks]
            assert sorted(said) == sorted(words for each in mine for words in self.said[each])
            filters = [row for row in rows["filters"] if row["person_id"] == who[one]]
            assert {row["id"] for row in filters} == {
                id_ for each in mine for id_ in self.wanted[each]
            }
            assert len({row["name"] for row in filters}) == len(filters)
            facts = {row["name"] for row in rows["facts"] if row["person_id"] == who[one]}
            assert facts == {f"of {each}" for each in mine if self.said[each]}
        assert len(rows["inbox"]) == sum(map(len, self.said.values()))
        assert len(rows["consents"]) == self.ledger
        self._check_what_goes_out(rows)

    def _check_what_goes_out(self, rows: Rows) -> None:
        owners = {row["id"]: row["person_id"] for row in (*rows["destinations"], *rows["filters"])}
        outbox = {row["id"]: row for row in rows["outbox"]}
        alerts = {row["id"]: row for row in rows["alerts"]}
        assert len(outbox) == self.told
        assert all(
            row["person_id"] == owners[row["destination_id"]]
            for row in (*rows["outbox"], *rows["alerts"])
        )
        for row in rows["alert_filters"]:
            alert = alerts[row["alert_id"]]
            if alert["person_id"] != owners[row["filter_id"]]:
                assert row["withdrawn_at"] is not None
                assert outbox[alert["outbox_id"]]["state"] == OutboxState.WITHDRAWN

    async def _rows(self) -> Rows:
        async with self.store.reading() as tx:
            assert {one: await tx.consents.of(one) for one in PHONES} == self.consents
        return await self.town.tables(LOOKED_AT)


def test_however_often_people_link_and_part_all_is_whose_it_was(migrated_url: str) -> None:
    run_state_machine_as_test(
        lambda: LinkingForLong(migrated_url),  # type: ignore[arg-type]
        settings=settings(
            max_examples=6,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[*HealthCheck],
        ),
    )
