"""Every statement that only reads jobs, their history and their secrets.

Each is built once. What a partial index is to answer repeats that index's condition word for word
(see `schema.is_status`).
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import Executable, bindparam, func, select, tuple_, union_all

from bot.domain.jobs import SPENT, UPSTREAM, JobStatus
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
    """Return the queue, in the order of acceptance."""
    return (
        select(
            job.c.id,
            job.c.guild_id,
            job.c.requester_id,
            job.c.number,
            job.c.weight,
            job.c.model,
            job.c.quality,
            job.c.prepared_until,
        )
        .where(is_status(JobStatus.ACCEPTED))
        .order_by(job.c.number)
    )


@cache
def upstream() -> Executable:
    """Return the jobs that are upstream."""
    return select(job).where(is_one_of(UPSTREAM))


@cache
def results() -> Executable:
    """Return a person's jobs that have made pictures, newest first, from after a place on."""
    return (
        select(job)
        .where(
            job.c.requester_id == bindparam("requester"),
            tuple_(job.c.accepted_at, job.c.number)
            < tuple_(bindparam("before", type_=Moment), bindparam("before_number")),
            is_one_of(SPENT),
            job.c.made_count > 0,
            job.c.is_forgotten.is_(False),
        )
        .order_by(job.c.accepted_at.desc(), job.c.number.desc())
        .limit(bindparam("most"))
    )


@cache
def jobs_in(
    statuses: frozenset[JobStatus], *, is_of_server: bool, is_of_person: bool
) -> Executable:
    """Return the newest jobs in these statuses, newest first."""
    found = select(job).where(is_one_of(statuses))
    if is_of_server:
        found = found.where(job.c.guild_id == bindparam("guild"))
    if is_of_person:
        found = found.where(job.c.requester_id == bindparam("requester"))
    newest = found.order_by(job.c.accepted_at.desc(), job.c.number.desc())
    return newest.limit(bindparam("most"))


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
        answer_token.c.job_id == bindparam("of_job"),
        answer_token.c.expires_at > bindparam("now", type_=Moment),
    )


@cache
def needed_sources() -> Executable:
    """Return the pictures of the jobs that have not ended, or might be posted again."""
    undelivered = (is_status(JobStatus.UNDELIVERED), job.c.ended_at > bindparam("ended_after"))
    return union_all(
        select(job.c.sources).where(is_one_of(OPEN), job.c.sources.is_not(None)),
        select(job.c.sources).where(*undelivered, job.c.sources.is_not(None)),
    )
