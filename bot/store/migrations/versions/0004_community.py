"""What a community lays down and keeps.

What: servers' rules, the audit log, people's settings, shared pictures and their stars; with a
draft, what its person is at that place. Why: who runs a server decides what is asked for there,
people share what was made, and both outlive a restart. `bot/store/community_schema.py` says what
each column and index is for.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add to the drafts; make the new tables and their indexes."""
    op.add_column("draft", sa.Column("standing", sa.Text(), server_default="{}", nullable=False))
    _partial_index("ix_draft_parent", "draft", ["parent_id"], where="parent_id IS NOT NULL")
    _make_rules()
    _make_audit()
    _make_person()
    _make_share()
    _index_share()
    op.create_table(
        "star",
        sa.Column("share_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("share_id", "person_id", name="pk_star"),
        sa.ForeignKeyConstraint(
            ["share_id"], ["share.id"], name="fk_star_share_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_star_person", "star", ["person_id"])


def _make_rules() -> None:
    op.create_table(
        "server_rules",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", name="pk_server_rules"),
        sa.CheckConstraint("weight >= 1", name=op.f("ck_server_rules_weight")),
    )
    _partial_index(
        "ix_server_rules_weight", "server_rules", ["guild_id", "weight"], where="weight != 1"
    )


def _make_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger()),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger()),
        sa.Column("job_id", sa.Text()),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("key", sa.Text()),
        sa.Column("is_logged", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
        sa.UniqueConstraint("key", name="uq_audit_key"),
        sa.CheckConstraint("actor IN ('bot', 'operator', 'person')", name=op.f("ck_audit_actor")),
    )
    op.create_index("ix_audit_guild", "audit", ["guild_id", "number"])
    op.create_index("ix_audit_subject", "audit", ["subject_id", "number"])
    _partial_index(
        "ix_audit_unlogged",
        "audit",
        ["number"],
        where=sa.column("is_logged").is_(sa.false()),
    )


def _make_person() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("usual", sa.Text(), nullable=False),
        sa.Column("usual_at", sa.BigInteger()),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("forgotten_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
    )
    _partial_index(
        "ix_person_forgotten", "person", ["forgotten_at"], where="forgotten_at IS NOT NULL"
    )


def _make_share() -> None:
    op.create_table(
        "share",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("picture", sa.Integer(), nullable=False),
        sa.Column("maker_id", sa.BigInteger(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("source_channel_id", sa.BigInteger()),
        sa.Column("source_message_id", sa.BigInteger()),
        sa.Column("is_gallery", sa.Boolean(), nullable=False),
        sa.Column("is_spoiler", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("posting_began_at", sa.BigInteger()),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("posted_at", sa.BigInteger()),
        sa.Column("claimed_by", sa.Text()),
        sa.Column("lease_until", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_share"),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_share_job_id", ondelete="CASCADE"),
        sa.CheckConstraint(
            "status IN ('failed', 'leaving', 'posted', 'posting', 'removed', 'waiting')",
            name=op.f("ck_share_status"),
        ),
        sa.CheckConstraint("picture >= 1", name=op.f("ck_share_picture")),
        sa.CheckConstraint(
            "(claimed_by IS NULL) = (lease_until IS NULL)", name=op.f("ck_share_lease")
        ),
        sa.CheckConstraint(
            "status <> 'posted' OR posted_at IS NOT NULL", name=op.f("ck_share_posted")
        ),
    )


def _index_share() -> None:
    is_gallery = sa.column("is_gallery")
    is_shared = sa.column("status") != sa.literal_column("'failed'")
    once = ["job_id", "picture"]
    _partial_index(
        "ix_share_gallery", "share", once, where=is_gallery.is_(sa.true()) & is_shared, unique=True
    )
    _partial_index(
        "ix_share_channel", "share", once, where=is_gallery.is_(sa.false()) & is_shared, unique=True
    )
    op.create_index("ix_share_job", "share", once)
    op.create_index("ix_share_maker", "share", ["maker_id", "guild_id", "asked_at"])
    op.create_index("ix_share_drip", "share", ["channel_id", "due_at"])
    _partial_index(
        "ix_share_due",
        "share",
        ["due_at", "asked_at", *once],
        where="status IN ('leaving', 'posting', 'waiting')",
    )
    is_waiting = sa.column("status") == sa.literal_column("'waiting'")
    _partial_index(
        "ix_share_waiting",
        "share",
        ["channel_id", "due_at"],
        where=is_waiting & is_gallery.is_(sa.true()),
    )
    _partial_index(
        "ix_share_top",
        "share",
        ["guild_id", "posted_at"],
        where=(sa.column("status") == sa.literal_column("'posted'")) & is_gallery.is_(sa.true()),
    )


def _partial_index(
    name: str,
    table: str,
    columns: list[str],
    *,
    where: str | sa.ColumnElement,
    unique: bool = False,
) -> None:
    condition = sa.text(where) if isinstance(where, str) else where
    op.create_index(
        name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition
    )
