"""Fair shares of one key.

What: whose turn a job is (weight), for whose eyes, what grants bear of it, what was left at its
acceptance, when its content was refused, whether it is forgotten; the sums of the servers' ended
days. Why: quotas, turns and pauses are read from the jobs, whatever has become of them, and a
month's budget must not take longer to read the more there are. `bot/store/schema.py` says what each
column and index is for.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OPEN = "status IN ('accepted', 'in_doubt', 'posting', 'ready', 'running', 'submitting')"


def upgrade() -> None:
    """Add to the jobs; make the tables of sums, which are empty until the first day is settled."""
    for column in (
        sa.Column("weight", sa.Integer(), server_default="1", nullable=False),
        sa.Column("is_private", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("is_spoiler", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("draws", sa.Text()),
        sa.Column("allowance_left", sa.Text()),
        sa.Column("refused_at", sa.BigInteger()),
        sa.Column("is_forgotten", sa.Boolean(), server_default="0", nullable=False),
    ):
        op.add_column("job", column)
    op.execute(
        """UPDATE job SET refused_at = ended_at WHERE failure LIKE '%"reason":"moderated"%'"""
    )
    _index_job()
    op.create_table(
        "server_day",
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("microusd", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "day", name="pk_server_day"),
    )
    op.create_table(
        "settled",
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("until", name="pk_settled"),
    )


def _index_job() -> None:
    op.drop_index("ix_job_open", "job")
    op.drop_index("ix_job_waiting", "job")
    op.create_index("ix_job_here", "job", ["requester_id", "guild_id", "accepted_at"])
    _partial_index("ix_job_open", ["requester_id", "guild_id", "status"], where=_OPEN)
    _partial_index(
        "ix_job_waiting", ["status", "number", "accepted_at"], where="status = 'accepted'"
    )
    _partial_index("ix_job_granted", ["requester_id", "accepted_at"], where="draws IS NOT NULL")
    _partial_index(
        "ix_job_refused",
        ["requester_id", "refused_at", "guild_id"],
        where="refused_at IS NOT NULL",
    )


def _partial_index(name: str, columns: list[str], *, where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, "job", columns, sqlite_where=condition, postgresql_where=condition)
