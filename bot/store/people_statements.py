"""Every statement about what is kept of people besides their jobs, and about forgetting them.

Each is built once. Parameters named like a column are its new value; all others are compared with.
`until` is the moment up to which a person is forgotten: what they asked for since stays.
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import (
    ColumnElement,
    Executable,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from bot.domain.jobs import JobStatus
from bot.domain.sharing import ShareStatus
from bot.store.community_schema import is_share_open, person, share, share_stays, star
from bot.store.schema import Moment, draft, job, job_move, tray_picture

_until = bindparam("until", type_=Moment)

BLANK = {
    "prompt": "",
    "sources": None,
    "options": "{}",
    "pictures": "[]",
    "remote_ids": "[]",
    "parent_id": None,
    "allowance_left": None,
    "is_forgotten": True,
}
"""What a forgotten job's columns become: its words, its pictures and the ways to them."""


# --- what is kept --------------------------------------------------------------------------------


@cache
def person_by_id() -> Executable:
    """Return what is kept about a person."""
    return select(person).where(person.c.id == bindparam("person"))


@cache
def insert_person() -> Executable:
    """Keep something about a person for the first time."""
    return insert(person)


@cache
def change_person() -> Executable:
    """Write what is kept about a person anew."""
    return update(person).where(person.c.id == bindparam("person"))


@cache
def delete_person() -> Executable:
    """Keep nothing about a person any more."""
    return delete(person).where(person.c.id == bindparam("person"))


@cache
def with_usual_options() -> Executable:
    """Return the people who have said any usual options."""
    return select(person).where(person.c.usual_at.is_not(None))


@cache
def to_forget() -> Executable:
    """Return those of whom something is still to be forgotten."""
    return select(person).where(person.c.forgotten_at.is_not(None)).order_by(person.c.forgotten_at)


# --- forgetting ----------------------------------------------------------------------------------


@cache
def delete_drafts() -> Executable:
    """Delete what a person had begun; the secrets go with it."""
    return delete(draft).where(
        draft.c.requester_id == bindparam("person"), draft.c.began_at <= _until
    )


@cache
def delete_tray() -> Executable:
    """Delete what a person had put on their tray, by when it would have gone."""
    return delete(tray_picture).where(
        tray_picture.c.requester_id == bindparam("person"),
        tray_picture.c.expires_at <= bindparam("tray_until"),
    )


@cache
def delete_stars() -> Executable:
    """Take back the stars that a person had given."""
    return delete(star).where(star.c.person_id == bindparam("person"), star.c.given_at <= _until)


@cache
def failures_to_blank() -> Executable:
    """Return the failures of the jobs to blank."""
    return select(job.c.id, job.c.failure).where(*_to_blank(), job.c.failure.is_not(None))


@cache
def change_failure() -> Executable:
    """Write a failure anew."""
    return update(job).where(job.c.id == bindparam("job"))


@cache
def blank_history() -> Executable:
    """Blank the notes of the jobs to blank; why one could not be delivered is no word of theirs."""
    return (
        update(job_move)
        .where(
            job_move.c.job_id.in_(select(job.c.id).where(*_to_blank())),
            job_move.c.became != JobStatus.UNDELIVERED,
        )
        .values(note="")
    )


@cache
def part_children() -> Executable:
    """Part what anybody made from the jobs to blank from these."""
    return (
        update(job)
        .where(job.c.parent_id.in_(select(job.c.id).where(*_to_blank()).correlate(None)))
        .values(parent_id=None)
    )


@cache
def part_drafts() -> Executable:
    """The same for what anybody is about to make from them."""
    return (
        update(draft)
        .where(draft.c.parent_id.in_(select(job.c.id).where(*_to_blank())))
        .values(parent_id=None)
    )


@cache
def blank_shares() -> Executable:
    """Blank the shares of the jobs to blank, and take them out of their channels."""
    leaves = share_stays()
    now = bindparam("now", type_=Moment)
    return (
        update(share)
        .where(share.c.job_id.in_(select(job.c.id).where(*_to_blank())))
        .values(
            prompt="",
            url="",
            status=case((leaves, literal(ShareStatus.LEAVING)), else_=share.c.status),
            due_at=case((leaves, now), else_=share.c.due_at),
            attempts=case((leaves, 0), else_=share.c.attempts),
        )
    )


@cache
def blank_jobs() -> Executable:
    """Blank a person's jobs that have ended: who, when, at what price and how it ended stays."""
    return update(job).where(*_to_blank()).values(BLANK)


@cache
def delete_bare_jobs() -> Executable:
    """Delete blank jobs that count nowhere any more, once their shares have left.

    What the API refused, and what grants bear, may count for longer than the rest.
    """
    counts_long = job.c.draws.is_not(None) | job.c.refused_at.is_not(None)
    has_share = exists().where(share.c.job_id == job.c.id, _is_there())
    return delete(job).where(
        *_is_theirs(),
        job.c.is_forgotten.is_(True),
        job.c.accepted_at <= bindparam("counted_until"),
        or_(~counts_long, job.c.accepted_at <= bindparam("counted_long_until")),
        ~has_share,
    )


@cache
def count_left() -> Executable:
    """Return how many jobs are left, blank or still to blank."""
    return select(func.count()).select_from(job).where(*_is_theirs())


def _is_theirs() -> tuple[ColumnElement[bool], ...]:
    return job.c.requester_id == bindparam("person"), job.c.accepted_at <= _until


def _to_blank() -> tuple[ColumnElement[bool], ...]:
    return *_is_theirs(), job.c.ended_at.is_not(None), job.c.is_forgotten.is_(False)


def _is_there() -> ColumnElement[bool]:
    return or_(is_share_open(), share_stays())
