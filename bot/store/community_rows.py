"""Rows of the audit log, of people and of shares to values and back."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from sqlalchemy import Row

from bot.domain.audit import Actor, AuditEntry
from bot.domain.jobs import JobId
from bot.domain.people import PersonRow
from bot.domain.sharing import Share, ShareStatus
from bot.store.documents import usual_from, usual_text

_SHARE_FIELDS = tuple(field.name for field in fields(Share))


def entry_from_row(row: Row[Any]) -> AuditEntry:
    """Return one line of the audit log."""
    return AuditEntry(
        number=row.number,
        guild_id=row.guild_id,
        at=row.at,
        actor=Actor(row.actor),
        actor_id=row.actor_id,
        action=row.action,
        subject_id=row.subject_id,
        job_id=None if row.job_id is None else JobId(row.job_id),
        link=row.link,
        values=json.loads(row.details),
        key=row.key,
    )


def entry_columns(entry: AuditEntry) -> dict[str, Any]:
    """Return the columns of a line that is new; its number it gets there."""
    return {
        "guild_id": entry.guild_id,
        "at": entry.at,
        "actor": entry.actor,
        "actor_id": entry.actor_id,
        "action": entry.action,
        "subject_id": entry.subject_id,
        "job_id": entry.job_id,
        "link": entry.link,
        "details": json.dumps(dict(entry.values), separators=(",", ":")),
        "key": entry.key,
    }


def person_from_row(row: Row[Any]) -> PersonRow:
    """Return what is kept about a person."""
    return PersonRow(
        id=row.id,
        usual=usual_from(row.usual),
        is_listed=row.is_listed,
        forgotten_at=row.forgotten_at,
    )


def person_columns(person: PersonRow) -> dict[str, Any]:
    """Return the columns of what is kept about a person, but for when the options were said."""
    return {
        "id": person.id,
        "usual": usual_text(person.usual),
        "is_listed": person.is_listed,
        "forgotten_at": person.forgotten_at,
    }


def share_from_row(row: Row[Any]) -> Share:
    """Return a share, its stars beside it."""
    stored = {name: getattr(row, name) for name in _SHARE_FIELDS}
    return Share(**stored | {"status": ShareStatus(row.status), "job_id": JobId(row.job_id)})


def share_columns(share: Share) -> dict[str, Any]:
    """Return the columns of a share; its stars are counted."""
    return {name: getattr(share, name) for name in _SHARE_FIELDS if name != "stars"}
