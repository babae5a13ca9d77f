"""Every statement about what counts: usage at a request, the sums of ended days, reports.

Each is built once. What a partial index is to answer repeats that index's condition word for word
(see `schema.is_status`).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Executable,
    Select,
    Text,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal_column,
    null,
    select,
    true,
    type_coerce,
    union_all,
)

from bot.domain.jobs import HELD, ON_ITS_WAY, SPENT, JobStatus
from bot.store.schema import OPEN, Moment, is_one_of, is_status, job, server_day, settled

_COUNTED_FOR_THE_PURSE = HELD | SPENT | {JobStatus.IN_DOUBT}
"""Held or spent for the server's and the key's budget: what is in doubt may well have been paid."""

_MICROSECONDS_A_DAY: ColumnElement[int] = literal_column("86400000000", BigInteger)


# --- at a request --------------------------------------------------------------------------------


@cache
def usage() -> Executable:
    """Return the numbers of `Usage`, beside each line of what a person's jobs count (see `_lines`;
    one row without a line where there is none): all of it as of one moment, in one trip.
    """
    numbers, lines = _numbers().subquery("numbers"), _lines().subquery("lines")
    return select(numbers, lines).select_from(numbers.outerjoin(lines, true()))


def _numbers() -> Select[Any]:
    """Return the job that an event or a draft is already, and the numbers: one row."""
    theirs = job.c.requester_id == bindparam("requester")
    here = job.c.guild_id.is_not_distinct_from(bindparam("guild"))
    counted = is_one_of(_COUNTED_FOR_THE_PURSE)
    today = job.c.accepted_at > bindparam("day_began_at", type_=Moment)
    on_their_way = (is_one_of(OPEN), job.c.status != JobStatus.IN_DOUBT)
    newest = select(func.max(job.c.accepted_at))
    return select(
        func.coalesce(
            select(job.c.id).where(job.c.event_id == bindparam("event")).scalar_subquery(),
            select(job.c.id).where(job.c.draft_id == bindparam("draft")).scalar_subquery(),
        ).label("known_id"),
        _one(newest.where(theirs), "last_accepted_at"),
        _one(newest.where(theirs, here), "last_accepted_here_at"),
        _one(_count().where(theirs, *on_their_way), "jobs"),
        _one(_count().where(theirs, here, *on_their_way), "jobs_here"),
        _one(_count().where(is_status(JobStatus.ACCEPTED)), "waiting"),
        (_settled_this_month() + _unsettled_this_month()).label("server_microusd"),
        _one(_money().where(counted, today), "total_microusd"),
        _one(
            select(func.min(job.c.accepted_at)).where(counted, today, job.c.price_microusd > 0),
            "total_oldest_at",
        ),
    )


def _lines() -> CompoundSelect[Any]:
    """Return what a person's jobs count against them, in no order.

    `kind` is "day" for those of the day, "granted" for those of any age of which grants bear a
    part, "refused" for those whose content was refused lately (`at` says when).
    """
    theirs = job.c.requester_id == bindparam("requester")
    images = case((is_one_of(HELD), job.c.image_count), else_=job.c.made_count)
    counted = (theirs, is_one_of(HELD | SPENT))
    held = is_one_of(HELD).label("is_held")
    spent = (job.c.number, job.c.guild_id, images.label("images"), job.c.price_microusd, held)
    return union_all(
        select(_kind("day"), job.c.accepted_at.label("at"), *spent, job.c.draws).where(
            *counted, job.c.accepted_at > bindparam("day_began_at", type_=Moment)
        ),
        select(_kind("granted"), job.c.accepted_at, *spent, job.c.draws).where(
            *counted, job.c.draws.is_not(None)
        ),
        select(
            *(_kind("refused"), job.c.refused_at, job.c.number, job.c.guild_id),
            *(null(), null(), null(), null()),
        ).where(theirs, job.c.refused_at >= bindparam("refused_since", type_=Moment)),
    )


def _kind(kind: str) -> ColumnElement[str]:
    return literal_column(f"'{kind}'", Text).label("kind")


def _settled_this_month() -> ColumnElement[int]:
    return (
        select(func.coalesce(func.sum(server_day.c.microusd), 0))
        .where(server_day.c.guild_id == bindparam("guild"), server_day.c.day >= _month_began_at())
        .scalar_subquery()
    )


def _unsettled_this_month() -> ColumnElement[int]:
    """Add up from where the sums end; in one comparison, else the index begins with the month."""
    sums_end, month = settled_until(), _month_began_at()
    since = case((sums_end > month, sums_end), else_=month)
    return (
        _money()
        .where(
            is_one_of(_COUNTED_FOR_THE_PURSE),
            job.c.guild_id == bindparam("guild"),
            job.c.accepted_at >= since,
        )
        .scalar_subquery()
    )


def _month_began_at() -> ColumnElement[Any]:
    return bindparam("month_began_at", type_=Moment)


# --- the sums of ended days ----------------------------------------------------------------------


def settled_until() -> ColumnElement[Any]:
    """Return the moment before which all days have their sums; NULL: none has."""
    return select(func.max(settled.c.until)).scalar_subquery()


@cache
def settled_so_far() -> Executable:
    """Return the moment before which all days have their sums: one row."""
    return select(func.max(settled.c.until))


@cache
def oldest_on_its_way() -> Executable:
    """Return when the oldest job on its way was accepted, of those since then: one row."""
    return select(func.min(job.c.accepted_at)).where(
        is_one_of(ON_ITS_WAY), job.c.accepted_at >= bindparam("since", type_=Moment)
    )


@cache
def insert_sums() -> Executable:
    """Write the sums of all servers' days of a time."""
    return insert(server_day).from_select(["guild_id", "day", "microusd"], _sums())


