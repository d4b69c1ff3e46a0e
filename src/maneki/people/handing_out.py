"""All that is kept of somebody, handed out to whoever has only a phone: by a link that opens once.

A text cannot carry a document, so it carries an address and a code. The address is signed, so that
none can be guessed, and shows nothing by itself: whoever looks at it (or looks for previews of it)
sees a form. With the code, which is asked for there and stands in no address, the document is
handed over, once, within a few minutes and a few tries. What the code opens is what was kept of the
number that asked, whoever holds the link.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

import structlog

from maneki.errors import InvalidInputError
from maneki.model.ids import LinkCodeId
from maneki.model.link import Code
from maneki.model.person import Address, Preferences
from maneki.people.codes import A_WHILE, MOST_ASKED, MOST_TRIES, digest_of, new_code
from maneki.people.privacy import Privacy
from maneki.phrases import say
from maneki.store import Store, Transaction

log = structlog.get_logger(__name__)

EXPORT = "export"
"""What such a code is for, where others say which address is to be added."""
PATH = "/v1/export"
LASTS = timedelta(minutes=15)
_KEY = "handing_out.key"
_SIGNATURE = 32


class NotHandedOut(StrEnum):
    WRONG_CODE = "wrong_code"
    GONE = "gone"
    """There was never such a link, or it was used, tried too often, or is too old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where somebody gets what is kept of them, and the code that opens it."""

    url: str
    code: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What to say, and what in it nobody else is to read."""

    text: str
    secrets: tuple[str, ...] = ()


class HandingOut:
    """`public_url` is where the world reaches us; without it the shop hands things out, whom its
    `contact` reaches.
    """

    def __init__(
        self,
        store: Store,
        privacy: Privacy,
        *,
        public_url: str | None,
        contact: str | None = None,
        draw: Callable[[], str] = new_code,
    ) -> None:
        self._store = store
        self._privacy = privacy
        self._public_url = public_url.rstrip("/") if public_url else None
        self._contact = contact
        self._draw = draw

    async def offered(self, caller: Address, *, language: str) -> Offer:
        """What to say to a caller who wants it. Raises `InvalidInputError` for one who has asked
        again and again.
        """
        if self._public_url is None:
            return Offer(text=self._by_hand(language))
        link = await self._link(caller, self._public_url, language=language)
        minutes = int(LASTS.total_seconds() // 60)
        told = say(
            "privacy.export_link", language, url=link.url, code=link.code.text, minutes=minutes
        )
        return Offer(text=told, secrets=(link.url, link.code.text))

    def _by_hand(self, language: str) -> str:
        if self._contact is None:
            return say("privacy.export_by_hand", language)
        return say("privacy.export_by_hand.contact", language, contact=self._contact)

    async def _link(self, caller: Address, public_url: str, *, language: str) -> Link:
        async with self._store.transaction() as tx:
            person = await tx.people.get_or_add(caller, preferences=Preferences(language=language))
            if await tx.links.asked(caller, since=tx.now - A_WHILE) >= MOST_ASKED:
                raise InvalidInputError(say("privacy.export_too_often", language))
            code = Code(text=self._draw(), expires_at=tx.now + LASTS)
            key = await _key(tx)
            code_id = await tx.links.ask(
                person.id,
                asked_from=caller,
                wanted_kind=EXPORT,
                digest=digest_of(code.text, key=key),
                expires_at=code.expires_at,
            )
        return Link(url=f"{public_url}{PATH}/{_signed(code_id, key=key)}", code=code)

    async def hand_out(self, token: str, code: str) -> dict[str, Any] | NotHandedOut:
        """What is kept of whoever asked for the link with this token, once. Raises `StoreError`:
        then the link opens as before.
        """
        outcome = await self._handed_out(token, code)
        if isinstance(outcome, NotHandedOut):
            log.info("privacy.not_handed_out", why=outcome)
        else:
            log.info("privacy.handed_out")
        return outcome

    async def _handed_out(self, token: str, code: str) -> dict[str, Any] | NotHandedOut:
        # Whoever makes addresses up keeps nobody from writing.
        async with self._store.reading() as tx:
            key = await tx.marks.get(_KEY)
        code_id = _verified(token, key=key) if key else None
        if key is None or code_id is None:
            return NotHandedOut.GONE
        async with self._store.transaction() as tx:
            owner = await _opened(tx, code_id, digest_of(code, key=key))
            if isinstance(owner, NotHandedOut):
                return owner
            return await self._privacy.export_in(tx, owner)


async def _opened(tx: Transaction, code_id: LinkCodeId, digest: str) -> Address | NotHandedOut:
    # Counted before it is looked at, so that many tries at once are many.
    asked = await tx.links.try_on(code_id, most=MOST_TRIES)
    if asked is None or asked.wanted_kind != EXPORT:
        return NotHandedOut.GONE
    known = await tx.links.with_digest(digest)
    if known is None or known.id != asked.id:
        return NotHandedOut.WRONG_CODE
    # The try that opens it is one of them.
    is_first = await tx.links.consume(asked.id, most_tries=MOST_TRIES + 1)
    return asked.asked_from if is_first else NotHandedOut.GONE


def _signed(code_id: LinkCodeId, *, key: str) -> str:
    return f"{code_id}.{_signature(code_id, key=key)}"


def _signature(code_id: str, *, key: str) -> str:
    whole = hmac.new(key.encode(), f"link:{code_id}".encode(), hashlib.sha256).hexdigest()
    return whole[:_SIGNATURE]


def _verified(token: str, *, key: str) -> LinkCodeId | None:
    code_id, _, signature = token.partition(".")
    right = _signature(code_id, key=key)
    is_ours = hmac.compare_digest(signature.encode(), right.encode())
    return LinkCodeId(code_id) if is_ours else None


async def _key(tx: Transaction) -> str:
    """Its own, so that no code of another kind is ever one of these."""
    known = await tx.marks.get(_KEY)
    return known or await tx.marks.keep(_KEY, secrets.token_hex(32))
