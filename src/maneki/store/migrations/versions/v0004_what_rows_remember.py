"""What is remembered: what may have arrived already, which end was told, which notices were said"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


# Until now only the sentence was kept of why nothing can be written somewhere ever again, in its
# owner's language.
_SAID = {
    10003: ("the channel was deleted", "チャンネルが削除されました"),
    10007: (
        "you are no longer on that server",
        "あなたはそのサーバーのメンバーではありません",
    ),
    10013: ("that account does not exist any more", "アカウントが存在しません"),
    50024: (
        "messages cannot be posted in that kind of channel",
        "メッセージを投稿できない種類のチャンネルです",
    ),
}


def upgrade() -> None:
    op.add_column(
        "outbox",
        sa.Column("possibly_repeated", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("outbox", sa.Column("turn_at", sa.DateTime(timezone=True)))
    op.add_column("filters", sa.Column("end_told", sa.DateTime(timezone=True)))
    op.add_column("destinations", sa.Column("refused_code", sa.Integer()))
    destinations = sa.table(
        "destinations", sa.column("suspended_reason"), sa.column("refused_code")
    )
    for code, reasons in _SAID.items():
        op.execute(
            destinations.update()
            .where(destinations.c.suspended_reason.in_(reasons))
            .values(refused_code=code)
        )
    op.add_column("filters", sa.Column("most_messages_an_hour", sa.Integer()))
    op.create_table(
        "notice_keys",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_notice_keys")),
    )
    op.execute(
        "INSERT INTO notice_keys (key, created_at, updated_at) "
        "SELECT idempotency_key, created_at, updated_at FROM outbox "
        "WHERE idempotency_key IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_table("notice_keys")
    op.drop_column("filters", "most_messages_an_hour")
    op.drop_column("destinations", "refused_code")
    op.drop_column("filters", "end_told")
    op.drop_column("outbox", "turn_at")
    op.drop_column("outbox", "possibly_repeated")
