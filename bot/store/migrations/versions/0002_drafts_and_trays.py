"""Drafts and trays.

What: which message a job's result replies to, which draft it came of; the drafts, their secrets,
the trays. Why: an edit is put together in several steps (a mask, a choice of picture), each of
which must survive a restart. `bot/store/schema.py` says what each column and index is for.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_OPEN = "status IN ('accepted', 'in_doubt', 'posting', 'ready', 'running', 'submitting')"
_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add to the jobs; make the new tables and their indexes."""
    _change_job()
    _make_draft()
    op.create_table(
        "tray_picture",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("requester_id", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_tray_picture"),
    )
    op.create_index("ix_tray_picture_requester", "tray_picture", ["requester_id", "number"])
    op.create_index(
        "ix_tray_picture_bytes", "tray_picture", ["requester_id", "sha256"], unique=True
    )
    op.create_index("ix_tray_picture_expires", "tray_picture", ["expires_at", "sha256"])


def _change_job() -> None:
    op.add_column("job", sa.Column("reply_to_id", sa.BigInteger()))
    op.add_column("job", sa.Column("draft_id", sa.Text()))
    op.drop_index("ix_job_progress", "job")
    _partial_index(
        "ix_job_progress",
        ["accepted_at", "number"],
        where=f"{_OPEN} AND (progress_message_id IS NOT NULL OR reply_to_id IS NOT NULL)",
    )
    _partial_index("ix_job_draft", ["draft_id"], where="draft_id IS NOT NULL", unique=True)
    _partial_index("ix_job_undelivered", ["ended_at"], where="status = 'undelivered'")


def _make_draft() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("requester_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("guild_id", sa.BigInteger()),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("filesize_limit_bytes", sa.BigInteger(), nullable=False),
        sa.Column("reply_to_id", sa.BigInteger()),
        sa.Column("parent_id", sa.Text()),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("reading", sa.Text()),
        sa.Column("covered", sa.Float()),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("answer_message_id", sa.BigInteger()),
        sa.Column("choice_count", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["job.id"], name="fk_draft_parent_id", ondelete="SET NULL"
        ),
        sa.CheckConstraint(
            "kind IN ('form', 'mask', 'mask-pick', 'pick')", name=op.f("ck_draft_kind")
        ),
        sa.CheckConstraint(
            "reading IN ('alpha', 'black-and-white', 'cells', 'painted', 'scribble')",
            name=op.f("ck_draft_reading"),
        ),
    )
    op.create_index("ix_draft_expires", "draft", ["expires_at"])
    op.create_index("ix_draft_requester", "draft", ["requester_id", "began_at"])
    op.create_table(
        "draft_token",
        sa.Column("draft_id", sa.Text(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("draft_id", name="pk_draft_token"),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name="fk_draft_token_draft_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_draft_token_expires", "draft_token", ["expires_at"])


def _partial_index(name: str, columns: list[str], *, where: str, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(
        name,
        "job",
        columns,
        unique=unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )
