"""Every statement about servers' rules, the audit log, shared pictures and their stars.

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
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from bot.domain.sharing import ShareStatus
from bot.store.community_schema import (
    audit,
    is_posted_to_gallery,
    is_share,
    is_share_open,
    is_shared,
    person,
    server_rules,
    share,
    share_stays,
    star,
)
from bot.store.schema import Moment

_now = bindparam("now", type_=Moment)


# --- rules ---------------------------------------------------------------------------------------


@cache
def rules() -> Executable:
    """Return what is laid down for a server."""
    return select(server_rules).where(server_rules.c.guild_id == bindparam("guild"))


@cache
def change_rules() -> Executable:
    """Write what is laid down anew, where something was."""
    return update(server_rules).where(server_rules.c.guild_id == bindparam("guild"))


@cache
def insert_rules() -> Executable:
    """Lay something down for the first time."""
    return insert(server_rules)


@cache
def weights() -> Executable:
    """Return the servers whose weight is not the usual one."""
    return select(server_rules.c.guild_id, server_rules.c.weight).where(
        server_rules.c.weight != literal_column("1")
    )


# --- the audit log -------------------------------------------------------------------------------


@cache
def entry_by_key() -> Executable:
    """Return the number of the line that has a key."""
    return select(audit.c.number).where(audit.c.key == bindparam("of_key"))


@cache
def insert_entry() -> Executable:
    """Write a line."""
    return insert(audit)


@cache
def entries(*, of_guild: bool, of_subject: bool) -> Executable:
    """Return lines older than one, newest first: of a server, about somebody, or all."""
    found = select(audit).where(audit.c.number < bindparam("before"))
    if of_guild:
        found = found.where(audit.c.guild_id == bindparam("guild"))
    if of_subject:
        found = found.where(audit.c.subject_id == bindparam("subject"))
    return found.order_by(audit.c.number.desc()).limit(bindparam("most"))


@cache
def unlogged() -> Executable:
    """Return the lines that the log channels have still to get, oldest first."""
    return (
        select(audit)
        .where(audit.c.is_logged.is_(False))
        .order_by(audit.c.number)
        .limit(bindparam("most"))
    )


@cache
def record_logged() -> Executable:
    """Write that a line needs no more logging."""
    return update(audit).where(audit.c.number == bindparam("line")).values(is_logged=True)


# --- shared pictures -----------------------------------------------------------------------------


@cache
def shared_pictures() -> Executable:
    """Return which pictures of a job are shared already: to the gallery, or to its channel."""
    return select(share.c.picture).where(
        share.c.job_id == bindparam("of_job"),
        share.c.is_gallery == bindparam("to_gallery"),
        is_shared(),
    )


@cache
def shared_at() -> Executable:
    """Return when a person shared to a server's gallery since then, oldest first."""
    return (
        select(share.c.asked_at)
        .where(
            *_is_of_maker(),
            share.c.asked_at > bindparam("day_began_at"),
            share.c.is_gallery.is_(True),
            is_shared(),
        )
        .order_by(share.c.asked_at)
    )


@cache
def last_due() -> Executable:
    """Return when the last share of a channel is due, or was."""
    return (
        select(share.c.due_at)
        .where(share.c.channel_id == bindparam("channel"), share_stays())
        .order_by(share.c.due_at.desc())
        .limit(1)
    )


@cache
def insert_shares() -> Executable:
    """Write shares down."""
    return insert(share)


@cache
def share_by_id() -> Executable:
    """Return a share with its stars."""
    return _shares().where(share.c.id == bindparam("share"))


@cache
def shares_of_job() -> Executable:
    """Return the shares of a job's pictures, by picture."""
    return (
        _shares()
        .where(share.c.job_id == bindparam("of_job"))
        .order_by(share.c.picture, share.c.asked_at)
    )


@cache
def shares_of_maker() -> Executable:
    """Return a person's shares in a server, newest first."""
    return (
        _shares()
        .where(*_is_of_maker())
        .order_by(share.c.asked_at.desc(), share.c.picture)
        .limit(bindparam("most"))
    )


@cache
def top() -> Executable:
    """Return what of a gallery has the most stars, of makers who are listed."""
    is_unlisted = exists().where(person.c.id == share.c.maker_id, person.c.is_listed.is_(False))
    return (
        _shares()
        .where(
            share.c.guild_id == bindparam("guild"),
            share.c.posted_at >= bindparam("since"),
            is_posted_to_gallery(),
            _stars() > 0,
            ~is_unlisted,
        )
        .order_by(_stars().desc(), share.c.posted_at, share.c.due_at)
        .limit(bindparam("most"))
    )


