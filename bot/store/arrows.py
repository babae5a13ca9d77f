"""How a job's row is written: guarded, with its line of history, and the settled days summed anew.

All in the caller's transaction. Which arrow is gone by whom is `jobs`'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import NotFound, StaleTransition
from bot.domain.jobs import TRANSITIONS, Job, JobId, JobStatus
from bot.store import job_statements as statements
from bot.store import rows
from bot.store.lookup_statements import job_by_id
from bot.store.schema import ENDED
from bot.store.settlement import settle_again

_NOTICED = ENDED | {JobStatus.IN_DOUBT}
"""Of these the person has to be told."""

UNCLAIMED: Mapping[str, Any] = {"claimed_by": None, "lease_until": None}


async def amend(
    connection: AsyncConnection, job_id: JobId, statement: Executable, **parameters: object
) -> Job:
    """Write something about a job without an arrow, or raise."""
    row = await first(connection, statement, job_id=job_id, **parameters)
    if row is None:
        raise await unmet(connection, job_id, "what was to be written")
    await settle_again(connection, [row])
    return rows.job_from_row(row)


async def go(
    connection: AsyncConnection,
    job_id: JobId,
    arrow: tuple[JobStatus, JobStatus],
    *,
    at: datetime,
    note: str = "",
    statement: Executable | None = None,
    **parameters: object,
) -> Job:
    """Go an arrow and write it into the history, or raise."""
    was, became = arrow
    if arrow not in TRANSITIONS:
        raise StaleTransition(f"{was} -> {became} is no arrow")
    row = await first(
        connection,
        statements.move() if statement is None else statement,
        **{"job_id": job_id, "was": was, **settled_columns(became, at), **parameters},
    )
    if row is None:
        raise await unmet(connection, job_id, f"{was} -> {became}")
    await record(connection, [row], was=was, at=at, note=note)
    return rows.job_from_row(row)


def settled_columns(became: JobStatus, at: datetime) -> dict[str, Any]:
    """Return the columns that every arrow into a status writes."""
    settled = {
        "status": became,
        "notice_due": became in _NOTICED,
        "ended_at": at if became in ENDED else None,
        **UNCLAIMED,
    }
    # A pause that the step before had to keep is not the notice's.
    return {**settled, "not_before": at} if became in _NOTICED else settled


async def record(
    connection: AsyncConnection,
    moved: Sequence[Row[Any]],
    *,
    was: JobStatus | None,
    at: datetime,
    note: str = "",
) -> None:
    """Write one line of history for each row that has moved; sum the settled days anew."""
    lines = [
        {"job_id": row.id, "was": was, "became": row.status, "moved_at": at, "note": note}
        for row in moved
    ]
    if lines:
        await connection.execute(statements.insert_moves(), lines)
        await settle_again(connection, moved)


async def unmet(connection: AsyncConnection, job_id: JobId, wanted: str) -> Exception:
    """Return why a guarded update changed nothing."""
    row = await first(connection, job_by_id(), job_id=job_id)
    if row is None:
        return NotFound("job")
    return StaleTransition(f"job {job_id} is {row.status}, claimed by {row.claimed_by}: {wanted}")


async def first(
    connection: AsyncConnection, statement: Executable, **parameters: object
) -> Row[Any] | None:
    """Return the one row of a statement; None where there is none."""
    return (await connection.execute(statement, parameters)).one_or_none()
