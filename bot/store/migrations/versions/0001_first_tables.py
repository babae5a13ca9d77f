"""The first tables.

What: jobs, their history, the secrets of their answers, and what was synced with Discord. Why:
everything that must survive a restart. `bot/store/schema.py` says what each column and index is
for.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_STATUSES = (
    "'accepted', 'cancelled', 'failed', 'in_doubt', 'posted', 'posting', 'ready', 'running', "
    "'submitting', 'undelivered'"
)
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables and their indexes."""
    _make_job()
    _index_job()
    op.create_table(
        "job_move",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("was", sa.Text()),
        sa.Column("became", sa.Text(), nullable=False),
        sa.Column("moved_at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_job_move"),
        sa.CheckConstraint(f"was IN ({_STATUSES})", name=op.f("ck_job_move_was")),
        sa.CheckConstraint(f"became IN ({_STATUSES})", name=op.f("ck_job_move_became")),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name="fk_job_move_job_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_job_move_job", "job_move", ["job_id", "number"])
    op.create_table(
        "answer_token",
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", name="pk_answer_token"),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name="fk_answer_token_job_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_answer_token_expires", "answer_token", ["expires_at"])
    op.create_table(
        "command_sync",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("command_ids", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name="pk_command_sync"),
    )


def _make_job() -> None:
    op.create_table(
        "job",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("requester_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("guild_id", sa.BigInteger()),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("filesize_limit_bytes", sa.BigInteger(), nullable=False),
        sa.Column("progress_message_id", sa.BigInteger()),
        sa.Column("parent_id", sa.Text()),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("quality", sa.Text()),
        sa.Column("image_count", sa.Integer(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("sources", sa.Text()),
        sa.Column("price_microusd", sa.BigInteger(), nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("prepared_until", sa.BigInteger()),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("remote_ids", sa.Text(), server_default="[]", nullable=False),
        sa.Column("running_at", sa.BigInteger()),
        sa.Column("next_poll_at", sa.BigInteger()),
        sa.Column("polls", sa.Integer(), server_default="0", nullable=False),
        sa.Column("estimated_seconds", sa.Float()),
        sa.Column("ready_at", sa.BigInteger()),
        sa.Column("pictures", sa.Text(), server_default="[]", nullable=False),
        sa.Column("made_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("post_attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("posting_began_at", sa.BigInteger()),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("failure", sa.Text()),
        sa.Column("notice_due", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("claimed_by", sa.Text()),
        sa.Column("lease_until", sa.BigInteger()),
        sa.PrimaryKeyConstraint("number", name="pk_job"),
        sa.UniqueConstraint("id", name="uq_job_id"),
        sa.UniqueConstraint("event_id", name="uq_job_event_id"),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["job.id"], name="fk_job_parent_id", ondelete="SET NULL"
        ),
        sa.CheckConstraint(f"status IN ({_STATUSES})", name=op.f("ck_job_status")),
        sa.CheckConstraint("image_count >= 1", name=op.f("ck_job_image_count")),
        sa.CheckConstraint("price_microusd >= 0", name=op.f("ck_job_price")),
        sa.CheckConstraint("made_count >= 0", name=op.f("ck_job_made_count")),
        sa.CheckConstraint(
            "(claimed_by IS NULL) = (lease_until IS NULL)", name=op.f("ck_job_lease")
        ),
        sa.CheckConstraint(
            "status <> 'running' OR next_poll_at IS NOT NULL", name=op.f("ck_job_running")
        ),
        sa.CheckConstraint(
            "status NOT IN ('posted', 'posting', 'ready', 'undelivered') OR ready_at IS NOT NULL",
            name=op.f("ck_job_ready"),
        ),
        sa.CheckConstraint(
            "(status IN ('cancelled', 'failed', 'posted', 'undelivered')) = (ended_at IS NOT NULL)",
            name=op.f("ck_job_ended"),
        ),
        sa.CheckConstraint(
            "(status = 'failed') = (failure IS NOT NULL)", name=op.f("ck_job_failure")
        ),
    )


def _index_job() -> None:
    op.create_index("ix_job_requester", "job", ["requester_id", "accepted_at"])
    op.create_index("ix_job_day", "job", ["accepted_at", "status", "price_microusd"])
    _partial_index(
        "ix_job_server",
        ["guild_id", "accepted_at", "status", "price_microusd"],
        where="guild_id IS NOT NULL",
    )
    _partial_index(
        "ix_job_open",
        ["requester_id", "status"],
        where="status IN ('accepted', 'in_doubt', 'posting', 'ready', 'running', 'submitting')",
    )
    _partial_index(
        "ix_job_progress",
        ["accepted_at", "number"],
        where="status IN ('accepted', 'in_doubt', 'posting', 'ready', 'running', 'submitting')"
        " AND progress_message_id IS NOT NULL",
    )
    _partial_index(
        "ix_job_waiting", ["status", "accepted_at", "number"], where="status = 'accepted'"
    )
    _partial_index("ix_job_upstream", ["status"], where="status IN ('running', 'submitting')")
    _partial_index("ix_job_poll", ["next_poll_at"], where="status = 'running'")
    _partial_index("ix_job_delivery", ["ready_at"], where="status = 'ready'")
    _partial_index("ix_job_notice", ["not_before"], where=sa.column("notice_due").is_(sa.true()))
    _partial_index(
        "ix_job_past",
        ["model", "quality", "ready_at", "running_at"],
        where="ready_at IS NOT NULL",
    )
    _partial_index("ix_job_parent", ["parent_id"], where="parent_id IS NOT NULL")


def _partial_index(name: str, columns: list[str], *, where: str | sa.ColumnElement) -> None:
    condition = sa.text(where) if isinstance(where, str) else where
    op.create_index(name, "job", columns, sqlite_where=condition, postgresql_where=condition)
