"""Every statement that writes jobs, their history and their secrets: the machine on one page.

Each is built once. Parameters named like a column are its new value; all others are compared with.
What a partial index is to answer repeats that index's condition word for word (see
`schema.is_status`). An arrow returns the row with `settled_until` beside it, for `settlement`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Select,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.domain.jobs import UPSTREAM, JobStatus
from bot.store.schema import (
    OPEN,
    Moment,
    answer_token,
    is_one_of,
    is_status,
    job,
    job_move,
)
from bot.store.usage_statements import settled_until

_now = bindparam("now", type_=Moment)
_settled_until = settled_until().label("settled_until")

# --- acceptance ----------------------------------------------------------------------------------


@cache
def insert_job() -> Executable:
    """Write a job down."""
    return insert(job).returning(job, _settled_until)


@cache
def insert_token() -> Executable:
    """Keep the secret of the interaction that a job came by."""
    return insert(answer_token)


@cache
def delete_token() -> Executable:
    """Let go of a job's secret."""
    return delete(answer_token).where(answer_token.c.job_id == bindparam("of_job"))


@cache
def forget_tokens() -> Executable:
    """Delete the secrets that have ended."""
    return delete(answer_token).where(answer_token.c.expires_at <= _now)


@cache
def insert_moves() -> Executable:
    """Write history."""
    return insert(job_move)


# --- claims: a lease on a row, without an arrow --------------------------------------------------


@cache
def claim_for_preparation() -> Executable:
    """Claim the first of the queue whose pictures are not reachable, yet or any more."""
    return _claim(
        is_status(JobStatus.ACCEPTED),
        or_(job.c.prepared_until.is_(None), job.c.prepared_until <= _now),
        job.c.not_before <= _now,
        order=(job.c.number,),
    )


@cache
def claim_for_poll() -> Executable:
    """Claim the running job whose question is due longest."""
    return _claim(
        is_status(JobStatus.RUNNING),
        job.c.next_poll_at <= _now,
        order=(job.c.next_poll_at, job.c.number),
    )


@cache
def claim_for_delivery() -> Executable:
    """Claim the job that is ready longest."""
    return _claim(
        is_status(JobStatus.READY),
        job.c.not_before <= _now,
        order=(job.c.ready_at, job.c.number),
    )


@cache
def claim_notice() -> Executable:
    """Claim the job whose person waits longest to be told."""
    return _claim(
        job.c.notice_due.is_(True),
        job.c.not_before <= _now,
        order=(job.c.not_before, job.c.number),
    )


@cache
def next_poll_due() -> Executable:
    """Return when the next question about a running job is due: one row, NULL for never."""
    due = case((_is_free(), job.c.next_poll_at), else_=job.c.lease_until)
    return select(func.min(due).label("due")).where(is_status(JobStatus.RUNNING))


@cache
def release() -> Executable:
    """Drop our claim and leave the job alone until then."""
    until = bindparam("until", type_=Moment)
    return (
        update(job)
        .where(job.c.id == bindparam("job_id"), job.c.claimed_by == bindparam("owner"))
        .values(
            not_before=until,
            next_poll_at=case((is_status(JobStatus.RUNNING), until), else_=job.c.next_poll_at),
        )
        .returning(job, _settled_until)
    )


@cache
def amend(status: JobStatus) -> Executable:
    """Write something about a job that stays in its status."""
    return (
        update(job)
        .where(job.c.id == bindparam("job_id"), is_status(status))
        .returning(job, _settled_until)
    )


@cache
def record_poll() -> Executable:
    """Count a question asked in vain; an answer without an estimate leaves the last one."""
    return (
        update(job)
        .where(job.c.id == bindparam("job_id"), is_status(JobStatus.RUNNING))
        .values(
            polls=job.c.polls + 1,
            estimated_seconds=func.coalesce(bindparam("estimate"), job.c.estimated_seconds),
        )
        .returning(job, _settled_until)
    )


@cache
def record_progress_message() -> Executable:
    """Write which message shows the progress, where none does."""
    shown = func.coalesce(job.c.progress_message_id, bindparam("shown_by"))
    return (
        update(job)
        .where(job.c.id == bindparam("job_id"))
        .values(progress_message_id=shown)
        .returning(job, _settled_until)
    )