@cache
def claim_due() -> Executable:
    """Claim what is due longest; for a gallery, while nothing else is being posted there."""
    busy = select(share.c.channel_id).where(
        is_share_open(),
        is_share(ShareStatus.POSTING),
        share.c.is_gallery.is_(True),
        share.c.lease_until > _now,
    )
    waits_its_turn = is_share(ShareStatus.WAITING) & share.c.is_gallery.is_(True)
    turn = (
        select(share.c.id)
        .where(
            is_share_open(),
            share.c.due_at <= _now,
            or_(share.c.claimed_by.is_(None), share.c.lease_until <= _now),
            or_(~waits_its_turn, share.c.channel_id.not_in(busy.correlate(None))),
        )
        .order_by(share.c.due_at, share.c.asked_at, share.c.job_id, share.c.picture)
        .limit(1)
        .with_for_update(skip_locked=True)
        .correlate(None)
    )
    leaves = is_share(ShareStatus.LEAVING)
    began_at = func.coalesce(share.c.posting_began_at, _now)
    return (
        update(share)
        .where(share.c.id == turn.scalar_subquery(), is_share_open())
        .values(
            status=case((leaves, share.c.status), else_=ShareStatus.POSTING),
            attempts=share.c.attempts + 1,
            posting_began_at=case((leaves, share.c.posting_began_at), else_=began_at),
        )
        .returning(share, _stars().label("stars"))
    )


@cache
def drop_share_claims() -> Executable:
    """Let go of every share that is ours."""
    return (
        update(share)
        .where(is_share_open(), share.c.claimed_by == bindparam("owner"))
        .values(claimed_by=None, lease_until=None)
    )


@cache
def end_posting(status: ShareStatus) -> Executable:
    """posting -> that status; what is to leave meanwhile stays so. Drops the claim."""
    return _unclaimed(
        is_share(ShareStatus.POSTING) | is_share(ShareStatus.LEAVING),
        status=case((is_share(ShareStatus.POSTING), status), else_=share.c.status),
    )


@cache
def hold_back() -> Executable:
    """Let the gallery shares that wait for the channel of one be due no earlier than then."""
    posted = share.alias("posted")
    channel = select(posted.c.channel_id).where(posted.c.id == bindparam("posted"))
    return (
        update(share)
        .where(
            share.c.channel_id == channel.scalar_subquery(),
            share.c.due_at < bindparam("next_at", type_=Moment),
            share.c.is_gallery.is_(True),
            is_share(ShareStatus.WAITING),
        )
        .values(due_at=bindparam("due_at", type_=Moment))
    )


@cache
def record_removed() -> Executable:
    """leaving -> removed."""
    return _unclaimed(is_share(ShareStatus.LEAVING), status=ShareStatus.REMOVED)


@cache
def remove_share() -> Executable:
    """waiting, posting or posted -> leaving; a claim stays until the posting has ended."""
    return _leaving(share.c.id == bindparam("share"))


@cache
def remove_shares_of_maker() -> Executable:
    """The same for all of a person's."""
    return _leaving(share.c.maker_id == bindparam("maker"))


@cache
def take_star() -> Executable:
    """Take a person's star back."""
    return delete(star).where(
        star.c.share_id == bindparam("share"), star.c.person_id == bindparam("person")
    )


@cache
def give_star() -> Executable:
    """Give a person's star."""
    return insert(star)


def _shares() -> Select[Any]:
    return select(share, _stars().label("stars"))


def _stars() -> ColumnElement[int]:
    given = select(func.count()).select_from(star).where(star.c.share_id == share.c.id)
    return given.correlate(share).scalar_subquery()


def _is_of_maker() -> tuple[ColumnElement[bool], ...]:
    return share.c.maker_id == bindparam("maker"), share.c.guild_id == bindparam("guild")


def _unclaimed(*conditions: ColumnElement[bool], **values: object) -> Executable:
    """Write an arrow of a share's, and let go of it."""
    return (
        update(share)
        .where(share.c.id == bindparam("share"), *conditions)
        .values(claimed_by=None, lease_until=None, **values)
    )


def _leaving(condition: ColumnElement[bool]) -> Executable:
    return (
        update(share)
        .where(condition, share_stays())
        .values(status=ShareStatus.LEAVING, due_at=_now, attempts=0)
    )
