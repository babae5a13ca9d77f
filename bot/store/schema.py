"""The tables as they are now; `migrations` holds the way here from each older version.

Portable between SQLite and PostgreSQL: times are integer microseconds since 1970 (UTC), money is
integer micro-dollars, lists and small values are JSON in text. What must always hold is held here,
by constraints. Rules of SQL that only one query needs stand beside that query, in the modules of
statements. What a community keeps is in `community_schema`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    literal_column,
    or_,
)
from sqlalchemy.types import TypeDecorator

from bot.domain.drafts import DraftKind, MaskReading
from bot.domain.jobs import ON_ITS_WAY, SPENT, JobStatus

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
"""`prepared_until` of a job without pictures: it needs no preparation, ever."""

ENDED = frozenset({JobStatus.POSTED, JobStatus.UNDELIVERED, JobStatus.FAILED, JobStatus.CANCELLED})
"""Nothing moves these but a person; `ended_at` is set."""

OPEN = ON_ITS_WAY | {JobStatus.IN_DOUBT}
"""Not ended: on its way, or waiting for somebody to settle it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """An aware UTC time as integer microseconds since 1970.

    Exact, sortable and indexable on every database; SQLite has no type for times, and PostgreSQL's
    would need a second set of expressions. A naive time is refused (`StatementError`: a mistake in
    our code).
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Return what is stored."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Return the moment that was stored."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


def is_status(status: JobStatus) -> ColumnElement[bool]:
    """Compare with a status spelled out: a bound value would hide the partial indexes."""
    return job.c.status == literal_column(f"'{status}'")


def is_one_of(statuses: Iterable[JobStatus]) -> ColumnElement[bool]:
    """Compare with several statuses spelled out, always in the same order (see `is_status`)."""
    return job.c.status.in_([literal_column(f"'{status}'") for status in sorted(statuses)])


def shows_progress() -> ColumnElement[bool]:
    """Tell who can see progress: there is a message that shows it, or one to reply to with it."""
    return or_(job.c.progress_message_id.is_not(None), job.c.reply_to_id.is_not(None))


def listed(words: Iterable[str]) -> str:
    """Return the words as SQL lists them, always in the same order."""
    return ", ".join(f"'{word}'" for word in sorted(words))


def partial_index(
    name: str, *columns: Column[object], where: ColumnElement[bool], unique: bool = False
) -> Index:
    """Index the rows of which that condition holds."""
    return Index(name, *columns, sqlite_where=where, postgresql_where=where, unique=unique)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)

# SQLite gives numbers by itself to an INTEGER primary key only, never to a BIGINT.
Number = BigInteger().with_variant(Integer(), "sqlite")

job = Table(
    "job",
    metadata,
    # The order of acceptance, where two times are the same.
    Column("number", Number, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("status", Text, nullable=False),
    # Discord may deliver an event twice: it becomes one job.
    Column("event_id", BigInteger, nullable=False, unique=True),
    Column("requester_id", BigInteger, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("guild_id", BigInteger),
    Column("locale", Text, nullable=False),
    Column("filesize_limit_bytes", BigInteger, nullable=False),
    Column("reply_to_id", BigInteger),
    Column("progress_message_id", BigInteger),
    Column("parent_id", Text, ForeignKey("job.id", ondelete="SET NULL")),
    # The draft that it came of, which does not live as long.
    Column("draft_id", Text),
    # The request: what is asked about in queries is a column, the rest is in `options`.
    Column("prompt", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("quality", Text),
    Column("image_count", Integer, nullable=False),
    Column("options", Text, nullable=False),
    # The references and the mask; NULL where there are none.
    Column("sources", Text),
    # Held until the results are known, then what was spent.
    Column("price_microusd", BigInteger, nullable=False),
    Column("accepted_at", Moment, nullable=False),
    # When the next step may be taken; for a running job `next_poll_at` says it.
    Column("not_before", Moment, nullable=False),
    Column("prepared_until", Moment),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("remote_ids", Text, nullable=False, server_default="[]"),
    Column("running_at", Moment),
    Column("next_poll_at", Moment),
    Column("polls", Integer, nullable=False, server_default="0"),
    Column("estimated_seconds", Float),
    Column("ready_at", Moment),
    Column("pictures", Text, nullable=False, server_default="[]"),
    # How many pictures were made and are paid for; stays when their addresses are refreshed or
    # blanked.
    Column("made_count", Integer, nullable=False, server_default="0"),
    Column("post_attempts", Integer, nullable=False, server_default="0"),
    Column("posting_began_at", Moment),
    Column("message_id", BigInteger),
    Column("ended_at", Moment),
    Column("failure", Text),
    Column("notice_due", Boolean, nullable=False, server_default="0"),
    # Who works on the row, and until when that is believed.
    Column("claimed_by", Text),
    Column("lease_until", Moment),
    # The requester's share of turns.
    Column("weight", Integer, nullable=False, server_default="1"),
    # For the requester's eyes only; posted hidden.
    Column("is_private", Boolean, nullable=False, server_default="0"),
    Column("is_spoiler", Boolean, nullable=False, server_default="0"),
    # What grants bear of it; NULL where they bear nothing.
    Column("draws", Text),
    # What the requester had left at acceptance.
    Column("allowance_left", Text),
    # When the API refused its content.
    Column("refused_at", Moment),
    # Words, pictures and lineage were blanked for good.
    Column("is_forgotten", Boolean, nullable=False, server_default="0"),
    CheckConstraint(f"status IN ({listed(JobStatus)})", name="status"),
    CheckConstraint("image_count >= 1", name="image_count"),
    CheckConstraint("price_microusd >= 0", name="price"),
    CheckConstraint("made_count >= 0", name="made_count"),
    # A claim without an end would never be taken over.
    CheckConstraint("(claimed_by IS NULL) = (lease_until IS NULL)", name="lease"),
    # A running job that nobody asks after would be lost.
    CheckConstraint("status <> 'running' OR next_poll_at IS NOT NULL", name="running"),
    CheckConstraint(f"status NOT IN ({listed(SPENT)}) OR ready_at IS NOT NULL", name="ready"),
    CheckConstraint(f"(status IN ({listed(ENDED)})) = (ended_at IS NOT NULL)", name="ended"),
    CheckConstraint("(status = 'failed') = (failure IS NOT NULL)", name="failure"),
)

# A person's jobs, newest first; their spendings of the day; their newest request.
Index("ix_job_requester", job.c.requester_id, job.c.accepted_at)
# A person's newest request in a server, without touching the rows.
Index("ix_job_here", job.c.requester_id, job.c.guild_id, job.c.accepted_at)
# What of a person's jobs grants bear.
partial_index(
    "ix_job_granted", job.c.requester_id, job.c.accepted_at, where=job.c.draws.is_not(None)
)
# When and where the API refused what a person asked for, without touching the rows.
partial_index(
    "ix_job_refused",
    job.c.requester_id,
    job.c.refused_at,
    job.c.guild_id,
    where=job.c.refused_at.is_not(None),
)
# A server's money of the days that have no sums yet, without touching the rows.
partial_index(
    "ix_job_server",
    job.c.guild_id,
    job.c.accepted_at,
    job.c.status,
    job.c.price_microusd,
    where=job.c.guild_id.is_not(None),
)
# Everybody's money of the day, without touching the rows.
Index("ix_job_day", job.c.accepted_at, job.c.status, job.c.price_microusd)
# What is not ended, few rows of many: a person's jobs at once (in a server), the references still
# needed.
partial_index(
    "ix_job_open", job.c.requester_id, job.c.guild_id, job.c.status, where=is_one_of(OPEN)
)
# Whose progress somebody can see, oldest first.
partial_index(
    "ix_job_progress",
    job.c.accepted_at,
    job.c.number,
    where=is_one_of(OPEN) & shows_progress(),
)
# The queue, in its order; with the status in it, counting does not touch the rows.
partial_index(
    "ix_job_waiting",
    job.c.status,
    job.c.number,
    job.c.accepted_at,
    where=is_status(JobStatus.ACCEPTED),
)
# How many are upstream.
partial_index(
    "ix_job_upstream",
    job.c.status,
    where=is_one_of((JobStatus.SUBMITTING, JobStatus.RUNNING)),
)
# Whose question is due longest.
partial_index("ix_job_poll", job.c.next_poll_at, where=is_status(JobStatus.RUNNING))
# What waits to be shown.
partial_index("ix_job_delivery", job.c.ready_at, where=is_status(JobStatus.READY))
# Who has still to be told.
partial_index("ix_job_notice", job.c.not_before, where=job.c.notice_due.is_(True))
# How long the newest ones took, without touching the rows.
partial_index(
    "ix_job_past",
    job.c.model,
    job.c.quality,
    job.c.ready_at,
    job.c.running_at,
    where=job.c.ready_at.is_not(None),
)
# The children of a job; also what deleting a parent has to look at.
partial_index("ix_job_parent", job.c.parent_id, where=job.c.parent_id.is_not(None))
# The job of a draft: there is never a second one.
partial_index("ix_job_draft", job.c.draft_id, where=job.c.draft_id.is_not(None), unique=True)
# What could not be delivered, and may be posted again.
partial_index("ix_job_undelivered", job.c.ended_at, where=is_status(JobStatus.UNDELIVERED))

job_move = Table(
    "job_move",
    metadata,
    Column("number", Number, primary_key=True),
    Column("job_id", Text, ForeignKey("job.id", ondelete="CASCADE"), nullable=False),
    # NULL: its acceptance.
    Column("was", Text),
    Column("became", Text, nullable=False),
    Column("moved_at", Moment, nullable=False),
    Column("note", Text, nullable=False),
    CheckConstraint(f"was IN ({listed(JobStatus)})", name="was"),
    CheckConstraint(f"became IN ({listed(JobStatus)})", name="became"),
)
# A job's history, in its order.
Index("ix_job_move_job", job_move.c.job_id, job_move.c.number)

answer_token = Table(
    "answer_token",
    metadata,
    # A secret for 15 minutes, kept apart from the job so that no reader of jobs ever meets it.
    Column("job_id", Text, ForeignKey("job.id", ondelete="CASCADE"), primary_key=True),
    Column("application_id", BigInteger, nullable=False),
    Column("token", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
)
# Which ones have ended.
Index("ix_answer_token_expires", answer_token.c.expires_at)

server_day = Table(
    "server_day",
    metadata,
    # What a server's jobs that were accepted on a day (its first moment) count against its budget:
    # always what adding them up would find. A day without a row comes to nothing.
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Moment, primary_key=True, autoincrement=False),
    Column("microusd", BigInteger, nullable=False),
)

settled = Table(
    "settled",
    metadata,
    # All days before the newest of these moments have their sums in `server_day`.
    Column("until", Moment, primary_key=True, autoincrement=False),
)

draft = Table(
    "draft",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("requester_id", BigInteger, nullable=False),
    Column("event_id", BigInteger, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("guild_id", BigInteger),
    Column("locale", Text, nullable=False),
    Column("filesize_limit_bytes", BigInteger, nullable=False),
    Column("reply_to_id", BigInteger),
    Column("parent_id", Text, ForeignKey("job.id", ondelete="SET NULL")),
    # As a whole: nobody asks after its parts.
    Column("request", Text, nullable=False),
    Column("reading", Text),
    Column("covered", Float),
    Column("cells", Text, nullable=False),
    Column("answer_message_id", BigInteger),
    # How many of the references are to choose from, the first ones; 0: all.
    Column("choice_count", Integer, nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    # What the person is at that place; with the draft it goes.
    Column("standing", Text, nullable=False, server_default="{}"),
    CheckConstraint(f"kind IN ({listed(DraftKind)})", name="kind"),
    CheckConstraint(f"reading IN ({listed(MaskReading)})", name="reading"),
)
# Which ones have ended, and which pictures the others need.
Index("ix_draft_expires", draft.c.expires_at)
# A person's drafts, newest first.
Index("ix_draft_requester", draft.c.requester_id, draft.c.began_at)
# What is about to be made from a job; also what deleting a parent has to look at.
partial_index("ix_draft_parent", draft.c.parent_id, where=draft.c.parent_id.is_not(None))

draft_token = Table(
    "draft_token",
    metadata,
    # As `answer_token`, of a draft.
    Column("draft_id", Text, ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True),
    Column("application_id", BigInteger, nullable=False),
    Column("token", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
)
# Which ones have ended.
Index("ix_draft_token_expires", draft_token.c.expires_at)

tray_picture = Table(
    "tray_picture",
    metadata,
    # The order in which they were put there; the place on the tray is counted when it is shown.
    Column("number", Number, primary_key=True),
    Column("requester_id", BigInteger, nullable=False),
    Column("sha256", Text),
    Column("source", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
)
# A person's tray, in its order.
Index("ix_tray_picture_requester", tray_picture.c.requester_id, tray_picture.c.number)
# The same bytes lie there once.
Index("ix_tray_picture_bytes", tray_picture.c.requester_id, tray_picture.c.sha256, unique=True)
# What has lain there long enough, and which bytes the others need, without touching the rows.
Index("ix_tray_picture_expires", tray_picture.c.expires_at, tray_picture.c.sha256)

command_sync = Table(
    "command_sync",
    metadata,
    # `global`, or a guild's id.
    Column("scope", Text, primary_key=True),
    # Of the commands as they were sent last: the same digest needs no sending.
    Column("digest", Text, nullable=False),
    # Name to id, as Discord answered.
    Column("command_ids", Text, nullable=False),
)
