"""The sums of the servers' ended days, by which a month's budget is read in few rows.

They are never counted up: a day is summed from its jobs when it is settled, and again whenever one
of its jobs moves later, in the transaction of that arrow.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.quota import month_began_at
from bot.store import usage_statements as statements

_DAY = timedelta(days=1)


async def settle(connection: AsyncConnection, *, now: datetime) -> int:
    """Write the sums of the days that ended, up to the first in which a job is on its way; return
    how many days. Those of this month and the last are kept: around midnight both may be asked for.
    """
    so_far = (await connection.execute(statements.settled_so_far())).scalar_one()
    kept_from = month_began_at(month_began_at(now) - _DAY)
    since = max(kept_from, so_far or kept_from)
    oldest = await connection.execute(statements.oldest_on_its_way(), {"since": since})
    until = _day_of(min(now, oldest.scalar_one() or now))
    if until <= since:
        return 0
    await connection.execute(statements.insert_sums(), {"since": since, "until": until})
    await connection.execute(statements.insert_settled(), {"until": until})
    await connection.execute(statements.forget_settled(), {"until": until})
    await connection.execute(statements.forget_sums(), {"kept_from": kept_from})
    return (until - since).days


async def settle_again(connection: AsyncConnection, moved: Iterable[Row[Any]]) -> None:
    """Sum the settled days of jobs anew, after they were written.

    Each row is the job's as it is now, with `settled_until`.
    """
    days = {
        (row.guild_id, _day_of(row.accepted_at))
        for row in moved
        if row.guild_id is not None
        and row.settled_until is not None
        and row.accepted_at < row.settled_until
    }
    for guild_id, day in sorted(days):
        one = {"guild": guild_id, "since": day}
        await connection.execute(statements.delete_sum(), one)
        await connection.execute(statements.insert_sum(), one | {"until": day + _DAY})


def _day_of(moment: datetime) -> datetime:
    """Return the first moment of a day, UTC."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
