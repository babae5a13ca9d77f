"""The shares' rows and their stars: `SqlShareStore` is the engine's `ShareStore`.

Statements are in `community_statements`, rows become values in `community_rows`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import NotFound, StaleTransition
from bot.domain.jobs import JobId
from bot.domain.quota import day_began_at
from bot.domain.sharing import Share, ShareStatus, drip
from bot.store import community_statements as statements
from bot.store.community_rows import share_columns, share_from_row
from bot.store.database import Database


class SqlShareStore:
    """Shares in SQL, for one `owner` of claims; implements `bot.engine.ports.ShareStore`.

    As with jobs, what an earlier process of this owner claimed is ours again: its claims are
    dropped before our first one.
    """

    def __init__(self, database: Database, *, owner: str) -> None:
        self._database = database
        self._owner = owner
        self._has_claimed = False

    async def share(
        self,
        shares: Sequence[Share],
        *,
        judge: Callable[[Sequence[datetime]], None],
        seconds_between: int,
    ) -> list[Share]:
        """Judge and write down, in one transaction, shares of one job to one channel.

        Returned is what was written: pictures that are shared already are left out. Where all are,
        nothing is judged.
        """
        if not shares:
            judge(())
            return []
        first = shares[0]
        async with self._database.writing() as connection:
            new = await _not_shared(connection, shares)
            if new:
                judge(await _shared_at(connection, first))
                new = _dripping(new, await _last_due(connection, first), seconds_between)
                await connection.execute(
                    statements.insert_shares(), [share_columns(share) for share in new]
                )
        return new

    async def get(self, share_id: str) -> Share:
        """Return a share with its stars; raises `NotFound("share")`."""
        async with self._database.reading() as connection:
            return await _share(connection, share_id)

    async def shared_of(self, job_id: JobId) -> list[Share]:
        """Return the shares of a job's pictures, by picture."""
        return await self._all(statements.shares_of_job(), of_job=job_id)

    async def of_maker(self, maker_id: int, guild_id: int, *, limit: int) -> list[Share]:
        """Return a person's shares in a server, newest first."""
        return await self._all(
            statements.shares_of_maker(), maker=maker_id, guild=guild_id, most=limit
        )

    async def top(self, guild_id: int, *, since: datetime, limit: int) -> list[Share]:
        """Return the posted gallery shares since then with the most stars (one at least), then the
        older; of makers who are listed.
        """
        return await self._all(statements.top(), guild=guild_id, since=since, most=limit)

    async def claim_due(self, *, now: datetime, lease_until: datetime) -> Share | None:
        """Claim the share that is due longest: waiting -> posting; what is leaving stays so.

        One of a gallery waits while another is being posted there.
        """
        lease = {"now": now, "claimed_by": self._owner, "lease_until": lease_until}
        async with self._database.writing() as connection:
            if not self._has_claimed:
                await connection.execute(statements.drop_share_claims(), {"owner": self._owner})
            row = (await connection.execute(statements.claim_due(), lease)).one_or_none()
        self._has_claimed = True
        return None if row is None else share_from_row(row)

    async def release(self, share_id: str, *, due_at: datetime) -> None:
        """posting -> waiting (or leaving stays): later."""
        await self._move(share_id, statements.end_posting(ShareStatus.WAITING), due_at=due_at)

    async def record_posted(
        self, share_id: str, *, message_id: int, now: datetime, next_at: datetime | None = None
    ) -> None:
        """posting -> posted; where it is to leave meanwhile, the message is noted.

        Gallery shares that wait for the same channel are due at `next_at` at the earliest.
        """
        posted = {"share": share_id, "message_id": message_id, "posted_at": now}
        async with self._database.writing() as connection:
            await _go(connection, statements.end_posting(ShareStatus.POSTED), posted)
            if next_at is not None:
                held = {"posted": share_id, "next_at": next_at, "due_at": next_at}
                await connection.execute(statements.hold_back(), held)

    async def record_failed(self, share_id: str) -> None:
        """posting -> failed (or leaving stays)."""
        await self._move(share_id, statements.end_posting(ShareStatus.FAILED))

    async def record_removed(self, share_id: str) -> None:
        """leaving -> removed."""
        await self._move(share_id, statements.record_removed())

    async def remove(self, share_id: str, *, now: datetime) -> Share:
        """waiting, posting or posted -> leaving; others stay. Returns the share."""
        async with self._database.writing() as connection:
            await connection.execute(statements.remove_share(), {"share": share_id, "now": now})
            return await _share(connection, share_id)

    async def remove_all_of(self, maker_id: int, *, now: datetime) -> int:
        """The same for all of a person's; return how many."""
        async with self._database.writing() as connection:
            removed = await connection.execute(
                statements.remove_shares_of_maker(), {"maker": maker_id, "now": now}
            )
            return removed.rowcount

    async def star(self, share_id: str, *, person_id: int, now: datetime) -> Share:
        """Give a person's star to a posted share, or take it back; raises `NotFound("share")`."""
        async with self._database.writing() as connection:
            share = await _share(connection, share_id)
            if share.status is not ShareStatus.POSTED:
                raise NotFound("share")
            taken = await connection.execute(
                statements.take_star(), {"share": share_id, "person": person_id}
            )
            if not taken.rowcount:
                given = {"share_id": share_id, "person_id": person_id, "given_at": now}
                await connection.execute(statements.give_star(), given)
            return replace(share, stars=share.stars + (-1 if taken.rowcount else 1))

    async def _all(self, statement: Executable, **parameters: object) -> list[Share]:
        async with self._database.reading() as connection:
            return [share_from_row(row) for row in await connection.execute(statement, parameters)]

    async def _move(self, share_id: str, statement: Executable, **parameters: object) -> None:
        """Go an arrow, or raise `StaleTransition`."""
        async with self._database.writing() as connection:
            await _go(connection, statement, {"share": share_id, **parameters})


