"""Every statement about jobs, their history and their secrets: the machine on one page.

Each is built once. Parameters named like a column are its new value; all others are compared with.
What a partial index is to answer repeats that index's condition word for word (see
`schema.is_status`).
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
    union_all,
    update,
)

from bot.domain.jobs import HELD, SPENT, UPSTREAM, JobStatus
from bot.store.schema import (
    OPEN,
    Moment,
    answer_token,
    is_one_of,
    is_status,
    job,
    job_move,
    shows_progress,
)

_now = bindparam("now", type_=Moment)

_COUNTED_FOR_THE_PURSE = HELD | SPENT | {JobStatus.IN_DOUBT}
"""Held or spent for the server's and the key's budget: what is in doubt may well have been paid."""


# --- acceptance ----------------------------------------------------------------------------------


@cache
def usage() -> Executable:
    """Return the job that an event or a draft is already, and the numbers of `Usage`: one row."""
    theirs = job.c.requester_id == bindparam("requester")
    counted = is_one_of(_COUNTED_FOR_THE_PURSE)
    today = job.c.accepted_at > bindparam("day_began_at")
    this_month = job.c.accepted_at >= bindparam("month_began_at")
    on_their_way = (is_one_of(OPEN), job.c.status != JobStatus.IN_DOUBT)
    here = job.c.guild_id == bindparam("guild")
    return select(
        func.coalesce(
            select(job.c.id).where(job.c.event_id == bindparam("event")).scalar_subquery(),
            select(job.c.id).where(job.c.draft_id == bindparam("draft")).scalar_subquery(),
        ).label("known_id"),
        _one(select(func.max(job.c.accepted_at)).where(theirs), "last_accepted_at"),
        _one(_count().where(theirs, *on_their_way), "jobs"),
        _one(_count().where(is_status(JobStatus.ACCEPTED)), "waiting"),
        _one(_money().where(counted, here, this_month), "server_microusd"),
        _one(_money().where(counted, today), "total_microusd"),
        _one(
            select(func.min(job.c.accepted_at)).where(counted, today, job.c.price_microusd > 0),
            "total_oldest_at",
        ),
    )


@cache
def spendings() -> Executable:
    """Return what a person's jobs of the day count against them, oldest first."""
    images = case((is_one_of(HELD), job.c.image_count), else_=job.c.made_count)
    return (
        select(job.c.accepted_at, images.label("images"), job.c.price_microusd)
        .where(
            job.c.requester_id == bindparam("requester"),
            job.c.accepted_at > bindparam("day_began_at"),
            is_one_of(HELD | SPENT),
        )
        .order_by(job.c.accepted_at, job.c.number)
    )


@cache
def insert_job() -> Executable:
    """Write a job down."""
    return insert(job).returning(job)


@cache
def insert_token() -> Executable:
    """Keep the secret of the interaction that a job came by."""
    return insert(answer_token)


@cache
def insert_moves() -> Executable:
    """Write history."""
    return insert(job_move)


# --- looking things up ---------------------------------------------------------------------------


@cache
def job_by_id() -> Executable:
    """Return one job."""
    return select(job).where(job.c.id == bindparam("job_id"))


@cache
def history() -> Executable:
    """Return a job's moves, oldest first."""
    return (
        select(job_move).where(job_move.c.job_id == bindparam("job_id")).order_by(job_move.c.number)
    )


@cache
def jobs_of() -> Executable:
    """Return a person's jobs, newest first."""
    return (
        select(job)
        .where(job.c.requester_id == bindparam("requester"))
        .order_by(job.c.accepted_at.desc(), job.c.number.desc())
        .limit(bindparam("most"))
    )


@cache
def children() -> Executable:
    """Return the ids of the jobs that were made from one, oldest first."""
    return select(job.c.id).where(job.c.parent_id == bindparam("job_id")).order_by(job.c.number)


@cache
def waiting() -> Executable:
    """Return the ids of the queue, in its order."""
    queue = select(job.c.id).where(is_status(JobStatus.ACCEPTED))
    return queue.order_by(job.c.accepted_at, job.c.number).limit(bindparam("most"))


@cache
def showing_progress() -> Executable:
    """Return the jobs on their way whose progress somebody can see, oldest first."""
    return (
        select(job)
        .where(is_one_of(OPEN), job.c.status != JobStatus.IN_DOUBT, shows_progress())
        .order_by(job.c.accepted_at, job.c.number)
        .limit(bindparam("most"))
    )


