"""The tables of what a community lays down and keeps: rules, the audit log, people, shares, stars.

The rest of the schema, and what tables are made of, is in `schema`.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    literal_column,
)

from bot.domain.audit import Actor
from bot.domain.sharing import ShareStatus
from bot.store.schema import Moment, Number, listed, metadata, partial_index


def is_share(status: ShareStatus) -> ColumnElement[bool]:
    """Compare with a share's status (see `schema.is_status`)."""
    return share.c.status == literal_column(f"'{status}'")


def is_shared() -> ColumnElement[bool]:
    """Tell whether a share keeps its picture from being shared anew (see `schema.is_status`)."""
    return share.c.status != literal_column(f"'{ShareStatus.FAILED}'")


def share_stays() -> ColumnElement[bool]:
    """Tell whether a share stands in its channel, or is on its way there (`schema.is_status`)."""
    staying = (ShareStatus.POSTED, ShareStatus.POSTING, ShareStatus.WAITING)
    return share.c.status.in_([literal_column(f"'{status}'") for status in staying])


def is_share_open() -> ColumnElement[bool]:
    """Tell whether there is something to do for a share (see `schema.is_status`)."""
    open_ones = (ShareStatus.LEAVING, ShareStatus.POSTING, ShareStatus.WAITING)
    return share.c.status.in_([literal_column(f"'{status}'") for status in open_ones])


def is_posted_to_gallery() -> ColumnElement[bool]:
    """Tell whether a share stands in its gallery (see `schema.is_status`)."""
    return is_share(ShareStatus.POSTED) & share.c.is_gallery.is_(True)


server_rules = Table(
    "server_rules",
    metadata,
    # 0: the operator's, for everybody.
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    # All but the weight: nobody asks after its parts.
    Column("document", Text, nullable=False),
    Column("weight", Integer, nullable=False),
    CheckConstraint("weight >= 1", name="weight"),
)
# The servers whose share of turns is not the usual one, without touching the rows.
partial_index(
    "ix_server_rules_weight",
    server_rules.c.guild_id,
    server_rules.c.weight,
    where=server_rules.c.weight != literal_column("1"),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Number, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("actor_id", BigInteger),
    Column("action", Text, nullable=False),
    Column("subject_id", BigInteger),
    # No reference: the line stays when the job goes.
    Column("job_id", Text),
    Column("link", Text, nullable=False),
    # What fills its sentence.
    Column("details", Text, nullable=False),
    # What may be written once only says so by its key.
    Column("key", Text, unique=True),
    # The log channel has it, or never will.
    Column("is_logged", Boolean, nullable=False, server_default="0"),
    CheckConstraint(f"actor IN ({listed(Actor)})", name="actor"),
)
# A server's lines, in their order.
Index("ix_audit_guild", audit.c.guild_id, audit.c.number)
# What is said of one person, role or channel.
Index("ix_audit_subject", audit.c.subject_id, audit.c.number)
# What the log channels have still to get.
partial_index("ix_audit_unlogged", audit.c.number, where=audit.c.is_logged.is_(False))

person = Table(
    "person",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("usual", Text, nullable=False),
    # When the usual options were said: what is said after a `/forget` is not forgotten by it.
    Column("usual_at", Moment),
    Column("is_listed", Boolean, nullable=False),
    Column("forgotten_at", Moment),
)
# Of whom something is still to be forgotten.
partial_index(
    "ix_person_forgotten", person.c.forgotten_at, where=person.c.forgotten_at.is_not(None)
)

share = Table(
    "share",
    metadata,
    Column("id", Text, primary_key=True),
    Column("job_id", Text, ForeignKey("job.id", ondelete="CASCADE"), nullable=False),
    Column("picture", Integer, nullable=False),
    Column("maker_id", BigInteger, nullable=False),
    Column("guild_id", BigInteger, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("asked_at", Moment, nullable=False),
    # When it is to be posted, or to be taken out.
    Column("due_at", Moment, nullable=False),
    Column("locale", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("prompt", Text, nullable=False),
    Column("source_channel_id", BigInteger),
    Column("source_message_id", BigInteger),
    Column("is_gallery", Boolean, nullable=False),
    Column("is_spoiler", Boolean, nullable=False),
    Column("status", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("posting_began_at", Moment),
    Column("message_id", BigInteger),
    Column("posted_at", Moment),
    # As a job's: who works on the row, and until when that is believed.
    Column("claimed_by", Text),
    Column("lease_until", Moment),
    CheckConstraint(f"status IN ({listed(ShareStatus)})", name="status"),
    CheckConstraint("picture >= 1", name="picture"),
    CheckConstraint("(claimed_by IS NULL) = (lease_until IS NULL)", name="lease"),
    CheckConstraint("status <> 'posted' OR posted_at IS NOT NULL", name="posted"),
)
# Each picture once to the gallery and once to its channel; what failed may be shared anew.
partial_index(
    "ix_share_gallery",
    share.c.job_id,
    share.c.picture,
    where=share.c.is_gallery.is_(True) & is_shared(),
    unique=True,
)
partial_index(
    "ix_share_channel",
    share.c.job_id,
    share.c.picture,
    where=share.c.is_gallery.is_(False) & is_shared(),
    unique=True,
)
# A job's shares; also what deleting a job has to look at.
Index("ix_share_job", share.c.job_id, share.c.picture)
# A person's in a server, newest first; how many of the day.
Index("ix_share_maker", share.c.maker_id, share.c.guild_id, share.c.asked_at)
# When the newest one of a channel is due.
Index("ix_share_drip", share.c.channel_id, share.c.due_at)
# What there is to do, the most urgent first.
partial_index(
    "ix_share_due",
    share.c.due_at,
    share.c.asked_at,
    share.c.job_id,
    share.c.picture,
    where=is_share_open(),
)
# What waits for its turn in a gallery.
partial_index(
    "ix_share_waiting",
    share.c.channel_id,
    share.c.due_at,
    where=is_share(ShareStatus.WAITING) & share.c.is_gallery.is_(True),
)
# A gallery's, by the day.
partial_index("ix_share_top", share.c.guild_id, share.c.posted_at, where=is_posted_to_gallery())

star = Table(
    "star",
    metadata,
    Column("share_id", Text, ForeignKey("share.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", BigInteger, primary_key=True),
    Column("given_at", Moment, nullable=False),
)
# A person's, to be forgotten.
Index("ix_star_person", star.c.person_id)