async def _go(
    connection: AsyncConnection, statement: Executable, parameters: dict[str, object]
) -> None:
    moved = await connection.execute(statement, parameters)
    if not moved.rowcount:
        raise StaleTransition(f"share {parameters['share']} is not on its way any more")


async def _share(connection: AsyncConnection, share_id: str) -> Share:
    found = await connection.execute(statements.share_by_id(), {"share": share_id})
    row: Row[Any] | None = found.one_or_none()
    if row is None:
        raise NotFound("share")
    return share_from_row(row)


async def _not_shared(connection: AsyncConnection, shares: Sequence[Share]) -> list[Share]:
    """Return the shares whose pictures are not shared there yet, each once, in their order."""
    place = {"of_job": shares[0].job_id, "to_gallery": shares[0].is_gallery}
    known = set((await connection.execute(statements.shared_pictures(), place)).scalars())
    return list({each.picture: each for each in shares if each.picture not in known}.values())


async def _shared_at(connection: AsyncConnection, share: Share) -> Sequence[datetime]:
    """Return when its maker shared to that server's gallery in the last day, oldest first."""
    window = {
        "maker": share.maker_id,
        "guild": share.guild_id,
        "day_began_at": day_began_at(share.asked_at),
    }
    return (await connection.execute(statements.shared_at(), window)).scalars().all()


async def _last_due(connection: AsyncConnection, share: Share) -> datetime | None:
    """Return when the last share of the same channel is due, or was."""
    found = await connection.execute(statements.last_due(), {"channel": share.channel_id})
    last: datetime | None = found.scalar_one_or_none()
    return last


def _dripping(
    shares: Sequence[Share], last_due_at: datetime | None, seconds_between: int
) -> list[Share]:
    """Return the shares, due one after another."""
    due: list[Share] = []
    for share in shares:
        last_due_at = drip(share.asked_at, last_due_at, seconds_between=seconds_between)
        due.append(replace(share, due_at=last_due_at))
    return due
