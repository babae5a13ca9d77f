"""Every statement about drafts, their secrets and the trays.

Each is built once. Parameters named like a column are its new value; all others are compared with.
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import ColumnElement, Executable, bindparam, delete, exists, insert, select, update

from bot.store.schema import Moment, draft, draft_token, job, tray_picture

MOST_ROWS = 1_000_000
"""More than there are."""

_now = bindparam("now", type_=Moment)


# --- drafts --------------------------------------------------------------------------------------


@cache
def insert_draft() -> Executable:
    """Write a draft down."""
    return insert(draft)


@cache
def insert_token() -> Executable:
    """Keep the secret of the interaction that a draft came by."""
    return insert(draft_token)


@cache
def draft_by_id() -> Executable:
    """Return a draft that has not ended, with its job, and with its secret while that lives."""
    is_its_token = (draft_token.c.draft_id == draft.c.id) & (draft_token.c.expires_at > _now)
    return (
        select(
            draft,
            job.c.id.label("job_id"),
            draft_token.c.application_id,
            draft_token.c.token,
            draft_token.c.expires_at.label("token_expires_at"),
        )
        .outerjoin_from(draft, job, job.c.draft_id == draft.c.id)
        .outerjoin(draft_token, is_its_token)
        .where(draft.c.id == bindparam("draft_id"), draft.c.expires_at > _now)
    )


@cache
def change_draft() -> Executable:
    """Write what has changed about a draft that has not ended, and of which no job has come."""
    has_job = exists().where(job.c.draft_id == draft.c.id)
    return update(draft).where(
        draft.c.id == bindparam("draft_id"), draft.c.expires_at > _now, ~has_job
    )


@cache
def end_draft() -> Executable:
    """End a draft that has not ended."""
    return (
        update(draft)
        .where(draft.c.id == bindparam("draft_id"), draft.c.expires_at > _now)
        .values(expires_at=_now)
    )


@cache
def end_oldest() -> Executable:
    """End those of a person's drafts that are more than they can have at once, the oldest ones."""
    is_theirs = (draft.c.requester_id == bindparam("person_id")) & (draft.c.expires_at > _now)
    too_many = (
        select(draft.c.id)
        .where(is_theirs)
        .order_by(draft.c.began_at.desc(), draft.c.id)
        # SQLite takes an offset with a limit only.
        .limit(MOST_ROWS)
        .offset(bindparam("skipped"))
    )
    return update(draft).where(draft.c.id.in_(too_many)).values(expires_at=_now)


@cache
def forget_drafts() -> Executable:
    """Delete the drafts that have ended; their secrets go with them."""
    return delete(draft).where(draft.c.expires_at <= _now)


@cache
def forget_tokens() -> Executable:
    """Delete the secrets that have ended."""
    return delete(draft_token).where(draft_token.c.expires_at <= _now)


@cache
def needed_requests() -> Executable:
    """Return what is asked for in the drafts that have not ended."""
    return select(draft.c.request).where(draft.c.expires_at > _now)


# --- trays ---------------------------------------------------------------------------------------


@cache
def tray() -> Executable:
    """Return what lies on a person's tray, oldest first."""
    return (
        select(tray_picture)
        .where(_is_theirs(), tray_picture.c.expires_at > _now)
        .order_by(tray_picture.c.number)
    )


@cache
def insert_pictures() -> Executable:
    """Put pictures at the end of a tray."""
    return insert(tray_picture)


@cache
def remove_pictures() -> Executable:
    """Take pictures of certain rows away."""
    return delete(tray_picture).where(tray_picture.c.number.in_(bindparam("rows", expanding=True)))


@cache
def clear_tray() -> Executable:
    """Take everything on a person's tray away."""
    return delete(tray_picture).where(_is_theirs())


@cache
def forget_theirs() -> Executable:
    """Delete what has lain on a person's tray long enough."""
    return delete(tray_picture).where(_is_theirs(), tray_picture.c.expires_at <= _now)


@cache
def forget_pictures() -> Executable:
    """Delete what has lain on any tray long enough."""
    return delete(tray_picture).where(tray_picture.c.expires_at <= _now)


@cache
def needed_bytes() -> Executable:
    """Return the SHA-256 of what lies on any tray."""
    return select(tray_picture.c.sha256).where(
        tray_picture.c.expires_at > _now, tray_picture.c.sha256.is_not(None)
    )


def _is_theirs() -> ColumnElement[bool]:
    return tray_picture.c.requester_id == bindparam("requester")