@cache
def record_told() -> Executable:
    """Write that the notice we claimed is delivered; an arrow since then has made another of it."""
    return (
        update(job)
        .where(
            job.c.id == bindparam("job_id"),
            job.c.notice_due.is_(True),
            job.c.claimed_by == bindparam("owner"),
        )
        .returning(job, _settled_until)
    )


# --- arrows --------------------------------------------------------------------------------------


@cache
def move() -> Executable:
    """Go an arrow: from `was` to the new status."""
    return (
        update(job)
        .where(job.c.id == bindparam("job_id"), job.c.status == bindparam("was"))
        .returning(job, _settled_until)
    )


@cache
def heads() -> Executable:
    """Return the first job that may go of each person in each server, while there is room
    upstream; in no order.
    """
    upstream = (
        select(func.count()).select_from(job).where(is_one_of(UPSTREAM)).correlate(None)
    ).scalar_subquery()
    first = (
        select(func.min(job.c.number))
        .where(*_may_go(), upstream < bindparam("max_in_flight"))
        .group_by(job.c.guild_id, job.c.requester_id)
        .correlate(None)
    )
    return select(
        job.c.id,
        job.c.guild_id,
        job.c.requester_id,
        job.c.number,
        job.c.weight,
        job.c.model,
        job.c.quality,
    ).where(job.c.number.in_(first))


@cache
def claim_for_submission() -> Executable:
    """accepted -> submitting, for the job whose turn it is."""
    return (
        update(job)
        .where(job.c.id == bindparam("job_id"), *_may_go())
        .values(attempts=job.c.attempts + 1)
        .returning(job, _settled_until)
    )


@cache
def drawn() -> Executable:
    """Return what grants bear of a job and what was held for it; no row where they bear nothing."""
    return select(job.c.draws, job.c.image_count, job.c.price_microusd).where(
        job.c.id == bindparam("job_id"), job.c.draws.is_not(None)
    )


@cache
def begin_posting() -> Executable:
    """ready -> posting: counts the attempt, keeps when the first one began."""
    return (
        update(job)
        .where(job.c.id == bindparam("job_id"), job.c.status == bindparam("was"))
        .values(
            post_attempts=job.c.post_attempts + 1,
            posting_began_at=func.coalesce(job.c.posting_began_at, _now),
        )
        .returning(job, _settled_until)
    )


# --- at start ------------------------------------------------------------------------------------


@cache
def take_back() -> Executable:
    """Move all jobs of a status that are ours, or nobody's any more."""
    return (
        update(job)
        .where(
            is_one_of(OPEN),
            job.c.status == bindparam("was"),
            or_(job.c.claimed_by == bindparam("owner"), _is_free()),
        )
        .returning(job, _settled_until)
    )


@cache
def drop_claims() -> Executable:
    """Let go of everything that is ours."""
    return (
        update(job)
        .where(job.c.claimed_by == bindparam("owner"))
        .values(claimed_by=None, lease_until=None)
    )


def _is_free() -> ColumnElement[bool]:
    return or_(job.c.claimed_by.is_(None), job.c.lease_until <= _now)


def _may_go() -> tuple[ColumnElement[bool], ...]:
    return (
        is_status(JobStatus.ACCEPTED),
        job.c.prepared_until > _now,
        job.c.not_before <= _now,
        _is_free(),
    )


def _turn(*conditions: ColumnElement[bool], order: tuple[ColumnElement[Any], ...]) -> Select[Any]:
    """Choose the one row to claim; PostgreSQL passes over rows that another process is claiming.

    SQLite has one writer at a time and leaves the clause out.
    """
    return (
        select(job.c.number)
        .where(*conditions, _is_free())
        .order_by(*order)
        .limit(1)
        .with_for_update(skip_locked=True)
        .correlate(None)
    )


def _claim(*conditions: ColumnElement[bool], order: tuple[ColumnElement[Any], ...]) -> Executable:
    turn = _turn(*conditions, order=order)
    return update(job).where(job.c.number == turn.scalar_subquery()).returning(job)