@cache
def insert_sum() -> Executable:
    """Write the sum of one server's day, given as a time, anew."""
    sums = _sums().where(job.c.guild_id == bindparam("guild"))
    return insert(server_day).from_select(["guild_id", "day", "microusd"], sums)


@cache
def delete_sum() -> Executable:
    """Take the sum of one server's day away."""
    return delete(server_day).where(
        server_day.c.guild_id == bindparam("guild"),
        server_day.c.day == bindparam("since", type_=Moment),
    )


@cache
def insert_settled() -> Executable:
    """Write up to when days are settled."""
    return insert(settled)


@cache
def forget_sums() -> Executable:
    """Delete the sums of days that no budget asks for any more."""
    return delete(server_day).where(server_day.c.day < bindparam("kept_from", type_=Moment))


@cache
def forget_settled() -> Executable:
    """Delete what said before up to when days were settled."""
    return delete(settled).where(settled.c.until < bindparam("until", type_=Moment))


def _sums() -> Select[Any]:
    return (
        select(job.c.guild_id, _day(), func.sum(job.c.price_microusd))
        .where(
            job.c.guild_id.is_not(None),
            is_one_of(_COUNTED_FOR_THE_PURSE),
            job.c.accepted_at >= bindparam("since", type_=Moment),
            job.c.accepted_at < bindparam("until", type_=Moment),
        )
        .group_by(job.c.guild_id, _day())
    )


def _day() -> ColumnElement[Any]:
    """Return the first moment of the day (UTC) on which a job was accepted."""
    microseconds = type_coerce(job.c.accepted_at, BigInteger)
    return type_coerce(microseconds // _MICROSECONDS_A_DAY * _MICROSECONDS_A_DAY, Moment)


# --- reports -------------------------------------------------------------------------------------


@cache
def report(*, is_of_server: bool) -> Executable:
    """Return what was made in a time, by day, server, person and model."""
    keys = (_day().label("day"), job.c.guild_id, job.c.requester_id, job.c.model)
    made = case((is_one_of(SPENT), job.c.made_count), else_=0)
    money = case((is_one_of(_COUNTED_FOR_THE_PURSE), job.c.price_microusd), else_=0)
    failed = case((is_one_of((JobStatus.FAILED, JobStatus.CANCELLED)), 1), else_=0)
    found = select(
        *keys,
        func.count().label("jobs"),
        func.sum(failed).label("failed"),
        func.sum(made).label("pictures"),
        func.sum(money).label("microusd"),
    ).where(
        job.c.accepted_at >= bindparam("since", type_=Moment),
        job.c.accepted_at < bindparam("until", type_=Moment),
    )
    if is_of_server:
        found = found.where(job.c.guild_id == bindparam("guild"))
    return found.group_by(_day(), *keys[1:])


def _one(query: Select[Any], label: str) -> ColumnElement[Any]:
    return query.scalar_subquery().label(label)


def _count() -> Select[Any]:
    return select(func.count()).select_from(job)


def _money() -> Select[Any]:
    return select(func.coalesce(func.sum(job.c.price_microusd), 0))
