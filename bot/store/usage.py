"""What counts at the moment of a request: `Usage`, read in the transaction that writes the job.

There are no counters to go wrong: a job that fails simply stops counting. The sums of ended days
(`settlement`) are what adding up would find.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.jobs import JobId, NewJob
from bot.domain.quota import Spending, Usage, day_began_at, month_began_at
from bot.store import usage_statements as statements
from bot.store.rows import spending_from_row


async def usage_at_acceptance(
    connection: AsyncConnection, new: NewJob, *, refused_since: datetime
) -> tuple[JobId | None, Usage]:
    """Return the job that its event or draft is already; the usage of requester, server and key."""
    return await _read(
        connection,
        new.requester_id,
        new.origin.guild_id,
        now=new.accepted_at,
        refused_since=refused_since,
        event_id=new.origin.event_id,
        draft_id=new.draft_id,
    )


async def usage_of(
    connection: AsyncConnection,
    requester_id: int,
    guild_id: int | None,
    *,
    now: datetime,
    refused_since: datetime,
) -> Usage:
    """Return the usage of a person, a server and the key, to look at."""
    _, usage = await _read(connection, requester_id, guild_id, now=now, refused_since=refused_since)
    return usage


async def _read(
    connection: AsyncConnection,
    requester_id: int,
    guild_id: int | None,
    *,
    now: datetime,
    refused_since: datetime,
    event_id: int | None = None,
    draft_id: str | None = None,
) -> tuple[JobId | None, Usage]:
    found = await connection.execute(
        statements.usage(),
        {
            "requester": requester_id,
            "guild": guild_id,
            "event": event_id,
            "draft": draft_id,
            "day_began_at": day_began_at(now),
            "month_began_at": month_began_at(now),
            "refused_since": refused_since,
        },
    )
    every = found.all()
    numbers = every[0]
    lines = [line for line in every if line.kind is not None]
    lines.sort(key=lambda line: (line.at, line.number))
    refused = [line for line in lines if line.kind == "refused"]
    usage = Usage(
        spendings=_spendings("day", lines, guild_id),
        granted=_spendings("granted", lines, guild_id),
        refused_at=tuple(line.at for line in refused),
        refused_here_at=tuple(line.at for line in refused if line.guild_id == guild_id),
        last_accepted_at=numbers.last_accepted_at,
        last_accepted_here_at=numbers.last_accepted_here_at,
        jobs=numbers.jobs,
        jobs_here=numbers.jobs_here,
        waiting=numbers.waiting,
        # PostgreSQL adds up to a Decimal.
        server_microusd=int(numbers.server_microusd),
        total_microusd=int(numbers.total_microusd),
        total_oldest_at=numbers.total_oldest_at,
    )
    return numbers.known_id, usage


def _spendings(kind: str, lines: Sequence[Row[Any]], guild_id: int | None) -> tuple[Spending, ...]:
    return tuple(spending_from_row(line, guild_id=guild_id) for line in lines if line.kind == kind)