@cache
def count_by_status() -> Executable:
    """Return how many jobs there are in each status."""
    return select(job.c.status, func.count().label("jobs")).group_by(job.c.status)


@cache
def oldest_waiting() -> Executable:
    """Return when the oldest job of the queue was accepted."""
    return select(func.min(job.c.accepted_at)).where(is_status(JobStatus.ACCEPTED))


@cache
def past_runs() -> Executable:
    """Return when the newest finished jobs of a model and quality began and ended upstream."""
    return (
        select(job.c.running_at, job.c.ready_at)
        .where(
            job.c.model == bindparam("of_model"),
            job.c.quality.is_not_distinct_from(bindparam("of_quality")),
            job.c.ready_at.is_not(None),
        )
        .order_by(job.c.ready_at.desc())
        .limit(bindparam("most"))
    )


@cache
def token() -> Executable:
    """Return a job's secret, while it lives."""
    return select(answer_token).where(
        answer_token.c.job_id == bindparam("of_job"), answer_token.c.expires_at > _now
    )


@cache
def forget_tokens() -> Executable:
    """Delete the secrets that have ended."""
    return delete(answer_token).where(answer_token.c.expires_at <= _now)


@cache
def needed_sources() -> Executable:
    """Return the pictures of the jobs that have not ended, or might be posted again."""
    undelivered = (is_status(JobStatus.UNDELIVERED), job.c.ended_at > bindparam("ended_after"))
    return union_all(
        select(job.c.sources).where(is_one_of(OPEN), job.c.sources.is_not(None)),
        select(job.c.sources).where(*undelivered, job.c.sources.is_not(None)),
    )


@cache
def next_poll_due() -> Executable:
    """Return when the next question about a running job is due: one row, NULL for never."""
    due = case((_is_free(), job.c.next_poll_at), else_=job.c.lease_until)
    return select(func.min(due).label("due")).where(is_status(JobStatus.RUNNING))


# --- claims: a lease on a row, without an arrow --------------------------------------------------


@cache
def claim_for_preparation() -> Executable:
    """Claim the first of the queue whose pictures are not reachable, yet or any more."""
    return _claim(
        is_status(JobStatus.ACCEPTED),
        or_(job.c.prepared_until.is_(None), job.c.prepared_until <= _now),
        job.c.not_before <= _now,
        order=(job.c.accepted_at, job.c.number),
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
        .returning(job)
    )


@cache
def amend(status: JobStatus) -> Executable:
    """Write something about a job that stays in its status."""
    return update(job).where(job.c.id == bindparam("job_id"), is_status(status)).returning(job)


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
        .returning(job)
    )


@cache
def record_progress_message() -> Executable:
    """Write which message shows the progress, where none does."""
    shown = func.coalesce(job.c.progress_message_id, bindparam("shown_by"))
    return (
        update(job)
        .where(job.c.id == bindparam("job_id"))
        .values(progress_message_id=shown)
        .returning(job)
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
        .returning(job)
    )


# --- arrows --------------------------------------------------------------------------------------


@cache
def move() -> Executable:
    """Go an arrow: from `was` to the new status."""
    return (
        update(job)
        .where(job.c.id == bindparam("job_id"), job.c.status == bindparam("was"))
        .returning(job)
    )


@cache
def claim_for_submission() -> Executable:
    """accepted -> submitting, for the first prepared one, while there is room upstream."""
    upstream = _count().where(is_one_of(UPSTREAM)).correlate(None).scalar_subquery()
    turn = _turn(
        is_status(JobStatus.ACCEPTED),
        job.c.prepared_until > _now,
        job.c.not_before <= _now,
        upstream < bindparam("max_in_flight"),
        order=(job.c.accepted_at, job.c.number),
    )
    return (
        update(job)
        .where(job.c.number == turn.scalar_subquery(), is_status(JobStatus.ACCEPTED))
        .values(attempts=job.c.attempts + 1)
        .returning(job)
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
        .returning(job)
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
        .returning(job)
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


def _one(query: Select[Any], label: str) -> ColumnElement[Any]:
    return query.scalar_subquery().label(label)


def _count() -> Select[Any]:
    return select(func.count()).select_from(job)


def _money() -> Select[Any]:
    return select(func.coalesce(func.sum(job.c.price_microusd), 0))
