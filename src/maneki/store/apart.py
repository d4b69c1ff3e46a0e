"""Taking digests apart that have not gone out: what they tell of waits again, each for itself."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, exists, update

from maneki.model.outbox import OutboxKind, OutboxState
from maneki.store.rows import UNSENT
from maneki.store.schema import outbox
from maneki.store.session import Session


async def withdraw_digests(
    session: Session, *which: ColumnElement[bool], reason: str
) -> Collection[str]:
    """Those of these that have not gone out never will. Returns their ids."""
    done = await session.execute(
        update(outbox)
        .where(outbox.c.kind == OutboxKind.DIGEST, outbox.c.state.in_(UNSENT), *which)
        .values(state=OutboxState.WITHDRAWN, reason=reason, held_for=None, updated_at=session.now)
        .returning(outbox.c.id)
    )
    return [row.id for row in done.all()]


async def let_out(
    session: Session, digest_ids: Collection[str], *which: ColumnElement[bool], **values: Any
) -> None:
    """What these digests tell of comes out of them; what they may have told of, in doubt."""
    digest = outbox.alias("digest")
    in_doubt = exists().where(digest.c.id == outbox.c.merged_into, digest.c.possibly_repeated)
    await session.execute(
        update(outbox)
        .where(
            session.among(outbox.c.merged_into, digest_ids),
            outbox.c.state == OutboxState.MERGED,
            *which,
        )
        .values(
            **values,
            merged_into=None,
            position=None,
            possibly_repeated=outbox.c.possibly_repeated | in_doubt.correlate(outbox),
            updated_at=session.now,
        )
    )


async def forget_digests(session: Session, digest_ids: Collection[str]) -> None:
    """What was withdrawn while they waited stays so: nobody has been told of it."""
    await session.execute(
        update(outbox)
        .where(session.among(outbox.c.merged_into, digest_ids))
        .values(merged_into=None, position=None, updated_at=session.now)
    )
