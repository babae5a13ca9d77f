"""What counts at the moment of a request: `Usage`, read in the transaction that writes the job.

There are no counters to go wrong: a job that fails simply stops counting.
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.jobs import JobId, NewJob
from bot.domain.quota import Usage, day_began_at, month_began_at
from bot.store import job_statements as statements
from bot.store.rows import spending_from_row


async def usage_at_acceptance(
    connection: AsyncConnection, new: NewJob
) -> tuple[JobId | None, Usage]:
    """Return the job that its event or draft is already; the usage of requester, server and key."""
    window = {"requester": new.requester_id, "day_began_at": day_began_at(new.accepted_at)}
    place = {
        "event": new.origin.event_id,
        "draft": new.draft_id,
        "guild": new.origin.guild_id,
        "month_began_at": month_began_at(new.accepted_at),
    }
    numbers = (await connection.execute(statements.usage(), window | place)).one()
    spendings = await connection.execute(statements.spendings(), window)
    return numbers.known_id, Usage(
        spendings=tuple(spending_from_row(row) for row in spendings),
        last_accepted_at=numbers.last_accepted_at,
        jobs=numbers.jobs,
        waiting=numbers.waiting,
        # PostgreSQL adds up to a Decimal.
        server_microusd=int(numbers.server_microusd),
        total_microusd=int(numbers.total_microusd),
        total_oldest_at=numbers.total_oldest_at,
    )
